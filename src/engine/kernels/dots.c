/* W x for few columns: generation. W is streamed once, so the rows stay as they lie. Two columns share what is made of W. */
#ifdef __AVX512VNNI__
#include "dots_avx512.h"
#else
#include "kquants.h"
#include "lanes.h"

/* How far ahead of the products W is fetched: the processor's own prefetching falls behind at this pace. */
#define AHEAD 4096

#define AT_A_TIME 1
#define AT_ONCE 2 /* columns at most */

static inline __attribute__((always_inline)) void dots_k4(enum ggml_type type, const void * w, int64_t first, struct panel x, int64_t column, const int columns, float * y, int64_t stride) {
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256 acc[AT_ONCE] = { 0 };
    __m128 offsets[AT_ONCE] = { 0 };
    for (int64_t i = 0; i < x.blocks; i++) {
        const struct k4 b = k4_at(type, w, first + i);
        const int64_t at = i * x.columns + column;
        const int8_t * q = x.q + at * BLOCK;
        fetch(b.qs + AHEAD, BLOCK / 2);
        const __m128i sm = scales_mins(b.head);
        const __m256i bits = type == GGML_TYPE_Q5_K ? load(b.qh) : _mm256_setzero_si256();
        /* each scale twice, for pairs of products: through memory, since the units that load have less to do than those that shuffle */
        int32_t scales[8] __attribute__((aligned(32)));
        const __m256i wide = _mm256_cvtepu8_epi32(sm);
        _mm256_store_si256((__m256i *) scales, _mm256_or_si256(wide, _mm256_slli_epi32(wide, 16)));
        __asm__("" : "+m"(scales));
        __m256i sum0[AT_ONCE] = { 0 }, sum1[AT_ONCE] = { 0 };
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            const __m256i v = load(b.qs + 32 * j);
            __m256i even = _mm256_and_si256(v, nibble), odd = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
            if (type == GGML_TYPE_Q5_K) {
                even = with_fifth(even, bits, 2 * j);
                odd = with_fifth(odd, bits, 2 * j + 1);
            }
            const __m256i first_scale = _mm256_set1_epi32(scales[2 * j]), second_scale = _mm256_set1_epi32(scales[2 * j + 1]);
#pragma GCC unroll 2
            for (int c = 0; c < columns; c++) {
                sum0[c] = _mm256_add_epi32(sum0[c], _mm256_madd_epi16(_mm256_maddubs_epi16(even, load(q + c * BLOCK + 64 * j)), first_scale));
                sum1[c] = _mm256_add_epi32(sum1[c], _mm256_madd_epi16(_mm256_maddubs_epi16(odd, load(q + c * BLOCK + 64 * j + 32)), second_scale));
            }
        }
        const __m128i mins = _mm_cvtepu8_epi16(_mm_srli_si128(sm, 8));
#pragma GCC unroll 2
        for (int c = 0; c < columns; c++) {
            const __m128i offset = _mm_madd_epi16(mins, _mm_loadu_si128((const __m128i *) (x.wide + (at + c) * WIDE)));
            const __m128 d = _mm_mul_ps(_mm_cvtph_ps(b.head), _mm_set1_ps(x.d[at + c]));
            acc[c] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(_mm256_add_epi32(sum0[c], sum1[c])), _mm256_broadcastss_ps(d), acc[c]);
            offsets[c] = _mm_fmadd_ps(_mm_cvtepi32_ps(offset), _mm_shuffle_ps(d, d, 0x55), offsets[c]);
        }
    }
    for (int c = 0; c < columns; c++) y[c * stride] = total8(_mm256_sub_ps(acc[c], _mm256_insertf128_ps(_mm256_setzero_ps(), offsets[c], 0)));
}

/* Masks that spread 16-bit values 2 i and 2 i + 1 of a half over one half each. */
static const uint8_t spread_pair[4][32] __attribute__((aligned(32))) = {
#define S2(j) 2 * j, 2 * j + 1
#define S8(j) S2(j), S2(j), S2(j), S2(j)
    { S8(0), S8(0), S8(1), S8(1) }, { S8(2), S8(2), S8(3), S8(3) }, { S8(4), S8(4), S8(5), S8(5) }, { S8(6), S8(6), S8(7), S8(7) }
};

static inline __attribute__((always_inline)) void dots_q6_k(const q6_k * w, struct panel x, int64_t column, const int columns, float * y, int64_t stride) {
    const __m256i nibble = _mm256_set1_epi8(15), top = _mm256_set1_epi8(0x30);
    __m256 acc[AT_ONCE] = { 0 };
    for (int64_t b = 0; b < x.blocks; b++, w++) {
        const int64_t at = b * x.columns + column;
        const int8_t * q = x.q + at * BLOCK;
        fetch((const char *) w + AHEAD, sizeof *w);
        const __m256i scales = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *) w->scales));
        __m256i sum[AT_ONCE];
#pragma GCC unroll 2
        for (int c = 0; c < columns; c++) sum[c] = _mm256_slli_epi32(_mm256_sub_epi32(_mm256_setzero_si256(), _mm256_madd_epi16(scales, load(x.sums + (at + c) * GROUPS))), 5);
#pragma GCC unroll 2
        for (int j = 0; j < 2; j++) {
            const __m256i s = _mm256_permute2x128_si256(scales, scales, j ? 0x11 : 0x00);
            const __m256i a = load(w->ql + 64 * j), c = load(w->ql + 64 * j + 32), h = load(w->qh + 32 * j);
            const __m256i v[4] = {
                _mm256_or_si256(_mm256_and_si256(a, nibble), _mm256_and_si256(_mm256_slli_epi16(h, 4), top)),
                _mm256_or_si256(_mm256_and_si256(c, nibble), _mm256_and_si256(_mm256_slli_epi16(h, 2), top)),
                _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(a, 4), nibble), _mm256_and_si256(h, top)),
                _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(c, 4), nibble), _mm256_and_si256(_mm256_srli_epi16(h, 2), top)),
            };
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) {
                const __m256i scale = _mm256_shuffle_epi8(s, _mm256_load_si256((const __m256i *) spread_pair[i]));
#pragma GCC unroll 2
                for (int c = 0; c < columns; c++) {
                    sum[c] = _mm256_add_epi32(sum[c], _mm256_madd_epi16(_mm256_maddubs_epi16(v[i], load(q + c * BLOCK + 128 * j + 32 * i)), scale));
                }
            }
        }
        const float d = half(w->d);
#pragma GCC unroll 2
        for (int c = 0; c < columns; c++) acc[c] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum[c]), _mm256_set1_ps(x.d[at + c] * d), acc[c]);
    }
    for (int c = 0; c < columns; c++) y[c * stride] = total8(acc[c]);
}
#endif

static inline __attribute__((always_inline)) void dots(enum ggml_type type, const void * w, int64_t row, struct panel x, int64_t column, const int columns, float * y, int64_t stride) {
    float * to = y + column * stride + row;
    switch (type) {
        case GGML_TYPE_Q4_K: dots_k4(GGML_TYPE_Q4_K, w, row * x.blocks, x, column, columns, to, stride); break;
        case GGML_TYPE_Q5_K: dots_k4(GGML_TYPE_Q5_K, w, row * x.blocks, x, column, columns, to, stride); break;
        default: dots_q6_k((const q6_k *) w + row * x.blocks, x, column, columns, to, stride);
    }
}

/* AT_A_TIME rows at a time; ROWS is a multiple of it. */
void imp_dots(enum ggml_type type, const void * w, int64_t first, int64_t last, struct panel x, float * y, int64_t stride, int64_t columns) {
    for (int64_t r = first; r < last; r += AT_A_TIME) {
        int64_t c = 0;
        for (; c + AT_ONCE <= columns; c += AT_ONCE) dots(type, w, r, x, c, AT_ONCE, y, stride);
        if (c < columns) dots(type, w, r, x, c, 1, y, stride);
    }
}
