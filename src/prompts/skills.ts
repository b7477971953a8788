/**
 * The question each command asks of the model.
 * Imp answers best to short questions in the style of its training data (arXiv 2405.12107, section 3); the built-in nano
 * was trained on a handful of exact phrasings and on nothing else, so it gets those word by word.
 */
import { msg, type Message, type Text } from '../shared/message.ts';
import type { CodeTarget, Framework, Task } from '../shared/panel.ts';

export type Skill =
  | Task
  | 'chart-data' // the chart's numbers as JSON
  | 'mermaid' // the diagram as Mermaid text
  | 'locate'; // where is …

/** `nano`: the small built-in model; `imp`: any real Imp model. */
export type ModelKind = 'nano' | 'imp';

export interface SkillOptions {
  /** For `mockup`; absent: plain HTML and CSS. */
  target?: CodeTarget;
  /** Which model is asked; absent: `imp`. */
  kind?: ModelKind;
  /** For `locate`: the sentence that describes what is sought. */
  subject?: string;
}

export interface SkillPrompt {
  /** Goes to the model as the user's question, without template. */
  question: string;
  /** What the user sees as their turn, one line. */
  label: Message;
  /** JSON schema that the answer must follow, where the answer is data. */
  jsonSchema?: object;
}

export const CHART_SCHEMA = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    type: { enum: ['bar', 'line', 'pie', 'scatter', 'other'] },
    categories: { type: 'array', items: { type: 'string' } },
    series: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, values: { type: 'array', items: { type: 'number' } } },
        required: ['name', 'values'],
        additionalProperties: false,
      },
    },
  },
  required: ['title', 'type', 'categories', 'series'],
  additionalProperties: false,
} as const;

/** Exact phrasings of the nano's training set. */
const NANO_QUESTIONS: Partial<Record<Skill, string>> = {
  picture: 'What is in this picture?',
  screenshot: 'Explain this screenshot.',
  chart: 'Explain this chart.',
  diagram: 'Explain this diagram.',
  mockup: 'Write the HTML and CSS for this mockup.',
};

const IMP_QUESTIONS: Record<Exclude<Skill, 'mockup' | 'locate'>, string> = {
  picture: 'What is in this picture? Describe it in detail.',
  screenshot:
    'Explain this screenshot. What does it show, and if there is an error, what is its most likely cause and what should be done?',
  chart: 'Explain this chart. What does it show, and what are the most important values and trends?',
  diagram: 'Explain this diagram. What are its parts, how are they connected, and what does it describe?',
  'chart-data':
    'Read the data of this chart. Answer with JSON: its title, its type, the categories, and for each series its name and its values.',
  mermaid: 'Write this diagram as a Mermaid flowchart. Answer with the Mermaid code only.',
};

const LABELS: Record<Skill, Message> = {
  picture: msg`Explain this picture`,
  screenshot: msg`Explain this screenshot`,
  chart: msg`Explain this chart`,
  diagram: msg`Explain this diagram`,
  mockup: msg`Generate code from this mockup`,
  'chart-data': msg`Read the data of this chart`,
  mermaid: msg`Turn this diagram into Mermaid`,
  locate: msg`Where is it?`,
};

/** `React with Tailwind`, `HTML and CSS`: a target as people say it. */
export function targetName(target: CodeTarget): Text {
  const names: Record<Framework, string> = { html: 'HTML', react: 'React', vue: 'Vue', svelte: 'Svelte' };
  if (target.tailwind) return msg`${names[target.framework]} with Tailwind`;
  return target.framework === 'html' ? msg`HTML and CSS` : names[target.framework];
}

/**
 * The question of a command, and the line that stands for it in the conversation.
 * For a mockup the nano always writes HTML: `mockupToTarget` (mockup.ts) turns it into the target. A real model is asked for
 * HTML too when the target is another framework, because that is what it has seen most; the same transform follows.
 */
export function skillPrompt(skill: Skill, options: SkillOptions = {}): SkillPrompt {
  const kind = options.kind ?? 'imp';
  const target = options.target ?? { framework: 'html', tailwind: false };
  const label =
    skill === 'mockup'
      ? msg`Generate code from this mockup: ${targetName(target)}`
      : skill === 'locate' && options.subject
        ? msg`Where is ${options.subject}?`
        : LABELS[skill];
  const nano = kind === 'nano' ? NANO_QUESTIONS[skill] : undefined;
  if (nano) return { question: nano, label };
  if (skill === 'mockup') {
    return {
      question:
        'Write the HTML and CSS for this mockup. Use semantic elements and the texts of the picture. Answer with the code only.',
      label,
    };
  }
  if (skill === 'locate') {
    const subject = options.subject?.trim() || 'the main object';
    return { question: `Provide the bounding box coordinate of the region this sentence describes: ${subject}`, label };
  }
  return { question: IMP_QUESTIONS[skill], label, ...(skill === 'chart-data' && { jsonSchema: CHART_SCHEMA }) };
}

/** What "Where is …?" asks for, or undefined when the question is another one. */
export function soughtIn(question: string): string | undefined {
  const asked = /^where(?:'s|\s+is|\s+are)\s+(\S.*)$/i.exec(question.trim())?.[1];
  const sought = asked?.replace(/\?$/, '').trimEnd();
  return sought && sought.length >= 2 && sought.length <= 200 ? sought : undefined;
}
