#include "attention.h"
#include "lanes.h"
#include "wide.h"

static inline int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

int64_t imp_attend_scratch(int64_t keys, int64_t k_width, int64_t v_width) {
    const int64_t padded = round_up(keys, LANES);
    return round_up(padded * k_width + round_up(v_width, LANES) * padded + ROWS * padded + ROWS * LANES, LANES) * (int64_t) sizeof(float);
}

/* Keys that a row of the mask leaves in sight: up to the last that is not -infinity, rounded up to whole registers of the mask. */
static int64_t in_sight(const uint16_t * mask, int64_t keys) {
    const __m256i hidden = _mm256_set1_epi16((int16_t) 0xfc00);
    while (keys > 0 && _mm256_movemask_epi8(_mm256_cmpeq_epi16(_mm256_loadu_si256((const __m256i *) (mask + keys - LANES)), hidden)) == -1) keys -= LANES;
    return keys;
}

/* Of queries [from, to), what the one that sees most of `keys` keys has in sight. */
static int64_t most_in_sight(const struct attention * a, int64_t from, int64_t to, int64_t keys) {
    int64_t n = a->mask ? 0 : keys;
    for (int64_t i = from; a->mask && i < to; i++) {
        const int64_t sees = in_sight(a->mask + i * a->mask_row, keys);
        if (sees > n) n = sees;
    }
    return n;
}

/* One row of scores -> weights of which the largest is 1, and their sum, or zeros where the mask hides all; n is a multiple of LANES, what lies after the last key is -infinity. */
static inline __attribute__((always_inline)) float weigh(float * s, int64_t n, float scale, const uint16_t * mask, float * largest) {
    wide most = all(-__builtin_inff());
    for (int64_t j = 0; j < n; j += WIDTH) {
        wide x = load_wide(s + j) * all(scale);
        if (mask) x += half_wide(mask + j);
        store_wide(s + j, x);
        most = larger_of(most, x);
    }
    const float top = _mm256_cvtss_f32(most8(most_to_8(most)));
    *largest = top;
    if (top == -__builtin_inff()) {
        for (int64_t j = 0; j < n; j += WIDTH) store_wide(s + j, all(0));
        return 0;
    }
    wide sum = all(0);
    for (int64_t j = 0; j < n; j += WIDTH) {
        const wide e = exponential(load_wide(s + j) - all(top));
        store_wide(s + j, e);
        sum += e;
    }
    return total8(sum_to_8(sum));
}

/* To weights that sum to 1. */
static inline __attribute__((always_inline)) void softmax(float * s, int64_t n, float scale, const uint16_t * mask) {
    float most;
    const float sum = weigh(s, n, scale, mask, &most);
    const wide inverse = all(sum > 0 ? 1.0f / sum : 0);
    for (int64_t j = 0; j < n; j += WIDTH) store_wide(s + j, load_wide(s + j) * inverse);
}

#define AHEAD 8 /* rows that are fetched ahead: those of one head lie too far apart for the processor to see that one follows the other */

static inline int64_t bytes_of(const struct attention * a) { return a->type == GGML_TYPE_F16 ? sizeof(uint16_t) : sizeof(float); }

/* Keys [0, n) -> for each 16 of them [k_width][16]; those that are missing to a multiple of 16 are zero. */
static void spread_keys(const struct attention * a, int64_t head, int64_t n, float * out) {
    const char * k = a->k + head / a->group * a->k_head;
    const int64_t d = a->k_width, whole = n / LANES * LANES;
    for (int64_t j = 0; j < whole; j += LANES) {
        for (int64_t i = 0; i < LANES; i++) fetch(k + (j + LANES + i) * a->k_row, d * bytes_of(a));
        unpack_tile(k, a->type, a->k_row, j, 0, d, out + j * d);
    }
    if (whole == n) return;
    float * edge = out + whole * d;
    for (int64_t i = 0; i < LANES * d; i++) edge[i] = 0;
    for (int64_t j = whole; j < n; j++) {
        for (int64_t c = 0; c < d; c += 8) {
            float eight[8];
            _mm256_storeu_ps(eight, load8(k + j * a->k_row, a->type, c));
            for (int i = 0; i < 8; i++) edge[(c + i) * LANES + j - whole] = eight[i];
        }
    }
}

/* Values [0, n) -> for each 16 of a value's numbers [n][16], zeros after the last. */
static void spread_values(const struct attention * a, int64_t head, int64_t n, float * out) {
    const char * v = a->v + head / a->group * a->v_head;
    const int64_t width = round_up(a->v_width, LANES);
    for (int64_t j = 0; j < n; j++) {
        fetch(v + (j + AHEAD) * a->v_row, a->v_width * bytes_of(a));
        for (int64_t c = 0; c < width; c += 8) _mm256_storeu_ps(out + c / LANES * n * LANES + j * LANES + c % LANES, c < a->v_width ? load8(v + j * a->v_row, a->type, c) : _mm256_setzero_ps());
    }
}

void imp_attend(const struct attention * a, int64_t head, int64_t from, int64_t to, float * scratch) {
    const int64_t n = most_in_sight(a, from, to, a->keys), padded = round_up(n, LANES), d = a->k_width;
    float * keys = scratch, * values = keys + padded * d, * scores = values + round_up(a->v_width, LANES) * n, * edge = scores + ROWS * padded;
    spread_keys(a, head, n, keys);
    spread_values(a, head, n, values);
    for (int64_t i = from; i < to; i += ROWS) {
        const int64_t rows = to - i < ROWS ? to - i : ROWS;
        const float * q = (const float *) (a->q + i * a->q_row + head * a->q_head);
        const uint16_t * mask = a->mask ? a->mask + i * a->mask_row : 0;
        const int64_t sees = most_in_sight(a, i, i + rows, n), width = round_up(sees, LANES);
        for (int64_t j = 0; j < width; j += LANES) tile_rows(rows, q, a->q_row / sizeof(float), keys + j * d, d, scores + j, padded);
        for (int64_t r = 0; r < rows; r++) {
            float * row = scores + r * padded;
            for (int64_t j = sees; j < width; j++) row[j] = -__builtin_inff();
            if (mask) softmax(row, width, a->scale, mask + r * a->mask_row);
            else softmax(row, width, a->scale, 0);
        }
        for (int64_t c = 0; c < a->v_width; c += LANES) {
            float * y = a->y + i * a->y_row + head * a->y_head + c;
            if (c + LANES <= a->v_width) {
                tile_rows(rows, scores, padded, values + c * n, sees, y, a->y_row);
                continue;
            }
            tile_rows(rows, scores, padded, values + c * n, sees, edge, LANES);
            for (int64_t r = 0; r < rows; r++) _mm256_storeu_ps(y + r * a->y_row, _mm256_loadu_ps(edge + r * LANES));
        }
    }
}

/* --- few queries: the cache is read once, in the order in which it lies ---------------------------------------------- */

static inline wide load_of(const void * row, int type, int64_t c) { return type == GGML_TYPE_F32 ? load_wide((const float *) row + c) : half_wide((const uint16_t *) row + c); }

/* q times four keys, side by side; n is a multiple of 8. */
static inline __attribute__((always_inline)) __m128 dots(const float * q, const char * k, int64_t k_row, enum ggml_type type, int64_t n) {
    wide sum[4];
    __m256 s[4];
    int64_t c = 0;
    for (int r = 0; r < 4; r++) sum[r] = all(0);
    for (; c + WIDTH <= n; c += WIDTH) {
        const wide v = load_wide(q + c);
#pragma GCC unroll 4
        for (int r = 0; r < 4; r++) sum[r] = multiply_add(v, load_of(k + r * k_row, type, c), sum[r]);
    }
    for (int r = 0; r < 4; r++) {
        s[r] = sum_to_8(sum[r]);
        if (c < n) s[r] = _mm256_fmadd_ps(_mm256_loadu_ps(q + c), load8(k + r * k_row, type, c), s[r]);
    }
    const __m256 pairs = _mm256_hadd_ps(_mm256_hadd_ps(s[0], s[1]), _mm256_hadd_ps(s[2], s[3]));
    return _mm_add_ps(_mm256_castps256_ps128(pairs), _mm256_extractf128_ps(pairs, 1));
}

/* y += the sum of `rows` (a constant) values by their weights. */
static inline __attribute__((always_inline)) void add_values(int rows, float * y, const float * weight, const char * v, int64_t v_row, enum ggml_type type, int64_t n) {
    int64_t c = 0;
    for (; c + WIDTH <= n; c += WIDTH) {
        wide sum = load_wide(y + c);
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++) sum = multiply_add(all(weight[r]), load_of(v + r * v_row, type, c), sum);
        store_wide(y + c, sum);
    }
    if (c == n) return;
    __m256 sum = _mm256_loadu_ps(y + c);
    for (int r = 0; r < rows; r++) sum = _mm256_fmadd_ps(_mm256_set1_ps(weight[r]), load8(v + r * v_row, type, c), sum);
    _mm256_storeu_ps(y + c, sum);
}

/* Values taken at a time. */
#define VALUES 8

/* Of a head: its sum of values, then the largest score and the sum of the weights. */
static inline int64_t stride_of(int64_t v_width) { return round_up(v_width + 2, LANES); }

int64_t imp_attend_parts(const struct attention * a) { return (most_in_sight(a, 0, a->queries, a->keys) + PART - 1) / PART; }
int64_t imp_attend_part_scratch(int64_t heads) { return heads * PART * (int64_t) sizeof(float); }
int64_t imp_attend_parts_bytes(int64_t keys, int64_t queries, int64_t heads, int64_t v_width) { return (keys + PART - 1) / PART * queries * heads * stride_of(v_width) * (int64_t) sizeof(float); }

static inline float * result_of(const struct attention * a, float * parts, int64_t part, int64_t query, int64_t head) {
    return parts + ((part * a->queries + query) * a->heads + head) * stride_of(a->v_width);
}

/* Positions outside, heads inside. */
static inline __attribute__((always_inline)) void one(const struct attention * a, enum ggml_type type, int64_t query, int64_t part, float * scores, float * parts) {
    const int64_t from = part * PART, most = a->keys - from < PART ? a->keys - from : PART;
    const uint16_t * mask = a->mask ? a->mask + query * a->mask_row + from : 0;
    const int64_t n = mask ? in_sight(mask, most) : most;
    const float * q = (const float *) (a->q + query * a->q_row);
    const int64_t q_head = a->q_head / sizeof(float), padded = round_up(n, LANES);
    for (int64_t j = 0; j < n; j += 4) {
        for (int64_t h = 0; h < a->heads; h++) {
            const char * k = a->k + (from + j) * a->k_row + h / a->group * a->k_head;
            for (int r = 0; r < 4; r++) fetch(k + (AHEAD + r) * a->k_row, a->k_width * bytes_of(a));
            float * to = scores + h * PART + j;
            if (n - j >= 4) _mm_storeu_ps(to, dots(q + h * q_head, k, a->k_row, type, a->k_width));
            else for (int64_t r = 0; r < n - j; r++) to[r] = _mm_cvtss_f32(dots(q + h * q_head, k + r * a->k_row, 0, type, a->k_width));
        }
    }
    for (int64_t h = 0; h < a->heads; h++) {
        float * row = scores + h * PART, * y = result_of(a, parts, part, query, h);
        for (int64_t j = n; j < padded; j++) row[j] = -__builtin_inff();
        y[a->v_width + 1] = weigh(row, padded, a->scale, mask, y + a->v_width);
        for (int64_t c = 0; c < a->v_width; c += 8) _mm256_storeu_ps(y + c, _mm256_setzero_ps());
    }
    for (int64_t j = 0; j < n; j += VALUES) {
        for (int64_t h = 0; h < a->heads; h++) {
            const char * v = a->v + (from + j) * a->v_row + h / a->group * a->v_head;
            const float * weight = scores + h * PART + j;
            float * y = result_of(a, parts, part, query, h);
            for (int r = 0; r < VALUES; r++) fetch(v + (AHEAD + r) * a->v_row, a->v_width * bytes_of(a));
            if (n - j >= VALUES) add_values(VALUES, y, weight, v, a->v_row, type, a->v_width);
            else for (int64_t r = 0; r < n - j; r++) add_values(1, y, weight + r, v + r * a->v_row, a->v_row, type, a->v_width);
        }
    }
}

void imp_attend_part(const struct attention * a, int64_t part, float * scratch, float * parts) {
    for (int64_t i = 0; i < a->queries; i++) {
        if (a->type == GGML_TYPE_F16) one(a, GGML_TYPE_F16, i, part, scratch, parts);
        else one(a, GGML_TYPE_F32, i, part, scratch, parts);
    }
}

void imp_attend_join(const struct attention * a, int64_t count, int64_t head, float * parts) {
    const int64_t n = a->v_width;
    for (int64_t i = 0; i < a->queries; i++) {
        float * y = a->y + i * a->y_row + head * a->y_head, most = -__builtin_inff(), sum = 0;
        for (int64_t p = 0; p < count; p++) {
            const float top = result_of(a, parts, p, i, head)[n];
            if (top > most) most = top;
        }
        for (int64_t c = 0; c < n; c += 8) _mm256_storeu_ps(y + c, _mm256_setzero_ps());
        if (most == -__builtin_inff()) continue;
        for (int64_t p = 0; p < count; p++) {
            const float * from = result_of(a, parts, p, i, head);
            float factor[WIDTH];
            store_wide(factor, exponential(all(from[n] - most)));
            sum += factor[0] * from[n + 1];
            for (int64_t c = 0; c < n; c += 8) _mm256_storeu_ps(y + c, _mm256_fmadd_ps(_mm256_set1_ps(factor[0]), _mm256_loadu_ps(from + c), _mm256_loadu_ps(y + c)));
        }
        const __m256 inverse = _mm256_set1_ps(1.0f / sum);
        for (int64_t c = 0; c < n; c += 8) _mm256_storeu_ps(y + c, _mm256_mul_ps(_mm256_loadu_ps(y + c), inverse));
    }
}
