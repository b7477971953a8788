/** Ink by its size (top-hat and black-hat of morphology): what is darker or lighter than everything within a few pixels around, whatever the ground's colour. */
import type { Rgb } from '../../ocr/page/normalise.ts';

export interface Hats {
  width: number;
  height: number;
  /** 0..255: darker than the surroundings (black-hat), the largest of the three channels. */
  dark: Uint8Array;
  /** Lighter (top-hat). */
  light: Uint8Array;
}

/** Closing and opening by a square of `size` pixels (odd), a channel at a time. */
export function hatsOf({ width, height, data }: Rgb, size: number): Hats {
  const n = width * height;
  const dark = new Uint8Array(n);
  const light = new Uint8Array(n);
  const plane = new Uint8Array(n);
  const half = size >> 1;
  // A minimum is the maximum of the negative: closing is max then min, opening the same of the negative.
  for (const [hat, flip] of [
    [dark, 0],
    [light, 255],
  ] as const) {
    for (let c = 0; c < 3; c++) {
      for (let i = 0, j = c; i < n; i++, j += 3) plane[i] = data[j]! ^ flip;
      const closed = maximum(plane, width, height, half);
      for (let i = 0; i < n; i++) closed[i]! ^= 255;
      const back = maximum(closed, width, height, half);
      for (let i = 0; i < n; i++) {
        const value = (back[i]! ^ 255) - plane[i]!;
        if (value > hat[i]!) hat[i] = value;
      }
    }
  }
  return { width, height, dark, light };
}

/** Maximum over a square, rows then columns, in time that does not depend on its size (van Herk 1992). */
function maximum(plane: Uint8Array, width: number, height: number, half: number): Uint8Array {
  const window = 2 * half + 1;
  const out = new Uint8Array(plane.length);
  const total = width + 2 * half;
  const line = new Uint8Array(total);
  const forward = new Uint8Array(total);
  const backward = new Uint8Array(total);
  for (let y = 0; y < height; y++) {
    line.set(plane.subarray(y * width, (y + 1) * width), half);
    for (let start = 0; start < total; start += window) {
      const end = Math.min(total, start + window);
      for (let i = start, most = 0; i < end; i++) forward[i] = most = line[i]! > most ? line[i]! : most;
      for (let i = end - 1, most = 0; i >= start; i--) backward[i] = most = line[i]! > most ? line[i]! : most;
    }
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const [a, b] = [backward[x]!, forward[x + 2 * half]!];
      out[i] = a > b ? a : b;
    }
  }
  // Down the columns, all of them together: a row lies in memory. Blocks of a window's height begin half a window above the picture.
  const down = out.slice();
  const up = out.slice();
  for (let y = 1; y < height; y++) {
    if ((y + half) % window === 0) continue;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const before = down[i - width]!;
      if (before > down[i]!) down[i] = before;
    }
  }
  for (let y = height - 2; y >= 0; y--) {
    if ((y + half + 1) % window === 0) continue;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const after = up[i + width]!;
      if (after > up[i]!) up[i] = after;
    }
  }
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - half), Math.min(height - 1, y + half)];
    // At the picture's ends a window may lie in one block: one end is enough.
    const inOne = Math.floor((top + half) / window) === Math.floor((bottom + half) / window);
    const [from, to] = [inOne && bottom < height - 1 ? down : up, inOne && bottom === height - 1 ? up : down];
    const [f, t] = [(from === up ? top : bottom) * width, (to === up ? top : bottom) * width];
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const [a, b] = [from[f + x]!, to[t + x]!];
      out[i] = a > b ? a : b;
    }
  }
  return out;
}
