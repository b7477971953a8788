/** Whether a picture shows a page at all: photographs, charts, diagrams and code do not. */
import { msg, type Message } from '../../shared/message.ts';
import { areaOf, bottom, everyPart, middleY, right, type Part } from './part.ts';
import type { Sheet } from './sheet.ts';

/** What speaks for a page and against it; shares are 0..1. */
export interface PageSigns {
  texts: number;
  /** Fields, selects, switches. */
  controls: number;
  /** Checks and radios: swatches of a legend look like them. */
  checks: number;
  buttons: number;
  /** Full-width bars at the top or bottom, and sides. */
  bars: number;
  /** Words that stand in a row of at least three, like links of a bar. */
  rows: number;
  /** Headings with something under them. */
  headings: number;
  /** Texts of a sentence's length. */
  sentences: number;
  /** Share of the texts that are bare numbers. */
  numbers: number;
  /** Ink that is no text: share of the page that its boxes cover, and how many pieces. */
  busy: number;
  marks: number;
  /** Boxes with a single centred text in them: nodes of a diagram look like that. */
  nodes: number;
  mono: boolean;
}

export function pageSigns(sheet: Sheet, root: Part, texts: readonly Part[], face: string): PageSigns {
  const parts = [...everyPart(root)];
  const count = (...roles: string[]) => parts.filter(({ role }) => roles.includes(role ?? '')).length;
  const bars = root.parts.filter(({ kind, box }) => {
    if (kind !== 'box') return false;
    const across =
      box.width >= 0.95 * sheet.width &&
      box.height < 0.2 * sheet.height &&
      (box.y <= 2 || bottom(box) >= sheet.height - 2);
    return (
      across || (box.x <= 2 && box.height > 0.75 * sheet.height && box.width < 0.34 * sheet.width && box.width > 44)
    );
  });
  // A line down from the very top with words in a column beside it parts a side from the page.
  const sides = root.parts.filter(
    ({ kind, box }) =>
      kind === 'stroke' &&
      box.y <= 2 &&
      box.height > 0.6 * sheet.height &&
      box.x > 60 &&
      box.x < 0.36 * sheet.width &&
      columnBefore(texts, box.x) >= 3,
  );
  const top = texts.filter(({ box }) => middleY(box) < 90);
  const rows = Math.max(
    0,
    ...top.map((text) => top.filter(({ box }) => Math.abs(middleY(box) - middleY(text.box)) < 8).length),
  );
  const busy = parts.filter(({ busy: b }) => b);
  const inBoxes = parts.filter(({ kind, role, parts: inner, box }) => {
    const [text] = inner;
    return (
      kind === 'box' &&
      inner.length === 1 &&
      text?.kind === 'text' &&
      (!role || role === 'button') &&
      Math.abs(text.box.x - box.x - (right(box) - right(text.box))) < 8
    );
  });
  return {
    texts: texts.length,
    controls: count('field', 'select', 'textarea', 'switch'),
    checks: count('checkbox', 'radio'),
    buttons: parts.filter((part) => part.role === 'button' && !isBareNumber(part)).length,
    bars: bars.filter(({ parts: inner }) => inner.length > 0).length + sides.length,
    rows: rows >= 3 ? rows : 0,
    headings: count('heading'),
    sentences: texts.filter(({ words }) => words!.text.length > 28 && words!.text.split(' ').length > 4).length,
    numbers: texts.length
      ? texts.filter(({ words }) => /\d/.test(words!.text) && !/[A-Za-z]{2}/.test(words!.text)).length / texts.length
      : 0,
    busy: busy.reduce((sum, { box }) => sum + areaOf(box), 0) / (sheet.width * sheet.height),
    marks: busy.length,
    nodes: inBoxes.length,
    mono: face === 'Courier New',
  };
}

/** How many words begin at one place left of an edge; ticks and line numbers are no words. */
function columnBefore(texts: readonly Part[], edge: number): number {
  const words = texts.filter(({ box, words: w }) => right(box) <= edge && /[A-Za-z\u00c0-\uffff]{3}/.test(w!.text));
  return Math.max(0, ...words.map(({ box }) => words.filter((other) => Math.abs(other.box.x - box.x) <= 2).length));
}

/** @returns why it is no page; null where it is one */
export function pageDoubt(signs: PageSigns): Message | null {
  const { texts, controls, checks, buttons, bars, rows, headings, sentences, numbers, busy, marks, nodes, mono } =
    signs;
  if (texts < 2) return msg`There is hardly any text in the picture.`;
  if (busy > 0.7 && controls === 0) return msg`Most of the picture is no flat surface: it looks like a photograph.`;
  if (mono && controls === 0 && buttons < 2)
    return msg`The picture shows text of one width: it looks like code or a terminal.`;
  const sure = controls + bars + buttons > 0;
  const forIt =
    3 * Math.min(2, controls) +
    (sure ? Math.min(2, checks) : 0) +
    2 * Math.min(2, bars) +
    (rows && bars ? 2 : 0) +
    Math.min(2, sentences) +
    (headings ? 1 : 0) +
    (nodes > 4 && controls === 0 && bars === 0 ? 0 : Math.min(2, buttons));
  const against =
    (numbers > 0.4 && texts >= 8 ? 3 : 0) +
    (numbers > 0.7 ? 2 : 0) +
    (marks > 0.4 * texts ? 2 : 0) +
    (busy > 0.3 ? 2 : 0);
  if (forIt - against >= 2) return null;
  return numbers > 0.4
    ? msg`It looks like a chart rather than a page.`
    : msg`There are no parts of a page in the picture: no bars, fields or buttons.`;
}

/** Values printed on bars stand in filled boxes, too. */
const isBareNumber = (part: Part): boolean =>
  part.parts.some(({ words }) => words && !/[A-Za-z\u00c0-\uffff]{2}/.test(words.text));
