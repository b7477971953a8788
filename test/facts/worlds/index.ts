import { textFacts } from '../../../src/facts/index.ts';
import type { PictureFacts } from '../../../src/shared/structure.ts';
import { chartWorld } from './chart.ts';
import { HELD } from './chartHeld.ts';
import { chartQuestions } from './chartQuestions.ts';
import { CHART_FRESH } from './chartFreshWordings.ts';
import { SEEN } from './chartHeldWordings.ts';
import { CHART_SEEN } from './chartSeenWordings.ts';
import { TUNED } from './chartWordings.ts';
import { DIAGRAM_HELD, DIAGRAM_TUNED, diagramWorld } from './diagram.ts';
import { readingOf } from './facts.ts';
import { PAGE_HELD, PAGE_TUNED, pageWorld } from './page.ts';
import type { Asked, Source } from './random.ts';
import { DIAGRAM_FRESH, PAGE_FRESH, SCREEN_FRESH } from './freshWordings.ts';
import { DIAGRAM_SEEN, PAGE_SEEN, SCREEN_SEEN } from './seenWordings.ts';
import { SCREEN_HELD, SCREEN_TUNED } from './screenWordings.ts';
import { SCREENS } from './screens.ts';
import { screenQuestions } from './screenQuestions.ts';

/** `once`: held apart once, looked at since; `seen`: more of the tuning; `held`: counted, never listed; `fresh`: written last. */
export type WordingSet = 'tuned' | 'once' | 'seen' | 'held' | 'fresh';

export const WORLDS: Record<
  string,
  (random: Source, set: WordingSet) => { facts: PictureFacts[]; asked: Asked[] } | undefined
> = {
  chart: (random, set) => {
    const world = chartWorld(random);
    const wordings = { tuned: TUNED, once: SEEN, seen: CHART_SEEN, held: HELD, fresh: CHART_FRESH }[set];
    return { facts: [world.facts], asked: chartQuestions(world, wordings, random) };
  },
  diagram: (random, set) =>
    set === 'once'
      ? undefined
      : diagramWorld(
          random,
          { tuned: DIAGRAM_TUNED, seen: DIAGRAM_SEEN, held: DIAGRAM_HELD, fresh: DIAGRAM_FRESH }[set],
        ),
  page: (random, set) =>
    set === 'once'
      ? undefined
      : pageWorld(random, { tuned: PAGE_TUNED, seen: PAGE_SEEN, held: PAGE_HELD, fresh: PAGE_FRESH }[set]),
  screen: (random, set) => {
    if (set === 'once') return undefined;
    const screen = random.pick(Object.values(SCREENS))(random);
    const text = readingOf(screen.lines);
    const facts = textFacts({ width: 1000, height: screen.lines.length * 18 }, text);
    return {
      facts: [facts],
      asked: screenQuestions(
        screen,
        { tuned: SCREEN_TUNED, seen: SCREEN_SEEN, held: SCREEN_HELD, fresh: SCREEN_FRESH }[set],
        random,
      ),
    };
  },
};
