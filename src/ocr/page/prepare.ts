/** From a screenshot to the grey pages that Tesseract reads best: dark on white, letters large enough, at a bounded size. */
import { contrast, darkOnWhite, type Grey, type Rgb } from './normalise.ts';
import { findRepeats, withoutCopies, type Repeats } from './repeats.ts';
import { eraseRules, eraseSquiggles, letterHeight } from './shapes.ts';
import { sidewaysColumns } from './columns.ts';
import type { Box } from './words.ts';

/** Letters smaller than this (height of an x, in pixels) are read better at twice the size. */
const LARGE_ENOUGH = 13;
/** Letters from this height on are as clear at half the size, where rules, squiggles and neighbourhoods have their usual measure. */
const TOO_LARGE = 26;
/** Pictures at least this wide are first taken to have large letters. */
const WIDE = 1400;
/** Pixels handed to Tesseract at once: memory grows with it (about 80 bytes a pixel). 1280×800 at twice the size fits. */
const BAND_PIXELS = 4.2e6;

/**
 * Ink (pixels darker than half, in the picture's own size) from which a picture with small letters is enlarged by one and a
 * half only: a screen full of text, some 200 words. It is read a fifth sooner, with about a word in a hundred more wrong.
 */
const DENSE = 29_000;

/** A band of the prepared picture. */
export interface Band {
  page: Grey;
  /** The page before it was enlarged. */
  small: Grey;
  /** Typical height of a letter of it, pixels; undefined: unknown. */
  letters: number | undefined;
  /** How many times smaller than the picture that was given the one is of which this is a band: 1, 2, 4 … */
  shrunk: number;
  /** Page pixels per pixel of that picture: 1, 1.5 or 2. */
  scale: number;
  /** Row of that picture where the band begins. */
  top: number;
  /** Where lines may stand on their side, in pixels of the page. */
  sideways: Box[];
  /** The page without words that it has twice; absent where few are. */
  once?: { page: Grey; repeats: Repeats };
}

/** Bands from top to bottom that together cover the picture; cuts run through rows without ink where there are any. */
export function* prepare(picture: Rgb): Generator<Band> {
  const { page, large, letters } = clean(picture);
  if (letters !== undefined && letters >= TOO_LARGE) {
    for (const band of prepare(halved(picture))) yield { ...band, shrunk: 2 * band.shrunk };
    return;
  }
  const dense = inkOf(page) >= (large ? 4 * DENSE : DENSE);
  const scale = large ? 1 : dense ? 1.5 : 2;
  const columns = letters ? sidewaysColumns(page, letters) : [];
  const rows = Math.max(64, Math.floor(BAND_PIXELS / (page.width * scale * scale)));
  for (let top = 0; top < page.height;) {
    const bottom = page.height - top <= rows ? page.height : quietRow(page, top + (rows >> 1), top + rows);
    const data = page.data.subarray(top * page.width, bottom * page.width);
    const band = { width: page.width, height: bottom - top, data };
    const sized = (grey: Grey) => (scale > 1 ? upscale(grey, scale) : grey);
    const repeats = dense && letters ? findRepeats(picture, band, top, letters) : undefined;
    const sideways = columns.filter(({ y0, y1 }) => y0 >= top && y1 <= bottom).map((box) => enlarged(box, scale, top));
    yield {
      page: sized(band),
      small: band,
      letters,
      shrunk: 1,
      scale,
      top,
      sideways,
      ...(repeats && { once: { page: sized(withoutCopies(band, repeats)), repeats } }),
    };
    top = bottom;
  }
}

/** Dark text on white, without squiggles and rules; and whether its letters are large. */
function clean(picture: Rgb): { page: Grey; large: boolean; letters: number | undefined } {
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
      eraseRules(page, letters ?? 0);
      return { page, large, letters };
    }
    large = isLarge;
  }
}

/** A box of the page on its enlarged band that begins at row `top`. */
const enlarged = ({ x0, y0, x1, y1 }: Box, scale: number, top: number): Box => ({
  x0: Math.floor(scale * x0),
  y0: Math.floor(scale * (y0 - top)),
  x1: Math.floor(scale * x1),
  y1: Math.floor(scale * (y1 - top)),
});

function inkOf({ data }: Grey): number {
  let ink = 0;
  for (const value of data) if (value < 128) ink++;
  return ink;
}

/** Half as wide and high: each pixel the mean of four. */
function halved({ width, height, data }: Rgb): Rgb {
  const [across, down] = [width >> 1, height >> 1];
  const out = new Uint8Array(across * down * 3);
  for (let y = 0, o = 0; y < down; y++) {
    for (let x = 0, i = 6 * y * width; x < across; x++, i += 6) {
      for (let c = i; c < i + 3; c++)
        out[o++] = (data[c]! + data[c + 3]! + data[c + 3 * width]! + data[c + 3 * width + 3]! + 2) >> 2;
    }
  }
  return { width: across, height: down, data: out };
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

/** Weights are in 128ths, four to a sample. */
const UNIT = 7;

interface Taps {
  /** First of the four source samples of each output sample, one after the other; clipped at the borders. */
  from: Int32Array;
  weights: Int32Array;
}

/** Where each of `round(length · scale)` output samples lies among `length` samples, with its Catmull-Rom weights. */
function taps(length: number, scale: number): Taps {
  const count = Math.round(length * scale);
  const from = new Int32Array(4 * count);
  const weights = new Int32Array(4 * count);
  for (let o = 0; o < count; o++) {
    const x = (o + 0.5) / scale - 0.5;
    const first = Math.floor(x) - 1;
    const t = x - first - 1;
    const cubic = [
      (((2 - t) * t - 1) * t) / 2,
      ((3 * t - 5) * t * t + 2) / 2,
      (((4 - 3 * t) * t + 1) * t) / 2,
      ((t - 1) * t * t) / 2,
    ];
    for (let k = 0; k < 4; k++) {
      from[4 * o + k] = Math.min(length - 1, Math.max(0, first + k));
      weights[4 * o + k] = Math.round(cubic[k]! * (1 << UNIT));
    }
  }
  return { from, weights };
}

/** Enlarged, bicubic (Catmull-Rom). */
export function upscale({ width, height, data }: Grey, scale: number): Grey {
  const across = taps(width, scale);
  const down = taps(height, scale);
  const wide = across.from.length >> 2;
  const tall = down.from.length >> 2;
  const rows = new Int16Array(wide * height);
  for (let y = 0, o = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < 4 * wide; x += 4) {
      const { from, weights } = across;
      rows[o++] =
        (weights[x]! * data[row + from[x]!]! +
          weights[x + 1]! * data[row + from[x + 1]!]! +
          weights[x + 2]! * data[row + from[x + 2]!]! +
          weights[x + 3]! * data[row + from[x + 3]!]!) >>
        2;
    }
  }
  // Values are in 32nds now, 4096ths after the second pass.
  const out = new Uint8ClampedArray(wide * tall);
  for (let y = 0, o = 0; y < tall; y++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => down.from[4 * y + k]! * wide) as [number, number, number, number];
    const [p, q, r, s] = down.weights.subarray(4 * y, 4 * y + 4) as unknown as [number, number, number, number];
    for (let x = 0; x < wide; x++)
      out[o++] = (p * rows[a + x]! + q * rows[b + x]! + r * rows[c + x]! + s * rows[d + x]! + 2048) >> 12;
  }
  return { width: wide, height: tall, data: new Uint8Array(out.buffer) };
}
