/** The chart as data: titles, axes, printed values beside measured ones, confidence. */
import { msg, type Message } from '../../shared/message.ts';
import type { Axis, ChartData, ChartPoint, ChartSeries, TextSpan } from '../../shared/structure.ts';
import type { RawChart, RawSeries } from './cartesian.ts';
import type { RawPoint } from './barSeries.ts';
import { isoOf } from './dates.ts';
import { ceilingOfAxis, ceilingOfDrawn, ceilingOfSeries, ceilingOfTimes } from './evidence.ts';
import { placed, turned, turnLabel, type Frame } from './frame.ts';
import { tidy } from './lineSeries.ts';
import { centreX, centreY, regionOf, type AxisFit, type Label } from './model.ts';
import { hex } from './raster.ts';

interface Orientation {
  flip: boolean;
}

export function assembled(frame: Frame, raw: RawChart, orientation: Orientation | null): ChartData {
  const upright = frame.flipped ? turned(frame) : frame;
  const plot = placed(frame, raw.plot);
  const notes: Message[] = [];
  const used = usedLabels(frame, raw);
  const { title, xTitle, yTitle } = titlesOf(upright, plot, used, frame.flipped);
  const series = raw.series.map((one) => seriesOf(frame, one, raw, notes));
  const value = raw.yAxis ? axisOf(raw.yAxis, frame, frame.flipped ? xTitle : yTitle) : null;
  const base = raw.xAxis
    ? axisOf(raw.xAxis, frame, frame.flipped ? yTitle : xTitle)
    : categoryAxis(raw, frame.flipped ? yTitle : xTitle, frame);
  if (raw.xAxis?.time && !raw.xAxis.yearKnown) notes.push(msg`The year of the dates is not printed.`);
  const all = series.flatMap((one) => one.points);
  const confidence = all.length ? all.reduce((sum, point) => sum + point.confidence, 0) / all.length : 0;
  void orientation;
  return {
    kind: raw.kind,
    title,
    box: regionOf(frame.flipped ? placed(frame, frame.bounds) : frame.bounds),
    plot: regionOf(plot),
    x: frame.flipped ? value : base,
    y: frame.flipped ? base : value,
    ...(raw.second ? { y2: axisOf(raw.second, frame, null) } : {}),
    series,
    confidence,
    notes,
  };
}

function usedLabels(frame: Frame, raw: RawChart): Set<Label> {
  const used = new Set<Label>(frame.legend.map((entry) => entry.label));
  for (const axis of [raw.xAxis, raw.yAxis, raw.second]) for (const tick of axis?.ticks ?? []) used.add(tick.label);
  for (const category of raw.categories) used.add(category.label);
  // Labels of a turned frame are copies: by their place.
  return used;
}

function spanOf(label: Label): TextSpan {
  return { text: label.text, box: label.box, confidence: label.confidence };
}

/** The title is above the plot, axis titles beside their labels. */
function titlesOf(
  frame: Frame,
  plot: { x0: number; y0: number; x1: number; y1: number },
  used: ReadonlySet<Label>,
  flipped: boolean,
): { title: TextSpan | null; xTitle: TextSpan | null; yTitle: TextSpan | null } {
  const key = (label: Label) => `${label.box.x},${label.box.y},${label.box.width},${label.box.height}`;
  const taken = new Set([...used].map((label) => key(flipped ? turnLabel(label) : label)));
  const free = frame.labels.filter((label) => !taken.has(key(label)) && /\p{L}/u.test(label.text));
  const above = free.filter((label) => !label.turned && label.box.y + label.box.height <= plot.y0 + 6 * frame.unit);
  const size = (label: Label) => label.box.height + (label.text.length > 3 ? 4 : 0) - 0.02 * label.box.y;
  const title = above.sort((a, b) => size(b) - size(a))[0] ?? null;
  const beside = free.filter(
    (label) => label.turned && centreY(label) > plot.y0 - 20 * frame.unit && centreY(label) < plot.y1 + 20 * frame.unit,
  );
  const yTitle = beside.sort((a, b) => a.box.x - b.box.x)[0] ?? null;
  const below = free.filter(
    (label) =>
      label !== title &&
      !label.turned &&
      label.box.y > plot.y1 &&
      Math.abs(centreX(label) - (plot.x0 + plot.x1) / 2) < 0.2 * (plot.x1 - plot.x0),
  );
  const xTitle = below.sort((a, b) => a.box.y - b.box.y)[0] ?? null;
  return { title: title && spanOf(title), xTitle: xTitle && spanOf(xTitle), yTitle: yTitle && spanOf(yTitle) };
}

function axisOf(axis: AxisFit, frame: Frame, title: TextSpan | null): Axis {
  const daily = axis.ticks.every((tick) => tick.value % 86_400_000 === 0);
  return {
    title,
    type: axis.time ? 'time' : 'number',
    scale: axis.log ? 'log' : 'linear',
    unit: axis.unit,
    reversed: axis.along === 'y' && !frame.flipped ? axis.slope > 0 : axis.slope < 0,
    ticks: axis.ticks.map((tick) => ({
      text: tick.label.text,
      value: axis.time ? isoOf(tick.value, daily) : tick.value,
      box: frame.flipped ? turnLabel(tick.label).box : tick.label.box,
      position: tick.at,
      confidence: tick.repaired ? 0.7 : tick.label.confidence,
    })),
  };
}

function categoryAxis(raw: RawChart, title: TextSpan | null, frame: Frame): Axis | null {
  if (raw.categories.length === 0) return null;
  return {
    title,
    type: 'category',
    scale: 'linear',
    unit: null,
    reversed: false,
    ticks: raw.categories.map((one) => ({
      text: one.text,
      value: null,
      box: frame.flipped ? turnLabel(one.label).box : one.label.box,
      position: one.at,
      confidence: one.confidence,
    })),
  };
}

function seriesOf(frame: Frame, one: RawSeries, raw: RawChart, notes: Message[]): ChartSeries {
  const axis = raw.yAxis;
  const span = axis ? axisSpan(axis) : 100;
  const per = axis && !axis.log ? Math.abs(axis.slope) : 0;
  const times = one.points.map((point) => point.x).filter((x): x is number => x !== undefined);
  const snap = raw.xAxis?.time ? timeSnap(times, raw.xAxis) : null;
  const most = Math.min(
    ceilingOfDrawn(one.drawn),
    axis ? ceilingOfAxis(axis) : 0.99,
    raw.xAxis ? ceilingOfAxis(raw.xAxis) : 0.99,
    ceilingOfSeries(one, raw, frame.legend.length),
    raw.xAxis?.time ? ceilingOfTimes(times, Math.abs(raw.xAxis.slope)) : 0.99,
  );
  const points = one.points.map((point): ChartPoint => {
    const tolerance = axis ? (axis.log ? Math.abs(point.y) * Math.abs(axis.slope) * 2.3 : per) : 0.3;
    const y = tidy(point.y, Math.max(tolerance / 4, 1e-12));
    const out: ChartPoint = {
      y,
      from: 'measured',
      tolerance,
      // Where no year is printed, the place along the axis is half a guess.
      confidence: Math.min(pointConfidence(point, one), most, raw.xAxis?.time && !raw.xAxis.yearKnown ? 0.6 : 1),
      box: regionOf(placed(frame, point.rect)),
    };
    if (point.label !== undefined) out.label = point.label;
    if (point.x !== undefined)
      out.x = snap
        ? snap(point.x)
        : tidy(point.x, Math.abs(raw.xAxis?.log ? point.x * raw.xAxis.slope : (raw.xAxis?.slope ?? 0)) || 1e-9);
    if (point.low !== undefined) out.low = tidy(point.low, Math.max(tolerance / 4, 1e-12));
    if (point.printed) settle(out, point.printed, most, span, notes);
    return out;
  });
  const result: ChartSeries = { name: one.name, color: hex(one.colour), points };
  return result;
}

/** What is printed wins where geometry does not speak against it; where it does, both are kept. */
function settle(
  point: ChartPoint,
  printed: { value: number; confidence: number },
  most: number,
  span: number,
  notes: Message[],
): void {
  const measured = point.y ?? 0;
  const off = Math.abs(printed.value - measured) / (span || 1);
  if (off < 0.03) {
    point.measured = measured;
    point.y = printed.value;
    point.from = 'label';
    point.printed = printed.value;
    // The mark it stands at is the doubt that is left.
    point.confidence = Math.max(point.confidence, Math.min(most, 0.97));
    delete point.tolerance;
  } else if (printed.confidence > 0.6 && off < 0.5) {
    point.printed = printed.value;
    point.measured = measured;
    point.confidence = Math.min(point.confidence, 0.6);
    if (notes.length < 12) notes.push(msg`Printed ${printed.value} and measured ${measured} disagree.`);
  }
}

function axisSpan(axis: AxisFit): number {
  const values = axis.ticks.map((tick) => tick.value);
  return Math.max(...values) - Math.min(...values);
}

function pointConfidence(point: RawPoint, series: RawSeries): number {
  let confidence = point.confidence;
  if (point.labelConfidence !== undefined) confidence = Math.min(confidence, 0.4 + 0.6 * point.labelConfidence);
  if (series.name !== '') confidence = Math.min(confidence, 0.4 + 0.6 * series.nameConfidence);
  return Math.max(0.05, Math.min(0.99, confidence));
}

/** Points of time stand at whole minutes, hours, days, weeks or months: the coarsest that all of them are near. */
function timeSnap(times: readonly number[], axis: AxisFit): (ms: number) => string {
  const slack = Math.abs(axis.slope) * 3;
  const gaps = [...times].sort((a, b) => a - b);
  const step = gaps.length > 1 ? (gaps[gaps.length - 1]! - gaps[0]!) / (gaps.length - 1) : slack;
  const day = 86_400_000;
  if (step > 25 * day) {
    const month = (ms: number) => {
      const date = new Date(ms + 12 * day);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    };
    if (times.every((ms) => Math.abs(month(ms) - ms) < Math.max(3 * day, slack))) return (ms) => isoOf(month(ms), true);
  }
  for (const unit of [day, 3_600_000, 1_800_000, 900_000, 600_000, 300_000, 60_000, 1000]) {
    if (unit > step * 1.2 && unit > 1000) continue;
    if (
      times.every((ms) => Math.abs(Math.round(ms / unit) * unit - ms) <= Math.max(slack, unit * 0.2)) ||
      unit <= slack
    ) {
      return (ms) => isoOf(Math.round(ms / unit) * unit, unit === day);
    }
  }
  return (ms) => isoOf(Math.round(ms / 1000) * 1000, false);
}
