/** Charts, tables and dashboards' numbers as one form: keys × series, each value with its place and how it was found. */
import type { Region } from '../../shared/reading.ts';
import type {
  ChartData,
  ChartKind,
  ChartPoint,
  PictureFacts,
  SingleNumber,
  TableData,
} from '../../shared/structure.ts';
import { keyOf } from '../exports.ts';

export interface Value {
  /** Index into `keys`. */
  key: number;
  number: number | null;
  /** As it stands in a table's cell. */
  text?: string;
  printed: boolean;
  tolerance: number;
  confidence: number;
  box: Region;
}

export interface Series {
  name: string;
  color: string | null;
  unit: string | null;
  /** One a key, where it has one. */
  values: (Value | undefined)[];
}

export interface Dataset {
  from: 'chart' | 'table' | 'numbers';
  kind: ChartKind | 'table' | 'numbers';
  title: string | null;
  titleBox: Region | null;
  box: Region;
  /** Names of what keys and values are, where the picture says it. */
  keyTitle: string | null;
  valueTitle: string | null;
  unit: string | null;
  keys: string[];
  /** Numbers or times on an axis rather than categories: `xs` are their positions. */
  continuous: 'number' | 'time' | null;
  xs: number[];
  series: Series[];
  chart: ChartData | null;
  table: TableData | null;
}

export function datasetsOf(facts: PictureFacts): Dataset[] {
  return [
    ...facts.charts.map(ofChart),
    // Beside a chart, a table that is hardly one is its labels.
    ...facts.tables
      .filter(({ confidence }) => facts.charts.length === 0 || confidence >= 0.5)
      .map(ofTable)
      .filter((dataset) => dataset !== null),
    ...(facts.numbers.length > 0 ? [ofNumbers(facts.numbers)] : []),
  ];
}

/** Unit of values: of the axis, else what stands in brackets after its title. */
function unitOf(axis: ChartData['y']): string | null {
  return axis?.unit ?? /[([]([^)\]]{1,12})[)\]]$/.exec(axis?.title?.text.trim() ?? '')?.[1]?.trim() ?? null;
}

const withoutUnit = (title: string | undefined) => title?.trim().replace(/ ?[([][^)\]]{1,12}[)\]]$/, '') || null;

function ofChart(chart: ChartData): Dataset {
  const first = chart.series[0]?.points[0];
  const axis =
    chart.x?.type ?? (typeof first?.x === 'number' ? 'number' : typeof first?.x === 'string' ? 'time' : 'category');
  const type = first?.label !== undefined || axis === 'category' ? null : axis;
  const keys: string[] = [];
  const index = new Map<string, number>();
  for (const { points } of chart.series)
    for (const point of points) {
      const key = keyOf(point);
      if (!index.has(key)) index.set(key, keys.push(key) - 1);
    }
  if (type) {
    const order = keys.map((_, i) => i).sort((a, b) => position(keys[a]!, type) - position(keys[b]!, type));
    const sorted = order.map((i) => keys[i]!);
    sorted.forEach((key, i) => index.set(key, i));
    keys.splice(0, keys.length, ...sorted);
  }
  const numbers = chart.series.flatMap(({ points }) => points.flatMap(({ y }) => (y === null ? [] : [y])));
  const span = Math.max(...numbers, 0) - Math.min(...numbers, 0);
  return {
    from: 'chart',
    kind: chart.kind,
    title: chart.title?.text ?? null,
    titleBox: chart.title?.box ?? null,
    box: chart.box,
    keyTitle: withoutUnit(chart.x?.title?.text),
    valueTitle: withoutUnit(chart.y?.title?.text),
    unit: unitOf(chart.y),
    keys,
    continuous: type,
    xs: type ? keys.map((key) => position(key, type)) : keys.map((_, i) => i),
    series: chart.series.map((series) => {
      const values: Series['values'] = new Array<Value | undefined>(keys.length).fill(undefined);
      for (const point of series.points)
        values[index.get(keyOf(point))!] ??= ofPoint(point, index.get(keyOf(point))!, span);
      return {
        name: lettersOf(series.name),
        color: series.color,
        unit: series.secondAxis ? unitOf(chart.y2 ?? null) : unitOf(chart.y),
        values,
      };
    }),
    chart,
    table: null,
  };
}

/** A zero between letters of a name without other digits is a misread O. */
const lettersOf = (name: string) =>
  /[1-9]/.test(name)
    ? name
    : name.replace(/(?<=[A-Za-z])0(?=[A-Za-z])/g, (_zero, at: number) => (/[a-z]/.test(name[at + 1]!) ? 'o' : 'O'));

const position = (key: string, type: 'number' | 'time') => (type === 'number' ? Number(key) : Date.parse(key));

function ofPoint(point: ChartPoint, key: number, span: number): Value {
  const printed = point.from !== 'measured';
  return {
    key,
    number: point.printed ?? point.y,
    printed: printed || point.printed !== undefined,
    tolerance: printed ? 0 : (point.tolerance ?? span * 0.01),
    confidence: point.confidence,
    box: point.box,
  };
}

/** A cell's number: `1,234.5`, `$12k`, `(3)`, `45 %`; null where it is something else. */
export function numberOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/\u2212/g, '-')
    .replace(/\s+/g, ' ');
  const match =
    /^(\()?([-+]?) ?([$€£¥]?) ?([-+]?)(\d{1,3}(?:[, ]\d{3})+|\d+)(\.\d+)? ?(%|k|m|bn?|[a-zµ]{1,3}|°[CF]?)?(\))?$/i.exec(
      plain,
    );
  if (!match) return null;
  const [, open, sign, , sign2, whole, fraction = '', unit = ''] = match;
  const scale = { k: 1e3, K: 1e3, M: 1e6, m: unit === 'm' ? 1 : 1e6, b: 1e9, B: 1e9, bn: 1e9 }[unit] ?? 1;
  const value = Number(whole!.replace(/[, ]/g, '') + fraction) * scale;
  return open || sign === '-' || sign2 === '-' ? -value : value;
}

/** Rows are keys, called by their first column; the other columns are series. */
function ofTable(table: TableData): Dataset | null {
  const width = Math.max(0, ...table.rows.map((row) => row.length));
  const body = table.rows.slice(table.headRows);
  if (width === 0 || body.length === 0) return null;
  const head = Array.from({ length: width }, (_, column) =>
    table.rows
      .slice(0, table.headRows)
      .map((row) => row[column]?.text ?? '')
      .filter(Boolean)
      .join(' ')
      .replace(/\s+/g, ' '),
  );
  // A first column that only counts rows is no name of them: the first column of words is.
  const counts = body.every((row, i) => numberOf(row[0]?.text ?? '') === i + 1);
  const nameColumn = counts && width > 1 ? 1 : 0;
  return {
    from: 'table',
    kind: 'table',
    title: table.title?.text ?? null,
    titleBox: table.title?.box ?? null,
    box: table.box,
    keyTitle: head[nameColumn] || null,
    valueTitle: null,
    unit: null,
    keys: body.map((row) => row[nameColumn]?.text.replace(/\s+/g, ' ') ?? ''),
    continuous: null,
    xs: body.map((_, i) => i),
    series: head.flatMap((name, column) =>
      column === nameColumn
        ? []
        : [
            {
              name,
              color: null,
              unit: columnUnit(body.map((row) => row[column]?.text ?? '')),
              values: body.map((row, key) => {
                const cell = row[column];
                return cell
                  ? {
                      key,
                      number: numberOf(cell.text),
                      text: cell.text,
                      printed: true,
                      tolerance: 0,
                      confidence: cell.confidence,
                      box: cell.box,
                    }
                  : undefined;
              }),
            },
          ],
    ),
    chart: null,
    table,
  };
}

function columnUnit(texts: string[]): string | null {
  const units = texts
    .map((text) => /%|[$€£¥]|(?<=\d\s?)(?:ms|s|kb|mb|gb)\b/i.exec(text)?.[0])
    .filter((unit) => unit !== undefined);
  return units.length > 0 && units.every((unit) => unit === units[0]) ? units[0]! : null;
}

function ofNumbers(numbers: SingleNumber[]): Dataset {
  const boxes = numbers.map(({ box }) => box);
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    from: 'numbers',
    kind: 'numbers',
    title: null,
    titleBox: null,
    box: {
      x,
      y,
      width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
      height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
    },
    keyTitle: null,
    valueTitle: null,
    unit: null,
    keys: numbers.map(({ label }) => label?.text ?? ''),
    continuous: null,
    xs: numbers.map((_, i) => i),
    series: [
      {
        name: '',
        color: null,
        unit: null,
        values: numbers.map(({ text, value, change, box }, key) => ({
          key,
          number: value,
          text: change ? `${text.text} (${change.text})` : text.text,
          printed: true,
          tolerance: 0,
          confidence: text.confidence,
          box,
        })),
      },
    ],
    chart: null,
    table: null,
  };
}
