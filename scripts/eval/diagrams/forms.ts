/** A graph to draw, seeded choices, and its text for Mermaid. */

export interface Graph {
  name: string;
  program: string;
  seed: number;
  style: string;
  direction: 'TD' | 'LR';
  nodes: { id: string; label: string; shape: string; box?: number[] }[];
  edges: { from: string; to: string; label: string; labelBox?: number[] }[];
  groups: { id: string; label: string; nodes: string[]; labelBox?: number[] }[];
}

/** Mulberry32. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function mermaidOf(graph: Graph): string {
  const marks: Record<string, [string, string]> = {
    box: ['["', '"]'],
    round: ['("', '")'],
    ellipse: ['(["', '"])'],
    circle: ['(("', '"))'],
    diamond: ['{"', '"}'],
    cylinder: ['[("', '")]'],
    hexagon: ['{{"', '"}}'],
  };
  const rng = random(graph.seed);
  const dashed = rng() < 0.2;
  const lines = [`flowchart ${graph.direction}`];
  for (const { id, label, shape } of graph.nodes)
    lines.push(`${id}${marks[shape]![0]}${label.replace(/>/g, '#gt;')}${marks[shape]![1]}`);
  for (const { id, label, nodes } of graph.groups) lines.push(`subgraph ${id}["${label}"]`, ...nodes, 'end');
  for (const { from, to, label } of graph.edges)
    lines.push(`${from} ${dashed && rng() < 0.5 ? '-.->' : '-->'}${label ? `|"${label}"|` : ''} ${to}`);
  return lines.join('\n');
}

export function stateOf(graph: Graph): string {
  for (const node of graph.nodes) node.shape = 'round';
  return [
    'stateDiagram-v2',
    ...(graph.direction === 'LR' ? ['direction LR'] : []),
    ...graph.nodes.map(({ id, label }) => `state "${label}" as ${id}`),
    ...graph.edges.map(({ from, to, label }) => `${from} --> ${to}${label ? ` : ${label}` : ''}`),
  ].join('\n');
}
