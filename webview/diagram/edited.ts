/** The graph of an edited text, with the places of what was read: what kept its name keeps where it stands in the picture. */
import { mermaidText, wordsOf } from '../../src/shared/mermaid/labels.ts';
import type { Flow, FlowEdge } from '../../src/shared/mermaid/parse.ts';
import {
  DOUBTFUL,
  type DiagramData,
  type DiagramEdge,
  type DiagramNode,
  type NodeShape,
  type TextSpan,
} from '../../src/shared/structure.ts';
import type { Region } from '../../src/shared/engine.ts';

/** Shapes that Mermaid's flowcharts write as another. */
const WRITTEN_AS: Partial<Record<NodeShape, NodeShape>> = {
  ellipse: 'stadium',
  start: 'circle',
  actor: 'box',
  note: 'box',
  bar: 'box',
  text: 'box',
};

/** What a user adds has no place in the picture; its box has no size, after all that was read. */
export const hasPlace = ({ width, height }: Region): boolean => width > 0 && height > 0;

/** As words come back from the text. */
const said = (text: string) => wordsOf(mermaidText(text).slice(1, -1));

/** `read`: as the picture says it. A dashed edge that was doubtful stays so; drawn solid, it is the user's word. */
export function edited(read: DiagramData, flow: Flow): DiagramData {
  const { box } = read;
  const nowhere: Region = { x: box.x + box.width, y: box.y + box.height, width: 0, height: 0 };
  const span = (text: string, before?: TextSpan | null): TextSpan =>
    before && said(before.text) === text ? before : { text, box: before?.box ?? nowhere, confidence: 1 };
  const nodes = new Map(read.nodes.map((node) => [node.id, node]));
  const groups = new Map(read.groups.map((group) => [group.id, group]));
  const edgeOf = finder(read.edges);
  return {
    ...read,
    direction: flow.direction,
    nodes: flow.nodes.map(({ id, shape, text, group }): DiagramNode => {
      const before = nodes.get(id);
      if (!before) return { id, shape, text, lines: [], box: nowhere, fill: null, group, confidence: 1 };
      const same = said(before.text) === text;
      const kept = shape === (WRITTEN_AS[before.shape] ?? before.shape) ? before.shape : shape;
      return { ...before, group, shape: kept, ...(!same && { text, lines: [] }) };
    }),
    edges: flow.edges.map((edge, number): DiagramEdge => {
      const { from, to, arrow, line } = edge;
      const found = edgeOf(edge);
      const label = edge.label === null ? null : span(edge.label, found?.edge.label);
      if (!found) return { id: `u${number + 1}`, from, to, label, line, arrow, path: [], confidence: 1 };
      const { edge: before, turned } = found;
      const doubtful = before.confidence < DOUBTFUL;
      const path = turned ? before.path.toReversed() : before.path;
      if (turned || (doubtful && line !== 'dashed'))
        return { ...before, from, to, label, line, arrow, path, confidence: 1 };
      return { ...before, label, arrow, line: doubtful ? before.line : line };
    }),
    groups: flow.groups.map(({ id, title, parent }) => {
      const before = groups.get(id);
      return { id, title: title ? span(title, before?.title) : null, box: before?.box ?? nowhere, parent };
    }),
  };
}

/** Each edge that was read stands for one of the text: the same ends and words first, then the same ends, then turned round. */
function finder(edges: readonly DiagramEdge[]) {
  const left = new Map<string, DiagramEdge[]>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`;
    left.set(key, [...(left.get(key) ?? []), edge]);
  }
  return ({ from, to, label }: FlowEdge): { edge: DiagramEdge; turned: boolean } | undefined => {
    for (const turned of [false, true]) {
      const few = left.get(turned ? `${to} ${from}` : `${from} ${to}`);
      if (!few?.length) continue;
      const same = few.findIndex((edge) => said(edge.label?.text ?? '') === (label ?? ''));
      return { edge: few.splice(Math.max(0, same), 1)[0]!, turned };
    }
    return undefined;
  };
}
