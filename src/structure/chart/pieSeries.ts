/** Names and values of a pie's slices: by the legend, or by the text beside and on them. */
import type { RawChart } from './cartesian.ts';
import type { RawPoint } from './barSeries.ts';
import type { LegendEntry } from './legend.ts';
import { centreX, centreY, type Label } from './model.ts';
import { numberOf } from './numbers.ts';
import type { Pie, Slice } from './pie.ts';
import { away } from './raster.ts';

export function readPie(
  pie: Pie,
  labels: readonly Label[],
  legend: readonly LegendEntry[],
  unit: number,
): RawChart | null {
  const { slices, names } = withoutHalves(pie.slices, namesOf(pie, labels, legend, unit));
  pie = { ...pie, slices };
  const doubtful = sharedColours(slices, legend);
  const printed = valuesOf(pie, labels, legend, names, unit);
  const points: RawPoint[] = pie.slices.map((slice, i) => {
    const name = names[i] ?? null;
    const middle = (slice.from + slice.to) / 2;
    const r = (pie.radius + pie.hole) / 2;
    const [x, y] = [pie.x + Math.sin(middle) * r, pie.y - Math.cos(middle) * r];
    const half = Math.max(4 * unit, (pie.radius - pie.hole) / 4);
    const point: RawPoint = {
      y: slice.share * 100,
      rect: { x0: x - half, x1: x + half, y0: y - half, y1: y + half },
      confidence: name && !doubtful.has(slice) ? 0.93 : 0.6,
    };
    if (name) {
      point.label = name.text;
      point.labelConfidence = name.confidence;
    }
    const value = printed[i];
    if (value) point.printed = value;
    return point;
  });
  if (points.length < 2) return null;
  return {
    kind: pie.hole > 0 ? 'donut' : 'pie',
    series: [{ name: '', nameConfidence: 1, colour: pie.slices[0]!.colour, shape: 'none', points, drawn: 1 }],
    plot: { x0: pie.x - pie.radius, y0: pie.y - pie.radius, x1: pie.x + pie.radius, y1: pie.y + pie.radius },
    likeness: pie.covered,
    categories: [],
    xAxis: null,
    yAxis: null,
    second: null,
  };
}

/** A slice without a name beside one of its colour that has one, where the others have names, is cut by letters: one slice. */
function withoutHalves<N>(
  slices: readonly Slice[],
  names: readonly (N | null)[],
): { slices: Slice[]; names: (N | null)[] } {
  const named = names.filter((name) => name !== null).length;
  const keep = { slices: [...slices], names: [...names] };
  if (named < 0.6 * slices.length) return keep;
  for (let i = 0; i < keep.slices.length; i++) {
    if (keep.names[i] !== null || keep.slices.length < 3) continue;
    const own = keep.slices[i]!;
    for (const d of [-1, 1]) {
      const j = (i + d + keep.slices.length) % keep.slices.length;
      const other = keep.slices[j]!;
      if (keep.names[j] === null || away(other.colour, own.colour) >= 30) continue;
      const share = own.share + other.share;
      keep.slices[j] =
        d < 0
          ? { ...other, to: other.from + 2 * Math.PI * share, share }
          : { ...other, from: other.to - 2 * Math.PI * share, share };
      keep.slices.splice(i, 1);
      keep.names.splice(i, 1);
      i--;
      break;
    }
  }
  return keep;
}

/** Slices whose colour several of the legend's entries have: which is whose only their order may tell. */
function sharedColours(slices: readonly Slice[], legend: readonly LegendEntry[]): Set<Slice> {
  if (byOrder(slices, legend)) return new Set();
  const entries = (slice: Slice) => legend.filter((entry) => away(entry.colour, slice.colour) < 12).length;
  return new Set(slices.filter((slice) => entries(slice) > 1));
}

/** Names go around in the legend's order, this way or that: where all others agree, the order tells slices of one colour apart. */
function byOrder(slices: readonly Slice[], legend: readonly LegendEntry[]): LegendEntry[] | null {
  const n = slices.length;
  if (legend.length !== n || n < 3) return null;
  let found: LegendEntry[] | null = null;
  for (const step of [1, -1]) {
    for (let first = 0; first < n; first++) {
      const order = slices.map((_, i) => legend[(((first + step * i) % n) + n) % n]!);
      if (!order.every((entry, i) => away(entry.colour, slices[i]!.colour) < 24)) continue;
      // Two ways that fit tell nothing.
      if (found && found.some((entry, i) => entry !== order[i])) return null;
      found = order;
    }
  }
  return found;
}

function namesOf(
  pie: Pie,
  labels: readonly Label[],
  legend: readonly LegendEntry[],
  unit: number,
): ({ text: string; confidence: number } | null)[] {
  const known = legend.filter((entry) => pie.slices.some((slice) => away(slice.colour, entry.colour) < 30));
  if (known.length >= Math.max(2, 0.5 * pie.slices.length)) {
    const ordered = byOrder(pie.slices, known);
    return ordered
      ? ordered.map((entry) => ({ text: entry.name, confidence: entry.label.confidence }))
      : byLegend(pie.slices, known);
  }
  const lettered = labels.filter((label) => /\p{L}/u.test(withoutValue(label.text)));
  const words = assigned(pie, lettered, unit);
  // Years and other numbers without a sign name slices where words name few.
  const numbers = assigned(
    pie,
    labels.filter((label) => /^\d[\d–-]*$/.test(label.text.trim()) && outsideOf(pie, label)),
    unit,
  );
  const count = (list: readonly (Label | null)[]) => list.filter((one) => one !== null).length;
  const found = count(numbers) > count(words) && count(words) < 0.5 * pie.slices.length ? numbers : words;
  return found.map((label) => label && { text: withoutValue(label.text), confidence: label.confidence });
}

function outsideOf(pie: Pie, label: Label): boolean {
  return Math.hypot(centreX(label) - pie.x, centreY(label) - pie.y) > pie.radius;
}

/** Each label names one slice, the nearest pairs first. */
function assigned(pie: Pie, labels: readonly Label[], unit: number): (Label | null)[] {
  const pairs = pie.slices.flatMap((slice, i) =>
    labels.flatMap((label) => {
      const cost = costBeside(pie, slice, label, unit);
      return cost === null ? [] : [{ i, label, cost }];
    }),
  );
  pairs.sort((a, b) => a.cost - b.cost);
  const out: (Label | null)[] = pie.slices.map(() => null);
  const gone = new Set<Label>();
  for (const { i, label } of pairs) {
    if (out[i] || gone.has(label)) continue;
    out[i] = label;
    gone.add(label);
  }
  return out;
}

/** By colour; slices of one colour take their entries in order. */
function byLegend(
  slices: readonly Slice[],
  legend: readonly LegendEntry[],
): ({ text: string; confidence: number } | null)[] {
  const free = new Set(legend);
  const order = slices
    .flatMap((slice, i) => legend.map((entry) => ({ slice, i, entry, cost: away(slice.colour, entry.colour) })))
    .sort((a, b) => a.cost - b.cost || legend.indexOf(a.entry) - legend.indexOf(b.entry) || a.i - b.i);
  const out: ({ text: string; confidence: number } | null)[] = slices.map(() => null);
  for (const { i, entry, cost } of order) {
    if (cost > 40 || out[i] || !free.has(entry)) continue;
    free.delete(entry);
    out[i] = { text: entry.name, confidence: entry.label.confidence };
  }
  return out;
}

/** Text inside a slice, or outside near its middle: how far from it, or null. */
function costBeside(pie: Pie, slice: Slice, label: Label, unit: number): number | null {
  const dx = centreX(label) - pie.x;
  const dy = centreY(label) - pie.y;
  // The corner next to the middle counts: long labels reach far out.
  const nx = Math.max(label.box.x - pie.x, Math.min(0, label.box.x + label.box.width - pie.x));
  const ny = Math.max(label.box.y - pie.y, Math.min(0, label.box.y + label.box.height - pie.y));
  const near = Math.hypot(nx, ny);
  if (near > pie.radius + 60 * unit || Math.hypot(dx, dy) < Math.max(0.2 * pie.radius, pie.hole)) return null;
  const outside = near > pie.radius;
  const angle = outside ? Math.atan2(nx * 0.8 + dx * 0.2, -(ny * 0.8 + dy * 0.2)) : Math.atan2(dx, -dy);
  const middle = (slice.from + slice.to) / 2;
  const turn = Math.abs(Math.atan2(Math.sin(angle - middle), Math.cos(angle - middle)));
  const half = (slice.to - slice.from) / 2;
  if (turn > half + (outside ? 0.12 : 0.02)) return null;
  return turn / Math.max(0.1, half) + (outside ? (near - pie.radius) / (40 * unit) : 0);
}

function valuesOf(
  pie: Pie,
  labels: readonly Label[],
  legend: readonly LegendEntry[],
  names: readonly ({ text: string } | null)[],
  unit: number,
): ({ value: number; confidence: number; percent: boolean } | null)[] {
  const named = new Set(legend.map((entry) => entry.label));
  const free = labels.filter((label) => !named.has(label) && numberIn(label.text) !== null && !isName(label, names));
  return assigned(pie, free, unit).map((label) => {
    const number = label ? numberIn(label.text) : null;
    return label && number ? { value: number.value, confidence: label.confidence, percent: number.unit === '%' } : null;
  });
}

function isName(label: Label, names: readonly ({ text: string } | null)[]): boolean {
  return names.some((name) => name?.text === label.text);
}

function numberIn(text: string): { value: number; unit: string | null } | null {
  const whole = numberOf(text);
  if (whole) return whole;
  const last = /(?:^|[\s:(])([\d.,]+\s?%?)\)?$/.exec(text.slice(-16));
  return last ? numberOf(last[1]!) : null;
}

/** `Gas: 12.5%` is named `Gas`. */
function withoutValue(text: string): string {
  const value = /[\d.,]+\s?%?\)?$/.exec(text);
  if (!value) return text;
  let end = value.index;
  while (end > 0 && ' :,(–-\n'.includes(text[end - 1]!)) end--;
  return end > 0 ? text.slice(0, end) : text;
}
