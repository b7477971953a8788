/** Which text outside of nodes names what: groups' titles, edges' labels, the diagram's title. */
import type { FoundEdge } from './edges.ts';
import type { FoundGroup } from './nodes.ts';
import { apart, type Rect } from './rect.ts';
import type { Snippet } from './snippets.ts';

export interface Naming {
  /** Snippet of each group, by index. */
  groups: Map<number, number>;
  edges: Map<number, number>;
  title: number | undefined;
}

export function nameAll(
  snippets: readonly Snippet[],
  edges: readonly FoundEdge[],
  groups: readonly FoundGroup[],
  all: Rect,
  letter: number,
): Naming {
  const taken = new Set<number>();
  const byGroup = groupTitles(snippets, groups, edges, letter);
  for (const k of byGroup.values()) taken.add(k);
  const pairs: { cost: number; snippet: number; edge: number }[] = [];
  const samples = edges.map((edge) => along(edge, 2));
  for (const [s, snippet] of snippets.entries()) {
    if (taken.has(s) || snippet.w > 40 * letter) continue;
    for (const [e, points] of samples.entries()) {
      const cost = distanceCost(snippet, points, letter);
      if (cost < 2.4 * letter) pairs.push({ cost, snippet: s, edge: e });
    }
  }
  pairs.sort((a, b) => a.cost - b.cost);
  const byEdge = new Map<number, number>();
  for (const { snippet, edge } of pairs) {
    if (taken.has(snippet) || byEdge.has(edge)) continue;
    byEdge.set(edge, snippet);
    taken.add(snippet);
  }
  return { groups: byGroup, edges: byEdge, title: titleOf(snippets, taken, all, letter) };
}

/** The course with gaps filled in, a point every few pixels. */
function along({ points }: FoundEdge, every: number): [number, number][] {
  const out: [number, number][] = [];
  for (const [k, point] of points.entries()) {
    const next = points[k + 1];
    const length = next ? Math.hypot(next[0] - point[0], next[1] - point[1]) : 0;
    if (next && length > 3) {
      for (let t = 0; t < length; t += every)
        out.push([point[0] + ((next[0] - point[0]) * t) / length, point[1] + ((next[1] - point[1]) * t) / length]);
    } else if (k % every === 0) out.push([point[0], point[1]]);
  }
  return out;
}

function distanceCost(snippet: Snippet, points: [number, number][], letter: number): number {
  const cx = snippet.x + snippet.w / 2;
  const cy = snippet.y + snippet.h / 2;
  let edge = Infinity;
  let centre = Infinity;
  let at = 0;
  for (const [k, [x, y]] of points.entries()) {
    edge = Math.min(edge, apart(snippet, x, y));
    const d = Math.hypot(x - cx, y - cy);
    if (d < centre) {
      centre = d;
      at = k;
    }
  }
  const offMiddle = points.length > 0 ? Math.abs((2 * at) / points.length - 1) : 1;
  return edge + 0.15 * centre + 0.3 * letter * offMiddle;
}

/** A title stands inside at the top (or at the bottom), or right above; none of the lines runs through it. */
function groupTitles(
  snippets: readonly Snippet[],
  groups: readonly FoundGroup[],
  edges: readonly FoundEdge[],
  letter: number,
): Map<number, number> {
  const pairs: { cost: number; group: number; snippet: number }[] = [];
  for (const [g, group] of groups.entries()) {
    const own = group.tab?.inkBox;
    for (const [s, snippet] of snippets.entries()) {
      if (own) {
        if (apart(own, snippet.x + snippet.w / 2, snippet.y + snippet.h / 2) === 0)
          pairs.push({ cost: -1, group: g, snippet: s });
        continue;
      }
      const inside = snippet.x > group.x - 0.3 * letter && snippet.x + snippet.w < group.x + group.w + 0.3 * letter;
      if (!inside) continue;
      const fromTop = snippet.y - group.y;
      const fromBottom = group.y + group.h - snippet.y - snippet.h;
      const above = group.y - snippet.y - snippet.h;
      let cost: number;
      if (fromTop > -0.6 * letter && fromTop < 2.2 * letter) cost = Math.max(0, fromTop);
      else if (above >= -0.6 * letter && above < 1.3 * letter) cost = 0.8 * letter + Math.max(0, above);
      else if (fromBottom > -0.3 * letter && fromBottom < 1.8 * letter) cost = 1.6 * letter + fromBottom;
      else continue;
      if (edges.some(({ points }) => points.some(([x, y]) => apart(snippet, x, y) < 0.15 * letter))) cost += 2 * letter;
      // The smallest group around a text is the one it names.
      pairs.push({ cost: cost + (0.2 * letter * group.w * group.h) / (group.w * group.h + 1e6), group: g, snippet: s });
    }
  }
  pairs.sort((a, b) => a.cost - b.cost);
  const named = new Map<number, number>();
  const taken = new Set<number>();
  for (const { cost, group, snippet } of pairs) {
    if (cost > 3.6 * letter || named.has(group) || taken.has(snippet)) continue;
    named.set(group, snippet);
    taken.add(snippet);
  }
  return named;
}

/** What stands above (or below) everything else, across its middle. */
function titleOf(
  snippets: readonly Snippet[],
  taken: ReadonlySet<number>,
  all: Rect,
  letter: number,
): number | undefined {
  let best: number | undefined;
  for (const [s, snippet] of snippets.entries()) {
    if (taken.has(s) || snippet.w < 2 * letter) continue;
    if (snippet.y + snippet.h > all.y && snippet.y < all.y + all.h) continue;
    const cx = snippet.x + snippet.w / 2;
    if (cx < all.x || cx > all.x + all.w) continue;
    const other = best === undefined ? undefined : snippets[best];
    if (!other || snippet.letter > other.letter || (snippet.letter === other.letter && snippet.y < other.y)) best = s;
  }
  return best;
}
