/** The numbers of an axis lie on a straight line (or their logarithms do): what fits it was read right, the rest is repaired. */
import { numberIn } from './numbers.ts';

/** What was read at one place of an axis, a row or a column. */
export interface LatticeEntry {
  /** Where it stands along the axis, pixels. */
  position: number;
  /** Its readings, likeliest first. */
  readings: readonly { text: string; confidence: number }[];
}

/** `read`: as it was read first; `alternative`: another of its readings; `lattice`: none fits, but the others say what must stand here. */
export type LatticeSource = 'read' | 'alternative' | 'lattice';

export interface LatticeFit {
  scale: 'linear' | 'log';
  /** value = offset + slope · position; of its decimal logarithm on a logarithmic axis. */
  slope: number;
  offset: number;
  /** One an entry, in their order; null: it does not belong to the axis, or what stands there cannot be read. */
  values: ({ value: number; text: string | null; from: LatticeSource; confidence: number } | null)[];
  /** Entries whose reading fits, and entries that were read as a number at all. */
  fitting: number;
  numbers: number;
}

/** Axes have fewer ticks; the fit's time grows with the cube. */
const MOST_ENTRIES = 60;
const MOST_READINGS = 5;
/** A tick's text may stand so many pixels beside its tick. */
const TOLERANCE = 2;
const LEAST_FITTING = 3;
/** Of entries with numbers so many must fit, or the row is no axis. */
const LEAST_SHARE = 0.5;

interface Point {
  entry: number;
  rank: number;
  position: number;
  value: number;
  confidence: number;
}

/**
 * @param tolerance pixels by which a text may stand off its place on the axis
 * @returns undefined where no line fits: too few numbers, or no axis
 */
export function fitLattice(entries: readonly LatticeEntry[], tolerance = TOLERANCE): LatticeFit | undefined {
  if (entries.length < 2 || entries.length > MOST_ENTRIES) return undefined;
  const points = entries.flatMap(({ position, readings }, entry) =>
    readings.slice(0, MOST_READINGS).flatMap(({ text, confidence }, rank): Point[] => {
      const value = numberIn(text);
      return value === undefined ? [] : [{ entry, rank, position, value, confidence }];
    }),
  );
  const numbers = new Set(points.map(({ entry }) => entry)).size;
  let best:
    { score: number; scale: 'linear' | 'log'; slope: number; offset: number; hits: Map<number, Point> } | undefined;
  for (const scale of ['linear', 'log'] as const) {
    const usable = scale === 'linear' ? points : points.filter(({ value }) => value > 0);
    const of = scale === 'linear' ? (value: number) => value : Math.log10;
    for (const [i, a] of usable.entries()) {
      for (const b of usable.slice(i + 1)) {
        const distance = b.position - a.position;
        if (a.entry === b.entry || Math.abs(distance) < 4 || a.value === b.value) continue;
        const slope = (of(b.value) - of(a.value)) / distance;
        const offset = of(a.value) - slope * a.position;
        const { hits, score } = agreeing(usable, of, slope, offset, tolerance);
        // A line explains as much with less: logarithms must explain more.
        const worth = score - (scale === 'log' ? 0.6 : 0);
        if (!best || worth > best.score + 1e-9) best = { score: worth, scale, slope, offset, hits };
      }
    }
  }
  if (!best) return undefined;
  const fitting = best.hits.size;
  const enough = entries.length === 2 ? fitting === 2 : fitting >= Math.min(LEAST_FITTING, entries.length);
  if (!enough || fitting < LEAST_SHARE * numbers) return undefined;
  const { scale, hits } = best;
  const { slope, offset } = refined([...hits.values()], scale);
  return { scale, slope, offset, values: repaired(entries, hits, scale, slope, offset, tolerance), fitting, numbers };
}

function agreeing(
  points: Point[],
  of: (value: number) => number,
  slope: number,
  offset: number,
  tolerance: number,
): { hits: Map<number, Point>; score: number } {
  const hits = new Map<number, Point>();
  const worth = (point: Point) => 0.5 + 0.5 * point.confidence - 0.08 * point.rank;
  for (const point of points) {
    if (Math.abs((of(point.value) - offset) / slope - point.position) > tolerance) continue;
    const known = hits.get(point.entry);
    if (!known || worth(point) > worth(known)) hits.set(point.entry, point);
  }
  let score = 0;
  for (const point of hits.values()) score += worth(point);
  return { hits, score };
}

/** Least squares through all that agree. */
function refined(points: Point[], scale: 'linear' | 'log'): { slope: number; offset: number } {
  const of = scale === 'linear' ? (value: number) => value : Math.log10;
  const n = points.length;
  const meanX = points.reduce((sum, { position }) => sum + position, 0) / n;
  const meanY = points.reduce((sum, { value }) => sum + of(value), 0) / n;
  let [xy, xx] = [0, 0];
  for (const { position, value } of points) {
    xy += (position - meanX) * (of(value) - meanY);
    xx += (position - meanX) ** 2;
  }
  return { slope: xy / xx, offset: meanY - (xy / xx) * meanX };
}

function repaired(
  entries: readonly LatticeEntry[],
  hits: Map<number, Point>,
  scale: 'linear' | 'log',
  slope: number,
  offset: number,
  tolerance: number,
): LatticeFit['values'] {
  const lattice = scale === 'linear' ? stepOf([...hits.values()]) : undefined;
  return entries.map(({ position, readings }, entry) => {
    const hit = hits.get(entry);
    if (hit) {
      const { text, confidence } = readings[hit.rank]!;
      // Whatever the recogniser thought: that it lies on the line of the others is evidence.
      return {
        value: hit.value,
        text,
        from: hit.rank === 0 ? 'read' : 'alternative',
        confidence: Math.max(confidence, hit.rank === 0 ? 0.9 : 0.8),
      };
    }
    const there = offset + slope * position;
    if (scale === 'log') {
      const power = Math.round(there);
      return Math.abs((there - power) / slope) <= tolerance && readings.length > 0
        ? { value: 10 ** power, text: null, from: 'lattice', confidence: 0.6 }
        : null;
    }
    if (!lattice || readings.length === 0) return null;
    const steps = (there - lattice.origin) / lattice.step;
    if (Math.abs(steps - Math.round(steps)) * Math.abs(lattice.step / slope) > tolerance) return null;
    const value = lattice.origin + Math.round(steps) * lattice.step;
    return { value: Number(value.toPrecision(12)), text: null, from: 'lattice', confidence: 0.7 };
  });
}

/** The step between neighbours on the axis: the largest that all read values are multiples of, from one of them. */
function stepOf(points: Point[]): { origin: number; step: number } | undefined {
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b);
  if (values.length < 3) return undefined;
  const gaps = values.slice(1).map((value, i) => value - values[i]!);
  const smallest = Math.min(...gaps);
  // Gaps that are no multiples of the smallest one: an irregular axis, where nothing may be filled in.
  if (gaps.some((gap) => Math.abs(gap / smallest - Math.round(gap / smallest)) > 0.02)) return undefined;
  return { origin: values[0]!, step: smallest };
}
