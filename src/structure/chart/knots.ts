/** Where a line has its points: places at which straight (or smooth) pieces between them explain its course. */
import type { Trace } from './trace.ts';

/** Distances are counted in bins: a percentile without sorting. */
const BINS_A_PIXEL = 50;
const BINS = 2000;

export interface Knots {
  /** Columns at which the line's points stand, as the trace counts its columns (a column's middle is a whole number). */
  at: number[];
  /** Rows at those places, by least squares. */
  y: number[];
  /** Typical distance of the trace from the line through them, in pixels. */
  error: number;
}

/**
 * Points of a line whose points stand at equal distances: at the right number, the distance between trace and pieces
 * dips far below its neighbours'. Null where it dips nowhere and the line turns nowhere.
 * @param given other places that may be the points', months say, whose distances differ
 */
export function knotsOf(
  trace: Trace,
  unit: number,
  given: readonly (readonly number[])[] = [],
  most = 200,
): Knots | null {
  const n = trace.y.length;
  if (n < 20 * unit || trace.seen < 0.4) return null;
  const last = Math.min(most, Math.floor(n / (3 * unit)));
  for (const smooth of [false, true]) {
    const fits: (Knots | null)[] = [null, null];
    for (let count = 2; count <= last; count++) fits.push(evenKnots(trace, count, smooth));
    const errors = fits.map((knots) => knots?.error ?? Infinity);
    const found = dipOf(errors, 0.45 + 0.12 * trace.thickness, smooth ? 0.45 : 0.36);
    for (const at of given) {
      const knots = fitKnots(trace, at, smooth);
      if (!knots) continue;
      const around = errors.slice(Math.max(2, at.length - 3), at.length + 2);
      if (knots.error < 0.5 * Math.min(...around) && (!found || knots.at.length < found)) return knots;
    }
    if (found) return fits[found]!;
    // Nearly straight lines need no dip: few pieces explain them.
    if (!smooth && errors[2]! < 0.5) return null;
  }
  return turningKnots(trace, unit, given);
}

function evenKnots(trace: Trace, count: number, smooth: boolean): Knots | null {
  const n = trace.y.length;
  const half = trace.thickness / 2;
  let best: Knots | null = null;
  for (const first of [-0.5, half - 0.5]) {
    const end = n - 0.5 - (first + 0.5);
    const step = (end - first) / count;
    const at = Array.from({ length: count + 1 }, (_, i) => trace.x0 + first + i * step);
    const knots = fitKnots(trace, at, smooth);
    if (knots && (!best || knots.error < best.error)) best = knots;
  }
  return best;
}

/** The first number of pieces whose error lies far below those of its neighbours. */
function dipOf(errors: readonly number[], enough: number, ratio: number): number | null {
  for (let count = 3; count < errors.length; count++) {
    const error = errors[count]!;
    if (error > 2.5 * enough) continue;
    const around = [-3, -2, -1, 1, 2, 3]
      .map((d) => errors[count + d])
      .filter((one): one is number => one !== undefined && Number.isFinite(one))
      .sort((a, b) => a - b);
    if (around.length < 3) continue;
    const usual = around[around.length >> 1]!;
    if (error < ratio * usual && usual > 0.9) return count;
  }
  return null;
}

/** Smooth lines turn at their points: the widest even lattice (or given places) that has all turns on it. */
function turningKnots(trace: Trace, unit: number, given: readonly (readonly number[])[]): Knots | null {
  const turns = turnsOf(trace, unit);
  if (turns.length < 4) return null;
  const n = trace.y.length;
  const tolerance = Math.max(1.2, 1.6 * unit);
  const on = (at: readonly number[]) =>
    turns.filter((x) => at.some((k) => Math.abs(k - x) <= tolerance)).length / turns.length;
  for (const at of given) {
    const step = (at[at.length - 1]! - at[0]!) / Math.max(1, at.length - 1);
    if (at.length >= 4 && step > 5 * tolerance && on(at) > 0.9) return fitKnots(trace, at, true);
  }
  for (let count = turns.length; count <= n / (5 * tolerance); count++) {
    const step = n / count;
    const at = Array.from({ length: count + 1 }, (_, i) => trace.x0 - 0.5 + i * step);
    if (on(at) > 0.9) return fitKnots(trace, at, true);
  }
  return null;
}

/** Columns at which the trace goes from rising to falling or back, by more than noise. */
function turnsOf(trace: Trace, unit: number): number[] {
  const turns: number[] = [];
  const least = 2.5 * unit;
  const { y } = trace;
  let direction = 0;
  let extreme = 0;
  for (let i = 1; i < y.length; i++) {
    if (Number.isNaN(y[i]!)) continue;
    const moved = y[i]! - y[extreme]!;
    if (Number.isNaN(moved)) {
      extreme = i;
    } else if (direction === 0) {
      if (Math.abs(moved) > least) {
        direction = Math.sign(moved);
        extreme = i;
      }
    } else if (moved * direction >= 0) {
      extreme = i;
    } else if (Math.abs(moved) > least) {
      // The middle of the level stretch is the turn.
      let start = extreme;
      while (start > 0 && Math.abs(y[start - 1]! - y[extreme]!) <= 0.5) start--;
      turns.push(trace.x0 + (start + extreme) / 2);
      direction = -direction;
      extreme = i;
    }
  }
  return turns;
}

/** The best heights at given places, and how far the trace is from the pieces between them. */
export function fitKnots(trace: Trace, at: readonly number[], smooth = false): Knots | null {
  const k = at.length;
  if (k < 2) return null;
  const diagonal = new Float64Array(k);
  const beside = new Float64Array(k);
  const right = new Float64Array(k);
  let piece = 0;
  for (let i = 0; i < trace.y.length; i++) {
    const y = trace.y[i]!;
    if (Number.isNaN(y)) continue;
    const x = trace.x0 + i;
    while (piece + 2 < k && at[piece + 1]! < x) piece++;
    const t = (x - at[piece]!) / (at[piece + 1]! - at[piece]!);
    if (t < -0.05 || t > 1.05) continue;
    const weight = 1 / (1 + ((trace.bottom[i]! - trace.top[i]!) / trace.thickness - 1) ** 2 / 4);
    diagonal[piece]! += weight * (1 - t) ** 2;
    diagonal[piece + 1]! += weight * t * t;
    beside[piece]! += weight * t * (1 - t);
    right[piece]! += weight * (1 - t) * y;
    right[piece + 1]! += weight * t * y;
  }
  // Tridiagonal, with a little smoothness where nothing is seen.
  const small = 1e-4;
  const c = new Float64Array(k);
  const d = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const left = i > 0 ? beside[i - 1]! - small : 0;
    const own = diagonal[i]! + (i > 0 ? small : 0) + (i + 1 < k ? small : 0);
    const pivot = own - left * (i > 0 ? c[i - 1]! : 0);
    if (Math.abs(pivot) < 1e-12) return null;
    c[i] = i + 1 < k ? (beside[i]! - small) / pivot : 0;
    d[i] = (right[i]! - left * (i > 0 ? d[i - 1]! : 0)) / pivot;
  }
  const y = new Array<number>(k);
  for (let i = k - 1; i >= 0; i--) y[i] = d[i]! - (i + 1 < k ? c[i]! * y[i + 1]! : 0);
  return {
    at: [...at],
    y,
    error: misfit(trace, at, y, smooth),
  };
}

/** 92nd percentile of the distance between trace and curve, across the stroke's direction. */
function misfit(trace: Trace, at: readonly number[], ys: readonly number[], smooth: boolean): number {
  const bins = new Uint32Array(BINS + 1);
  let total = 0;
  let k = 0;
  const slopes = smooth ? monotoneSlopes(at, ys) : null;
  for (let i = 0; i < trace.y.length; i++) {
    if (Number.isNaN(trace.y[i]!)) continue;
    const x = trace.x0 + i;
    while (k + 2 < at.length && at[k + 1]! < x) k++;
    const h = at[k + 1]! - at[k]!;
    const t = Math.max(0, Math.min(1, (x - at[k]!) / h));
    const y = slopes
      ? (1 + 2 * t) * (1 - t) ** 2 * ys[k]! +
        t * (1 - t) ** 2 * h * slopes[k]! +
        t * t * (3 - 2 * t) * ys[k + 1]! +
        t * t * (t - 1) * h * slopes[k + 1]!
      : ys[k]! * (1 - t) + ys[k + 1]! * t;
    const slope = (ys[k + 1]! - ys[k]!) / h;
    const off = Math.abs(y - trace.y[i]!) / Math.sqrt(1 + slope * slope);
    bins[Math.min(BINS, Math.floor(off * BINS_A_PIXEL))]!++;
    total++;
  }
  let seen = 0;
  for (let bin = 0; bin <= BINS; bin++) {
    seen += bins[bin]!;
    if (seen >= 0.92 * total) return (bin + 0.5) / BINS_A_PIXEL;
  }
  return Infinity;
}

/** Slopes of a monotone cubic (Fritsch and Carlson 1980), as `curveMonotoneX` and its like draw it. */
function monotoneSlopes(at: readonly number[], ys: readonly number[]): number[] {
  const n = at.length;
  const d = at.slice(1).map((x, i) => (ys[i + 1]! - ys[i]!) / (x - at[i]!));
  const m = new Array<number>(n).fill(0);
  m[0] = d[0]!;
  m[n - 1] = d[n - 2]!;
  for (let i = 1; i < n - 1; i++) {
    const [a, b] = [d[i - 1]!, d[i]!];
    m[i] = a * b <= 0 ? 0 : Math.sign(a) * Math.min(Math.abs((a + b) / 2), 2 * Math.min(Math.abs(a), Math.abs(b)));
  }
  return m;
}
