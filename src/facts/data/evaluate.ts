/** Answers of queries over a dataset. */
import { msg, type Message } from '../../shared/message.ts';
import type { ChartKind } from '../../shared/structure.ts';
import { colorMessage, withColor, type ColorName } from '../language/colors.ts';
import type { Dataset } from './dataset.ts';
import { compareCells, differences, ratios, rankings } from './beside.ts';
import { changes, crossings, largestChange, trends } from './course.ts';
import { extremes, isExtreme, means, ordered, shares, sums, thresholds } from './over.ts';
import { between, type DataOp, type DataQuery } from './query.ts';
import {
  answer,
  cellsOf,
  displayKey,
  evidenceOf,
  nameOf,
  namesOf,
  refuse,
  sureness,
  unitAt,
  type Cell,
  type Result,
} from './result.ts';
import { amount, listed, plainNumber, valueText } from './say.ts';

export function evaluateData(query: DataQuery, datasets: readonly Dataset[]): Result {
  const dataset = datasets[query.dataset]!;
  if (query.missing.length > 0) return refuse(...absent(query, dataset));
  if (query.keyRange && query.keys && query.keys.length >= 2) {
    query = { ...query, keys: between(query.keys) };
  }
  const unread = WHOLE.has(query.op) ? gaps(query, dataset) : [];
  if (unread.length > 0)
    return refuse(msg`I cannot tell for sure: no value could be read of ${namesOf(unread, 6)}.`, ...instead(dataset));
  switch (query.op) {
    case 'title':
      return dataset.title
        ? answer(
            msg`The title is "${dataset.title}".`,
            dataset.titleBox ? [{ box: dataset.titleBox, text: dataset.title, source: 'printed' }] : [],
          )
        : refuse(msg`I cannot tell a title: none was found.`, ...instead(dataset));
    case 'kind':
      return answer(msg`It is ${KINDS[dataset.kind]}.`, [{ box: dataset.box, text: dataset.kind, source: 'shape' }]);
    case 'axisTitle':
    case 'axisRange':
    case 'axisScale':
    case 'unit':
      return axes(query, dataset);
    case 'seriesList':
      return seriesNames(dataset);
    case 'keyList':
      return answer(
        msg`${namesOf(dataset.keys.map((_, i) => displayKey(dataset, i)))}.`,
        evidenceOf(dataset, cellsOf(dataset, [0], null)),
        sureness(cellsOf(dataset, [0], null)),
      );
    case 'colorOf':
      return colors(query, dataset);
    case 'seriesOfColor':
      return ofColor(query, dataset);
    case 'count':
      return counts(query, datasets);
    case 'value':
      return values(query, dataset);
    case 'extreme':
      return extremes(query, dataset);
    case 'isExtreme':
      return isExtreme(query, dataset);
    case 'spread':
    case 'diff':
      return differences(query, dataset);
    case 'ratio':
      return ratios(query, dataset);
    case 'compare':
    case 'equal':
      return compareCells(query, dataset);
    case 'rankOf':
      return rankings(query, dataset);
    case 'change':
      return changes(query, dataset);
    case 'biggestChange':
      return largestChange(query, dataset);
    case 'trend':
      return trends(query, dataset);
    case 'cross':
      return crossings(query, dataset);
    case 'share':
      return shares(query, dataset);
    case 'sum':
      return sums(query, dataset);
    case 'mean':
    case 'median':
      return means(query, dataset);
    case 'order':
      return ordered(query, dataset);
    case 'threshold':
    case 'isThreshold':
      return thresholds(query, dataset);
    case 'rowsWith':
      return rowsWith(query, dataset);
    case 'about':
      return about(dataset);
  }
}

/** What needs every value that it is about. */
const WHOLE: ReadonlySet<DataOp> = new Set<DataOp>([
  'extreme',
  'isExtreme',
  'sum',
  'mean',
  'median',
  'rankOf',
  'order',
  'share',
  'spread',
  'threshold',
  'biggestChange',
]);

/** Names of the values that a chart of categories lacks although its other series have them. */
function gaps({ series, keys, op }: DataQuery, dataset: Dataset): string[] {
  if (dataset.from !== 'chart' || dataset.continuous) return [];
  const asked =
    (op === 'isExtreme' || op === 'rankOf' || op === 'share' ? null : keys) ?? dataset.keys.map((_, i) => i);
  return (series ?? dataset.series.map((_, i) => i)).flatMap((index) =>
    asked.flatMap((key) => {
      const value = dataset.series[index]?.values[key];
      return value && value.number !== null ? [] : [nameOf(dataset, index, key)];
    }),
  );
}

const KINDS: Record<ChartKind | 'table' | 'numbers', Message> = {
  bar: msg`a bar chart`,
  'grouped-bar': msg`a grouped bar chart`,
  'stacked-bar': msg`a stacked bar chart`,
  'horizontal-bar': msg`a horizontal bar chart`,
  line: msg`a line chart`,
  area: msg`an area chart`,
  scatter: msg`a scatter plot`,
  pie: msg`a pie chart`,
  donut: msg`a donut chart`,
  histogram: msg`a histogram`,
  box: msg`a box plot`,
  heatmap: msg`a heat map`,
  other: msg`a chart`,
  table: msg`a table`,
  numbers: msg`a dashboard of numbers`,
};

/** What there is in place of what was asked for: the names that can be asked about. */
export function instead(dataset: Dataset): Message[] {
  const { keys, continuous } = dataset;
  if (keys.length === 0) return [];
  if (continuous) return [msg`It goes from ${displayKey(dataset, 0)} to ${displayKey(dataset, keys.length - 1)}.`];
  return [msg`There is: ${namesOf(keys, 12)}.`];
}

function absent({ missing, series, keys }: DataQuery, dataset: Dataset): Message[] {
  const what = listed(missing.map((name) => `"${name}"`));
  const names = dataset.series.map(({ name }) => name).filter(Boolean);
  const text = [
    msg`I cannot tell: ${KINDS[dataset.kind]}${dataset.title ? msg` "${dataset.title}"` : ''} has nothing for ${what}.`,
    ...instead(dataset),
  ];
  if (names.length > 1 && !series?.length && keys?.length) text.push(msg`Its series: ${namesOf(names, 12)}.`);
  return text;
}

function seriesNames(dataset: Dataset): Result {
  const names = dataset.series.map(({ name }) => name);
  if (names.every((name) => name === ''))
    return refuse(msg`I cannot tell what the series is called: there is no legend.`);
  const text =
    dataset.from === 'table'
      ? msg`The columns are ${namesOf([dataset.keyTitle ?? '', ...names].filter(Boolean))}.`
      : msg`The series are ${namesOf(names.filter(Boolean))}.`;
  return answer(text, [{ box: dataset.box, text: names.join(', '), source: 'printed' }]);
}

function axes({ op, axis = 'y' }: DataQuery, dataset: Dataset): Result {
  const found = axis === 'x' ? dataset.chart?.x : dataset.chart?.y;
  const name = axis === 'x' ? msg`x axis` : msg`y axis`;
  if (op === 'unit') {
    const unit = axis === 'x' ? found?.unit : (dataset.unit ?? dataset.series.find(({ unit: own }) => own)?.unit);
    const title = found?.title;
    if (!unit && !title) return refuse(msg`I cannot tell the unit: none is printed.`);
    const evidence = title
      ? [{ box: title.box, text: title.text, source: 'printed' as const }]
      : (found?.ticks ?? []).slice(-1).map(({ box, text }) => ({ box, text, source: 'printed' as const }));
    return answer(
      unit ? msg`The unit is ${unit}.` : msg`No unit is printed; the ${name} is titled "${title!.text}".`,
      evidence,
    );
  }
  if (!found) return refuse(msg`I cannot tell: ${KINDS[dataset.kind]} has no ${name}.`);
  if (op === 'axisTitle') {
    if (found.title)
      return answer(msg`The ${name} shows "${found.title.text}".`, [
        { box: found.title.box, text: found.title.text, source: 'printed' },
      ]);
    if (found.type === 'category')
      return answer(
        msg`The ${name} has no title; it shows ${namesOf(found.ticks.map(({ text }) => text).length > 0 ? found.ticks.map(({ text }) => text) : dataset.keys, 12)}.`,
        [],
        0.7,
      );
    return refuse(msg`I cannot tell: the ${name} has no title.`, ...instead(dataset));
  }
  if (op === 'axisScale')
    return answer(found.scale === 'log' ? msg`The ${name} is logarithmic.` : msg`The ${name} is linear.`, [], 0.85);
  const ticks = found.ticks.filter(({ text }) => text);
  if (ticks.length < 2) return refuse(msg`I cannot tell the range of the ${name}: its ticks were not read.`);
  const sorted = [...ticks].sort((a, b) =>
    typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : a.position - b.position,
  );
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  return answer(
    msg`The ${name} goes from ${low.text} to ${high.text}.`,
    [low, high].map(({ box, text }) => ({ box, text, source: 'printed' })),
  );
}

function colors({ series, keys }: DataQuery, dataset: Dataset): Result {
  const chosen = series ?? (dataset.series.length > 1 || !keys ? dataset.series.map((_, i) => i) : [0]);
  const parts = chosen.flatMap((index) => {
    const { name, color } = dataset.series[index]!;
    const said = color && colorMessage(color);
    return said ? [name ? msg`${name}: ${said}` : said] : [];
  });
  const named = dataset.kind === 'pie' || dataset.kind === 'donut';
  if (parts.length === 0 || (named && keys)) return refuse(msg`I cannot tell the colours from what was read.`);
  return answer(
    msg`${listed(parts)}.`,
    evidenceOf(
      dataset,
      chosen.flatMap((index) => cellsOf(dataset, [index], null).slice(0, 1)),
    ),
  );
}

function ofColor({ color }: DataQuery, dataset: Dataset): Result {
  const found = withColor(dataset.series, (series) => series.color, color as ColorName);
  const names = found.map(({ name }) => name).filter(Boolean);
  if (found.length === 0) {
    const there = dataset.series.flatMap(({ name, color: own }) => {
      const said = own && colorMessage(own);
      return said && name ? [msg`${name}: ${said}`] : [];
    });
    return refuse(msg`I cannot tell: nothing has that colour.`, ...(there.length > 0 ? [msg`${listed(there)}.`] : []));
  }
  if (names.length === 0)
    return dataset.valueTitle
      ? answer(msg`It shows ${dataset.valueTitle}.`, [], 0.6)
      : refuse(msg`I cannot tell what it stands for: there is no legend.`);
  const cells = found.flatMap((series) => cellsOf(dataset, [dataset.series.indexOf(series)], null).slice(0, 3));
  return answer(msg`${namesOf(names)}.`, evidenceOf(dataset, cells));
}

function counts({ element, series, keys }: DataQuery, datasets: readonly Dataset[]): Result {
  if (element === 'chart') {
    const charts = datasets.filter(({ from }) => from === 'chart');
    return answer(
      charts.length === 1 ? msg`There is 1 chart.` : msg`There are ${charts.length} charts.`,
      charts.map(({ box, title }) => ({ box, text: title ?? '', source: 'shape' })),
    );
  }
  const dataset = datasets[0]!;
  const all = cellsOf(dataset, series, keys);
  const first = cellsOf(dataset, [0], null);
  const number =
    element === 'series'
      ? dataset.series.length
      : element === 'column'
        ? dataset.series.length + 1
        : element === 'point'
          ? all.length
          : dataset.keys.length;
  return answer(msg`There are ${number}.`, evidenceOf(dataset, element === 'point' ? all : first), sureness(all));
}

function values({ series, keys, at }: DataQuery, dataset: Dataset): Result {
  if (at !== undefined) return valueAt(at, series, dataset);
  const cells = (series ?? dataset.series.map((_, i) => i)).flatMap((index) =>
    (dataset.series[index]?.values ?? []).flatMap((value) =>
      value && (!keys || keys.includes(value.key)) ? [{ series: index, value }] : [],
    ),
  );
  if (cells.length === 0) return refuse(msg`I cannot tell: there is no value there.`, ...instead(dataset));
  const unread = cells.filter(({ value }) => value.number === null && value.text === undefined);
  if (unread.length === cells.length)
    return refuse(
      msg`I cannot tell: ${nameOf(dataset, cells[0]!.series, cells[0]!.value.key)} stands there but could not be read.`,
    );
  if (cells.length > 1 && keys && keys.length > 1 && dataset.continuous && !series && dataset.series.length === 1)
    return severalAt(cells, dataset);
  const shown = cells
    .slice(0, 24)
    .map(
      (cell) =>
        msg`${nameOf(dataset, cell.series, cell.value.key)}: ${valueText(cell.value, unitAt(dataset, cell.series))}`,
    );
  return answer(msg`${listed(shown)}.`, evidenceOf(dataset, cells), sureness(cells));
}

/** "In March" on an axis of days is several points. */
function severalAt(cells: readonly Cell[], dataset: Dataset): Result {
  const numbers = cells.map(({ value }) => value.number ?? 0);
  const [low, high] = [cells[numbers.indexOf(Math.min(...numbers))]!, cells[numbers.indexOf(Math.max(...numbers))]!];
  const middle = cells[Math.floor(cells.length / 2)]!;
  const say = ({ series, value }: Cell) => valueText(value, unitAt(dataset, series));
  return answer(
    msg`Between ${say(low)} (${displayKey(dataset, low.value.key)}) and ${say(high)} (${displayKey(dataset, high.value.key)}); at ${displayKey(dataset, middle.value.key)} ${say(middle)}.`,
    evidenceOf(dataset, [low, middle, high]),
    sureness(cells) * 0.9,
  );
}

/** A value at a place of a numeric axis: the point there, or between its neighbours. */
function valueAt(at: number, series: number[] | null, dataset: Dataset): Result {
  const { xs } = dataset;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const margin = (high - low) * 0.02;
  if (at < low - margin || at > high + margin)
    return refuse(msg`I cannot tell: there are no data at ${plainNumber(at)}.`, ...instead(dataset));
  const parts: Message[] = [];
  const used: Cell[] = [];
  for (const index of series ?? dataset.series.map((_, i) => i)) {
    const cells = cellsOf(dataset, [index], null).sort((a, b) => xs[a.value.key]! - xs[b.value.key]!);
    const after = cells.findIndex(({ value }) => xs[value.key]! >= at);
    const [b, a] = [
      cells[after < 0 ? cells.length - 1 : after],
      cells[Math.max(0, (after < 0 ? cells.length : after) - 1)],
    ];
    if (!a || !b) continue;
    const [xa, xb] = [xs[a.value.key]!, xs[b.value.key]!];
    const share = xb === xa ? 0 : Math.min(1, Math.max(0, (at - xa) / (xb - xa)));
    const exact = share < 0.001 ? a : share > 0.999 ? b : undefined;
    const number = a.value.number! + (b.value.number! - a.value.number!) * share;
    const said = exact
      ? valueText(exact.value, unitAt(dataset, index))
      : amount(
          {
            number,
            printed: false,
            tolerance: Math.max(a.value.tolerance, b.value.tolerance, Math.abs(number) * 0.005),
          },
          unitAt(dataset, index),
        );
    const name = dataset.series[index]!.name;
    parts.push(dataset.series.length > 1 && name ? msg`${name}: ${said}` : msg`${said}`);
    used.push(...(exact ? [exact] : [a, b]));
  }
  if (parts.length === 0) return refuse(msg`I cannot tell: there is no value there.`, ...instead(dataset));
  return answer(msg`${listed(parts)}.`, evidenceOf(dataset, used), sureness(used) * 0.95);
}

function rowsWith({ cell, counting }: DataQuery, dataset: Dataset): Result {
  const same = (text: string | undefined) =>
    text !== undefined && text.trim().toLowerCase() === cell!.text.trim().toLowerCase();
  const cells = dataset.series.flatMap((series, index) =>
    series.values.flatMap((value) =>
      value && same(value.text) && index === cell!.series ? [{ series: index, value }] : [],
    ),
  );
  const evidence = evidenceOf(dataset, cells);
  if (counting)
    return answer(
      msg`${cells.length}: ${namesOf(cells.map(({ value }) => displayKey(dataset, value.key)))}.`,
      evidence,
      sureness(cells),
    );
  return answer(msg`${namesOf(cells.map(({ value }) => displayKey(dataset, value.key)))}.`, evidence, sureness(cells));
}

/** The chart in a few sentences: what it shows, its extremes, its course. */
export function about(dataset: Dataset): Result {
  const cells = cellsOf(dataset, null, null);
  const text: Message[] = [
    dataset.title ? msg`This is ${KINDS[dataset.kind]}, "${dataset.title}".` : msg`This is ${KINDS[dataset.kind]}.`,
  ];
  const names = dataset.series.map(({ name }) => name).filter(Boolean);
  if (dataset.from === 'table')
    text.push(
      msg`It has ${dataset.keys.length} rows and the columns ${namesOf([dataset.keyTitle ?? '', ...names].filter(Boolean), 12)}.`,
    );
  else if (names.length > 1) text.push(msg`Its series are ${namesOf(names, 12)}.`);
  if (dataset.keys.length > 0 && dataset.from === 'chart') text.push(...instead(dataset));
  if (cells.length > 1 && dataset.from === 'chart') {
    const numbers = cells.map(({ value }) => value.number!);
    const [high, low] = [cells[numbers.indexOf(Math.max(...numbers))]!, cells[numbers.indexOf(Math.min(...numbers))]!];
    const say = ({ series, value }: Cell) => valueText(value, unitAt(dataset, series));
    text.push(
      msg`The highest value is ${nameOf(dataset, high.series, high.value.key)} with ${say(high)}, the lowest ${nameOf(dataset, low.series, low.value.key)} with ${say(low)}.`,
    );
    return answer(text, evidenceOf(dataset, [high, low]), sureness(cells));
  }
  return answer(text, [{ box: dataset.box, text: dataset.title ?? '', source: 'shape' }]);
}
