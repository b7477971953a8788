/** A picture as planes of colour that can be turned over its diagonal: horizontal bars are read as vertical ones. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Rect } from './model.ts';

export type Colour = readonly [r: number, g: number, b: number];

/** Whether a pixel lies within a distance of a colour, without making a colour of it. */
export function near(picture: Rgb, x: number, y: number, colour: Colour, distance: number): boolean {
  const i = (y * picture.width + x) * 3;
  const { data } = picture;
  return (
    Math.abs(data[i]! - colour[0]) < distance &&
    Math.abs(data[i + 1]! - colour[1]) < distance &&
    Math.abs(data[i + 2]! - colour[2]) < distance
  );
}

/** Largest distance of the three channels. */
export function away(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}

export function chroma(a: Colour): number {
  return Math.max(a[0], a[1], a[2]) - Math.min(a[0], a[1], a[2]);
}

export function hex(a: Colour): string {
  return `#${[...a]
    .map((c) =>
      Math.max(0, Math.min(255, Math.round(c)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

export function pixel(picture: Rgb, x: number, y: number): Colour {
  const i = (y * picture.width + x) * 3;
  return [picture.data[i]!, picture.data[i + 1]!, picture.data[i + 2]!];
}

/** Rows become columns. */
export function transposed(picture: Rgb): Rgb {
  const { width, height, data } = picture;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (x * height + y) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { width: height, height: width, data: out };
}

export function clip(rect: Rect, picture: { width: number; height: number }): Rect {
  const x0 = Math.max(0, Math.min(picture.width, Math.floor(rect.x0)));
  const y0 = Math.max(0, Math.min(picture.height, Math.floor(rect.y0)));
  return {
    x0,
    y0,
    x1: Math.max(x0, Math.min(picture.width, Math.ceil(rect.x1))),
    y1: Math.max(y0, Math.min(picture.height, Math.ceil(rect.y1))),
  };
}

export interface Swarm {
  colour: Colour;
  /** Pixels of about this colour. */
  count: number;
  /** Share of them whose right and lower neighbours have it too: low for rims and thin lines. */
  flat: number;
}

/**
 * The main colours of a part of the picture, commonest first: bins of 5 bits a channel, merged where they lie close.
 * `skip`: pixels (of the whole picture) that do not count.
 */
export function coloursOf(picture: Rgb, rect: Rect, skip: Uint8Array | null, most = 24): Swarm[] {
  const { width, data } = picture;
  const count = new Uint32Array(32768);
  const flat = new Uint32Array(32768);
  const sums = new Float64Array(32768 * 3);
  for (let y = rect.y0; y < rect.y1; y++) {
    for (let x = rect.x0; x < rect.x1; x++) {
      if (skip?.[y * width + x]) continue;
      const i = (y * width + x) * 3;
      const bin = ((data[i]! >> 3) << 10) | ((data[i + 1]! >> 3) << 5) | (data[i + 2]! >> 3);
      count[bin]!++;
      sums[bin * 3]! += data[i]!;
      sums[bin * 3 + 1]! += data[i + 1]!;
      sums[bin * 3 + 2]! += data[i + 2]!;
      if (x + 1 < rect.x1 && y + 1 < rect.y1) {
        const right =
          Math.abs(data[i]! - data[i + 3]!) +
          Math.abs(data[i + 1]! - data[i + 4]!) +
          Math.abs(data[i + 2]! - data[i + 5]!);
        const j = i + width * 3;
        const below =
          Math.abs(data[i]! - data[j]!) + Math.abs(data[i + 1]! - data[j + 1]!) + Math.abs(data[i + 2]! - data[j + 2]!);
        if (right < 16 && below < 16) flat[bin]!++;
      }
    }
  }
  const bins: number[] = [];
  for (let bin = 0; bin < 32768; bin++) if (count[bin]! > 3) bins.push(bin);
  bins.sort((a, b) => count[b]! - count[a]!);
  const swarms: (Swarm & { flats: number })[] = [];
  for (const bin of bins.slice(0, 600)) {
    const n = count[bin]!;
    const colour: Colour = [sums[bin * 3]! / n, sums[bin * 3 + 1]! / n, sums[bin * 3 + 2]! / n];
    const near = swarms.find((one) => away(one.colour, colour) < 17);
    if (near) {
      near.count += n;
      near.flats += flat[bin]!;
    } else if (swarms.length < most) swarms.push({ colour, count: n, flat: 0, flats: flat[bin]! });
  }
  return swarms
    .map(({ colour, count: n, flats }) => ({ colour, count: n, flat: flats / n }))
    .sort((a, b) => b.count - a.count);
}

/** How a pixel lies between the ground and a colour: share of the colour, and how far it is from their mixture. */
export function mixture(
  r: number,
  g: number,
  b: number,
  ground: Colour,
  colour: Colour,
): { share: number; rest: number } {
  const dr = colour[0] - ground[0];
  const dg = colour[1] - ground[1];
  const db = colour[2] - ground[2];
  const pr = r - ground[0];
  const pg = g - ground[1];
  const pb = b - ground[2];
  const length = dr * dr + dg * dg + db * db || 1;
  const share = Math.max(0, Math.min(1.15, (pr * dr + pg * dg + pb * db) / length));
  const rest = Math.sqrt((pr - share * dr) ** 2 + (pg - share * dg) ** 2 + (pb - share * db) ** 2);
  return { share, rest };
}
