/** The picture as diagrams are looked for: letters of a known height, colours in planes. */
import { resizeBicubic } from '../../image/resize.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { TextReading } from '../../shared/engine.ts';
import { components } from '../pixels/components.ts';

export interface Raster {
  width: number;
  height: number;
  /** Red, green, blue; a grey picture has one plane three times. */
  planes: [Uint8Array, Uint8Array, Uint8Array];
  /** Pixels of the raster to one of the picture. */
  scale: number;
  /** Height of a word's ink, pixels of the raster. */
  letter: number;
  /** The commonest colour. */
  ground: [number, number, number];
  dark: boolean;
}

/** Letters are brought near this height: thin lines then have two pixels, and gaps stay open. */
const LETTER = { least: 12, most: 26, wanted: 15 };
/** Larger rasters take too long; a picture beyond is made smaller. */
const MOST_PIXELS = 7e6;

export function rasterOf(picture: Rgb, text: TextReading): Raster {
  const printed = letterHeight(picture, text);
  const wanted = printed < LETTER.least || printed > LETTER.most ? LETTER.wanted / printed : 1;
  const size = picture.width * picture.height;
  // Without need nothing grows beyond three million pixels: a call graph's thin lines are read as they are.
  const most = Math.sqrt((wanted > 1 ? Math.max(3e6, Math.min(size, MOST_PIXELS)) : MOST_PIXELS) / size);
  const scale = Math.min(3, wanted, most);
  const resized =
    Math.abs(scale - 1) < 0.04
      ? picture
      : resizeBicubic(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
  const factor = resized.width / picture.width;
  const { width, height, data } = resized;
  const planes: Raster['planes'] = [
    new Uint8Array(width * height),
    new Uint8Array(width * height),
    new Uint8Array(width * height),
  ];
  let grey = true;
  for (let i = 0, j = 0; j < data.length; i++, j += 3) {
    const r = data[j]!;
    const g = data[j + 1]!;
    const b = data[j + 2]!;
    planes[0][i] = r;
    planes[1][i] = g;
    planes[2][i] = b;
    if (grey && (Math.abs(r - g) > 3 || Math.abs(g - b) > 3)) grey = false;
  }
  if (grey) planes[1] = planes[2] = planes[0];
  const ground = commonest(picture);
  return {
    width,
    height,
    planes,
    scale: factor,
    letter: printed * factor,
    ground,
    dark: (ground[0] + ground[1] + ground[2]) / 3 < 110,
  };
}

/** Median height of surely read words; without them, or where they are too high for the ink, that of what may be letters. */
function letterHeight(picture: Rgb, text: TextReading): number {
  const heights = text.lines
    .flatMap((line) => (line.sideways ? [] : line.words))
    // Words of low letters alone are lower than the others.
    .filter(
      (word) =>
        word.confidence > 60 &&
        /[\p{L}\p{N}]{2}/u.test(word.text) &&
        /[^acegmnopqrsuvwxyz.,:;-]/.test(word.text) &&
        // A box far higher than its word is wide holds a frame as well.
        word.box.height < 0.9 * word.box.width * (word.text.length < 4 ? 1.6 : 1),
    )
    .map((word) => word.box.height)
    .sort((a, b) => a - b);
  const ink = lettersWithoutText(picture);
  if (heights.length < 3) return ink;
  const words = Math.min(60, Math.max(6, heights[Math.floor(0.45 * heights.length)]!));
  return words > 1.7 * ink ? ink : words;
}

function lettersWithoutText(picture: Rgb): number {
  const { width, height, data } = picture;
  const ground = commonest(picture);
  const mask = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < mask.length; i++, j += 3)
    mask[i] =
      Math.abs(data[j]! - ground[0]) + Math.abs(data[j + 1]! - ground[1]) + Math.abs(data[j + 2]! - ground[2]) > 120
        ? 1
        : 0;
  const found = components(mask, width, height, true);
  const heights: number[] = [];
  for (let id = 1; id <= found.count; id++) {
    const h = found.y1[id]! - found.y0[id]!;
    const w = found.x1[id]! - found.x0[id]!;
    if (h >= 5 && h <= 40 && w >= 2 && w <= 2 * h) heights.push(h);
  }
  heights.sort((a, b) => a - b);
  return heights.length >= 6 ? Math.max(7, heights[heights.length >> 1]! * 1.15) : 12;
}

/** By 5 bits a channel, then the mean of that bin. */
function commonest({ data }: Rgb): [number, number, number] {
  const counts = new Uint32Array(1 << 15);
  for (let j = 0; j < data.length; j += 3)
    counts[((data[j]! >> 3) << 10) | ((data[j + 1]! >> 3) << 5) | (data[j + 2]! >> 3)]!++;
  let best = 0;
  for (let i = 1; i < counts.length; i++) if (counts[i]! > counts[best]!) best = i;
  let n = 0;
  const sum = [0, 0, 0];
  for (let j = 0; j < data.length; j += 3) {
    if ((((data[j]! >> 3) << 10) | ((data[j + 1]! >> 3) << 5) | (data[j + 2]! >> 3)) !== best) continue;
    n++;
    for (let c = 0; c < 3; c++) sum[c]! += data[j + c]!;
  }
  return [Math.round(sum[0]! / n), Math.round(sum[1]! / n), Math.round(sum[2]! / n)];
}

/** Largest difference of a channel between pixel `i` and a colour. */
export function difference({ planes }: Raster, i: number, [r, g, b]: readonly [number, number, number]): number {
  return Math.max(Math.abs(planes[0][i]! - r), Math.abs(planes[1][i]! - g), Math.abs(planes[2][i]! - b));
}
