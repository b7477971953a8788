/** Charts with axes: what each colour is drawn as, and its values. */
import type { ChartKind } from '../../shared/structure.ts';
import { barsOf, barLikeness, type Bar } from './bars.ts';
import { readBars, type RawPoint } from './barSeries.ts';
import { categoriesOf, snapToMarks, type Category, type Frame } from './frame.ts';
import { agree, atCategories, bendAt, commonPlaces, onAxis, sampleLine, type TracedSeries } from './lineSeries.ts';
import { blockedOf, type SeriesMask } from './masks.ts';
import { centreX, centreY, credible, placeOf, valueAt, type AxisFit, type Label, type Rect } from './model.ts';
import { findPlot, type Plot } from './plot.ts';
import { away, pixel, type Colour } from './raster.ts';
import { barsDrawn, lineDrawn } from './evidence.ts';
import { dotsOf } from './scatter.ts';
import { pairPrinted } from './printed.ts';
import { dropShades, seriesMasks } from './seriesMasks.ts';
import { shapeOf, type Shape } from './shapes.ts';
import { markersOf, traceLine } from './trace.ts';

export interface RawSeries {
  name: string;
  nameConfidence: number;
  colour: Colour;
  shape: Shape;
  points: RawPoint[];
  /** How well its marks, drawn again, are what the pixels have, 0..1. */
  drawn: number;
}

export interface RawChart {
  kind: ChartKind;
  series: RawSeries[];
  plot: Rect;
  /** How well marks explain the ink, 0..1. */
  likeness: number;
  categories: Category[];
  xAxis: AxisFit | null;
  yAxis: AxisFit | null;
  second: AxisFit | null;
}

export function readCartesian(frame: Frame, y: AxisFit, x: AxisFit | null, second: AxisFit | null): RawChart | null {
  const { picture, unit } = frame;
  const plot = findPlot(picture, frame.labels, y, second, frame.bounds, unit);
  if (!plot) return null;
  snapToMarks(picture, y, plot, unit);
  const ticks = new Set<Label>([...y.ticks, ...(second?.ticks ?? [])].map((tick) => tick.label));
  const named = new Set(frame.legend.map((entry) => entry.label));
  const xAxis = x && isBeside(x, plot, unit) ? x : null;
  const swatches = frame.legend.map((entry) => entry.swatch);
  const inside = frame.labels.filter((label) => credible(label) && (!label.turned || centreX(label) > plot.rect.x0));
  const blocked = blockedOf(plot, inside, swatches);
  const series = seriesMasks(frame, plot, blocked);
  if (series.length === 0) return null;
  const width = plot.rect.x1 - plot.rect.x0;
  const height = plot.rect.y1 - plot.rect.y0;
  const bars = barsOf(series, blocked, width, height, unit);
  const zero = y.log ? null : placeOf(y, 0);
  const shapes = series.map((one, index) =>
    shapeOf(
      one,
      bars.filter((bar) => bar.series === index),
      series,
      width,
      height,
      unit,
      zero === null ? null : zero - plot.rect.y0,
    ),
  );
  dropShades(
    shapes,
    series,
    plot.ground,
    (index) =>
      series.length > 1 &&
      bars.filter((bar) => bar.series === index).every((bar) => bar.rect.y1 - bar.rect.y0 <= 3 * unit),
  );
  const exclude = new Set<Label>([...ticks, ...named, ...inColumn(frame.labels, y, plot)]);
  const rows = (['below', 'above'] as const).map((side) => categoriesOf(frame, plot, exclude, side));
  const categories = frame.flipped
    ? rows[1]!.length >= rows[0]!.length
      ? rows[1]!
      : rows[0]!
    : rows[0]!.length > 0
      ? rows[0]!
      : rows[1]!;
  const likeness = barLikeness(bars, series, unit);
  const out: RawSeries[] = [];
  let kind: ChartKind = 'other';

  const barIndex = shapes.flatMap((shape, i) => (shape === 'bar' ? [i] : []));
  if (barIndex.length > 0) {
    const placedBars: Bar[] = bars
      .filter((bar) => shapes[bar.series] === 'bar')
      .map((bar) => ({
        ...bar,
        rect: {
          x0: bar.rect.x0 + plot.rect.x0,
          x1: bar.rect.x1 + plot.rect.x0,
          y0: bar.rect.y0 + plot.rect.y0,
          y1: bar.rect.y1 + plot.rect.y0,
        },
      }));
    const read = readBars(placedBars, y, categories, xAxis, unit);
    if (read) {
      kind = frame.flipped ? 'horizontal-bar' : read.kind;
      pairPrinted([...read.points.values()].flat(), frame, exclude, categories, y);
      for (const [index, points] of read.points) {
        const rects = points.map(({ rect }) => within(rect, plot.rect));
        const drawn = barsDrawn(series[index]!.mask, width, height, rects);
        clipped(points, plot, zero);
        out.push(seriesFrom(frame, series[index]!, 'bar', points, drawn));
      }
    }
  }
  const lineIndex = shapes.flatMap((shape, i) => (shape === 'line' || shape === 'area' ? [i] : []));
  const traced: TracedSeries[] = lineIndex.flatMap((index) => {
    const one = series[index]!;
    const trace = traceLine(
      shapes[index] === 'area' ? upperEdge(one.mask, width, height) : one.mask,
      width,
      height,
      unit,
    );
    if (!trace || trace.x1 - trace.x0 < 0.12 * width) return [];
    return [
      {
        series: index,
        trace,
        markers: shapes[index] === 'area' ? [] : markersOf(one.mask, width, height, trace.thickness, unit),
      },
    ];
  });
  if (traced.length > 0) {
    const places = placesOf(traced, categories, xAxis, plot, unit);
    for (const line of traced) {
      const points = sampleLine(line, places.at, y, plot.rect, unit);
      pairPrinted(points, frame, exclude, categories, y);
      if (points.length === 0) continue;
      const shape = shapes[line.series]!;
      const rim = shape === 'area' ? upperEdge(series[line.series]!.mask, width, height) : series[line.series]!.mask;
      const middles = points.map(({ rect }) => ({
        x: (rect.x0 + rect.x1) / 2 - plot.rect.x0,
        y: (rect.y0 + rect.y1) / 2 - plot.rect.y0,
      }));
      const drawn = lineDrawn(line.trace, rim, width, middles, unit) * (places.sure ? 1 : 0.6);
      out.push(seriesFrom(frame, series[line.series]!, shape, points, drawn));
    }
    if (kind === 'other')
      kind =
        shapes.some((shape, i) => shape === 'area' && lineIndex.includes(i)) || filledBelow(frame, plot, traced)
          ? 'area'
          : 'line';
  }
  const dotIndex = shapes.flatMap((shape, i) => (shape === 'dots' ? [i] : []));
  const before: { x: number; y: number }[][] = [];
  for (const index of dotIndex.sort((a, b) => series[b]!.count - series[a]!.count)) {
    const dots = dotsOf(series[index]!.mask, width, height, unit);
    // Outlines of dots are no dots of their own.
    const same = before.some(
      (others) =>
        dots.filter((dot) => others.some((one) => Math.hypot(one.x - dot.x, one.y - dot.y) < 2 * unit)).length >
        0.7 * dots.length,
    );
    if (same && series[index]!.name === null) continue;
    before.push(dots);
    const points: RawPoint[] = dots.map((dot) => {
      const px = dot.x + plot.rect.x0 + 0.5;
      const py = dot.y + plot.rect.y0 + 0.5;
      const r = dot.radius;
      const point: RawPoint = {
        y: valueAt(y, py),
        rect: { x0: px - r, x1: px + r, y0: py - r, y1: py + r },
        confidence: dot.overlapping ? 0.7 : 0.95,
      };
      if (xAxis) point.x = valueAt(xAxis, px);
      else {
        const near = categories.reduce<Category | null>(
          (best, one) => (!best || Math.abs(one.at - px) < Math.abs(best.at - px) ? one : best),
          null,
        );
        if (near) point.label = near.text;
      }
      return point;
    });
    const area = dots.reduce((sum, dot) => sum + Math.PI * dot.radius ** 2, 0);
    const drawn = Math.min(1, area / (0.85 * series[index]!.count), (1.6 * series[index]!.count) / Math.max(1, area));
    if (points.length > 0) out.push(seriesFrom(frame, series[index]!, 'dots', points, drawn));
  }
  if (kind === 'other' && dotIndex.length > 0) kind = 'scatter';
  if (out.length === 0) return null;
  return {
    kind,
    series: ordered(out, frame),
    plot: plot.rect,
    likeness: kind.endsWith('bar') ? likeness : 0.5,
    categories,
    xAxis,
    yAxis: y,
    second,
  };
}

/** In the legend's order; what it does not name comes last. */
function ordered(series: readonly RawSeries[], frame: Frame): RawSeries[] {
  const at = (one: RawSeries) => {
    const index = frame.legend.findIndex((entry) => entry.name === one.name);
    return index < 0 ? frame.legend.length : index;
  };
  return [...series].sort((a, b) => at(a) - at(b));
}

function seriesFrom(frame: Frame, mask: SeriesMask, shape: Shape, points: RawPoint[], drawn: number): RawSeries {
  const entry = frame.legend.find((one) => one.name === mask.name);
  const nameConfidence = entry?.label.confidence ?? 1;
  return { name: mask.name ?? '', nameConfidence, colour: mask.colour, shape, points, drawn };
}

const within = (rect: Rect, plot: Rect): Rect => ({
  x0: rect.x0 - plot.x0,
  x1: rect.x1 - plot.x0,
  y0: rect.y0 - plot.y0,
  y1: rect.y1 - plot.y0,
});

/** A bar that ends where the plot was cut may be longer. */
function clipped(points: readonly RawPoint[], plot: Plot, zero: number | null): void {
  for (const point of points) {
    const top = point.rect.y0 <= plot.rect.y0 + 1 && !(zero !== null && Math.abs(point.rect.y0 - zero) < 4);
    const bottom = point.rect.y1 >= plot.rect.y1 - 1 && zero !== null && point.rect.y0 >= zero - 3;
    if (top || bottom) point.confidence = Math.min(point.confidence, 0.6);
  }
}

/** What stands among the ticks, outside of the plot, is a tick that was not read. */
function inColumn(labels: readonly Label[], axis: AxisFit, plot: Plot): Label[] {
  const boxes = axis.ticks.map((tick) => tick.label.box);
  const x0 = Math.min(...boxes.map((box) => box.x));
  const x1 = Math.max(...boxes.map((box) => box.x + box.width));
  const at = axis.ticks.map((tick) => tick.at);
  const step = (Math.max(...at) - Math.min(...at)) / Math.max(1, at.length - 1);
  return labels.filter(
    (label) =>
      centreX(label) >= x0 &&
      centreX(label) <= x1 &&
      (centreX(label) < plot.rect.x0 || centreX(label) > plot.rect.x1) &&
      centreY(label) > Math.min(...at) - 1.2 * step &&
      centreY(label) < Math.max(...at) + 1.2 * step,
  );
}

/** Its labels stand below or above the plot. */
function isBeside(x: AxisFit, plot: Plot, unit: number): boolean {
  const ys = x.ticks.map((tick) => centreY(tick.label));
  const low = Math.min(...ys);
  return low > plot.rect.y1 - 8 * unit || Math.max(...ys) < plot.rect.y0 + 8 * unit;
}

/** The upper rim of filled areas, as a stroke. */
function upperEdge(mask: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!mask[y * width + x]) continue;
      out[y * width + x] = 1;
      break;
    }
  }
  return out;
}

/** A translucent fill under the line: what lies below it differs from the ground, what lies above does not. */
function filledBelow(frame: Frame, plot: Plot, lines: readonly TracedSeries[]): boolean {
  const { picture } = frame;
  const { rect, ground } = plot;
  let filled = 0;
  for (const { trace } of lines) {
    let below = 0;
    let above = 0;
    let seen = 0;
    for (let i = 0; i < trace.y.length; i += 3) {
      if (Number.isNaN(trace.y[i]!)) continue;
      const x = trace.x0 + i + rect.x0;
      const down = Math.round(trace.bottom[i]! + rect.y0 + 4);
      const up = Math.round(trace.top[i]! + rect.y0 - 5);
      if (down >= rect.y1 || up < rect.y0 || plot.columns.includes(x)) continue;
      if (plot.rows.includes(down) || plot.rows.includes(up)) continue;
      seen++;
      if (away(pixel(picture, x, down), ground) > 3) below++;
      if (away(pixel(picture, x, up), ground) > 3) above++;
    }
    if (seen > 10 && below > 0.75 * seen && (lines.length > 1 || above < 0.4 * seen)) filled++;
  }
  return filled === lines.length;
}

function placesOf(
  lines: readonly TracedSeries[],
  categories: readonly Category[],
  xAxis: AxisFit | null,
  plot: Plot,
  unit: number,
): { at: { at: number; label?: string; x?: number; labelConfidence?: number }[]; sure: boolean } {
  const names = atCategories(categories, plot.rect);
  const sure = (at: { at: number }[]) => ({ at, sure: true });
  const withX = () =>
    sure(names.map((name) => (xAxis ? { ...name, x: valueAt(xAxis, name.at + plot.rect.x0 + 0.5) } : name)));
  // A number at every tick, and bends nowhere else: the ticks are the points.
  if (
    names.length >= 3 &&
    xAxis &&
    bendAt(
      lines,
      names.map((name) => name.at),
    )
  )
    return withX();
  const common =
    xAxis || names.length < 2 ? commonPlaces(lines, unit, xAxis?.time ? calendar(xAxis, plot.rect, lines) : []) : null;
  if (
    names.length >= 2 &&
    (!xAxis ||
      (common &&
        agree(
          common.at,
          names.map((name) => name.at),
          unit,
        ) > 0.8))
  )
    return withX();
  if (!xAxis) return sure((common?.at ?? []).map((at) => ({ at })));
  if (common) return sure(onAxis(common.at, xAxis, plot.rect));
  const [x0, x1] = [
    Math.min(...lines.map((line) => line.trace.x0)),
    Math.max(...lines.map((line) => line.trace.x1 - 1)),
  ];
  // Where the line has its points nobody can tell: its height at even places.
  const even = Array.from({ length: 21 }, (_, i) => x0 + ((x1 - x0) * i) / 20);
  return { at: onAxis(even, xAxis, plot.rect), sure: false };
}

/** Columns of the plot at which months begin: their distances differ. */
function calendar(axis: AxisFit, rect: Rect, lines: readonly TracedSeries[]): number[][] {
  const start = Math.min(...lines.map((line) => line.trace.x0));
  const end = Math.max(...lines.map((line) => line.trace.x1 - 1));
  const day = 86_400_000;
  const [from, to] = [valueAt(axis, start + rect.x0 - 2), valueAt(axis, end + rect.x0 + 3)];
  if (!(to - from > 90 * day) || to - from > 40_000 * day) return [];
  const first = new Date(from);
  return [1, 3, 12].flatMap((step) => {
    const at: number[] = [];
    for (let month = Math.ceil(first.getUTCMonth() / step) * step; ; month += step) {
      const ms = Date.UTC(first.getUTCFullYear(), month, 1);
      if (ms > to) break;
      if (ms >= from) at.push((ms - axis.offset) / axis.slope - rect.x0 - 0.5);
    }
    return at.length >= 4 && (end - start) / at.length > 4 ? [at] : [];
  });
}
