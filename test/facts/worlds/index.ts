import { textFacts } from '../../../src/facts/index.ts';
import type { PictureFacts } from '../../../src/shared/structure.ts';
import { chartWorld } from './chart.ts';
import { HELD } from './chartHeld.ts';
import { chartQuestions } from './chartQuestions.ts';
import { SEEN, TUNED } from './chartWordings.ts';
import { DIAGRAM_HELD, DIAGRAM_TUNED, diagramWorld } from './diagram.ts';
import { readingOf } from './facts.ts';
import { PAGE_HELD, PAGE_TUNED, pageWorld } from './page.ts';
import type { Asked, Source } from './random.ts';
import { SCREEN_HELD, SCREEN_TUNED } from './screenWordings.ts';
import { SCREENS } from './screens.ts';
import { screenQuestions } from './screenQuestions.ts';

/** `seen`: held apart once, looked at since. */
export type WordingSet = 'tuned' | 'seen' | 'held';

export const WORLDS: Record<
  string,
  (random: Source, set: WordingSet) => { facts: PictureFacts[]; asked: Asked[] } | undefined
> = {
  chart: (random, set) => {
    const world = chartWorld(random);
    const wordings = { tuned: TUNED, seen: SEEN, held: HELD }[set];
    return { facts: [world.facts], asked: chartQuestions(world, wordings, random) };
  },
  diagram: (random, set) =>
    set === 'seen' ? undefined : diagramWorld(random, set === 'held' ? DIAGRAM_HELD : DIAGRAM_TUNED),
  page: (random, set) => (set === 'seen' ? undefined : pageWorld(random, set === 'held' ? PAGE_HELD : PAGE_TUNED)),
  screen: (random, set) => {
    if (set === 'seen') return undefined;
    const screen = random.pick(Object.values(SCREENS))(random);
    const text = readingOf(screen.lines);
    const facts = textFacts({ width: 1000, height: screen.lines.length * 18 }, text);
    return {
      facts: [facts],
      asked: screenQuestions(screen, set === 'held' ? SCREEN_HELD : SCREEN_TUNED, random),
    };
  },
};
