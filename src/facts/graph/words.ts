/** Words and marks of answers about diagrams. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import { DOUBTFUL, type DiagramData, type NodeShape } from '../../shared/structure.ts';
import { refuse, type Found } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { flat, type Graph, type Step } from './graph.ts';

export const KINDS: Record<DiagramData['kind'], Message> = {
  flowchart: msg`a flowchart`,
  state: msg`a state diagram`,
  tree: msg`a tree`,
  mindmap: msg`a mind map`,
  sequence: msg`a sequence diagram`,
  class: msg`a class diagram`,
  er: msg`an entity-relationship diagram`,
};

export const SHAPES: Record<NodeShape, Message> = {
  box: msg`a rectangle`,
  round: msg`a rounded rectangle`,
  stadium: msg`a stadium`,
  ellipse: msg`an ellipse`,
  circle: msg`a circle`,
  diamond: msg`a diamond (decision)`,
  cylinder: msg`a cylinder`,
  hexagon: msg`a hexagon`,
  parallelogram: msg`a parallelogram`,
  trapezoid: msg`a trapezoid`,
  actor: msg`an actor`,
  note: msg`a note`,
  start: msg`a start point`,
  end: msg`an end point`,
  bar: msg`a bar`,
  text: msg`text without a shape`,
};

const MOST_NAMES = 14;

export const parts = (graph: Graph): Message => {
  const names = graph.nodes.filter(({ text }) => text.trim()).map(({ text }) => flat(text));
  return msg`There is: ${listed(names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `… (${names.length})`] : names)}.`;
};

export const unknown = (graph: Graph) => refuse(msg`I cannot tell which part is meant.`, parts(graph));

/** What the user added to the diagram has no place in the picture. */
export const marks = (graph: Graph, ids: readonly string[]): Found['evidence'] =>
  ids
    .filter((id) => graph.box(id).width > 0)
    .map((id) => ({ box: graph.box(id), text: english(graph.name(id)), source: 'printed' as const }));

const english = (part: MessagePart): string => (typeof part === 'object' ? part.template : String(part));

export function edgeMarks(steps: readonly Step[]): Found['evidence'] {
  return steps.flatMap(({ edge }) => {
    const label =
      edge.label && edge.label.box.width > 0
        ? [{ box: edge.label.box, text: edge.label.text, source: 'printed' as const }]
        : [];
    return label;
  });
}

export const sure = (steps: readonly Step[]) => Math.min(0.97, ...steps.map(({ edge }) => edge.confidence));

/** A neighbour with the label of the way to it, and a word where the way is doubtful. */
export function step(graph: Graph, { edge, to }: Step): MessagePart {
  const label = edge.label?.text ? flat(edge.label.text) : '';
  const name = graph.name(to);
  const said = label ? msg`${name} (${label})` : name;
  return edge.confidence < DOUBTFUL ? msg`${said} (doubtful)` : said;
}
