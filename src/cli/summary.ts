/** What was found in a picture, in a few lines for people. */
import { english } from '../shared/message.ts';
import type { PictureFacts } from '../shared/structure.ts';

export function summary({ kind, charts, tables, diagrams, page, numbers, text, notes }: PictureFacts): string[] {
  const lines = [`kind: ${kind.name} (${Math.round(kind.confidence * 100)} %)`];
  const words = text.lines.reduce((sum, line) => sum + line.words.length, 0);
  lines.push(`text: ${text.lines.length} lines, ${words} words`);
  for (const chart of charts) {
    const points = chart.series.reduce((sum, series) => sum + series.points.length, 0);
    lines.push(`chart: ${chart.kind}, ${chart.title?.text ?? '–'}, ${chart.series.length} series, ${points} values`);
  }
  for (const table of tables)
    lines.push(`table: ${table.rows.length} rows, ${Math.max(0, ...table.rows.map((row) => row.length))} columns`);
  for (const { kind: name, nodes, edges, groups } of diagrams)
    lines.push(`diagram: ${name}, ${nodes.length} nodes, ${edges.length} connections, ${groups.length} groups`);
  for (const { label, text: value } of numbers) lines.push(`number: ${label?.text ?? '–'}: ${value.text}`);
  if (page) lines.push(`page: ${page.theme}, ${page.root.children.length} parts`);
  return [...lines, ...notes.map(english)];
}
