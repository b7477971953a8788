/** Ways from one node to another along the strokes. */
import type { End, Terminal, Vector } from './space.ts';
import type { Strokes } from './strokes.ts';

export interface Route {
  /** The ends at which it leaves one node and reaches the other. */
  ends: [End, End];
  terminals: [Terminal, Terminal];
  /** Its course, from the first end to the second. */
  points: Vector[];
  /** It passes a place where lines part or meet. */
  parts: boolean;
  /** How many gaps it crosses, by kind. */
  gaps: { gap: number; label: number };
}

const MOST_FROM_ONE_END = 40;
const MOST_ROUTES = 6000;
const MOST_STEPS = 400_000;

interface Step {
  /** The end at which the branch was entered. */
  entered: End;
  before: Step | undefined;
  parts: boolean;
  depth: number;
}

export function findRoutes(strokes: Strokes, width: number): Route[] {
  const routes: Route[] = [];
  const known = new Set<string>();
  let budget = MOST_STEPS;
  for (const start of strokes.terminals.keys()) {
    const stack: Step[] = [{ entered: start, before: undefined, parts: false, depth: 0 }];
    const used = new Set<End>();
    let found = 0;
    while (stack.length > 0 && found < MOST_FROM_ONE_END && routes.length < MOST_ROUTES && budget-- > 0) {
      const step = stack.pop()!;
      const leaving = step.entered ^ 1;
      if (strokes.terminals.has(leaving) && leaving !== start) {
        const key = start < leaving ? `${start}-${leaving}` : `${leaving}-${start}`;
        found++;
        if (!known.has(key)) {
          known.add(key);
          routes.push(asRoute(strokes, start, leaving, step, width));
        }
        continue;
      }
      for (const entered of strokes.next[leaving]!) {
        // Each way into a branch once from one start: ways that part and meet again are one.
        if (used.has(entered)) continue;
        used.add(entered);
        stack.push({
          entered,
          before: step,
          parts: step.parts || strokes.next[leaving]!.length > 1 || strokes.next[entered]!.length > 1,
          depth: step.depth + 1,
        });
      }
    }
  }
  return routes;
}

function asRoute(strokes: Strokes, start: End, last: End, step: Step, width: number): Route {
  const entered: End[] = [];
  for (let at: Step | undefined = step; at; at = at.before) entered.unshift(at.entered);
  const points: Vector[] = [];
  const gaps = { gap: 0, label: 0 };
  for (const [k, end] of entered.entries()) {
    const own = strokes.branches[end >> 1]!.points;
    for (let n = 0; n < own.length; n++) {
      const i = end & 1 ? own[own.length - 1 - n]! : own[n]!;
      points.push([i % width, Math.floor(i / width)]);
    }
    if (k > 0) {
      const kind = strokes.gaps.get(end);
      if (kind === 'gap') gaps.gap++;
      if (kind === 'label') gaps.label++;
    }
  }
  return {
    ends: [start, last],
    terminals: [strokes.terminals.get(start)!, strokes.terminals.get(last)!],
    points,
    parts: step.parts,
    gaps,
  };
}
