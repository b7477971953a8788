/** Parts become the nodes of a page: their boxes in pixels of the picture, their style in pixels of CSS. */
import type { Region } from '../../shared/engine.ts';
import { LEAF_ROLES, type PageData, type PageNode, type PageStyle, type TextSpan } from '../../shared/structure.ts';
import { apart, brightness, toHex } from '../pixels/colour.ts';
import { bottom, everyPart, hull, median, middleX, right, type Part } from './part.ts';
import type { Sheet } from './sheet.ts';

export function toPage(root: Part, sheet: Sheet, face: string, texts: readonly Part[]): PageData {
  const headings = [...new Set(texts.filter(({ role }) => role === 'heading').map(({ words }) => words!.size))].sort(
    (a, b) => b - a,
  );
  const scaled = ({ x, y, width, height }: Region): Region => ({
    x: x * sheet.scale,
    y: y * sheet.scale,
    width: width * sheet.scale,
    height: height * sheet.scale,
  });
  const span = (part: Part): TextSpan => ({
    text: part.words!.text,
    box: scaled(part.words!.ink),
    confidence: part.words!.confidence,
  });

  const node = (part: Part, under: Part | null): PageNode => {
    const { role, box, words, parts } = part;
    const style = styleOf(part, under);
    const out: PageNode = {
      role: roleOf(part),
      box: scaled(box),
      text: words ? span(part) : null,
      style,
      children: [],
      confidence: words?.confidence ?? 0.9,
    };
    if (role === 'heading') out.level = Math.min(6, headings.indexOf(words!.size) + 1);
    if (part.state) out.state = part.state;
    if (part.label?.words) out.label = span(part.label);
    if (part.hint) out.hint = true;
    if (part.flow && parts.length) out.flow = part.flow;
    if (part.paired) out.pair = true;
    if (part.numbered) out.numbered = true;
    if (part.bulleted) out.bulleted = true;
    if (part.rule)
      out.style.rule = {
        width: part.rule.width,
        color: toHex(part.rule.colour),
        ...(part.columned && { columns: true }),
      };
    if (LEAF_ROLES.has(out.role) && !words) {
      // A control's words are its own.
      const inner = [...everyPart(part)]
        .filter(({ kind }) => kind === 'text')
        .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
      const first = inner[0];
      if (first) {
        out.text = {
          text: inner.map((text) => text.words!.text).join(out.role === 'textarea' ? '\n' : ' '),
          box: scaled(first.words!.ink),
          confidence: Math.min(...inner.map((text) => text.words!.confidence)),
        };
        out.confidence = out.text.confidence;
        Object.assign(out.style, textStyle(first), { content: scaled(first.box) });
        out.style.align = alignIn(first.words!.ink, box);
      }
      const icon = parts.find((child) => child.role === 'icon');
      if (icon) out.icon = scaled(icon.box);
      delete out.flow;
      return out;
    }
    if (part.role === 'table') {
      out.columns = part.columns!.map(({ from, to, align }) => ({
        from: from * sheet.scale,
        to: to * sheet.scale,
        align,
      }));
      out.children = part.rows!.map((cells, k) => ({
        role: 'row',
        box: scaled({
          ...box,
          height: part.rowHeights![k]!,
          y: box.y + part.rowHeights!.slice(0, k).reduce((sum, h) => sum + h, 0),
        }),
        text: null,
        style: part.bands![k] === null ? {} : { background: toHex(part.bands![k]!) },
        children: cells.map((cell) => ({
          role: 'cell',
          box: scaled(cell.box),
          text: null,
          style: {},
          children: cell.kind === 'group' && cell.parts.length === 0 ? [] : [node(cell, part)],
          confidence: 0.9,
        })),
        ...(k < (part.headRows ?? 0) && { head: true }),
        confidence: 0.9,
      }));
      return out;
    }
    const [bar, quoted] = parts;
    if (
      part.kind === 'group' &&
      part.flow === 'row' &&
      parts.length === 2 &&
      bar!.kind === 'stroke' &&
      bar!.box.height > bar!.box.width &&
      quoted
    ) {
      out.box = scaled(hull(parts.map((child) => child.box)));
      out.style.rule = { width: bar!.box.width, color: toHex(bar!.fill) };
      out.flow = 'column';
      out.children = [node(quoted, under ?? part)];
      return out;
    }
    out.children = parts.map((child) => node(child, part.kind === 'group' ? (under ?? part) : part));
    if (out.flow === 'row' || out.flow === 'column') out.gap = gapOf(parts, out.flow);
    return out;
  };

  const page = node(root, null);
  page.role = 'page';
  page.style.background = toHex(root.fill);
  if (root.gradient)
    page.style.gradient = { from: toHex(root.gradient.from), to: toHex(root.gradient.to), down: root.gradient.down };
  page.style.fontFamily = face;
  return {
    root: page,
    scale: sheet.scale,
    theme: brightness(root.fill) < 110 ? 'dark' : 'light',
    confidence: median(texts.map(({ words }) => words!.confidence)),
    notes: [],
  };
}

function roleOf(part: Part): PageNode['role'] {
  if (part.role === 'list' || part.role) return part.role;
  if (part.kind === 'text') return part.words!.lines > 1 ? 'paragraph' : 'text';
  return part.kind === 'stroke' ? 'divider' : 'box';
}

function textStyle(part: Part): PageStyle {
  const words = part.words!;
  return {
    color: toHex(words.colour),
    fontSize: words.size,
    fontWeight: words.weight,
    ...(words.underlined && { underline: true }),
    ...(words.pitch && { lineHeight: words.pitch }),
    ...(words.lines > 1 && { lines: words.lines }),
  };
}

function styleOf(part: Part, under: Part | null): PageStyle {
  if (part.words) return { ...textStyle(part), ...(part.words.align && { align: part.words.align }) };
  if (part.kind === 'group') return {};
  const style: PageStyle = {};
  if (part.kind === 'stroke' || !under || apart(part.fill, under.fill) > 2 || part.shadow || part.kept)
    style.background = toHex(part.fill);
  if (part.gradient && style.background) {
    style.gradient = { from: toHex(part.gradient.from), to: toHex(part.gradient.to), down: part.gradient.down };
  }
  if (part.border) {
    style.border = toHex(part.border.colour);
    style.borderWidth = part.border.width;
  }
  if (part.underline) {
    style.rule = { width: part.underline.width, color: toHex(part.underline.colour) };
    delete style.background;
  }
  if (part.busy) {
    delete style.background;
    if (part.role === 'image') style.background = toHex(part.fill);
    else style.color = toHex(part.fill);
  }
  if (part.radius > 1) style.radius = part.radius;
  if (part.shadow) style.shadow = true;
  return style;
}

function alignIn(ink: Region, box: Region): 'left' | 'center' | 'right' {
  const left = ink.x - box.x;
  const rest = right(box) - right(ink);
  if (Math.abs(middleX(ink) - middleX(box)) <= Math.max(4, 0.05 * box.width)) return 'center';
  return left <= rest ? 'left' : 'right';
}

function gapOf(parts: readonly Part[], flow: 'row' | 'column'): number {
  const gaps = parts
    .slice(1)
    .map((part, k) => (flow === 'row' ? part.box.x - right(parts[k]!.box) : part.box.y - bottom(parts[k]!.box)));
  return Math.max(0, Math.round(median(gaps)));
}
