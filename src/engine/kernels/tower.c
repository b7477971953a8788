/*
 * y = act(x Wᵀ + b), and attention, for x86-64 with AVX2, FMA and F16C: what the vision tower spends its time on.
 *
 * Why it exists: in node-llama-cpp's Linux build the float kernel of ggml's CPU backend (tinyBLAS, 4 x 3 tiles) stores its
 * twelve accumulators to the stack in every step of its inner loop, a flaw of the compiler that built it, and reaches
 * a third of the processor's float32 peak. This one works in block floating point (fixed_tile.h), beyond that peak, and fuses bias and activation.
 *
 * How: x is rounded once (imp_round), for all matrices that it meets, and laid down in the order of use. So is W, for good when a model is loaded
 * (imp_pack), or, of a type that would need more memory then, in a scratch each time. 32 outputs x 512 inputs of it stay in the second-level cache
 * and a tile of them in the first while rows of x pass, a few at a time: registers hold their sums.
 *
 * Called by ggml as a custom operation (ggml_custom_op_t) on each compute thread. Uses no library function.
 * Built by scripts/build-kernels.sh against ggml.h of the pinned release.
 */
#include "attention.h"
#include "fixed_tile.h"
#include "rows.h"

#define UNIT_OUTPUTS 32  /* outputs that one piece of work takes */
#define DEPTH 2          /* blocks of inputs that meet x at a time: for 16 outputs, 16 KB */
#define CHUNK (240 / TILE_ROWS) /* tiles of x that meet these outputs before the next ones come: 240 KB */

/* The caller's memory, 32 bytes for each operation of a graph; zero before first use. */
struct imp_linear {
    int32_t activation;
    int32_t next;     /* piece of work to take */
    int32_t finished; /* threads that found none left */
    int32_t inputs;
    float * scratch;  /* imp_linear_scratch() bytes for each thread, shared by all operations, 64-byte aligned */
    int64_t reserved;
};

int64_t imp_linear_scratch(void) { return UNIT_OUTPUTS / TILE_OUTPUTS * DEPTH * sizeof(struct w_block); }

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Bytes of a tile: blocks of TILE_ROWS rows, the last one as long as its inputs. */
static int64_t tile_bytes(int64_t inputs) { return blocks_of(inputs) * sizeof(((struct x_block *) 0)->scales) + inputs * TILE_ROWS * sizeof(int16_t); }

/* float32 that so many rounded rows take. */
int64_t imp_round_size(int64_t inputs, int64_t rows) { return (rows + TILE_ROWS - 1) / TILE_ROWS * tile_bytes(inputs) / sizeof(float); }

/* dst [imp_round_size(inputs, n)] from src[0] = x [inputs, n] float32: inputs a multiple of 8, rows contiguous. */
void imp_round(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    const struct ggml_tensor * x = dst->src[0];
    for (int64_t t = ith; t * TILE_ROWS < x->ne[1]; t += nth) {
        round_rows(least(x->ne[1] - t * TILE_ROWS, TILE_ROWS), (const char *) x->data + t * TILE_ROWS * x->nb[1], x->nb[1], x->ne[0], (struct x_block *) ((char *) dst->data + t * tile_bytes(x->ne[0])));
    }
}

/* --- W, rounded once for good ---------------------------------------------------------------------------------------- */

/* Bytes of TILE_OUTPUTS outputs: their blocks, the last one as long as its inputs. */
static int64_t packed_tile_bytes(int64_t inputs) { return blocks_of(inputs) * sizeof(((struct w_block *) 0)->scales) + inputs * TILE_OUTPUTS * sizeof(int16_t); }

static inline char * aligned(const struct ggml_tensor * packed) { return (char *) (((uintptr_t) packed->data + 63) & ~(uintptr_t) 63); }

/* A packed matrix is a tensor of so many 16-bit numbers. ggml keeps it at a multiple of 32 bytes: it begins at the first one of 64. */
int64_t imp_packed_size(int64_t inputs, int64_t outputs) {
    return ((outputs + TILE_OUTPUTS - 1) / TILE_OUTPUTS * packed_tile_bytes(inputs) + 32) / (int64_t) sizeof(int16_t);
}

/* W [inputs, outputs] of a type that load8 knows, rows contiguous -> dst [imp_packed_size(inputs, outputs)]: inputs a multiple of 8, outputs of 16. */
void imp_pack(const char * w, int32_t type, int64_t row_bytes, int64_t inputs, int64_t outputs, struct ggml_tensor * dst) {
    for (int64_t m = 0; m < outputs; m += TILE_OUTPUTS) {
        struct w_block * block = (struct w_block *) (aligned(dst) + m / TILE_OUTPUTS * packed_tile_bytes(inputs));
        for (int64_t k = 0; k < inputs; k += BLOCK, block++) round_tile(w + m * row_bytes, type, row_bytes, least(outputs - m, TILE_OUTPUTS), k, least(inputs - k, BLOCK), block);
    }
}

/* One piece of work: outputs [m0, m1) of all rows. `then`: the outputs that this thread is likely to take next. */
static void unit(const struct ggml_tensor * dst, int64_t inputs, int64_t m0, int64_t m1, int64_t then, struct w_block * scratch, int activation) {
    const struct ggml_tensor * w = dst->src[0], * x = dst->src[1], * bias = dst->src[2];
    const bool packed = w->type == GGML_TYPE_I16;
    const int64_t n = dst->ne[1], ldy = dst->nb[1] / sizeof(float), tiles = (n + TILE_ROWS - 1) / TILE_ROWS;
    const int64_t next = packed ? packed_tile_bytes(inputs) : DEPTH * (int64_t) sizeof(struct w_block); /* bytes to the outputs that follow */
    float start[UNIT_OUTPUTS];
    for (int64_t m = m0; m < m1; m++) start[m - m0] = bias ? ((const float *) bias->data)[m] : 0;
    for (int64_t k0 = 0; k0 < inputs; k0 += DEPTH * BLOCK) {
        const int64_t k1 = least(inputs, k0 + DEPTH * BLOCK);
        const char * blocks = packed ? aligned(w) + m0 / TILE_OUTPUTS * next + k0 / BLOCK * (int64_t) sizeof(struct w_block) : (const char *) scratch;
        for (int64_t m = m0; !packed && m < m1; m += TILE_OUTPUTS) {
            struct w_block * block = scratch + (m - m0) / TILE_OUTPUTS * DEPTH;
            for (int64_t k = k0; k < k1; k += BLOCK, block++) round_tile((const char *) w->data + m * w->nb[1], w->type, w->nb[1], least(m1 - m, TILE_OUTPUTS), k, least(k1 - k, BLOCK), block);
        }
        /* A packed matrix comes from memory: what is read next is fetched meanwhile, a share with each tile of x. */
        const int64_t share = packed ? DEPTH * (int64_t) sizeof(struct w_block) / tiles + 64 : 0;
        const char * ahead = k1 < inputs ? blocks + DEPTH * sizeof(struct w_block) : packed ? aligned(w) + then / TILE_OUTPUTS * next : blocks;
        for (int64_t t0 = 0; t0 < tiles; t0 += CHUNK) {
            for (int64_t m = m0; m < m1; m += TILE_OUTPUTS) {
                const struct w_block * block = (const struct w_block *) (blocks + (m - m0) / TILE_OUTPUTS * next);
                const int64_t outputs = least(m1 - m, TILE_OUTPUTS);
                for (int64_t t = t0; t < least(tiles, t0 + CHUNK); t++) {
                    const int64_t rows = least(n - t * TILE_ROWS, TILE_ROWS);
                    const struct x_block * tile = (const struct x_block *) ((const char *) x->data + t * tile_bytes(inputs));
                    float * y = (float *) dst->data + t * TILE_ROWS * ldy + m;
                    for (int64_t i = 0; i < share; i += 64) _mm_prefetch(ahead + (m - m0) / TILE_OUTPUTS * next + t * share + i, _MM_HINT_T1);
                    for (int64_t k = k0; k < k1; k += BLOCK) {
                        fixed_tile(rows, tile + k / BLOCK, block + (k - k0) / BLOCK, outputs, least(k1 - k, BLOCK), y, ldy, k == 0 ? start + m - m0 : 0);
                    }
                    if (k1 == inputs && activation != ACT_NONE) activate_tile(rows, outputs, y, ldy, activation);
                }
            }
        }
    }
}

/*
 * dst [outputs, n] from src[0] = W [inputs, outputs], src[1] = x as imp_round leaves it, src[2] = b [outputs] float32 or none.
 * The caller sees to it: inputs a multiple of 8, outputs a multiple of 16, W packed or of a type that load8 knows, rows contiguous.
 */
void imp_linear(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    struct imp_linear * op = userdata;
    const int64_t outputs = dst->ne[0];
    const int64_t per = outputs / UNIT_OUTPUTS >= 3 * nth ? UNIT_OUTPUTS : TILE_OUTPUTS;
    struct w_block * scratch = (struct w_block *) ((char *) op->scratch + ith * imp_linear_scratch());
    for (;;) {
        const int64_t m = (int64_t) __atomic_fetch_add(&op->next, 1, __ATOMIC_RELAXED) * per;
        if (m >= outputs) break;
        unit(dst, op->inputs, m, outputs - m < per ? outputs : m + per, m + nth * per, scratch, op->activation);
    }
    /* ggml waits for all threads after every operation: the last one here resets the counters for the next run. */
    if (__atomic_add_fetch(&op->finished, 1, __ATOMIC_ACQ_REL) == nth) {
        op->finished = 0;
        __atomic_store_n(&op->next, 0, __ATOMIC_RELEASE);
    }
}

/* Layer norm; the caller's memory, 32 bytes. */
struct imp_norm { float epsilon; };

/* dst [n, rows] from src[0] = x [n, rows], src[1] = scale [n], src[2] = shift [n] or none: float32, n a multiple of 16, rows contiguous. */
void imp_norm(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    const struct ggml_tensor * x = dst->src[0], * scale = dst->src[1], * shift = dst->src[2];
    for (int64_t row = ith; row < dst->ne[1]; row += nth) {
        imp_normalise((const float *) ((const char *) x->data + row * x->nb[1]), (float *) ((char *) dst->data + row * dst->nb[1]), dst->ne[0], true,
                      ((const struct imp_norm *) userdata)->epsilon, scale->data, shift ? shift->data : 0);
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
