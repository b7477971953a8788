/** Diagrams that are no flowcharts: sequence, class and entity-relationship diagrams are recognised by how they are drawn. */
import type { TextReading } from '../../shared/engine.ts';
import { msg, type Message } from '../../shared/message.ts';
import { hasEntities } from './entities.ts';
import type { Geometry } from './geometry.ts';

export type OtherKind = 'sequence' | 'class' | 'er';

export const REFUSALS: Record<OtherKind, Message> = {
  sequence: msg`This is a sequence diagram. Sequence diagrams are not read yet.`,
  class: msg`This is a class diagram. Class diagrams are not read yet.`,
  er: msg`This is an entity-relationship diagram. Entity-relationship diagrams are not read yet.`,
};

export function otherKind(geometry: Geometry, text: TextReading): OtherKind | undefined {
  if (hasLifelines(geometry)) return 'sequence';
  if (hasEntities(geometry)) return 'er';
  const { nodes } = geometry;
  // States have a line below their name as well, and round corners.
  const divided = nodes.filter(({ cells, shape }) => cells.length >= 2 && shape !== 'round').length;
  if (divided === 0 || divided < 0.4 * nodes.length) return undefined;
  // Divided boxes without lines between them are tables, cards, fields.
  const joined = new Set(
    geometry.edges.flatMap(({ from, to }) => [from, to]).flatMap((t) => (t.kind === 'node' ? [t.index] : [])),
  );
  if (joined.size < 2 || nodes.filter(({ cells }, k) => cells.length >= 2 && joined.has(k)).length < 0.5 * divided)
    return undefined;
  const keys = (
    text.text.match(
      /\b(PK|FK|UK|PRIMARY|varchar|bigint|timestamp|int|integer|string|uuid|date|decimal|number|float)\b/gi,
    ) ?? []
  ).length;
  const members = (text.text.match(/\w\s?\(.{0,40}?\)|(?:^|\s)[+\-#~]\s?\w{2,}/gm) ?? []).length;
  // Rows of attributes are cells of their own in entities; classes have two or three compartments.
  const many = nodes.filter(({ cells }) => cells.length > 3).length;
  if (members > 0 && members >= keys) return 'class';
  if (keys > 1 || many >= 0.5 * divided) return 'er';
  return members > 0 || divided >= 2 ? 'class' : undefined;
}

/** Two or more boxes in the top row with a line far down from each, and lines across between those. */
function hasLifelines({ nodes, raster, ink }: Geometry): boolean {
  const { width, height, letter } = raster;
  if (!ink || nodes.length < 2) return false;
  const top = Math.min(...nodes.map(({ y }) => y));
  const heads = nodes.filter(({ y, h }) => Math.abs(y - top) < letter || Math.abs(y + h - top) < 4 * letter);
  const lines: { x: number; from: number; to: number }[] = [];
  for (const { x, y, w, h } of heads) {
    const middle = Math.round(x + w / 2);
    let last = y + h;
    let inked = 0;
    for (let row = y + h + 1; row < height && row - last < 1.3 * letter; row++) {
      for (let d = -3; d <= 3; d++) {
        const column = middle + d;
        if (column < 0 || column >= width || !ink[row * width + column]) continue;
        last = row;
        inked++;
        break;
      }
    }
    if (last - y - h > 5 * letter && inked > 0.35 * (last - y - h)) lines.push({ x: middle, from: y + h, to: last });
  }
  if (lines.length < 2) return false;
  lines.sort((a, b) => a.x - b.x);
  const most = Math.max(...lines.map(({ from, to }) => to - from));
  const long = lines.filter(({ from, to }) => to - from > 0.75 * most);
  if (long.length < 2 || most < 0.45 * (height - top)) return false;
  let messages = 0;
  for (let k = 0; k + 1 < long.length; k++) {
    const [a, b] = [long[k]!, long[k + 1]!];
    let before = -10;
    for (let row = Math.max(a.from, b.from) + 4; row < Math.min(a.to, b.to); row++) {
      let inked = 0;
      let n = 0;
      for (let column = a.x + 4; column < b.x - 4; column += 2, n++) if (ink[row * width + column]) inked++;
      if (n === 0 || inked < 0.45 * n) continue;
      if (row - before > 5) messages++;
      before = row;
    }
  }
  return messages >= 2;
}
