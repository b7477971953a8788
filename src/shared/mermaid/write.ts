/**
 * Mermaid flowchart of a diagram. Labels are always quoted.
 * Grammar: mermaid 11, packages/mermaid/src/diagrams/flowchart/parser/flow.jison.
 */
import { DOUBTFUL, type DiagramData, type DiagramEdge, type DiagramNode } from '../structure.ts';
import { mermaidText } from './labels.ts';

function nodeText({ id, shape, text }: DiagramNode): string {
  const label = mermaidText(text);
  switch (shape) {
    case 'round':
      return `${id}(${label})`;
    case 'stadium':
    case 'ellipse':
      return `${id}([${label}])`;
    case 'circle':
    case 'start':
      return `${id}((${label}))`;
    case 'end':
      return `${id}(((${label})))`;
    case 'diamond':
      return `${id}{${label}}`;
    case 'cylinder':
      return `${id}[(${label})]`;
    case 'hexagon':
      return `${id}{{${label}}}`;
    case 'parallelogram':
      return `${id}[/${label}/]`;
    case 'trapezoid':
      return `${id}[/${label}\\]`;
    default:
      return `${id}[${label}]`;
  }
}

function linkText({ arrow, line, confidence }: DiagramEdge): string {
  const dashed = line === 'dashed' || confidence < DOUBTFUL;
  const [start, end] = arrow === 'both' ? ['<', '>'] : arrow === 'end' ? ['', '>'] : ['', ''];
  if (dashed) return `${start}-.-${end}`;
  if (line === 'thick') return `${start}==${end || '='}`;
  return `${start}--${end || '-'}`;
}

/** @returns Mermaid's source, a line feed at its end */
export function toMermaid(diagram: DiagramData): string {
  const lines = [`flowchart ${diagram.direction}`];
  const write = (group: string | null, indent: string) => {
    for (const node of diagram.nodes) if (node.group === group) lines.push(indent + nodeText(node));
    for (const { id, title, parent } of diagram.groups) {
      if (parent !== group) continue;
      lines.push(`${indent}subgraph ${id}[${mermaidText(title?.text ?? '')}]`);
      write(id, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  write(null, '  ');
  for (const edge of diagram.edges) {
    const label = edge.label?.text ? `|${mermaidText(edge.label.text)}|` : '';
    lines.push(`  ${edge.from} ${linkText(edge)}${label} ${edge.to}`);
  }
  const doubtful = diagram.edges.filter(({ confidence }) => confidence < DOUBTFUL);
  for (const { from, to } of doubtful) lines.push(`  %% doubtful: ${from} to ${to}`);
  return `${lines.join('\n')}\n`;
}
