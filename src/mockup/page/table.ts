/** Tables: heads, rows and cells, columns as wide as they are in the picture. */
import type { PageNode } from '../../shared/structure.ts';
import { textCss } from './leaves.ts';
import { boxOf, px, tag, type Context, type Css, type Tag } from './tags.ts';

const TEXTS = new Set(['heading', 'paragraph', 'text']);

export function tableTag(context: Context, node: PageNode, partOf: (part: PageNode) => Tag): Tag {
  const box = boxOf(context, node.box);
  const { scale } = context;
  const columns = (node.columns ?? []).map(({ from, to, align }) => ({
    from: from / scale - box.x,
    to: to / scale - box.x,
    align,
  }));
  // A column reaches from its own left edge (for numbers: from the end of the one before) to the next.
  const edges = columns.map((column, i) =>
    i === 0 ? 0 : column.align === 'left' ? column.from : Math.min(column.from, (columns[i - 1]!.to + column.from) / 2),
  );
  edges.push(box.width);
  // With lines between them, columns begin as far before their words as the first does.
  if (node.style.rule?.columns)
    columns.forEach((column, i) => i > 0 && column.align === 'left' && (edges[i] = column.from - columns[0]!.from));
  const pad = Math.max(0, columns[0]?.align === 'left' ? columns[0].from : 8);
  const rows = node.children.map((row) => {
    const height = boxOf(context, row.box).height;
    const cells = row.children.map((cell, i) => {
      const column = columns[i]!;
      const css: Css = { padding: cellPad(column, edges, i, pad) };
      if (row === node.children[0]) css.width = `${Math.round(((edges[i + 1]! - edges[i]!) / box.width) * 1000) / 10}%`;
      if (column.align !== 'left') css['text-align'] = column.align;
      else css['text-align'] = 'left';
      if (node.style.rule)
        css[node.style.rule.columns ? 'border' : 'border-bottom'] =
          `${px(node.style.rule.width)} solid ${node.style.rule.color}`;
      css.height = px(height);
      const content = cell.children[0];
      const element = row.head ? 'th' : 'td';
      const attributes: Record<string, string> = row.head ? { scope: 'col' } : {};
      if (!content) return tag(row.head ? 'td' : element, 'cell', css);
      if (TEXTS.has(content.role))
        return tag(
          element,
          row.head ? 'head-cell' : 'cell',
          { 'font-weight': '400', ...css, ...textCss(context, content) },
          [content.text?.text ?? ''],
          attributes,
        );
      const inner = partOf(content);
      if (inner.tag === 'span') inner.css.display ??= 'inline-block';
      return tag('td', 'cell', css, [inner]);
    });
    const ground: Css = row.style.background ? { background: row.style.background } : {};
    return { head: row.head, element: tag('tr', 'row', ground, cells) };
  });
  for (const { head, element } of rows) {
    for (const cell of element.children)
      if (typeof cell !== 'string' && !head && cell.css['font-weight'] === '400') delete cell.css['font-weight'];
  }
  const heads = rows.filter(({ head }) => head).map(({ element }) => element);
  const body = rows.filter(({ head }) => !head).map(({ element }) => element);
  const sections = [
    ...(heads.length ? [tag('thead', 'table-head', {}, heads)] : []),
    tag('tbody', 'table-body', {}, body),
  ];
  return tag('table', 'table', { width: '100%', 'max-width': px(box.width), 'border-collapse': 'collapse' }, sections);
}

function cellPad(
  column: { from: number; to: number; align: string },
  edges: readonly number[],
  i: number,
  pad: number,
): string {
  const left = column.align === 'left' ? Math.max(0, column.from - edges[i]!) : 4;
  const after = column.align === 'right' ? Math.max(0, edges[i + 1]! - column.to) : 4;
  return `2px ${px(column.align === 'right' ? after : Math.min(after, pad || after))} 2px ${px(left)}`;
}
