/** A diagram, or a part of it, told from its graph: in a few sentences, or whole with its flow, groups, loops and doubts. */
import { msg, type Message } from '../../shared/message.ts';
import { DOUBTFUL, type DiagramData, type DiagramEdge, type DiagramNode } from '../../shared/structure.ts';
import { answer, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import type { Graph, Step } from './graph.ts';
import { KINDS, marks, parts, step, sure } from './words.ts';

/** Sentences of each kind, and names in one: more are a wall. */
const MOST = { flow: 40, loops: 10, lines: 20, groups: 20, doubts: 40, names: 24 };

const DIRECTIONS: Record<DiagramData['direction'], Message> = {
  TB: msg`from top to bottom`,
  BT: msg`from bottom to top`,
  LR: msg`from left to right`,
  RL: msg`from right to left`,
};

export function describe(graph: Graph, id: string): Result {
  const [before, after] = [graph.in(id), graph.out(id)];
  const text: Message[] = [];
  if (after.length > 0) text.push(msg`From ${graph.name(id)} go: ${listed(after.map((each) => step(graph, each)))}.`);
  if (before.length > 0) text.push(msg`To ${graph.name(id)} come: ${listed(before.map((each) => step(graph, each)))}.`);
  const part = graph.part(id);
  if (part && 'group' in part && part.group) text.push(msg`${graph.name(id)} is in ${graph.name(part.group)}.`);
  if (text.length === 0) text.push(msg`${graph.name(id)} stands there without connections.`);
  return answer(
    text,
    marks(graph, [id, ...after.map(({ to }) => to), ...before.map(({ to }) => to)]),
    sure([...before, ...after]),
  );
}

const kind = ({ diagram: { kind: name, title } }: Graph): Message =>
  title ? msg`This is ${KINDS[name]}, "${title.text}".` : msg`This is ${KINDS[name]}.`;

export function about(graph: Graph): Result {
  const [starts, ending, decisions, circles] = [graph.starts(), graph.ends(), graph.decisions(), graph.loops()];
  const text: Message[] = [kind(graph), parts(graph)];
  const names = (nodes: readonly DiagramNode[]) => listed(nodes.map(({ id }) => graph.name(id)));
  if (starts.length > 0) text.push(msg`It starts with ${names(starts)}.`);
  for (const { id } of decisions.slice(0, 6))
    text.push(msg`At ${graph.name(id)}: ${listed(graph.out(id).map((each) => step(graph, each)))}.`);
  if (circles[0])
    text.push(
      msg`It goes back: ${[...circles[0], circles[0][0]!].map((id) => graph.name(id)).reduce((before, name) => msg`${before} → ${name}`)}.`,
    );
  if (ending.length > 0) text.push(msg`It ends with ${names(ending)}.`);
  return answer(text, marked(graph), 0.85);
}

const marked = (graph: Graph) =>
  marks(
    graph,
    [...graph.starts(), ...graph.decisions(), ...graph.ends()].map(({ id }) => id),
  );

/** Parts, groups, the flow with its decisions and their branches, every loop, ends, what stands alone, and what is doubtful. */
export function explain(graph: Graph): Result {
  const { nodes, groups, diagram } = graph;
  const few = (ids: readonly string[]) => {
    const names = ids.slice(0, MOST.names).map((id) => graph.name(id));
    return listed(ids.length > MOST.names ? [...names, `… (${ids.length})`] : names);
  };
  const ids = (of: readonly DiagramNode[]) => few(of.map(({ id }) => id));
  const [starts, ending] = [graph.starts(), graph.ends()];
  const direction = DIRECTIONS[diagram.direction];
  const text: Message[] = [
    kind(graph),
    msg`${nodes.length} parts and ${diagram.edges.length} connections, read ${direction}: ${ids(nodes)}.`,
  ];
  for (const { id } of groups.slice(0, MOST.groups)) {
    const inside = nodes.filter(({ group }) => group === id);
    if (inside.length > 0) text.push(msg`${graph.name(id)} holds ${ids(inside)}.`);
  }
  if (starts.length > 0) text.push(msg`It starts with ${ids(starts)}.`);
  const { order, back } = walk(graph, starts);
  const decisions = new Set(graph.decisions().map(({ id }) => id));
  const flow: Message[] = [];
  for (const id of order) {
    const ways = forward(graph, id);
    const on = ways.filter(({ edge }) => !back.has(edge));
    const decides = decisions.has(id) || (ways.length > 1 && ways.every(({ edge }) => edge.label?.text));
    const said = listed((decides ? ways : on).map((each) => step(graph, each)));
    if (decides && ways.length > 0) flow.push(msg`${graph.name(id)} decides: ${said}.`);
    else if (on.length > 0) flow.push(msg`${graph.name(id)} leads to ${said}.`);
  }
  text.push(...flow.slice(0, MOST.flow));
  for (const edge of [...back].slice(0, MOST.loops)) {
    if (edge.from === edge.to) text.push(msg`${graph.name(edge.from)} leads back to itself.`);
    else text.push(msg`Loop: ${graph.name(edge.from)} leads back to ${step(graph, { edge, to: edge.to })}.`);
  }
  const other = diagram.edges.filter(({ arrow }) => arrow !== 'end').slice(0, MOST.lines);
  for (const { from, to, arrow } of other) {
    if (arrow === 'both') text.push(msg`${graph.name(from)} and ${graph.name(to)} lead to each other.`);
    else text.push(msg`${graph.name(from)} is connected with ${graph.name(to)}.`);
  }
  if (ending.length > 0) text.push(msg`It ends with ${ids(ending)}.`);
  const alone = nodes.filter(({ id }) => graph.in(id).length === 0 && graph.out(id).length === 0);
  if (alone.length > 0) text.push(msg`Without a connection: ${ids(alone)}.`);
  const doubtful = diagram.edges.filter(({ confidence }) => confidence < DOUBTFUL).slice(0, MOST.doubts);
  const doubts = doubtful.map(({ from, to }) => msg`Doubtful: ${graph.name(from)} to ${graph.name(to)}.`);
  return answer([...text, ...doubts], marked(graph), 0.85);
}

const forward = (graph: Graph, id: string): Step[] =>
  graph.out(id).filter(({ edge }) => edge.arrow === 'end' && edge.from === id);

/** Parts in the order in which they are reached, and the edges that lead back to one that is under way. */
function walk(graph: Graph, starts: readonly DiagramNode[]): { order: string[]; back: Set<DiagramEdge> } {
  const order: string[] = [];
  const back = new Set<DiagramEdge>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (first: string) => {
    if (state.has(first)) return;
    const stack: { id: string; ways: Step[] }[] = [];
    const enter = (id: string) => {
      state.set(id, 'open');
      order.push(id);
      stack.push({ id, ways: forward(graph, id).toReversed() });
    };
    enter(first);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const way = top.ways.pop();
      if (!way) {
        state.set(top.id, 'done');
        stack.pop();
        continue;
      }
      const seen = state.get(way.to);
      if (seen === 'open') back.add(way.edge);
      else if (!seen) enter(way.to);
    }
  };
  for (const { id } of starts) visit(id);
  for (const { id } of [...graph.nodes, ...graph.groups]) visit(id);
  return { order, back };
}
