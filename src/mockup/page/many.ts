/** Many of a kind: grids of cards, and lists. */
import type { PageNode } from '../../shared/structure.ts';
import {
  bottom,
  hullOf,
  median,
  px,
  right,
  boxOf,
  flowBox,
  isCentred,
  tag,
  type Box,
  type Context,
  type Css,
  type Laid,
  type Span,
  type Tag,
} from './tags.ts';

/** Writes a part of a page: the one in flow.ts, handed in. */
export type PartTag = (context: Context, node: PageNode, span: Span, inRow?: boolean) => Tag;

/** Cards side by side: as many as there is room for. */
export function grid(context: Context, node: PageNode, inside: Box, partTag: PartTag): Laid {
  const boxes = node.children.map((child) => boxOf(context, child.box));
  const first = boxes[0]!;
  const inRow = boxes.filter((box) => Math.abs(box.y - first.y) <= 12).sort((a, b) => a.x - b.x);
  const count = Math.max(1, inRow.length);
  const gapX = count > 1 ? Math.max(0, inRow[1]!.x - right(inRow[0]!)) : 16;
  const next = boxes.find((box) => box.y >= bottom(first) - 2);
  const gapY = next ? Math.max(0, next.y - bottom(first)) : gapX;
  const all = hullOf(boxes);
  const least = Math.max(
    60,
    (all.width - count * gapX) / (count + 1) + 0.35 * (first.width - (all.width - count * gapX) / (count + 1)),
  );
  const layout: Css = {
    display: 'grid',
    'grid-template-columns': `repeat(auto-fill, minmax(min(100%, ${px(Math.ceil(least))}), 1fr))`,
    gap: Math.abs(gapX - gapY) <= 1 ? px(gapX) : `${px(gapY)} ${px(gapX)}`,
  };
  const left = all.x - inside.x;
  if (all.width < inside.width - 4) {
    layout['max-width'] = px(all.width);
    layout.width = '100%';
    if (isCentred(all, inside)) layout['margin-inline'] = 'auto';
    else if (left > 2) layout['margin-left'] = px(left);
  }
  const children = node.children.map((child, i) => {
    const element = partTag(context, child, { from: boxes[i]!.x, to: right(boxes[i]!) });
    if (element.css['max-width'] && child.role === 'image') delete element.css['max-width'];
    return element;
  });
  return { children, layout };
}

export function listTag(context: Context, node: PageNode, inside: Box, css: Css, partTag: PartTag): Tag {
  if (node.flow === 'row') return rowList(context, node, css, partTag);
  const boxes = node.children.map((child) => flowBox(context, child));
  const gaps = boxes.slice(1).map((box, i) => Math.max(0, box.y - bottom(boxes[i]!)));
  const ruled = node.style.rule;
  const gap = median(gaps);
  const items = node.children.map((child, i) => {
    const box = boxes[i]!;
    const inner = partTag(context, child, { from: box.x, to: right(inside) }, true);
    const plain = inner.tag === 'span' && inner.name === 'text';
    const item = plain ? tag('li', 'item', inner.css, inner.children) : tag('li', 'item', {}, [inner]);
    if (!plain && inner.tag === 'div' && (inner.name === 'row' || inner.name === 'stack'))
      Object.assign(item, { css: inner.css, children: inner.children });
    if (box.x - hullOf(boxes).x > 2 && !node.bulleted) item.css['padding-left'] = px(box.x - hullOf(boxes).x);
    if (ruled) {
      item.css['padding-block'] = px(Math.max(0, (gap - ruled.width) / 2));
      if (i < boxes.length - 1) item.css['border-bottom'] = `${px(ruled.width)} solid ${ruled.color}`;
    }
    return item;
  });
  const left = hullOf(boxes).x - inside.x;
  const bullets = node.bulleted;
  const layout: Css = bullets
    ? { 'list-style': node.numbered ? 'decimal' : 'disc', 'padding-left': px(Math.max(left, 18)) }
    : { 'list-style': 'none', 'padding-left': left > 2 ? px(left) : '0' };
  if (!bullets)
    Object.assign(layout, {
      display: 'flex',
      'flex-direction': 'column',
      ...(!ruled && gap > 0.5 && { gap: px(gap) }),
    });
  else if (gap > 0.5) items.slice(1).forEach((item) => (item.css['margin-top'] = px(gap)));
  return tag(node.numbered ? 'ol' : 'ul', 'list', { ...css, ...layout }, items);
}

/** Columns of words that begin at one distance from each other: a grid, although nothing shows where a column ends. */
export function evenColumns(
  context: Context,
  node: PageNode,
  inside: Box,
  own: boolean,
  partTag: PartTag,
): Laid | null {
  const { children } = node;
  const count = children.length;
  if (
    count < 2 ||
    !children.every(
      (child) =>
        child.role === 'box' &&
        child.flow === 'column' &&
        !child.style.background &&
        !child.style.border &&
        !child.pair,
    )
  )
    return null;
  const boxes = children.map((child) => boxOf(context, child.box));
  const pitch = (boxes.at(-1)!.x - boxes[0]!.x) / (count - 1);
  if (boxes.some((box, i) => Math.abs(box.x - boxes[0]!.x - i * pitch) > 5)) return null;
  const left = Math.max(0, boxes[0]!.x - inside.x);
  const room = inside.width - 2 * left;
  const widest = Math.max(...boxes.map(({ width }) => width));
  // The gap that makes the columns fill the room.
  const gap = pitch * count - room;
  const fits = gap >= 6 && gap <= 72 && pitch - gap >= widest - 3;
  if (!fits && count < 3) return null;
  const between = fits ? gap : Math.max(8, Math.min(24, pitch - widest));
  const width = pitch - between;
  const least = Math.max(60, Math.round(0.7 * width));
  const layout: Css = {
    display: 'grid',
    'grid-template-columns': `repeat(auto-fit, minmax(min(100%, ${px(least)}), 1fr))`,
    gap: px(between),
  };
  if (!fits) layout['max-width'] = px(width * count + between * (count - 1));
  if (left > 2) layout['padding-inline'] = px(left);
  const top = Math.min(...boxes.map(({ y }) => y));
  if (own) layout['padding-block'] = px(Math.max(0, top - inside.y));
  const out = children.map((child, i) => {
    const element = partTag(context, child, { from: boxes[0]!.x + i * pitch, to: boxes[0]!.x + i * pitch + width });
    if (boxes[i]!.y - top > 2) element.css['margin-top'] = px(boxes[i]!.y - top);
    return element;
  });
  return { children: out, layout };
}

/** Links beside each other. */
function rowList(context: Context, node: PageNode, css: Css, partTag: PartTag): Tag {
  const boxes = node.children.map((child) => boxOf(context, child.box));
  const gap = median(boxes.slice(1).map((box, i) => Math.max(0, box.x - right(boxes[i]!))));
  const items = node.children.map((child, i) =>
    tag('li', 'item', {}, [partTag(context, child, { from: boxes[i]!.x, to: right(boxes[i]!) }, true)]),
  );
  return tag(
    'ul',
    'links',
    { ...css, display: 'flex', 'flex-wrap': 'wrap', 'list-style': 'none', padding: '0', gap: px(gap) },
    items,
  );
}
