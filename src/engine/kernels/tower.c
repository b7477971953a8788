/*
 * y = act(x Wᵀ + b), and attention, for x86-64 with AVX2, FMA and F16C: what the vision tower spends its time on.
 *
 * Why it exists: in node-llama-cpp's Linux build the float kernel of ggml's CPU backend (tinyBLAS, 4 x 3 tiles) stores its
 * twelve accumulators to the stack in every step of its inner loop, a flaw of the compiler that built it, and reaches
 * a third of the processor's peak. This kernel reaches over three quarters, and fuses bias and activation.
 *
 * How: a block of W (64 outputs x up to 512 inputs) is turned into float32, outputs side by side, in a scratch that fits the
 * second-level cache; 6 rows of x meet 16 outputs in 12 registers. Activations stay float32 throughout, so results are
 * at least as exact as ggml's own, which round x to W's type.
 *
 * Called by ggml as a custom operation (ggml_custom_op_t) on each compute thread. Uses no library function.
 * Built by scripts/build-kernels.sh against ggml.h of the pinned release.
 */
#include "attention.h"
#include "float_tile.h"

#define UNIT_TILES 4     /* tiles of outputs that one piece of work takes */
#define DEPTH 512        /* inputs a block, at most */

/* The caller's memory, 32 bytes for each operation of a graph; zero before first use. */
struct imp_linear {
    int32_t activation;
    int32_t next;     /* piece of work to take */
    int32_t finished; /* threads that found none left */
    int32_t unused;
    float * scratch;  /* imp_linear_scratch() bytes for each thread, shared by all operations, 64-byte aligned */
    int64_t reserved;
};

#define SCRATCH_FLOATS (UNIT_TILES * LANES * (DEPTH + 8))

int64_t imp_linear_scratch(void) { return SCRATCH_FLOATS * sizeof(float); }

/* One piece of work: outputs [m0, m0 + tiles * 16) of all rows. */
static void unit(const struct ggml_tensor * dst, int64_t m0, int tiles, float * scratch, int activation) {
    const struct ggml_tensor * w = dst->src[0], * x = dst->src[1], * bias = dst->src[2];
    const int64_t inputs = w->ne[0], n = x->ne[1];
    const int64_t ldx = x->nb[1] / sizeof(float), ldy = dst->nb[1] / sizeof(float);
    const int64_t blocks = (inputs + DEPTH - 1) / DEPTH;
    const int64_t step = ((inputs + blocks - 1) / blocks + 31) / 32 * 32; /* whole quantization blocks */
    for (int64_t k0 = 0; k0 < inputs; k0 += step) {
        const int64_t depth = inputs - k0 < step ? inputs - k0 : step;
        const int first = k0 == 0, last = k0 + depth == inputs;
        for (int t = 0; t < tiles; t++) unpack_tile(w->data, w->type, w->nb[1], m0 + t * LANES, k0, depth, scratch + t * LANES * depth);
        for (int64_t i = 0; i < n; i += ROWS) {
            const float * xi = (const float *) x->data + i * ldx + k0;
            for (int t = 0; t < tiles; t++) {
                const float * wt = scratch + t * LANES * depth;
                float * yt = (float *) dst->data + i * ldy + m0 + t * LANES;
                const float * bt = bias ? (const float *) bias->data + m0 + t * LANES : 0;
                tile_rows(n - i, xi, ldx, wt, depth, yt, ldy, bt, first, last, activation);
            }
        }
    }
}

/*
 * dst [outputs, n] from src[0] = W [inputs, outputs], src[1] = x [inputs, n] float32, src[2] = b [outputs] float32 or none.
 * The caller sees to it: inputs a multiple of 8, outputs a multiple of 16, W of a type that load8 knows, rows contiguous.
 */
void imp_linear(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    struct imp_linear * op = userdata;
    const int64_t all = dst->ne[0] / LANES;
    const int64_t per = all / UNIT_TILES >= 3 * nth ? UNIT_TILES : all / 2 >= 3 * nth ? 2 : 1;
    float * scratch = op->scratch + (int64_t) ith * SCRATCH_FLOATS;
    for (;;) {
        const int64_t t = (int64_t) __atomic_fetch_add(&op->next, 1, __ATOMIC_RELAXED) * per;
        if (t >= all) break;
        unit(dst, t * LANES, (int) (all - t < per ? all - t : per), scratch, op->activation);
    }
    /* ggml waits for all threads behind every operation: the last one here resets the counters for the next run. */
    if (__atomic_add_fetch(&op->finished, 1, __ATOMIC_ACQ_REL) == nth) {
        op->finished = 0;
        __atomic_store_n(&op->next, 0, __ATOMIC_RELEASE);
    }
}


/* Attention without a mask for every head. The caller's memory: see struct imp_linear. */
struct imp_attention {
    int32_t heads;
    int32_t next;
    int32_t finished;
    float scale;
    float * scratch;  /* `stride` floats for each thread, 64-byte aligned */
    int64_t stride;   /* imp_attention_scratch() / sizeof(float), or more */
};

/* Bytes a thread, for n tokens and heads of width d. */
int64_t imp_attention_scratch(int64_t n, int64_t d) { return imp_attend_scratch(n, d, d); }

/*
 * dst [heads * d, n] from src[0..2] = q, k, v of the same shape, float32, rows contiguous.
 * The caller sees to it that d is a multiple of 8.
 */
void imp_attention(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    struct imp_attention * op = userdata;
    const struct ggml_tensor * q = dst->src[0], * k = dst->src[1], * v = dst->src[2];
    const int64_t n = dst->ne[1], d = dst->ne[0] / op->heads, head = d * sizeof(float);
    const struct attention a = {
        .q = q->data, .q_row = q->nb[1], .q_head = head, .k = k->data, .k_row = k->nb[1], .k_head = head, .v = v->data, .v_row = v->nb[1], .v_head = head,
        .type = GGML_TYPE_F32, .y = dst->data, .y_row = dst->nb[1] / sizeof(float), .y_head = d,
        .queries = n, .keys = n, .k_width = d, .v_width = d, .heads = op->heads, .group = 1, .scale = op->scale,
    };
    const int64_t parts = op->heads % nth == 0 ? 1 : 4; /* of a head's queries: even work for odd numbers of threads */
    const int64_t length = (n + parts * ROWS - 1) / (parts * ROWS) * ROWS;
    for (;;) {
        const int64_t piece = __atomic_fetch_add(&op->next, 1, __ATOMIC_RELAXED);
        if (piece >= op->heads * parts) break;
        const int64_t from = piece % parts * length, to = from + length < n ? from + length : n;
        if (from < n) imp_attend(&a, piece / parts, from, to, op->scratch + ith * op->stride);
    }
    if (__atomic_add_fetch(&op->finished, 1, __ATOMIC_ACQ_REL) == nth) {
        op->finished = 0;
        __atomic_store_n(&op->next, 0, __ATOMIC_RELEASE);
    }
}
