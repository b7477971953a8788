/** Entities as tools draw them with lines between the columns: a head, and under it columns of the same rows, side by side. */
import type { FoundEdge } from './edges.ts';
import type { Geometry } from './geometry.ts';
import { contains, overlap, union, type Rect } from './rect.ts';

/** Whether two or more such entities are joined by lines, and few boxes are anything else. */
export function hasEntities({ nodes, groups, edges, raster }: Geometry): boolean {
  const entities = entitiesIn(nodes, raster.letter);
  if (entities.length < 2) return false;
  const others = nodes.filter((node) => !entities.some((entity) => contains(entity, node, 0.8)));
  if (others.length > entities.length) return false;
  const at = (end: FoundEdge['from']) => {
    const box = end.kind === 'node' ? nodes[end.index]! : groups[end.index]!;
    return entities.findIndex((entity) => contains(entity, box, 0.8) || overlap(entity, box) > 0.6);
  };
  return edges.some(({ from, to }) => {
    const [a, b] = [at(from), at(to)];
    return a >= 0 && b >= 0 && a !== b;
  });
}

function entitiesIn(nodes: Geometry['nodes'], letter: number): Rect[] {
  const near = 0.6 * letter;
  return nodes.flatMap((head) => {
    const columns = nodes
      .filter(
        (node) =>
          node !== head &&
          Math.abs(node.y - head.y - head.h) < near &&
          node.x > head.x - near &&
          node.x + node.w < head.x + head.w + near,
      )
      .sort((a, b) => a.x - b.x);
    if (columns.length < 2 || columns.some(({ h }) => Math.abs(h - columns[0]!.h) > near)) return [];
    // Columns between may be taken for faces between lines: the outer ones stand flush with the head.
    const [first, last] = [columns[0]!, columns.at(-1)!];
    const flush = first.x - head.x < near && head.x + head.w - last.x - last.w < near;
    const gridded = columns.every(({ cells }) => cells.length === first.cells.length);
    if (!flush || !gridded) return [];
    return [columns.reduce<Rect>((sum, column) => union(sum, column), head)];
  });
}
