/** Every form in which charts, tables and diagrams are written. */
import {
  chartToCsv,
  chartToMarkdown,
  chartToTsv,
  tableToCsv,
  tableToMarkdown,
  tableToTsv,
} from '../../facts/exports.ts';
import { fenced } from '../../screenshot/screenshotMarkdown.ts';
import type { DataForm, DataPart } from '../../shared/pictureData.ts';
import { chartToChartJs, chartToMatplotlib, chartToVegaLite } from '../../structure/chart/write/code.ts';
import { toDot } from '../../structure/diagram/write/dot.ts';
import { toMermaid } from '../../shared/mermaid/write.ts';
import { toPlantUml } from '../../structure/diagram/write/plantuml.ts';

/** What the editor calls a form's language. */
export const FORM_LANGUAGE: Record<DataForm, string> = {
  csv: 'csv',
  tsv: 'plaintext',
  json: 'json',
  markdown: 'markdown',
  'vega-lite': 'json',
  chartjs: 'javascript',
  matplotlib: 'python',
  mermaid: 'mermaid',
  plantuml: 'plantuml',
  dot: 'dot',
};

export const jsonOf = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

/** @returns the text, a line feed at its end; undefined where this kind of data has no such form */
export function written(part: DataPart, form: DataForm): string | undefined {
  if (form === 'json') return jsonOf(part.data);
  if (part.kind === 'chart') {
    const write = {
      csv: chartToCsv,
      tsv: chartToTsv,
      markdown: chartToMarkdown,
      'vega-lite': chartToVegaLite,
      chartjs: chartToChartJs,
      matplotlib: chartToMatplotlib,
    } as Partial<Record<DataForm, (data: typeof part.data) => string>>;
    return write[form]?.(part.data);
  }
  if (part.kind === 'table') {
    const write = { csv: tableToCsv, tsv: tableToTsv, markdown: tableToMarkdown } as Partial<
      Record<DataForm, (data: typeof part.data) => string>
    >;
    return write[form]?.(part.data);
  }
  if (form === 'mermaid') return part.source === undefined ? toMermaid(part.data) : `${part.source.trimEnd()}\n`;
  if (form === 'markdown') return `${fenced(written(part, 'mermaid')!.trimEnd(), 'mermaid')}\n`;
  return form === 'plantuml' ? toPlantUml(part.data) : form === 'dot' ? toDot(part.data) : undefined;
}
