/** A picture of a line in the size and form that the network takes. */
import type { Rgb } from '../page/normalise.ts';

interface Taps {
  /** Samples that each output sample draws on. */
  count: number;
  from: Int32Array;
  weights: Float32Array;
}

/** Catmull-Rom where it grows, the same stretched over what a sample covers where it shrinks. */
function taps(length: number, wanted: number): Taps {
  const scale = length / wanted;
  const wide = Math.max(1, scale);
  const count = Math.ceil(4 * wide) + 1;
  const from = new Int32Array(wanted * count);
  const weights = new Float32Array(wanted * count);
  for (let o = 0; o < wanted; o++) {
    const centre = (o + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - 2 * wide);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = cubic((first + k - centre) / wide);
      from[o * count + k] = Math.min(length - 1, Math.max(0, first + k));
      weights[o * count + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[o * count + k]! /= sum;
  }
  return { count, from, weights };
}

function cubic(at: number): number {
  const x = Math.abs(at);
  if (x >= 2) return 0;
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
}

/**
 * @param out `height × width × 3` values: blue, green, red, from -1 (0) to 1 (255)
 */
export function resample(picture: Rgb, width: number, height: number, out: Float32Array): void {
  const across = taps(picture.width, width);
  const down = taps(picture.height, height);
  const rows = new Float32Array(picture.height * width * 3);
  for (let y = 0, o = 0; y < picture.height; y++) {
    const row = 3 * y * picture.width;
    for (let x = 0; x < width; x++, o += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (let k = x * across.count; k < (x + 1) * across.count; k++) {
        const weight = across.weights[k]!;
        const i = row + 3 * across.from[k]!;
        red += weight * picture.data[i]!;
        green += weight * picture.data[i + 1]!;
        blue += weight * picture.data[i + 2]!;
      }
      rows[o] = blue;
      rows[o + 1] = green;
      rows[o + 2] = red;
    }
  }
  const length = 3 * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < length; x++) {
      let sum = 0;
      for (let k = y * down.count; k < (y + 1) * down.count; k++)
        sum += down.weights[k]! * rows[down.from[k]! * length + x]!;
      out[y * length + x] = Math.min(1, Math.max(-1, sum / 127.5 - 1));
    }
  }
}
