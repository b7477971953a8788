/*
 * y = W x for W in K-quants, for x86-64 with AVX2: what reading a prompt and generating spend their time on.
 *
 * Why it exists: ggml multiplies K-quants row by row (or in repacked tiles) and reaches a quarter of what the integer units can do.
 *
 * How: 16 rows of W, 256 inputs at a time, are spread once into bytes with rows side by side (struct tile) and meet all columns of x.
 * x is quantized as ggml does it (Q8_K: 8 bits, one scale for 256 values), so that products are the same numbers up to the order of the sums.
 * The products of bytes are summed in 16 bits as long as they cannot overflow, then scaled in 32 bits, and become float32 every 256 inputs.
 * With AVX-512 and VNNI (a build of its own, see library.ts) one instruction multiplies 64 bytes and sums in 32 bits, which become float32
 * at every scale.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "ggml.h"

#define BLOCK 256  /* inputs of a super-block */
#define ROWS 16    /* rows of W that a tile takes */
#define TILES 2    /* tiles of one product at most */
#define COLUMNS 4  /* columns of x that a tile meets at a time */

/* Quantized x: columns padded to what a tile meets at a time, all of one super-block side by side. */
struct panel {
    int8_t * q;     /* [blocks][columns][BLOCK] */
    int16_t * sums; /* [blocks][columns][BLOCK / 16]: sums of 16 values each */
    int16_t * wide; /* [blocks][columns][BLOCK / 32]: of 32 */
    float * d;      /* [blocks][columns] */
    int64_t blocks, columns;
};

/* Bytes of a panel; all that the kernel reads lies in 64-byte aligned memory of this size. */
int64_t imp_panel_bytes(int64_t inputs, int64_t columns);
struct panel imp_panel_at(void * memory, int64_t inputs, int64_t columns);

/* Bytes of scratch that each thread needs for so many columns. */
int64_t imp_product_scratch(int64_t columns);

/* Whether products with matrices of this type and size are computed here. */
bool imp_product_fits(enum ggml_type type, int64_t inputs, int64_t rows);

/* Quantizes columns [first, last) of x, inputs float32 each; columns from `columns` on are padding and become zero. */
void imp_quantize(struct panel panel, const float * x, int64_t inputs, int64_t columns, int64_t first, int64_t last);

/* Rows [row, row + rows) of y = W x, one or TILES times ROWS; y: float32 [columns][stride], the first `columns` columns are written. */
void imp_product(enum ggml_type type, const void * w, int64_t row, int64_t rows, struct panel x, float * y, int64_t stride, int64_t columns, void * scratch);

/* Rows [first, last) of y = W x, row by row: for so few columns that unpacking W would cost more than it brings. */
void imp_dots(enum ggml_type type, const void * w, int64_t first, int64_t last, struct panel x, float * y, int64_t stride, int64_t columns);
