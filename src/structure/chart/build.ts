/** One chart from its pixels and labels: axes, plot, marks, values. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import { fitAxes } from './axis.ts';
import { assembled } from './assemble.ts';
import { readCartesian, type RawChart } from './cartesian.ts';
import { turned, type Frame } from './frame.ts';
import { findLegend } from './legend.ts';
import { median, rectOf, type AxisFit, type Label, type Rect } from './model.ts';
import { numberOf } from './numbers.ts';
import { findPies } from './pie.ts';
import { readPie } from './pieSeries.ts';
import { groundOf } from './plot.ts';
import type { ChartData } from '../../shared/structure.ts';

/** Pixels that a pixel at 1× takes here: from the height of the labels' characters. */
export function unitOf(labels: readonly Label[], picture: { width: number; height: number }): number {
  const heights = labels
    .filter((label) => /\d/.test(label.text))
    .map((label) => (label.turned ? label.box.width : label.box.height));
  const usual = median(
    heights.length > 2 ? heights : labels.map((label) => Math.min(label.box.height, label.box.width)),
  );
  const bySize = Math.max(1, Math.min(picture.width, picture.height) / 900);
  return usual > 0 ? Math.max(0.75, Math.min(4, usual / 10.5)) : bySize;
}

/** Null where no chart stands in these bounds. */
export function chartFrom(picture: Rgb, labels: readonly Label[], box: Region): ChartData | null {
  const bounds = rectOf(box);
  const unit = unitOf(labels, picture);
  const legend = findLegend(picture, withoutTicks(labels, bounds, unit), unit);
  const named = new Set(legend.map((entry) => entry.label));
  // Numbers beside an upright axis may read upwards.
  const free = labels.filter((label) => !named.has(label) && (!label.turned || numberOf(label.text) !== null));
  const frame: Frame = { picture, labels: [...labels], legend, bounds, unit, flipped: false };
  const ys = fitAxes(free, 'y', unit, bounds.y1 - bounds.y0);
  const xs = fitAxes(free, 'x', unit, bounds.x1 - bounds.x0);
  const y = ys[0] ?? null;
  const x = xs[0] ?? null;

  const pie = findPies(picture, bounds, groundOf(picture, bounds), unit)[0];
  if (pie && pie.slices.length > 1 && pie.radius > 0.15 * Math.min(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0)) {
    const inside = (axis: AxisFit | null) => axis !== null && axis.ticks.length >= 4;
    if (!inside(y) || !inside(x)) {
      const read = readPie(pie, labels, legend, unit);
      if (read) return assembled(frame, read, null);
    }
  }
  const tries: { frame: Frame; flip: boolean; y: AxisFit; x: AxisFit | null; second: AxisFit | null }[] = [];
  if (y) tries.push({ frame, flip: false, y, x, second: secondOf(ys, y, bounds) });
  const weak = y && y.support >= 4 && x && x.support < 3;
  if (x && !x.time && !weak && !(y && y.support >= 3 && x.support >= 3 && y.ticks.length >= x.ticks.length)) {
    const flat = turned(frame);
    const pick = fitAxes(
      flat.labels.filter((_, i) => !named.has(labels[i]!) && !labels[i]!.turned),
      'y',
      unit,
      bounds.x1 - bounds.x0,
    )[0];
    if (pick) tries.push({ frame: flat, flip: true, y: pick, x: null, second: null });
  }
  let best: { chart: ChartData; score: number } | null = null;
  for (const one of tries) {
    const read = readCartesian(one.frame, one.y, one.x, one.second);
    if (!read) continue;
    if (one.flip && !read.series.every((series) => series.shape === 'bar')) continue;
    if (!plausible(read, one.y, unit)) continue;
    const score = read.likeness + Math.min(4, one.y.support) * 0.1;
    if (!best || score > best.score) best = { chart: assembled(one.frame, read, one), score };
  }
  return best?.chart ?? null;
}

/** Numbers of an axis name no series, even where a mark stands beside them. */
function withoutTicks(labels: readonly Label[], bounds: Rect, unit: number): Label[] {
  const upright = labels.filter((label) => !label.turned);
  const ticks = new Set(
    (['y', 'x'] as const)
      .flatMap((along) => fitAxes(upright, along, unit, along === 'y' ? bounds.y1 - bounds.y0 : bounds.x1 - bounds.x0))
      .filter((fit) => fit.support >= 4 && !fit.time && fit.error < 2 * unit)
      .flatMap((fit) => fit.ticks.map((tick) => tick.label)),
  );
  return labels.filter((label) => !ticks.has(label));
}

/** Numbers in line and a rectangle are no chart yet: line numbers beside code, tables, forms have them too. */
function plausible(read: RawChart, axis: AxisFit, unit: number): boolean {
  const { x0, y0, x1, y1 } = read.plot;
  if (x1 - x0 < 60 * unit || y1 - y0 < 50 * unit) return false;
  const at = axis.ticks.map((tick) => tick.at).sort((a, b) => a - b);
  const gaps = at.slice(1).map((value, i) => value - at[i]!);
  const least = Math.min(...gaps);
  const even = gaps.every((gap) => Math.abs(gap / least - Math.round(gap / least)) < 0.2);
  // Line numbers count by one, a line's height apart.
  const values = [...axis.ticks].sort((a, b) => a.at - b.at).map((tick) => tick.value);
  // Some may not have been read: the numbers go as the lines do.
  const counted =
    !axis.log &&
    least < 24 * unit &&
    (gaps.length >= 7 || Math.max(...values) > 20) &&
    gaps.every((gap, i) => Math.abs(values[i + 1]! - values[i]!) === Math.round(gap / least));
  if (counted || (!even && !axis.log && axis.ticks.length < 6)) return false;
  const sure = (read.xAxis?.ticks.length ?? 0) >= 3 && axis.ticks.every((tick) => tick.label.confidence >= 0.9);
  if (axis.ticks.length < 3 && !sure && read.series.every((series) => series.shape !== 'bar')) return false;
  const points = read.series.reduce((sum, series) => sum + series.points.length, 0);
  // Marks stand inside the axis: half of them far outside of its ticks are something else.
  const span = Math.max(...values) - Math.min(...values);
  const inside = read.series
    .flatMap((series) => series.points)
    .filter(
      (point) => axis.log || (point.y > Math.min(...values) - 0.6 * span && point.y < Math.max(...values) + 0.6 * span),
    ).length;
  return points > 0 && inside > 0.6 * points;
}

/** A second value axis stands at the plot's other side, over the same rows. */
function secondOf(fits: readonly AxisFit[], first: AxisFit, bounds: { x0: number; x1: number }): AxisFit | null {
  const span = (axis: AxisFit) =>
    [Math.min(...axis.ticks.map((t) => t.at)), Math.max(...axis.ticks.map((t) => t.at))] as const;
  const [top, bottom] = span(first);
  return (
    fits.find((fit) => {
      if (fit === first || fit.ticks.length < 3) return false;
      const [t, b] = span(fit);
      const common = Math.min(b, bottom) - Math.max(t, top);
      return (
        Math.abs(fit.across - first.across) > 0.45 * (bounds.x1 - bounds.x0) &&
        common > 0.6 * Math.max(b - t, bottom - top)
      );
    }) ?? null
  );
}
