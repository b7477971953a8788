/** One chart from its pixels and labels: axes, plot, marks, values. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import { fitAxes } from './axis.ts';
import { assembled } from './assemble.ts';
import { readCartesian } from './cartesian.ts';
import { turned, type Frame } from './frame.ts';
import { findLegend } from './legend.ts';
import { median, rectOf, type AxisFit, type Label } from './model.ts';
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
  const legend = findLegend(picture, labels, unit);
  const named = new Set(legend.map((entry) => entry.label));
  const free = labels.filter((label) => !named.has(label) && !label.turned);
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
  if (x && !x.time && !(y && y.support >= 3 && x.support >= 3 && y.ticks.length >= x.ticks.length)) {
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
    const score = read.likeness + Math.min(4, one.y.support) * 0.1;
    if (!best || score > best.score) best = { chart: assembled(one.frame, read, one), score };
  }
  return best?.chart ?? null;
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
