/** "Extract Data from Chart" and "Extract Table": what was read, as CSV, Markdown, JSON or code, in a new document. */
import * as vscode from 'vscode';
import { chartToCsv, chartToMarkdown, tableToCsv, tableToMarkdown } from '../../facts/exports.ts';
import type { Task } from '../../shared/panel.ts';
import type { ChartData, TableData } from '../../shared/structure.ts';
import { chartToChartJs, chartToMatplotlib, chartToVegaLite } from '../../structure/chart/write/code.ts';
import { pick } from '../dialogs/quickInput.ts';
import type { Found } from './bring.ts';
import { factsOf, openText, type FactsDeps } from './factsOf.ts';

interface Form<Data> extends vscode.QuickPickItem {
  language: string;
  write(all: Data[]): string;
}

export interface ExtractDeps extends FactsDeps {
  /** Explains the pictures in the panel, where their data stands under the answer. */
  show: (found: Found, task: Task) => Promise<void>;
}

const json = (all: unknown[]) => `${JSON.stringify(all.length === 1 ? all[0] : all, null, 2)}\n`;

/** A picture with several charts: a specification each. */
const vegaLite = (all: ChartData[]) =>
  all.length === 1
    ? chartToVegaLite(all[0]!)
    : `[\n${all.map((one) => chartToVegaLite(one).trimEnd()).join(',\n')}\n]\n`;

const CHART_FORMS = (): Form<ChartData>[] => [
  { label: 'CSV', language: 'csv', write: (all) => all.map(chartToCsv).join('\n') },
  { label: 'Markdown', language: 'markdown', write: (all) => all.map(chartToMarkdown).join('\n') },
  {
    label: 'JSON',
    description: vscode.l10n.t('with the place, source and confidence of every value'),
    language: 'json',
    write: json,
  },
  { label: 'Vega-Lite', description: vscode.l10n.t('draws it again'), language: 'json', write: vegaLite },
  {
    label: 'Chart.js',
    description: vscode.l10n.t('draws it again'),
    language: 'javascript',
    write: (all) => all.map(chartToChartJs).join('\n'),
  },
  {
    label: 'matplotlib',
    description: vscode.l10n.t('draws it again'),
    language: 'python',
    write: (all) => all.map(chartToMatplotlib).join('\n'),
  },
];

const TABLE_FORMS = (): Form<TableData>[] => [
  { label: 'Markdown', language: 'markdown', write: (all) => all.map(tableToMarkdown).join('\n') },
  { label: 'CSV', language: 'csv', write: (all) => all.map(tableToCsv).join('\n') },
  { label: 'JSON', language: 'json', write: json },
];

/** Fails with `nothing-found` where no chart is. `form`: which to write, else the user is asked. */
export async function extractChart(found: Found, deps: ExtractDeps, form?: string): Promise<void> {
  await extract(
    CHART_FORMS(),
    form,
    () => deps.show(found, 'chart'),
    () =>
      factsOf(found, deps, ({ charts }) => charts, {
        reading: (names) => vscode.l10n.t('Imp: reading the chart in {0}', names),
        nothing: (names) => vscode.l10n.t('No chart was found in {0}.', names),
      }),
  );
}

/** Fails with `nothing-found` where no table is. */
export async function extractTable(found: Found, deps: ExtractDeps, form?: string): Promise<void> {
  await extract(
    TABLE_FORMS(),
    form,
    () => deps.show(found, 'picture'),
    () =>
      factsOf(found, deps, ({ tables }) => tables, {
        reading: (names) => vscode.l10n.t('Imp: reading the table in {0}', names),
        nothing: (names) => vscode.l10n.t('No table was found in {0}.', names),
      }),
  );
}

async function extract<Data>(
  forms: Form<Data>[],
  wanted: string | undefined,
  show: () => Promise<void>,
  read: () => Promise<Data[]>,
): Promise<void> {
  const grid = {
    label: vscode.l10n.t('Grid beside the picture'),
    description: vscode.l10n.t('in the Imp panel, with the proof'),
  };
  const form =
    forms.find(({ label }) => label === wanted) ??
    (await pick<Form<Data> | typeof grid>([grid, ...forms], { title: vscode.l10n.t('Write it as') }));
  if (!form) return;
  if (!('write' in form)) return await show();
  const content = form.write(await read());
  // An editor without an extension for CSV knows no such language: it shows plain text.
  const known = await vscode.languages.getLanguages();
  await openText(known.includes(form.language) ? form.language : 'plaintext', content);
}
