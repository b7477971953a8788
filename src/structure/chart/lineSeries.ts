/** From traces to points: at categories, at markers, or where the line bends. */
import type { Category } from './frame.ts';
import { valueAt, type AxisFit, type Rect } from './model.ts';
import type { RawPoint } from './barSeries.ts';
import { fitKnots, knotsOf, type Knots } from './knots.ts';
import { heightAt, heightAtEnd, type Dot, type Trace } from './trace.ts';

export interface TracedSeries {
  series: number;
  trace: Trace;
  markers: Dot[];
}

/** Where all lines of a chart have their points, in columns of the plot; null: unknown. */
export function commonPlaces(
  lines: readonly TracedSeries[],
  unit: number,
  given: readonly (readonly number[])[] = [],
): { at: number[]; from: 'markers' | 'bends' } | null {
  let best: Dot[] = [];
  for (const line of lines) if (line.markers.length > best.length) best = line.markers;
  if (best.length >= 3) {
    const merged: number[] = [];
    for (const x of lines.flatMap((line) => line.markers.map((dot) => dot.x)).sort((a, b) => a - b)) {
      if (merged.length === 0 || x - merged[merged.length - 1]! > 2.5 * unit) merged.push(x);
    }
    return { at: filled(merged), from: 'markers' };
  }
  let found: Knots | null = null;
  for (const line of lines) {
    if (line.trace.seen < 0.5) continue;
    const knots = knotsOf(line.trace, unit, given);
    // The line with most bends shows where points are; one that is nearly straight shows nothing.
    if (knots && (!found || knots.at.length > found.at.length)) found = knots;
  }
  return found && found.at.length >= 3 ? { at: found.at, from: 'bends' } : null;
}

/** Markers at equal distances, those hidden by others put in. */
function filled(at: readonly number[]): number[] {
  const gaps = at
    .slice(1)
    .map((x, i) => x - at[i]!)
    .sort((a, b) => a - b);
  const step = gaps[Math.floor(gaps.length * 0.3)];
  if (!step || gaps.some((gap) => Math.abs(gap / step - Math.round(gap / step)) > 0.2)) return [...at];
  const out: number[] = [];
  at.forEach((x, i) => {
    out.push(x);
    const next = at[i + 1];
    if (next === undefined) return;
    const missing = Math.round((next - x) / step) - 1;
    for (let k = 1; k <= Math.min(missing, 20); k++) out.push(x + ((next - x) * k) / (missing + 1));
  });
  return out;
}

/** Values of one line at places of the plot. */
export function sampleLine(
  line: TracedSeries,
  places: readonly { at: number; label?: string; x?: number; labelConfidence?: number }[],
  axis: AxisFit,
  rect: Rect,
  unit: number,
): RawPoint[] {
  const out: RawPoint[] = [];
  for (const place of places) {
    const dot = line.markers.find((one) => Math.abs(one.x - place.at) < 2.5 * unit);
    const slack = 4 * unit;
    if (place.at < line.trace.x0 - slack || place.at > line.trace.x1 + slack) continue;
    const inside = Math.max(line.trace.x0, Math.min(line.trace.x1 - 1, place.at));
    const seen = dot ? { y: dot.y + 0.5, hidden: false } : heightAt(line.trace, inside);
    const end = dot ? null : heightAtEnd(line.trace, place.at, unit);
    const y = end !== null && Math.abs(end - seen.y) > 1.5 ? end : seen.y;
    const { hidden } = seen;
    if (Number.isNaN(y)) continue;
    const point: RawPoint = {
      y: valueAt(axis, y + rect.y0),
      rect: {
        x0: rect.x0 + place.at - 3 * unit,
        x1: rect.x0 + place.at + 3 * unit,
        y0: rect.y0 + y - 3 * unit,
        y1: rect.y0 + y + 3 * unit,
      },
      confidence: hidden ? 0.6 : dot ? 0.95 : broken(line.trace, place.at, unit) ? 0.8 : 0.92,
    };
    if (place.label !== undefined) point.label = place.label;
    if (place.labelConfidence !== undefined) point.labelConfidence = place.labelConfidence;
    if (place.x !== undefined) point.x = place.x;
    out.push(point);
  }
  return out;
}

/** Gaps of a dash beside the place: a peak may stand in one. */
function broken(trace: Trace, x: number, unit: number): boolean {
  const [from, to] = [Math.round(x - 4 * unit - trace.x0), Math.round(x + 4 * unit - trace.x0)];
  let gaps = 0;
  for (let i = from; i <= to; i++) if (Number.isNaN(trace.y[i] ?? 0)) gaps++;
  return gaps > 0.2 * (to - from);
}

/** Places on a numeric or time axis, rounded to what such axes count in where that is near. */
export function onAxis(at: readonly number[], xAxis: AxisFit, rect: Rect): { at: number; x: number }[] {
  const values = at.map((x) => valueAt(xAxis, x + rect.x0 + 0.5));
  if (xAxis.log) return at.map((x, i) => ({ at: x, x: tidy(values[i]!, Math.abs(values[i]!) * 0.004) }));
  if (xAxis.time) return at.map((x, i) => ({ at: x, x: values[i]! }));
  const step = values.length > 1 ? Math.abs(values[values.length - 1]! - values[0]!) / (values.length - 1) : 0;
  // Points at whole numbers: all are near one.
  const whole =
    step > 0.6 && values.every((value) => Math.abs(value - Math.round(value)) < Math.max(0.12, 0.12 * step));
  return at.map((x, i) => ({ at: x, x: whole ? Math.round(values[i]!) : tidy(values[i]!, Math.abs(xAxis.slope)) }));
}

/** As many digits as the pixel grid resolves. */
export function tidy(value: number, tolerance: number): number {
  if (!Number.isFinite(value) || tolerance <= 0) return value;
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(tolerance))));
  const scale = Math.floor(Math.log10(tolerance));
  return scale >= 0 ? Math.round(value / 10 ** scale) * 10 ** scale : Number(value.toFixed(digits));
}

/** Categories stand where their labels do. */
export function atCategories(
  names: readonly Category[],
  rect: Rect,
): { at: number; label: string; labelConfidence: number }[] {
  return names.map((name) => ({ at: name.at - rect.x0 - 0.5, label: name.text, labelConfidence: name.confidence }));
}

/** Whether the lines bend at the categories alone. */
export function bendAt(lines: readonly TracedSeries[], at: readonly number[]): boolean {
  if (at.length < 2) return false;
  const good = lines.filter((line) => {
    const inside = at.filter((x) => x > line.trace.x0 - 4 && x < line.trace.x1 + 4);
    if (inside.length < 2 || line.trace.x0 < inside[0]! - 6 || line.trace.x1 > inside[inside.length - 1]! + 6)
      return false;
    return [false, true].some((smooth) => {
      const knots = fitKnots(line.trace, inside, smooth);
      return knots !== null && knots.error < 0.8 + 0.25 * line.trace.thickness;
    });
  }).length;
  return good > 0.5 * lines.length;
}

/** Whether points that lines have lie at the categories: as many, at the same places. */
export function agree(places: readonly number[], names: readonly number[], unit: number): number {
  if (places.length === 0 || names.length === 0) return 0;
  const hit = places.filter((x) => names.some((name) => Math.abs(name - x) < 4 * unit)).length;
  return hit / Math.max(places.length, names.length);
}
