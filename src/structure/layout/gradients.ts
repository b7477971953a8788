/** Grounds that run from one colour to another, and soft shadows in them, become one colour each, so that they are one surface. */
import { blue, farthest, fromRgb, green, red, type Colour } from '../pixels/colour.ts';

export interface Gradient {
  from: Colour;
  to: Colour;
  /** From top to bottom; else from left to right. */
  down: boolean;
}

/** Neighbours of a gradient differ by no more, in each channel. */
const STEP = 3;
/** Smaller ones are parts of letters and icons. */
const LEAST_AREA = 1500;
/** A surface with a colour that so much of it has is flat, whatever lies around it. */
const FLAT = 0.4;

/** Ends of a gradient that went through lossy compression differ by at least so much: a flat surface's shakes by less. */
const SURE = 9;

/**
 * @param pixels are changed: every gradient takes one colour. `noisy`: they went through lossy compression
 * @returns the gradients by that colour
 */
export function flattenGradients(
  pixels: Int32Array,
  width: number,
  height: number,
  noisy = false,
): Map<Colour, Gradient> {
  const found = new Map<Colour, Gradient>();
  const smooth = noisy ? smoothed(pixels, width, height) : pixels;
  if (!hasSlopes(smooth, width, height)) return found;
  const seen = new Uint8Array(pixels.length);
  const queue = new Int32Array(pixels.length);
  for (let start = 0; start < pixels.length; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    queue[0] = start;
    let end = 1;
    for (let k = 0; k < end; k++) {
      const i = queue[k]!;
      const colour = smooth[i]!;
      const x = i % width;
      const near = (j: number) => {
        if (seen[j] || farthest(colour, smooth[j]!) > STEP) return;
        seen[j] = 1;
        queue[end++] = j;
      };
      if (x > 0) near(i - 1);
      if (x + 1 < width) near(i + 1);
      if (i >= width) near(i - width);
      if (i + width < pixels.length) near(i + width);
    }
    if (end < LEAST_AREA) continue;
    const area = queue.subarray(0, end);
    const gradient = slopeOf(smooth, width, area);
    if (!gradient || (noisy && farthest(gradient.from, gradient.to) < SURE)) continue;
    let colour = middle(gradient);
    while (found.has(colour)) colour ^= 1 + (found.size % 3);
    for (const i of area) pixels[i] = colour;
    found.set(colour, gradient);
  }
  return found;
}

/** Each pixel the mean of those around it that are near to it: compression's shaking goes, edges stay. */
function smoothed(pixels: Int32Array, width: number, height: number): Int32Array {
  const NEAR = 12;
  const out = pixels.slice();
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      const own = pixels[i]!;
      let [r, g, b, n] = [0, 0, 0, 0];
      for (let j = i - width; j <= i + width; j += width) {
        for (let k = j - 1; k <= j + 1; k++) {
          const other = pixels[k]!;
          if (other !== own && farthest(other, own) > NEAR) continue;
          r += red(other);
          g += green(other);
          b += blue(other);
          n++;
        }
      }
      out[i] = fromRgb(Math.round(r / n), Math.round(g / n), Math.round(b / n));
    }
  }
  return out;
}

/** Small steps that are no edges: a flat page with letters has few. */
function hasSlopes(pixels: Int32Array, width: number, height: number): boolean {
  let slopes = 0;
  let looked = 0;
  for (let y = 1; y < height; y += 2) {
    for (let x = 1; x < width; x += 2) {
      const i = y * width + x;
      looked++;
      const across = farthest(pixels[i]!, pixels[i - 1]!);
      const down = farthest(pixels[i]!, pixels[i - width]!);
      if (Math.max(across, down) <= STEP && across + down > 0) slopes++;
    }
  }
  return slopes > 0.01 * looked;
}

function slopeOf(pixels: Int32Array, width: number, area: Int32Array): Gradient | null {
  const counts = new Map<Colour, number>();
  let most = 0;
  let left = Infinity;
  let top = Infinity;
  let right = 0;
  let bottom = 0;
  let looked = 0;
  for (let k = 0; k < area.length; k += 5) {
    const i = area[k]!;
    const count = (counts.get(pixels[i]!) ?? 0) + 1;
    counts.set(pixels[i]!, count);
    if (count > most) most = count;
    const x = i % width;
    const y = (i - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    looked++;
  }
  if (most > FLAT * looked || counts.size < 6) return null;
  const sums = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
  for (let k = 0; k < area.length; k += 5) {
    const i = area[k]!;
    const x = i % width;
    const y = (i - x) / width;
    const u = (x - left) / Math.max(1, right - left);
    const v = (y - top) / Math.max(1, bottom - top);
    const ends = [u < 0.06, u > 0.94, v < 0.06, v > 0.94];
    ends.forEach((is, e) => {
      if (!is) return;
      const sum = sums[e]!;
      sum[0]! += red(pixels[i]!);
      sum[1]! += green(pixels[i]!);
      sum[2]! += blue(pixels[i]!);
      sum[3]!++;
    });
  }
  const [atLeft, atRight, atTop, atBottom] = sums.map(([r, g, b, n]) =>
    fromRgb(Math.round(r! / Math.max(1, n!)), Math.round(g! / Math.max(1, n!)), Math.round(b! / Math.max(1, n!))),
  );
  const down = farthest(atTop!, atBottom!) >= farthest(atLeft!, atRight!);
  return down ? { from: atTop!, to: atBottom!, down } : { from: atLeft!, to: atRight!, down };
}

const middle = ({ from, to }: Gradient): Colour =>
  fromRgb((red(from) + red(to)) >> 1, (green(from) + green(to)) >> 1, (blue(from) + blue(to)) >> 1);
