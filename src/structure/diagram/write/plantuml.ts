/** PlantUML source of a diagram, as a deployment diagram: any shape, any arrow, groups. */
import { DOUBTFUL, type DiagramData, type DiagramEdge, type NodeShape } from '../../../shared/structure.ts';

const KEYWORDS: Record<NodeShape, string> = {
  box: 'rectangle',
  round: 'card',
  stadium: 'storage',
  ellipse: 'usecase',
  circle: 'usecase',
  diamond: 'hexagon',
  cylinder: 'database',
  hexagon: 'hexagon',
  parallelogram: 'rectangle',
  trapezoid: 'rectangle',
  actor: 'actor',
  note: 'file',
  start: 'circle',
  end: 'circle',
  bar: 'rectangle',
  text: 'label',
};

/**
 * A label between quotes. What PlantUML's creole or preprocessor would take for markup, and its own quotes, are written
 * as character codes (`<U+0022>`); a backslash is one, because `\n` breaks lines.
 */
const label = (text: string) =>
  text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/["\\<>~!&#$%*_|=`^{}[\]/-]/g, (c) =>
      /[-&#$%_=/]/.test(c) && !needsCode(text, c)
        ? c
        : `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .replace(/\n/g, '\\n')
    .trim() || ' ';

/** Marks that mean something only when doubled or at the beginning. */
const needsCode = (text: string, mark: string) =>
  text.includes(mark + mark) ||
  /^[\s]*[#=-]/m.test(text) ||
  (mark === '&' && /&\S*;/.test(text)) ||
  mark === '$' ||
  mark === '%';

function arrowOf({ line, arrow, confidence }: DiagramEdge): string {
  const dashed = line === 'dashed' || confidence < DOUBTFUL;
  const body = dashed ? '..' : line === 'thick' ? '-[bold]-' : '--';
  return `${arrow === 'both' ? '<' : ''}${body}${arrow === 'none' ? '' : '>'}`;
}

/** @returns PlantUML source with its begin and end, a line feed at its end */
export function toPlantUml(diagram: DiagramData): string {
  const lines = ['@startuml'];
  if (diagram.direction === 'LR' || diagram.direction === 'RL') lines.push('left to right direction');
  const write = (group: string | null, indent: string) => {
    for (const { id, shape, text, group: own } of diagram.nodes)
      if (own === group) lines.push(`${indent}${KEYWORDS[shape]} "${label(text)}" as ${id}`);
    for (const { id, title, parent } of diagram.groups) {
      if (parent !== group) continue;
      lines.push(`${indent}rectangle "${label(title?.text ?? '')}" as ${id} {`);
      write(id, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  write(null, '');
  for (const edge of diagram.edges) {
    const text = edge.label?.text ? ` : ${label(edge.label.text.replace(/\n/g, ' '))}` : '';
    lines.push(`${edge.from} ${arrowOf(edge)} ${edge.to}${text}`);
  }
  return [...lines, '@enduml', ''].join('\n');
}
