/** Which pixels of the plot belong to which series. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Label, Rect } from './model.ts';
import type { Plot } from './plot.ts';
import { away, chroma, coloursOf, mixture, type Colour } from './raster.ts';

/** One series' pixels inside the plot: `mask` is row-major over the plot's rectangle. */
export interface SeriesMask {
  colour: Colour;
  mask: Uint8Array;
  count: number;
  /** From the legend, or null. */
  name: string | null;
}

export function blockedOf(plot: Plot, labels: readonly Label[], swatches: readonly Rect[]): Uint8Array {
  const { rect } = plot;
  const width = rect.x1 - rect.x0;
  const height = rect.y1 - rect.y0;
  const out = new Uint8Array(width * height);
  const cover = (x0: number, y0: number, x1: number, y1: number) => {
    for (let y = Math.max(0, Math.floor(y0 - rect.y0)); y < Math.min(height, y1 - rect.y0); y++) {
      for (let x = Math.max(0, Math.floor(x0 - rect.x0)); x < Math.min(width, x1 - rect.x0); x++)
        out[y * width + x] = 1;
    }
  };
  for (const { box } of labels) cover(box.x - 1, box.y - 1, box.x + box.width + 1, box.y + box.height + 1);
  for (const one of swatches) cover(one.x0 - 1, one.y0 - 1, one.x1 + 1, one.y1 + 1);
  return out;
}

/** The colours of marks in the plot, where no legend gives them: neither ground, nor grid, nor rims of others. */
export function markColours(picture: Rgb, plot: Plot, blocked: Uint8Array, unit: number): Colour[] {
  const { rect, ground } = plot;
  const width = rect.x1 - rect.x0;
  const skip = new Uint8Array(picture.width * picture.height);
  const rows = new Set(plot.rows);
  const columns = new Set(plot.columns);
  for (let y = rect.y0; y < rect.y1; y++) {
    for (let x = rect.x0; x < rect.x1; x++) {
      if (rows.has(y) || columns.has(x) || blocked[(y - rect.y0) * width + x - rect.x0])
        skip[y * picture.width + x] = 1;
    }
  }
  const swarms = coloursOf(picture, rect, skip);
  const seeds: { colour: Colour; count: number; flat: number }[] = [];
  const area = width * (rect.y1 - rect.y0);
  for (const one of swarms) {
    if (away(one.colour, ground) < 22) continue;
    if (one.count < Math.max(24 * unit, 0.0004 * area)) continue;
    const grey = chroma(one.colour) < 24;
    if (grey && one.flat < 0.35 && one.count < 0.012 * area && seeds.some((seed) => chroma(seed.colour) > 40)) continue;
    // A mixture of the ground and a commoner colour is that colour's rim.
    const rim = seeds.some((seed) => {
      const { share, rest } = mixture(one.colour[0], one.colour[1], one.colour[2], ground, seed.colour);
      return rest < 20 && share < 1.02 && (one.count < 0.6 * seed.count || one.flat < 0.3) && one.flat < 0.75;
    });
    if (rim) continue;
    // Of two commoner colours' border, the same.
    const border = seeds.some((a) =>
      seeds.some((b) => {
        if (a === b) return false;
        const { share, rest } = mixture(one.colour[0], one.colour[1], one.colour[2], a.colour, b.colour);
        return (
          rest < 14 && share > 0.05 && share < 0.95 && one.flat < 0.3 && one.count < 0.2 * Math.min(a.count, b.count)
        );
      }),
    );
    if (border) continue;
    // What this colour is the core of may stand there already as its rim.
    const core = seeds.findIndex((seed) => {
      const { share, rest } = mixture(seed.colour[0], seed.colour[1], seed.colour[2], ground, one.colour);
      return rest < 16 && share < 0.85 && seed.flat < 0.3 && one.count > 0.3 * seed.count;
    });
    if (core >= 0) seeds.splice(core, 1);
    if (seeds.some((seed) => away(seed.colour, one.colour) < 24)) continue;
    seeds.push(one);
  }
  return seeds.slice(0, 12).map((seed) => seed.colour);
}

/**
 * Each pixel goes to the colour whose mixture with the ground it is; what is no mixture of any stays free.
 * @param least smallest share of the colour that counts: 0.4 leaves out translucent fills of the same hue
 */
export function masksOf(
  picture: Rgb,
  plot: Plot,
  colours: readonly { colour: Colour; name: string | null }[],
  blocked: Uint8Array,
  least = 0.4,
): SeriesMask[] {
  const { rect, ground } = plot;
  const width = rect.x1 - rect.x0;
  const height = rect.y1 - rect.y0;
  const out: SeriesMask[] = colours.map(({ colour, name }) => ({
    colour,
    name,
    mask: new Uint8Array(width * height),
    count: 0,
  }));
  const memo = new Map<number, number>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (blocked[y * width + x]) continue;
      const i = ((y + rect.y0) * picture.width + x + rect.x0) * 3;
      const r = picture.data[i]!;
      const g = picture.data[i + 1]!;
      const b = picture.data[i + 2]!;
      const key = (r << 16) | (g << 8) | b;
      let best = memo.get(key);
      if (best === undefined) {
        best = -1;
        let lowest = 34;
        for (let s = 0; s < out.length; s++) {
          const { share, rest } = mixture(r, g, b, ground, out[s]!.colour);
          if (share < least) continue;
          const cost = rest + 22 * Math.abs(1 - share);
          if (cost < lowest) {
            lowest = cost;
            best = s;
          }
        }
        if (memo.size < 200_000) memo.set(key, best);
      }
      if (best < 0) continue;
      out[best]!.mask[y * width + x] = 1;
      out[best]!.count++;
    }
  }
  return out;
}
