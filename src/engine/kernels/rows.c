#include "rows.h"
#include "lanes.h"
#include "wide.h"

#define PIECE 1024 /* numbers of a row that a thread takes at a time */

static bool matrix(const struct ggml_tensor * t) { return t->type == GGML_TYPE_F32 && t->nb[0] == sizeof(float) && t->ne[2] == 1 && t->ne[3] == 1; }

static inline float * row_of(const struct ggml_tensor * t, int64_t row) { return (float *) ((char *) t->data + row * t->nb[1]); }

static int activation_of(const struct ggml_tensor * op) {
    switch (op->op_params[0]) {
        case GGML_UNARY_OP_GELU: return ACT_GELU;
        case GGML_UNARY_OP_GELU_QUICK: return ACT_GELU_QUICK;
        case GGML_UNARY_OP_SILU: return ACT_SILU;
        default: return ACT_NONE;
    }
}

bool imp_rows_fits(const struct ggml_tensor * op) {
    const struct ggml_tensor * a = op->src[0], * b = op->src[1];
    if (!a || !matrix(op) || !matrix(a) || op->ne[0] % 16 != 0 || a->ne[1] != op->ne[1]) return false;
    switch (op->op) {
        case GGML_OP_ADD:
        case GGML_OP_MUL: /* by a matrix of the same shape, or by one row for all */
            return a->ne[0] == op->ne[0] && matrix(b) && b->ne[0] == op->ne[0] && (b->ne[1] == 1 || b->ne[1] == op->ne[1]);
        case GGML_OP_NORM:
        case GGML_OP_RMS_NORM:
            return a->ne[0] == op->ne[0];
        case GGML_OP_UNARY:
            return a->ne[0] == op->ne[0] && activation_of(op) != ACT_NONE;
        case GGML_OP_GLU: /* of two matrices, or of the halves of one */
            return op->op_params[0] == GGML_GLU_OP_SWIGLU && (b ? a->ne[0] == op->ne[0] && matrix(b) && b->ne[0] == op->ne[0] && b->ne[1] == op->ne[1] : a->ne[0] == 2 * op->ne[0]);
        default:
            return false;
    }
}

/* Numbers [i, end) of a row; an operation may write where it reads. */
static inline __attribute__((always_inline)) void each(const struct ggml_tensor * op, int64_t row, int64_t i, int64_t end) {
    const struct ggml_tensor * second = op->src[1];
    const float * a = row_of(op->src[0], row), * b = second ? row_of(second, second->ne[1] == 1 ? 0 : row) : 0;
    float * y = row_of(op, row);
    switch (op->op) {
        case GGML_OP_ADD:
            for (; i < end; i += WIDTH) store_wide(y + i, load_wide(a + i) + load_wide(b + i));
            break;
        case GGML_OP_MUL:
            for (; i < end; i += WIDTH) store_wide(y + i, load_wide(a + i) * load_wide(b + i));
            break;
        case GGML_OP_UNARY: {
            const int activation = activation_of(op);
            for (; i < end; i += WIDTH) store_wide(y + i, activate(load_wide(a + i), activation));
            break;
        }
        default: { /* GLU: the first is activated; `swapped` says that it is the second half */
            const float * gate = a, * up = b;
            if (!b) {
                const bool swapped = op->op_params[1];
                gate = a + (swapped ? op->ne[0] : 0);
                up = a + (swapped ? 0 : op->ne[0]);
            }
            for (; i < end; i += WIDTH) store_wide(y + i, activate(load_wide(gate + i), ACT_SILU) * load_wide(up + i));
        }
    }
}

void imp_normalise(const float * x, float * y, int64_t n, bool centred, float epsilon, const float * scale, const float * shift) {
    wide sum = all(0), squares = all(0);
    float mean = 0;
    if (centred) {
        for (int64_t i = 0; i < n; i += WIDTH) sum += load_wide(x + i);
        mean = total8(sum_to_8(sum)) / n;
    }
    for (int64_t i = 0; i < n; i += WIDTH) {
        const wide v = load_wide(x + i) - all(mean);
        squares = multiply_add(v, v, squares);
    }
    const float variance = total8(sum_to_8(squares)) / n + epsilon;
    const wide factor = all(1.0f / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(variance))));
    for (int64_t i = 0; i < n; i += WIDTH) {
        wide v = (load_wide(x + i) - all(mean)) * factor;
        if (scale) v *= load_wide(scale + i);
        if (shift) v += load_wide(shift + i);
        store_wide(y + i, v);
    }
}

void imp_rows(const struct ggml_tensor * op, int ith, int nth) {
    const int64_t n = op->ne[0], rows = op->ne[1];
    if (op->op == GGML_OP_NORM || op->op == GGML_OP_RMS_NORM) {
        float epsilon;
        __builtin_memcpy(&epsilon, op->op_params, sizeof epsilon);
        for (int64_t row = ith; row < rows; row += nth) imp_normalise(row_of(op->src[0], row), row_of(op, row), n, op->op == GGML_OP_NORM, epsilon, 0, 0);
        return;
    }
    const int64_t pieces = (n + PIECE - 1) / PIECE, all = rows * pieces;
    for (int64_t piece = all * ith / nth; piece < all * (ith + 1) / nth; piece++) {
        const int64_t from = piece % pieces * PIECE;
        each(op, piece / pieces, from, from + PIECE < n ? from + PIECE : n);
    }
}
