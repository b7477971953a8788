/** Values printed on or beside marks: paired with the mark whose measured value they confirm. */
import type { RawPoint } from './barSeries.ts';
import type { Category, Frame } from './frame.ts';
import { centreX, centreY, type AxisFit, type Label } from './model.ts';
import { numberCandidates } from './numbers.ts';

/** Printed and measured may differ by this share of the axis: rounding, thick strokes. */
const AGREE = 0.03;

interface Pairing {
  point: RawPoint;
  label: Label;
  value: number;
  cost: number;
  agrees: boolean;
}

/** Sets `printed` of the points; each label goes to one point. */
export function pairPrinted(
  points: readonly RawPoint[],
  frame: Frame,
  exclude: ReadonlySet<Label>,
  categories: readonly Category[],
  axis: AxisFit,
): void {
  const named = new Set(categories.map((one) => one.label));
  const labels = frame.labels.filter((label) => !exclude.has(label) && !named.has(label));
  const values = axis.ticks.map((tick) => tick.value);
  const span = Math.max(...values) - Math.min(...values) || 1;
  const pairs: Pairing[] = [];
  for (const label of labels) {
    const candidates = [label.text, ...label.alternatives].flatMap((text) =>
      numberCandidates(text).map((one) => one.value),
    );
    if (candidates.length === 0) continue;
    for (const point of points) {
      const distance = beside(point, label, frame.unit);
      if (distance === null) continue;
      const near = candidates.reduce((best, value) =>
        Math.abs(value - point.y) < Math.abs(best - point.y) ? value : best,
      );
      const off = axis.log ? Math.abs(Math.log10(Math.max(near, 1e-9) / point.y)) / 2 : Math.abs(near - point.y) / span;
      const agrees = off <= AGREE;
      pairs.push({
        point,
        label,
        value: agrees ? near : candidates[0]!,
        cost: (agrees ? 0 : 10) + off + distance,
        agrees,
      });
    }
  }
  pairs.sort((a, b) => a.cost - b.cost);
  const gone = new Set<Label>();
  const confirmed = pairs.filter((pair) => pair.agrees).length;
  for (const { point, label, value, agrees } of pairs) {
    if (gone.has(label) || point.printed) continue;
    // What confirms nothing is a printed value only among others that do.
    if (!agrees && (label.confidence < 0.75 || confirmed < 0.5 * points.length)) continue;
    gone.add(label);
    point.printed = { value, confidence: label.confidence };
  }
}

/** How far a label stands from where its mark's value would be printed, 0..1; null: elsewhere. */
function beside({ rect }: RawPoint, label: Label, unit: number): number | null {
  const cx = centreX(label);
  const cy = centreY(label);
  const middle = (rect.x0 + rect.x1) / 2;
  const reach = Math.max((rect.x1 - rect.x0) / 2, 9 * unit) + 2 * unit;
  if (Math.abs(cx - middle) > reach) return null;
  const over = Math.max(rect.y0 - (label.box.y + label.box.height), label.box.y - rect.y1, 0);
  if (over > 14 * unit) return null;
  const inside = cy > rect.y0 && cy < rect.y1;
  return Math.abs(cx - middle) / reach / 2 + (inside ? 0.1 : over / (28 * unit));
}
