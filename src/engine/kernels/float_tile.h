/*
 * x times W in float32, a tile at a time: 6 rows of x meet 16 outputs in 12 registers. What attention.c is made of.
 */
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include "ggml.h"

#define ROWS 6           /* rows of x a tile */
#define LANES 16         /* outputs a tile: two registers */

typedef struct { uint16_t d; int8_t q[32]; } block_q8_0;

static inline float half(uint16_t h) { return _cvtsh_ss(h); }

/* Eight values of a row of W from input k on (a multiple of 8) as float32. */
static inline __m256 load8(const void * row, int type, int64_t k) {
    switch (type) {
        case GGML_TYPE_F32:
            return _mm256_loadu_ps((const float *) row + k);
        case GGML_TYPE_F16:
            return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *) ((const uint16_t *) row + k)));
        case GGML_TYPE_BF16:
            return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *) ((const uint16_t *) row + k))), 16));
        default: { /* Q8_0 */
            const block_q8_0 * b = (const block_q8_0 *) row + k / 32;
            const __m256i q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *) (b->q + k % 32)));
            return _mm256_mul_ps(_mm256_cvtepi32_ps(q), _mm256_set1_ps(half(b->d)));
        }
    }
}

static inline void transpose8(__m256 r[8]) {
    __m256 t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
        r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
        r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x20);
        t[i + 4] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x31);
    }
    for (int i = 0; i < 8; i++) r[i] = t[i];
}

/* Inputs [k0, k0 + depth) of outputs [m0, m0 + 16) -> out[depth][16]; depth is a multiple of 8. */
static inline void unpack_tile(const char * w, int type, int64_t stride, int64_t m0, int64_t k0, int64_t depth, float * out) {
    for (int64_t k = 0; k < depth; k += 8) {
        for (int part = 0; part < 2; part++) {
            __m256 r[8];
            for (int i = 0; i < 8; i++) r[i] = load8(w + (m0 + part * 8 + i) * stride, type, k0 + k);
            transpose8(r);
            for (int i = 0; i < 8; i++) _mm256_store_ps(out + (k + i) * LANES + part * 8, r[i]);
        }
    }
}

/* Once for each row of a tile. The sums have names of their own: compilers keep arrays of them in memory. */
#define EACH_ROW(do) do(0) do(1) do(2) do(3) do(4) do(5)

/* `rows` (a constant, at most ROWS) rows of x against one tile. */
static inline __attribute__((always_inline)) void tile(int rows, const float * x, int64_t ldx, const float * w, int64_t depth, float * y, int64_t ldy) {
#define DECLARE(i) __m256 a##i = _mm256_setzero_ps(), b##i = a##i;
    EACH_ROW(DECLARE)
    for (int64_t k = 0; k < depth; k++) {
        const __m256 w0 = _mm256_load_ps(w + k * LANES);
        const __m256 w1 = _mm256_load_ps(w + k * LANES + 8);
#define STEP(i) if (rows > i) { const __m256 v = _mm256_broadcast_ss(x + i * ldx + k); a##i = _mm256_fmadd_ps(v, w0, a##i); b##i = _mm256_fmadd_ps(v, w1, b##i); }
        EACH_ROW(STEP)
    }
#define STORE(i) if (rows > i) { _mm256_storeu_ps(y + i * ldy, a##i); _mm256_storeu_ps(y + i * ldy + 8, b##i); }
    EACH_ROW(STORE)
}

/* A tile with as many rows as are left. */
static inline void tile_rows(int64_t left, const float * x, int64_t ldx, const float * w, int64_t depth, float * y, int64_t ldy) {
    switch (left) {
        case 1: tile(1, x, ldx, w, depth, y, ldy); break;
        case 2: tile(2, x, ldx, w, depth, y, ldy); break;
        case 3: tile(3, x, ldx, w, depth, y, ldy); break;
        case 4: tile(4, x, ldx, w, depth, y, ldy); break;
        case 5: tile(5, x, ldx, w, depth, y, ldy); break;
        default: tile(6, x, ldx, w, depth, y, ldy);
    }
}
