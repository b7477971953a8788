/**
 * Mermaid flowchart of a diagram. Labels are always quoted and what Mermaid would take for more than text in a quoted
 * label (markup, entities, directives, markdown) is written as an entity, so that a picture's words stay words.
 * Grammar: mermaid 11, packages/mermaid/src/diagrams/flowchart/parser/flow.jison; entities: encodeEntities in utils.ts.
 */
import type { DiagramData, DiagramEdge, DiagramNode } from '../../../shared/structure.ts';

/** Below this an edge is doubtful: drawn dashed, and listed. */
export const DOUBTFUL = 0.6;

/** A label between Mermaid's quotes. */
export function mermaidText(text: string): string {
  const escaped = text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/#(?=\w+;)/g, '#35;')
    .replace(/&(?=#?\w+;)/g, '#amp;')
    .replace(/<(?=[a-z/!?])/gi, '#lt;')
    .replace(/%(?=%)|(?<=%)%|%(?=\{)/g, '#37;')
    .replace(/"/g, '#quot;')
    .replace(/`/g, '#96;')
    // A list in markdown, which labels do not have.
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, (_, number: string, mark: string) => `${number}#${mark.charCodeAt(0)};`)
    .replace(/^(\s*)([-*+])(?=\s)/gm, (_, space: string, mark: string) => `${space}#${mark.charCodeAt(0)};`)
    .replace(/\n+/g, '<br/>')
    .trim();
  return `"${escaped || ' '}"`;
}

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
