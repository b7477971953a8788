/*
 * What lies between the products of a language model, row by row in float32: additions, scales, norms, activations.
 *
 * Why it exists: each of these operations is small, but one that ggml computes between two of ours ends a graph on our backend and begins another,
 * twice with all threads waking up; of a single token that was a tenth of the time. And ggml's GELU looks up each number in a table.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "ggml.h"

/* Whether the operation is one of these, on matrices that they take: float32, rows of a multiple of 16 that lie in one piece. */
bool imp_rows_fits(const struct ggml_tensor * op);

/* Thread ith's share of it, of nth. */
void imp_rows(const struct ggml_tensor * op, int ith, int nth);

/* One row of n numbers, a multiple of 16, to a variance of 1 (`centred`: and a mean of 0), times scale, plus shift: n numbers each, or NULL. */
void imp_normalise(const float * x, float * y, int64_t n, bool centred, float epsilon, const float * scale, const float * shift);
