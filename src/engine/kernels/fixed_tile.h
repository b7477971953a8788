/*
 * x times W in block floating point: 256 inputs in a row share a scale and keep 11.5 bits and a sign each. What tower.c is made of.
 *
 * One instruction multiplies 16 pairs of 16-bit numbers and adds neighbours: with the addition that follows, half again as fast as float32's
 * multiply-add, and activations take half the cache. With AVX-512 and VNNI one instruction does both for 32 pairs, with the same sums. The error
 * of a number is at most 1/5790 of the largest in its block; a row of usual numbers loses 0.0002 of its length, much like rounding to float16, and
 * never more than 0.0016.
 */
#pragma once
#include <stdbool.h>
#include "lanes.h"
#include "wide.h"

#define BLOCK 256        /* inputs that share a scale */
#define MOST 2895        /* BLOCK * MOST * MOST < 2^31: sums of a block cannot overflow */

/* A tile: rows of x (a multiple of SOME) that meet outputs at a time, as many as fit the registers with their sums. */
#ifdef __AVX512VNNI__
#define TILE_ROWS 14
#define TILE_OUTPUTS 32
#define SOME 7           /* rows that are rounded at a time */
#else
#define TILE_ROWS 6
#define TILE_OUTPUTS 16
#define SOME 6
#endif

/*
 * A block of W, and of x (missing rows are zero): the scales, then pairs of inputs side by side. Of the last block in a row of x
 * only the inputs that exist are there.
 */
struct w_block { float scales[TILE_OUTPUTS]; int16_t pairs[BLOCK / 2][TILE_OUTPUTS][2]; };
struct x_block { float scales[TILE_ROWS]; int16_t pairs[BLOCK / 2][TILE_ROWS][2]; };

static inline int64_t blocks_of(int64_t inputs) { return (inputs + BLOCK - 1) / BLOCK; }

/* Largest magnitude of the inputs [k, k + n) of a row; n is a multiple of 8. */
static inline __attribute__((always_inline)) float largest(const void * row, int type, int64_t k, int64_t n) {
    if (type == GGML_TYPE_F16 || type == GGML_TYPE_BF16) { /* without their signs, they are in the order of integers */
        const uint16_t * x = (const uint16_t *) row + k;
        __m128i most = _mm_setzero_si128();
        for (int64_t i = 0; i < n; i += 8) most = _mm_max_epi16(most, _mm_and_si128(_mm_loadu_si128((const __m128i *) (x + i)), _mm_set1_epi16(0x7fff)));
        uint16_t eight[8];
        _mm_storeu_si128((__m128i *) eight, most);
        return _mm256_cvtss_f32(most8(load8(eight, type, 0)));
    }
    __m256 most = _mm256_setzero_ps();
    for (int64_t i = 0; i < n; i += 8) most = _mm256_max_ps(most, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), load8(row, type, k + i)));
    return _mm256_cvtss_f32(most8(most));
}

static inline __m256i round8(const void * row, int type, int64_t k, __m256 factor) {
    return _mm256_cvtps_epi32(_mm256_mul_ps(load8(row, type, k), factor));
}

/* Eight vectors of inputs [k, k + 16) of `rows` rows as 16-bit numbers, in an order that is the same for x and W; those past `end` are zero. */
static inline __attribute__((always_inline)) void round16(const char * x, int type, int64_t stride, int64_t rows, int64_t k, int64_t end, const __m256 * factors, __m256 r[8]) {
    for (int i = 0; i < rows; i++) {
        const __m256i first = round8(x + i * stride, type, k, factors[i]);
        if (k + 8 < end) r[i] = _mm256_castsi256_ps(_mm256_packs_epi32(first, round8(x + i * stride, type, k + 8, factors[i])));
        else r[i] = _mm256_castsi256_ps(_mm256_zextsi128_si256(_mm_packs_epi32(_mm256_castsi256_si128(first), _mm256_extracti128_si256(first, 1))));
    }
    for (int64_t i = rows; i < 8; i++) r[i] = _mm256_setzero_ps();
}

static inline __attribute__((always_inline)) __m256 scale_of(const void * row, int type, int64_t k, int64_t depth, float * scale) {
    const float most = largest(row, type, k, depth);
    *scale = most / MOST;
    return _mm256_set1_ps(most > 0 ? MOST / most : 0);
}

/* Up to SOME rows of n float32 (a multiple of 8), `stride` bytes apart -> their places from `first` on in the blocks, one after the other. */
static inline __attribute__((always_inline)) void round_rows_of(int64_t rows, const char * x, int64_t stride, int64_t n, struct x_block * out, int64_t first) {
    for (int64_t k = 0; k < n; k += BLOCK, out++) {
        const int64_t depth = n - k < BLOCK ? n - k : BLOCK;
        __m256 factors[SOME], r[8];
        for (int64_t i = 0; i < SOME; i++) {
            if (i < rows) factors[i] = scale_of(x + i * stride, GGML_TYPE_F32, k, depth, out->scales + first + i);
            else out->scales[first + i] = 0;
        }
        for (int64_t at = 0; at < depth; at += 16) {
            round16(x, GGML_TYPE_F32, stride, rows, k + at, k + depth, factors, r);
            transpose8(r);
            for (int p = 0; p < 8 && at + 2 * p < depth; p++) {
                float * pair = (float *) out->pairs[at / 2 + p][first];
                _mm_storeu_ps(pair, _mm256_castps256_ps128(r[p]));
                const __m128 upper = _mm256_extractf128_ps(r[p], 1);
                _mm_storel_pi((__m64 *) (pair + 4), upper);
                if (SOME == 7) _mm_store_ss(pair + 6, _mm_movehl_ps(upper, upper));
            }
        }
    }
}

/* Up to TILE_ROWS rows. */
static void round_rows(int64_t rows, const char * x, int64_t stride, int64_t n, struct x_block * out) {
    for (int64_t i = 0; i < TILE_ROWS; i += SOME) {
        if (rows - i >= SOME) round_rows_of(SOME, x + i * stride, stride, n, out, i);
        else round_rows_of(rows > i ? rows - i : 0, x + i * stride, stride, n, out, i);
    }
}

/* The inputs [k, k + depth) of `outputs` rows of W (a multiple of 8). Outputs that are missing stay what they are: their sums are not kept. */
static inline __attribute__((always_inline)) void round_tile_of(const char * w, int type, int64_t stride, int64_t outputs, int64_t k, int64_t depth, struct w_block * out) {
    for (int64_t m = 0; m < outputs; m += 8) {
        __m256 factors[8], r[8];
        for (int i = 0; i < 8; i++) factors[i] = scale_of(w + (m + i) * stride, type, k, depth, out->scales + m + i);
        for (int64_t at = 0; at < depth; at += 16) {
            round16(w + m * stride, type, stride, 8, k + at, k + depth, factors, r);
            transpose8(r);
            for (int p = 0; p < 8 && at + 2 * p < depth; p++) _mm256_store_ps((float *) out->pairs[at / 2 + p][m], r[p]);
        }
    }
}

static void round_tile(const char * w, int type, int64_t stride, int64_t outputs, int64_t k, int64_t depth, struct w_block * out) {
    switch (type) {
        case GGML_TYPE_F32: round_tile_of(w, GGML_TYPE_F32, stride, outputs, k, depth, out); break;
        case GGML_TYPE_F16: round_tile_of(w, GGML_TYPE_F16, stride, outputs, k, depth, out); break;
        case GGML_TYPE_BF16: round_tile_of(w, GGML_TYPE_BF16, stride, outputs, k, depth, out); break;
        default: round_tile_of(w, GGML_TYPE_Q8_0, stride, outputs, k, depth, out);
    }
}

static inline void activate_tile(int64_t rows, int64_t outputs, float * y, int64_t ldy, int activation) {
    for (int64_t i = 0; i < rows; i++) for (int64_t m = 0; m < outputs; m += WIDTH) store_wide(y + i * ldy + m, activate(load_wide(y + i * ldy + m), activation));
}

#ifdef __AVX512VNNI__
#define EACH_TILE_ROW(do) do(0) do(1) do(2) do(3) do(4) do(5) do(6) do(7) do(8) do(9) do(10) do(11) do(12) do(13)

/*
 * The sums of one block, n inputs (an even number): 28 sums, two vectors of W and one of x take 31 of the 32 registers. For a whole tile they
 * are added to y where they are, else they go to sums[TILE_ROWS][TILE_OUTPUTS].
 */
static inline __attribute__((always_inline)) void block_sums(const struct x_block * xs, const struct w_block * ws, int64_t n, const bool whole, int32_t * sums, const float * before, int64_t ldb, float * y, int64_t ldy) {
    const int32_t(*x)[TILE_ROWS] = (const int32_t(*)[TILE_ROWS]) xs->pairs;
#define CLEAR(i) __m512i a##i = _mm512_setzero_si512(), b##i = a##i;
    EACH_TILE_ROW(CLEAR)
    for (int64_t k = 0; k < n / 2; k++) {
        const __m512i w0 = _mm512_load_si512(ws->pairs[k]), w1 = _mm512_load_si512(ws->pairs[k] + 16);
/* spelled out, in this order: compilers read all of x ahead and keep some of the sums in memory */
#define MULTIPLY(i) { \
        __m512i v; \
        __asm__ volatile("vpbroadcastd %3, %2\n\tvpdpwssd %4, %2, %0\n\tvpdpwssd %5, %2, %1" : "+v"(a##i), "+v"(b##i), "=&v"(v) : "m"(x[k][i]), "v"(w0), "v"(w1)); \
    }
        EACH_TILE_ROW(MULTIPLY)
    }
    if (!whole) {
#define KEEP(i) _mm512_store_si512(sums + i * TILE_OUTPUTS, a##i); _mm512_store_si512(sums + i * TILE_OUTPUTS + 16, b##i);
        EACH_TILE_ROW(KEEP)
        return;
    }
    const __m512 s0 = _mm512_load_ps(ws->scales), s1 = _mm512_load_ps(ws->scales + 16);
#define ADD(i) { \
        const __m512 s = _mm512_set1_ps(xs->scales[i]); \
        _mm512_storeu_ps(y + i * ldy, _mm512_fmadd_ps(_mm512_cvtepi32_ps(a##i), _mm512_mul_ps(s, s0), _mm512_loadu_ps(before + i * ldb))); \
        _mm512_storeu_ps(y + i * ldy + 16, _mm512_fmadd_ps(_mm512_cvtepi32_ps(b##i), _mm512_mul_ps(s, s1), _mm512_loadu_ps(before + i * ldb + 16))); \
    }
    EACH_TILE_ROW(ADD)
}
#else
/*
 * The sums of one block for six rows of x and 16 outputs: n inputs (a multiple of 4) -> sums[6][16]. Twelve sums, two vectors of W, a number of x and a
 * product fill all sixteen registers. The instructions are spelled out because compilers keep some of the sums in memory.
 */
#define ZERO(a) "vpxor %%ymm" a ", %%ymm" a ", %%ymm" a "\n\t"
#define KEEP(at, a) "vmovdqa %%ymm" a ", " at "(%[sums])\n\t"
#define READ(low, high) "vmovdqa " low "(%[w]), %%ymm12\n\tvmovdqa " high "(%[w]), %%ymm13\n\t"
#define MULTIPLY(x, a, b) \
    "vpbroadcastd " x "(%[x]), %%ymm14\n\tvpmaddwd %%ymm12, %%ymm14, %%ymm15\n\tvpmaddwd %%ymm13, %%ymm14, %%ymm14\n\t" \
    "vpaddd %%ymm15, %%ymm" a ", %%ymm" a "\n\tvpaddd %%ymm14, %%ymm" b ", %%ymm" b "\n\t"

static inline void block_sums(const struct x_block * xs, const struct w_block * ws, int64_t n, int32_t * sums) {
    const void * x = xs->pairs, * w = ws->pairs;
    __asm__ volatile(
        ZERO("0") ZERO("1") ZERO("2") ZERO("3") ZERO("4") ZERO("5") ZERO("6") ZERO("7") ZERO("8") ZERO("9") ZERO("10") ZERO("11")
        ".p2align 5\n1:\n\t"
        READ("0", "32") MULTIPLY("0", "0", "1") MULTIPLY("4", "2", "3") MULTIPLY("8", "4", "5") MULTIPLY("12", "6", "7") MULTIPLY("16", "8", "9") MULTIPLY("20", "10", "11")
        READ("64", "96") MULTIPLY("24", "0", "1") MULTIPLY("28", "2", "3") MULTIPLY("32", "4", "5") MULTIPLY("36", "6", "7") MULTIPLY("40", "8", "9") MULTIPLY("44", "10", "11")
        "add $48, %[x]\n\tadd $128, %[w]\n\tsub $4, %[n]\n\tjg 1b\n\t"
        KEEP("0", "0") KEEP("32", "1") KEEP("64", "2") KEEP("96", "3") KEEP("128", "4") KEEP("160", "5") KEEP("192", "6") KEEP("224", "7")
        KEEP("256", "8") KEEP("288", "9") KEEP("320", "10") KEEP("352", "11")
        : [x] "+r"(x), [w] "+r"(w), [n] "+r"(n) : [sums] "r"(sums)
        : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

#endif

/* y = before + sums * scales, for `outputs` that are a multiple of 8; `before` is y itself, or one row for all. */
static inline __attribute__((always_inline)) void add_up(int64_t rows, int64_t outputs, const int32_t * sums, const float * x_scales, const float * w_scales,
                                                         const float * before, int64_t ldb, float * y, int64_t ldy) {
    for (int64_t i = 0; i < rows; i++) {
        const __m256 x_scale = _mm256_broadcast_ss(x_scales + i);
        for (int64_t m = 0; m < outputs; m += 8) {
            const __m256 sum = _mm256_cvtepi32_ps(_mm256_load_si256((const __m256i *) (sums + i * TILE_OUTPUTS + m)));
            const __m256 scale = _mm256_mul_ps(x_scale, _mm256_load_ps(w_scales + m));
            _mm256_storeu_ps(y + i * ldy + m, _mm256_fmadd_ps(sum, scale, _mm256_loadu_ps(before + i * ldb + m)));
        }
    }
}

/*
 * A block of up to TILE_ROWS rows of x against up to TILE_OUTPUTS of W, a multiple of 8. y holds the sums of the blocks before, unless `start`
 * says what to begin with: TILE_OUTPUTS numbers.
 */
static inline void fixed_tile(int64_t rows, const struct x_block * x, const struct w_block * w, int64_t outputs, int64_t depth, float * y, int64_t ldy, const float * start) {
    int32_t sums[TILE_ROWS * TILE_OUTPUTS] __attribute__((aligned(64)));
    const float * before = start ? start : y;
    const int64_t ldb = start ? 0 : ldy;
    const bool whole = rows == TILE_ROWS && outputs == TILE_OUTPUTS;
#ifdef __AVX512VNNI__
    block_sums(x, w, depth, whole, sums, before, ldb, y, ldy);
    if (whole) return;
#else
    block_sums(x, w, depth, sums);
    if (whole) add_up(TILE_ROWS, TILE_OUTPUTS, sums, x->scales, w->scales, before, ldb, y, ldy);
    else
#endif
    add_up(rows, outputs, sums, x->scales, w->scales, before, ldb, y, ldy);
}
