/** What stands in a picture, in the form that a document takes: text, table, diagram, code, alternative text. */
import {
  chartRows,
  chartToCsv,
  chartToMarkdown,
  chartToTsv,
  tableRows,
  tableToCsv,
  tableToMarkdown,
  tableToTsv,
} from '../../facts/exports.ts';
import { explainFacts } from '../../facts/index.ts';
import { render, type Translate } from '../../facts/render.ts';
import { pageToTarget } from '../../mockup/index.ts';
import { explainReading } from '../../screenshot/screenshot.ts';
import { fenced } from '../../screenshot/screenshotMarkdown.ts';
import { inertLine } from '../../shared/inertMarkdown.ts';
import { msg } from '../../shared/message.ts';
import type { Framework } from '../../shared/panel.ts';
import type { FactPart, PictureFacts } from '../../shared/structure.ts';
import type { Form } from './kinds.ts';
import { toMermaid } from '../../shared/mermaid/write.ts';

/** What has to be read for each; undefined: all. */
export const NEEDED: Record<Form, FactPart[] | undefined> = {
  text: [],
  table: ['charts', 'tables'],
  mermaid: ['diagrams'],
  code: ['page'],
  alt: undefined,
};

const FRAMEWORKS: Record<string, Framework> = {
  javascriptreact: 'react',
  typescriptreact: 'react',
  vue: 'vue',
  svelte: 'svelte',
};
const MOST_ALT = 250;

const isHtml = (language: string) => ['html', 'vue', 'svelte', 'astro', 'php', 'razor'].includes(language);

/** Undefined where the picture has nothing of the kind. `language`: the editor's id of the document's. */
export function formOf(facts: PictureFacts, form: Form, language: string, translate: Translate): string | undefined {
  if (form === 'text') return textForm(facts, language);
  if (form === 'table') return tableForm(facts, language);
  if (form === 'mermaid') return mermaidForm(facts, language);
  if (form === 'code') return codeForm(facts, language);
  return altText(facts, translate);
}

function textForm(facts: PictureFacts, language: string): string | undefined {
  const text = withoutMargin(facts.text.text);
  if (!text) return undefined;
  if (language === 'markdown') {
    const { code } = explainReading(facts.text);
    const plain = !code && facts.kind.name !== 'terminal' && facts.kind.name !== 'code';
    if (!plain) return block(code?.text ?? text, code?.language ?? (facts.kind.name === 'terminal' ? 'text' : ''));
    return `${text.split('\n').map(inertLine).join('\n')}\n`;
  }
  return isHtml(language) ? `<pre>${escaped(text)}</pre>\n` : `${text}\n`;
}

function tableForm({ charts, tables }: PictureFacts, language: string): string | undefined {
  if (charts.length + tables.length === 0) return undefined;
  if (language === 'markdown') return [...charts.map(chartToMarkdown), ...tables.map(tableToMarkdown)].join('\n');
  if (isHtml(language))
    return [
      ...charts.map((chart) => htmlTable(chartRows(chart), 1)),
      ...tables.map((table) => htmlTable(tableRows(table), table.headRows)),
    ].join('\n');
  if (language === 'tsv') return [...charts.map(chartToTsv), ...tables.map(tableToTsv)].join('\n');
  return [...charts.map(chartToCsv), ...tables.map(tableToCsv)].join('\n');
}

function mermaidForm({ diagrams }: PictureFacts, language: string): string | undefined {
  if (diagrams.length === 0) return undefined;
  const sources = diagrams.map((one) => toMermaid(one).trim());
  // Labels hold no backtick and no tag (they are written as entities), so nothing ends the block early.
  if (language === 'markdown') return sources.map((source) => `\`\`\`mermaid\n${source}\n\`\`\`\n`).join('\n');
  if (isHtml(language)) return sources.map((source) => `<pre class="mermaid">\n${escaped(source)}\n</pre>\n`).join('');
  return `${sources.join('\n\n')}\n`;
}

/** Code that stands in the picture, else the page that it shows, in the document's framework. */
function codeForm(facts: PictureFacts, language: string): string | undefined {
  const { code } = explainReading(facts.text);
  if (code && facts.kind.name !== 'page')
    return language === 'markdown' ? block(code.text, code.language ?? '') : `${code.text}\n`;
  if (!facts.page) return undefined;
  const page = pageToTarget(facts.page, { framework: FRAMEWORKS[language] ?? 'html', tailwind: false });
  return language === 'markdown' ? block(page.code, page.fence) : `${page.code.trim()}\n`;
}

/** What the picture shows, in a line; undefined where reading does not say it (a photo). */
export function altText(facts: PictureFacts, translate: Translate): string | undefined {
  const explained = explainFacts(facts, 'picture', 'en');
  if (explained.kind === 'answer') {
    const [first, ...rest] = explained.text;
    let text = sentence(render([first!], translate));
    for (const next of rest) {
      const longer = `${text} ${render([next], translate)}`;
      if (longer.length > MOST_ALT) break;
      text = longer;
    }
    return shortened(text);
  }
  const words = facts.text.lines
    .map(({ text }) => text.trim())
    .filter((text) => /[\p{L}\p{N}]{2}/u.test(text))
    .join(' ');
  return words ? shortened(render([msg`Picture with the text: ${words}`], translate)) : undefined;
}

/** "This is a bar chart" says no more than "A bar chart". */
const sentence = (text: string) => text.replace(/^This is (\w)/, (_, letter: string) => letter.toUpperCase());

/** Cut between words. */
export function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain.length <= MOST_ALT) return plain;
  const cut = plain.slice(0, MOST_ALT);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MOST_ALT / 2)).trimEnd()}…`;
}

/** Without the empty lines around it and the indentation that all lines share. */
function withoutMargin(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const margin = Math.min(...lines.filter(Boolean).map((line) => line.length - line.trimStart().length));
  return lines
    .map((line) => line.slice(margin))
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

const block = (text: string, language: string) => `${fenced(text.trimEnd(), language)}\n`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param heads so many rows are the head */
function htmlTable(cells: string[][], heads: number): string {
  const rows = cells.map(
    (row, i) =>
      `  <tr>${row.map((cell) => (i < heads ? `<th>${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join('')}</tr>`,
  );
  return `<table>\n${rows.join('\n')}\n</table>\n`;
}
