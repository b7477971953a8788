/** Which colours of a plot are series: the legend's and its own, without grid, rims and shades of others. */
import type { Frame } from './frame.ts';
import { besideLegend, type LegendEntry } from './legend.ts';
import { markColours, masksOf, type SeriesMask } from './masks.ts';
import type { Plot } from './plot.ts';
import { away, chroma, mixture, type Colour } from './raster.ts';
import type { Shape } from './shapes.ts';

/** Masks of the legend's colours that stand in the plot; of the plot's own colours where there is no legend. */
export function seriesMasks(frame: Frame, plot: Plot, blocked: Uint8Array): SeriesMask[] {
  const { picture, legend, unit } = frame;
  const own = markColours(picture, plot, blocked, unit);
  const colours = pairedColours(legend, own, plot.ground);
  const all = [...colours];
  for (const colour of own) {
    if (all.some((one) => away(one.colour, colour) < 26)) continue;
    all.push({ colour, name: null });
  }
  const rows = new Set(plot.rows);
  const columns = new Set(plot.columns);
  const masks = masksOf(picture, plot, all, blocked);
  for (const mask of masks) withoutGrid(mask, plot);
  const width = plot.rect.x1 - plot.rect.x0;
  const least = 20 * unit * unit;
  const named = masks.filter((one) => one.name !== null && one.count > least);
  const largest = Math.max(0, ...named.map((one) => one.count));
  const kept = masks.filter((one) => {
    if (one.count <= least) return false;
    if (one.name !== null) return true;
    // What runs along grid lines and axes is no series.
    let onGrid = 0;
    for (let i = 0; i < one.mask.length; i++) {
      if (one.mask[i] && (rows.has(Math.floor(i / width) + plot.rect.y0) || columns.has((i % width) + plot.rect.x0)))
        onGrid++;
    }
    if (onGrid > 0.6 * one.count) return false;
    if (masks.some((other) => other.count > 1.5 * one.count && isRim(one.mask, other.mask, width))) return false;
    return named.length === 0 || one.count > 0.5 * largest;
  });
  // One name without a swatch and one colour without a name belong together.
  const nameless = kept.filter((one) => one.name === null);
  const words = nameless.length === 1 && named.length > 0 ? besideLegend(frame.labels, legend, unit) : [];
  if (words.length === 1) nameless[0]!.name = words[0]!.text;
  return kept;
}

/** Of a grey series what runs along the grid and has none of it above and below is the grid's. */
function withoutGrid(one: SeriesMask, { rect, rows, columns }: Plot): void {
  if (chroma(one.colour) >= 36) return;
  const [width, height] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
  const { mask } = one;
  const had = mask.slice();
  const along = (at: readonly number[], length: number, end: number, index: (across: number, k: number) => number) => {
    for (const group of runsOf(at)) {
      const [before, after] = [group[0] - 2, group[1] + 2];
      for (let k = 0; k < length; k++) {
        const beside = (before >= 0 && had[index(before, k)]) || (after < end && had[index(after, k)]);
        for (let across = Math.max(0, group[0]); !beside && across <= Math.min(end - 1, group[1]); across++) {
          if (!mask[index(across, k)]) continue;
          mask[index(across, k)] = 0;
          one.count--;
        }
      }
    }
  };
  along(
    rows.map((y) => y - rect.y0),
    width,
    height,
    (y, x) => y * width + x,
  );
  along(
    columns.map((x) => x - rect.x0),
    height,
    width,
    (x, y) => y * width + x,
  );
}

/** First and last of each run of neighbours. */
function runsOf(at: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const one of at) {
    const last = out[out.length - 1];
    if (last && one === last[1] + 1) last[1] = one;
    else out.push([one, one]);
  }
  return out;
}

/** A thin edge around another's marks: nearly every pixel of it has one of theirs within two. */
function isRim(thin: Uint8Array, other: Uint8Array, width: number): boolean {
  let all = 0;
  let beside = 0;
  for (let i = 2 * width; i < thin.length - 2 * width; i++) {
    if (!thin[i]) continue;
    all++;
    let close = false;
    for (let d = 1; d <= 2 && !close; d++) {
      close = !!(other[i - d] || other[i + d] || other[i - d * width] || other[i + d * width]);
    }
    if (close) beside++;
  }
  return beside > 0.75 * all;
}

/** Fills, outlines and gradients of a mark are not series of their own: shades of another's colour that no legend names. */
export function dropShades(
  shapes: Shape[],
  series: readonly SeriesMask[],
  ground: Colour,
  flat: (series: number) => boolean,
): void {
  const bars = series.filter((_, i) => shapes[i] === 'bar');
  const largest = Math.max(0, ...series.map((one) => one.count));
  series.forEach((one, i) => {
    if (one.name !== null || shapes[i] === 'none') return;
    const shade = series.some((other, j) => {
      if (i === j || shapes[j] === 'none') return false;
      if (shapes[i] === 'bar' && one.count > 0.2 * largest) return false;
      const light = mixture(one.colour[0], one.colour[1], one.colour[2], ground, other.colour);
      const dark = mixture(
        one.colour[0],
        one.colour[1],
        one.colour[2],
        other.colour,
        ground[0] + ground[1] + ground[2] > 380 ? [0, 0, 0] : [255, 255, 255],
      );
      return (light.rest < 24 && light.share < 0.97) || (shapes[j] === 'bar' && dark.rest < 30 && dark.share < 0.8);
    });
    // What is left of an axis under the marks.
    const own = bars.length > 0 && shapes[i] === 'bar' && flat(i);
    const faint = chroma(one.colour) < 24 && one.count < 0.25 * largest;
    if (shade || faint || own || (bars.length > 0 && shapes[i] !== 'bar' && one.count < 0.02 * largest))
      shapes[i] = 'none';
  });
}

/** Each name with the plot's own shade of its colour: marks may be translucent, swatches are small and their rims mix. */
function pairedColours(
  legend: readonly LegendEntry[],
  own: readonly Colour[],
  ground: Colour,
): { colour: Colour; name: string | null }[] {
  const costs = legend.flatMap((entry) =>
    own.map((colour) => {
      const shade = mixture(colour[0], colour[1], colour[2], ground, entry.colour);
      const direct = away(colour, entry.colour);
      return {
        entry,
        colour,
        cost: Math.min(direct, shade.share > 0.35 ? shade.rest + 8 + 12 * Math.abs(1 - shade.share) : Infinity),
      };
    }),
  );
  costs.sort((a, b) => a.cost - b.cost);
  const taken = new Map<LegendEntry, Colour>();
  const gone = new Set<Colour>();
  for (const { entry, colour, cost } of costs) {
    if (cost > 34 || taken.has(entry) || gone.has(colour)) continue;
    taken.set(entry, colour);
    gone.add(colour);
  }
  const out: { colour: Colour; name: string | null }[] = [];
  for (const entry of legend) {
    const colour = taken.get(entry) ?? entry.colour;
    if (away(colour, ground) < 18 || out.some((one) => away(one.colour, colour) < 8)) continue;
    out.push({ colour, name: entry.name });
  }
  return out;
}
