/**
 * The tools, in one table. Names and parameters are those that several servers share, so that agents and their prompts
 * find what they know. Everything that a picture says is data: returned as text and as JSON, never acted on.
 */
import { explainFacts } from '../facts/index.ts';
import { pageToTarget } from '../mockup/index.ts';
import { explainReading } from '../screenshot/screenshot.ts';
import { factsMarkdown } from '../screenshot/screenshotMarkdown.ts';
import { ImpError } from '../shared/errors.ts';
import { english } from '../shared/message.ts';
import type { Framework } from '../shared/panel.ts';
import type { FactPart, PageNode, PictureFacts } from '../shared/structure.ts';
import { toMermaid } from '../shared/mermaid/write.ts';
import { decided } from './answers.ts';
import { compared } from './compare.ts';
import type { Eyes, Look } from './eyes.ts';
import type { Picture } from './picture.ts';
import {
  boxOf,
  chartData,
  chartText,
  linesOf,
  pageOf,
  round,
  tableData,
  tableText,
  unconfirmedOf,
  type ToolResult,
} from './results.ts';

export interface ToolContext {
  eyes: Eyes;
  look: Look;
  /** Reads the picture that an argument names. */
  picture(source: unknown): Promise<Picture>;
}

export type Arguments = Record<string, unknown>;

export interface Tool {
  name: string;
  title: string;
  description: string;
  properties: Record<string, object>;
  required: string[];
  run(args: Arguments, context: ToolContext): Promise<ToolResult>;
}

const IMAGE = {
  type: 'string',
  description:
    'The picture: an absolute path, a file: or data: URL, "latest" (the newest picture in the Imp panel) or "clipboard".',
};
const PROMPT = { type: 'string', description: 'What you want to know about the picture.' };
const PAGE = { type: 'integer', minimum: 1, description: 'Which page of a long text; default 1.' };
const LOCAL = 'Runs on this machine, offline.';

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 8000) : '');
const pageNumber = (value: unknown): number => (Number.isInteger(value) ? (value as number) : 1);

async function factsOf(args: Arguments, { eyes, look, picture }: ToolContext, want?: FactPart[]) {
  return await eyes.facts(await picture(args['image_source']), look, want);
}

/** What every result says of its picture. */
const base = (facts: PictureFacts) => ({
  picture: {
    width: facts.width,
    height: facts.height,
    kind: facts.kind.name,
    confidence: round(facts.kind.confidence),
  },
  not_confirmed: unconfirmedOf(facts),
  notes: facts.notes.map(english),
});

/** Text by pages, said to be such. */
function paged(text: string, args: Arguments, data: Record<string, unknown>): ToolResult {
  const { text: shown, page, pages } = pageOf(text, pageNumber(args['page']));
  const more =
    pages > 1 ? `\n\n(page ${page} of ${pages}${page < pages ? `; page: ${page + 1} for the next` : ''})` : '';
  return { text: shown + more, data: { ...data, page, pages } };
}

const extractText: Tool = {
  name: 'extract_text_from_screenshot',
  title: 'Extract text from a screenshot',
  description: `Reads all text of a screenshot exactly, at full resolution: code, terminals, logs, forms, documents; lines in reading order with boxes and confidence. ${LOCAL}`,
  properties: {
    image_source: IMAGE,
    prompt: PROMPT,
    programming_language: { type: 'string', description: 'The language of code in it, where you know it.' },
    page: PAGE,
  },
  required: ['image_source'],
  async run(args, context) {
    const facts = await factsOf(args, context, []);
    if (facts.text.lines.length === 0)
      return { text: 'No text was found in this picture.', data: { ...base(facts), lines: [] } };
    const { code } = explainReading(facts.text);
    const language = textOf(args['programming_language']) || code?.language;
    return paged(facts.text.text, args, {
      ...base(facts),
      ...(language && { programming_language: language }),
      lines: linesOf(facts.text).slice(0, 400),
    });
  },
};

const diagnose: Tool = {
  name: 'diagnose_error_screenshot',
  title: 'Diagnose an error screenshot',
  description: `Finds the error in a screenshot of a terminal, editor, CI page or console: message, likely cause, command, files and lines to look at. ${LOCAL}`,
  properties: { image_source: IMAGE, prompt: PROMPT, context: { type: 'string', description: 'When it happens.' } },
  required: ['image_source'],
  async run(args, context) {
    const facts = await factsOf(args, context, []);
    const screen = explainReading(facts.text);
    const markdown = factsMarkdown(screen)?.markdown;
    const { error, causedBy, usualCause, command, tests, place, references } = screen;
    const data = {
      ...base(facts),
      error: error ?? null,
      caused_by: causedBy,
      usual_cause: usualCause ? english(usualCause) : null,
      command: command ?? null,
      tests: tests ?? null,
      look_at: place ? { file: place.file, line: place.line ?? null } : null,
      references: references.slice(0, 60).map(({ file, line, column, external }) => ({ file, line, column, external })),
    };
    if (!error && !tests)
      return { text: `No error was found in this picture. Its text:\n${pageOf(facts.text.text, 1).text}`, data };
    return { text: `${markdown ?? error ?? tests}\n\nText of the picture:\n${pageOf(facts.text.text, 1).text}`, data };
  },
};

const diagram: Tool = {
  name: 'understand_technical_diagram',
  title: 'Understand a technical diagram',
  description: `Reads flowcharts, architecture and state diagrams, trees: nodes, connections with direction and labels, groups, as Mermaid and as a graph. ${LOCAL}`,
  properties: {
    image_source: IMAGE,
    prompt: PROMPT,
    diagram_type: { type: 'string', description: 'flowchart, state, tree …, where you know it.' },
  },
  required: ['image_source'],
  async run(args, context) {
    const facts = await factsOf(args, context, ['diagrams']);
    if (facts.diagrams.length === 0) return nothing('diagram', facts);
    const said = facts.diagrams.map((one) => {
      const told = explainFacts({ ...facts, diagrams: [one] }, 'diagram', 'en');
      const words = told.kind === 'answer' ? told.text.map(english).join('\n') : '';
      return `\`\`\`mermaid\n${toMermaid(one).trim()}\n\`\`\`${words ? `\n${words}` : ''}`;
    });
    return {
      text: pageOf(said.join('\n\n'), 1).text,
      data: {
        ...base(facts),
        diagrams: facts.diagrams.map((one) => ({
          kind: one.kind,
          direction: one.direction,
          mermaid: toMermaid(one),
          nodes: one.nodes.map(({ id, text, shape, box, group, confidence }) => ({
            id,
            text,
            shape,
            group,
            box: boxOf(box),
            confidence: round(confidence),
          })),
          edges: one.edges.map(({ from, to, label, line, arrow, confidence }) => ({
            from,
            to,
            label: label?.text ?? null,
            line,
            arrow,
            confidence: round(confidence),
          })),
          groups: one.groups.map(({ id, title, parent }) => ({ id, title: title?.text ?? null, parent })),
        })),
      },
    };
  },
};

const visualization: Tool = {
  name: 'analyze_data_visualization',
  title: 'Analyze a data visualization',
  description: `Reads charts and tables as data: values, series, axes and units, printed ones exactly and measured ones with their tolerance; answers a question about them (prompt) from that. ${LOCAL}`,
  properties: {
    image_source: IMAGE,
    prompt: PROMPT,
    analysis_focus: { type: 'string', description: 'What matters to you.' },
  },
  required: ['image_source'],
  async run(args, context) {
    const facts = await factsOf(args, context, ['charts', 'tables']);
    if (facts.charts.length + facts.tables.length === 0) return nothing('chart or table', facts);
    const answer = decided(textOf(args['prompt']), facts);
    const text = [answer?.text, ...facts.charts.map(chartText), ...facts.tables.map(tableText)];
    return {
      text: pageOf(text.filter((part) => part !== undefined).join('\n\n'), 1).text,
      data: {
        ...base(facts),
        answer: answer?.data ?? null,
        charts: facts.charts.map(chartData),
        tables: facts.tables.map(tableData),
      },
    };
  },
};

const FRAMEWORKS: Record<string, Framework> = { html: 'html', react: 'react', vue: 'vue', svelte: 'svelte' };

const artifact: Tool = {
  name: 'ui_to_artifact',
  title: 'Turn a UI picture into code or a specification',
  description: `Reads a mockup or a screenshot of a page: its real texts, layout, colours; writes code, a specification, a prompt or a description. ${LOCAL}`,
  properties: {
    image_source: IMAGE,
    prompt: PROMPT,
    output_type: { type: 'string', enum: ['code', 'prompt', 'spec', 'description'] },
    target: { type: 'string', enum: Object.keys(FRAMEWORKS), description: 'Of code; default html.' },
    tailwind: { type: 'boolean', description: 'Code with Tailwind classes; default false.' },
  },
  required: ['image_source', 'output_type'],
  async run(args, context) {
    const kind = args['output_type'];
    if (!['code', 'prompt', 'spec', 'description'].includes(kind as string))
      throw new ImpError('usage', 'output_type must be "code", "prompt", "spec" or "description".');
    const facts = await factsOf(args, context, ['page']);
    if (!facts.page) return nothing('page', facts);
    const { page } = facts;
    if (kind === 'code') {
      const target = {
        framework: FRAMEWORKS[String(args['target'] ?? 'html')] ?? 'html',
        tailwind: args['tailwind'] === true,
      };
      const { code, fence } = pageToTarget(page, target);
      return { text: `\`\`\`${fence}\n${code.trim()}\n\`\`\``, data: { ...base(facts), target, code } };
    }
    const tree = outline(page.root).join('\n');
    const size = `${Math.round(facts.width / page.scale)} × ${Math.round(facts.height / page.scale)} CSS pixels, ${page.theme}`;
    const lead =
      kind === 'prompt'
        ? `Build this page (${size}) with semantic, accessible markup. Use exactly these texts, in this structure:`
        : `A page of ${size}:`;
    return {
      text: pageOf(`${lead}\n${tree}`, 1).text,
      data: { ...base(facts), scale: page.scale, theme: page.theme, outline: tree },
    };
  },
};

/** The layout as an indented list: role, text, place, colours. */
function outline(node: PageNode, depth = 0, lines: string[] = []): string[] {
  if (lines.length >= 600) return lines;
  const style = [
    node.style.background,
    node.style.color && `text ${node.style.color}`,
    node.style.fontSize && `${Math.round(node.style.fontSize)}px`,
  ];
  const words = node.text
    ? ` ${JSON.stringify(node.text.text)}`
    : node.label
      ? ` (${JSON.stringify(node.label.text)})`
      : '';
  lines.push(
    `${'  '.repeat(Math.min(depth, 20))}- ${node.role}${words} [${boxOf(node.box).join(', ')}] ${style.filter(Boolean).join(', ')}`.trimEnd(),
  );
  for (const child of node.children) outline(child, depth + 1, lines);
  return lines;
}

const diff: Tool = {
  name: 'ui_diff_check',
  title: 'Compare two UI screenshots',
  description: `Compares two screenshots place by place: texts that are missing, new, changed or moved, colours that changed, shapes that are missing, new or moved. ${LOCAL}`,
  properties: { expected_image_source: IMAGE, actual_image_source: IMAGE, prompt: PROMPT },
  required: ['expected_image_source', 'actual_image_source'],
  async run(args, { eyes, look, picture }) {
    const [expected, actual] = [
      await picture(args['expected_image_source']),
      await picture(args['actual_image_source']),
    ];
    const found = compared(await eyes.compare(expected, actual, look));
    return { ...found, text: pageOf(found.text, 1).text };
  },
};

const zoom: Tool = {
  name: 'zoom_region',
  title: 'Zoom into a region',
  description: `Everything that stands in a rectangle of the picture, read at full resolution. ${LOCAL}`,
  properties: {
    image_source: IMAGE,
    x: { type: 'number', description: 'Left, in pixels of the picture.' },
    y: { type: 'number' },
    width: { type: 'number' },
    height: { type: 'number' },
    prompt: PROMPT,
  },
  required: ['image_source', 'x', 'y', 'width', 'height'],
  async run(args, { eyes, look, picture }) {
    if (args['whole'] === true) return everything(await eyes.facts(await picture(args['image_source']), look));
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) => Number(args[key]));
    if (![x, y, width, height].every(Number.isFinite) || width! < 2 || height! < 2)
      throw new ImpError('usage', 'x, y, width and height must be pixels of the picture, width and height at least 2.');
    const region = { x: Math.round(x!), y: Math.round(y!), width: Math.round(width!), height: Math.round(height!) };
    return everything(await eyes.facts(await picture(args['image_source']), look, undefined, region));
  },
};

/** All that was found, the main thing first. */
function everything(facts: PictureFacts): ToolResult {
  const parts = [
    ...facts.charts.map(chartText),
    ...facts.tables.map(tableText),
    ...facts.diagrams.map((one) => `\`\`\`mermaid\n${toMermaid(one).trim()}\n\`\`\``),
    facts.text.text && `Text:\n${facts.text.text}`,
  ].filter(Boolean);
  return {
    text: pageOf(parts.join('\n\n') || 'Nothing that can be read stands here.', 1).text,
    data: {
      ...base(facts),
      charts: facts.charts.map(chartData),
      tables: facts.tables.map(tableData),
      diagrams: facts.diagrams.map(toMermaid),
      lines: linesOf(facts.text).slice(0, 200),
    },
  };
}

function nothing(what: string, facts: PictureFacts): ToolResult {
  const why = facts.notes.map(english).join(' ');
  return {
    text: `No ${what} was found in this picture${facts.kind.confidence >= 0.5 ? `: it looks like ${facts.kind.name}` : ''}. ${why}`.trim(),
    data: { ...base(facts), found: false },
  };
}

const analyze: Tool = {
  name: 'analyze_image',
  title: 'Analyze an image',
  description: `What stands in a picture, and an answer to your question about it: from what was read where that decides it, else the local model's. Use the special tools for charts, diagrams, pages, errors and text. ${LOCAL}`,
  properties: { image_source: IMAGE, prompt: PROMPT },
  required: ['image_source', 'prompt'],
  async run(args, context) {
    const picture = await context.picture(args['image_source']);
    const facts = await context.eyes.facts(picture, context.look);
    const found = everything(facts);
    const question = textOf(args['prompt']);
    if (!question) return found;
    const known = decided(question, facts);
    if (known)
      return {
        text: `${known.text}\n\nRead from the picture:\n${found.text}`,
        data: { ...found.data, answer: known.data },
      };
    const { answer, model } = await context.eyes.ask(picture, question, context.look);
    return {
      text: `${model} says (a small local model: check it against what was read): ${answer.trim()}\n\nRead from the picture:\n${found.text}`,
      data: { ...found.data, answer: { text: answer.trim(), model } },
    };
  },
};

export const TOOLS: readonly Tool[] = [analyze, extractText, diagnose, diagram, visualization, artifact, diff, zoom];
