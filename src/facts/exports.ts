/** Charts and tables as CSV and Markdown. */
import type { ChartData, ChartPoint, TableData } from '../shared/structure.ts';

/** The chart as rows: the keys in the order in which they stand, one column a series; gaps are empty. */
export function chartRows(chart: ChartData): string[][] {
  const keys: string[] = [];
  const bySeries = chart.series.map((series) => {
    const values = new Map<string, ChartPoint>();
    for (const point of series.points) {
      const key = keyOf(point);
      if (!keys.includes(key)) keys.push(key);
      if (!values.has(key)) values.set(key, point);
    }
    return values;
  });
  const head = [chart.x?.title?.text ?? '', ...chart.series.map(({ name }, i) => name || valueName(chart, i))];
  return [head, ...keys.map((key) => [key, ...bySeries.map((values) => numberText(values.get(key)?.y))])];
}

const valueName = (chart: ChartData, index: number) =>
  chart.series.length === 1 ? (chart.y?.title?.text ?? 'value') : `series ${index + 1}`;

export const keyOf = (point: ChartPoint): string => point.label ?? String(point.x ?? '');

const numberText = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));

export const chartToCsv = (chart: ChartData): string => csv(chartRows(chart));

/** As a spreadsheet takes it from the clipboard. */
export const chartToTsv = (chart: ChartData): string => tsv(chartRows(chart));

export function chartToMarkdown(chart: ChartData): string {
  const title = chart.title ? `**${escapeCell(chart.title.text)}**\n\n` : '';
  return title + markdown(chartRows(chart), ['left', ...chart.series.map(() => 'right' as const)]);
}

export const tableRows = (table: TableData): string[][] => table.rows.map((row) => row.map((cell) => cell?.text ?? ''));

export const tableToCsv = (table: TableData): string => csv(tableRows(table));

export const tableToTsv = (table: TableData): string => tsv(tableRows(table));

/** Markdown has one head row: more are joined; without one the head stays empty. */
export function tableToMarkdown(table: TableData): string {
  const rows = tableRows(table);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const heads = rows.slice(0, table.headRows);
  const head = Array.from({ length: width }, (_, i) => [...new Set(heads.map((row) => row[i] ?? ''))].join(' ').trim());
  const title = table.title ? `**${escapeCell(table.title.text)}**\n\n` : '';
  return title + markdown([head, ...rows.slice(table.headRows)], table.alignment);
}

function csv(rows: string[][]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

const NUMBER_LIKE = /^[+-]?[$€£¥]?[\d.,]+ ?[%a-z]{0,3}$/i;

/** Text that a spreadsheet would take for a formula stays text; its quotes keep lines and tabs inside a cell. */
function tsv(rows: string[][]): string {
  const cell = (text: string) => {
    const safe = /^[=@+-]/.test(text) && !NUMBER_LIKE.test(text) ? `'${text}` : text;
    return /["\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join('\t')}\n`).join('');
}

function markdown(rows: string[][], alignment: readonly ('left' | 'right' | 'center')[]): string {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const line = (row: string[]) =>
    `| ${Array.from({ length: width }, (_, i) => escapeCell(row[i] ?? '')).join(' | ')} |\n`;
  const rules = Array.from(
    { length: width },
    (_, i) => ({ left: '---', right: '---:', center: ':---:' })[alignment[i] ?? 'left'],
  );
  return line(rows[0] ?? []) + line(rules) + rows.slice(1).map(line).join('');
}

/** Text of the picture as the inside of a cell, never as markup. */
const escapeCell = (text: string) =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\|`*_<>[\]]/g, '\\$&')
    .trim();
