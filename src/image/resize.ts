/**
 * Pillow's bicubic resize, bit for bit: antialiased (the kernel widens when shrinking), a = -0.5, separable, horizontal
 * pass first, both passes in fixed point with 22 fractional bits and rounded to 8 bits.
 * Source of the method: Pillow's src/libImaging/Resample.c (`ImagingResampleHorizontal_8bpc` and its neighbours).
 */
import type { RgbImage } from './types.ts';

const PRECISION_BITS = 32 - 8 - 2;
const ROUND = 1 << (PRECISION_BITS - 1);
const SUPPORT = 2; // pixels that the cubic kernel reaches to either side at scale 1

interface Taps {
  /** First source pixel of each output pixel. */
  first: Int32Array;
  /** Number of source pixels of each output pixel. */
  count: Int32Array;
  /** Fixed-point weights, `stride` an output pixel. */
  weights: Int32Array;
  stride: number;
}

/** The weights of one axis, as Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` have them. */
export function bicubicTaps(from: number, to: number): Taps {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = SUPPORT * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const taps: Taps = {
    first: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Int32Array(to * stride),
    stride,
  };
  const exact = new Float64Array(stride);
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), from) - first;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      exact[k] = bicubic((k + first - center + 0.5) / filterScale);
      sum += exact[k]!;
    }
    for (let k = 0; k < count; k++) {
      const weight = (sum === 0 ? exact[k]! : exact[k]! / sum) * (1 << PRECISION_BITS);
      taps.weights[i * stride + k] = Math.trunc(weight + (weight < 0 ? -0.5 : 0.5));
    }
    taps.first[i] = first;
    taps.count[i] = count;
  }
  return taps;
}

function bicubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
}

/** One row of RGB pixels through the horizontal weights; a row of `to` pixels at `at` in `out`. */
function resizeRow(row: Uint8Array, rowAt: number, taps: Taps, out: Uint8ClampedArray, at: number): void {
  const { first, count, weights, stride } = taps;
  for (let i = 0; i < first.length; i++) {
    let r = ROUND,
      g = ROUND,
      b = ROUND;
    let pixel = rowAt + first[i]! * 3;
    const start = i * stride;
    const end = start + count[i]!;
    for (let k = start; k < end; k++, pixel += 3) {
      const weight = weights[k]!;
      r = (r + Math.imul(row[pixel]!, weight)) | 0;
      g = (g + Math.imul(row[pixel + 1]!, weight)) | 0;
      b = (b + Math.imul(row[pixel + 2]!, weight)) | 0;
    }
    out[at + i * 3] = r >> PRECISION_BITS; // the array clamps to 0..255, as Pillow's clip8 does
    out[at + i * 3 + 1] = g >> PRECISION_BITS;
    out[at + i * 3 + 2] = b >> PRECISION_BITS;
  }
}

/** Where the picture lies in a larger canvas of one colour; the canvas is what gets resized. */
export interface Canvas {
  width: number;
  height: number;
  /** Left and top edge of the picture in the canvas, pixels. */
  left: number;
  top: number;
  color: readonly [number, number, number];
}

/**
 * Resizes a picture, or the canvas around it, to `width` × `height` pixels; equal to Pillow's
 * `canvas.resize((width, height), Image.Resampling.BICUBIC)`. The canvas is never built: rows above and below the picture
 * have one colour, and that stays the same through the horizontal pass.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number, canvas?: Canvas): RgbImage {
  const { left, top, color } = canvas ?? { left: 0, top: 0, color: [0, 0, 0] as const };
  const canvasWidth = canvas?.width ?? image.width;
  const canvasHeight = canvas?.height ?? image.height;
  const narrow = squeezeRows(image, width, canvasWidth, left, color);
  const taps = bicubicTaps(canvasHeight, height);
  const out = new Uint8ClampedArray(width * height * 3);
  const sums = new Int32Array(width * 3);
  const rowLength = width * 3;
  for (let y = 0; y < height; y++) {
    sums.fill(ROUND);
    for (let k = 0; k < taps.count[y]!; k++) {
      const weight = taps.weights[y * taps.stride + k]!;
      const row = taps.first[y]! + k - top;
      if (row < 0 || row >= image.height) {
        for (let i = 0; i < rowLength; i += 3) {
          sums[i]! += Math.imul(color[0], weight);
          sums[i + 1]! += Math.imul(color[1], weight);
          sums[i + 2]! += Math.imul(color[2], weight);
        }
      } else {
        for (let i = 0, from = row * rowLength; i < rowLength; i++, from++)
          sums[i]! += Math.imul(narrow[from]!, weight);
      }
    }
    for (let i = 0, to = y * rowLength; i < rowLength; i++, to++) out[to] = sums[i]! >> PRECISION_BITS;
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** The horizontal pass over the picture's own rows: [image.height, width, 3]. */
function squeezeRows(
  image: RgbImage,
  width: number,
  canvasWidth: number,
  left: number,
  color: readonly number[],
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * image.height * 3);
  const rowLength = image.width * 3;
  if (canvasWidth === width && left === 0 && image.width === width) {
    out.set(image.data); // Pillow skips a pass that changes no size
    return out;
  }
  const taps = bicubicTaps(canvasWidth, width);
  if (canvasWidth === image.width) {
    for (let y = 0; y < image.height; y++) resizeRow(image.data, y * rowLength, taps, out, y * width * 3);
    return out;
  }
  const padded = new Uint8Array(canvasWidth * 3).map((_, i) => color[i % 3]!);
  for (let y = 0; y < image.height; y++) {
    padded.set(image.data.subarray(y * rowLength, (y + 1) * rowLength), left * 3);
    resizeRow(padded, 0, taps, out, y * width * 3);
  }
  return out;
}
