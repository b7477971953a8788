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
#include <immintrin.h>
#include <stdint.h>
#include "ggml.h"

#define ROWS 6           /* rows of x a tile */
#define LANES 16         /* outputs a tile: two registers */
#define UNIT_TILES 4     /* tiles of outputs that one piece of work takes */
#define DEPTH 512        /* inputs a block, at most */

enum { ACT_NONE, ACT_GELU, ACT_GELU_QUICK, ACT_SILU };

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

typedef struct { uint16_t d; int8_t q[32]; } block_q8_0;

static inline float half(uint16_t h) { return _cvtsh_ss(h); }

/* Eight values of a row of W from input k on (a multiple of 8) as float32. */
static inline __m256 load8(const void * row, int type, int64_t k) {
    switch (type) {
        case GGML_TYPE_F32:
            return _mm256_loadu_ps((const float *) row + k);
        case GGML_TYPE_F16:
            return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *) ((const uint16_t *) row + k)));
        case GGML_TYPE_BF16:
            return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *) ((const uint16_t *) row + k))), 16));
        default: { /* Q8_0 */
            const block_q8_0 * b = (const block_q8_0 *) row + k / 32;
            const __m256i q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *) (b->q + k % 32)));
            return _mm256_mul_ps(_mm256_cvtepi32_ps(q), _mm256_set1_ps(half(b->d)));
        }
    }
}

static inline void transpose8(__m256 r[8]) {
    __m256 t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
        r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
        r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x20);
        t[i + 4] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x31);
    }
    for (int i = 0; i < 8; i++) r[i] = t[i];
}

/* Inputs [k0, k0 + depth) of outputs [m0, m0 + 16) -> out[depth][16]; depth is a multiple of 8. */
static void unpack_tile(const char * w, int type, int64_t stride, int64_t m0, int64_t k0, int64_t depth, float * out) {
    for (int64_t k = 0; k < depth; k += 8) {
        for (int part = 0; part < 2; part++) {
            __m256 r[8];
            for (int i = 0; i < 8; i++) r[i] = load8(w + (m0 + part * 8 + i) * stride, type, k0 + k);
            transpose8(r);
            for (int i = 0; i < 8; i++) _mm256_store_ps(out + (k + i) * LANES + part * 8, r[i]);
        }
    }
}

/* e^x for |x| up to 87, to about 2 units in the last place: 2^n times a polynomial, after Cephes. */
static inline __m256 exp8(__m256 x) {
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.0f)), _mm256_set1_ps(87.0f));
    const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    __m256 p = _mm256_set1_ps(1.9875691500e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
    p = _mm256_add_ps(_mm256_fmadd_ps(p, _mm256_mul_ps(r, r), r), _mm256_set1_ps(1.0f));
    return _mm256_mul_ps(p, _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23)));
}

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

/* Once for each row of a tile. The sums have names of their own: compilers keep arrays of them in memory. */
#define EACH_ROW(do) do(0) do(1) do(2) do(3) do(4) do(5)

/* `rows` (a constant, at most ROWS) rows of x against one tile; y holds the sums of the inputs before. */
static inline __attribute__((always_inline)) void tile(int rows, const float * x, int64_t ldx, const float * w, int64_t depth, float * y, int64_t ldy,
                                                       const float * bias, int first, int last, int activation) {
#define DECLARE(i) __m256 a##i = _mm256_setzero_ps(), b##i = a##i;
    EACH_ROW(DECLARE)
    if (!first) {
#define LOAD(i) if (rows > i) { a##i = _mm256_loadu_ps(y + i * ldy); b##i = _mm256_loadu_ps(y + i * ldy + 8); }
        EACH_ROW(LOAD)
    } else if (bias) {
#define LOAD_BIAS(i) a##i = _mm256_loadu_ps(bias); b##i = _mm256_loadu_ps(bias + 8);
        EACH_ROW(LOAD_BIAS)
    }
    for (int64_t k = 0; k < depth; k++) {
        const __m256 w0 = _mm256_load_ps(w + k * LANES);
        const __m256 w1 = _mm256_load_ps(w + k * LANES + 8);
#define STEP(i) if (rows > i) { const __m256 v = _mm256_broadcast_ss(x + i * ldx + k); a##i = _mm256_fmadd_ps(v, w0, a##i); b##i = _mm256_fmadd_ps(v, w1, b##i); }
        EACH_ROW(STEP)
    }
    if (last && activation != ACT_NONE) {
#define ACTIVATE(i) if (rows > i) { a##i = activate(a##i, activation); b##i = activate(b##i, activation); }
        EACH_ROW(ACTIVATE)
    }
#define STORE(i) if (rows > i) { _mm256_storeu_ps(y + i * ldy, a##i); _mm256_storeu_ps(y + i * ldy + 8, b##i); }
    EACH_ROW(STORE)
}

/* A tile with as many rows as are left. */
static void tile_rows(int64_t left, const float * x, int64_t ldx, const float * w, int64_t depth, float * y, int64_t ldy, const float * bias, int first, int last, int activation) {
    switch (left) {
        case 1: tile(1, x, ldx, w, depth, y, ldy, bias, first, last, activation); break;
        case 2: tile(2, x, ldx, w, depth, y, ldy, bias, first, last, activation); break;
        case 3: tile(3, x, ldx, w, depth, y, ldy, bias, first, last, activation); break;
        case 4: tile(4, x, ldx, w, depth, y, ldy, bias, first, last, activation); break;
        case 5: tile(5, x, ldx, w, depth, y, ldy, bias, first, last, activation); break;
        default: tile(6, x, ldx, w, depth, y, ldy, bias, first, last, activation);
    }
}

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

/*
 * Attention without a mask, softmax(q kᵀ scale) v, for every head: the scores of six queries at a time stay in the
 * first-level cache, keys and values of one head in the second.
 */
struct imp_attention {
    int32_t heads;
    int32_t next;
    int32_t finished;
    float scale;
    float * scratch;  /* `stride` floats for each thread, 64-byte aligned */
    int64_t stride;   /* imp_attention_scratch() / sizeof(float), or more */
};

static inline int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

/* Bytes a thread, for n tokens and heads of width d. */
int64_t imp_attention_scratch(int64_t n, int64_t d) {
    const int64_t floats = round_up(n, LANES) * d + round_up(d, LANES) * n + ROWS * round_up(n, LANES) + ROWS * LANES;
    return round_up(floats, LANES) * sizeof(float);
}

/* One row of scores -> weights that sum to 1; n is a multiple of 8, what lies behind the last key is -infinity. */
static void softmax(float * s, int64_t n, float scale) {
    __m256 most = _mm256_loadu_ps(s);
    for (int64_t j = 8; j < n; j += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(s + j));
    most = _mm256_max_ps(most, _mm256_permute2f128_ps(most, most, 1));
    most = _mm256_max_ps(most, _mm256_permute_ps(most, 0x4e));
    most = _mm256_max_ps(most, _mm256_permute_ps(most, 0xb1));
    const __m256 factor = _mm256_set1_ps(scale);
    __m256 sum = _mm256_setzero_ps();
    for (int64_t j = 0; j < n; j += 8) {
        const __m256 e = exp8(_mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(s + j), most), factor));
        _mm256_storeu_ps(s + j, e);
        sum = _mm256_add_ps(sum, e);
    }
    sum = _mm256_add_ps(sum, _mm256_permute2f128_ps(sum, sum, 1));
    sum = _mm256_add_ps(sum, _mm256_permute_ps(sum, 0x4e));
    sum = _mm256_add_ps(sum, _mm256_permute_ps(sum, 0xb1));
    const __m256 inverse = _mm256_div_ps(_mm256_set1_ps(1.0f), sum);
    for (int64_t j = 0; j < n; j += 8) _mm256_storeu_ps(s + j, _mm256_mul_ps(_mm256_loadu_ps(s + j), inverse));
}

/* Queries [from, to) of head h. */
static void attend(const struct ggml_tensor * dst, int64_t h, int64_t from, int64_t to, float * scratch, const struct imp_attention * op) {
    const struct ggml_tensor * q = dst->src[0], * k = dst->src[1], * v = dst->src[2];
    const int64_t n = k->ne[1], d = k->ne[0] / op->heads, padded = round_up(n, LANES), parts = round_up(d, LANES) / LANES;
    const int64_t ldq = q->nb[1] / sizeof(float), ldv = v->nb[1] / sizeof(float), ldy = dst->nb[1] / sizeof(float);
    float * keys = scratch, * values = keys + padded * d, * scores = values + parts * LANES * n, * edge = scores + ROWS * padded;

    const char * kh = (const char *) k->data + h * d * sizeof(float);
    for (int64_t j = 0; j + LANES <= n; j += LANES) unpack_tile(kh, GGML_TYPE_F32, k->nb[1], j, 0, d, keys + j * d);
    for (int64_t j = n / LANES * LANES; j < padded; j++) {
        for (int64_t c = 0; c < d; c++) {
            keys[n / LANES * LANES * d + c * LANES + j % LANES] = j < n ? ((const float *) (kh + j * k->nb[1]))[c] : 0.0f;
        }
    }
    for (int64_t p = 0; p < parts; p++) {
        for (int64_t j = 0; j < n; j++) {
            const float * row = (const float *) v->data + j * ldv + h * d + p * LANES;
            for (int c = 0; c < LANES; c++) values[(p * n + j) * LANES + c] = p * LANES + c < d ? row[c] : 0.0f;
        }
    }
    for (int64_t i = from; i < to; i += ROWS) {
        const int64_t rows = to - i < ROWS ? to - i : ROWS;
        const float * qi = (const float *) q->data + i * ldq + h * d;
        for (int64_t j = 0; j < padded; j += LANES) tile_rows(rows, qi, ldq, keys + j * d, d, scores + j, padded, 0, 1, 1, ACT_NONE);
        for (int64_t r = 0; r < rows; r++) {
            for (int64_t j = n; j < padded; j++) scores[r * padded + j] = -__builtin_inff();
            softmax(scores + r * padded, padded, op->scale);
        }
        for (int64_t p = 0; p < parts; p++) {
            float * y = (float *) dst->data + i * ldy + h * d + p * LANES;
            if ((p + 1) * LANES <= d) {
                tile_rows(rows, scores, padded, values + p * n * LANES, n, y, ldy, 0, 1, 1, ACT_NONE);
                continue;
            }
            tile_rows(rows, scores, padded, values + p * n * LANES, n, edge, LANES, 0, 1, 1, ACT_NONE);
            for (int64_t r = 0; r < rows; r++) {
                for (int64_t c = 0; c < d - p * LANES; c++) y[r * ldy + c] = edge[r * LANES + c];
            }
        }
    }
}

/*
 * dst [heads * d, n] from src[0..2] = q, k, v of the same shape, float32, rows contiguous.
 * The caller sees to it that d is a multiple of 8.
 */
void imp_attention(struct ggml_tensor * dst, int ith, int nth, void * userdata) {
    struct imp_attention * op = userdata;
    const int64_t n = dst->ne[1];
    const int64_t parts = op->heads % nth == 0 ? 1 : 4; /* of a head's queries: even work for odd numbers of threads */
    const int64_t length = round_up((n + parts - 1) / parts, ROWS);
    for (;;) {
        const int64_t piece = __atomic_fetch_add(&op->next, 1, __ATOMIC_RELAXED);
        if (piece >= op->heads * parts) break;
        const int64_t from = piece % parts * length, to = from + length < n ? from + length : n;
        if (from < n) attend(dst, piece / parts, from, to, op->scratch + ith * op->stride, op);
    }
    if (__atomic_add_fetch(&op->finished, 1, __ATOMIC_ACQ_REL) == nth) {
        op->finished = 0;
        __atomic_store_n(&op->next, 0, __ATOMIC_RELEASE);
    }
}
