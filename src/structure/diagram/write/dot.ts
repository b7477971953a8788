/** Graphviz source of a diagram. Grammar: graphviz.org/doc/info/lang.html; all strings are quoted. */
import { DOUBTFUL, type DiagramData, type NodeShape } from '../../../shared/structure.ts';

/** In a quoted string a backslash begins an escape (`\N`, `\n`) and is doubled to stay one. */
const quoted = (text: string) =>
  `"${text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')}"`;

const SHAPES: Record<NodeShape, string> = {
  box: 'shape=box',
  round: 'shape=box, style=rounded',
  stadium: 'shape=box, style=rounded',
  ellipse: 'shape=ellipse',
  circle: 'shape=circle',
  diamond: 'shape=diamond',
  cylinder: 'shape=cylinder',
  hexagon: 'shape=hexagon',
  parallelogram: 'shape=parallelogram',
  trapezoid: 'shape=trapezium',
  actor: 'shape=plaintext',
  note: 'shape=note',
  start: 'shape=circle, style=filled, fillcolor=black, width=0.2',
  end: 'shape=doublecircle, style=filled, fillcolor=black, width=0.15',
  bar: 'shape=box, style=filled, fillcolor=black, height=0.08',
  text: 'shape=plaintext',
};

/** @returns DOT source, a line feed at its end */
export function toDot(diagram: DiagramData): string {
  const lines = [
    'digraph {',
    `  rankdir=${quoted(diagram.direction)}`,
    ...(diagram.groups.length > 0 ? ['  compound=true'] : []),
  ];
  const write = (group: string | null, indent: string) => {
    for (const { id, shape, text, group: own } of diagram.nodes)
      if (own === group) lines.push(`${indent}${id} [label=${quoted(text)}, ${SHAPES[shape]}]`);
    for (const { id, title, parent } of diagram.groups) {
      if (parent !== group) continue;
      lines.push(`${indent}subgraph cluster_${id} {`, `${indent}  label=${quoted(title?.text ?? '')}`);
      write(id, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  write(null, '  ');
  const groups = new Set(diagram.groups.map(({ id }) => id));
  /** Edges run between nodes; one to a group ends at its border, on the way to a node in it. */
  const nodeIn = (id: string): string | undefined => {
    if (!groups.has(id)) return id;
    const inside = diagram.nodes.find((node) => node.group === id)?.id;
    return inside ?? diagram.groups.filter(({ parent }) => parent === id).map(({ id: child }) => nodeIn(child))[0];
  };
  for (const { from, to, label, line, arrow, confidence } of diagram.edges) {
    const [tail, head] = [nodeIn(from), nodeIn(to)];
    if (!tail || !head) continue;
    const more = [
      ...(label?.text ? [`label=${quoted(label.text)}`] : []),
      ...(line === 'dashed' || confidence < DOUBTFUL ? ['style=dashed'] : line === 'thick' ? ['penwidth=2'] : []),
      ...(arrow === 'end' ? [] : [`dir=${arrow}`]),
      ...(groups.has(from) ? [`ltail=cluster_${from}`] : []),
      ...(groups.has(to) ? [`lhead=cluster_${to}`] : []),
    ];
    lines.push(`  ${tail} -> ${head}${more.length > 0 ? ` [${more.join(', ')}]` : ''}`);
  }
  return [...lines, '}', ''].join('\n');
}
