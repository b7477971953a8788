/** Words in a drawing: how wide they are, where they break, and how parts and links are called. */
import * as l10n from '@vscode/l10n';
import {
  DOUBTFUL,
  type DiagramData,
  type DiagramEdge,
  type DiagramNode,
  type NodeShape,
} from '../../src/shared/structure.ts';

/** Width of a line, in heights of its letters, near enough to lay it out. */
export function textSize(line: string): number {
  let size = 0;
  for (const sign of line)
    size += sign > '\u2e7f' ? 1 : /[A-Z@%MWmw]/.test(sign) ? 0.74 : /[ .,:;'|!ijlt()]/.test(sign) ? 0.33 : 0.56;
  return size;
}

/** Lines at most so wide, broken after spaces and marks; Chinese and its neighbours anywhere. */
export function wrapped(text: string, most: number): string[] {
  return text.split('\n').flatMap((line) => {
    const out: string[] = [];
    let now = '';
    for (const word of line.split(/(?<=[\s/_.,;:>)-])|(?=[\u2e80-\uffff])/)) {
      if (now && textSize(now + word) > most) {
        out.push(now.trim());
        now = '';
      }
      now += word;
    }
    return [...out, now.trim()];
  });
}

const flat = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

const SHAPES: Record<NodeShape, () => string> = {
  box: () => l10n.t('box'),
  round: () => l10n.t('rounded box'),
  stadium: () => l10n.t('pill'),
  ellipse: () => l10n.t('ellipse'),
  circle: () => l10n.t('circle'),
  diamond: () => l10n.t('decision'),
  cylinder: () => l10n.t('cylinder'),
  hexagon: () => l10n.t('hexagon'),
  parallelogram: () => l10n.t('parallelogram'),
  trapezoid: () => l10n.t('trapezoid'),
  actor: () => l10n.t('actor'),
  note: () => l10n.t('note'),
  start: () => l10n.t('start point'),
  end: () => l10n.t('end point'),
  bar: () => l10n.t('bar'),
  text: () => l10n.t('text'),
};

export type Named = (id: string) => string;

export function namesOf({ nodes, groups }: DiagramData): Named {
  const names = new Map<string, string>();
  for (const { id, text, shape } of nodes)
    names.set(id, flat(text) || (shape === 'start' || shape === 'end' ? SHAPES[shape]() : id));
  for (const { id, title } of groups) names.set(id, flat(title?.text ?? '') || id);
  return (id) => names.get(id) ?? id;
}

export function nodeSaid({ id, shape }: DiagramNode, edges: readonly DiagramEdge[], name: Named): string {
  const ways = edges.filter((edge) => edge.from === id).map((edge) => wayTo(edge, edge.to, name));
  const back = edges
    .filter((edge) => edge.to === id && edge.arrow === 'both')
    .map((edge) => wayTo(edge, edge.from, name));
  const all = [...ways, ...back];
  return [name(id), SHAPES[shape](), ...(all.length > 0 ? [l10n.t('leads to {0}', all.join(', '))] : [])].join(', ');
}

const wayTo = ({ label }: DiagramEdge, to: string, name: Named) =>
  label?.text ? `${name(to)} (${flat(label.text)})` : name(to);

export function edgeSaid(edge: DiagramEdge, name: Named): string {
  const { from, to, label, arrow, confidence } = edge;
  const ends = `${name(from)} ${arrow === 'both' ? '↔' : arrow === 'none' ? '—' : '→'} ${name(to)}`;
  const doubt = confidence < DOUBTFUL ? l10n.t('doubtful, {0} % sure', Math.round(confidence * 100)) : '';
  return [ends, flat(label?.text ?? ''), doubt].filter(Boolean).join(', ');
}
