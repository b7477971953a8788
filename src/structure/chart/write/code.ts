/**
 * Code that draws a chart again: Vega-Lite, Chart.js, matplotlib. What was read from a picture goes in as data, quoted by
 * JSON, and never as code: fields have fixed names.
 */
import type { ChartData, ChartPoint } from '../../../shared/structure.ts';

interface Row {
  x: string | number;
  series: string;
  y: number;
}

const seriesName = (chart: ChartData, index: number) =>
  chart.series[index]!.name || (chart.series.length === 1 ? valueTitle(chart) || 'value' : `series ${index + 1}`);

const isFlat = (chart: ChartData) => chart.kind === 'horizontal-bar';
const valueTitle = (chart: ChartData) => ((isFlat(chart) ? chart.x : chart.y)?.title?.text ?? '').trim();
const keyTitle = (chart: ChartData) => ((isFlat(chart) ? chart.y : chart.x)?.title?.text ?? '').trim();
const valueAxis = (chart: ChartData) => (isFlat(chart) ? chart.x : chart.y);

function keyOf(point: ChartPoint, index: number): string | number {
  return point.label ?? point.x ?? index + 1;
}

function rowsOf(chart: ChartData): Row[] {
  return chart.series.flatMap((series, s) =>
    series.points.flatMap((point, i) =>
      point.y === null ? [] : [{ x: keyOf(point, i), series: seriesName(chart, s), y: point.y }],
    ),
  );
}

/** `<` would end a script element that the text is pasted into. */
const json = (value: unknown, indent?: number): string => JSON.stringify(value, null, indent).replace(/</g, '\\u003c');

/** A Vega-Lite specification, as JSON text. */
export function chartToVegaLite(chart: ChartData): string {
  const round = chart.kind === 'pie' || chart.kind === 'donut';
  const rows = rowsOf(chart);
  const numeric = rows.every((row) => typeof row.x === 'number');
  const time =
    !numeric &&
    chart.x?.type === 'time' &&
    chart.series.every((one) => one.points.every((point) => point.label === undefined));
  const key = {
    field: 'x',
    type: numeric && !chart.kind.includes('bar') ? 'quantitative' : time ? 'temporal' : 'nominal',
    sort: null,
    title: keyTitle(chart) || null,
  };
  const scale = valueAxis(chart)?.scale === 'log' ? { scale: { type: 'log' } } : {};
  const value = { field: 'y', type: 'quantitative', title: valueTitle(chart) || null, ...scale };
  const colour = {
    field: round ? 'x' : 'series',
    type: 'nominal',
    sort: null,
    title: null,
    ...(round
      ? {}
      : {
          scale: {
            domain: chart.series.map((_, i) => seriesName(chart, i)),
            range: chart.series.map((one) => one.color),
          },
        }),
  };
  const many = chart.series.length > 1;
  const mark =
    chart.kind === 'scatter'
      ? { type: 'point', filled: true }
      : chart.kind === 'line'
        ? 'line'
        : chart.kind === 'area'
          ? { type: 'area', line: true, opacity: 0.4 }
          : 'bar';
  const encoding = round
    ? { theta: { field: 'y', type: 'quantitative', stack: true }, color: colour }
    : {
        ...(isFlat(chart) ? { y: key, x: value } : { x: key, y: value }),
        ...(chart.kind === 'grouped-bar' ? { xOffset: { field: 'series', sort: null } } : {}),
        ...(isFlat(chart) && many ? { yOffset: { field: 'series', sort: null } } : {}),
        color: many ? colour : { value: chart.series[0]?.color ?? '#4c78a8' },
      };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    ...(chart.title ? { title: chart.title.text } : {}),
    width: Math.round(chart.plot.width),
    height: Math.round(chart.plot.height),
    data: { values: rows },
    mark: round ? { type: 'arc', innerRadius: chart.kind === 'donut' ? Math.round(chart.plot.width / 4) : 0 } : mark,
    encoding,
  };
  return `${json(spec, 2)}\n`;
}

/** A Chart.js configuration, as a module that exports it. */
export function chartToChartJs(chart: ChartData): string {
  const round = chart.kind === 'pie' || chart.kind === 'donut';
  const scatter = chart.kind === 'scatter';
  const keys = [...new Set(rowsOf(chart).map((row) => row.x))];
  const type = round
    ? chart.kind === 'donut'
      ? 'doughnut'
      : 'pie'
    : scatter
      ? 'scatter'
      : chart.kind === 'line' || chart.kind === 'area'
        ? 'line'
        : 'bar';
  const datasets = chart.series.map((series, s) => ({
    label: seriesName(chart, s),
    data: scatter
      ? series.points.map((point, i) => ({ x: keyOf(point, i), y: point.y }))
      : keys.map((key) => series.points.find((point, i) => keyOf(point, i) === key)?.y ?? null),
    ...(round
      ? {}
      : { backgroundColor: chart.kind === 'area' ? `${series.color}66` : series.color, borderColor: series.color }),
    ...(chart.kind === 'area' ? { fill: true } : {}),
  }));
  const stacked = chart.kind === 'stacked-bar';
  const value = {
    ...(valueAxis(chart)?.scale === 'log' ? { type: 'logarithmic' } : {}),
    stacked,
    title: { display: valueTitle(chart) !== '', text: valueTitle(chart) },
  };
  const key = { stacked, title: { display: keyTitle(chart) !== '', text: keyTitle(chart) } };
  const config = {
    type,
    data: { ...(scatter ? {} : { labels: keys }), datasets },
    options: {
      ...(isFlat(chart) ? { indexAxis: 'y' } : {}),
      plugins: { title: { display: chart.title !== null, text: chart.title?.text ?? '' } },
      ...(round ? {} : { scales: isFlat(chart) ? { x: value, y: key } : { x: key, y: value } }),
    },
  };
  return `export const config = ${json(config, 2)};\n`;
}

/** A Python script with matplotlib. Dollar signs would begin a formula there. */
export function chartToMatplotlib(chart: ChartData): string {
  const text = (value: string) =>
    JSON.stringify(value.replace(/\$/g, '\\$')).replace(/[\u007f-\u009f\u2028\u2029]/g, ' ');
  const list = (values: (string | number | null)[]) =>
    `[${values.map((value) => (value === null ? 'None' : typeof value === 'number' ? String(value) : text(value))).join(', ')}]`;
  const keys = [...new Set(rowsOf(chart).map((row) => row.x))];
  const lines = ['import matplotlib.pyplot as plt', '', 'fig, ax = plt.subplots()'];
  const valuesOf = (s: number) =>
    keys.map((key) => chart.series[s]!.points.find((point, i) => keyOf(point, i) === key)?.y ?? null);
  const many = chart.series.length > 1;
  if (chart.kind === 'pie' || chart.kind === 'donut') {
    lines.push(
      `ax.pie(${list(valuesOf(0))}, labels=${list(keys.map(String))}, startangle=90, counterclock=False${chart.kind === 'donut' ? ', wedgeprops={"width": 0.4}' : ''})`,
    );
  } else {
    const bars = !['line', 'area', 'scatter'].includes(chart.kind);
    if (bars) lines.push(`labels = ${list(keys.map(String))}`, 'at = list(range(len(labels)))');
    if (chart.kind === 'stacked-bar') lines.push('base = [0] * len(labels)');
    chart.series.forEach((series, s) => {
      const label = many ? `, label=${text(seriesName(chart, s))}` : '';
      const style = `, color=${text(series.color)}${label}`;
      if (!bars) {
        const points = series.points.filter((point) => point.y !== null);
        const xs = list(points.map(keyOf));
        const ys = list(points.map((point) => point.y));
        lines.push(chart.kind === 'scatter' ? `ax.scatter(${xs}, ${ys}${style})` : `ax.plot(${xs}, ${ys}${style})`);
        if (chart.kind === 'area') lines.push(`ax.fill_between(${xs}, ${ys}, color=${text(series.color)}, alpha=0.3)`);
        return;
      }
      const values = list(valuesOf(s).map((value) => value ?? 0));
      if (chart.kind === 'stacked-bar') {
        lines.push(
          `values = ${values}`,
          `ax.bar(at, values, 0.7, bottom=base${style})`,
          'base = [a + b for a, b in zip(base, values)]',
        );
      } else {
        const width = Number((0.8 / chart.series.length).toFixed(3));
        const shift = Number(((s - (chart.series.length - 1) / 2) * width).toFixed(3));
        lines.push(`ax.${isFlat(chart) ? 'barh' : 'bar'}([i + ${shift} for i in at], ${values}, ${width}${style})`);
      }
    });
    if (bars) lines.push(isFlat(chart) ? 'ax.set_yticks(at, labels)' : 'ax.set_xticks(at, labels)');
    if (isFlat(chart)) lines.push('ax.invert_yaxis()');
    if (valueAxis(chart)?.scale === 'log') lines.push(`ax.set_${isFlat(chart) ? 'x' : 'y'}scale("log")`);
    if (valueTitle(chart)) lines.push(`ax.set_${isFlat(chart) ? 'x' : 'y'}label(${text(valueTitle(chart))})`);
    if (keyTitle(chart)) lines.push(`ax.set_${isFlat(chart) ? 'y' : 'x'}label(${text(keyTitle(chart))})`);
    if (many) lines.push('ax.legend()');
  }
  if (chart.title) lines.push(`ax.set_title(${text(chart.title.text)})`);
  lines.push('plt.show()');
  return `${lines.join('\n')}\n`;
}
