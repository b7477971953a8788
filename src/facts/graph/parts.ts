/** Answers about one part of a diagram: its group, shape, colour, connections. */
import { msg } from '../../shared/message.ts';
import { answer, refuse, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { colorMessage } from '../language/colors.ts';
import { describe } from './about.ts';
import type { Graph } from './graph.ts';
import { everything, nextTo } from './neighbours.ts';
import type { GraphQuery } from './query.ts';
import { marks, SHAPES, step, sure, unknown } from './words.ts';

export function groupOf(graph: Graph, id: string | undefined): Result {
  if (id === undefined) return unknown(graph);
  const part = graph.part(id);
  const group = part && ('group' in part ? part.group : 'parent' in part ? part.parent : null);
  if (!group) return answer(msg`${graph.name(id)} is in no group.`, marks(graph, [id]), 0.75);
  return answer(msg`${graph.name(id)} is in ${graph.name(group)}.`, marks(graph, [group, id]));
}

export function members(graph: Graph, id: string | undefined, counting?: boolean): Result {
  if (id === undefined) return unknown(graph);
  const inside = graph.members(id);
  if (inside.length === 0) return describe(graph, id);
  const names = listed(inside.map((node) => graph.name(node.id)));
  return answer(
    counting ? msg`${inside.length}: ${names}.` : msg`${names}.`,
    marks(graph, [id, ...inside.map((node) => node.id)]),
  );
}

export function shapeOf(graph: Graph, id: string | undefined, { yesNo }: GraphQuery): Result {
  const part = id === undefined ? undefined : graph.part(id);
  if (!part || !('shape' in part)) return unknown(graph);
  const text = msg`${graph.name(part.id)} is ${SHAPES[part.shape]}.`;
  return answer(
    yesNo ? (part.shape === 'diamond' ? msg`Yes: ${text}` : msg`No: ${text}`) : text,
    marks(graph, [part.id]),
    part.confidence,
  );
}

export function colorOf(graph: Graph, id: string | undefined): Result {
  const part = id === undefined ? undefined : graph.part(id);
  const color = part && 'fill' in part && part.fill ? colorMessage(part.fill) : undefined;
  if (!part || !color) return refuse(msg`I cannot tell the colour: it has no fill.`);
  return answer(msg`${graph.name(part.id)}: ${color}.`, marks(graph, [part.id]));
}

export function degree(graph: Graph, id: string, { side, reach, alsoNext }: GraphQuery): Result {
  if (side && reach === 'all') {
    const { found, walked } = everything(graph, id, side);
    const said = [
      found.length === 0 ? msg`0.` : msg`${found.length}: ${listed(found.map((each) => graph.name(each)))}.`,
    ];
    const next = nextTo(graph, id, side).length;
    if (alsoNext && next < found.length)
      said.push(
        side === 'out'
          ? msg`Directly after ${graph.name(id)}: ${next}.`
          : msg`Directly before ${graph.name(id)}: ${next}.`,
      );
    return answer(said, marks(graph, [id, ...found]), sure(walked));
  }
  const steps =
    side === 'out'
      ? graph.out(id)
      : side === 'in'
        ? graph.in(id)
        : [...new Map([...graph.out(id), ...graph.in(id)].map((each) => [each.edge.id, each])).values()];
  return answer(
    steps.length === 0 ? msg`0.` : msg`${steps.length}: ${listed(steps.map((each) => step(graph, each)))}.`,
    marks(graph, [id, ...steps.map(({ to }) => to)]),
    sure(steps),
  );
}

export function hub(graph: Graph, side: 'in' | 'out' | undefined): Result {
  const count = (id: string) =>
    side === 'in'
      ? graph.in(id).length
      : side === 'out'
        ? graph.out(id).length
        : graph.diagram.edges.filter(({ from, to }) => from === id || to === id).length;
  const ranked = graph.nodes.map(({ id }) => ({ id, number: count(id) })).sort((a, b) => b.number - a.number);
  const best = ranked.filter(({ number }) => number === ranked[0]?.number && number > 0);
  if (best.length === 0) return unknown(graph);
  return answer(
    msg`${listed(best.map(({ id }) => graph.name(id)))}: ${best[0]!.number} connections.`,
    marks(
      graph,
      best.map(({ id }) => id),
    ),
  );
}
