/** Ends that belong together across a gap: dashes, a label on the line, the cleared border of a group. */
import { apart } from './rect.ts';
import type { Snippet } from './snippets.ts';
import type { End, Lines, Space } from './space.ts';

export function joinGaps(strokes: Lines, space: Space, free: Set<End>, wanted: (end: End) => boolean): void {
  const { letter } = space;
  const near = 1.3 * letter;
  const cells = new Map<number, End[]>();
  const key = (x: number, y: number) => Math.floor(x / near) * 100003 + Math.floor(y / near);
  const ends = [...free].filter(wanted);
  for (const end of ends) {
    const [x, y] = strokes.point(end);
    const k = key(x, y);
    cells.set(k, [...(cells.get(k) ?? []), end]);
  }
  const pairs: { cost: number; a: End; b: End; kind: 'gap' | 'label' | 'border' }[] = [];
  for (const a of ends) {
    const [x, y] = strokes.point(a);
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const b of cells.get(key(x + dx * near, y + dy * near)) ?? []) {
          if (b <= a || b >> 1 === a >> 1) continue;
          const cost = gapCost(strokes, space, a, b);
          if (cost !== undefined)
            pairs.push({ cost, a, b, kind: crossesBorder(strokes, space, a, b) ? 'border' : 'gap' });
        }
  }
  for (const snippet of space.snippets) {
    const touching = ends.filter((end) => runsInto(strokes, space, end, snippet)).slice(0, 12);
    for (const [k, a] of touching.entries())
      for (const b of touching.slice(k + 1)) {
        const cost = a >> 1 === b >> 1 ? undefined : labelCost(strokes, space, a, b);
        if (cost !== undefined) pairs.push({ cost: 0.5 * cost, a, b, kind: 'label' });
      }
  }
  pairs.sort((p, q) => p.cost - q.cost);
  for (const { a, b, kind } of pairs) {
    if (!free.has(a) || !free.has(b)) continue;
    free.delete(a);
    free.delete(b);
    strokes.next[a]!.push(b);
    strokes.next[b]!.push(a);
    strokes.gaps.set(a, kind);
    strokes.gaps.set(b, kind);
  }
}

function between(strokes: Lines, space: Space, a: End, b: End): { length: number; along: number } {
  const n = Math.max(6, Math.round(space.letter));
  const [ax, ay] = strokes.point(a);
  const [bx, by] = strokes.point(b);
  const length = Math.hypot(bx - ax, by - ay);
  if (length < 2) return { length, along: 1 };
  const [gx, gy] = [(bx - ax) / length, (by - ay) / length];
  const u = strokes.direction(a, n);
  const v = strokes.direction(b, n);
  // Dots have no direction: the other end decides.
  const first = strokes.branches[a >> 1]!.points.length < 0.35 * space.letter ? 0.9 : u[0] * gx + u[1] * gy;
  const second = strokes.branches[b >> 1]!.points.length < 0.35 * space.letter ? 0.9 : -(v[0] * gx + v[1] * gy);
  return { length, along: Math.min(first, second) };
}

function gapCost(strokes: Lines, space: Space, a: End, b: End): number | undefined {
  const { letter } = space;
  const { length, along } = between(strokes, space, a, b);
  if (length > 1.3 * letter || along < (length < 0.5 * letter ? 0.45 : 0.78)) return undefined;
  return length * (2.2 - along);
}

function labelCost(strokes: Lines, space: Space, a: End, b: End): number | undefined {
  const { length, along } = between(strokes, space, a, b);
  return length > 14 * space.letter || along < 0.55 ? undefined : length * (2 - along);
}

function crossesBorder(strokes: Lines, space: Space, a: End, b: End): boolean {
  const [ax, ay] = strokes.point(a);
  const [bx, by] = strokes.point(b);
  for (let t = 0; t <= 4; t++) {
    const x = Math.round(ax + ((bx - ax) * t) / 4);
    const y = Math.round(ay + ((by - ay) * t) / 4);
    if (space.groupAt(y * space.width + x)) return true;
  }
  return false;
}

/** Whether an end, going on, meets a label's box. */
export function runsInto(strokes: Lines, space: Space, end: End, snippet: Snippet, reach = 1.3): boolean {
  const { letter } = space;
  const [x, y] = strokes.point(end);
  if (apart(snippet, x, y) > (reach + 0.1) * letter) return false;
  const [u, v] = strokes.direction(end, Math.max(6, Math.round(letter)));
  for (let t = 0; t <= reach * letter; t += 3) if (apart(snippet, x + u * t, y + v * t) <= 0.35 * letter) return true;
  return false;
}
