/** The area between the axes: its ground, its grid and lines, its edges. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import { credible, type AxisFit, type Label, type Rect } from './model.ts';
import { numberOf } from './numbers.ts';
import { away, chroma, clip, coloursOf, near, pixel, type Colour } from './raster.ts';

export interface Plot {
  rect: Rect;
  ground: Colour;
  /** Rows and columns (of the picture) on which grid lines or axes run. */
  rows: number[];
  columns: number[];
}

/**
 * @param axis the value axis, along y
 * @param bounds where the chart ends: the picture, or a part of a dashboard
 */
export function findPlot(
  picture: Rgb,
  labels: readonly Label[],
  axis: AxisFit,
  second: AxisFit | null,
  bounds: Rect,
  unit: number,
): Plot | null {
  const own = axis.ticks.map((tick) => tick.label.box);
  const left = Math.min(...own.map((box) => box.x));
  const right = Math.max(...own.map((box) => box.x + box.width));
  const atLeft = (left + right) / 2 < (bounds.x0 + bounds.x1) / 2;
  let x0 = atLeft ? right + 1 : bounds.x0 + 2;
  let x1 = atLeft ? bounds.x1 - 2 : left - 1;
  if (second) {
    const boxes = second.ticks.map((tick) => tick.label.box);
    if (atLeft) x1 = Math.min(x1, Math.min(...boxes.map((box) => box.x)) - 1);
    else x0 = Math.max(x0, Math.max(...boxes.map((box) => box.x + box.width)) + 1);
  }
  const at = axis.ticks.map((tick) => tick.at).sort((a, b) => a - b);
  const step = (at[at.length - 1]! - at[0]!) / Math.max(1, at.length - 1);
  const top = at[0]!;
  const bottom = at[at.length - 1]!;
  // Marks may go beyond the outermost ticks, up to the next text: titles, categories.
  const others = labels.filter(
    (label) =>
      credible(label) && !own.includes(label.box) && label.box.x + label.box.width > x0 + 2 && label.box.x < x1,
  );
  // Values printed over bars may stand lower than other bars' ends; in a row with others they are names.
  const lowEdge = (label: Label) => label.box.y + label.box.height;
  const loose = (label: Label) =>
    numberOf(label.text) !== null &&
    !/^(?:19|20)\d\d$/.test(label.text) &&
    others.filter((other) => Math.abs(lowEdge(other) - lowEdge(label)) <= 2 * unit).length < 4;
  const above = others
    .filter((label) => !loose(label))
    .map(lowEdge)
    .filter((y) => y < top - unit);
  const below = others.map((label) => label.box.y).filter((y) => y > bottom + unit);
  const ceiling = Math.max(bounds.y0, top - 1.2 * step, ...above);
  const floor = Math.min(bounds.y1, bottom + 1.2 * step, ...below);
  let rect = clip({ x0, y0: ceiling, x1, y1: floor }, picture);
  if (rect.x1 - rect.x0 < 24 * unit || rect.y1 - rect.y0 < 16 * unit) return null;
  const inner = clip({ x0: rect.x0 + 2, y0: top, x1: rect.x1, y1: bottom }, picture);
  const page = pageOf(picture, bounds);
  const ground = groundOf(picture, inner, page);
  // Lines across show where the plot begins and ends.
  const lines = longLines(picture, rect, ground, unit);
  if (lines.length > 0) {
    const starts = lines.map((line) => line.x0).sort((a, b) => a - b);
    const ends = lines.map((line) => line.x1).sort((a, b) => a - b);
    // Marks may go a little beyond the lines.
    const pad = Math.round(Math.max(5 * unit, 0.05 * (ends[ends.length - 1]! - starts[0]!)));
    rect = clip(
      { ...rect, x0: Math.max(rect.x0, starts[0]! - pad), x1: Math.min(rect.x1, ends[ends.length - 1]! + pad) },
      picture,
    );
    const highest = Math.min(...lines.map((line) => line.y));
    if (highest < top - 3 * unit) rect.y0 = Math.max(rect.y0, highest - Math.round(3 * unit));
  }
  // A ground of its own (a grey panel) ends with the plot.
  const panel = panelOf(picture, rect, ground, page);
  if (panel) rect = panel;
  const { rows, columns } = gridOf(picture, rect, ground, unit);
  return { rect, ground, rows, columns };
}

/** The commonest colour; a strip at the left and the top count more, since bars may fill the rest. */
export function groundOf(picture: Rgb, rect: Rect, page: Colour | null = null): Colour {
  const whole = coloursOf(picture, rect, null, 8);
  const width = rect.x1 - rect.x0;
  const height = rect.y1 - rect.y0;
  const strip = coloursOf(picture, { ...rect, x1: rect.x0 + Math.max(3, Math.round(width * 0.04)) }, null, 8);
  const top = coloursOf(picture, { ...rect, y1: rect.y0 + Math.max(3, Math.round(height * 0.12)) }, null, 8);
  let best: Colour = whole[0]?.colour ?? [255, 255, 255];
  let most = -1;
  const all = width * height;
  for (const one of whole) {
    const share = (list: typeof whole, size: number) =>
      (list.find((other) => away(other.colour, one.colour) < 17)?.count ?? 0) / Math.max(1, size);
    const weight =
      one.count / all +
      share(strip, height * Math.max(3, width * 0.04)) +
      share(top, width * Math.max(3, height * 0.12)) +
      // Wide bars may fill more than half: what the page has around it is the likelier ground.
      (page && one.count > 0.08 * all && away(one.colour, page) < 12 ? 0.6 : 0) -
      chroma(one.colour) / 255;
    if (weight > most) {
      most = weight;
      best = one.colour;
    }
  }
  return best;
}

interface LongLine {
  y: number;
  x0: number;
  x1: number;
}

/** Thin lines across most of the area; marks in front of them may cut them. */
function longLines(picture: Rgb, rect: Rect, ground: Colour, unit: number): LongLine[] {
  const out: LongLine[] = [];
  const reach = Math.ceil(2.5 * unit) + 1;
  const width = rect.x1 - rect.x0;
  for (let y = rect.y0 + 1; y < rect.y1 - 1; y++) {
    let first = -1;
    let last = -1;
    let ink = 0;
    let gap = 0;
    let best = 0;
    let bestFirst = 0;
    let bestLast = 0;
    for (let x = rect.x0; x < rect.x1; x++) {
      const onGround = near(picture, x, y, ground, 10);
      const free = thinGround(picture, x, y, reach, ground);
      const line = !onGround || !free;
      const thin = !onGround && free;
      if (line) {
        if (first < 0) first = x;
        if (thin) ink++;
        last = x;
        gap = 0;
      } else if (first >= 0 && ++gap > 9 * unit) {
        if (ink > best) [best, bestFirst, bestLast] = [ink, first, last];
        first = -1;
        ink = 0;
      }
    }
    if (first >= 0 && ink > best) [best, bestFirst, bestLast] = [ink, first, last];
    if (best > 0.25 * width && bestLast - bestFirst > 0.5 * width) out.push({ y, x0: bestFirst, x1: bestLast + 1 });
  }
  return out;
}

function thinGround(picture: Rgb, x: number, y: number, reach: number, ground: Colour): boolean {
  const up = Math.max(0, y - reach);
  const down = Math.min(picture.height - 1, y + reach);
  return near(picture, x, up, ground, 14) || near(picture, x, down, ground, 14);
}

/** What is around the chart: the commonest colour along its edge. */
function pageOf(picture: Rgb, bounds: Rect): Colour {
  const rim = 3;
  const strips = [
    { ...bounds, y1: bounds.y0 + rim },
    { ...bounds, y0: bounds.y1 - rim },
    { ...bounds, x1: bounds.x0 + rim },
    { ...bounds, x0: bounds.x1 - rim },
  ].flatMap((strip) => coloursOf(picture, clip(strip, picture), null, 2).slice(0, 1));
  return strips.sort((a, b) => b.count - a.count)[0]?.colour ?? [255, 255, 255];
}

/** Where the ground differs from the page around it, its rectangle. */
function panelOf(picture: Rgb, rect: Rect, ground: Colour, page: Colour): Rect | null {
  if (away(page, ground) < 5) return null;
  let { x0, y0, x1, y1 } = rect;
  const limit = Math.round((rect.x1 - rect.x0) * 0.45);
  const reach = Math.max(3, 0.6 * away(page, ground));
  const cut = (p: Colour) => away(p, page) <= Math.min(reach, away(p, ground));
  const foreign = (x: number) => {
    let n = 0;
    for (let y = rect.y0; y < rect.y1; y += 2) if (cut(pixel(picture, x, y))) n++;
    return n * 2 > 0.85 * (rect.y1 - rect.y0);
  };
  const foreignRow = (y: number) => {
    let n = 0;
    for (let x = rect.x0; x < rect.x1; x += 2) if (cut(pixel(picture, x, y))) n++;
    return n * 2 > 0.85 * (rect.x1 - rect.x0);
  };
  const wide = (at: (i: number) => boolean, from: number, by: number, most: number) => {
    let moved = 0;
    while (moved < most && at(from + by * moved)) moved++;
    return moved;
  };
  const l = wide(foreign, x0, 1, limit);
  const r = wide(foreign, x1 - 1, -1, limit);
  const t = wide(foreignRow, y0, 1, Math.round((y1 - y0) * 0.4));
  const b = wide(foreignRow, y1 - 1, -1, Math.round((y1 - y0) * 0.4));
  // One or two columns are a frame or an axis.
  if (l > 4) x0 += l;
  if (r > 4) x1 -= r;
  if (t > 4) y0 += t;
  if (b > 4) y1 -= b;
  return x1 - x0 < rect.x1 - rect.x0 || y1 - y0 < rect.y1 - rect.y0 ? { x0, y0, x1, y1 } : null;
}

/** Rows and columns of grid lines and axes: thin, of little colour, across the free part of the plot. */
export function gridOf(picture: Rgb, rect: Rect, ground: Colour, unit: number): { rows: number[]; columns: number[] } {
  const reach = Math.ceil(2.5 * unit) + 1;
  const rows: number[] = [];
  const columns: number[] = [];
  const grey = (p: Colour) => away(p, ground) > 6 && (chroma(p) < 36 || Math.abs(chroma(p) - chroma(ground)) < 16);
  for (let y = rect.y0; y < rect.y1; y++) {
    let free = 0;
    let ink = 0;
    const up = Math.max(0, y - reach);
    const down = Math.min(picture.height - 1, y + reach);
    for (let x = rect.x0; x < rect.x1; x++) {
      if (!near(picture, x, up, ground, 14) && !near(picture, x, down, ground, 14)) continue;
      free++;
      if (!near(picture, x, y, ground, 7) && grey(pixel(picture, x, y))) ink++;
    }
    if (free > 0.08 * (rect.x1 - rect.x0) && ink > 0.3 * free) rows.push(y);
  }
  for (let x = rect.x0; x < rect.x1; x++) {
    let free = 0;
    let ink = 0;
    const left = Math.max(0, x - reach);
    const right = Math.min(picture.width - 1, x + reach);
    for (let y = rect.y0; y < rect.y1; y++) {
      if (!near(picture, left, y, ground, 14) && !near(picture, right, y, ground, 14)) continue;
      free++;
      if (!near(picture, x, y, ground, 7) && grey(pixel(picture, x, y))) ink++;
    }
    if (free > 0.08 * (rect.y1 - rect.y0) && ink > 0.3 * free) columns.push(x);
  }
  return { rows: thin(rows, 4 * unit), columns: thin(columns, 4 * unit) };
}

/** Runs of more rows than a line is thick are no lines. */
function thin(at: readonly number[], most: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < at.length;) {
    let j = i;
    while (j + 1 < at.length && at[j + 1] === at[j]! + 1) j++;
    if (j - i + 1 <= Math.max(2, most)) for (let k = i; k <= j; k++) out.push(at[k]!);
    i = j + 1;
  }
  return out;
}
