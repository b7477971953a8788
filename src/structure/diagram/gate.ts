/** Whether what was found is a diagram, and which kind it is where it is one that is not read. */
import type { Message } from '../../shared/message.ts';
import type { Geometry } from './geometry.ts';

export interface Gate {
  diagram: boolean;
  /** Without what does not belong to the diagram. */
  geometry: Geometry;
  notes: Message[];
}

export function isDiagram(geometry: Geometry): Gate {
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
  return { diagram: nodes.length >= 2 && edges.length >= 1 && linked >= 0.4, geometry: cleaned, notes: [] };
}
