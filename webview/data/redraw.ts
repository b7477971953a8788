/**
 * A chart drawn again from its data, in pixels of its picture: what the proof lays over the original. Values go through the
 * axes; of the marks that were read only their place along the categories is used, so that a wrong value shows.
 */
import type { ChartData, ChartPoint, ChartSeries } from '../../src/shared/structure.ts';
import { axisNumber, median, scaleOf, scaleThrough, type Scale } from './scale.ts';

export type Mark = { series: number; color: string } & (
  | { shape: 'rect'; x: number; y: number; width: number; height: number }
  | { shape: 'circle'; x: number; y: number; radius: number }
  | { shape: 'path'; points: [x: number, y: number][]; width: number; closed: boolean }
  | { shape: 'slice'; x: number; y: number; radius: number; hole: number; from: number; to: number }
);

const BARS = new Set<ChartData['kind']>(['bar', 'grouped-bar', 'stacked-bar', 'horizontal-bar', 'histogram']);

/** Below this, or where print and geometry disagree, a value is marked for a second look. */
const SURE = 0.75;

export function isDoubtful(point: ChartPoint): boolean {
  if (point.from === 'user') return false;
  const disagree = point.from === 'measured' && point.printed !== undefined;
  return point.y === null || point.confidence < SURE || disagree;
}

/** Undefined: a kind that is not drawn again, or values without an axis to place them. */
export function redraw(chart: ChartData): Mark[] | undefined {
  if (chart.kind === 'pie' || chart.kind === 'donut') return slices(chart);
  const marks = chart.series.flatMap((series, index) => {
    const kind = series.kind ?? chart.kind;
    if (BARS.has(kind)) return bars(chart, series, index);
    if (kind === 'line' || kind === 'area' || kind === 'scatter') return dots(chart, series, index, kind);
    return [];
  });
  return marks.length > 0 ? marks : undefined;
}

const isFlat = (chart: ChartData) =>
  chart.kind === 'horizontal-bar' || (chart.x?.type === 'number' && chart.y?.type === 'category');

function valueScale(chart: ChartData, series: ChartSeries): Scale | undefined {
  const flat = isFlat(chart);
  const axis = flat ? chart.x : series.secondAxis ? chart.y2 : chart.y;
  const known = scaleOf(axis);
  if (known) return known;
  // No axis was printed: the line through all marks, by the values beside them.
  const pairs = chart.series.flatMap(({ points }) =>
    points.flatMap(({ y, box, from }) =>
      y === null || from !== 'label' ? [] : [[y, flat ? box.x + box.width : box.y] as const],
    ),
  );
  return scaleThrough(pairs, axis?.scale === 'log');
}

function bars(chart: ChartData, series: ChartSeries, index: number): Mark[] {
  const scale = valueScale(chart, series);
  if (!scale) return [];
  const flat = isFlat(chart);
  const axis = flat ? chart.x : series.secondAxis ? chart.y2 : chart.y;
  const zero = axis?.scale === 'log' ? undefined : scale(0);
  const floor = flat ? chart.plot.x : chart.plot.y + chart.plot.height;
  return series.points.flatMap((point): Mark[] => {
    if (point.y === null) return [];
    const base = chart.kind === 'stacked-bar' && point.low === undefined ? below(chart, index, point, scale, flat) : 0;
    const start = point.low !== undefined ? scale(point.low) : base !== 0 ? scale(base) : (zero ?? floor);
    const end = scale(base + point.y);
    if (!Number.isFinite(start) || !Number.isFinite(end)) return [];
    const [from, length] = [Math.min(start, end), Math.abs(end - start)];
    const { x, y, width, height } = point.box;
    const color = series.color;
    return flat
      ? [{ series: index, color, shape: 'rect', x: from, y, width: length, height }]
      : [{ series: index, color, shape: 'rect', x, y: from, width, height: length }];
  });
}

/** What the parts between the axis and this one of a stack add up to. */
function below(chart: ChartData, index: number, point: ChartPoint, scale: Scale, flat: boolean): number {
  const middle = ({ box }: ChartPoint) => (flat ? box.x + box.width / 2 : box.y + box.height / 2);
  const off = (each: ChartPoint) => Math.abs(middle(each) - scale(0));
  let sum = 0;
  chart.series.forEach((other, i) => {
    if (i === index) return;
    for (const each of other.points) {
      const same = each.label !== undefined ? each.label === point.label : each.x === point.x;
      if (same && each.y !== null && Math.sign(each.y) === Math.sign(point.y!) && off(each) < off(point)) sum += each.y;
    }
  });
  return sum;
}

function dots(chart: ChartData, series: ChartSeries, index: number, kind: 'line' | 'area' | 'scatter'): Mark[] {
  const scale = valueScale(chart, series);
  if (!scale) return [];
  const along = scaleOf(chart.x);
  const points = series.points.flatMap((point): [number, number][] => {
    if (point.y === null) return [];
    const x = axisNumber(point.x);
    const at = along && Number.isFinite(x) ? along(x) : point.box.x + point.box.width / 2;
    const y = scale(point.y);
    return Number.isFinite(at) && Number.isFinite(y) ? [[at, y]] : [];
  });
  const { color } = series;
  if (kind === 'scatter') {
    const radius = Math.max(2, median(series.points.map(({ box }) => Math.min(box.width, box.height))) / 2);
    return points.map(([x, y]) => ({ series: index, color, shape: 'circle', x, y, radius }));
  }
  if (points.length < 2) return points.map(([x, y]) => ({ series: index, color, shape: 'circle', x, y, radius: 3 }));
  const width = Math.max(2, Math.min(chart.plot.width, chart.plot.height) / 150);
  if (kind === 'line') return [{ series: index, color, shape: 'path', points, width, closed: false }];
  const floor = chart.y?.scale === 'log' ? chart.plot.y + chart.plot.height : scale(0);
  const outline: [number, number][] = [[points[0]![0], floor], ...points, [points.at(-1)![0], floor]];
  return [{ series: index, color, shape: 'path', points: outline, width, closed: true }];
}

/** Slices go round from where the first one's middle was found, each as wide as its share. */
function slices({ series, plot }: ChartData): Mark[] {
  const points = series[0]?.points.filter(({ y }) => y !== null && y > 0) ?? [];
  const total = points.reduce((sum, { y }) => sum + y!, 0);
  if (total <= 0) return [];
  const [cx, cy, radius] = [plot.x + plot.width / 2, plot.y + plot.height / 2, Math.min(plot.width, plot.height) / 2];
  const middles = points.map(({ box }) => [box.x + box.width / 2 - cx, box.y + box.height / 2 - cy] as const);
  const angles = middles.map(([x, y]) => Math.atan2(x, -y));
  const far = median(middles.map(([x, y]) => Math.hypot(x, y)));
  const hole = Math.max(0, 2 * far - radius) > 0.08 * radius ? 2 * far - radius : 0;
  // The start that fits the middles of all slices best: the mean direction of what each of them says.
  let before = 0;
  const starts = points.map(({ y }, i) => {
    const start = angles[i]! - ((before + y! / 2) / total) * 2 * Math.PI;
    before += y!;
    return start;
  });
  let from = Math.atan2(
    starts.reduce((sum, angle) => sum + Math.sin(angle), 0),
    starts.reduce((sum, angle) => sum + Math.cos(angle), 0),
  );
  return points.map(({ y }) => {
    const to = from + (y! / total) * 2 * Math.PI;
    const mark: Mark = { series: 0, color: series[0]!.color, shape: 'slice', x: cx, y: cy, radius, hole, from, to };
    from = to;
    return mark;
  });
}

/** The mark's outline as an SVG path, in pixels of the picture. */
export function pathOf(mark: Mark): string {
  const n = (value: number) => Number(value.toFixed(2));
  if (mark.shape === 'rect') return `M${n(mark.x)} ${n(mark.y)}h${n(mark.width)}v${n(mark.height)}h${-n(mark.width)}z`;
  if (mark.shape === 'circle') {
    const { x, y, radius: r } = mark;
    return `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${-n(2 * r)} 0z`;
  }
  if (mark.shape === 'path')
    return mark.points.map(([x, y], i) => `${i ? 'L' : 'M'}${n(x)} ${n(y)}`).join('') + (mark.closed ? 'z' : '');
  const { x, y, radius, hole, from } = mark;
  // A whole circle has no arc from a point to itself.
  const to = Math.min(mark.to, from + 2 * Math.PI - 1e-3);
  const at = (angle: number, r: number) => `${n(x + Math.sin(angle) * r)} ${n(y - Math.cos(angle) * r)}`;
  const large = to - from > Math.PI ? 1 : 0;
  return (
    `M${at(from, radius)}A${n(radius)} ${n(radius)} 0 ${large} 1 ${at(to, radius)}` +
    (hole > 0 ? `L${at(to, hole)}A${n(hole)} ${n(hole)} 0 ${large} 0 ${at(from, hole)}z` : `L${n(x)} ${n(y)}z`)
  );
}
