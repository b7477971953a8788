/** Routes become edges: arrowheads give directions, and where lines part or meet, which ends belong together. */
import { HEAD, headScore } from './heads.ts';
import type { Rect } from './rect.ts';
import type { Route } from './routes.ts';
import type { End, Space, Terminal, Vector } from './space.ts';

export interface FoundEdge {
  from: Terminal;
  to: Terminal;
  arrow: 'end' | 'both' | 'none';
  line: 'solid' | 'dashed' | 'thick';
  /** From `from` to `to`, pixels of the raster. */
  points: Vector[];
  confidence: number;
}

interface Places {
  node(index: number): Rect;
  group(index: number): Rect;
}

export function edgesOf(routes: Route[], ink: Uint8Array, space: Space, places: Places): FoundEdge[] {
  const scores = new Map<End, number>();
  const score = (route: Route, k: 0 | 1) => {
    const end = route.ends[k];
    const known = scores.get(end);
    if (known !== undefined) return known;
    const value = headScore(k === 0 ? route.points : [...route.points].reverse(), ink, space);
    scores.set(end, value);
    return value;
  };
  const plain = routes.filter((route) => !route.parts);
  const parting = routes.filter((route) => route.parts);
  const edges: FoundEdge[] = [];
  for (const route of plain) {
    const edge = asEdge(route, score(route, 0), score(route, 1), space, places);
    if (edge) edges.push(edge);
  }
  for (const bundle of bundles(parting)) edges.push(...fromBundle(bundle, score, space, places));
  return distinct(edges, space.letter);
}

const same = (a: Terminal, b: Terminal) => a.kind === b.kind && a.index === b.index;

function asEdge(route: Route, first: number, last: number, space: Space, places: Places): FoundEdge | undefined {
  const { letter } = space;
  const [a, b] = route.terminals;
  const length = courseLength(route.points);
  if (same(a, b)) {
    // From a node to itself: it has to go somewhere, and to point back.
    const [start] = route.points;
    const away = Math.max(...route.points.map(([x, y]) => Math.hypot(x - start![0], y - start![1])));
    if (away < 1.1 * letter || length < 3 * letter || Math.max(first, last) < 1.5 * HEAD || a.kind === 'group')
      return undefined;
  }
  if (a.kind === 'group' || b.kind === 'group') {
    if (length < 1.2 * letter || (a.kind === 'group' && b.kind === 'group')) return undefined;
    const [group, other] = a.kind === 'group' ? [places.group(a.index), b] : [places.group(b.index), a];
    const box = other.kind === 'node' ? places.node(other.index) : places.group(other.index);
    const inside =
      box.x >= group.x && box.y >= group.y && box.x + box.w <= group.x + group.w && box.y + box.h <= group.y + group.h;
    if (inside) return undefined;
  }
  if ((a.weak || b.weak) && length < 0.8 * letter) return undefined;
  const strong = Math.max(first, last);
  const poor = Math.min(first, last);
  let arrow: FoundEdge['arrow'] = 'none';
  if (strong >= HEAD) arrow = poor >= HEAD && poor > 0.5 * strong ? 'both' : 'end';
  let turned = arrow === 'end' ? first > last : false;
  if (arrow === 'none') turned = !inReadingOrder(a, b, places);
  let confidence = 0.96;
  if (a.weak) confidence -= 0.3;
  if (b.weak) confidence -= 0.3;
  if (arrow === 'end' && strong < 1.6 * HEAD) confidence -= 0.15;
  if (arrow === 'end' && poor > 0.7 * strong) confidence -= 0.2;
  if (arrow === 'both' && poor < 0.7 * strong) confidence -= 0.2;
  if (route.gaps.label > 1) confidence -= 0.2;
  const dashed = route.gaps.gap >= 3 && length / (route.gaps.gap + 1) < 2.2 * letter;
  if (!dashed) confidence -= 0.08 * route.gaps.gap;
  return {
    from: turned ? b : a,
    to: turned ? a : b,
    arrow,
    line: dashed ? 'dashed' : 'solid',
    points: turned ? [...route.points].reverse() : route.points,
    confidence: Math.max(0.05, confidence),
  };
}

function courseLength(points: readonly Vector[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++)
    sum += Math.hypot(points[i]![0] - points[i - 1]![0], points[i]![1] - points[i - 1]![1]);
  return sum;
}

function inReadingOrder(a: Terminal, b: Terminal, places: Places): boolean {
  const box = (t: Terminal) => (t.kind === 'node' ? places.node(t.index) : places.group(t.index));
  const [p, q] = [box(a), box(b)];
  const dy = q.y + q.h / 2 - p.y - p.h / 2;
  const dx = q.x + q.w / 2 - p.x - p.w / 2;
  return Math.abs(dy) > 0.5 * Math.abs(dx) ? dy > 0 : dx > 0;
}

/** Routes that hang together by their ends. */
function bundles(routes: Route[]): Route[][] {
  const parent = routes.map((_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const byEnd = new Map<End, number>();
  for (const [i, route] of routes.entries())
    for (const end of route.ends) {
      const other = byEnd.get(end);
      if (other === undefined) byEnd.set(end, i);
      else parent[find(i)] = find(other);
    }
  const out = new Map<number, Route[]>();
  for (const [i, route] of routes.entries()) out.set(find(i), [...(out.get(find(i)) ?? []), route]);
  return [...out.values()];
}

type Score = (route: Route, k: 0 | 1) => number;

function fromBundle(bundle: Route[], score: Score, space: Space, places: Places): FoundEdge[] {
  const heads = new Map<End, boolean>();
  for (const route of bundle) for (const k of [0, 1] as const) heads.set(route.ends[k], score(route, k) >= HEAD);
  const edges: FoundEdge[] = [];
  const served = new Set<End>();
  const take = (route: Route, first: number, last: number, less: number) => {
    const edge = asEdge(route, first, last, space, places);
    if (!edge) return;
    for (const end of route.ends) served.add(end);
    edges.push({ ...edge, confidence: edge.confidence - less });
  };
  if ([...heads.values()].some(Boolean)) {
    for (const route of bundle) {
      const [a, b] = route.ends;
      // A head belongs to an end without one: of two ways between the same, the ends' own heads decide.
      if (heads.get(a) !== heads.get(b)) take(route, heads.get(a) ? 1 : 0, heads.get(b) ? 1 : 0, 0.06);
    }
    for (const route of [...bundle].sort((p, q) => p.points.length - q.points.length)) {
      if (route.ends.every((end) => served.has(end))) continue;
      take(route, score(route, 0), score(route, 1), 0.4);
    }
    return edges;
  }
  const root = rootOf(bundle, places);
  for (const route of [...bundle].sort((p, q) => p.points.length - q.points.length)) {
    if (root === undefined) {
      if (route.ends.some((end) => !served.has(end))) take(route, 0, 0, 0.4);
      continue;
    }
    const [a, b] = route.ends;
    if (a !== root && b !== root) continue;
    const edge = asEdge(route, 0, 0, space, places);
    if (!edge) continue;
    const turned = !same(edge.from, route.terminals[a === root ? 0 : 1]);
    edges.push(
      turned
        ? {
            ...edge,
            from: edge.to,
            to: edge.from,
            points: [...edge.points].reverse(),
            confidence: edge.confidence - 0.1,
          }
        : { ...edge, confidence: edge.confidence - 0.1 },
    );
  }
  return edges;
}

/** In a tree without heads the parent stands alone on one side of its children. */
function rootOf(bundle: Route[], places: Places): End | undefined {
  const ends = new Map<End, Rect>();
  for (const { ends: two, terminals } of bundle)
    for (const k of [0, 1] as const) {
      const t = terminals[k];
      ends.set(two[k], t.kind === 'node' ? places.node(t.index) : places.group(t.index));
    }
  if (ends.size < 3) return undefined;
  const sides: ((a: Rect, b: Rect) => boolean)[] = [
    (a, b) => b.y >= a.y + a.h,
    (a, b) => b.x >= a.x + a.w,
    (a, b) => b.y + b.h <= a.y,
    (a, b) => b.x + b.w <= a.x,
  ];
  for (const side of sides)
    for (const [end, box] of ends)
      if ([...ends].every(([other, there]) => other === end || there === box || side(box, there))) return end;
  return undefined;
}

/** Of edges between the same two in the same direction along nearly the same course, the surest. */
function distinct(edges: FoundEdge[], letter: number): FoundEdge[] {
  const kept: FoundEdge[] = [];
  for (const edge of [...edges].sort((a, b) => b.confidence - a.confidence)) {
    const twin = kept.some((other) => {
      const forth = same(edge.from, other.from) && same(edge.to, other.to);
      const back = same(edge.from, other.to) && same(edge.to, other.from);
      if (!forth && !back) return false;
      const near = farthest(edge.points, other.points) < 1.2 * letter;
      return near || edge.confidence < 0.6;
    });
    if (!twin) kept.push(edge);
  }
  return kept;
}

/** How far the middle part of a course strays from another. */
function farthest(a: readonly Vector[], b: readonly Vector[]): number {
  let most = 0;
  for (let k = 1; k < 8; k++) {
    const [x, y] = a[Math.floor((k * a.length) / 8)]!;
    let least = Infinity;
    for (let i = 0; i < b.length; i += 2) least = Math.min(least, Math.hypot(b[i]![0] - x, b[i]![1] - y));
    most = Math.max(most, least);
  }
  return most;
}
