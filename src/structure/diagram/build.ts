/** From what geometry found and what was read in place to a diagram in pixels of the picture. */
import type { RegionReading } from '../../ocr/inPlace/types.ts';
import type { Region } from '../../shared/engine.ts';
import { msg, type Message } from '../../shared/message.ts';
import {
  DOUBTFUL,
  type DiagramData,
  type DiagramEdge,
  type DiagramGroup,
  type DiagramNode,
  type TextSpan,
} from '../../shared/structure.ts';
import { directionOf } from './direction.ts';
import type { FoundEdge } from './edges.ts';
import type { Geometry } from './geometry.ts';
import type { Naming } from './labels.ts';
import type { FoundNode } from './nodes.ts';
import { contains, type Rect } from './rect.ts';
import type { Terminal } from './space.ts';

const hex = (color: readonly number[]) => `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`;

export function build(
  geometry: Geometry,
  naming: Naming,
  nodeTexts: readonly (RegionReading | undefined)[],
  snippetTexts: readonly (RegionReading | undefined)[],
): DiagramData {
  const { raster, nodes, groups, edges } = geometry;
  const region = ({ x, y, w, h }: Rect): Region => ({
    x: x / raster.scale,
    y: y / raster.scale,
    width: w / raster.scale,
    height: h / raster.scale,
  });
  const span = (k: number | undefined): TextSpan | null => {
    const read = k === undefined ? undefined : snippetTexts[k];
    return read?.text.trim() ? { text: read.text.trim(), box: read.box, confidence: read.confidence } : null;
  };
  // Numbered in reading order: rows of nodes from top to bottom, each from left to right.
  const order = readingOrder(nodes);
  const idOf = new Map(order.map((k, i) => [k, `n${i + 1}`]));
  const groupId = (g: number) => `g${g + 1}`;
  const parentOf = (box: Rect, except?: number): string | null => {
    let best: number | undefined;
    for (const [g, group] of groups.entries()) {
      if (g === except || !contains(group, box, 0.85)) continue;
      if (best === undefined || group.w * group.h < groups[best]!.w * groups[best]!.h) best = g;
    }
    return best === undefined ? null : groupId(best);
  };
  const builtNodes = order.map((k): DiagramNode => {
    const node = nodes[k]!;
    const read = nodeTexts[k];
    const lines = (read?.lines ?? []).filter(({ text }) => text.trim() !== '');
    return {
      id: idOf.get(k)!,
      shape: node.shape,
      text: lines.map(({ text }) => text.trim()).join('\n') || (read?.text.trim() ?? ''),
      lines: lines.map(({ text, box, confidence }) => ({ text: text.trim(), box, confidence })),
      box: region(node),
      fill: hex(node.fill),
      group: parentOf(node),
      confidence: Math.min(1, node.fit) * (read && read.text ? 0.5 + 0.5 * read.confidence : 0.7),
    };
  });
  const idOfTerminal = (t: Terminal) => (t.kind === 'node' ? idOf.get(t.index)! : groupId(t.index));
  const builtEdges = edges.map((edge, e): DiagramEdge => ({
    id: `e${e + 1}`,
    from: idOfTerminal(edge.from),
    to: idOfTerminal(edge.to),
    label: span(naming.edges.get(e)),
    line: edge.line,
    arrow: edge.arrow,
    path: corners(edge, 1.2).map(([x, y]) => [x / raster.scale, y / raster.scale]),
    confidence: Math.max(0, Math.min(1, edge.confidence)),
  }));
  const builtGroups = groups.map((group, g): DiagramGroup => ({
    id: groupId(g),
    title: span(naming.groups.get(g)),
    box: region(group),
    parent: parentOf(group, g),
  }));
  const all = [...nodes, ...groups].reduce<Rect | undefined>((sum, r) => {
    if (!sum) return r;
    const x = Math.min(sum.x, r.x);
    const y = Math.min(sum.y, r.y);
    return { x, y, w: Math.max(sum.x + sum.w, r.x + r.w) - x, h: Math.max(sum.y + sum.h, r.y + r.h) - y };
  }, undefined)!;
  const sure =
    builtEdges.length > 0 ? builtEdges.reduce((sum, edge) => sum + edge.confidence, 0) / builtEdges.length : 0.5;
  const said = builtNodes.reduce((sum, node) => sum + node.confidence, 0) / Math.max(1, builtNodes.length);
  return {
    kind: kindOf(nodes, builtEdges),
    direction: directionOf(edges, nodes, groups),
    box: region(all),
    title: span(naming.title),
    nodes: builtNodes,
    edges: builtEdges,
    groups: builtGroups,
    confidence: Math.min(sure, said),
    notes: notesOf(builtNodes, builtEdges, geometry),
  };
}

function kindOf(nodes: readonly FoundNode[], edges: readonly DiagramEdge[]): DiagramData['kind'] {
  if (
    nodes.some(({ shape }) => shape === 'start' || shape === 'end') &&
    !nodes.some(({ shape }) => shape === 'diamond')
  )
    return 'state';
  const indegree = new Map<string, number>();
  for (const { to } of edges) indegree.set(to, (indegree.get(to) ?? 0) + 1);
  const tree = edges.length > 0 && edges.length === nodes.length - 1 && [...indegree.values()].every((n) => n === 1);
  return tree && edges.every(({ arrow }) => arrow === 'none') ? 'tree' : 'flowchart';
}

function notesOf(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[], geometry: Geometry): Message[] {
  const notes: Message[] = [];
  const named = (id: string) => nodes.find((node) => node.id === id)?.text.replace(/\n/g, ' ') || id;
  if (geometry.tooDense) notes.push(msg`The lines are too dense to follow: only the boxes were read.`);
  for (const { from, to, confidence } of edges.slice(0, 200))
    if (confidence < DOUBTFUL) notes.push(msg`Doubtful: ${named(from)} to ${named(to)}`);
  const silent = nodes.filter(({ text, shape }) => text === '' && !['start', 'end', 'bar'].includes(shape)).length;
  if (silent > 0) notes.push(msg`Boxes without text that could be read: ${silent}`);
  return notes;
}

/** Indices by rows: a node belongs to a row whose middle it spans. */
function readingOrder(nodes: readonly Rect[]): number[] {
  const rows: { y: number; members: number[] }[] = [];
  const byTop = nodes.map((_, k) => k).sort((a, b) => nodes[a]!.y + nodes[a]!.h / 2 - nodes[b]!.y - nodes[b]!.h / 2);
  for (const k of byTop) {
    const node = nodes[k]!;
    const row = rows.at(-1);
    if (row && node.y < row.y && node.y + node.h > row.y) row.members.push(k);
    else rows.push({ y: node.y + node.h / 2, members: [k] });
  }
  return rows.flatMap(({ members }) => members.sort((a, b) => nodes[a]!.x - nodes[b]!.x));
}

/** The course's corners (Douglas and Peucker), at most `tolerance` pixels beside it. */
function corners({ points }: FoundEdge, tolerance: number): [number, number][] {
  const keep = new Set([0, points.length - 1]);
  const stack: [number, number][] = [[0, points.length - 1]];
  while (stack.length > 0 && keep.size < 400) {
    const [a, b] = stack.pop()!;
    const [ax, ay] = points[a]!;
    const [bx, by] = points[b]!;
    const length = Math.hypot(bx - ax, by - ay) || 1;
    let most = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const [x, y] = points[i]!;
      const off = Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
      if (off > most) {
        most = off;
        at = i;
      }
    }
    if (at < 0) continue;
    keep.add(at);
    stack.push([a, at], [at, b]);
  }
  return [...keep].sort((a, b) => a - b).map((i) => [points[i]![0], points[i]![1]]);
}
