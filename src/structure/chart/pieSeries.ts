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
  const names = namesOf(pie, labels, legend, unit);
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
      confidence: 0.93,
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
    series: [{ name: '', nameConfidence: 1, colour: pie.slices[0]!.colour, shape: 'none', points }],
    plot: { x0: pie.x - pie.radius, y0: pie.y - pie.radius, x1: pie.x + pie.radius, y1: pie.y + pie.radius },
    likeness: pie.covered,
    categories: [],
    xAxis: null,
    yAxis: null,
    second: null,
  };
}

function namesOf(
  pie: Pie,
  labels: readonly Label[],
  legend: readonly LegendEntry[],
  unit: number,
): ({ text: string; confidence: number } | null)[] {
  const known = legend.filter((entry) => pie.slices.some((slice) => away(slice.colour, entry.colour) < 30));
  if (known.length >= Math.max(2, 0.5 * pie.slices.length)) return byLegend(pie.slices, known);
  return pie.slices.map((slice) => {
    const found = labelBeside(pie, slice, labels, unit, (label) => /\p{L}/u.test(label.text));
    return found
      ? {
          text: withoutValue(found.text),
          confidence: found.confidence,
        }
      : null;
  });
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

/** Text inside a slice, or outside near its middle. */
function labelBeside(
  pie: Pie,
  slice: Slice,
  labels: readonly Label[],
  unit: number,
  wanted: (label: Label) => boolean,
): Label | null {
  let best: Label | null = null;
  let lowest = Infinity;
  for (const label of labels) {
    if (!wanted(label)) continue;
    const dx = centreX(label) - pie.x;
    const dy = centreY(label) - pie.y;
    // The corner next to the middle counts: long labels reach far out.
    const nx = Math.max(label.box.x - pie.x, Math.min(0, label.box.x + label.box.width - pie.x));
    const ny = Math.max(label.box.y - pie.y, Math.min(0, label.box.y + label.box.height - pie.y));
    const near = Math.hypot(nx, ny);
    if (near > pie.radius + 60 * unit || Math.hypot(dx, dy) < Math.max(0.2 * pie.radius, pie.hole)) continue;
    const outside = near > pie.radius;
    const angle = outside ? Math.atan2(nx * 0.8 + dx * 0.2, -(ny * 0.8 + dy * 0.2)) : Math.atan2(dx, -dy);
    const middle = (slice.from + slice.to) / 2;
    const turn = Math.abs(Math.atan2(Math.sin(angle - middle), Math.cos(angle - middle)));
    const half = (slice.to - slice.from) / 2;
    if (turn > half + (outside ? 0.12 : 0.02)) continue;
    const cost = turn / Math.max(0.1, half) + (outside ? (near - pie.radius) / (40 * unit) : 0);
    if (cost < lowest) {
      lowest = cost;
      best = label;
    }
  }
  return best;
}

function valuesOf(
  pie: Pie,
  labels: readonly Label[],
  legend: readonly LegendEntry[],
  names: readonly ({ text: string } | null)[],
  unit: number,
): ({ value: number; confidence: number; percent: boolean } | null)[] {
  const named = new Set(legend.map((entry) => entry.label));
  void names;
  return pie.slices.map((slice) => {
    const label = labelBeside(
      pie,
      slice,
      labels.filter((one) => !named.has(one)),
      unit,
      (one) => numberIn(one.text) !== null,
    );
    const number = label ? numberIn(label.text) : null;
    return label && number ? { value: number.value, confidence: label.confidence, percent: number.unit === '%' } : null;
  });
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
