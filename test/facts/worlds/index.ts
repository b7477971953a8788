import type { PictureFacts } from '../../../src/shared/structure.ts';
import { chartWorld } from './chart.ts';
import { chartQuestions } from './chartQuestions.ts';
import { HELD, TUNED } from './chartWordings.ts';
import type { Asked, Source } from './random.ts';

export const WORLDS: Record<
  string,
  (random: Source, set: 'tuned' | 'held') => { facts: PictureFacts[]; asked: Asked[] }
> = {
  chart: (random, set) => {
    const world = chartWorld(random);
    return { facts: [world.facts], asked: chartQuestions(world, set === 'held' ? HELD : TUNED, random) };
  },
};
