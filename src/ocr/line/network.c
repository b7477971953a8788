// PP-OCRv6's small line recogniser (PaddleOCR, Apache-2.0): a picture of one line becomes a vector of 120 for every eight columns,
// and each vector scores of all characters. Compiled to WebAssembly (scripts/build-line.sh); no library, no imports.
//
// Values lie pixel by pixel, channels together (NHWC), so that convolutions of one pixel are matrix products. Products are of
// integers: weights of 8 bits with one scale a row (as stored), inputs of 14 bits with one scale a pixel; sums stay below 2^31.
// Weights come in the order in which they are used (scripts/ocr/make_line_model.py writes them so).

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum { HEIGHT = 48, FEATURES = 120, HEADS = 8, HEAD = 15, LARGEST = 8191 };
enum activation { NONE, RELU, GELU, SILU, HARD_SIGMOID };

extern uint8_t __heap_base;
static const uint8_t * cursor; // of the weights
static uint8_t * arena;        // free memory for what a line needs

EXPORT(heap) uint8_t * heap(void) {
    return (uint8_t *) (((uintptr_t) &__heap_base + 63) & ~(uintptr_t) 63);
}

static void * take(size_t bytes) {
    void * taken = arena;
    arena += (bytes + 15) & ~(size_t) 15;
    return taken;
}

static const void * next(size_t bytes) {
    const void * at = cursor;
    cursor += (bytes + 15) & ~(size_t) 15;
    return at;
}

// Moves what was made last to `mark` and frees all behind it.
static float * kept(uint8_t * mark, const float * x, size_t count) {
    float * to = (float *) mark;
    for (size_t i = 0; i < count; i += 4) wasm_v128_store(to + i, wasm_v128_load(x + i));
    arena = mark + ((4 * count + 15) & ~(size_t) 15);
    return to;
}

static v128_t all(float value) { return wasm_f32x4_splat(value); }

// Cephes' exp, to about 1e-7 relative.
static v128_t exponential(v128_t x) {
    x = wasm_f32x4_max(wasm_f32x4_min(x, all(88.0f)), all(-87.0f));
    v128_t n = wasm_f32x4_nearest(wasm_f32x4_mul(x, all(1.44269504f)));
    v128_t r = wasm_f32x4_sub(x, wasm_f32x4_mul(n, all(0.693359375f)));
    r = wasm_f32x4_add(r, wasm_f32x4_mul(n, all(2.12194440e-4f)));
    v128_t p = all(1.9875691500e-4f);
    const float c[] = { 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f };
    for (int i = 0; i < 5; i++) p = wasm_f32x4_add(wasm_f32x4_mul(p, r), all(c[i]));
    p = wasm_f32x4_add(wasm_f32x4_add(wasm_f32x4_mul(p, wasm_f32x4_mul(r, r)), r), all(1));
    v128_t exponent = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127)), 23);
    return wasm_f32x4_mul(p, exponent);
}

// 0.5 x (1 + erf(x / sqrt 2)); erf after Abramowitz and Stegun 7.1.26, to 1.5e-7.
static v128_t gelu(v128_t x) {
    v128_t z = wasm_f32x4_mul(wasm_f32x4_abs(x), all(0.70710678f));
    v128_t t = wasm_f32x4_div(all(1), wasm_f32x4_add(all(1), wasm_f32x4_mul(all(0.3275911f), z)));
    v128_t p = all(1.061405429f);
    const float c[] = { -1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f };
    for (int i = 0; i < 4; i++) p = wasm_f32x4_add(wasm_f32x4_mul(p, t), all(c[i]));
    v128_t rest = wasm_f32x4_mul(wasm_f32x4_mul(p, t), exponential(wasm_f32x4_neg(wasm_f32x4_mul(z, z))));
    v128_t erf = wasm_f32x4_sub(all(1), rest);
    erf = wasm_v128_or(erf, wasm_v128_and(x, wasm_i32x4_splat(INT32_MIN)));
    return wasm_f32x4_mul(wasm_f32x4_mul(all(0.5f), x), wasm_f32x4_add(all(1), erf));
}

static v128_t sigmoid(v128_t x) {
    return wasm_f32x4_div(all(1), wasm_f32x4_add(all(1), exponential(wasm_f32x4_neg(x))));
}

static void activate(float * x, int count, enum activation kind) {
    if (kind == NONE) return;
    for (int i = 0; i < count; i += 4) {
        v128_t v = wasm_v128_load(x + i);
        if (kind == RELU) v = wasm_f32x4_max(v, all(0));
        else if (kind == GELU) v = gelu(v);
        else if (kind == SILU) v = wasm_f32x4_mul(v, sigmoid(v));
        else v = wasm_f32x4_max(all(0), wasm_f32x4_min(all(1), wasm_f32x4_add(wasm_f32x4_mul(v, all(1.0f / 6)), all(0.5f))));
        wasm_v128_store(x + i, v);
    }
}

// Rows of k values (a multiple of 8) as integers up to LARGEST, and what one of them is worth.
static void quantize(const float * x, int rows, int k, int16_t * out, float * scales) {
    for (int row = 0; row < rows; row++, x += k, out += k) {
        v128_t top = all(0);
        for (int i = 0; i < k; i += 4) top = wasm_f32x4_max(top, wasm_f32x4_abs(wasm_v128_load(x + i)));
        float a = wasm_f32x4_extract_lane(top, 0), b = wasm_f32x4_extract_lane(top, 1);
        float c = wasm_f32x4_extract_lane(top, 2), d = wasm_f32x4_extract_lane(top, 3);
        a = a > b ? a : b;
        c = c > d ? c : d;
        a = a > c ? a : c;
        scales[row] = a / LARGEST;
        v128_t by = all(a > 0 ? LARGEST / a : 0);
        for (int i = 0; i < k; i += 8) {
            v128_t low = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(x + i), by)));
            v128_t high = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(x + i + 4), by)));
            wasm_v128_store(out + i, wasm_i16x8_narrow_i32x4(low, high));
        }
    }
}

static v128_t add_across(v128_t a, v128_t b, v128_t c, v128_t d) {
    v128_t ab = wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), wasm_i32x4_shuffle(a, b, 2, 6, 3, 7)); // a b a b
    v128_t cd = wasm_i32x4_add(wasm_i32x4_shuffle(c, d, 0, 4, 1, 5), wasm_i32x4_shuffle(c, d, 2, 6, 3, 7));
    return wasm_i32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 1, 4, 5), wasm_i32x4_shuffle(ab, cd, 2, 3, 6, 7));
}

#define DOT(sum, x, w) sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(x, w))

// out[rows][n] = x[rows][k] · the next weights [n][k] + bias[n]; k is a multiple of 8, n of 2.
static float * product(const float * x, int rows, int k, int n, enum activation kind) {
    const int8_t * weights = next((size_t) n * k);
    const float * worth = next(4 * (size_t) n);
    const float * bias = next(4 * (size_t) n);
    float * out = take(4 * (size_t) n * rows + 16);
    uint8_t * mark = arena;
    int padded = (rows + 3) & ~3;
    int16_t * q = take(2 * (size_t) padded * k);
    float * scales = take(4 * (size_t) padded);
    quantize(x, rows, k, q, scales);
    for (int row = rows; row < padded; row++) {
        scales[row] = 0;
        for (int i = 0; i < k; i++) q[(size_t) row * k + i] = 0;
    }
    // Weights of a block stay in the first cache while all rows pass.
    int block = 16384 / k < 2 ? 2 : (16384 / k) & ~1;
    for (int from = 0; from < n; from += block) {
        int to = from + block < n ? from + block : n;
        for (int row = 0; row < padded; row += 4) {
            const int16_t * x0 = q + (size_t) row * k, *x1 = x0 + k, *x2 = x1 + k, *x3 = x2 + k;
            v128_t scale = wasm_v128_load(scales + row);
            for (int j = from; j < to; j += 2) {
                const int8_t * w0 = weights + (size_t) j * k, *w1 = w0 + k;
                v128_t a0 = wasm_i32x4_splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
                for (int i = 0; i < k; i += 8) {
                    v128_t u = wasm_i16x8_load8x8(w0 + i), v = wasm_i16x8_load8x8(w1 + i);
                    v128_t p = wasm_v128_load(x0 + i);
                    DOT(a0, p, u);
                    DOT(b0, p, v);
                    p = wasm_v128_load(x1 + i);
                    DOT(a1, p, u);
                    DOT(b1, p, v);
                    p = wasm_v128_load(x2 + i);
                    DOT(a2, p, u);
                    DOT(b2, p, v);
                    p = wasm_v128_load(x3 + i);
                    DOT(a3, p, u);
                    DOT(b3, p, v);
                }
                v128_t a = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(add_across(a0, a1, a2, a3)), scale);
                v128_t b = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(add_across(b0, b1, b2, b3)), scale);
                a = wasm_f32x4_add(wasm_f32x4_mul(a, all(worth[j])), all(bias[j]));
                b = wasm_f32x4_add(wasm_f32x4_mul(b, all(worth[j + 1])), all(bias[j + 1]));
                float * o = out + (size_t) row * n + j;
                v128_t low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
                wasm_v128_store64_lane(o, low, 0);
                if (row + 1 < rows) wasm_v128_store64_lane(o + n, low, 1);
                if (row + 2 < rows) wasm_v128_store64_lane(o + 2 * n, high, 0);
                if (row + 3 < rows) wasm_v128_store64_lane(o + 3 * n, high, 1);
            }
        }
    }
    arena = mark;
    activate(out, (n * rows + 3) & ~3, kind);
    return out;
}

// Neighbourhoods of size × size pixels, one a row, filled up with zeros to a multiple of 8 values.
static float * neighbourhoods(const float * x, int h, int w, int c, int size, int stride, int before, int oh, int ow) {
    int k = (size * size * c + 7) & ~7;
    float * out = take(4 * (size_t) oh * ow * k), *o = out;
    for (int y = 0; y < oh; y++)
        for (int at = 0; at < ow; at++, o += k) {
            float * p = o;
            for (int dy = 0; dy < size; dy++)
                for (int dx = 0; dx < size; dx++, p += c) {
                    int v = y * stride + dy - before, u = at * stride + dx - before;
                    int within = v >= 0 && v < h && u >= 0 && u < w;
                    const float * from = x + ((size_t) v * w + u) * c;
                    for (int i = 0; i < c; i++) p[i] = within ? from[i] : 0;
                }
            while (p < o + k) *p++ = 0;
        }
    return out;
}

// Each channel by itself, rows × columns taps around each pixel; c is a multiple of 4.
static float * by_channel(const float * x, int h, int w, int c, int rows, int columns, int stride, int * height) {
    const float * weights = next(4 * (size_t) rows * columns * c);
    const float * bias = next(4 * (size_t) c);
    int oh = (h - 1) / stride + 1;
    float * out = take(4 * (size_t) oh * w * c);
    for (int y = 0; y < oh; y++)
        for (int at = 0; at < w; at++)
            for (int i = 0; i < c; i += 4) {
                v128_t sum = wasm_v128_load(bias + i);
                for (int dy = 0; dy < rows; dy++) {
                    int v = y * stride + dy - rows / 2;
                    if (v < 0 || v >= h) continue;
                    for (int dx = 0; dx < columns; dx++) {
                        int u = at + dx - columns / 2;
                        if (u < 0 || u >= w) continue;
                        v128_t value = wasm_v128_load(x + ((size_t) v * w + u) * c + i);
                        v128_t weight = wasm_v128_load(weights + (size_t) (dy * columns + dx) * c + i);
                        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(value, weight));
                    }
                }
                wasm_v128_store(out + ((size_t) y * w + at) * c + i, sum);
            }
    if (height) *height = oh;
    return out;
}

static void add(float * x, const float * y, int count) {
    for (int i = 0; i < count; i += 4) wasm_v128_store(x + i, wasm_f32x4_add(wasm_v128_load(x + i), wasm_v128_load(y + i)));
}

// Squeeze and excitation: each channel is multiplied by what the means of all say about it.
static void excite(float * x, int pixels, int c) {
    float * mean = take(4 * (size_t) c);
    for (int i = 0; i < c; i++) mean[i] = 0;
    for (int p = 0; p < pixels; p++) add(mean, x + (size_t) p * c, c);
    for (int i = 0; i < c; i++) mean[i] /= pixels;
    float * factor = product(product(mean, 1, c, c / 4, RELU), 1, c / 4, c, HARD_SIGMOID);
    for (int p = 0; p < pixels; p++)
        for (int i = 0; i < c; i += 4) {
            float * at = x + (size_t) p * c + i;
            wasm_v128_store(at, wasm_f32x4_mul(wasm_v128_load(at), wasm_v128_load(factor + i)));
        }
}

// In both, x is the last that was taken; what comes out lies in its place.
static float * block(float * x, int h, int w, int c, int excited) {
    float * y = by_channel(x, h, w, c, 3, 3, 1, 0);
    if (excited) excite(y, h * w, c);
    add(y, product(product(y, h * w, c, 2 * c, GELU), h * w, 2 * c, c, NONE), h * w * c);
    return kept((uint8_t *) x, y, (size_t) h * w * c);
}

// Half the height, twice the channels.
static float * down(float * x, int * h, int w, int c) {
    float * y = by_channel(x, *h, w, c, 3, 3, 2, h);
    y = product(product(y, *h * w, c, 2 * c, GELU), *h * w, 2 * c, 2 * c, NONE);
    return kept((uint8_t *) x, y, (size_t) *h * w * 2 * c);
}

static float * normalized(const float * x, int rows, float epsilon) {
    const float * gamma = next(4 * FEATURES), *beta = next(4 * FEATURES);
    float * out = take(4 * (size_t) rows * FEATURES);
    for (int row = 0; row < rows; row++) {
        const float * from = x + row * FEATURES;
        float mean = 0, variance = 0;
        for (int i = 0; i < FEATURES; i++) mean += from[i];
        mean /= FEATURES;
        for (int i = 0; i < FEATURES; i++) variance += (from[i] - mean) * (from[i] - mean);
        float by = 1 / __builtin_sqrtf(variance / FEATURES + epsilon);
        for (int i = 0; i < FEATURES; i++) out[row * FEATURES + i] = (from[i] - mean) * by * gamma[i] + beta[i];
    }
    return out;
}

static float * attention(const float * qkv, int rows) {
    float * out = take(4 * (size_t) rows * FEATURES);
    float * scores = take(4 * (size_t) rows + 16);
    for (int head = 0; head < HEADS; head++)
        for (int row = 0; row < rows; row++) {
            const float * q = qkv + (size_t) row * 3 * FEATURES + head * HEAD;
            float top = -1e30f, sum = 0;
            for (int other = 0; other < rows; other++) {
                const float * k = qkv + (size_t) other * 3 * FEATURES + FEATURES + head * HEAD;
                float score = 0;
                for (int i = 0; i < HEAD; i++) score += q[i] * k[i];
                scores[other] = score * 0.25819889f; // 1 / sqrt(15)
                if (scores[other] > top) top = scores[other];
            }
            for (int other = 0; other < rows; other += 4)
                wasm_v128_store(scores + other, exponential(wasm_f32x4_sub(wasm_v128_load(scores + other), all(top))));
            for (int other = 0; other < rows; other++) sum += scores[other];
            float * o = out + (size_t) row * FEATURES + head * HEAD;
            for (int i = 0; i < HEAD; i++) o[i] = 0;
            for (int other = 0; other < rows; other++) {
                const float * v = qkv + (size_t) other * 3 * FEATURES + 2 * FEATURES + head * HEAD;
                float share = scores[other] / sum;
                for (int i = 0; i < HEAD; i++) o[i] += share * v[i];
            }
        }
    return out;
}

static void transformer(float * x, int rows) {
    float * qkv = product(normalized(x, rows, 1e-5f), rows, FEATURES, 3 * FEATURES, NONE);
    add(x, product(attention(qkv, rows), rows, FEATURES, FEATURES, NONE), rows * FEATURES);
    float * hidden = product(normalized(x, rows, 1e-5f), rows, FEATURES, 2 * FEATURES, SILU);
    add(x, product(hidden, rows, 2 * FEATURES, FEATURES, NONE), rows * FEATURES);
}

// The first layers: a quarter of the height and of the width, 96 channels.
static float * stem(const float * picture, int w) {
    int h = HEIGHT / 2, ow = w / 2;
    uint8_t * mark = arena;
    float * x = product(neighbourhoods(picture, HEIGHT, w, 3, 3, 2, 1, h, ow), h * ow, 32, 48, RELU);
    w = ow;
    x = kept(mark, x, (size_t) h * w * 48);
    uint8_t * behind = arena;
    float * y = product(neighbourhoods(x, h, w, 48, 2, 1, 0, h, w), h * w, 192, 24, RELU);
    y = kept(behind, y, (size_t) h * w * 24);
    y = product(neighbourhoods(y, h, w, 24, 2, 1, 0, h, w), h * w, 96, 48, RELU);
    y = kept(behind, y, (size_t) h * w * 48);
    float * both = take(4 * (size_t) h * w * 96);
    for (int v = 0; v < h; v++)
        for (int u = 0; u < w; u++) {
            int right = u + 1 < w ? 48 : 0, below = v + 1 < h ? 48 * w : 0;
            const float * p = x + ((size_t) v * w + u) * 48;
            float * o = both + ((size_t) v * w + u) * 96;
            for (int i = 0; i < 48; i += 4) {
                v128_t top = wasm_f32x4_max(wasm_v128_load(p + i), wasm_v128_load(p + i + right));
                v128_t foot = wasm_f32x4_max(wasm_v128_load(p + i + below), wasm_v128_load(p + i + right + below));
                wasm_v128_store(o + i, wasm_f32x4_max(top, foot));
                wasm_v128_store(o + 48 + i, wasm_v128_load(y + ((size_t) v * w + u) * 48 + i));
            }
        }
    both = kept(mark, both, (size_t) h * w * 96);
    float * small = product(neighbourhoods(both, h, w, 96, 3, 2, 1, h / 2, w / 2), h / 2 * (w / 2), 864, 48, RELU);
    small = product(small, h / 2 * (w / 2), 48, 96, RELU);
    return kept(mark, small, (size_t) h / 2 * (w / 2) * 96);
}

// picture: 48 rows of w pixels (a multiple of 8), blue, green, red, -1..1. Returns [w / 8][120].
// Everything lies from `free` on: about 200 kB for every eight columns.
EXPORT(features) float * features(const uint8_t * weights, const float * picture, int w, uint8_t * free) {
    cursor = weights;
    arena = free;
    int steps = w / 8, h = 12;
    float * out = take(4 * (size_t) steps * FEATURES);
    uint8_t * mark = arena;
    float * x = stem(picture, w);
    w /= 4;
    x = block(x, h, w, 96, 1);
    x = block(x, h, w, 96, 0);
    x = block(x, h, w, 96, 0);
    x = down(x, &h, w, 96);
    for (int i = 0; i < 6; i++) x = block(x, h, w, 192, i % 2 == 0);
    x = down(x, &h, w, 192);
    x = block(x, h, w, 384, 1);
    x = block(x, h, w, 384, 0);
    float * pooled = take(4 * (size_t) steps * 384);
    for (int u = 0; u < steps; u++)
        for (int i = 0; i < 384; i++) {
            float sum = 0;
            for (int v = 0; v < 3; v++) sum += x[((size_t) v * w + 2 * u) * 384 + i] + x[((size_t) v * w + 2 * u + 1) * 384 + i];
            pooled[u * 384 + i] = sum / 6;
        }
    float * residual = product(pooled, steps, 384, FEATURES, SILU);
    float * line = product(pooled, steps, 384, FEATURES, SILU);
    float * near = by_channel(line, 1, steps, FEATURES, 1, 7, 1, 0);
    activate(near, steps * FEATURES, SILU);
    add(line, near, steps * FEATURES);
    transformer(line, steps);
    transformer(line, steps);
    line = normalized(line, steps, 1e-6f);
    add(line, residual, steps * FEATURES);
    for (int i = 0; i < steps * FEATURES; i++) out[i] = line[i];
    arena = mark;
    return out;
}

// Scores [steps][count] of all characters, behind the features that the last call of features() returned.
EXPORT(scores) float * scores(const float * line, int steps, int count) {
    const uint8_t * mark = cursor;
    float * out = product(line, steps, FEATURES, count, NONE);
    cursor = mark;
    return out;
}
