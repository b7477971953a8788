/** Names and the colours they stand for: swatches beside text. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import { centreX, centreY, credible, type Label, type Rect } from './model.ts';
import { numberOf } from './numbers.ts';
import { away, chroma, clip, coloursOf, pixel, type Colour } from './raster.ts';

export interface LegendEntry {
  label: Label;
  /** As the reader prints it, a swatch taken for characters removed. */
  name: string;
  colour: Colour;
  swatch: Rect;
}

type Side = 'left' | 'right';

/** Entries of one legend (or none): text with a small piece of colour beside it, in a column or row of its like. */
export function findLegend(picture: Rgb, labels: readonly Label[], unit: number): LegendEntry[] {
  let best: LegendEntry[] = [];
  for (const side of ['left', 'right'] as const) {
    const entries = labels.flatMap((label) => {
      const found = label.turned || !credible(label) ? null : swatchOf(picture, label, side, unit);
      return found ? [found] : [];
    });
    const grouped = largestGroup(entries, unit);
    if (grouped.length > best.length) best = grouped;
  }
  // One alone is easily something else: a bar beside its name, a letter.
  if (best.length === 1 && chroma(best[0]!.colour) < 48) return [];
  // Values printed on marks are numbers; of numbers only years name series.
  if (best.every((entry) => numberOf(entry.name) !== null && !/^(?:19|20)\d\d$/.test(entry.name))) return [];
  return best;
}

/** Texts that stand in line with a legend's entries, and whose own swatch was not found. */
export function besideLegend(labels: readonly Label[], legend: readonly LegendEntry[], unit: number): Label[] {
  const entries = legend.map((entry) => entry.label);
  const first = entries[0];
  if (!first) return [];
  const tall = first.box.height;
  return labels.filter((label) => {
    if (entries.includes(label) || label.turned || !/\p{L}/u.test(label.text)) return false;
    if (Math.abs(label.box.height - tall) > 0.35 * tall) return false;
    return entries.some((entry) => {
      const below = Math.abs(centreY(label) - centreY(entry));
      const column = Math.abs(label.box.x - entry.box.x) <= 10 * unit && below <= 2.6 * tall;
      const [a, b] = label.box.x < entry.box.x ? [label, entry] : [entry, label];
      const gap = b.box.x - (a.box.x + a.box.width);
      return column || (below <= 3 * unit && gap > 1.2 * tall && gap < 6 * tall);
    });
  });
}

/** Entries whose swatches are of a size and stand in line, with the text at one distance. */
function largestGroup(entries: readonly LegendEntry[], unit: number): LegendEntry[] {
  let best: LegendEntry[] = [];
  for (const anchor of entries) {
    const width = anchor.swatch.x1 - anchor.swatch.x0;
    const height = anchor.swatch.y1 - anchor.swatch.y0;
    const gap = distance(anchor);
    const sized = entries.filter(
      (one) =>
        Math.abs(one.swatch.x1 - one.swatch.x0 - width) <= 3.5 * unit &&
        Math.abs(one.swatch.y1 - one.swatch.y0 - height) <= 4 * unit,
    );
    const like = sized.filter((one) => Math.abs(distance(one) - gap) <= 4 * unit);
    // Below each other the swatches' line says enough: a name may have lost its first letter.
    const column = sized.filter((one) => Math.abs(one.swatch.x0 - anchor.swatch.x0) <= 3 * unit);
    const rowMates = like.filter((one) => Math.abs(centreY(one.label) - centreY(anchor.label)) <= 4 * unit);
    // Several rows of a legend: rows one below the other with nothing else between.
    const rows = like.filter((one) => Math.abs(centreY(one.label) - centreY(anchor.label)) <= 26 * unit);
    for (const group of [column, rowMates, rows.length > rowMates.length + 1 ? rows : []]) {
      const distinctColours = group.filter(
        (one, i) => group.findIndex((other) => away(other.colour, one.colour) < 10) === i,
      ).length;
      if (group.length > best.length && distinctColours >= Math.min(2, group.length)) best = group;
    }
  }
  return [...best].sort((a, b) => centreY(a.label) - centreY(b.label) || centreX(a.label) - centreX(b.label));
}

function distance(entry: LegendEntry): number {
  const { box } = entry.label;
  return entry.swatch.x0 < box.x ? box.x - entry.swatch.x1 : entry.swatch.x0 - (box.x + box.width);
}

export function swatchOf(picture: Rgb, label: Label, side: Side, unit: number): LegendEntry | null {
  // Boxes hold the ink: a line's height is a third more.
  const h = Math.max(10 * unit, Math.min(1.3 * label.box.height, 18 * unit));
  const cy = centreY(label);
  const span = clip(
    side === 'left'
      ? { x0: label.box.x - 5.5 * h, y0: cy - h, x1: label.box.x - 2 * unit, y1: cy + h }
      : {
          x0: label.box.x + label.box.width + 2 * unit,
          y0: cy - h,
          x1: label.box.x + label.box.width + 5.5 * h,
          y1: cy + h,
        },
    picture,
  );
  if (span.x1 - span.x0 < 4 || span.y1 - span.y0 < 6) return null;
  const ground = coloursOf(picture, span, null, 4)[0]?.colour;
  if (!ground) return null;
  const middle = Math.round(cy);
  const ink = (x: number) => {
    let n = 0;
    for (
      let y = Math.max(span.y0, Math.round(cy - 0.35 * h));
      y <= Math.min(span.y1 - 1, Math.round(cy + 0.35 * h));
      y++
    ) {
      if (away(pixel(picture, x, y), ground) > 24) n++;
    }
    return n;
  };
  // From the text outwards: a gap, then the swatch, then a gap.
  const order: number[] = [];
  if (side === 'left') for (let x = span.x1 - 1; x >= span.x0; x--) order.push(x);
  else for (let x = span.x0; x < span.x1; x++) order.push(x);
  let start = -1;
  let end = -1;
  let gap = 0;
  for (const x of order) {
    if (ink(x) > 0) {
      if (start < 0) start = x;
      end = x;
      gap = 0;
    } else if (start >= 0 && ++gap > 0.45 * h) break;
    else if (start < 0 && Math.abs(x - (side === 'left' ? label.box.x : label.box.x + label.box.width)) > 1.9 * h)
      return null;
  }
  if (start < 0) return null;
  let x0 = Math.min(start, end);
  let x1 = Math.max(start, end) + 1;
  if (x1 - x0 > 2.6 * h) {
    // Lines and a key's own frame run into it: it ends where its colour does.
    const own = runOfColour(
      picture,
      order,
      start,
      { ground, y0: Math.round(cy - 0.35 * h), y1: Math.round(cy + 0.35 * h) + 1 },
      h,
    );
    if (own) [x0, x1] = own;
  }
  if (x1 - x0 > 4.2 * h || x1 - x0 < 2.5 * unit) return null;
  // Its colour: the strongest of the piece's middle; a key may have a ground of its own.
  const band = clip({ x0, y0: middle - 0.42 * h, x1, y1: middle + 0.42 * h + 1 }, picture);
  const strong = coloursOf(picture, band, null, 6)
    .filter((one) => away(one.colour, ground) > 24)
    .reduce<{ colour: Colour; count: number } | null>(
      (most, one) =>
        most === null || one.count * (1 + chroma(one.colour) / 25) > most.count * (1 + chroma(most.colour) / 25)
          ? one
          : most,
      null,
    );
  if (!strong || strong.count < 4) return null;
  const swatch = extentOf(picture, strong.colour, { x0, y0: middle - 1.3 * h, x1, y1: middle + 1.3 * h }, middle);
  if (!swatch) return null;
  // It ends above and below: no bar or panel that the text stands on.
  if (swatch.y1 - swatch.y0 > 1.95 * h || swatch.x1 - swatch.x0 < 2.5 * unit) return null;
  // Grey pieces: letters of the line before, check marks; only flat ones count.
  const area = (swatch.x1 - swatch.x0) * (swatch.y1 - swatch.y0);
  const line = swatch.y1 - swatch.y0 <= 4 * unit && swatch.x1 - swatch.x0 >= 12 * unit;
  if (chroma(strong.colour) < 24 && strong.count < 0.5 * area && !line) return null;
  return { label, name: label.text.replace(/^[^\p{L}\p{N}$€£¥("']+\s+/u, ''), colour: strong.colour, swatch };
}

/** Columns from `start` on in which the strongest colour of the first ones stands. */
function runOfColour(
  picture: Rgb,
  order: readonly number[],
  start: number,
  { ground, y0, y1 }: { ground: Colour; y0: number; y1: number },
  h: number,
): [number, number] | null {
  const from = order.indexOf(start);
  let colour: Colour | null = null;
  let most = 0;
  for (const x of order.slice(from, from + Math.round(0.6 * h))) {
    for (let y = Math.max(0, y0); y < Math.min(picture.height, y1); y++) {
      const p = pixel(picture, x, y);
      const worth = away(p, ground) + 2 * chroma(p);
      if (away(p, ground) > 24 && worth > most) [colour, most] = [p, worth];
    }
  }
  if (!colour) return null;
  let end = start;
  let gap = 0;
  for (const x of order.slice(from)) {
    let has = false;
    for (let y = Math.max(0, y0); y < Math.min(picture.height, y1) && !has; y++)
      has = away(pixel(picture, x, y), colour) < 40;
    if (has) [end, gap] = [x, 0];
    else if (++gap > 0.45 * h) break;
  }
  return [Math.min(start, end), Math.max(start, end) + 1];
}

/** The rows around the middle, and the columns, in which the colour stands. */
function extentOf(picture: Rgb, colour: Colour, around: Rect, middle: number): Rect | null {
  const area = clip(around, picture);
  const has = (y: number) => {
    for (let x = area.x0; x < area.x1; x++) if (away(pixel(picture, x, y), colour) < 30) return true;
    return false;
  };
  let start = -1;
  for (let d = 0; d < 6 && start < 0; d++) {
    if (middle + d < area.y1 && has(middle + d)) start = middle + d;
    else if (middle - d >= area.y0 && has(middle - d)) start = middle - d;
  }
  if (start < 0) return null;
  let y0 = start;
  let y1 = start + 1;
  while (y0 > area.y0 && has(y0 - 1)) y0--;
  while (y1 < area.y1 && has(y1)) y1++;
  let x0 = area.x1;
  let x1 = area.x0;
  for (let y = y0; y < y1; y++) {
    for (let x = area.x0; x < area.x1; x++) {
      if (away(pixel(picture, x, y), colour) >= 30) continue;
      if (x < x0) x0 = x;
      if (x >= x1) x1 = x + 1;
    }
  }
  return x1 > x0 ? { x0, y0, x1, y1 } : null;
}
