/* eslint-disable @typescript-eslint/no-explicit-any -- packages that are not installed here have no types */
/** Layouts by dagre and ELK, the programs that editors and documentation lay their graphs out with, and the outlines of shapes. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Graph } from './forms.ts';

export interface Laid {
  width: number;
  height: number;
  nodes: Map<string, { x: number; y: number; w: number; h: number }>;
  edges: { points: { x: number; y: number }[]; label?: { x: number; y: number } }[];
  groups: { id: string; label: string; x: number; y: number; w: number; h: number }[];
}

const sizeOf = ({ label, shape }: Graph['nodes'][number], font: number) => {
  const w = label.length * font * 0.58 + 28;
  if (shape === 'diamond') return { w: w * 1.5, h: 70 };
  if (shape === 'circle') return { w, h: w };
  if (shape === 'ellipse') return { w: w * 1.25, h: 48 };
  if (shape === 'cylinder') return { w: w + 4, h: 62 };
  if (shape === 'hexagon') return { w: w + 30, h: 44 };
  return { w, h: 40 };
};

export async function layDagre(graph: Graph, font: number, modules: string): Promise<Laid> {
  const dagre = (
    (await import(pathToFileURL(join(modules, '@dagrejs/dagre/dist/dagre.esm.js')).href)) as { default: any }
  ).default;
  const g = new dagre.graphlib.Graph({ multigraph: true, compound: true });
  g.setGraph({ rankdir: graph.direction === 'LR' ? 'LR' : 'TB', nodesep: 45, ranksep: 62, marginx: 24, marginy: 24 });
  g.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) {
    const { w, h } = sizeOf(node, font);
    g.setNode(node.id, { width: w, height: h });
  }
  for (const [k, { from, to, label }] of graph.edges.entries())
    g.setEdge(
      from,
      to,
      label ? { width: label.length * font * 0.55 + 8, height: font + 4, labelpos: 'c' } : {},
      String(k),
    );
  dagre.layout(g);
  const nodes: Laid['nodes'] = new Map(
    graph.nodes.map(({ id }) => {
      const { x, y, width, height } = g.node(id);
      return [id, { x: x - width / 2, y: y - height / 2, w: width, h: height }];
    }),
  );
  const edges = graph.edges.map(({ from, to, label }, k) => {
    const e = g.edge({ v: from, w: to, name: String(k) });
    return { points: e.points, ...(label ? { label: { x: e.x, y: e.y } } : {}) };
  });
  graph.groups = [];
  return { width: g.graph().width, height: g.graph().height, nodes, edges, groups: [] };
}

export async function layElk(graph: Graph, font: number, modules: string): Promise<Laid> {
  const Elk = ((await import(pathToFileURL(join(modules, 'elkjs/lib/elk.bundled.js')).href)) as { default: any })
    .default;
  const elk = new Elk();
  const child = (node: Graph['nodes'][number]) => {
    const { w, h } = sizeOf(node, font);
    return { id: node.id, width: w, height: h };
  };
  const inside = new Set(graph.groups.flatMap(({ nodes }) => nodes));
  const laid = await elk.layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': graph.direction === 'LR' ? 'RIGHT' : 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.spacing.nodeNode': '34',
      'elk.layered.spacing.nodeNodeBetweenLayers': '52',
      'elk.padding': '[top=24,left=24,bottom=24,right=24]',
      'elk.json.edgeCoords': 'ROOT',
    },
    children: [
      ...graph.nodes.filter(({ id }) => !inside.has(id)).map(child),
      ...graph.groups.map((group) => ({
        id: group.id,
        layoutOptions: { 'elk.padding': '[top=40,left=20,bottom=20,right=20]' },
        children: graph.nodes.filter(({ id }) => group.nodes.includes(id)).map(child),
      })),
    ],
    edges: graph.edges.map(({ from, to, label }, k) => ({
      id: `e${k}`,
      sources: [from],
      targets: [to],
      labels: label ? [{ text: label, width: label.length * font * 0.56 + 6, height: font + 4 }] : [],
    })),
  });
  const nodes: Laid['nodes'] = new Map();
  const groups: Laid['groups'] = [];
  const visit = (parent: any, dx: number, dy: number) => {
    for (const c of parent.children ?? []) {
      const at = { x: dx + c.x, y: dy + c.y, w: c.width, h: c.height };
      const group = graph.groups.find(({ id }) => id === c.id);
      if (group) {
        groups.push({ id: group.id, label: group.label, ...at });
        visit(c, at.x, at.y);
      } else nodes.set(c.id, at);
    }
  };
  visit(laid, 0, 0);
  const edges = graph.edges.map((_, k) => {
    const e = (laid.edges as any[]).find(({ id }) => id === `e${k}`);
    const [section] = e.sections;
    const [label] = e.labels ?? [];
    return {
      points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
      ...(label ? { label: { x: label.x + label.width / 2, y: label.y + label.height / 2 } } : {}),
    };
  });
  return { width: laid.width, height: laid.height, nodes, edges, groups };
}

export function shapePath(shape: string, { x, y, w, h }: { x: number; y: number; w: number; h: number }): string {
  if (shape === 'diamond') return `M${x + w / 2} ${y}L${x + w} ${y + h / 2}L${x + w / 2} ${y + h}L${x} ${y + h / 2}Z`;
  if (shape === 'hexagon')
    return `M${x + 14} ${y}L${x + w - 14} ${y}L${x + w} ${y + h / 2}L${x + w - 14} ${y + h}L${x + 14} ${y + h}L${x} ${y + h / 2}Z`;
  if (shape === 'ellipse' || shape === 'circle')
    return `M${x} ${y + h / 2}a${w / 2} ${h / 2} 0 1 0 ${w} 0a${w / 2} ${h / 2} 0 1 0 ${-w} 0Z`;
  if (shape === 'cylinder') {
    const r = 8;
    return `M${x} ${y + r}a${w / 2} ${r} 0 0 1 ${w} 0v${h - 2 * r}a${w / 2} ${r} 0 0 1 ${-w} 0Z M${x} ${y + r}a${w / 2} ${r} 0 0 0 ${w} 0`;
  }
  if (shape === 'round')
    return `M${x + 9} ${y}h${w - 18}a9 9 0 0 1 9 9v${h - 18}a9 9 0 0 1 -9 9h${18 - w}a9 9 0 0 1 -9 -9v${18 - h}a9 9 0 0 1 9 -9Z`;
  return `M${x} ${y}h${w}v${h}h${-w}Z`;
}

/** Layouts end edges at a node's box: they go on to where the shape itself begins. */
export function reach(
  points: { x: number; y: number }[],
  shape: string,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
) {
  const inside = (px: number, py: number) => {
    const u = Math.abs((2 * (px - x)) / w - 1);
    const v = Math.abs((2 * (py - y)) / h - 1);
    if (shape === 'diamond') return u + v <= 1;
    if (shape === 'ellipse' || shape === 'circle') return u * u + v * v <= 1;
    if (shape === 'hexagon') return u <= 1 - (28 / w) * v;
    if (shape === 'cylinder') return Math.abs(py - y - h / 2) <= h / 2 - 8 + 8 * Math.sqrt(Math.max(0, 1 - u * u));
    return u <= 1 && v <= 1;
  };
  const last = points.at(-1)!;
  const before = points.at(-2)!;
  const length = Math.hypot(last.x - before.x, last.y - before.y) || 1;
  const [dx, dy] = [(last.x - before.x) / length, (last.y - before.y) / length];
  for (let t = 0; t < Math.max(w, h); t += 0.5) {
    if (!inside(last.x + dx * t, last.y + dy * t)) continue;
    points[points.length - 1] = { x: last.x + dx * t, y: last.y + dy * t };
    return;
  }
}

export function smooth(points: { x: number; y: number }[]): string {
  if (points.length < 3) return points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x} ${y}`).join('');
  let d = `M${points[0]!.x} ${points[0]!.y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const end =
      i === points.length - 2
        ? points[i + 1]!
        : { x: (points[i]!.x + points[i + 1]!.x) / 2, y: (points[i]!.y + points[i + 1]!.y) / 2 };
    d += `Q${points[i]!.x} ${points[i]!.y} ${end.x} ${end.y}`;
  }
  return d;
}
