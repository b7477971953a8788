/** The ground that a picture with transparency is laid on: one that shows what is drawn. */
import sharp, { type SharpOptions } from 'sharp';

/** White is what an editor or a browser shows; the dark one is that of dark editors. */
export const GROUNDS = { light: '#ffffff', dark: '#1e1e1e' } as const;
export type Ground = keyof typeof GROUNDS;

/** Pixels each way of the sample that decides. */
const SAMPLE = 1024;
/** Less of the picture than this is transparent: a window with round corners, say. */
const LEAST_CLEAR = 0.2;
/** Contrast (WCAG 2) below which what is drawn is lost. */
const LOST = 1.7;
/** How many times as much must be lost on white, and which share of the edges. */
const CLEARLY = { times: 2, share: 0.35 };

const known = new WeakMap<Uint8Array, Promise<Ground>>();

/** Light, unless most of what borders on transparent pixels would vanish on white and not on dark. Decided once for the same bytes. */
export function groundFor(bytes: Uint8Array, options: SharpOptions): Promise<Ground> {
  let ground = known.get(bytes);
  if (!ground) known.set(bytes, (ground = decide(bytes, options)));
  return ground;
}

async function decide(bytes: Uint8Array, options: SharpOptions): Promise<Ground> {
  const { data, info } = await sharp(bytes, options)
    .resize({ width: SAMPLE, height: SAMPLE, fit: 'inside', withoutEnlargement: true, kernel: 'nearest' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return groundOf(data, info.width, info.height, info.channels);
}

/** @param data RGBA, or grey with alpha, row-major */
export function groundOf(data: Uint8Array, width: number, height: number, channels: number): Ground {
  const alphaAt = (i: number) => data[channels * i + channels - 1]!;
  let clear = 0;
  for (let i = 0; i < width * height; i++) if (alphaAt(i) < 8) clear++;
  if (clear < LEAST_CLEAR * width * height) return 'light';
  const lost = { light: 0, dark: 0 };
  let edges = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const alpha = alphaAt(i) / 255;
      if (alpha < 0.5 || !bordersOnClear(x, y)) continue;
      edges += alpha;
      const at = channels * i;
      const own =
        channels >= 3 ? luminance(data[at]!, data[at + 1]!, data[at + 2]!) : luminance(data[at]!, data[at]!, data[at]!);
      if (contrast(own, 1) < LOST) lost.light += alpha;
      if (contrast(own, DARK) < LOST) lost.dark += alpha;
    }
  }
  return lost.light > CLEARLY.share * edges && lost.light > CLEARLY.times * lost.dark ? 'dark' : 'light';

  function bordersOnClear(x: number, y: number): boolean {
    for (let v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v++)
      for (let u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u++)
        if (alphaAt(v * width + u) < 8) return true;
    return false;
  }
}

/** Relative luminance, WCAG 2. */
function luminance(r: number, g: number, b: number): number {
  const linear = (v: number) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

const DARK = luminance(0x1e, 0x1e, 0x1e);

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
