/** From rectangles to values: groups, stacks, negatives, floating bars. */
import type { ChartKind } from '../../shared/structure.ts';
import type { Bar } from './bars.ts';
import { pitchOf, type Category } from './frame.ts';
import { median, placeOf, valueAt, type AxisFit, type Rect } from './model.ts';

export interface RawPoint {
  label?: string;
  x?: number;
  y: number;
  low?: number;
  /** Pixels of the frame. */
  rect: Rect;
  confidence: number;
  labelConfidence?: number;
  /** Printed beside or on the mark. */
  printed?: { value: number; confidence: number };
}

export interface BarReading {
  kind: ChartKind;
  /** By index of the series. */
  points: Map<number, RawPoint[]>;
  stacked: boolean;
}

/**
 * @param bars rectangles in pixels of the frame
 * @param names labels beneath (or above) the bars
 */
export function readBars(
  bars: readonly Bar[],
  axis: AxisFit,
  names: readonly Category[],
  xAxis: AxisFit | null,
  unit: number,
): BarReading | null {
  const usable = cleaned(bars, unit);
  if (usable.length === 0) return null;
  const base = baseOf(usable, axis);
  const merged = joined(usable, base, unit);
  const slots = slotsOf(merged, names, unit);
  const touching = stackedShare(merged, unit);
  const many = new Set(merged.map((bar) => bar.series)).size;
  const stacked = many > 1 && touching > 0.25;
  const points = new Map<number, RawPoint[]>();
  for (const bar of merged) {
    const slot = slots.find((one) => one.bars.includes(bar));
    const [high, low] = [valueAt(axis, bar.rect.y0), valueAt(axis, bar.rect.y1)];
    const fromBase = Math.min(Math.abs(bar.rect.y0 - base), Math.abs(bar.rect.y1 - base));
    const floating = !stacked && fromBase > 4 * unit && !axis.log;
    let y = Math.abs(bar.rect.y1 - base) <= Math.abs(bar.rect.y0 - base) ? high : low;
    // A stack's part is as long as it is; its sign is that of its side.
    if (stacked && !axis.log)
      y = Math.abs(bar.rect.y1 - base) <= Math.abs(bar.rect.y0 - base) ? high - low : low - high;
    const point: RawPoint = { y, rect: bar.rect, confidence: bar.fill > 0.9 ? 0.95 : 0.85 };
    if (floating) {
      point.y = Math.max(high, low);
      point.low = Math.min(high, low);
      point.confidence -= 0.15;
    }
    if (slot?.name) {
      point.label = slot.name.text;
      point.labelConfidence = slot.name.confidence;
    }
    if (xAxis && !xAxis.time) point.x = valueAt(xAxis, slot ? slot.at : (bar.rect.x0 + bar.rect.x1) / 2);
    const list = points.get(bar.series);
    if (list) list.push(point);
    else points.set(bar.series, [point]);
  }
  for (const list of points.values()) list.sort((a, b) => a.rect.x0 - b.rect.x0);
  return { kind: many === 1 ? 'bar' : stacked ? 'stacked-bar' : 'grouped-bar', points, stacked };
}

/** Without slivers, frames and pieces that are no bars. */
function cleaned(bars: readonly Bar[], unit: number): Bar[] {
  const solid = bars.filter(
    (bar) => bar.fill > 0.7 && bar.rect.x1 - bar.rect.x0 >= 2.5 * unit && bar.rect.y1 - bar.rect.y0 >= 1,
  );
  // The frayed edge of another bar's end is none of its own.
  const isEdge = (bar: Bar) => {
    const height = bar.rect.y1 - bar.rect.y0;
    return (
      height <= 1.6 * unit &&
      bars.some(
        (other) =>
          other.series !== bar.series &&
          other.rect.y1 - other.rect.y0 > 4 * height &&
          Math.abs(other.rect.x0 - bar.rect.x0) <= 3 * unit &&
          Math.abs(other.rect.x1 - bar.rect.x1) <= 3 * unit &&
          Math.min(Math.abs(other.rect.y1 - bar.rect.y0), Math.abs(other.rect.y0 - bar.rect.y1)) <= 2,
      )
    );
  };
  const heavy = solid.filter((bar) => bar.rect.y1 - bar.rect.y0 > 3 * unit);
  const width = median((heavy.length ? heavy : solid).map((bar) => bar.rect.x1 - bar.rect.x0));
  return solid.filter(
    (bar) => Math.abs(bar.rect.x1 - bar.rect.x0 - width) <= Math.max(3 * unit, 0.28 * width) && !isEdge(bar),
  );
}

/** The line on which most bars stand: zero where the axis has it nearby. */
function baseOf(bars: readonly Bar[], axis: AxisFit): number {
  const ends = bars.flatMap((bar) => [bar.rect.y0, bar.rect.y1]);
  let best = ends[0]!;
  let most = 0;
  for (const end of ends) {
    const count = ends.filter((other) => Math.abs(other - end) <= 2).length;
    if (count > most) {
      most = count;
      best = end;
    }
  }
  const zero = axis.log ? null : placeOf(axis, 0);
  if (zero !== null && bars.some((bar) => Math.min(Math.abs(bar.rect.y0 - zero), Math.abs(bar.rect.y1 - zero)) <= 3))
    return zero;
  return best;
}

/** Pieces of one bar in one column that a line or letters cut. */
function joined(bars: readonly Bar[], base: number, unit: number): Bar[] {
  const out: Bar[] = [];
  for (const bar of [...bars].sort((a, b) => a.series - b.series || a.rect.x0 - b.rect.x0 || a.rect.y0 - b.rect.y0)) {
    const above = out.find(
      (one) =>
        one.series === bar.series &&
        Math.abs(one.rect.x0 + one.rect.x1 - bar.rect.x0 - bar.rect.x1) <= 4 * unit &&
        bar.rect.y0 - one.rect.y1 < 22 * unit &&
        one.rect.y0 - bar.rect.y1 < 22 * unit &&
        // On both sides of zero they are two.
        !(one.rect.y1 <= base + 1 && bar.rect.y0 >= base - 1) &&
        !bars.some(
          (other) =>
            other.series !== bar.series &&
            Math.min(other.rect.x1, bar.rect.x1) - Math.max(other.rect.x0, bar.rect.x0) >
              0.5 * (bar.rect.x1 - bar.rect.x0) &&
            between(one.rect, bar.rect, other.rect),
        ),
    );
    if (above) {
      above.rect = {
        x0: Math.min(above.rect.x0, bar.rect.x0),
        x1: Math.max(above.rect.x1, bar.rect.x1),
        y0: Math.min(above.rect.y0, bar.rect.y0),
        y1: Math.max(above.rect.y1, bar.rect.y1),
      };
    } else out.push({ ...bar, rect: { ...bar.rect } });
  }
  return out;
}

function between(a: Rect, b: Rect, middle: Rect): boolean {
  const top = Math.min(a.y1, b.y1);
  const bottom = Math.max(a.y0, b.y0);
  return middle.y0 >= top - 2 && middle.y1 <= bottom + 2;
}

/** Share of bars that stand on another series' bar. */
function stackedShare(bars: readonly Bar[], unit: number): number {
  const on = bars.filter((bar) =>
    bars.some(
      (other) =>
        other.series !== bar.series &&
        Math.abs(other.rect.x0 - bar.rect.x0) <= 3 * unit &&
        Math.abs(other.rect.x1 - bar.rect.x1) <= 3 * unit &&
        (Math.abs(other.rect.y0 - bar.rect.y1) <= 3 * unit || Math.abs(other.rect.y1 - bar.rect.y0) <= 3 * unit),
    ),
  );
  return on.length / bars.length;
}

interface Slot {
  at: number;
  bars: Bar[];
  name: Category | null;
}

/** Bars that belong to one category: by the nearest label, or side by side. */
function slotsOf(bars: readonly Bar[], names: readonly Category[], unit: number): Slot[] {
  const centre = (bar: Bar) => (bar.rect.x0 + bar.rect.x1) / 2;
  const width = median(bars.map((bar) => bar.rect.x1 - bar.rect.x0));
  if (names.length > 0) {
    const pitch = pitchOf(names.map((name) => name.at));
    const columns = clusters(bars, centre, 0.5 * width);
    const series = new Set(bars.map((bar) => bar.series)).size;
    // As many columns as labels: one each, in order (turned labels do not stand in the middle).
    if (
      columns.length === names.length &&
      !columns.some(
        (column, i) => Math.abs(mean(column.map(centre)) - names[i]!.at) > Math.max(0.75 * pitch, 20 * unit),
      )
    ) {
      return columns.map((column, i) => ({ at: mean(column.map(centre)), bars: column, name: names[i]! }));
    }
    const slots: Slot[] = names.map((name) => ({ at: name.at, bars: [], name }));
    for (const bar of bars) {
      let best: Slot | null = null;
      for (const slot of slots)
        if (!best || Math.abs(slot.at - centre(bar)) < Math.abs(best.at - centre(bar))) best = slot;
      const reach = pitch > 0 ? (series > 1 ? 0.55 : 0.5) * pitch : Infinity;
      if (best && Math.abs(best.at - centre(bar)) <= reach) best.bars.push(bar);
      else slots.push({ at: centre(bar), bars: [bar], name: null });
    }
    return slots;
  }
  return clusters(bars, centre, 1.3 * width).map((column) => ({
    at: mean(column.map(centre)),
    bars: column,
    name: null,
  }));
}

function clusters(bars: readonly Bar[], at: (bar: Bar) => number, gap: number): Bar[][] {
  const out: Bar[][] = [];
  for (const bar of [...bars].sort((a, b) => at(a) - at(b))) {
    const last = out[out.length - 1];
    if (last && at(bar) - at(last[last.length - 1]!) <= gap) last.push(bar);
    else out.push([bar]);
  }
  return out;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
