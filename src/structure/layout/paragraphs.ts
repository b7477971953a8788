/** Lines set below each other become paragraphs; boxes that only repeat their ground go. */
import { apart } from '../pixels/colour.ts';
import { hull, middleX, right, type Part } from './part.ts';

export function joinParagraphs(part: Part): void {
  for (const child of part.parts) if (child.kind === 'box') joinParagraphs(child);
  if (part.role && part.role !== 'textarea') return;
  const texts = part.parts.filter(({ kind }) => kind === 'text').sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const gone = new Set<Part>();
  for (const first of texts) {
    if (gone.has(first)) continue;
    let last = first;
    let widest = first.words!.ink.width;
    for (const next of texts) {
      if (next === first || gone.has(next)) continue;
      const a = last.words!;
      const b = next.words!;
      const pitch = b.content.y - a.content.y;
      if (pitch <= 0.7 * a.size || pitch > 1.95 * a.size) continue;
      const known = first.words!.pitch;
      if (known && Math.abs(pitch - known) > 2) continue;
      const [ax, bx] = [first.words!.ink, b.ink];
      const atLeft = Math.abs(ax.x - bx.x) <= 4;
      const centred = !atLeft && Math.abs(middleX(ax) - middleX(bx)) <= 5;
      if (!atLeft && !centred) continue;
      if (
        Math.abs(b.size - first.words!.size) > 0.07 * first.words!.size + 0.3 ||
        Math.abs(b.weight - first.words!.weight) > 200
      )
        continue;
      if (apart(a.colour, b.colour) > 90 || a.underlined !== b.underlined) continue;
      if (!continuesLine(last, next, widest, part, texts)) continue;
      widest = Math.max(widest, b.ink.width);
      const words = first.words!;
      words.text += ` ${b.text}`;
      words.confidence = Math.min(words.confidence, b.confidence);
      words.pitch ??= pitch;
      words.lines++;
      words.ink = hull([words.ink, b.ink]);
      words.content = hull([words.content, b.content]);
      if (centred) words.align = 'center';
      first.box = words.content;
      gone.add(next);
      last = next;
    }
  }
  part.parts = part.parts.filter((child) => !gone.has(child));
}

/** Whether the sentence goes on: the line was full, or the next one begins small. */
function continuesLine(last: Part, next: Part, widest: number, home: Part, texts: readonly Part[]): boolean {
  const a = last.words!;
  const b = next.words!;
  // Something beside either of them: a table or a list, no paragraph.
  const beside = (line: typeof a) =>
    texts.some(
      (other) =>
        other.words !== line &&
        other.words!.ink !== a.ink &&
        other.words!.ink !== b.ink &&
        Math.abs(other.words!.ink.y + other.words!.ink.height - line.ink.y - line.ink.height) <= 4 &&
        Math.abs(other.box.x - line.content.x) > 4 &&
        Math.min(Math.abs(other.box.x - right(line.content)), Math.abs(line.content.x - right(other.box))) < 12,
    );
  const firstWord = b.text.split(' ')[0]!.length * a.size * 0.52;
  const room = Math.max(widest, b.ink.width, Math.min(home.box.width * 0.75, right(home.box) - a.ink.x - 24));
  const full = a.ink.width + firstWord + a.size * 0.3 > room * 0.97 || a.ink.width + firstWord > widest * 1.02;
  const small = /^[\p{Ll}\d(&]/u.test(b.text);
  const ended = /[.!?:]$/.test(a.text);
  if (beside(b)) return false;
  if (small && !/^\d+[.)]/.test(b.text))
    return a.ink.width > 6 * a.size || (!ended && b.ink.width > 3 * a.size && a.ink.width > 4.5 * a.size);
  return full && a.ink.width > 14 * a.size && b.text.length > 3 && (!ended || a.ink.width > 22 * a.size);
}

/** A box of its parent's colour without an outline is none. */
export function dissolve(part: Part, isRoot = true): void {
  const out: Part[] = [];
  for (const child of part.parts) {
    if (child.kind !== 'box') {
      out.push(child);
      continue;
    }
    dissolve(child, false);
    const plain =
      !child.role &&
      !child.kept &&
      !child.border &&
      !child.shadow &&
      child.radius < 3 &&
      apart(child.fill, part.fill) <= 6;
    if (plain && !isRoot) out.push(...child.parts);
    else if (plain && child.parts.length === 0) continue;
    else if (plain && (child.box.height > 0.5 * part.box.height || child.box.width > 0.9 * part.box.width))
      out.push(...child.parts);
    else out.push(child);
  }
  part.parts = out;
  for (const child of out) child.parent = part;
}
