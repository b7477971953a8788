/* The K-quants as they lie in memory: what product.c and dots.c read. */
#pragma once
#include <immintrin.h>
#include <stddef.h>
#include "product.h"

#define GROUPS (BLOCK / 16)    /* Q6_K has a scale for every 16 inputs */
#define WIDE (BLOCK / 32)      /* Q4_K and Q5_K for every 32 */

/* The K-quants as ggml-common.h of the pinned release has them. */
typedef struct { uint16_t d, dmin; uint8_t scales[12], qs[BLOCK / 2]; } q4_k;
typedef struct { uint16_t d, dmin; uint8_t scales[12], qh[BLOCK / 8], qs[BLOCK / 2]; } q5_k;
typedef struct { uint8_t ql[BLOCK / 2], qh[BLOCK / 4]; int8_t scales[GROUPS]; uint16_t d; } q6_k;

static inline __attribute__((always_inline)) int64_t block_bytes(enum ggml_type type) {
    return type == GGML_TYPE_Q4_K ? sizeof(q4_k) : type == GGML_TYPE_Q5_K ? sizeof(q5_k) : sizeof(q6_k);
}

static inline float half(uint16_t h) { return _cvtsh_ss(h); }
static inline __m256i load(const void * p) { return _mm256_loadu_si256((const __m256i *) p); }
static inline void store(void * p, __m256i v) { _mm256_storeu_si256((__m256i *) p, v); }

/* A super-block of Q4_K or Q5_K; the fifth bits of Q5_K's values lie apart. `head`: d and dmin (float16), then 12 bytes of scales. */
struct k4 { __m128i head; const uint8_t *qs, *qh; };

static inline __attribute__((always_inline)) struct k4 k4_at(enum ggml_type type, const void * w, int64_t i) {
    if (type == GGML_TYPE_Q4_K) {
        const q4_k * b = (const q4_k *) w + i;
        return (struct k4) { _mm_loadu_si128((const __m128i *) b), b->qs, NULL };
    }
    const q5_k * b = (const q5_k *) w + i;
    return (struct k4) { _mm_loadu_si128((const __m128i *) b), b->qs, b->qh };
}

/* The eight 6-bit scales, then the eight mins: the lower four of each lie whole in words 1 and 2, the others' lower bits in word 3. */
static inline __m128i scales_mins(__m128i head) {
    const __m128i whole = _mm_shuffle_epi32(head, _MM_SHUFFLE(2, 2, 1, 1));
    const __m128i parts = _mm_and_si128(_mm_srlv_epi32(_mm_shuffle_epi32(head, _MM_SHUFFLE(3, 3, 3, 3)), _mm_setr_epi32(0, 0, 0, 4)), _mm_set1_epi8(0x0f));
    const __m128i upper = _mm_and_si128(_mm_srli_epi32(whole, 2), _mm_set1_epi8(0x30));
    return _mm_blend_epi32(_mm_and_si128(whole, _mm_set1_epi8(0x3f)), _mm_or_si128(parts, upper), 0xa);
}

/* Values of four bits and bit n of `bits` as their fifth. */
static inline __m256i with_fifth(__m256i nibbles, __m256i bits, int n) {
    return _mm256_or_si256(nibbles, _mm256_and_si256(_mm256_slli_epi16(_mm256_srli_epi16(bits, n), 4), _mm256_set1_epi8(16)));
}
