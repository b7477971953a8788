/** Lines: one colour's course through the plot, column by column, through crossings and gaps of dashes. */
import { centreOf, partsOf } from '../pixels/parts.ts';
import { leastSquares } from './axis.ts';
import { median } from './model.ts';

export interface Trace {
  /** First and last column that were seen. */
  x0: number;
  x1: number;
  /** From x0 on: middle, upper and lower edge of the stroke, in rows of the plot; NaN where it is hidden. */
  y: Float64Array;
  top: Float64Array;
  bottom: Float64Array;
  /** Height of the stroke where it runs level. */
  thickness: number;
  /** Share of columns between first and last that were seen. */
  seen: number;
}

interface Run {
  x: number;
  top: number;
  bottom: number;
  cost: number;
  from: Run | null;
}

/** Runs looked at a column: noise of a photograph has more. */
const MOST_RUNS = 24;

/**
 * The course with the least jumps that explains the most ink: a shortest path over the runs of each column.
 * @param reach widest gap that is bridged, in columns
 */
export function traceLine(
  mask: Uint8Array,
  width: number,
  height: number,
  unit: number,
  reach = Math.round(16 * unit),
): Trace | null {
  const columns: Run[][] = [];
  let best: Run | null = null;
  for (let x = 0; x < width; x++) {
    const runs: Run[] = [];
    for (let y = 0; y < height && runs.length < MOST_RUNS; y++) {
      if (!mask[y * width + x]) continue;
      let bottom = y + 1;
      while (bottom < height && mask[bottom * width + x]) bottom++;
      runs.push({ x, top: y, bottom, cost: 0, from: null });
      y = bottom;
    }
    for (const run of runs) {
      // Ink explained is gained; starting anew costs nothing, so that stray pixels at the left do not bind.
      const gain = 1.5 + Math.min(1, (run.bottom - run.top) / (2 * unit));
      run.cost = -gain;
      for (let back = 1; back <= reach && x - back >= 0; back++) {
        const skip = back === 1 ? 0 : 0.4 + 0.12 * (back - 1);
        for (const before of columns[x - back]!) {
          const gap = Math.max(0, run.top - before.bottom, before.top - run.bottom);
          const shift = Math.abs(run.top + run.bottom - before.top - before.bottom) / 2;
          const cost = before.cost - gain + skip + (gap / back) * 0.55 + Math.min(3, (shift / back) * 0.02);
          if (cost < run.cost) {
            run.cost = cost;
            run.from = before;
          }
        }
        if (back >= 3 && columns[x - 1]!.length > 0 && columns[x - 2]!.length > 0 && back > 2 * unit + 3) break;
      }
      if (!best || run.cost < best.cost) best = run;
    }
    columns.push(runs);
  }
  if (!best) return null;
  const path: Run[] = [];
  for (let run: Run | null = best; run; run = run.from) path.push(run);
  path.reverse();
  const x0 = path[0]!.x;
  const x1 = best.x + 1;
  const count = x1 - x0;
  const y = new Float64Array(count).fill(NaN);
  const top = new Float64Array(count).fill(NaN);
  const bottom = new Float64Array(count).fill(NaN);
  for (const run of path) {
    y[run.x - x0] = (run.top + run.bottom) / 2;
    top[run.x - x0] = run.top;
    bottom[run.x - x0] = run.bottom;
  }
  const heights = path.map((run) => run.bottom - run.top).sort((a, b) => a - b);
  const thickness = heights[Math.floor(heights.length * 0.25)] ?? 1;
  return { x0, x1, y, top, bottom, thickness, seen: path.length / count };
}

/** Rows of the stroke's middle at a column, hidden stretches bridged; NaN outside its course. */
export function heightAt(trace: Trace, x: number): { y: number; hidden: boolean } {
  const at = x - trace.x0;
  const n = trace.y.length;
  const i = Math.round(at);
  if (i < -2 || i > n + 1) return { y: NaN, hidden: true };
  const j = Math.max(0, Math.min(n - 1, i));
  if (!Number.isNaN(trace.y[j]!)) return { y: cornered(trace, j), hidden: false };
  let a = j;
  while (a >= 0 && Number.isNaN(trace.y[a]!)) a--;
  let b = j;
  while (b < n && Number.isNaN(trace.y[b]!)) b++;
  if (a < 0 || b >= n) return { y: NaN, hidden: true };
  const share = (j - a) / (b - a);
  return { y: trace.y[a]! * (1 - share) + trace.y[b]! * share, hidden: b - a > 3 };
}

/**
 * Row at an end of the course, from the columns next to it: an edge's shade and an axis that crosses it pull the outermost ones.
 * Null where they go no straight way.
 */
export function heightAtEnd(trace: Trace, x: number, unit: number): number | null {
  const n = trace.y.length;
  const reach = Math.round(7 * unit);
  const left = x - trace.x0 < 1.5 * unit;
  if ((!left && trace.x1 - 1 - x >= 1.5 * unit) || n < 3 * reach) return null;
  const from = left ? 2 : n - reach;
  const points: [number, number][] = [];
  for (let i = from; i < from + reach - 2; i++)
    if (!Number.isNaN(trace.y[i]!)) points.push([trace.x0 + i, trace.y[i]!]);
  if (points.length < 4) return null;
  const { slope, offset } = leastSquares(points);
  if (points.some(([px, py]) => Math.abs(slope * px + offset - py) > 1.2 * unit)) return null;
  return slope * x + offset;
}

/** At a peak the stroke's outer edge gives the height, its middle hangs towards the legs. */
function cornered(trace: Trace, j: number): number {
  const step = Math.max(2, Math.round(trace.thickness));
  const a = trace.y[j - step];
  const b = trace.y[j + step];
  const y = trace.y[j]!;
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return y;
  const half = trace.thickness / 2;
  if (trace.bottom[j]! - trace.top[j]! < 1.6 * trace.thickness) return y;
  if (a > y + 0.5 && b > y + 0.5) return trace.top[j]! + half;
  if (a < y - 0.5 && b < y - 0.5) return trace.bottom[j]! - half;
  return y;
}

export interface Dot {
  x: number;
  y: number;
  radius: number;
  /** Several dots in one part, told apart by its size and shape. */
  overlapping: boolean;
}

/** Markers on a line: where the ink is thicker all around than the stroke; empty where there are none. */
export function markersOf(mask: Uint8Array, width: number, height: number, thickness: number, unit: number): Dot[] {
  const depth = depths(mask, width, height);
  const least = Math.max(2, thickness / 2 + 0.9 * unit);
  const core = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) core[i] = depth[i]! > least ? 1 : 0;
  const { parts, labels } = partsOf(core, width, height);
  if (parts.length < 2) return [];
  const sizes = parts.map((part) => Math.max(part.x1 - part.x0, part.y1 - part.y0));
  const usual = median(sizes);
  const fit = parts.filter((_, i) => Math.abs(sizes[i]! - usual) <= Math.max(2, 0.5 * usual));
  if (fit.length < 0.7 * parts.length) return [];
  return fit.map((part) => ({
    ...centreOf(part, labels, width),
    radius: usual / 2 + least,
    overlapping: false,
  }));
}

/** Distance of each pixel of a mask to the nearest outside it, chessboard metric with diagonals of 1.4. */
export function depths(mask: Uint8Array, width: number, height: number): Float32Array {
  const d = new Float32Array(mask.length);
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : d[y * width + x]!);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue;
      d[y * width + x] = Math.min(at(x - 1, y) + 1, at(x, y - 1) + 1, at(x - 1, y - 1) + 1.4, at(x + 1, y - 1) + 1.4);
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      if (!mask[y * width + x]) continue;
      d[y * width + x] = Math.min(
        d[y * width + x]!,
        at(x + 1, y) + 1,
        at(x, y + 1) + 1,
        at(x + 1, y + 1) + 1.4,
        at(x - 1, y + 1) + 1.4,
      );
    }
  }
  return d;
}
