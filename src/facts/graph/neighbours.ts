/** What follows a part of a diagram, or comes before it: next to it, some steps away, everything, where it ends. */
import { msg } from '../../shared/message.ts';
import { answer, refuse, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import type { Graph, Step } from './graph.ts';
import type { Reach } from './reach.ts';
import { edgeMarks, marks, parts, step, sure } from './words.ts';

type Side = 'in' | 'out';

/** An arrow to or from its group is the node's too, where it has none of its own. */
function stepsOf(graph: Graph, id: string, side: Side): Step[] {
  const steps = side === 'out' ? graph.out(id) : graph.in(id);
  const node = graph.part(id);
  if (steps.length > 0 || !node || !('group' in node) || !node.group) return steps;
  return side === 'out' ? graph.out(node.group) : graph.in(node.group);
}

export function neighbours(graph: Graph, id: string, side: Side, reach?: Reach): Result {
  const steps = stepsOf(graph, id, side);
  const name = graph.name(id);
  if (steps.length === 0) {
    const evidence = marks(graph, [id]);
    return answer(
      side === 'out' ? msg`Nothing: no arrow leaves ${name}.` : msg`Nothing: no arrow goes to ${name}.`,
      evidence,
      0.75,
    );
  }
  if (reach !== undefined && reach !== 'direct') return further(graph, id, side, reach);
  const distinct = steps.filter(
    (each, i) =>
      steps.findIndex((other) => other.to === each.to && other.edge.label?.text === each.edge.label?.text) === i,
  );
  return answer(
    msg`${listed(distinct.map((each) => step(graph, each)))}.`,
    [...marks(graph, [...distinct.map(({ to }) => to), id]), ...edgeMarks(distinct)],
    sure(distinct),
  );
}

function further(graph: Graph, id: string, side: Side, reach: Exclude<Reach, 'direct'>): Result {
  const name = graph.name(id);
  const steps = typeof reach === 'number' ? within(graph, id, side, reach) : everything(graph, id, side);
  const last = (at: string) => stepsOf(graph, at, side).length === 0;
  const found = reach === 'all' ? steps.found : steps.found.filter((at) => reach !== 'end' || last(at));
  const sureness = sure(steps.walked);
  if (found.length > 0)
    return answer(msg`${listed(found.map((each) => graph.name(each)))}.`, marks(graph, [...found, id]), sureness);
  if (reach === 'end') return refuse(msg`I cannot tell an end: the ways from ${name} go round.`, parts(graph));
  return answer(
    side === 'out'
      ? msg`Nothing stands so many steps after ${name}.`
      : msg`Nothing stands so many steps before ${name}.`,
    marks(graph, [id]),
    Math.min(0.75, sureness),
  );
}

/** The parts that one arrow leads to, or comes from. */
export const nextTo = (graph: Graph, id: string, side: Side): string[] => [
  ...new Set(stepsOf(graph, id, side).map(({ to }) => to)),
];

interface Walk {
  found: string[];
  /** The arrows followed. */
  walked: Step[];
}

/** All that can be reached, the nearest first, without the part itself. */
export function everything(graph: Graph, id: string, side: Side): Walk {
  const seen = new Set([id]);
  const walked: Step[] = [];
  // The set grows while it is iterated.
  for (const at of seen)
    for (const each of stepsOf(graph, at, side)) {
      walked.push(each);
      seen.add(each.to);
    }
  seen.delete(id);
  return { found: [...seen], walked };
}

/** What stands at the end of ways of just so many arrows. */
function within(graph: Graph, id: string, side: Side, count: number): Walk {
  let found = [id];
  const walked: Step[] = [];
  for (let i = 0; i < count; i++) {
    const steps = found.flatMap((at) => stepsOf(graph, at, side));
    walked.push(...steps);
    found = [...new Set(steps.map(({ to }) => to))];
  }
  return { found, walked };
}
