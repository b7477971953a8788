/** What the reader of pages works on: boxes and texts as parts of parts, until they become the nodes of a page. */
import type { PageRole } from '../../shared/structure.ts';
import type { Region } from '../../shared/engine.ts';
import type { Colour } from '../pixels/colour.ts';
import type { Gradient } from './gradients.ts';

/** One printed line, or a paragraph of several. */
export interface Words {
  text: string;
  confidence: number;
  ink: Region;
  /** From the tops of the tallest letters to below the deepest, as browsers box a line of this typeface. */
  content: Region;
  colour: Colour;
  ground: Colour;
  /** Pixels of the sheet. */
  size: number;
  weight: number;
  underlined: boolean;
  lines: number;
  /** From line to line, where there are several. */
  pitch?: number;
  align?: 'left' | 'center' | 'right';
}

export interface Border {
  width: number;
  colour: Colour;
}

export interface Part {
  kind: 'box' | 'text' | 'stroke' | 'group';
  role: PageRole | null;
  box: Region;
  /** Its ground; of a stroke its colour; of texts and groups what lies under them. */
  fill: Colour;
  border: Border | null;
  radius: number;
  /** Share of its outline's inside that is its own colour. */
  solid?: number;
  shadow: boolean;
  /** Where the ground runs from one colour to another. */
  gradient?: Gradient;
  words: Words | null;
  parts: Part[];
  parent: Part | null;
  flow?: 'row' | 'column' | 'grid' | 'overlay';
  label?: Part;
  /** A group of a field and what names it. */
  paired?: boolean;
  hint?: boolean;
  state?: { checked?: boolean; selected?: boolean; disabled?: boolean; primary?: boolean };
  level?: number;
  /** Of fields without an outline: the line under them. */
  underline?: Border;
  /** Nothing but ink that is no text. */
  busy?: boolean;
  /** Of tables: cells by row. */
  rows?: Part[][];
  /** Of the cells' columns: where they begin and end. */
  columns?: { from: number; to: number; align: 'left' | 'right' | 'center' }[];
  headRows?: number;
  /** Of tables: the rows' own grounds and heights. */
  bands?: (Colour | null)[];
  rowHeights?: number[];
  /** Of tables and lists: the line between two rows. */
  rule?: Border;
  /** Of a text: a mark of a list stands before it. */
  marked?: boolean;
  /** Its ground counts although its parent has the same. */
  kept?: boolean;
  /** There are lines between its columns, too. */
  columned?: boolean;
  /** Its items have marks before them. */
  bulleted?: boolean;
  /** Of a list: its items are numbered. */
  numbered?: boolean;
}

export const newPart = (kind: Part['kind'], box: Region, fill: Colour, parts: Part[] = []): Part => ({
  kind,
  role: null,
  box,
  fill,
  border: null,
  radius: 0,
  shadow: false,
  words: null,
  parts,
  parent: null,
});

export const right = (b: Region): number => b.x + b.width;
export const bottom = (b: Region): number => b.y + b.height;
export const middleX = (b: Region): number => b.x + b.width / 2;
export const middleY = (b: Region): number => b.y + b.height / 2;
export const areaOf = (b: Region): number => b.width * b.height;

export const within = (inner: Region, outer: Region, slack = 1): boolean =>
  inner.x >= outer.x - slack &&
  inner.y >= outer.y - slack &&
  right(inner) <= right(outer) + slack &&
  bottom(inner) <= bottom(outer) + slack;

/** The smallest box around all; of none: an empty one. */
export function hull(boxes: readonly Region[]): Region {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, width: Math.max(...boxes.map(right)) - x, height: Math.max(...boxes.map(bottom)) - y };
}

export const overlapX = (a: Region, b: Region): number => Math.min(right(a), right(b)) - Math.max(a.x, b.x);
export const overlapY = (a: Region, b: Region): number => Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y);

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};

/** Every part below and including this one, parents first. */
export function* everyPart(part: Part): Generator<Part> {
  yield part;
  for (const child of part.parts) yield* everyPart(child);
}

/** All texts in it, in the order of its parts. */
export const textsOf = (part: Part): Part[] => [...everyPart(part)].filter(({ kind }) => kind === 'text');

export function adopt(parent: Part): void {
  for (const child of parent.parts) {
    child.parent = parent;
    adopt(child);
  }
}
