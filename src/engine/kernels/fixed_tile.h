/*
 * x times W in block floating point: 256 inputs in a row share a scale and keep 11.5 bits and a sign each. What tower.c is made of.
 *
 * One instruction multiplies 16 pairs of 16-bit numbers and adds neighbours: with the addition that follows, half again as fast as float32's
 * multiply-add, and activations take half the cache. The error of a number is at most 1/5790 of the largest in its block; a row of usual numbers
 * loses 0.0002 of its length, much like rounding to float16, and never more than 0.0016.
 */
#pragma once
#include "float_tile.h"
#include "lanes.h"

#define FIXED_ROWS 3     /* rows of x a tile */
#define FIXED_LANES 32   /* outputs a tile */
#define BLOCK 256        /* inputs that share a scale, and of a tile: 16 KB of W, half a first-level cache */
#define MOST 2895        /* BLOCK * MOST * MOST < 2^31: sums of a block cannot overflow */

enum { ACT_NONE, ACT_GELU, ACT_GELU_QUICK, ACT_SILU };

static inline int64_t blocks_of(int64_t inputs) { return (inputs + BLOCK - 1) / BLOCK; }

/* Largest magnitude of the inputs [k, k + n) of a row; n is a multiple of 8. */
static inline __attribute__((always_inline)) float largest(const void * row, int type, int64_t k, int64_t n) {
    __m256 most = _mm256_setzero_ps();
    for (int64_t i = 0; i < n; i += 8) most = _mm256_max_ps(most, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), load8(row, type, k + i)));
    return _mm256_cvtss_f32(most8(most));
}

static inline __m256i round8(const void * row, int type, int64_t k, __m256 factor) {
    return _mm256_cvtps_epi32(_mm256_mul_ps(load8(row, type, k), factor));
}

/* A row of n float32 (a multiple of 8) -> n int16, then a scale for each block. */
static void round_row(const float * x, int64_t n, int16_t * out) {
    float * scales = (float *) (out + n);
    for (int64_t k = 0; k < n; k += BLOCK) {
        const int64_t depth = n - k < BLOCK ? n - k : BLOCK;
        const float most = largest(x, GGML_TYPE_F32, k, depth);
        const __m256 factor = _mm256_set1_ps(most > 0 ? MOST / most : 0);
        scales[k / BLOCK] = most / MOST;
        for (int64_t i = k; i < k + depth; i += 8) {
            const __m256i eight = round8(x, GGML_TYPE_F32, i, factor);
            _mm_storeu_si128((__m128i *) (out + i), _mm_packs_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1)));
        }
    }
}

/*
 * The block of inputs [k, k + depth) of `outputs` rows of W (8, 16, 24 or 32): pairs of inputs side by side, out[depth / 2][FIXED_LANES][2], and scales[FIXED_LANES].
 * Outputs that are missing stay what they are: their sums are not kept.
 */
static inline __attribute__((always_inline)) void round_tile_of(const char * w, int type, int64_t stride, int64_t outputs, int64_t k, int64_t depth, int16_t * out, float * scales) {
    for (int64_t m = 0; m < outputs; m += 8) {
        __m256 factors[8];
        for (int i = 0; i < 8; i++) {
            const float most = largest(w + (m + i) * stride, type, k, depth);
            factors[i] = _mm256_set1_ps(most > 0 ? MOST / most : 0);
            scales[m + i] = most / MOST;
        }
        for (int64_t at = 0; at < depth; at += 16) {
            __m256 r[8];
            for (int i = 0; i < 8; i++) {
                const char * row = w + (m + i) * stride;
                const __m256i behind = at + 8 < depth ? round8(row, type, k + at + 8, factors[i]) : _mm256_setzero_si256();
                r[i] = _mm256_castsi256_ps(_mm256_permute4x64_epi64(_mm256_packs_epi32(round8(row, type, k + at, factors[i]), behind), 0xd8));
            }
            transpose8(r);
            for (int p = 0; p < 8 && at + 2 * p < depth; p++) _mm256_store_ps((float *) (out + (at + 2 * p) * FIXED_LANES + 2 * m), r[p]);
        }
    }
}

static void round_tile(const char * w, int type, int64_t stride, int64_t outputs, int64_t k, int64_t depth, int16_t * out, float * scales) {
    switch (type) {
        case GGML_TYPE_F32: round_tile_of(w, GGML_TYPE_F32, stride, outputs, k, depth, out, scales); break;
        case GGML_TYPE_F16: round_tile_of(w, GGML_TYPE_F16, stride, outputs, k, depth, out, scales); break;
        case GGML_TYPE_BF16: round_tile_of(w, GGML_TYPE_BF16, stride, outputs, k, depth, out, scales); break;
        default: round_tile_of(w, GGML_TYPE_Q8_0, stride, outputs, k, depth, out, scales);
    }
}

/* All three are x times the logistic function of something: for GELU's tanh form, of 2 sqrt(2/pi) (x + 0.044715 x^3). */
static inline __m256 activate(__m256 x, int activation) {
    __m256 z;
    switch (activation) {
        case ACT_NONE: return x;
        case ACT_SILU: z = x; break;
        case ACT_GELU_QUICK: z = _mm256_mul_ps(x, _mm256_set1_ps(1.702f)); break;
        default: {
            const __m256 cube = _mm256_fmadd_ps(_mm256_mul_ps(_mm256_mul_ps(x, x), x), _mm256_set1_ps(0.044715f), x);
            z = _mm256_mul_ps(cube, _mm256_set1_ps(1.5957691216f));
        }
    }
    const __m256 e = exp8(_mm256_sub_ps(_mm256_setzero_ps(), z));
    return _mm256_div_ps(x, _mm256_add_ps(_mm256_set1_ps(1.0f), e));
}

static inline void activate_tile(int64_t rows, int64_t outputs, float * y, int64_t ldy, int activation) {
    for (int64_t i = 0; i < rows; i++) for (int64_t m = 0; m < outputs; m += 8) _mm256_storeu_ps(y + i * ldy + m, activate(_mm256_loadu_ps(y + i * ldy + m), activation));
}

/*
 * The sums of one block for up to three rows of x, `row` bytes apart, and 32 outputs: n inputs (an even number) -> sums[3][32]. Twelve sums, three numbers of x and a
 * product fill all sixteen registers; W comes from the cache. The instructions are spelled out because compilers keep some of the sums in memory.
 */
#define ZERO(a) "vpxor %%ymm" a ", %%ymm" a ", %%ymm" a "\n\t"
#define MULTIPLY(w, x, a) "vpmaddwd " w "(%[w]), %%ymm" x ", %%ymm15\n\tvpaddd %%ymm15, %%ymm" a ", %%ymm" a "\n\t"
#define KEEP(at, a) "vmovdqa %%ymm" a ", " at "(%[sums])\n\t"
#define READ1 "vpbroadcastd (%[x]), %%ymm12\n\t"
#define READ2 READ1 "vpbroadcastd (%[x],%[row]), %%ymm13\n\t"
#define READ3 READ2 "vpbroadcastd (%[x],%[row],2), %%ymm14\n\t"
#define EIGHT1(w, a, b, c) MULTIPLY(w, "12", a)
#define EIGHT2(w, a, b, c) EIGHT1(w, a, b, c) MULTIPLY(w, "13", b)
#define EIGHT3(w, a, b, c) EIGHT2(w, a, b, c) MULTIPLY(w, "14", c)
#define SUMS(read, eight) \
    __asm__ volatile( \
        ZERO("0") ZERO("1") ZERO("2") ZERO("3") ZERO("4") ZERO("5") ZERO("6") ZERO("7") ZERO("8") ZERO("9") ZERO("10") ZERO("11") \
        "1:\n\t" read eight("0", "0", "4", "8") eight("32", "1", "5", "9") eight("64", "2", "6", "10") eight("96", "3", "7", "11") \
        "add $4, %[x]\n\tadd $128, %[w]\n\tsub $2, %[n]\n\tjg 1b\n\t" \
        KEEP("0", "0") KEEP("32", "1") KEEP("64", "2") KEEP("96", "3") KEEP("128", "4") KEEP("160", "5") KEEP("192", "6") KEEP("224", "7") \
        KEEP("256", "8") KEEP("288", "9") KEEP("320", "10") KEEP("352", "11") \
        : [x] "+r"(x), [w] "+r"(w), [n] "+r"(n) : [row] "r"(row), [sums] "r"(sums) \
        : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15")

static inline void block_sums(int64_t rows, const char * x, int64_t row, const int16_t * w, int64_t n, int32_t * sums) {
    switch (rows) {
        case 1: SUMS(READ1, EIGHT1); break;
        case 2: SUMS(READ2, EIGHT2); break;
        default: SUMS(READ3, EIGHT3);
    }
}

/* y = before + sums * scales, for `outputs` that are a multiple of 8; `before` is y itself, or one row for all. */
static inline __attribute__((always_inline)) void add_up(int64_t rows, int64_t outputs, const int32_t * sums, const char * x_scales, int64_t row, const float * w_scales,
                                                         const float * before, int64_t ldb, float * y, int64_t ldy) {
    for (int64_t i = 0; i < rows; i++) {
        const __m256 x_scale = _mm256_broadcast_ss((const float *) (x_scales + i * row));
        for (int64_t m = 0; m < outputs; m += 8) {
            const __m256 sum = _mm256_cvtepi32_ps(_mm256_load_si256((const __m256i *) (sums + i * FIXED_LANES + m)));
            const __m256 scale = _mm256_mul_ps(x_scale, _mm256_load_ps(w_scales + m));
            _mm256_storeu_ps(y + i * ldy + m, _mm256_fmadd_ps(sum, scale, _mm256_loadu_ps(before + i * ldb + m)));
        }
    }
}

/*
 * A block of up to FIXED_ROWS rows of x, `row` bytes apart, and the scales behind them, against `outputs` (at most FIXED_LANES, a multiple of 8) of a tile.
 * y holds the sums of the blocks before, unless `start` says what to begin with: FIXED_LANES numbers.
 */
static void fixed_tile(int64_t rows, const char * x, const char * x_scales, int64_t row, const int16_t * w, const float * w_scales, int64_t outputs, int64_t depth,
                       float * y, int64_t ldy, const float * start) {
    int32_t sums[FIXED_ROWS * FIXED_LANES] __attribute__((aligned(32)));
    block_sums(rows, x, row, w, depth, sums);
    const float * before = start ? start : y;
    const int64_t ldb = start ? 0 : ldy;
    if (rows == FIXED_ROWS && outputs == FIXED_LANES) add_up(FIXED_ROWS, FIXED_LANES, sums, x_scales, row, w_scales, before, ldb, y, ldy);
    else add_up(rows, outputs, sums, x_scales, row, w_scales, before, ldb, y, ldy);
}
