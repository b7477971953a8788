/** Pieces of ink that may be characters, by their size and how open they are. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Part } from './parts.ts';

/** A character or a piece of one; half-open bounds in pixels of the picture. */
export interface Glyph {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Of its part. */
  id: number;
}

export interface Glyphs {
  /** Letters and digits. */
  big: Glyph[];
  /** Dots, commas, dashes. */
  small: Glyph[];
}

/** Characters joined at most: a photograph has no end of them. */
const MOST = 6000;
/** Heights of characters, in units. */
const LOWEST = 5;
const HIGHEST = 26;

/**
 * @param ink contrast of each pixel, 0..255
 * @param unit pixels that one at 1× takes
 * @param turned text on its side is looked for: a character's height lies across
 */
export function glyphsOf(
  parts: readonly Part[],
  ink: Uint8Array,
  width: number,
  unit: number,
  turned: boolean,
): Glyphs {
  const big: Glyph[] = [];
  const small: Glyph[] = [];
  for (const part of parts) {
    const [w, h] = turned ? [part.y1 - part.y0, part.x1 - part.x0] : [part.x1 - part.x0, part.y1 - part.y0];
    const glyph = { x0: part.x0, y0: part.y0, x1: part.x1, y1: part.y1, id: part.id };
    if (h >= LOWEST * unit && h <= HIGHEST * unit && w <= 9 * h) {
      const fill = part.area / (w * h);
      if (part.area < 4 * unit || (w > 3.2 * h && fill < 0.25)) continue;
      const full = fullness(part, ink, width, unit);
      if (full === 'mark' || (full === 'perhaps' && !hasNeighbour(part, parts, turned))) continue;
      big.push(glyph);
      if (big.length > MOST) break;
    } else if (h < LOWEST * unit && w <= 10 * unit) small.push(glyph);
  }
  return { big, small };
}

/** Letters are open; marks and swatches are full. Small bold letters are nearly so. */
function fullness(part: Part, ink: Uint8Array, width: number, unit: number): 'open' | 'perhaps' | 'mark' {
  const [w, h] = [part.x1 - part.x0, part.y1 - part.y0];
  if (Math.min(w, h) < 5 * unit) return 'open';
  const solid = solidity(part, ink, width);
  if (solid > 0.86) return 'mark';
  return solid > 0.72 && Math.min(w, h) >= 6 * unit && w > 0.8 * h && w < 1.25 * h ? 'perhaps' : 'open';
}

/** As close as letters of a word are, and about as high; swatches and markers stand apart. */
function hasNeighbour(part: Part, parts: readonly Part[], turned: boolean): boolean {
  const along = (one: Part) => (turned ? [one.y0, one.y1] : [one.x0, one.x1]) as [number, number];
  const across = (one: Part) => (turned ? [one.x0, one.x1] : [one.y0, one.y1]) as [number, number];
  const [from, to] = along(part);
  const [top, bottom] = across(part);
  const high = bottom - top;
  return parts.some((other) => {
    if (other === part) return false;
    const [a, b] = along(other);
    const [c, d] = across(other);
    const gap = Math.max(a - to, from - b);
    const alike = d - c >= 0.6 * high && d - c <= 1.8 * high;
    return gap <= 0.25 * high && gap >= -1 && alike && Math.min(d, bottom) - Math.max(c, top) >= 0.6 * high;
  });
}

/** Share of a part's box that is about as dark as its darkest. */
function solidity(part: Part, ink: Uint8Array, width: number): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let y = part.y0; y < part.y1; y++) {
    for (let x = part.x0; x < part.x1; x++) {
      histogram[ink[y * width + x]!]!++;
      count++;
    }
  }
  let seen = 0;
  let top = 255;
  while (top > 0 && seen + histogram[top]! < 0.05 * count) seen += histogram[top--]!;
  let solid = 0;
  for (let v = Math.ceil(0.6 * top); v < 256; v++) solid += histogram[v]!;
  return solid / count;
}

export function boxOf(glyphs: readonly Glyph[]): { x0: number; y0: number; x1: number; y1: number } {
  return {
    x0: Math.min(...glyphs.map((glyph) => glyph.x0)),
    y0: Math.min(...glyphs.map((glyph) => glyph.y0)),
    x1: Math.max(...glyphs.map((glyph) => glyph.x1)),
    y1: Math.max(...glyphs.map((glyph) => glyph.y1)),
  };
}

/** Middle colour (RGB, channel by channel) of the pixels that belong to these glyphs. */
export function inkColour(glyphs: readonly Glyph[], { width, data }: Rgb, labels: Int32Array): number[] {
  const seen = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let count = 0;
  for (const { x0, y0, x1, y1, id } of glyphs) {
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) {
        if (labels[i] !== id) continue;
        count++;
        for (let c = 0; c < 3; c++) seen[c]![data[i * 3 + c]!]!++;
      }
    }
  }
  return seen.map((histogram) => {
    let value = 0;
    for (let sum = histogram[0]!; 2 * sum < count && value < 255;) sum += histogram[++value]!;
    return value;
  });
}
