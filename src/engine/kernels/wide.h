/* As many float32 as the widest registers hold. +, -, * and / of the compiler work on them. */
#pragma once
#include "float_tile.h"

#ifdef __AVX512F__
#define WIDTH 16
typedef __m512 wide;
static inline wide load_wide(const float * x) { return _mm512_loadu_ps(x); }
static inline wide half_wide(const uint16_t * x) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *) x)); }
static inline void store_wide(float * to, wide v) { _mm512_storeu_ps(to, v); }
static inline wide all(float v) { return _mm512_set1_ps(v); }
static inline wide multiply_add(wide a, wide b, wide c) { return _mm512_fmadd_ps(a, b, c); }
static inline wide larger_of(wide a, wide b) { return _mm512_max_ps(a, b); }
static inline wide smaller_of(wide a, wide b) { return _mm512_min_ps(a, b); }
static inline wide whole(wide x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline wide power_of_2(wide n) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127)), 23)); }
static inline __m256 sum_to_8(wide v) { return _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1)); }
static inline __m256 most_to_8(wide v) { return _mm256_max_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1)); }
#else
#define WIDTH 8
typedef __m256 wide;
static inline wide load_wide(const float * x) { return _mm256_loadu_ps(x); }
static inline wide half_wide(const uint16_t * x) { return load8(x, GGML_TYPE_F16, 0); }
static inline void store_wide(float * to, wide v) { _mm256_storeu_ps(to, v); }
static inline wide all(float v) { return _mm256_set1_ps(v); }
static inline wide multiply_add(wide a, wide b, wide c) { return _mm256_fmadd_ps(a, b, c); }
static inline wide larger_of(wide a, wide b) { return _mm256_max_ps(a, b); }
static inline wide smaller_of(wide a, wide b) { return _mm256_min_ps(a, b); }
static inline wide whole(wide x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline wide power_of_2(wide n) { return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23)); }
static inline __m256 sum_to_8(wide v) { return v; }
static inline __m256 most_to_8(wide v) { return v; }
#endif

/* e^x for |x| up to 87, to about 2 units in the last place: 2^n times a polynomial, after Cephes. */
static inline wide exponential(wide x) {
    x = smaller_of(larger_of(x, all(-87.0f)), all(87.0f));
    const wide n = whole(x * all(1.44269504f));
    wide r = multiply_add(-n, all(0.693359375f), x);
    r = multiply_add(-n, all(-2.12194440e-4f), r);
    wide p = all(1.9875691500e-4f);
    p = multiply_add(p, r, all(1.3981999507e-3f));
    p = multiply_add(p, r, all(8.3334519073e-3f));
    p = multiply_add(p, r, all(4.1665795894e-2f));
    p = multiply_add(p, r, all(1.6666665459e-1f));
    p = multiply_add(p, r, all(5.0000001201e-1f));
    p = multiply_add(p, r * r, r) + all(1.0f);
    return p * power_of_2(n);
}

enum { ACT_NONE, ACT_GELU, ACT_GELU_QUICK, ACT_SILU };

/* All three are x times the logistic function of something: for GELU's tanh form, of 2 sqrt(2/pi) (x + 0.044715 x^3). */
static inline wide activate(wide x, int activation) {
    wide z;
    switch (activation) {
        case ACT_NONE: return x;
        case ACT_SILU: z = x; break;
        case ACT_GELU_QUICK: z = x * all(1.702f); break;
        default: z = multiply_add(x * x * x, all(0.044715f), x) * all(1.5957691216f);
    }
    return x / (exponential(-z) + all(1.0f));
}
