/**
 * Where a diagram's parts are drawn, in pixels of its picture: what was read at its place, what the user added beside the
 * parts that it is linked with, a step further in the diagram's direction, where nothing stands yet.
 */
import type { Region } from '../../src/shared/engine.ts';
import type { DiagramData } from '../../src/shared/structure.ts';
import { hasPlace } from './edited.ts';
import { textSize, wrapped } from './words.ts';

export interface Places {
  /** Of nodes and groups, by name. */
  boxes: Map<string, Region>;
  /** All of them, with room around. */
  all: Region;
  /** Height of letters where none were read, in pixels of the picture. */
  size: number;
}

export const union = (boxes: Iterable<Region>): Region | undefined => {
  let [x, y, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    x = Math.min(x, box.x);
    y = Math.min(y, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return x < right ? { x, y, width: right - x, height: bottom - y } : undefined;
};

const median = (values: number[]): number | undefined => values.sort((a, b) => a - b)[values.length >> 1];

export function places(diagram: DiagramData): Places {
  const { nodes, groups } = diagram;
  const read = nodes.filter(({ box }) => hasPlace(box));
  const lines = median(nodes.flatMap((node) => node.lines.map(({ box }) => box.height)));
  const size = Math.max(4, (lines ?? (median(read.map(({ box }) => box.height)) ?? 48) / 3) * 0.9);
  const boxes = new Map(read.map(({ id, box }) => [id, box]));
  addOthers(diagram, boxes, size);
  // Inner groups first: a group reaches around all that is in it.
  const depth = (id: string | null): number => {
    let steps = 0;
    for (let at = id; at !== null && steps <= groups.length; steps++)
      at = groups.find((group) => group.id === at)?.parent ?? null;
    return steps;
  };
  for (const { id, box } of groups.toSorted((a, b) => depth(b.id) - depth(a.id))) {
    const inside = [...nodes.filter(({ group }) => group === id), ...groups.filter(({ parent }) => parent === id)];
    const held = union(inside.flatMap((one) => boxes.get(one.id) ?? []));
    const around = held && {
      x: held.x - size,
      y: held.y - 2 * size,
      width: held.width + 2 * size,
      height: held.height + 3 * size,
    };
    const own = hasPlace(box) ? [box] : [];
    const whole = union([...own, ...(around && !(own[0] && holds(own[0], held)) ? [around] : [])]);
    if (whole) boxes.set(id, whole);
  }
  const courses = diagram.edges.flatMap(({ path, label }) => [
    ...path.map(([x, y]) => ({ x, y, width: 1, height: 1 })),
    ...(label && hasPlace(label.box) ? [label.box] : []),
  ]);
  const all = union([...boxes.values(), ...courses]) ?? diagram.box;
  const room = size;
  return {
    boxes,
    size,
    all: { x: all.x - room, y: all.y - room, width: all.width + 2 * room, height: all.height + 2 * room },
  };
}

const holds = (outer: Region, inner: Region) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** Tries at one part's place before it goes where certainly nothing stands. */
const MOST_TRIES = 41;

function addOthers(
  { nodes, edges, groups, direction, box }: DiagramData,
  boxes: Map<string, Region>,
  size: number,
): void {
  const missing = new Map(nodes.filter(({ id }) => !boxes.has(id)).map((node) => [node.id, node]));
  if (missing.size === 0) return;
  const taken = [...boxes.values(), ...groups.map((group) => group.box).filter(hasPlace)];
  const linked = new Map<string, { id: string; after: boolean }[]>();
  const link = (id: string, other: string, after: boolean) =>
    linked.set(id, [...(linked.get(id) ?? []), { id: other, after }]);
  for (const { from, to } of edges) {
    link(from, to, true);
    link(to, from, false);
  }
  const [dx, dy] = { TB: [0, 1], BT: [0, -1], LR: [1, 0], RL: [-1, 0] }[direction] as [number, number];
  const gap = 2.5 * size;
  const put = (id: string, at: Region) => {
    boxes.set(id, at);
    taken.push(at);
    missing.delete(id);
  };
  const sizeOf = (id: string) => {
    const text = wrapped(missing.get(id)!.text, 14);
    const wide = Math.max(4, ...text.map(textSize)) * size;
    return { width: wide + 2 * size, height: (text.length * 1.25 + 1.4) * size };
  };
  /** Past everything, for parts that are linked with nothing that has a place. */
  const apart = (id: string) => {
    const own = sizeOf(id);
    const all = union(boxes.values());
    if (!all) put(id, { x: box.x, y: box.y, ...own });
    else if (dx === 0) put(id, { x: all.x + all.width + gap, y: all.y, ...own });
    else put(id, { x: all.x, y: all.y + all.height + gap, ...own });
  };
  const queue = nodes.filter(({ id }) => boxes.has(id)).map(({ id }) => id);
  for (let next = 0; ; next++) {
    if (next === queue.length) {
      const first = missing.keys().next().value;
      if (first === undefined) return;
      apart(first);
      queue.push(first);
    }
    const id = queue[next]!;
    const from = boxes.get(id)!;
    for (const { id: other, after } of linked.get(id) ?? []) {
      if (!missing.has(other)) continue;
      put(other, beside(from, sizeOf(other), after ? [dx, dy] : [-dx, -dy], gap, taken));
      queue.push(other);
    }
  }
}

/** The first place a step on from `from`, in the middle or to a side of it, on which nothing stands. */
function beside(
  from: Region,
  { width, height }: { width: number; height: number },
  [dx, dy]: [number, number],
  gap: number,
  taken: readonly Region[],
): Region {
  const [cx, cy] = [from.x + from.width / 2, from.y + from.height / 2];
  const x = cx - width / 2 + dx * (from.width / 2 + gap + width / 2);
  const y = cy - height / 2 + dy * (from.height / 2 + gap + height / 2);
  for (let n = 0; n < MOST_TRIES; n++) {
    const aside = Math.ceil(n / 2) * (n % 2 === 1 ? 1 : -1);
    const at = {
      x: x + (dy === 0 ? 0 : aside * (width + gap / 2)),
      y: y + (dx === 0 ? 0 : aside * (height + gap / 2)),
      width,
      height,
    };
    if (!taken.some((other) => overlap(at, other, gap / 3))) return at;
  }
  const all = union(taken)!;
  return { x: dx === 0 ? all.x + all.width + gap : x, y: dx === 0 ? y : all.y + all.height + gap, width, height };
}

const overlap = (a: Region, b: Region, room: number) =>
  a.x < b.x + b.width + room &&
  b.x < a.x + a.width + room &&
  a.y < b.y + b.height + room &&
  b.y < a.y + a.height + room;
