/** Several charts without cards around them: value axes that stand beside or below each other. */
import type { Region } from '../../shared/engine.ts';
import { fitAxes } from './axis.ts';
import { unitOf } from './build.ts';
import type { AxisFit, Label } from './model.ts';

/** One part a chart, by their value axes; fewer than two where the picture holds one chart. */
export function partsByAxes(labels: readonly Label[], picture: { width: number; height: number }): Region[] {
  const unit = unitOf(labels, picture);
  const fits = fitAxes(
    labels.filter((label) => !label.turned),
    'y',
    unit,
    picture.height,
  ).filter((fit) => fit.ticks.length >= 4 && !fit.time);
  if (fits.length < 2) return [];
  const top = (fit: AxisFit) => Math.min(...fit.ticks.map((tick) => tick.at));
  const bottom = (fit: AxisFit) => Math.max(...fit.ticks.map((tick) => tick.at));
  const left = (fit: AxisFit) => Math.min(...fit.ticks.map((tick) => tick.label.box.x));
  // Rows of charts: axes over the same heights.
  const rows: AxisFit[][] = [];
  for (const fit of fits) {
    const row = rows.find(
      (one) =>
        Math.min(bottom(one[0]!), bottom(fit)) - Math.max(top(one[0]!), top(fit)) > 0.5 * (bottom(fit) - top(fit)),
    );
    if (row) row.push(fit);
    else rows.push([fit]);
  }
  rows.sort((a, b) => top(a[0]!) - top(b[0]!));
  if (rows.length === 1) {
    const row = rows[0]!.sort((a, b) => left(a) - left(b));
    // Two axes at both sides of one plot are one chart.
    if (row.length === 2 && left(row[1]!) > 0.8 * picture.width) return [];
  }
  return rows.flatMap((row, r) => {
    row.sort((a, b) => left(a) - left(b));
    const above = rows[r - 1];
    const below = rows[r + 1];
    const y0 = above ? (Math.max(...above.map(bottom)) + Math.min(...row.map(top))) / 2 : 0;
    const y1 = below ? (Math.max(...row.map(bottom)) + Math.min(...below.map(top))) / 2 : picture.height;
    return row.map((fit, i) => {
      const x0 = i === 0 ? 0 : left(fit) - 24 * unit;
      const next = row[i + 1];
      const x1 = next ? left(next) - 24 * unit : picture.width;
      return { x: Math.round(x0), y: Math.round(y0), width: Math.round(x1 - x0), height: Math.round(y1 - y0) };
    });
  });
}
