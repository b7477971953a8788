/** The picture as the reader of pages looks at it: one pixel of CSS a pixel, noise of JPEG taken back to its colours. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Region, TextReading } from '../../shared/engine.ts';
import { blue, farthest, green, red, type Colour } from '../pixels/colour.ts';
import { packed } from '../pixels/flatRegions.ts';
import { flattenGradients, type Gradient } from './gradients.ts';
import { median } from './part.ts';
import { flattenPhotos } from './photos.ts';

export interface Sheet {
  width: number;
  height: number;
  /** 0xrrggbb, row-major. */
  pixels: Int32Array;
  /** Pixels of the picture a pixel of the sheet. */
  scale: number;
  /** A lossy picture: colours near each other are one. */
  noisy: boolean;
  /** Grounds that were no one colour, by the colour that they have now. */
  gradients: Map<Colour, Gradient>;
  /** Where photographs are, of one colour now. */
  photos: Region[];
}

/** Text of ordinary size is 10 to 16 pixels from the tops of its capitals to the ends of its descenders. */
const LARGE_TEXT = 23;
const HUGE_TEXT = 37;
/** No screen of one pixel a CSS pixel is so wide with text so large. */
const WIDE_SCREEN = 1900;
const WIDE_TEXT = 19;
/** Small print at two pixels a CSS pixel is as high as large print at one: edges must say so too, and be many. */
const SMALL_PRINT = 17;
const MANY_EDGES = 8;

/** How many of the picture's pixels are one of CSS, by the size of its text and the parity of its edges. */
export function pageScale(picture: Rgb, text: TextReading): number {
  const heights = text.lines.flatMap(({ words }) =>
    words.filter((word) => /[a-zA-Z]{2}/.test(word.text)).map(({ box }) => box.height),
  );
  if (heights.length < 3) return 1;
  const usual = median(heights);
  if (usual >= HUGE_TEXT && picture.width >= 900 && oddEdges(picture, 3).odd < 0.1) return 3;
  if (usual < SMALL_PRINT || picture.width < 560) return 1;
  const { odd, edges } = oddEdges(picture, 2);
  if (usual >= LARGE_TEXT || (usual >= WIDE_TEXT && picture.width >= WIDE_SCREEN)) return odd < 0.25 ? 2 : 1;
  return edges >= MANY_EDGES && (odd < 0.06 || (odd < 0.2 && edges > 2 * MANY_EDGES)) ? 2 : 1;
}

/** The long straight edges, and the share of them that do not lie on multiples of `step`. */
function oddEdges({ width, height, data }: Rgb, step: number): { odd: number; edges: number } {
  let odd = 0;
  let all = 0;
  const differ = (i: number, j: number) =>
    Math.abs(data[i]! - data[j]!) + Math.abs(data[i + 1]! - data[j + 1]!) + Math.abs(data[i + 2]! - data[j + 2]!) > 24;
  for (let y = 1; y < height; y++) {
    let run = 0;
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3;
      run = differ(i, i - width * 3) ? run + 1 : 0;
      if (run === 60) {
        all++;
        if (y % step) odd++;
      }
    }
  }
  return { odd: all < 4 ? 0 : odd / all, edges: all };
}

export function makeSheet(picture: Rgb, scale: number): Sheet {
  const small = scale > 1 ? shrunk(picture, scale) : picture;
  const pixels = packed(small);
  const noisy = isNoisy(picture);
  const photos = flattenPhotos(pixels, small.width, small.height, noisy);
  const gradients = flattenGradients(pixels, small.width, small.height, noisy);
  if (noisy) settle(pixels, gradients);
  return { width: small.width, height: small.height, pixels, scale, noisy, gradients, photos };
}

function shrunk({ width, height, data }: Rgb, by: number): Rgb {
  const across = Math.floor(width / by);
  const down = Math.floor(height / by);
  const out = new Uint8Array(across * down * 3);
  const half = (by * by) >> 1;
  for (let y = 0, o = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = half;
        for (let v = 0; v < by; v++)
          for (let u = 0; u < by; u++) sum += data[((y * by + v) * width + x * by + u) * 3 + c]!;
        out[o++] = Math.floor(sum / (by * by));
      }
    }
  }
  return { width: across, height: down, data: out };
}

/** Cells of lossy compression, pixels a side. */
const CELL = 8;
/** Of the cells with a hard edge in them, so many shake around it in a lossy picture, and fewer in one that is not. */
const SHAKING_CELLS = 0.45;

/**
 * Lossy compression leaves small differences of changing sign around hard edges, within its cell; clean letters and lines
 * have none, and the grain of a photograph has no hard edge beside it.
 */
function isNoisy({ width, height, data }: Rgb): boolean {
  let shaking = 0;
  let edged = 0;
  for (let top = 0; top + CELL <= height; top += CELL) {
    for (let left = CELL; left + CELL < width; left += CELL) {
      let hard = false;
      let small = 0;
      let changing = 0;
      for (let y = top; y < top + CELL; y++) {
        for (let i = (y * width + left) * 3 + 1, end = i + 3 * CELL; i < end; i += 3) {
          const before = data[i]! - data[i - 3]!;
          const after = data[i + 3]! - data[i]!;
          if (before === 0 && after === 0) continue;
          changing++;
          if (before > 60 || before < -60) hard = true;
          // Gradients are dithered by steps of one.
          const far = Math.abs(before) + Math.abs(after);
          if (before * after < 0 && far > 2 && Math.abs(before) < 9 && Math.abs(after) < 9) small++;
        }
      }
      if (!hard) continue;
      edged++;
      if (small > 0.08 * changing) shaking++;
    }
  }
  return edged > 0 && shaking / edged > SHAKING_CELLS;
}

/** Colours count together in cubes of so many bits a channel: compression spreads a surface over several. */
const CUBE = 3;
/** A small button's share of a screen. */
const LEAST_SHARE = 0.0005;

/** Colours that many pixels have, alone or with their neighbours, most frequent first; of near ones only the commoner. */
function commonColours(pixels: Int32Array): Colour[] {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const cubes = new Map<number, { count: number; best: Colour; most: number }>();
  for (const [colour, n] of counts) {
    const key = ((red(colour) >> CUBE) << 16) | ((green(colour) >> CUBE) << 8) | (blue(colour) >> CUBE);
    const cube = cubes.get(key);
    if (!cube) cubes.set(key, { count: n, best: colour, most: n });
    else {
      cube.count += n;
      if (n > cube.most) Object.assign(cube, { best: colour, most: n });
    }
  }
  const sorted = [
    ...[...counts].filter(([, n]) => n > pixels.length * 0.0008),
    ...[...cubes.values()]
      .filter(({ count }) => count > pixels.length * LEAST_SHARE)
      .map(({ best, count }): [Colour, number] => [best, count]),
  ].sort((a, b) => b[1] - a[1]);
  const kept: { colour: Colour; count: number }[] = [];
  for (const [colour, count] of sorted) {
    const near = kept.find((other) => farthest(other.colour, colour) <= 9);
    if (near && (count < pixels.length * 0.01 || farthest(near.colour, colour) <= 3)) continue;
    kept.push({ colour, count });
    if (kept.length >= 64) break;
  }
  return kept.map(({ colour }) => colour);
}

/** Each pixel near one of the common colours becomes that one. */
function settle(pixels: Int32Array, gradients: ReadonlyMap<Colour, Gradient>): void {
  const common = commonColours(pixels);
  const known = new Map<number, number>();
  for (const colour of gradients.keys()) known.set(colour, colour);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i]!;
    let to = known.get(pixel);
    if (to === undefined) {
      to = pixel;
      let least = 15;
      for (const colour of common) {
        const far = farthest(colour, pixel);
        if (far < least) {
          least = far;
          to = colour;
        }
      }
      known.set(pixel, to);
    }
    pixels[i] = to;
  }
}
