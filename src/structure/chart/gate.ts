/** Whether a chart may stand in a picture at all: a look at its pixels before anything is read again. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { TextReading } from '../../shared/engine.ts';
import { away, coloursOf, near } from './raster.ts';

/** Share of the picture that marks cover at least: a thin line across it. */
const LEAST = 0.0025;

/**
 * Charts have ink that is no text: marks, lines, axes. A page of text or code has nearly none outside its words.
 */
export function mayHoldChart(picture: Rgb, text: TextReading): boolean {
  const { width, height } = picture;
  const words = text.lines.flatMap((line) => line.words);
  if (words.length < 60) return true;
  const covered = new Uint8Array(width * height);
  for (const { box } of words) {
    const pad = Math.max(3, 0.35 * box.height);
    const y1 = Math.min(height, Math.ceil(box.y + box.height + pad));
    const x0 = Math.max(0, Math.floor(box.x - pad));
    const x1 = Math.min(width, Math.ceil(box.x + box.width + pad));
    for (let y = Math.max(0, Math.floor(box.y - pad)); y < y1; y++) covered.fill(1, y * width + x0, y * width + x1);
  }
  // Grounds: the page and its panels.
  const whole = { x0: 0, y0: 0, x1: width, y1: height };
  const grounds = coloursOf(picture, whole, null, 8).filter((one) => one.count > 0.04 * width * height);
  let marks = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (covered[y * width + x]) continue;
      if (grounds.every((one) => !near(picture, x, y, one.colour, 18))) marks++;
    }
  }
  if (4 * marks > LEAST * width * height) return true;
  // Bars as large as panels.
  const first = grounds[0];
  return first !== undefined && grounds.some((one) => away(one.colour, first.colour) > 60);
}
