/** One chart as its parts see it: the value axis runs along y; horizontal bars are turned over the diagonal before. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import { leastSquares } from './axis.ts';
import type { LegendEntry } from './legend.ts';
import { centreX, centreY, median, type AxisFit, type Label, type Rect } from './model.ts';
import type { Plot } from './plot.ts';
import { away, pixel, transposed } from './raster.ts';

export interface Frame {
  picture: Rgb;
  labels: Label[];
  legend: LegendEntry[];
  bounds: Rect;
  unit: number;
  /** x and y are exchanged. */
  flipped: boolean;
}

const turnRect = ({ x0, y0, x1, y1 }: Rect): Rect => ({ x0: y0, y0: x0, x1: y1, y1: x1 });

export function turnLabel(label: Label): Label {
  const { x, y, width, height } = label.box;
  return { ...label, box: { x: y, y: x, width: height, height: width } };
}

export function turned(frame: Frame): Frame {
  const labels = frame.labels.map(turnLabel);
  return {
    picture: transposed(frame.picture),
    labels,
    legend: frame.legend.map((entry) => ({
      ...entry,
      label: labels[frame.labels.indexOf(entry.label)] ?? turnLabel(entry.label),
      swatch: turnRect(entry.swatch),
    })),
    bounds: turnRect(frame.bounds),
    unit: frame.unit,
    flipped: !frame.flipped,
  };
}

/** A rectangle of the frame in pixels of the picture. */
export function placed(frame: Frame, rect: Rect): Rect {
  return frame.flipped ? turnRect(rect) : rect;
}

/**
 * Ticks move from the middle of their text to their tick marks or grid lines, where those stand at one distance from
 * all of them; the fit is made anew.
 */
export function snapToMarks(picture: Rgb, axis: AxisFit, plot: Plot, unit: number): void {
  const boxes = axis.ticks.map((tick) => tick.label.box);
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const left = Math.min(...boxes.map((box) => box.x));
  const atLeft = (left + right) / 2 < (plot.rect.x0 + plot.rect.x1) / 2;
  const from = atLeft ? Math.ceil(right) + 1 : Math.floor(left) - 2;
  const to = atLeft ? plot.rect.x0 + Math.round(10 * unit) : plot.rect.x1 - Math.round(10 * unit);
  const step = atLeft ? 1 : -1;
  const reach = Math.ceil(2.5 * unit) + 1;
  const most = Math.round(5 * unit);
  const scores: number[][] = axis.ticks.map((tick) => {
    const row: number[] = [];
    for (let dy = -most; dy <= most; dy++) {
      const y = Math.round(tick.at - 0.5) + dy;
      let ink = 0;
      if (y - reach >= 0 && y + reach < picture.height) {
        for (let x = from; step > 0 ? x < to : x > to; x += step) {
          if (x < 0 || x >= picture.width) break;
          const p = pixel(picture, x, y);
          const up = pixel(picture, x, y - reach);
          const down = pixel(picture, x, y + reach);
          if (away(p, up) > 8 && away(p, down) > 8 && away(up, down) < 24)
            ink += Math.min(1, Math.max(away(p, up) / 60, 0.25));
        }
      }
      row.push(ink);
    }
    return row;
  });
  let best = -1;
  let bestScore = 0;
  for (let i = 0; i <= 2 * most; i++) {
    const score = scores.reduce(
      (sum, row) => sum + Math.min(6 * unit, Math.max(row[i]!, row[i - 1] ?? 0, row[i + 1] ?? 0)),
      0,
    );
    const hits = scores.filter((row) => Math.max(row[i]!, row[i - 1] ?? 0, row[i + 1] ?? 0) >= 0.8 * unit).length;
    const value = score - 0.05 * Math.abs(i - most);
    if (hits >= Math.max(2, 0.6 * axis.ticks.length) && value > bestScore) {
      bestScore = value;
      best = i;
    }
  }
  if (best < 0) return;
  const moved = axis.ticks.flatMap((tick, t) => {
    // The line's middle: rows around the best weighted by their ink.
    const row = scores[t]!;
    let weight = 0;
    let sum = 0;
    for (let i = Math.max(0, best - 2); i <= Math.min(2 * most, best + 2); i++) {
      weight += row[i]!;
      sum += row[i]! * i;
    }
    return weight < 0.8 * unit ? [] : [{ tick, at: Math.round(tick.at - 0.5) + 0.5 + sum / weight - most }];
  });
  if (moved.length < 2) return;
  const { slope, offset } = leastSquares(
    moved.map(({ tick, at }) => [at, axis.log ? Math.log10(tick.value) : tick.value]),
  );
  const error = Math.sqrt(
    moved.reduce(
      (sum, { tick, at }) =>
        sum + ((slope * at + offset - (axis.log ? Math.log10(tick.value) : tick.value)) / slope) ** 2,
      0,
    ) / moved.length,
  );
  if (!Number.isFinite(slope) || slope === 0 || error > axis.error + 1) return;
  for (const { tick, at } of moved) tick.at = at;
  for (const tick of axis.ticks) {
    if (!moved.some((one) => one.tick === tick))
      tick.at = ((axis.log ? Math.log10(tick.value) : tick.value) - offset) / slope;
  }
  axis.slope = slope;
  axis.offset = offset;
  axis.error = error;
}

export interface Category {
  text: string;
  /** Middle along x, in pixels of the frame. */
  at: number;
  label: Label;
  confidence: number;
}

/** Labels in a row along one side of the plot, nearest row first, all lines of each joined. */
export function categoriesOf(
  frame: Frame,
  plot: Plot,
  exclude: ReadonlySet<Label>,
  side: 'above' | 'below',
): Category[] {
  const { rect } = plot;
  const { unit } = frame;
  const near = (label: Label) =>
    side === 'below' ? label.box.y - rect.y1 : rect.y0 - (label.box.y + label.box.height);
  const slack = 6 * unit;
  const usable = frame.labels.filter(
    (label) =>
      !exclude.has(label) &&
      near(label) > -0.6 * label.box.height - slack &&
      (side === 'below' ? centreY(label) > rect.y1 - slack : centreY(label) < rect.y0 + slack) &&
      centreX(label) > rect.x0 - 12 * unit &&
      centreX(label) < rect.x1 + 12 * unit &&
      /[\p{L}\p{N}]/u.test(label.text),
  );
  if (usable.length === 0) return [];
  const rows: Label[][] = [];
  for (const label of [...usable].sort((a, b) => near(a) - near(b))) {
    const far = (one: Label) => near(one) + one.box.height;
    const row = rows.find(
      (one) => Math.abs(near(one[0]!) - near(label)) <= 5 * unit || Math.abs(far(one[0]!) - far(label)) <= 2.5 * unit,
    );
    if (row) row.push(label);
    else rows.push([label]);
  }
  // A row of one between the plot and a row of several is something else, a title say.
  const most = Math.max(...rows.map((row) => row.length));
  const first = rows.findIndex((row) => row.length >= Math.max(1, 0.34 * most));
  const row = rows[first];
  if (!row) return [];
  const lines = new Map(row.map((label) => [label, [label]]));
  for (const next of rows.slice(first + 1, first + 3)) {
    if (next.length < Math.max(2, 0.34 * row.length)) break;
    const gap = Math.abs(near(next[0]!) - near(row[0]!));
    if (gap > 3.2 * Math.max(...row.map((label) => label.box.height))) break;
    const owner = (label: Label) =>
      row.find((one) => Math.abs(centreX(one) - centreX(label)) < Math.max(6 * unit, 0.3 * label.box.width));
    if (!next.every((label) => owner(label))) break;
    for (const label of next) lines.get(owner(label)!)!.push(label);
  }
  return [...lines]
    .map(([label, parts]) => ({
      text: (side === 'above' ? parts.reverse() : parts).map((part) => part.text).join(' '),
      at: centreX(label),
      label,
      confidence: Math.min(...parts.map((part) => part.confidence)),
    }))
    .sort((a, b) => a.at - b.at);
}

/** Distance between neighbours of a row, or 0. */
export function pitchOf(at: readonly number[]): number {
  const sorted = [...at].sort((a, b) => a - b);
  return median(sorted.slice(1).map((value, i) => value - sorted[i]!));
}
