/** `imp read`, `facts`, `chart`, `table`, `diagram`, `code`: what stands in a picture, without a model. */
import { chartToCsv, chartToMarkdown, tableToCsv, tableToMarkdown } from '../facts/exports.ts';
import { ImpError } from '../shared/errors.ts';
import { english } from '../shared/message.ts';
import type { ChartData, FactPart, PictureFacts } from '../shared/structure.ts';
import type { Run } from './run.ts';
import { attachImages, withEngine } from './engine.ts';
import { usage, type Options } from './options.ts';
import { onePicture } from './pictures.ts';
import { summary } from './summary.ts';
import { diagramForms, pageForms } from './forms.ts';

const STEPS = { text: 'text', charts: 'charts', tables: 'tables', diagrams: 'diagrams', page: 'layout' };

async function factsOf({ options, words, output, signal }: Run, want?: FactPart[]): Promise<PictureFacts> {
  const source = onePicture(options, words);
  return await withEngine(output, async (client) => {
    const [picture] = await attachImages(client, [source], signal);
    return await client.request(
      'facts',
      { id: picture!.id, ...(want && { want }) },
      { signal, onEvent: ({ part }) => output.progress(`Reading (${STEPS[part]})`) },
    );
  });
}

/** The one form that was asked for; json is the common flag. */
function formOf<Form extends string>(options: Options, forms: readonly Form[]): Form | 'json' | undefined {
  const asked = [...forms, 'json' as const].filter((form) => options.flag(form));
  if (asked.length > 1) throw usage(`Only one of ${asked.map((form) => `--${form}`).join(', ')} can be given.`);
  return asked[0];
}

/** Exit code 1: nothing of the kind is there, with what is there instead. */
function nothing(what: string, facts: PictureFacts): ImpError {
  const instead = facts.kind.confidence >= 0.5 ? ` It looks like ${INSTEAD[facts.kind.name]}.` : '';
  const why = facts.notes.map((note) => ` ${english(note)}`).join('');
  return new ImpError(
    'nothing-found',
    `No ${what} was found in this picture.${instead}${why} imp read prints its text, imp facts all that was found.`,
  );
}

const INSTEAD: Record<PictureFacts['kind']['name'], string> = {
  chart: 'a chart',
  dashboard: 'a dashboard',
  table: 'a table',
  diagram: 'a diagram',
  page: 'a page',
  terminal: 'a terminal',
  code: 'code',
  document: 'a page of text',
  photo: 'a photo or drawing without text',
  other: 'something else',
};

export async function read(run: Run): Promise<number> {
  const { options, words, output, signal } = run;
  const source = onePicture(options, words);
  return await withEngine(output, async (client) => {
    const [picture] = await attachImages(client, [source], signal);
    output.progress('Reading');
    const reading = await client.request('read', { id: picture!.id }, { signal });
    output.result(reading, `${reading.text}\n`);
    // Beside the text, never in it: what stands there and was not read.
    const scripts = [...new Set(reading.unread?.map(({ script }) => script))];
    if (scripts.length > 0) output.note(`imp: text in ${scripts.join(', ')} script was found and cannot be read.`);
    else if (reading.lines.length === 0) output.note('imp: no text was found in this picture.');
    return 0;
  });
}

export async function facts(run: Run): Promise<number> {
  const found = await factsOf(run);
  run.output.result(found, `${summary(found).join('\n')}\n`);
  return 0;
}

export async function chart(run: Run): Promise<number> {
  const form = formOf(run.options, ['csv', 'markdown'] as const);
  const found = await factsOf(run, ['charts']);
  const charts = [...found.charts].sort((a, b) => b.confidence * area(b.box) - a.confidence * area(a.box));
  const [main, ...others] = charts;
  if (!main) throw nothing('chart', found);
  const text = charts.map(form === 'csv' ? chartToCsv : chartToMarkdown).join('\n');
  run.output.result({ ...chartJson(main), ...(others.length > 0 && { others: others.map(chartJson) }) }, text);
  return 0;
}

const area = ({ width, height }: { width: number; height: number }) => width * height;

/** The contract's form: titles as text, notes in English; all else as it was found. */
function chartJson({ title, x, y, y2, notes, ...rest }: ChartData): object {
  const axis = (from: ChartData['x']) => from && { ...from, title: from.title?.text ?? null };
  return {
    ...rest,
    title: title?.text ?? null,
    x: axis(x),
    y: axis(y),
    ...(y2 && { y2: axis(y2) }),
    series: rest.series.map((series) => ({
      ...series,
      points: series.points.map(({ reason, ...point }) => ({ ...point, ...(reason && { reason: english(reason) }) })),
    })),
    notes: notes.map(english),
  };
}

export async function table(run: Run): Promise<number> {
  const form = formOf(run.options, ['csv', 'markdown'] as const);
  const found = await factsOf(run, ['tables']);
  if (found.tables.length === 0) throw nothing('table', found);
  const tables = found.tables.map(({ title, notes, rows, ...rest }) => ({
    ...rest,
    title: title?.text ?? null,
    rows: rows.map((row) => row.map((cell) => cell && cell.text)),
    cells: rows,
    notes: notes.map(english),
  }));
  const text = found.tables.map(form === 'csv' ? tableToCsv : tableToMarkdown).join('\n');
  run.output.result({ ...tables[0], ...(tables.length > 1 && { others: tables.slice(1) }) }, text);
  return 0;
}

export async function diagram(run: Run): Promise<number> {
  formOf(run.options, ['mermaid'] as const);
  const found = await factsOf(run, ['diagrams']);
  const [main, ...others] = [...found.diagrams].sort((a, b) => b.confidence - a.confidence);
  if (!main) throw nothing('diagram', found);
  const json = [main, ...others].map((each) => ({
    ...each,
    mermaid: diagramForms.mermaid(each),
    notes: each.notes.map(english),
  }));
  run.output.result(
    { ...json[0], ...(others.length > 0 && { others: json.slice(1) }) },
    json.map(({ mermaid }) => `${mermaid.trimEnd()}\n`).join('\n'),
  );
  return 0;
}

export async function code(run: Run): Promise<number> {
  const target = {
    framework: run.options.choice('target', ['html', 'react', 'vue', 'svelte']) ?? 'html',
    tailwind: run.options.flag('tailwind'),
  } as const;
  const found = await factsOf(run, ['page']);
  if (!found.page) throw nothing('page', found);
  const text = await pageForms.code(found.page, target);
  run.output.result(
    { target, code: text, layout: found.page.root, confidence: found.page.confidence },
    `${text.trimEnd()}\n`,
  );
  return 0;
}
