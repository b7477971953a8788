/* dots.c for processors with AVX-512 and VNNI: four rows of W at a time share what is made of x. */
#include "kquants.h"
#include "lanes.h"

#define AT_A_TIME 4
/* How far ahead W is fetched at least: into the second-level cache, in the order in which it lies, though four rows are read side by side. */
#define AHEAD 12288

static inline __m512i load64(const void * p) { return _mm512_loadu_si512(p); }
static inline __m512i both(const void * p) { return _mm512_broadcast_i64x4(load(p)); }

/* While block i of some rows of so many blocks is read, a share of the rows behind them is fetched: of those that come next, or later ones. */
static inline __attribute__((always_inline)) void fetch_rows(const void * rows, int64_t bytes, int64_t i, int64_t blocks) {
    const char * at = (const char *) rows + (bytes > AHEAD ? bytes : AHEAD) + i * (bytes / blocks);
    for (int64_t k = 0; k < bytes / blocks; k += 64) _mm_prefetch(at + k, _MM_HINT_T1);
}

/* The numbers a for the lower half of 64 bytes, b for the upper one. */
#define HALVES(a, b) _mm512_inserti64x4(_mm512_set1_epi8((char) (a)), _mm256_set1_epi8((char) (b)), 1)
#define HALVES16(a, b) _mm512_inserti64x4(_mm512_set1_epi16(a), _mm256_set1_epi16(b), 1)

/*
 * 64 bytes of Q4_K's and Q5_K's nibbles hold two groups of 32 inputs in their lower bits and two in their upper ones: 0 and 2, 1 and 3, then
 * 4 and 6, 5 and 7. Each group's scale, as 16-bit numbers, comes out of the bytes of scales_mins() by these masks.
 */
#define SCALE(n) HALVES16((short) (0x8000 | (n)), (short) (0x8000 | ((n) + 2)))

static inline __attribute__((always_inline)) void dots_k4(enum ggml_type type, const void * w, int64_t first, struct panel x, int64_t column, float * y) {
    const __m512i nibble = _mm512_set1_epi8(15), fifth = _mm512_set1_epi8(16);
    const int64_t size = type == GGML_TYPE_Q4_K ? sizeof(q4_k) : sizeof(q5_k);
    __m512 acc[AT_A_TIME];
    __m128 offsets[AT_A_TIME];
    for (int r = 0; r < AT_A_TIME; r++) {
        acc[r] = _mm512_setzero_ps();
        offsets[r] = _mm_setzero_ps();
    }
    for (int64_t i = 0; i < x.blocks; i++) {
        const int64_t at = i * x.columns + column;
        const int8_t * q = x.q + at * BLOCK;
        fetch_rows((const char *) w + first * size, AT_A_TIME * x.blocks * size, i, x.blocks);
        const __m512i q0 = load64(q), q1 = load64(q + 64), q2 = load64(q + 128), q3 = load64(q + 192);
        const __m512i xs[4] = { _mm512_shuffle_i64x2(q0, q1, 0x44), _mm512_shuffle_i64x2(q0, q1, 0xee), _mm512_shuffle_i64x2(q2, q3, 0x44), _mm512_shuffle_i64x2(q2, q3, 0xee) };
        const __m128i wide = _mm_loadu_si128((const __m128i *) (x.wide + at * WIDE));
        const __m128 scale = _mm_set1_ps(x.d[at]);
#pragma GCC unroll 4
        for (int r = 0; r < AT_A_TIME; r++) {
            const struct k4 b = k4_at(type, w, first + r * x.blocks + i);
            const __m128i sm = scales_mins(b.head);
            const __m512i scales = _mm512_broadcast_i32x4(sm);
            const __m512i bits = type == GGML_TYPE_Q5_K ? both(b.qh) : _mm512_setzero_si512();
            __m512i sum = _mm512_setzero_si512();
#pragma GCC unroll 2
            for (int j = 0; j < 2; j++) {
                const __m512i v = load64(b.qs + 64 * j);
                __m512i low = _mm512_and_si512(v, nibble), high = _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble);
                if (type == GGML_TYPE_Q5_K) {
                    low = _mm512_mask_add_epi8(low, _mm512_test_epi8_mask(bits, HALVES(1 << (4 * j), 4 << (4 * j))), low, fifth);
                    high = _mm512_mask_add_epi8(high, _mm512_test_epi8_mask(bits, HALVES(2 << (4 * j), 8 << (4 * j))), high, fifth);
                }
                sum = _mm512_dpwssd_epi32(sum, _mm512_maddubs_epi16(low, xs[2 * j]), _mm512_shuffle_epi8(scales, SCALE(4 * j)));
                sum = _mm512_dpwssd_epi32(sum, _mm512_maddubs_epi16(high, xs[2 * j + 1]), _mm512_shuffle_epi8(scales, SCALE(4 * j + 1)));
            }
            const __m128 d = _mm_mul_ps(_mm_cvtph_ps(b.head), scale);
            acc[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_broadcastss_ps(d), acc[r]);
            const __m128i offset = _mm_madd_epi16(_mm_cvtepu8_epi16(_mm_srli_si128(sm, 8)), wide);
            offsets[r] = _mm_fmadd_ps(_mm_cvtepi32_ps(offset), _mm_shuffle_ps(d, d, 0x55), offsets[r]);
        }
    }
    for (int r = 0; r < AT_A_TIME; r++) y[r] = _mm512_reduce_add_ps(_mm512_sub_ps(acc[r], _mm512_zextps128_ps512(offsets[r])));
}

/* Four 16-bit numbers, each eight times: the scales of 64 inputs, 16 each. */
#define QUARTERS(n) _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_setr_m128i(_mm_set1_epi16(n), _mm_set1_epi16((n) + 1))), _mm256_setr_m128i(_mm_set1_epi16((n) + 2), _mm_set1_epi16((n) + 3)), 1)

static void dots_q6_k(const q6_k * w, struct panel x, int64_t column, float * y) {
    const __m512i nibble = _mm512_set1_epi8(15), six = _mm512_set1_epi8(0x3f);
    __m512 acc[AT_A_TIME];
    for (int r = 0; r < AT_A_TIME; r++) acc[r] = _mm512_setzero_ps();
    for (int64_t i = 0; i < x.blocks; i++) {
        const int64_t at = i * x.columns + column;
        const int8_t * q = x.q + at * BLOCK;
        const __m512i xs[4] = { load64(q), load64(q + 64), load64(q + 128), load64(q + 192) };
        fetch_rows(w, AT_A_TIME * x.blocks * (int64_t) sizeof *w, i, x.blocks);
        const __m256i sums = load(x.sums + at * GROUPS);
        const float scale = x.d[at];
#pragma GCC unroll 4
        for (int r = 0; r < AT_A_TIME; r++) {
            const q6_k * b = w + r * x.blocks + i;
            const __m256i scales = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *) b->scales));
            const __m512i spread = _mm512_zextsi256_si512(scales);
            /* all values are 32 too large */
            __m512i sum = _mm512_zextsi256_si512(_mm256_slli_epi32(_mm256_sub_epi32(_mm256_setzero_si256(), _mm256_madd_epi16(scales, sums)), 5));
#pragma GCC unroll 2
            for (int j = 0; j < 2; j++) {
                /* inputs 0 to 63 of 128 in the lower bits, 64 to 127 in the upper ones; two more bits of each 32 lie in `top` */
                const __m512i v = load64(b->ql + 64 * j), top = both(b->qh + 32 * j);
                const __m512i low = _mm512_and_si512(_mm512_ternarylogic_epi64(nibble, v, _mm512_sllv_epi16(top, HALVES16(4, 2)), 0xca), six);
                const __m512i high = _mm512_and_si512(_mm512_ternarylogic_epi64(nibble, _mm512_srli_epi16(v, 4), _mm512_srlv_epi16(top, HALVES16(0, 2)), 0xca), six);
                sum = _mm512_dpwssd_epi32(sum, _mm512_maddubs_epi16(low, xs[2 * j]), _mm512_permutexvar_epi16(QUARTERS(8 * j), spread));
                sum = _mm512_dpwssd_epi32(sum, _mm512_maddubs_epi16(high, xs[2 * j + 1]), _mm512_permutexvar_epi16(QUARTERS(8 * j + 4), spread));
            }
            acc[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_set1_ps(scale * half(b->d)), acc[r]);
        }
    }
    for (int r = 0; r < AT_A_TIME; r++) y[r] = _mm512_reduce_add_ps(acc[r]);
}
