/** Rows, columns, grids, tables and lists as flow layout that gives way: nothing is placed by coordinates. */
import { LEAF_ROLES, type PageNode } from '../../shared/structure.ts';
import { NARROW } from './look.ts';
import { insideOf, leafTag, surfaceCss, textCss, textTag } from './leaves.ts';
import { evenColumns, grid, listTag } from './many.ts';
import { tableTag } from './table.ts';
import {
  bottom,
  isCentred,
  boxOf,
  elementOf,
  flowBox,
  hullOf,
  median,
  px,
  right,
  tag,
  type Box,
  type Context,
  type Css,
  type Laid,
  type Span,
  type Tag,
} from './tags.ts';

const TEXTS = new Set(['heading', 'paragraph', 'text', 'link']);
/** What is as wide as its place, not as its words. */
const WIDE = new Set([
  'field',
  'textarea',
  'select',
  'table',
  'image',
  'divider',
  'card',
  'section',
  'form',
  'dialog',
  'box',
  'main',
  'header',
  'nav',
  'footer',
  'list',
]);

/** Controls that are as wide as what stands in them. */
const HUGGING = new Set(['button', 'icon', 'avatar', 'badge']);

const isText = (node: PageNode): boolean =>
  TEXTS.has(node.role) || (node.role === 'button' && !node.style.content && node.text !== null);

/** One part of a page; `span` is the room that it gets. */
export function partTag(context: Context, node: PageNode, span: Span, inRow = false): Tag {
  if (isText(node)) return textTag(context, node, inRow);
  if (LEAF_ROLES.has(node.role)) return leafTag(context, node);
  if (node.role === 'table')
    return tableTag(context, node, (cell) => partTag(context, cell, spanOf(boxOf(context, cell.box)), true));
  return containerTag(context, node, span);
}

export const spanOf = (box: Box): Span => ({ from: box.x, to: right(box) });

/** A group has no look: only how its children lie. */
const isGroup = (node: PageNode): boolean =>
  node.role === 'box' && !node.style.background && !node.style.border && !node.style.shadow && !node.style.rule;

export function containerTag(context: Context, node: PageNode, span: Span): Tag {
  const group = isGroup(node);
  const box = boxOf(context, node.box);
  const css: Css = surfaceCss(node);
  const outer: Box =
    group || isLandmarkGroup(node) || (node.role === 'list' && !node.style.background && !node.style.border)
      ? { ...box, x: span.from, width: span.to - span.from }
      : box;
  const inside = insideOf(node, outer);
  const element = elementOf(node);
  const name = node.pair
    ? 'pair'
    : node.role === 'box'
      ? group
        ? node.flow === 'row'
          ? 'row'
          : 'stack'
        : 'box'
      : node.role;
  if (node.children.length === 0)
    return tag('div', name, { ...css, width: '100%', 'max-width': px(box.width), height: px(box.height) });
  if (node.role === 'list') return listTag(context, node, inside, css, partTag);
  const quote = isQuote(node);
  const inlineText = group && node.flow === 'row' ? sentence(context, node) : null;
  if (inlineText) {
    const room = span.to - span.from;
    if (isCentred(box, { ...box, x: span.from, width: room })) inlineText.css['text-align'] = 'center';
    else if (box.x - span.from > 2) inlineText.css['margin-left'] = givingWay(box.x - span.from, room);
    return inlineText;
  }
  const check = node.pair && node.flow === 'row' ? checkPair(context, node) : null;
  if (check) return check;
  const { children, layout } =
    node.flow === 'grid'
      ? grid(context, node, inside, partTag)
      : node.flow === 'row'
        ? row(context, node, inside, !group)
        : column(context, node, inside, !group);
  return tag(
    quote ? 'blockquote' : landmark(node, element, children),
    quote ? 'quote' : name,
    { ...css, ...layout },
    children,
  );
}

/** Words after a line at their side. */
const isQuote = (node: PageNode): boolean =>
  node.style.rule !== undefined && node.role === 'box' && node.children.length === 1 && isText(node.children[0]!);

const isLandmarkGroup = (node: PageNode): boolean =>
  ['main', 'header', 'form', 'section'].includes(node.role) && !node.style.background && !node.style.border;

/** A bar with links in it is navigation. */
function landmark(node: PageNode, element: string, children: readonly (Tag | string)[]): string {
  if (element === 'page') return 'div';
  // A side is a landmark of the page only where no section holds it.
  if (node.role === 'section' && node.children.some(({ role }) => role === 'sidebar')) return 'div';
  if (node.role === 'header') return links(children) >= 2 ? 'nav' : 'header';
  return element;
}

const links = (children: readonly (Tag | string)[]): number =>
  children.reduce(
    (sum, child) => (typeof child === 'string' ? sum : sum + (child.tag === 'a' ? 1 : 0) + links(child.children)),
    0,
  );

/** Words and links of one line, a space apart. */
function sentence(context: Context, node: PageNode): Tag | null {
  const { children } = node;
  if (!children.every((child) => isText(child) && child.role !== 'heading' && child.role !== 'button')) return null;
  const size = children[0]!.style.fontSize ?? context.size;
  for (let i = 1; i < children.length; i++) {
    const gap = (children[i]!.box.x - children[i - 1]!.box.x - children[i - 1]!.box.width) / context.scale;
    if (gap > 0.55 * size || Math.abs((children[i]!.style.fontSize ?? 0) - size) > 1) return null;
  }
  const main = children.find(({ role }) => role !== 'link') ?? children[0]!;
  const css = textCss(context, main);
  const parts = children.flatMap((child, i): (Tag | string)[] => {
    const text = child.text!.text;
    const space = i > 0 ? ' ' : '';
    if (child === main) return [space + text];
    const own = textTag(context, child, true);
    own.css = Object.fromEntries(Object.entries(own.css).filter(([key, value]) => css[key] !== value));
    return space ? [' ', own] : [own];
  });
  return tag('p', 'text', css, parts);
}

/** A check with its words is one label. */
function checkPair(context: Context, node: PageNode): Tag | null {
  const [first, second] = node.children;
  if (!first || !second || node.children.length !== 2) return null;
  const control = [first, second].find(({ role }) => role === 'checkbox' || role === 'radio' || role === 'switch');
  const words = [first, second].find((child) => isText(child));
  if (!control || !words) return null;
  const input = leafTag(context, control);
  context.labels.delete(words.text!.text);
  delete input.attributes.id;
  delete input.attributes['aria-label'];
  const [a, b] = [boxOf(context, first.box), boxOf(context, second.box)];
  const gap = Math.max(0, b.x - right(a));
  const css: Css = {
    ...textCss(context, words),
    display: 'flex',
    'align-items': 'center',
    ...(gap > 60 ? { 'justify-content': 'space-between' } : { gap: px(gap) }),
  };
  const text = words.text!.text;
  return tag('label', 'check', css, control === first ? [input, text] : [text, input]);
}

/** Room before a part: a wide one becomes less where the whole is narrower. */
const givingWay = (value: number, width: number): string =>
  value > 56 ? `min(${px(value)}, ${Math.round((value / width) * 1000) / 10}%)` : px(value);

/** Room at the sides: as it is where it is small, else so that the middle keeps its width and gives way. */
function sides(left: number, rest: number, width: number): Css {
  const wide = width - left - rest;
  if (Math.abs(left - rest) <= Math.max(6, 0.02 * width) && left > 48) {
    return { 'padding-inline': `max(16px, calc(50% - ${px(wide / 2)}))` };
  }
  const side = (value: number) => givingWay(value, width);
  const css: Css = {};
  if (left > 0.5) css['padding-left'] = side(left);
  if (rest > 0.5) css['padding-right'] = side(rest);
  return css;
}

export function column(context: Context, node: PageNode, inside: Box, own: boolean): Laid {
  const { children } = node;
  const boxes = children.map((child) => flowBox(context, child));
  const all = hullOf(boxes);
  const width = inside.width;
  const left = Math.max(0, all.x - inside.x);
  const after = Math.max(0, right(inside) - right(all));
  const centred = boxes.every(
    (box, i) => isCentred(box, inside) && (isText(children[i]!) || !reaches(children[i]!, box, all)),
  );
  // What only ends where its words end says nothing of the room at the right.
  const hard = children.some(
    (child, i) =>
      (WIDE.has(child.role) || child.flow === 'grid' || (child.flow === 'row' && children.length > 0)) &&
      Math.abs(right(boxes[i]!) - right(all)) <= 2 &&
      !isText(child),
  );
  const rest = hard ? after : Math.min(left, after);
  const pad: Css =
    centred && left > 24 && !hard ? { 'padding-inline': px(Math.min(left, 24)) } : sides(left, rest, width);
  const content: Box =
    centred && left > 24 && !hard
      ? { ...inside }
      : { x: inside.x + left, y: inside.y, width: width - left - rest, height: inside.height };
  const out: Tag[] = [];
  const gaps = boxes.slice(1).map((box, i) => Math.max(0, box.y - bottom(boxes[i]!)));
  const usual = median(gaps);
  const even = gaps.every((gap) => Math.abs(gap - usual) <= 1.5);
  children.forEach((child, i) => {
    const box = boxes[i]!;
    const element = partTag(context, child, isRoom(child) ? { from: content.x, to: right(content) } : spanOf(box));
    align(child, element, box, content);
    if (i > 0 && !even && gaps[i - 1]! > 0.5) element.css['margin-top'] = px(gaps[i - 1]!);
    out.push(element);
  });
  const layout: Css = { display: 'flex', 'flex-direction': 'column', ...pad };
  if (even && usual > 0.5) layout.gap = px(usual);
  const top = boxes[0]!.y - inside.y;
  const bareForm = node.role === 'form' && isLandmarkGroup(node);
  const below = bottom(inside) - bottom(boxes.at(-1)!);
  if (own || isLandmarkGroup(node)) {
    if (top > 0.5 && !bareForm) layout['padding-top'] = px(top);
    if (own && node.role !== 'page') {
      if (below > 48 && below > 1.5 * top) layout['min-height'] = px(boxOf(context, node.box).height);
      else if (below > 0.5) layout['padding-bottom'] = px(below);
    }
  }
  return { children: out, layout };
}

/** Groups fill the room that there is. */
const isRoom = (child: PageNode): boolean =>
  !child.style.background &&
  !child.style.border &&
  (isGroup(child) || ['main', 'form', 'section', 'list', 'header'].includes(child.role));

const reaches = (child: PageNode, box: Box, room: Box): boolean => WIDE.has(child.role) && box.width >= room.width - 2;

/** How a part lies across its column. */
function align(child: PageNode, element: Tag, box: Box, content: Box): void {
  const left = box.x - content.x;
  const rest = right(content) - right(box);
  const full = left <= 2 && rest <= 2;
  const { css } = element;
  if (isText(child) && element.tag !== 'button') {
    if (isCentred(box, content)) {
      css['text-align'] = 'center';
      if (child.style.lines) Object.assign(css, { 'max-width': px(box.width + 4), 'align-self': 'center' });
      return;
    }
    if (rest <= 2 && left > 24) css['text-align'] = 'right';
    else if (left > 2) css['margin-left'] = givingWay(left, content.width);
    if (child.style.lines && rest > 0.12 * content.width && css['text-align'] !== 'right')
      css['max-width'] = px(box.width + 0.3 * (child.style.fontSize ?? 16) + 2);
    return;
  }
  if (isRoom(child)) return;
  if (full || isQuote(child)) {
    delete css['max-width'];
    if (left > 2) css['margin-left'] = givingWay(left, content.width);
    return;
  }
  const grows = WIDE.has(child.role) && child.role !== 'image';
  if (isCentred(box, content)) css['align-self'] = 'center';
  else if (rest <= 2 && left > 24) css['align-self'] = 'flex-end';
  else {
    css['align-self'] = 'flex-start';
    if (left > 2) css['margin-left'] = givingWay(left, content.width);
  }
  if (grows) Object.assign(css, { width: '100%', 'max-width': px(box.width) });
}

export function row(context: Context, node: PageNode, inside: Box, own: boolean): Laid {
  const { children } = node;
  const boxes = children.map((child) => flowBox(context, child));
  const even = evenColumns(context, node, inside, own, partTag);
  if (even) return even;
  const all = hullOf(boxes);
  const left = Math.max(0, all.x - inside.x);
  const after = Math.max(0, right(inside) - right(all));
  const layout: Css = { display: 'flex', 'flex-wrap': 'wrap' };
  const gaps = boxes.slice(1).map((box, i) => box.x - right(boxes[i]!));
  const widest = Math.max(...gaps, 0);
  const spring = gaps.indexOf(widest);
  const atEnd = after <= Math.max(left + 8, 0.05 * inside.width, 2);
  const others = gaps.filter((_, i) => i !== spring);
  const sprung =
    atEnd &&
    widest > 24 &&
    (others.length === 0 || widest > 1.5 * Math.max(...others)) &&
    !children.some((child, i) => growing(child, boxes[i]!, context));
  const columns = atEnd ? children.map((child, i) => growing(child, boxes[i]!, context)) : [];
  const anyGrows = columns.some(Boolean);
  if (own || isLandmarkGroup(node)) {
    const rest = atEnd ? after : Math.min(left, after);
    if (left > 48 && Math.abs(left - after) <= 8 && !anyGrows && !sprung) layout['justify-content'] = 'center';
    else Object.assign(layout, sides(left, rest, inside.width));
    const top = all.y - inside.y;
    const below = bottom(inside) - bottom(all);
    if (!(node.role === 'form' && isLandmarkGroup(node))) {
      if (top > 0.5) layout['padding-top'] = px(top);
      if (below > 0.5 && node.role !== 'page') layout['padding-bottom'] = px(below);
    }
  } else if (left > 2) {
    if (Math.abs(left - after) <= Math.max(6, 0.012 * inside.width)) layout['justify-content'] = 'center';
    else if (after <= 2) layout['justify-content'] = 'flex-end';
    else layout['padding-left'] = givingWay(left, inside.width);
  }
  const base = gaps.length
    ? Math.max(
        0,
        Math.min(...gaps.filter((_, i) => !(sprung && i === spring)), sprung && others.length === 0 ? 16 : Infinity),
      )
    : 0;
  if (base > 0.5) layout.gap = px(base);
  const middle = boxes.every((box) => Math.abs(box.y + box.height / 2 - (all.y + all.height / 2)) <= 2.5);
  const tops = boxes.every((box) => Math.abs(box.y - all.y) <= 2);
  const stretched = tops && boxes.every((box) => Math.abs(box.height - all.height) <= 2);
  layout['align-items'] = stretched ? 'stretch' : middle ? 'center' : 'flex-start';
  const sideways = children.some(({ role }) => role === 'sidebar');
  if (sideways) {
    delete layout['flex-wrap'];
    layout['align-items'] = 'stretch';
    if (context.width > 767) layout[`${NARROW}flex-direction`] = 'column';
  }
  const total = boxes.reduce((sum, box) => sum + box.width, 0);
  const out = children.map((child, i) => {
    const box = boxes[i]!;
    const element = partTag(context, child, spanOf(box), true);
    const { css } = element;
    if (sideways && child.role === 'sidebar')
      Object.assign(css, { flex: `0 0 ${px(box.width)}`, [`${NARROW}flex-basis`]: 'auto' });
    else if (sideways) {
      Object.assign(css, { flex: '1', 'min-width': '0' });
      if (box.y - all.y > 1.5 && !child.style.background) css['padding-top'] = px(box.y - all.y);
    } else if (columns[i]) {
      delete css['max-width'];
      delete css.width;
      const share = Math.round((box.width / total) * 100);
      css.flex = `${share} 1 ${px(Math.round(box.width * 0.62))}`;
      css['min-width'] = '0';
    } else if (css['max-width'] && css.width === '100%') {
      css.width = css['max-width'];
      css['max-width'] = '100%';
    }
    const gap = i > 0 ? gaps[i - 1]! : 0;
    if (sprung && i === spring + 1) css['margin-left'] = 'auto';
    else if (i > 0 && gap - base > 1.5) css['margin-left'] = px(gap - base);
    if (!stretched && !middle && !sideways && box.y - all.y > 1.5) css['margin-top'] = px(box.y - all.y);
    return element;
  });
  return { children: out, layout };
}

/** Words and buttons in a row are as wide as what stands in them. */
const hugs = (node: PageNode): boolean =>
  node.flow === 'row' &&
  (node.role === 'list' || isGroup(node)) &&
  node.children.every((child) => (isText(child) && !child.style.lines) || HUGGING.has(child.role) || hugs(child));

/** Takes part in how the room of its row is shared out. */
function growing(child: PageNode, box: Box, { width }: Context): boolean {
  if (child.role === 'image' || child.role === 'divider' || child.role === 'sidebar' || hugs(child)) return false;
  if (['field', 'textarea', 'select', 'table', 'card', 'section', 'main', 'form', 'list'].includes(child.role))
    return box.width > 80;
  if (child.pair) return child.flow === 'column' && box.width > 80;
  if (child.role === 'box' && child.flow && child.flow !== 'row')
    return (
      box.width > 0.12 * width &&
      child.children.some(
        (inner) => WIDE.has(inner.role) || inner.style.lines !== undefined || inner.flow !== undefined,
      )
    );
  return child.role === 'box' && box.width > 0.2 * width && child.children.length > 0;
}
