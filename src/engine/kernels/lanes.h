/* Small things that the kernels share. */
#pragma once
#include <immintrin.h>
#include <stdint.h>

static inline float total8(__m256 v) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

/* The largest of the eight, in every lane. */
static inline __m256 most8(__m256 v) {
    v = _mm256_max_ps(v, _mm256_permute2f128_ps(v, v, 1));
    v = _mm256_max_ps(v, _mm256_permute_ps(v, 0x4e));
    return _mm256_max_ps(v, _mm256_permute_ps(v, 0xb1));
}

/* Asks for the cache lines that begin within so many bytes; an address that is not there does no harm. */
static inline __attribute__((always_inline)) void fetch(const void * at, int64_t bytes) {
    for (int64_t i = 0; i < bytes; i += 64) _mm_prefetch((const char *) at + i, _MM_HINT_T0);
}
