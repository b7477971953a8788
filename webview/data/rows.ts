/** Charts and tables as rows of cells, each with its place in the picture, how it was found, and what a change of it means. */
import type { DataEdit } from '../../src/shared/pictureData.ts';
import type { Region } from '../../src/shared/engine.ts';
import type { Message } from '../../src/shared/message.ts';
import type { ChartData, ChartPoint, TableData, ValueSource } from '../../src/shared/structure.ts';
import { isDoubtful } from './redraw.ts';

export interface Cell {
  text: string;
  /** What is changed by other words in it: names and texts take any, values numbers. */
  edit: (text: string) => DataEdit | 'not-a-number';
  head?: boolean;
  /** Its place in the picture; absent for names that stand for several. */
  box?: Region;
  from?: ValueSource;
  confidence?: number;
  doubtful?: boolean;
  /** Of values on which print and geometry disagree. */
  printed?: number;
  measured?: number;
  reason?: Message;
  numeric?: boolean;
  rowSpan?: number;
  colSpan?: number;
}

export interface Rows {
  head: (Cell | null)[][];
  body: (Cell | null)[][];
}

export const keyOf = (point: ChartPoint): string => point.label ?? String(point.x ?? '');

/** `1,234.5`, `12 %`, `$3`: a number as a person writes it; null for nothing, undefined for something else. */
export function numberIn(text: string): number | null | undefined {
  const plain = text.trim().replace(/\u2212/g, '-');
  if (plain === '') return null;
  const bare = plain.replace(/^([+-]?)[$€£¥]/, '$1').replace(/ ?%$/, '');
  const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  const number = Number(grouped);
  return Number.isFinite(number) ? number : undefined;
}

export function chartRows(chart: ChartData, names: { key: string; series: (n: number) => string }): Rows {
  // A place on the axis may hold several points (a scatter's): the second of it is in a row of its own.
  const rows = new Map<string, { key: string; cells: (Cell | null)[]; box: Region }>();
  chart.series.forEach(({ points }, series) => {
    const seen = new Map<string, number>();
    points.forEach((point, index) => {
      const key = keyOf(point);
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      const id = `${nth} ${key}`;
      const row = rows.get(id) ?? { key, cells: chart.series.map((): Cell | null => null), box: point.box };
      row.cells[series] = valueCell(point, series, index);
      rows.set(id, row);
    });
  });
  const tick = new Map(chart.x?.ticks.map(({ text, box }) => [text, box]));
  for (const { text, box } of chart.y?.type === 'category' ? chart.y.ticks : []) tick.set(text, box);
  return {
    head: [
      [
        { text: names.key, head: true, edit: () => 'not-a-number' },
        ...chart.series.map(({ name }, series): Cell => ({
          text: name || names.series(series),
          head: true,
          edit: (text) => ({ type: 'series', series, name: text }),
        })),
      ],
    ],
    body: [...rows.values()].map(({ key, cells }) => [
      { text: key, head: true, box: tick.get(key), edit: (to) => ({ type: 'key', key, to }) },
      ...cells,
    ]),
  };
}

function valueCell(point: ChartPoint, series: number, index: number): Cell {
  const { y, from, confidence, box, printed, measured, reason } = point;
  return {
    text: y === null ? '' : String(y),
    numeric: true,
    box,
    from,
    confidence,
    doubtful: isDoubtful(point),
    ...(from === 'measured' && printed !== undefined && { printed, measured: measured ?? y ?? 0 }),
    ...(reason && { reason }),
    edit(text) {
      const value = numberIn(text);
      return value === undefined ? 'not-a-number' : { type: 'value', series, point: index, value };
    },
  };
}

/** Cells below this confidence are marked. */
const SURE = 0.75;

export function tableRows(table: TableData): Rows {
  const all = table.rows.map((cells, row) =>
    cells.map(
      (cell, column): Cell | null =>
        cell && {
          text: cell.text,
          box: cell.box,
          confidence: cell.confidence,
          from: 'label',
          doubtful: cell.confidence < SURE,
          head: row < table.headRows,
          numeric: table.alignment[column] === 'right' && row >= table.headRows,
          ...(cell.rowSpan && { rowSpan: cell.rowSpan }),
          ...(cell.colSpan && { colSpan: cell.colSpan }),
          edit: (text) => ({ type: 'cell', row, column, text }),
        },
    ),
  );
  return { head: all.slice(0, table.headRows), body: all.slice(table.headRows) };
}
