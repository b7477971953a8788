/** Whether what was found is a diagram, and which kind it is where it is one that is not read. */
import type { TextReading } from '../../shared/engine.ts';
import type { Message } from '../../shared/message.ts';
import type { Geometry } from './geometry.ts';
import { otherKind, REFUSALS } from './kinds.ts';
import { DOUBTFUL } from '../../shared/structure.ts';

export interface Gate {
  diagram: boolean;
  /** Without what does not belong to the diagram. */
  geometry: Geometry;
  notes: Message[];
}

/** Lines without heads, several between the same two boxes: the grid of a chart behind its bars. */
function isGrid(edges: Geometry['edges']): boolean {
  if (edges.length === 0 || edges.some(({ arrow }) => arrow !== 'none')) return false;
  const pairs = new Set(
    edges.map(({ from, to }) => [`${from.kind}${from.index}`, `${to.kind}${to.index}`].sort().join()),
  );
  const level = edges.filter(({ points }) => {
    const rows = points.map(([, y]) => y);
    return Math.max(...rows) - Math.min(...rows) < 4;
  });
  return edges.length - pairs.size > 0.15 * edges.length && level.length > 0.6 * edges.length;
}

export function isDiagram(geometry: Geometry, text: TextReading): Gate {
  const other = otherKind(geometry, text);
  if (other) return { diagram: false, geometry, notes: [REFUSALS[other]] };
  const used = new Set<number>();
  for (const { from, to } of geometry.edges) for (const t of [from, to]) if (t.kind === 'node') used.add(t.index);
  // What has no text and no line is no node.
  const keep = geometry.nodes.map((node, k) => node.inkBox !== undefined || used.has(k));
  const index = new Map<number, number>();
  const nodes = geometry.nodes.filter((_, k) => {
    if (keep[k]) index.set(k, index.size);
    return keep[k];
  });
  const moved = <T extends { kind: 'node' | 'group'; index: number }>(t: T): T =>
    t.kind === 'node' ? { ...t, index: index.get(t.index)! } : t;
  const edges = geometry.edges.map((edge) => ({ ...edge, from: moved(edge.from), to: moved(edge.to) }));
  const cleaned = { ...geometry, nodes, edges };
  const linked = nodes.length > 0 ? used.size / nodes.length : 0;
  const sure = edges.filter(
    ({ confidence, from, to }) => confidence >= DOUBTFUL && !(from.kind === to.kind && from.index === to.index),
  );
  if (isGrid(sure)) return { diagram: false, geometry: cleaned, notes: [] };
  const named = nodes.filter(({ inkBox }) => inkBox).length;
  // Lines between boxes make a diagram: most boxes have one, and most lines surely lead from one to another.
  const diagram =
    named >= 2 &&
    sure.length >= 1 &&
    linked >= 0.5 &&
    sure.length >= 0.5 * edges.length &&
    edges.length >= 0.45 * (nodes.length - 1);
  return { diagram, geometry: cleaned, notes: [] };
}
