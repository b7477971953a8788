/** A diagram, or a part of it, in a few sentences. */
import { msg, type Message } from '../../shared/message.ts';
import type { DiagramNode } from '../../shared/structure.ts';
import { answer, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import type { Graph } from './graph.ts';
import { KINDS, marks, parts, step, sure } from './words.ts';

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

export function about(graph: Graph): Result {
  const { diagram } = graph;
  const [starts, ending, decisions, circles] = [graph.starts(), graph.ends(), graph.decisions(), graph.loops()];
  const text: Message[] = [
    diagram.title
      ? msg`This is ${KINDS[diagram.kind]}, "${diagram.title.text}".`
      : msg`This is ${KINDS[diagram.kind]}.`,
    parts(graph),
  ];
  const names = (nodes: readonly DiagramNode[]) => listed(nodes.map(({ id }) => graph.name(id)));
  if (starts.length > 0) text.push(msg`It starts with ${names(starts)}.`);
  for (const { id } of decisions.slice(0, 6))
    text.push(msg`At ${graph.name(id)}: ${listed(graph.out(id).map((each) => step(graph, each)))}.`);
  if (circles[0])
    text.push(
      msg`It goes back: ${[...circles[0], circles[0][0]!].map((id) => graph.name(id)).reduce((before, name) => msg`${before} → ${name}`)}.`,
    );
  if (ending.length > 0) text.push(msg`It ends with ${names(ending)}.`);
  return answer(
    text,
    marks(
      graph,
      [...starts, ...decisions, ...ending].map(({ id }) => id),
    ),
    0.85,
  );
}
