/** Elements with their own look, before it is known how the look is written: as classes of a style sheet or as Tailwind's. */
import type { Region } from '../../shared/engine.ts';
import type { PageNode } from '../../shared/structure.ts';

/** Declarations, names as in CSS. */
export type Css = Record<string, string>;

export interface Tag {
  tag: string;
  /** What it is, in a word: the stem of its class. */
  name: string;
  attributes: Record<string, string>;
  css: Css;
  /** Strings are text; they are escaped where they are written. */
  children: (Tag | string)[];
}

export const tag = (
  element: string,
  name: string,
  css: Css = {},
  children: (Tag | string)[] = [],
  attributes: Record<string, string> = {},
): Tag => ({ tag: element, name, attributes, css, children });

/** Pixels of CSS, whole or to the half. */
export const px = (value: number): string => {
  const rounded = Math.round(value * 2) / 2;
  return rounded === 0 ? '0' : `${rounded}px`;
};

/** A box in pixels of CSS. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const right = (b: Box): number => b.x + b.width;
export const bottom = (b: Box): number => b.y + b.height;

/** What the writing of a page knows. */
export interface Context {
  scale: number;
  /** Size, colour and line height that most of the text has: what the page itself is set in. */
  size: number;
  color: string;
  lineHeight: number;
  width: number;
  height: number;
  /** For ids of fields. */
  ids: Map<string, number>;
  /** Level of the last heading written, and what the levels of the page are written as. */
  level: number;
  levels: Map<number, number>;
  /** Fields by the text that names them. */
  labels: Map<string, string>;
}

export const boxOf = ({ scale }: Context, { x, y, width, height }: Region): Box => ({
  x: x / scale,
  y: y / scale,
  width: width / scale,
  height: height / scale,
});

export const hullOf = (boxes: readonly Box[]): Box => {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, width: Math.max(...boxes.map(right)) - x, height: Math.max(...boxes.map(bottom)) - y };
};

/** Letters and digits of a text, with hyphens between; may be empty. */
export const slug = (text: string): string =>
  text
    .slice(0, 80)
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 24)
    .replace(/-$/, '');

/** A name for an id: letters and digits of the text, else a word. */
export function idFor(context: Context, text: string, otherwise: string): string {
  const plain = slug(text);
  const stem = /^[a-z]/.test(plain) ? plain : otherwise;
  const count = (context.ids.get(stem) ?? 0) + 1;
  context.ids.set(stem, count);
  return count === 1 ? stem : `${stem}-${count}`;
}

/** All nodes, parents first. */
export function* everyNode(node: PageNode): Generator<PageNode> {
  yield node;
  for (const child of node.children) yield* everyNode(child);
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const NAMES: Record<string, string> = {
  sidebar: 'aside',
  card: 'section',
  box: 'div',
  section: 'section',
  item: 'div',
  dialog: 'div',
};
/** The element that a part of a page becomes. */
export const elementOf = (node: PageNode): string => NAMES[node.role] ?? node.role;

/** From where to where the element will reach, in pixels of CSS. */
export interface Span {
  from: number;
  to: number;
}

/** Children, and how they lie. */
export interface Laid {
  children: Tag[];
  layout: Css;
}

export const isCentred = (box: Box, room: Box): boolean =>
  Math.abs(box.x + box.width / 2 - (room.x + room.width / 2)) <= Math.max(3, 0.012 * room.width) && box.x - room.x > 6;

/** The box that a text takes up in flow: its lines as high as they are set, around the same middle. */
export function flowBox(context: Context, node: PageNode): Box {
  const box = boxOf(context, node.box);
  const { fontSize, lineHeight, lines, content } = node.style;
  if (!fontSize || content || !node.text) return box;
  const height = lines && lineHeight ? lines * lineHeight : fontSize * context.lineHeight;
  return { ...box, y: box.y + (box.height - height) / 2, height };
}
