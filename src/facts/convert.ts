/** "Convert this table to Markdown", "as CSV", "Turn this into Mermaid": what was read, written in the form asked for. */
import { fenced } from '../screenshot/screenshotMarkdown.ts';
import { msg, type Message } from '../shared/message.ts';
import { toMermaid } from '../shared/mermaid/write.ts';
import { answer, refuse, type Found, type Result } from './data/result.ts';
import { chartToCsv, chartToMarkdown, tableToCsv, tableToMarkdown } from './exports.ts';
import type { Scene } from './scene.ts';

export type Form = 'csv' | 'markdown' | 'json' | 'mermaid' | 'code' | 'text';

export interface Conversion {
  form: Form;
  /** Of code: what it is written for. */
  framework?: 'html' | 'react' | 'vue' | 'svelte';
  tailwind?: boolean;
}

const VERB =
  /^(?:please |can you |could you |pls |now |and )*(?:convert|turn|transform|export|extract|write|rewrite|give|get|make|generate|create|output|print|show|copy|put|format|render|transcribe|return|save|build|as|to|into|in)\b|(?:转换|转成|转为|变成|导出|提取|输出|写成|生成|做成|整理成|翻成|改成|转)/i;
const TO = /\b(?:as|to|into|in|of|for|with)\b|成|为|用/i;

const FORMS: [Form, RegExp][] = [
  ['mermaid', /\bmermaid\b/i],
  ['csv', /\bcsv\b|\bspreadsheet\b|逗号分隔/i],
  ['json', /\bjson\b/i],
  ['code', /\b(?:html|css|react|jsx|tsx|vue|svelte|tailwind)\b|网页代码|前端代码/i],
  ['markdown', /\bmarkdown\b|\bmd\b/i],
  ['code', /\bcode\b|代码/i],
];

/** What the question wants written; undefined: it asks for something else. */
export function conversionAsked(question: string): Conversion | undefined {
  const text = question.slice(0, 200).trim();
  if (/^(?:what|which|where|who|why|how|is|are|does|do|did)\b|什么|哪|多少|为何|怎么回事/i.test(text)) return undefined;
  const form = FORMS.find(([, pattern]) => pattern.test(text))?.[0];
  if (!form) {
    const plain =
      /^(?:please )?(?:extract|copy|export|transcribe) (?:the |this |all (?:the )?)?(table|data|text|values)\b/i.exec(
        text,
      );
    const what = plain?.[1]?.toLowerCase() ?? /^提取(?:这个|图中的|图里的)?(表格|数据|文字)/.exec(text)?.[1] ?? '';
    if (/text|文字/.test(what)) return { form: 'text' };
    return /table|表格/.test(what) ? { form: 'markdown' } : what ? { form: 'csv' } : undefined;
  }
  const short = text.split(/\s+/).length <= 3 && !/[?？]/.test(text);
  if (!VERB.test(text) || !(TO.test(text) || short)) return undefined;
  if (form !== 'code') return { form };
  const named = /\b(react|jsx|tsx|vue|svelte|html)\b/i.exec(text)?.[1]?.toLowerCase();
  const framework = named === 'vue' || named === 'svelte' ? named : named && named !== 'html' ? 'react' : 'html';
  return { form, framework, tailwind: /\btailwind\b/i.test(text) };
}

const NAMES: Record<Form, string> = {
  csv: 'CSV',
  markdown: 'Markdown',
  json: 'JSON',
  mermaid: 'Mermaid',
  code: 'code',
  text: 'text',
};

/** Undefined where the page's code is wanted, which is not made here. */
export function convert({ form }: Conversion, { facts, screen }: Scene): Result | undefined {
  const { charts, tables, diagrams } = facts;
  const block = (language: string, texts: readonly string[], boxes: Found['evidence']): Result =>
    answer([msg`${fenced(texts.map((text) => text.trimEnd()).join('\n\n'), language)}`], boxes, 0.9);
  const evidence = (found: readonly { box: Found['evidence'][number]['box']; title?: { text: string } | null }[]) =>
    found.map(({ box, title }) => ({ box, text: title?.text ?? '', source: 'shape' as const }));
  const data = [...tables, ...charts];
  if (form === 'text') {
    if (screen.lines.length === 0) return refuse(msg`I cannot tell: there is no text in the picture.`);
    return block('text', [facts.text.text], []);
  }
  if (form === 'mermaid' || (form === 'code' && diagrams.length > 0 && facts.kind.name === 'diagram')) {
    if (diagrams.length > 0) return block('mermaid', diagrams.map(toMermaid), evidence(diagrams));
    return refuse(
      msg`I cannot write that as ${NAMES[form]}: no diagram was read in the picture.`,
      ...there(data.length),
    );
  }
  if (form === 'code') {
    const { code } = screen.facts;
    return code && facts.kind.name !== 'page' ? block(code.language ?? 'text', [code.text], []) : undefined;
  }
  if (data.length === 0)
    return refuse(msg`I cannot write that as ${NAMES[form]}: no table and no chart was read in the picture.`);
  if (form === 'json')
    return block('json', [JSON.stringify(data.length === 1 ? data[0] : data, null, 2)], evidence(data));
  if (form === 'csv') return block('csv', [...tables.map(tableToCsv), ...charts.map(chartToCsv)], evidence(data));
  return block('markdown', [...tables.map(tableToMarkdown), ...charts.map(chartToMarkdown)], evidence(data));
}

const there = (data: number): Message[] => (data > 0 ? [msg`A table or chart was read: ask for CSV or Markdown.`] : []);
