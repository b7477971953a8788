/** The courses of a diagram's links: as they were read, drawn on to the parts they join; the user's own straight. */
import type { Region } from '../../src/shared/engine.ts';
import type { DiagramData, DiagramEdge, NodeShape } from '../../src/shared/structure.ts';
import type { Places } from './place.ts';
import { meets, rim, type Point } from './shapes.ts';

interface Part {
  box: Region;
  shape: NodeShape;
}

/** Corners of each link, in its direction; undefined where one of its ends is not drawn. */
export function courses({ nodes, edges }: DiagramData, { boxes, size }: Places): (Point[] | undefined)[] {
  const shapes = new Map(nodes.map(({ id, shape }) => [id, shape]));
  const part = (id: string): Part | undefined => {
    const box = boxes.get(id);
    return box && { box, shape: shapes.get(id) ?? 'box' };
  };
  return edges.map((edge) => {
    const [from, to] = [part(edge.from), part(edge.to)];
    return from && to && course(edge, from, to, size);
  });
}

const away = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);

function course({ path, from: start, to: end }: DiagramEdge, from: Part, to: Part, size: number): Point[] {
  if (path.length >= 2) return joined(path, from, to, size);
  if (start === end) {
    const { x, y, width, height } = from.box;
    const [right, top, bottom] = [x + width, y + height / 3, y + (2 * height) / 3];
    return [
      [right, top],
      [right + 2 * size, top],
      [right + 2 * size, bottom],
      [right, bottom],
    ];
  }
  const middle = ({ box }: Part): Point => [box.x + box.width / 2, box.y + box.height / 2];
  return [rim(from.shape, from.box, middle(to)), rim(to.shape, to.box, middle(from))];
}

/** What was followed ends where a head begins and may turn into its edges: those hooks go, and the line reaches the part. */
function joined(path: readonly Point[], from: Part, to: Part, size: number): Point[] {
  const points = [...path];
  while (points.length > 2 && away(points.at(-1)!, points.at(-2)!) < size * 0.6) points.pop();
  while (points.length > 2 && away(points[0]!, points[1]!) < size * 0.6) points.shift();
  const last = meets(to.shape, to.box, points.at(-1)!);
  const first = meets(from.shape, from.box, points[0]!);
  const near = (a: Point, b: Point) => a !== b && away(a, b) > 0.5 && away(a, b) < 4 * size;
  return [...(near(first, points[0]!) ? [first] : []), ...points, ...(near(last, points.at(-1)!) ? [last] : [])];
}

/** The point half the way along. */
export function halfway(points: readonly Point[]): Point {
  let left = points.slice(1).reduce((sum, point, i) => sum + away(points[i]!, point), 0) / 2;
  for (const [i, point] of points.slice(1).entries()) {
    const before = points[i]!;
    const length = away(before, point);
    if (length >= left && length > 0) {
      const share = left / length;
      return [before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share];
    }
    left -= length;
  }
  return points[0]!;
}

/** A head whose tip is at the last point. */
export function head(points: readonly Point[], size: number): string {
  const tip = points.at(-1)!;
  // A very short last piece has no reliable direction.
  const before = points.findLast((point) => away(point, tip) > size * 0.3) ?? points[0]!;
  const length = away(before, tip) || 1;
  const [dx, dy] = [(tip[0] - before[0]) / length, (tip[1] - before[1]) / length];
  const at = (along: number, aside: number) =>
    `${(tip[0] - dx * along - dy * aside).toFixed(2)} ${(tip[1] - dy * along + dx * aside).toFixed(2)}`;
  return `M${tip[0].toFixed(2)} ${tip[1].toFixed(2)}L${at(size, size * 0.42)}L${at(size, -size * 0.42)}z`;
}
