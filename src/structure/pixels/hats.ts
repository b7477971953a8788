/** Ink by its size: what is darker or lighter than everything within a few pixels around, whatever the ground's colour. */
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
  for (let c = 0; c < 3; c++) {
    for (let i = 0, j = c; i < n; i++, j += 3) plane[i] = data[j]!;
    const closed = extreme(extreme(plane, width, height, half, true), width, height, half, false);
    const opened = extreme(extreme(plane, width, height, half, false), width, height, half, true);
    for (let i = 0; i < n; i++) {
      const d = closed[i]! - plane[i]!;
      const l = plane[i]! - opened[i]!;
      if (d > dark[i]!) dark[i] = d;
      if (l > light[i]!) light[i] = l;
    }
  }
  return { width, height, dark, light };
}

/** Maximum or minimum over a square, rows then columns, in time that does not depend on its size (van Herk 1992). */
function extreme(plane: Uint8Array, width: number, height: number, half: number, largest: boolean): Uint8Array {
  const across = new Uint8Array(plane.length);
  const longest = Math.max(width, height) + 2 * half + 2;
  const line = new Uint8Array(longest);
  const forward = new Uint8Array(longest);
  const backward = new Uint8Array(longest);
  const window = 2 * half + 1;
  const fill = largest ? 0 : 255;
  const pass = (from: Uint8Array, to: Uint8Array, start: number, step: number, count: number) => {
    const total = count + 2 * half;
    for (let i = 0; i < half; i++) line[i] = line[total - 1 - i] = fill;
    for (let i = 0; i < count; i++) line[half + i] = from[start + i * step]!;
    for (let i = 0; i < total; i++) {
      const v = line[i]!;
      const before = forward[i - 1]!;
      forward[i] = i % window === 0 ? v : largest ? (v > before ? v : before) : v < before ? v : before;
    }
    for (let i = total - 1; i >= 0; i--) {
      const v = line[i]!;
      const after = backward[i + 1]!;
      backward[i] =
        i === total - 1 || (i + 1) % window === 0 ? v : largest ? (v > after ? v : after) : v < after ? v : after;
    }
    for (let i = 0; i < count; i++) {
      const a = backward[i]!;
      const b = forward[i + 2 * half]!;
      to[start + i * step] = largest ? (a > b ? a : b) : a < b ? a : b;
    }
  };
  for (let y = 0; y < height; y++) pass(plane, across, y * width, 1, width);
  const out = new Uint8Array(plane.length);
  for (let x = 0; x < width; x++) pass(across, out, x, width, height);
  return out;
}
