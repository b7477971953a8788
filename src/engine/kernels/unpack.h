/* Super-blocks of W, spread so that rows lie side by side: what product.c meets x with. */
#pragma once
#include "kquants.h"

#define STEPS (BLOCK / 4)      /* four inputs of each row at a time */

/* A super-block of 16 rows. Row r's input k is d[r] scale[group of k][r] q[k / 4][r][k % 4] - e[r] offset[group of k][r]. */
struct tile {
    uint8_t q[STEPS][ROWS][4];           /* PACKED, of Q4_K: two values in a byte, of inputs that are 32 apart */
    int16_t scale[GROUPS][ROWS][2];      /* twice the same: for sums of pairs. Of Q4_K and Q5_K, groups of 32: half as many */
    int16_t offset[GROUPS / 2][ROWS][2]; /* of two neighbouring groups; of Q4_K and Q5_K half as many as well */
    float d[ROWS], e[ROWS];
} __attribute__((aligned(64)));

#ifdef __AVX512VNNI__
#define PACKED true /* values of four bits are taken apart when they meet x: it takes less time than to write and read them apart */
#else
#define PACKED false
#endif

/* 32 bytes of each of 8 rows -> for each group of four bytes, those of all rows. */
static inline void gather(const uint8_t * const row[8], int64_t at, __m256i out[8]) {
    __m256i r[8], t[8];
    for (int i = 0; i < 8; i++) r[i] = load(row[i] + at);
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm256_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm256_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm256_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        out[i] = _mm256_permute2x128_si256(r[i], r[i + 4], 0x20);
        out[i + 4] = _mm256_permute2x128_si256(r[i], r[i + 4], 0x31);
    }
}

/* 16 bytes of each of 8 rows -> for each group of four bytes, those of all rows. */
static inline void gather16(const __m128i row[8], __m256i out[4]) {
    __m256i r[4], t[4];
    for (int i = 0; i < 4; i++) r[i] = _mm256_inserti128_si256(_mm256_castsi128_si256(row[i]), row[i + 4], 1);
    for (int i = 0; i < 4; i += 2) {
        t[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
    }
    out[0] = _mm256_unpacklo_epi64(t[0], t[2]);
    out[1] = _mm256_unpackhi_epi64(t[0], t[2]);
    out[2] = _mm256_unpacklo_epi64(t[1], t[3]);
    out[3] = _mm256_unpackhi_epi64(t[1], t[3]);
}

/* Bytes a and b of each 32 bits as 16-bit numbers with their sign. */
static inline __m256i two_bytes(__m256i v, int a, int b) {
#define AT(n) (int) ((uint32_t) (n + b) << 24 | 0x800080 | (uint32_t) (n + a) << 8)
    return _mm256_srai_epi16(_mm256_shuffle_epi8(v, _mm256_setr_epi32(AT(0), AT(4), AT(8), AT(12), AT(0), AT(4), AT(8), AT(12))), 8);
#undef AT
}

/* Four scales of each of 8 rows from `side` on, and four offsets. */
static inline void keep_scales(struct tile * t, int first, int side, __m256i scales) {
    for (int i = 0; i < 4; i++) store(t->scale[first + i][side], two_bytes(scales, i, i));
}

static inline void keep_offsets(struct tile * t, int first, int side, __m256i offsets) {
    for (int i = 0; i < 4; i += 2) store(t->offset[(first + i) / 2][side], two_bytes(offsets, i, i + 1));
}

/* The lower 16 bits of each 32 as float16. */
static inline __m256 halves(__m256i v) {
    const __m256i low = _mm256_and_si256(v, _mm256_set1_epi32(0xffff));
    return _mm256_cvtph_ps(_mm_packus_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1)));
}

static inline __attribute__((always_inline)) void unpack_k4(enum ggml_type type, struct tile * t, const void * w, int64_t first, int64_t stride) {
    const __m256i nibble = _mm256_set1_epi8(15), six = _mm256_set1_epi8(0x3f), top = _mm256_set1_epi8(0x30);
    for (int side = 0; side < ROWS; side += 8) {
        __m128i head[8];
        const uint8_t *low[8], *high[8];
        for (int r = 0; r < 8; r++) {
            const struct k4 b = k4_at(type, w, first + (side + r) * stride);
            head[r] = b.head;
            low[r] = b.qs;
            high[r] = b.qh;
        }
        __m256i h[4]; /* d and dmin; bytes of scales, of mins, and of both, as scales_mins() has them */
        gather16(head, h);
        _mm256_store_ps(t->d + side, halves(h[0]));
        _mm256_store_ps(t->e + side, halves(_mm256_srli_epi32(h[0], 16)));
        keep_scales(t, 0, side, _mm256_and_si256(h[1], six));
        keep_scales(t, 4, side, _mm256_or_si256(_mm256_and_si256(h[3], nibble), _mm256_and_si256(_mm256_srli_epi16(h[1], 2), top)));
        keep_offsets(t, 0, side, _mm256_and_si256(h[2], six));
        keep_offsets(t, 4, side, _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(h[3], 4), nibble), _mm256_and_si256(_mm256_srli_epi16(h[2], 2), top)));
        __m256i bits[8];
        if (type == GGML_TYPE_Q5_K) gather(high, 0, bits);
        for (int j = 0; j < BLOCK / 64; j++) {
            __m256i v[8];
            gather(low, 32 * j, v);
            for (int i = 0; i < 8; i++) {
                __m256i even = _mm256_and_si256(v[i], nibble), odd = _mm256_and_si256(_mm256_srli_epi16(v[i], 4), nibble);
                if (type == GGML_TYPE_Q4_K && PACKED) {
                    store(t->q[8 * j + i][side], v[i]);
                    continue;
                }
                if (type == GGML_TYPE_Q5_K) {
                    even = with_fifth(even, bits[i], 2 * j);
                    odd = with_fifth(odd, bits[i], 2 * j + 1);
                }
                store(t->q[16 * j + i][side], even);
                store(t->q[16 * j + 8 + i][side], odd);
            }
        }
    }
}

static void unpack_q6_k(struct tile * t, const q6_k * w, int64_t stride) {
    const __m256i nibble = _mm256_set1_epi8(15), top = _mm256_set1_epi8(0x30);
    for (int side = 0; side < ROWS; side += 8) {
        const uint8_t *low[8], *high[8];
        __m128i rows[8];
        __m256i scales[4];
        for (int r = 0; r < 8; r++) {
            const q6_k * b = w + (side + r) * stride;
            low[r] = b->ql;
            high[r] = b->qh;
            rows[r] = _mm_loadu_si128((const __m128i *) b->scales);
            t->d[side + r] = half(b->d);
            t->e[side + r] = 32 * t->d[side + r];
        }
        gather16(rows, scales);
        for (int i = 0; i < 4; i++) {
            keep_scales(t, 4 * i, side, scales[i]);
            keep_offsets(t, 4 * i, side, scales[i]);
        }
        for (int j = 0; j < 2; j++) { /* 128 inputs: two times 32 low bytes, 32 bytes of upper bits */
            __m256i a[8], b[8], h[8];
            gather(low, 64 * j, a);
            gather(low, 64 * j + 32, b);
            gather(high, 32 * j, h);
            for (int i = 0; i < 8; i++) {
                uint8_t(*q)[ROWS][4] = t->q + 32 * j + i;
                store(q[0][side], _mm256_or_si256(_mm256_and_si256(a[i], nibble), _mm256_and_si256(_mm256_slli_epi16(h[i], 4), top)));
                store(q[8][side], _mm256_or_si256(_mm256_and_si256(b[i], nibble), _mm256_and_si256(_mm256_slli_epi16(h[i], 2), top)));
                store(q[16][side], _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(a[i], 4), nibble), _mm256_and_si256(h[i], top)));
                store(q[24][side], _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(b[i], 4), nibble), _mm256_and_si256(_mm256_srli_epi16(h[i], 2), top)));
            }
        }
    }
}
