/** What tools answer: text for the reader, the same as data, long texts by pages. */
import { chartToMarkdown, tableToMarkdown } from '../facts/exports.ts';
import type { TextReading } from '../shared/engine.ts';
import { english } from '../shared/message.ts';
import type { ChartData, PictureFacts, TableData } from '../shared/structure.ts';

export interface ToolResult {
  text: string;
  /** JSON data: boxes are in pixels of the picture. */
  data: Record<string, unknown>;
  /** The call itself could not be done: `text` says why. */
  failed?: boolean;
}

/** Clients cut at 25,000 tokens: this stays below it in any script. */
export const PAGE_CHARACTERS = 16_000;
/** Lines with less are reported as not confirmed. */
const SURE = 0.6;

/** Page `page` (from 1) of a text, cut between lines. */
export function pageOf(text: string, page: number): { text: string; page: number; pages: number } {
  const pages = [''];
  for (const line of text.split('\n')) {
    for (let at = 0; at === 0 || at < line.length; at += PAGE_CHARACTERS) {
      const piece = line.slice(at, at + PAGE_CHARACTERS);
      if (pages.at(-1)!.length + piece.length + 1 > PAGE_CHARACTERS && pages.at(-1) !== '') pages.push('');
      pages[pages.length - 1] += `${pages.at(-1) === '' ? '' : '\n'}${piece}`;
    }
  }
  const chosen = Math.min(Math.max(1, page), pages.length);
  return { text: pages[chosen - 1]!, page: chosen, pages: pages.length };
}

/** Lines with their places; `confidence` 0..1. */
export function linesOf(reading: TextReading): { text: string; box: number[]; confidence: number }[] {
  return reading.lines.map(({ text, box, words }) => ({
    text,
    box: boxOf(box),
    confidence: round(Math.min(...words.map((word) => word.confidence), 100) / 100),
  }));
}

/** What reading is not sure of: said, so that nobody builds on it. */
export function unconfirmedOf(facts: PictureFacts): string[] {
  const words = facts.text.lines
    .flatMap((line) => line.words)
    .filter((word) => word.confidence < SURE * 100)
    .slice(0, 40)
    .map((word) => `text "${word.text}"`);
  const values = facts.charts.flatMap((chart) =>
    chart.series.flatMap((series) =>
      series.points
        .filter((point) => point.y === null || point.confidence < SURE)
        .slice(0, 40)
        .map((point) => `value of "${point.label ?? point.x ?? '?'}"${series.name ? ` (${series.name})` : ''}`),
    ),
  );
  const edges = facts.diagrams.flatMap((diagram) => {
    const name = (id: string) => diagram.nodes.find((node) => node.id === id)?.text ?? id;
    return diagram.edges
      .filter((edge) => edge.confidence < SURE)
      .map((edge) => `connection "${name(edge.from)}" → "${name(edge.to)}"`);
  });
  return [...values, ...edges, ...words];
}

/** A chart in words that a reader without eyes needs: kind, title, axes, values, where they come from. */
export function chartText(chart: ChartData): string {
  const axis = (name: string, from: ChartData['x']) =>
    from
      ? `${name} axis: ${[from.title?.text, from.unit && `in ${from.unit}`, `${from.type}, ${from.scale}`].filter(Boolean).join(', ')}`
      : undefined;
  const points = chart.series.flatMap((series) => series.points);
  const printed = points.filter((point) => point.from === 'label').length;
  const source =
    printed === points.length
      ? 'All values are printed in the picture.'
      : printed === 0
        ? 'Values are measured against the axis: approximate.'
        : `${printed} of ${points.length} values are printed, the others measured against the axis: approximate.`;
  return [
    `Kind: ${chart.kind}`,
    axis('x', chart.x),
    axis('y', chart.y),
    axis('second y', chart.y2 ?? null),
    '',
    chartToMarkdown(chart),
    source,
    ...chart.notes.map(english),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

/** A chart as data of moderate size. */
export function chartData(chart: ChartData): Record<string, unknown> {
  return {
    kind: chart.kind,
    title: chart.title?.text ?? null,
    x: axisData(chart.x),
    y: axisData(chart.y),
    box: boxOf(chart.box),
    confidence: round(chart.confidence),
    series: chart.series.map(({ name, color, points }) => ({
      name,
      color,
      points: points.map(({ label, x, y, from, confidence, box, tolerance }) => ({
        ...(label !== undefined ? { label } : { x: x ?? null }),
        y,
        from,
        ...(tolerance !== undefined && { tolerance }),
        confidence: round(confidence),
        box: boxOf(box),
      })),
    })),
    notes: chart.notes.map(english),
  };
}

const axisData = (axis: ChartData['x']) =>
  axis && { title: axis.title?.text ?? null, unit: axis.unit, type: axis.type, scale: axis.scale };

export const tableData = (table: TableData): Record<string, unknown> => ({
  title: table.title?.text ?? null,
  headRows: table.headRows,
  rows: table.rows.map((row) => row.map((cell) => cell?.text ?? null)),
  box: boxOf(table.box),
  confidence: round(table.confidence),
});

export const tableText = (table: TableData): string => tableToMarkdown(table);

/** [x, y, width, height] in whole pixels. */
export const boxOf = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): number[] =>
  [x, y, width, height].map(Math.round);

export const round = (value: number): number => Math.round(value * 100) / 100;
