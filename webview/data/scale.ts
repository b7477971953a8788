/** Where a value of a chart stands in its picture, by the printed ticks alone: the proof must not know the marks. */
import type { Axis } from '../../src/shared/structure.ts';

/** Pixels of the picture, along the axis. */
export type Scale = (value: number) => number;

/** More ticks add nothing to the line through them. */
const MOST_TICKS = 40;

/** An axis' number, or a date's milliseconds; NaN where it is neither. */
export const axisNumber = (value: number | string | null | undefined): number =>
  typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;

/** Undefined where fewer than two ticks can be read. One tick that was misread does not bend it (Theil–Sen). */
export function scaleOf(axis: Axis | null | undefined): Scale | undefined {
  if (!axis) return undefined;
  return scaleThrough(
    axis.ticks.map(({ value, position }) => [axisNumber(value), position] as const),
    axis.scale === 'log',
  );
}

export function scaleThrough(
  pairs: readonly (readonly [value: number, at: number])[],
  log: boolean,
): Scale | undefined {
  const along = log ? Math.log10 : (value: number) => value;
  const points = pairs
    .map(([value, at]) => [along(value), at] as const)
    .filter(([value, at]) => Number.isFinite(value) && Number.isFinite(at))
    .slice(0, MOST_TICKS);
  const slopes = points.flatMap(([v, p], i) =>
    points.slice(i + 1).flatMap(([w, q]) => (w === v ? [] : [(q - p) / (w - v)])),
  );
  if (slopes.length === 0) return undefined;
  const slope = median(slopes);
  if (slope === 0) return undefined;
  const start = median(points.map(([value, at]) => at - slope * value));
  return (value) => start + slope * along(value);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
