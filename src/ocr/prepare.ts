/** From a screenshot to the grey pages that Tesseract reads best: dark on white, letters large enough, at a bounded size. */
import { contrast, darkOnWhite, type Grey, type Rgb } from './normalise.ts';
import { eraseRules, eraseSquiggles, letterHeight } from './shapes.ts';

/** Letters smaller than this (height of an x, in pixels) are read better at twice the size. */
const LARGE_ENOUGH = 13;
/** Pictures at least this wide are first taken to have large letters. */
const WIDE = 1400;
/** Pixels handed to Tesseract at once: memory grows with it (about 80 bytes a pixel). 1280×800 at twice the size fits. */
const BAND_PIXELS = 4.2e6;

/** A band of the prepared picture. */
export interface Band {
  page: Grey;
  /** Page pixels per picture pixel: 1 or 2. */
  scale: number;
  /** Row of the picture where the band begins. */
  top: number;
}

/** Bands from top to bottom that together cover the picture; cuts run through rows without ink where there are any. */
export function* prepare(picture: Rgb): Generator<Band> {
  const { page, large } = clean(picture);
  const scale = large ? 1 : 2;
  const rows = Math.max(64, Math.floor(BAND_PIXELS / (page.width * scale * scale)));
  for (let top = 0; top < page.height; ) {
    const bottom = page.height - top <= rows ? page.height : quietRow(page, top + (rows >> 1), top + rows);
    const data = page.data.subarray(top * page.width, bottom * page.width);
    const band = { width: page.width, height: bottom - top, data };
    yield { page: scale === 2 ? upscale(band) : band, scale, top };
    top = bottom;
  }
}

/** Dark text on white, without squiggles and rules; and whether its letters are large. */
function clean(picture: Rgb): { page: Grey; large: boolean } {
  // Wide pictures mostly come from screens with two pixels a point. A wrong guess costs time only.
  let large = picture.width >= WIDE;
  for (let attempt = 0; ; attempt++) {
    const coarseness = large ? 2 : 1;
    const distance = contrast(picture, coarseness);
    eraseSquiggles(distance);
    const page = darkOnWhite(distance, coarseness);
    const letters = letterHeight(page);
    const isLarge = letters === undefined ? large : letters >= LARGE_ENOUGH;
    if (isLarge === large || attempt > 0) {
      eraseRules(page);
      return { page, large };
    }
    large = isLarge;
  }
}

/** The row in [from, to) with the least ink, the lowest of equals: a cut there splits no line. */
function quietRow({ width, data }: Grey, from: number, to: number): number {
  let best = to - 1;
  let least = Infinity;
  for (let y = to - 1; y >= from; y--) {
    let ink = 0;
    for (let i = y * width; i < (y + 1) * width; i++) ink += 255 - data[i]!;
    if (ink < least) [best, least] = [y, ink];
    if (ink === 0) break;
  }
  return best;
}

// Catmull-Rom at a quarter of a pixel left and right of a sample, in 128ths.
const FAR = -9;
const NEAR = 111;
const NEXT = 29;
const LAST = -3;

/** Twice the size, bicubic (Catmull-Rom). */
export function upscale({ width, height, data }: Grey): Grey {
  const wide = 2 * width;
  const rows = new Int16Array(wide * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const end = row + width - 1;
    for (let x = 0, o = y * wide; x < width; x++) {
      const i = row + x;
      const a = data[Math.max(row, i - 2)]!;
      const b = data[Math.max(row, i - 1)]!;
      const c = data[i]!;
      const d = data[Math.min(end, i + 1)]!;
      const e = data[Math.min(end, i + 2)]!;
      rows[o++] = (LAST * a + NEXT * b + NEAR * c + FAR * d) >> 2;
      rows[o++] = (FAR * b + NEAR * c + NEXT * d + LAST * e) >> 2;
    }
  }
  // Values are in 32nds now, 4096ths after the second pass.
  const out = new Uint8ClampedArray(wide * 2 * height);
  const at = (y: number) => Math.min(height - 1, Math.max(0, y)) * wide;
  for (let y = 0; y < height; y++) {
    const [a, b, c, d, e] = [at(y - 2), at(y - 1), at(y), at(y + 1), at(y + 2)];
    const upper = 2 * y * wide;
    const lower = upper + wide;
    for (let x = 0; x < wide; x++) {
      out[upper + x] = (LAST * rows[a + x]! + NEXT * rows[b + x]! + NEAR * rows[c + x]! + FAR * rows[d + x]! + 2048) >> 12;
      out[lower + x] = (FAR * rows[b + x]! + NEAR * rows[c + x]! + NEXT * rows[d + x]! + LAST * rows[e + x]! + 2048) >> 12;
    }
  }
  return { width: wide, height: 2 * height, data: new Uint8Array(out.buffer) };
}

/** Binary PGM (P5), which Leptonica reads at once; BMP would take four times as long. */
export function toPgm({ width, height, data }: Grey): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const out = new Uint8Array(header.length + data.length);
  out.set(header);
  out.set(data, header.length);
  return out;
}
