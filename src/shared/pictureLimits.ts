/** The one set of limits on pictures: the panel, the store and the engine refuse the same ones. */
import { ImpError } from './errors.ts';
import { msg } from './message.ts';

/** 8K screens have 33 megapixels, the largest phone photographs 50; 64 take 192 MB as RGB. */
export const MAX_PIXELS = 64_000_000;
/** A 64-megapixel screenshot as PNG stays below this. */
export const MAX_BYTES = 128 * 1024 * 1024;
/** SVG is text that costs time by its length, and drawings of interest are far smaller. */
export const MAX_SVG_BYTES = 16 * 1024 * 1024;
/** Filters and masks of an SVG cost many times what its pixels do: a larger drawing is drawn smaller. 4096 × 4096. */
export const MAX_SVG_PIXELS = 16_777_216;
/** A side of one pixel shows nothing that could be asked about: a broken paste or a tracking pixel. */
export const MIN_SIDE = 2;

/** Fails with `image-too-large` before the file is read into memory. */
export function checkPictureSize(bytes: number, name: string): void {
  if (bytes <= MAX_BYTES) return;
  const [size, limit] = [bytes, MAX_BYTES].map((value) => `${Math.round(value / 1024 / 1024)} MB`) as [string, string];
  throw new ImpError('image-too-large', msg`${name} has ${size}; ${limit} is the limit. Crop or shrink it first.`);
}
