/*
 * softmax(q kᵀ scale + mask) v for x86-64 with AVX2, FMA and F16C: the attention of the vision tower and of the language model.
 *
 * Why it exists: see tower.c; ggml's attention over a float16 cache goes through the same float kernel, and computes what a causal mask hides.
 */
#pragma once
#include <stdint.h>
#include "ggml.h"

struct attention {
    const char * q, * k, * v;                    /* q float32, k and v of `type` */
    int64_t q_row, q_head, k_row, k_head, v_row, v_head; /* bytes to the next row, to the next head */
    enum ggml_type type;                         /* F32 or F16 */
    const uint16_t * mask;                       /* float16 [queries][mask_row], or NULL */
    int64_t mask_row;                            /* values to the next row */
    float * y;
    int64_t y_row, y_head;                       /* values to the next row, to the next head */
    int64_t queries, keys;                       /* with a mask, keys are a multiple of 16 */
    int64_t k_width, v_width;                    /* of a head, multiples of 8 */
    int64_t heads, group;                        /* heads of q, and how many of them share one of k and v */
    float scale;
};

/* Bytes of scratch, 64-byte aligned, that each thread needs. */
int64_t imp_attend_scratch(int64_t keys, int64_t k_width, int64_t v_width);

/* Queries [from, to) of one head: keys and values are spread once, and meet six queries at a time. */
void imp_attend(const struct attention * a, int64_t head, int64_t from, int64_t to, float * scratch);

/*
 * For so few queries that spreading would cost more than it brings: all heads of the keys and values of one part, and when all parts are done,
 * the results of one head become one.
 */
#define PART 32 /* positions; a multiple of 16 */

/* Parts that anything is seen of. */
int64_t imp_attend_parts(const struct attention * a);
/* Bytes of scratch that each thread needs for a part, and of the results of all parts. */
int64_t imp_attend_part_scratch(int64_t heads);
int64_t imp_attend_parts_bytes(int64_t keys, int64_t queries, int64_t heads, int64_t v_width);
void imp_attend_part(const struct attention * a, int64_t part, float * scratch, float * parts);
void imp_attend_join(const struct attention * a, int64_t count, int64_t head, float * parts);
