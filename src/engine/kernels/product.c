#include "lanes.h"
#include "unpack.h"

static inline int64_t align64(int64_t n) { return (n + 63) & ~(int64_t) 63; }

#ifdef __AVX512VNNI__
#define PAD 2 /* with two tiles, as many sums as hide each other's latency */
#else
#define PAD COLUMNS
#endif

/* Fewer columns than a tile meets are not padded: they go through imp_dots, which reads them once for each row, and fit the first-level cache. */
static inline int64_t padded(int64_t columns) { return columns < COLUMNS ? columns : (columns + PAD - 1) / PAD * PAD; }

int64_t imp_panel_bytes(int64_t inputs, int64_t columns) {
    const int64_t n = inputs / BLOCK * padded(columns);
    return align64(n * (BLOCK + (GROUPS + WIDE) * (int64_t) sizeof(int16_t) + (int64_t) sizeof(float)));
}

struct panel imp_panel_at(void * memory, int64_t inputs, int64_t columns) {
    struct panel p = { .blocks = inputs / BLOCK, .columns = padded(columns) };
    const int64_t n = p.blocks * p.columns;
    p.q = memory;
    p.sums = (int16_t *) (p.q + n * BLOCK);
    p.wide = p.sums + n * GROUPS;
    p.d = (float *) (p.wide + n * WIDE);
    return p;
}

int64_t imp_product_scratch(int64_t columns) { return align64(TILES * sizeof(struct tile)) + TILES * padded(columns) * ROWS * (int64_t) sizeof(float); }

bool imp_product_fits(enum ggml_type type, int64_t inputs, int64_t rows) {
    return (type == GGML_TYPE_Q4_K || type == GGML_TYPE_Q5_K || type == GGML_TYPE_Q6_K) && inputs % BLOCK == 0 && rows % ROWS == 0;
}

/* --- x ----------------------------------------------------------------------------------------------------------- */

static inline float largest(__m256 v) {
    __m128 m = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_max_ps(m, _mm_movehl_ps(m, m));
    return _mm_cvtss_f32(_mm_max_ss(m, _mm_movehdup_ps(m)));
}

/* One super-block as ggml's quantize_row_q8_K: the value farthest from zero becomes -127. */
static void quantize_block(const float * x, int8_t * q, int16_t * sums, float * d) {
    __m256 high = _mm256_loadu_ps(x), low = high;
    for (int i = 8; i < BLOCK; i += 8) {
        const __m256 v = _mm256_loadu_ps(x + i);
        high = _mm256_max_ps(high, v);
        low = _mm256_min_ps(low, v);
    }
    const float top = largest(high), bottom = -largest(_mm256_sub_ps(_mm256_setzero_ps(), low));
    const float extreme = top > -bottom ? top : bottom;
    const float inverse = extreme != 0 ? -127.f / extreme : 0;
    *d = extreme != 0 ? 1 / inverse : 0;
    const __m256 scale = _mm256_set1_ps(inverse);
    const __m256i ones = _mm256_set1_epi16(1);
    for (int i = 0; i < BLOCK; i += 32) {
        __m256i v[4];
        for (int j = 0; j < 4; j++) v[j] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + i + 8 * j), scale));
        /* 32-bit -> 8-bit within 128-bit halves; the permutation puts them back in order */
        const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(_mm256_packs_epi32(v[0], v[1]), _mm256_packs_epi32(v[2], v[3])),
                                                          _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        store(q + i, bytes);
        for (int j = 0; j < 2; j++) {
            const __m128i part = j ? _mm256_extracti128_si256(bytes, 1) : _mm256_castsi256_si128(bytes);
            const __m256i pairs = _mm256_madd_epi16(_mm256_cvtepi8_epi16(part), ones);
            __m128i s = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
            s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
            s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
            sums[i / 16 + j] = (int16_t) _mm_cvtsi128_si32(s);
        }
    }
}

void imp_quantize(struct panel p, const float * x, int64_t inputs, int64_t columns, int64_t first, int64_t last) {
    for (int64_t c = first; c < last; c++) {
        for (int64_t b = 0; b < p.blocks; b++) {
            const int64_t at = b * p.columns + c;
            if (c < columns) {
                quantize_block(x + c * inputs + b * BLOCK, p.q + at * BLOCK, p.sums + at * GROUPS, p.d + at);
                for (int i = 0; i < WIDE; i++) p.wide[at * WIDE + i] = (int16_t) (p.sums[at * GROUPS + 2 * i] + p.sums[at * GROUPS + 2 * i + 1]);
                continue;
            }
            for (int i = 0; i < BLOCK; i += 32) store(p.q + at * BLOCK + i, _mm256_setzero_si256());
            store(p.sums + at * GROUPS, _mm256_setzero_si256());
            _mm_storeu_si128((__m128i *) (p.wide + at * WIDE), _mm_setzero_si128());
            p.d[at] = 0;
        }
    }
}

/* --- W x --------------------------------------------------------------------------------------------------------- */

/*
 * W comes from memory in the order in which it lies: while some rows meet x, those after them are fetched into the second-level cache, a
 * share with each super-block and of that a part with each scale, since fetches in a heap hold up all loads. From there the super-blocks
 * that follow in the same rows come into the first-level cache while the ones before them meet x.
 */
struct share { const char * at; int64_t bytes; };

static inline __attribute__((always_inline)) void fetch_part(struct share w, int s, int steps) {
    for (int64_t i = w.bytes * s / STEPS; i < w.bytes * (s + steps) / STEPS; i += 64) _mm_prefetch(w.at + i, _MM_HINT_T1);
}

static inline void fetch_next(const void * w, int64_t size, int64_t first, int64_t stride) {
    for (int r = 0; r < ROWS; r++) fetch((const char *) w + (first + r * stride + 1) * size, size + 63);
}

#ifdef __AVX512VNNI__
/* Sums of a tile with columns side by side that hide each other's latency and fit the registers, with their totals. */
#define AT_ONCE 12

/*
 * acc[tile][c][r] += tiles x, for `tiles` and `columns` (constants) that make AT_ONCE sums or fewer. `steps`: how many products of four inputs
 * share a scale; `nibbles`: the tiles are PACKED, upper values 16 times as large. One instruction multiplies and sums them in 32 bits; after each scale the sums become float32. Two tiles share what is read of
 * x: one alone asks for more than can be loaded.
 */
static inline __attribute__((always_inline)) void meet_some(const struct tile * t, const int tiles, const int8_t * q, const int16_t * sums, const int groups, const float * d, float * acc, int64_t next, struct share ahead, const int steps, const bool nibbles, const int columns) {
    __m512 total[AT_ONCE];
#pragma GCC unroll 12
    for (int i = 0; i < tiles * columns; i++) total[i] = _mm512_setzero_ps();
    for (int s = 0; s < STEPS; s += steps) {
        __m512i sum[AT_ONCE];
        const bool upper = nibbles && s & 8;
        const __m512i mask = _mm512_set1_epi8((char) (upper ? 0xf0 : 0x0f));
        fetch_part(ahead, s, steps);
#pragma GCC unroll 8
        for (int i = 0; i < steps; i++) {
            const int at = nibbles ? s / 16 * 8 + i : s + i;
            __m512i w0 = _mm512_load_si512(t[0].q[at]), w1 = tiles == 2 ? _mm512_load_si512(t[1].q[at]) : w0;
            if (nibbles) {
                w0 = _mm512_and_si512(w0, mask);
                w1 = _mm512_and_si512(w1, mask);
            }
#pragma GCC unroll 12
            for (int c = 0; c < columns; c++) {
                int32_t four;
                __builtin_memcpy(&four, q + c * BLOCK + 4 * (s + i), 4);
                const __m512i x = _mm512_set1_epi32(four);
                sum[c] = _mm512_dpbusd_epi32(i ? sum[c] : _mm512_setzero_si512(), w0, x);
                if (tiles == 2) sum[columns + c] = _mm512_dpbusd_epi32(i ? sum[columns + c] : _mm512_setzero_si512(), w1, x);
            }
        }
#pragma GCC unroll 2
        for (int k = 0; k < tiles; k++) {
            __m512 scale = _mm512_cvtepi32_ps(_mm512_srai_epi32(_mm512_load_si512(t[k].scale[s * groups / STEPS]), 16));
            if (upper) scale = _mm512_mul_ps(scale, _mm512_set1_ps(1.0f / 16));
#pragma GCC unroll 12
            for (int c = 0; c < columns; c++) total[k * columns + c] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[k * columns + c]), scale, total[k * columns + c]);
        }
    }
#pragma GCC unroll 2
    for (int k = 0; k < tiles; k++) {
        const __m512 dw = _mm512_load_ps(t[k].d), ew = _mm512_load_ps(t[k].e);
#pragma GCC unroll 12
        for (int c = 0; c < columns; c++) {
            __m512i offset = _mm512_setzero_si512();
            for (int j = 0; j < groups / 2; j++) {
                int32_t two;
                __builtin_memcpy(&two, sums + c * groups + 2 * j, 4);
                offset = _mm512_dpwssd_epi32(offset, _mm512_load_si512(t[k].offset[j]), _mm512_set1_epi32(two));
            }
            const __m512 y = _mm512_fmsub_ps(total[k * columns + c], dw, _mm512_mul_ps(_mm512_cvtepi32_ps(offset), ew));
            float * a = acc + k * next + c * ROWS;
            _mm512_store_ps(a, _mm512_fmadd_ps(y, _mm512_set1_ps(d[c]), _mm512_load_ps(a)));
        }
    }
}

/* All columns, a multiple of PAD. */
static inline __attribute__((always_inline)) void meet_tiles(const struct tile * t, const int tiles, const int8_t * q, const int16_t * sums, const int groups, const float * d, float * acc, struct share ahead, const int steps, const bool nibbles, int64_t columns) {
    const int many = AT_ONCE / tiles;
    int64_t c = 0;
#define MEET(n) meet_some(t, tiles, q + c * BLOCK, sums + c * groups, groups, d + c, acc + c * ROWS, columns * ROWS, (struct share) { ahead.at, c == 0 ? ahead.bytes : 0 }, steps, nibbles, n)
    for (; c + many <= columns; c += many) MEET(many);
    for (; c + COLUMNS <= columns; c += COLUMNS) MEET(COLUMNS);
    if (c < columns) MEET(PAD);
}

static inline __attribute__((always_inline)) void meet(const struct tile * t, int64_t tiles, const int8_t * q, const int16_t * sums, const int groups, const float * d, float * acc, struct share ahead, const int steps, const bool nibbles, int64_t columns) {
    if (tiles == 2) meet_tiles(t, 2, q, sums, groups, d, acc, ahead, steps, nibbles, columns);
    else meet_tiles(t, 1, q, sums, groups, d, acc, ahead, steps, nibbles, columns);
}

#define STEPS_Q4_K 8
#define STEPS_Q5_K 8
#define STEPS_Q6_K 4
#else
/*
 * acc[c][r] += tile x, for COLUMNS columns. `steps`: how many products of four inputs fit 16 bits before they must be widened:
 * two products of values up to v with bytes up to 127 make 254 v, so 8 for v < 16, 4 for v < 32, 2 for v < 64.
 */
static inline __attribute__((always_inline)) void meet_four(const struct tile * t, const int8_t * q, const int16_t * sums, const int groups, const float * d, float * acc, struct share ahead, const int steps) {
    __m256i total[COLUMNS][2] = { 0 };
    for (int s = 0; s < STEPS; s += steps) {
        __m256i sum[COLUMNS][2];
        fetch_part(ahead, s, steps);
#pragma GCC unroll 8
        for (int i = 0; i < steps; i++) {
            const __m256i w0 = load(t->q[s + i][0]), w1 = load(t->q[s + i][8]);
#pragma GCC unroll 4
            for (int c = 0; c < COLUMNS; c++) {
                int32_t four;
                __builtin_memcpy(&four, q + c * BLOCK + 4 * (s + i), 4);
                const __m256i x = _mm256_set1_epi32(four);
                const __m256i p0 = _mm256_maddubs_epi16(w0, x), p1 = _mm256_maddubs_epi16(w1, x);
                sum[c][0] = i ? _mm256_add_epi16(sum[c][0], p0) : p0;
                sum[c][1] = i ? _mm256_add_epi16(sum[c][1], p1) : p1;
                /* keeps the compiler from collecting products of all steps before it adds them: they would not fit the registers */
                __asm__("" : "+x"(sum[c][0]), "+x"(sum[c][1]));
            }
        }
        const __m256i s0 = load(t->scale[s * groups / STEPS][0]), s1 = load(t->scale[s * groups / STEPS][8]);
#pragma GCC unroll 4
        for (int c = 0; c < COLUMNS; c++) {
            total[c][0] = _mm256_add_epi32(total[c][0], _mm256_madd_epi16(sum[c][0], s0));
            total[c][1] = _mm256_add_epi32(total[c][1], _mm256_madd_epi16(sum[c][1], s1));
        }
    }
    for (int h = 0; h < 2; h++) {
        const __m256 dw = _mm256_loadu_ps(t->d + 8 * h), ew = _mm256_loadu_ps(t->e + 8 * h);
        for (int c = 0; c < COLUMNS; c++) {
            __m256i offset = _mm256_setzero_si256();
            for (int j = 0; j < groups / 2; j++) {
                int32_t two;
                __builtin_memcpy(&two, sums + c * groups + 2 * j, 4);
                offset = _mm256_add_epi32(offset, _mm256_madd_epi16(load(t->offset[j][8 * h]), _mm256_set1_epi32(two)));
            }
            const __m256 y = _mm256_fmsub_ps(_mm256_cvtepi32_ps(total[c][h]), dw, _mm256_mul_ps(_mm256_cvtepi32_ps(offset), ew));
            float * a = acc + c * ROWS + 8 * h;
            _mm256_storeu_ps(a, _mm256_fmadd_ps(y, _mm256_set1_ps(d[c]), _mm256_loadu_ps(a)));
        }
    }
}

#define STEPS_Q4_K 8
#define STEPS_Q5_K 4
#define STEPS_Q6_K 2

/* All columns. */
static inline __attribute__((always_inline)) void meet(const struct tile * t, int64_t tiles, const int8_t * q, const int16_t * sums, const int groups, const float * d, float * acc, struct share ahead, const int steps, const bool nibbles, int64_t columns) {
    (void) nibbles;
    for (int64_t k = 0; k < tiles; k++) {
        for (int64_t c = 0; c < columns; c += COLUMNS) {
            meet_four(t + k, q + c * BLOCK, sums + c * groups, groups, d + c, acc + (k * columns + c) * ROWS, (struct share) { ahead.at, k == 0 && c == 0 ? ahead.bytes : 0 }, steps);
        }
    }
}

#endif

void imp_product(enum ggml_type type, const void * w, int64_t row, int64_t rows, struct panel x, float * y, int64_t stride, int64_t columns, void * scratch) {
    struct tile * t = scratch;
    float * acc = (float *) ((char *) scratch + align64(TILES * sizeof(struct tile)));
    const int64_t tiles = rows / ROWS;
    for (int64_t i = 0; i < tiles * x.columns * ROWS; i += 8) _mm256_storeu_ps(acc + i, _mm256_setzero_ps());
    for (int64_t b = 0; b < x.blocks; b++) {
        const int64_t at = b * x.columns;
        const int8_t * q = x.q + at * BLOCK;
        const float * d = x.d + at;
        const struct share ahead = { (const char *) w + ((row + rows) * x.blocks + b * rows) * block_bytes(type), rows * block_bytes(type) };
        for (int64_t k = 0; k < tiles; k++) {
            const int64_t first = (row + k * ROWS) * x.blocks + b;
            switch (type) {
                case GGML_TYPE_Q4_K: unpack_k4(GGML_TYPE_Q4_K, t + k, w, first, x.blocks); break;
                case GGML_TYPE_Q5_K: unpack_k4(GGML_TYPE_Q5_K, t + k, w, first, x.blocks); break;
                default: unpack_q6_k(t + k, (const q6_k *) w + first, x.blocks);
            }
            fetch_next(w, block_bytes(type), first, x.blocks);
        }
        if (type == GGML_TYPE_Q6_K) meet(t, tiles, q, x.sums + at * GROUPS, GROUPS, d, acc, ahead, STEPS_Q6_K, false, x.columns);
        else if (type == GGML_TYPE_Q5_K) meet(t, tiles, q, x.wide + at * WIDE, WIDE, d, acc, ahead, STEPS_Q5_K, false, x.columns);
        else meet(t, tiles, q, x.wide + at * WIDE, WIDE, d, acc, ahead, STEPS_Q4_K, PACKED, x.columns);
    }
    for (int64_t k = 0; k < tiles; k++) {
        for (int64_t c = 0; c < columns; c++) {
            for (int i = 0; i < ROWS; i += 8) _mm256_storeu_ps(y + c * stride + row + k * ROWS + i, _mm256_loadu_ps(acc + (k * x.columns + c) * ROWS + i));
        }
    }
}
