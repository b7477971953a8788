/** Structural similarity (Wang et al. 2004) over squares of 8 pixels, of two pictures of one size, in grey, at a width of 320. */
import type { Rgb } from '../../ocr/page/normalise.ts';

const WIDTH = 320;
const SIDE = 8;
const STEP = 4;
const C1 = 6.5025;
const C2 = 58.5225;

/** @returns 1 for equal pictures; near 0, or below, for ones without anything in common */
export function ssim(one: Rgb, two: Rgb): number {
  return ssimOfGrey(grey(one), grey(two));
}

/** The same of grey pictures of one width, at most 320 pixels. */
export function ssimOfGrey(a: Grey, b: Grey): number {
  const height = Math.min(a.height, b.height);
  let sum = 0;
  let count = 0;
  for (let y = 0; y + SIDE <= height; y += STEP) {
    for (let x = 0; x + SIDE <= Math.min(a.width, b.width); x += STEP) {
      let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
      for (let v = 0; v < SIDE; v++) {
        for (let u = 0; u < SIDE; u++) {
          const p = a.data[(y + v) * a.width + x + u]!;
          const q = b.data[(y + v) * a.width + x + u]!;
          sa += p;
          sb += q;
          saa += p * p;
          sbb += q * q;
          sab += p * q;
        }
      }
      const n = SIDE * SIDE;
      const [ma, mb] = [sa / n, sb / n];
      const [va, vb, cov] = [saa / n - ma * ma, sbb / n - mb * mb, sab / n - ma * mb];
      sum += ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
      count++;
    }
  }
  return count ? sum / count : 1;
}

interface Grey {
  width: number;
  height: number;
  data: ArrayLike<number>;
}

/** Grey at a width of 320 pixels (or less), each the mean of what it covers. */
function grey({ width, height, data }: Rgb): Grey {
  const across = Math.min(WIDTH, width);
  const down = Math.max(1, Math.round((height * across) / width));
  const sums = new Float64Array(across * down);
  const counts = new Float64Array(across * down);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(down - 1, Math.floor((y * down) / height)) * across;
    for (let x = 0; x < width; x++, i += 3) {
      const at = row + Math.min(across - 1, Math.floor((x * across) / width));
      sums[at]! += 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      counts[at]!++;
    }
  }
  for (let k = 0; k < sums.length; k++) sums[k]! /= counts[k] || 1;
  return { width: across, height: down, data: sums };
}
