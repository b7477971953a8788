/* The functions between two products, eight numbers at a time. */
#pragma once
#include "float_tile.h"

enum { ACT_NONE, ACT_GELU, ACT_GELU_QUICK, ACT_SILU };

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
