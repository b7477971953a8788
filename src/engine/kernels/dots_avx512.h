/* dots.c for processors with AVX-512 and VNNI: four rows of W at a time share what is made of x, columns what is made of W. */
#include "kquants.h"
#include "lanes.h"

#define AT_A_TIME 4
#define AT_ONCE 2 /* columns at most */
/* How far ahead W is fetched at least: into the second-level cache, in the order in which it lies, though four rows are read side by side. */
#define AHEAD 12288

static inline __m512i load64(const void * p) { return _mm512_loadu_si512(p); }
static inline __m512i both(const void * p) { return _mm512_broadcast_i64x4(load(p)); }

/* While block i of some rows of so many blocks is read, a share of the rows after them is fetched: of those that come next, or later ones. */
static inline __attribute__((always_inline)) void fetch_rows(const void * rows, int64_t bytes, int64_t i, int64_t blocks) {
    const char * at = (const char *) rows + (bytes > AHEAD ? bytes : AHEAD) + i * (bytes / blocks);
    for (int64_t k = 0; k < bytes / blocks; k += 64) _mm_prefetch(at + k, _MM_HINT_T1);
}

/* The numbers a for the lower half of 64 bytes, b for the upper one. */
#define HALVES(a, b) _mm512_inserti64x4(_mm512_set1_epi8((char) (a)), _mm256_set1_epi8((char) (b)), 1)
#define HALVES16(a, b) _mm512_inserti64x4(_mm512_set1_epi16(a), _mm256_set1_epi16(b), 1)

/* scales_mins() of four super-blocks at once, one in each 128 bits. */
static inline __m512i scales_mins_of_four(__m512i heads) {
    const __m512i whole = _mm512_shuffle_epi32(heads, _MM_SHUFFLE(2, 2, 1, 1));
    const __m512i shifts = _mm512_broadcast_i32x4(_mm_setr_epi32(0, 0, 0, 4));
    const __m512i parts = _mm512_and_si512(_mm512_srlv_epi32(_mm512_shuffle_epi32(heads, _MM_SHUFFLE(3, 3, 3, 3)), shifts), _mm512_set1_epi8(0x0f));
    const __m512i upper = _mm512_and_si512(_mm512_srli_epi32(whole, 2), _mm512_set1_epi8(0x30));
    return _mm512_mask_or_epi32(_mm512_and_si512(whole, _mm512_set1_epi8(0x3f)), 0xaaaa, parts, upper);
}

/*
 * 64 bytes of Q4_K's and Q5_K's nibbles hold two groups of 32 inputs in their lower bits and two in their upper ones: 0 and 2, 1 and 3, then
 * 4 and 6, 5 and 7. Sums of four products fit 16 bits, so those of the lower and the upper bits lie side by side when their scales meet them:
 * here are the places, among those of four rows, of the scales of groups 4 n to 4 n + 3 of row r, two in each 32 bits.
 */
static const int32_t scales_at[AT_A_TIME][2][16] __attribute__((aligned(64))) = {
#define AT8(i) i, i, i, i, i, i, i, i
#define ROW(r) { { AT8(4 * r), AT8(4 * r + 1) }, { AT8(4 * r + 2), AT8(4 * r + 3) } }
    ROW(0), ROW(1), ROW(2), ROW(3)
};

static inline __attribute__((always_inline)) void dots_k4(enum ggml_type type, const void * w, int64_t first, struct panel x, int64_t column, const int columns, float * y, int64_t stride) {
    const __m512i nibble = _mm512_set1_epi8(15), upper = _mm512_set1_epi8((char) 0xf0), fifth = _mm512_set1_epi8(16), low16 = _mm512_set1_epi32(0xffff);
    const __m512i heads_of = _mm512_setr_epi32(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12), mins_of = _mm512_setr_epi32(1, 1, 1, 1, 3, 3, 3, 3, 5, 5, 5, 5, 7, 7, 7, 7);
    __m512 acc[AT_ONCE][AT_A_TIME], offsets[AT_ONCE]; /* of row r in the 128 bits r */
    for (int c = 0; c < columns; c++) {
        offsets[c] = _mm512_setzero_ps();
        for (int r = 0; r < AT_A_TIME; r++) acc[c][r] = _mm512_setzero_ps();
    }
    for (int64_t i = 0; i < x.blocks; i++) {
        const int64_t at = i * x.columns + column;
        fetch_rows((const char *) w + first * block_bytes(type), AT_A_TIME * x.blocks * block_bytes(type), i, x.blocks);
        struct k4 b[AT_A_TIME];
        for (int r = 0; r < AT_A_TIME; r++) b[r] = k4_at(type, w, first + r * x.blocks + i);
        __m512i heads = _mm512_castsi128_si512(b[0].head);
        heads = _mm512_inserti32x4(heads, b[1].head, 1);
        heads = _mm512_inserti32x4(heads, b[2].head, 2);
        heads = _mm512_inserti32x4(heads, b[3].head, 3);
        const __m512i sm = scales_mins_of_four(heads), scales = _mm512_unpacklo_epi8(sm, _mm512_setzero_si512());
        const __m512i mins = _mm512_unpackhi_epi8(sm, _mm512_setzero_si512());
        const __m256 d = _mm256_cvtph_ps(_mm512_castsi512_si128(_mm512_permutexvar_epi32(heads_of, heads)));
        __m512 factors[AT_ONCE]; /* d and dmin of the rows, one after the other */
        __m512i xs[AT_ONCE][4];
#pragma GCC unroll 2
        for (int c = 0; c < columns; c++) {
            factors[c] = _mm512_castps256_ps512(_mm256_mul_ps(d, _mm256_set1_ps(x.d[at + c])));
            const __m512i offset = _mm512_madd_epi16(mins, _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *) (x.wide + (at + c) * WIDE))));
            offsets[c] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(offset), _mm512_permutexvar_ps(mins_of, factors[c]), offsets[c]);
            const int8_t * q = x.q + (at + c) * BLOCK;
            const __m512i q0 = load64(q), q1 = load64(q + 64), q2 = load64(q + 128), q3 = load64(q + 192);
            xs[c][0] = _mm512_shuffle_i64x2(q0, q1, 0x44);
            xs[c][1] = _mm512_shuffle_i64x2(q0, q1, 0xee);
            xs[c][2] = _mm512_shuffle_i64x2(q2, q3, 0x44);
            xs[c][3] = _mm512_shuffle_i64x2(q2, q3, 0xee);
        }
#pragma GCC unroll 4
        for (int r = 0; r < AT_A_TIME; r++) {
            const __m512i bits = type == GGML_TYPE_Q5_K ? both(b[r].qh) : _mm512_setzero_si512();
            __m512i sum[AT_ONCE];
#pragma GCC unroll 2
            for (int j = 0; j < 2; j++) {
                const __m512i v = load64(b[r].qs + 64 * j);
                __m512i low = _mm512_and_si512(v, nibble), high = _mm512_and_si512(v, upper);
                if (type == GGML_TYPE_Q5_K) {
                    low = _mm512_mask_add_epi8(low, _mm512_test_epi8_mask(bits, HALVES(1 << (4 * j), 4 << (4 * j))), low, fifth);
                    high = _mm512_mask_add_epi8(_mm512_srli_epi16(high, 4), _mm512_test_epi8_mask(bits, HALVES(2 << (4 * j), 8 << (4 * j))), _mm512_srli_epi16(high, 4), fifth);
                }
                const __m512i scale = _mm512_permutexvar_epi32(_mm512_load_si512(scales_at[r][j]), scales);
#pragma GCC unroll 2
                for (int c = 0; c < columns; c++) {
                    const __m512i lows = _mm512_dpbusd_epi32(_mm512_setzero_si512(), low, xs[c][2 * j]);
                    const __m512i highs = _mm512_slli_epi32(_mm512_dpbusd_epi32(_mm512_setzero_si512(), high, xs[c][2 * j + 1]), type == GGML_TYPE_Q5_K ? 16 : 12); /* Q4_K's are 16 times as large */
                    sum[c] = _mm512_dpwssd_epi32(j ? sum[c] : _mm512_setzero_si512(), _mm512_ternarylogic_epi32(low16, lows, highs, 0xca), scale);
                }
            }
#pragma GCC unroll 2
            for (int c = 0; c < columns; c++) acc[c][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[c]), _mm512_permutexvar_ps(_mm512_set1_epi32(2 * r), factors[c]), acc[c][r]);
        }
    }
    /* the offsets of row r alone; then all 16 sums of it are one */
    for (int c = 0; c < columns; c++) {
        for (int r = 0; r < AT_A_TIME; r++) y[c * stride + r] = _mm512_reduce_add_ps(_mm512_mask_sub_ps(acc[c][r], (__mmask16) (0xf << (4 * r)), acc[c][r], offsets[c]));
    }
}

/* Four 16-bit numbers, each eight times: the scales of 64 inputs, 16 each. */
#define QUARTERS(n) _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_setr_m128i(_mm_set1_epi16(n), _mm_set1_epi16((n) + 1))), _mm256_setr_m128i(_mm_set1_epi16((n) + 2), _mm_set1_epi16((n) + 3)), 1)

static inline __attribute__((always_inline)) void dots_q6_k(const q6_k * w, struct panel x, int64_t column, const int columns, float * y, int64_t stride) {
    const __m512i nibble = _mm512_set1_epi8(15), six = _mm512_set1_epi8(0x3f);
    __m512 acc[AT_ONCE][AT_A_TIME];
    for (int c = 0; c < columns; c++) {
        for (int r = 0; r < AT_A_TIME; r++) acc[c][r] = _mm512_setzero_ps();
    }
    for (int64_t i = 0; i < x.blocks; i++) {
        const int64_t at = i * x.columns + column;
        __m512i xs[AT_ONCE][4];
#pragma GCC unroll 2
        for (int c = 0; c < columns; c++) {
            for (int j = 0; j < 4; j++) xs[c][j] = load64(x.q + (at + c) * BLOCK + 64 * j);
        }
        fetch_rows(w, AT_A_TIME * x.blocks * (int64_t) sizeof *w, i, x.blocks);
#pragma GCC unroll 4
        for (int r = 0; r < AT_A_TIME; r++) {
            const q6_k * b = w + r * x.blocks + i;
            const __m256i scales = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *) b->scales));
            const __m512i spread = _mm512_zextsi256_si512(scales);
            __m512i sum[AT_ONCE];
#pragma GCC unroll 2
            for (int c = 0; c < columns; c++) { /* all values are 32 too large */
                sum[c] = _mm512_zextsi256_si512(_mm256_slli_epi32(_mm256_sub_epi32(_mm256_setzero_si256(), _mm256_madd_epi16(scales, load(x.sums + (at + c) * GROUPS))), 5));
            }
#pragma GCC unroll 2
            for (int j = 0; j < 2; j++) {
                /* inputs 0 to 63 of 128 in the lower bits, 64 to 127 in the upper ones; two more bits of each 32 lie in `top` */
                const __m512i v = load64(b->ql + 64 * j), top = both(b->qh + 32 * j);
                const __m512i low = _mm512_and_si512(_mm512_ternarylogic_epi64(nibble, v, _mm512_sllv_epi16(top, HALVES16(4, 2)), 0xca), six);
                const __m512i high = _mm512_and_si512(_mm512_ternarylogic_epi64(nibble, _mm512_srli_epi16(v, 4), _mm512_srlv_epi16(top, HALVES16(0, 2)), 0xca), six);
                const __m512i first = _mm512_permutexvar_epi16(QUARTERS(8 * j), spread), second = _mm512_permutexvar_epi16(QUARTERS(8 * j + 4), spread);
#pragma GCC unroll 2
                for (int c = 0; c < columns; c++) {
                    sum[c] = _mm512_dpwssd_epi32(sum[c], _mm512_maddubs_epi16(low, xs[c][2 * j]), first);
                    sum[c] = _mm512_dpwssd_epi32(sum[c], _mm512_maddubs_epi16(high, xs[c][2 * j + 1]), second);
                }
            }
            const float d = half(b->d);
#pragma GCC unroll 2
            for (int c = 0; c < columns; c++) acc[c][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[c]), _mm512_set1_ps(x.d[at + c] * d), acc[c][r]);
        }
    }
    for (int c = 0; c < columns; c++) {
        for (int r = 0; r < AT_A_TIME; r++) y[c * stride + r] = _mm512_reduce_add_ps(acc[c][r]);
    }
}
