/**
 * What speaks against a reading: marks drawn again that the pixels do not have, ink that no mark explains, places and names that
 * nothing printed carries. Each doubt is a ceiling of the confidence.
 */
import type { AxisFit, Rect } from './model.ts';
import type { Trace } from './trace.ts';

interface Told {
  name: string;
  shape: string;
  points: readonly { label?: string; x?: number }[];
}

/** Share of a series' ink that lies in its bars, times the share of the bars that has ink. */
export function barsDrawn(mask: Uint8Array, width: number, height: number, bars: readonly Rect[]): number {
  const inside = new Uint8Array(mask.length);
  let area = 0;
  for (const bar of bars) {
    for (let y = Math.max(0, Math.round(bar.y0)); y < Math.min(height, Math.round(bar.y1)); y++) {
      for (let x = Math.max(0, Math.round(bar.x0)); x < Math.min(width, Math.round(bar.x1)); x++) {
        if (!inside[y * width + x]) area++;
        inside[y * width + x] = 1;
      }
    }
  }
  let ink = 0;
  let both = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    ink++;
    if (inside[i]) both++;
  }
  // Letters and lines in front of bars hide some of them.
  return ink === 0 || area === 0 ? 0 : (both / ink) * Math.min(1, both / (0.8 * area));
}

/** Share of columns in which the line through the points runs where the ink does; straight pieces, smooth or stepped. */
export function lineDrawn(
  trace: Trace,
  mask: Uint8Array,
  width: number,
  points: readonly { x: number; y: number }[],
  unit: number,
): number {
  if (points.length < 2) return 0;
  const reach = Math.max(2.5 * unit, 0.75 * trace.thickness);
  const height = mask.length / width;
  let seen = 0;
  const near = [0, 0];
  let k = 0;
  for (let x = Math.ceil(points[0]!.x); x <= points[points.length - 1]!.x; x++) {
    while (k + 2 < points.length && points[k + 1]!.x < x) k++;
    const [a, b] = [points[k]!, points[k + 1]!];
    const i = x - trace.x0;
    const at = trace.y[i];
    if (at === undefined || Number.isNaN(at)) continue;
    seen++;
    const t = (x - a.x) / (b.x - a.x || 1);
    const straight = a.y + t * (b.y - a.y);
    const slope = (b.y - a.y) / (b.x - a.x || 1);
    if (Math.abs(straight - at) / Math.hypot(1, slope) <= reach) near[0]!++;
    // Eased between two points without leaving their span, as smooth curves and steps are.
    const [low, high] = [Math.min(a.y, b.y) - reach, Math.max(a.y, b.y) + reach];
    if (at >= low && at <= high) near[1]!++;
  }
  // Ink far from the course belongs to something else of this colour.
  let ink = 0;
  let own = 0;
  for (let x = trace.x0; x < trace.x1; x++) {
    const i = x - trace.x0;
    const known = !Number.isNaN(trace.y[i]!);
    for (let y = 0; y < height; y++) {
      if (!mask[y * width + x]) continue;
      ink++;
      if (known && y >= trace.top[i]! - 6 * unit && y <= trace.bottom[i]! + 6 * unit) own++;
    }
  }
  if (seen === 0 || ink === 0) return 0;
  const course = Math.max(near[0]!, 0.97 * near[1]!) / seen;
  return course * Math.min(1, own / (0.9 * ink));
}

/** The most that a series' points may claim, by what its redrawn marks explain. */
export function ceilingOfDrawn(drawn: number): number {
  if (drawn >= 0.9) return 0.99;
  if (drawn >= 0.8) return 0.88;
  return Math.max(0.3, 0.4 + 0.5 * drawn);
}

/** The most that values of this axis may claim: two ticks are always in line, three nearly. */
export function ceilingOfAxis(axis: AxisFit): number {
  const read = axis.ticks.filter((tick) => !tick.repaired);
  let most = axis.support >= 4 ? 0.99 : axis.support === 3 ? 0.93 : 0.7;
  if (axis.ticks.length - read.length > 0.4 * axis.ticks.length) most = Math.min(most, 0.85);
  if (axis.error > 2.5) most = Math.min(most, 0.8);
  const unsure = read.filter((tick) => tick.label.confidence < 0.5).length;
  if (unsure > 0.5 * read.length) most = Math.min(most, 0.85);
  const steps = read.slice(1).map((tick, i) => (tick.value - read[i]!.value) / (tick.at - read[i]!.at || 1));
  // Ticks of a linear axis that are no lattice: another reading of them may be the true one.
  if (!axis.log && !axis.time && steps.length > 1) {
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1]!;
    if (steps.some((step) => Math.abs(step / usual - 1) > 0.25)) most = Math.min(most, 0.8);
  }
  return most;
}

/** The most that one series' points may claim, by its name and its points' places among the others. */
export function ceilingOfSeries(
  series: Told,
  raw: { series: readonly Told[]; categories: readonly unknown[]; xAxis: unknown },
  legend: number,
): number {
  let most = 0.99;
  // Among several, one without a name is somebody's; so are all where the legend names more than were found.
  if (series.name === '' && (raw.series.length > 1 || legend > 1)) most = Math.min(most, 0.5);
  if (legend > raw.series.length) most = Math.min(most, 0.85);
  // A letter among words is a piece of a name.
  const letters = (name: string) => name.replace(/[^\p{L}\p{N}]/gu, '').length;
  if (
    raw.series.some((one) => one.name !== '' && letters(one.name) < 2) &&
    raw.series.some((one) => letters(one.name) > 3)
  )
    most = Math.min(most, 0.7);
  const places = series.points.map((point) => point.label ?? point.x);
  if (places.some((place) => place === undefined)) {
    const missing = places.filter((place) => place === undefined).length;
    if (missing > 0.34 * places.length) most = Math.min(most, 0.6);
  }
  const named = series.points.filter((point) => point.label !== undefined);
  // Two values of one series for one name cannot both be its.
  const twice = named.filter(
    (point) => named.filter((other) => other.label === point.label && other.x === point.x).length > 1,
  ).length;
  if (twice > 0) most = Math.min(most, twice > 0.2 * named.length ? 0.45 : 0.7);
  if (series.shape === 'bar' && raw.categories.length > 0 && raw.xAxis === null) {
    // More marks than names, or far fewer: the pairing is a guess.
    const share = series.points.length / raw.categories.length;
    if (share > 1.01 || share < 0.5) most = Math.min(most, 0.7);
  }
  return most;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The most that points on a time axis may claim: what is counted by the day, week or month stands at whole days, what is counted
 * by the hour at whole parts of it. Places that do neither were not where the points are.
 * @param times milliseconds as measured
 * @param slack what a few pixels are, in milliseconds
 */
export function ceilingOfTimes(times: readonly number[], slack: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  if (sorted.length < 3) return 0.99;
  const step = (sorted[sorted.length - 1]! - sorted[0]!) / (sorted.length - 1);
  const near = (value: number, unit: number) => Math.abs(value - Math.round(value / unit) * unit);
  const share = (unit: number, within: number) =>
    sorted.filter((time) => near(time, unit) <= within).length / sorted.length;
  if (step >= 26 * DAY) return 0.99;
  if (step >= 0.8 * DAY) {
    // A step of days, and every place near the beginning of one; pixels that are coarser than that tell nothing.
    const whole = near(step, DAY) <= Math.max(0.03 * DAY, slack / sorted.length);
    return whole && 2 * slack < 0.5 * DAY && share(DAY, Math.max(0.2 * DAY, slack)) >= 0.9 ? 0.99 : 0.6;
  }
  const units = [12, 8, 6, 4, 3, 2, 1, 0.5, 0.25, 1 / 6, 1 / 12, 1 / 60].map((hours) => hours * HOUR);
  return units.some((unit) => Math.abs(step / unit - 1) < 0.02) ? 0.99 : 0.6;
}
