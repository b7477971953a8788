import type { Asked, Source } from './random.ts';
import type { Screen } from './screenParts.ts';
import { fillIn, type Wordings } from './wordings.ts';

/** One question a truth, and one that the screen does not answer. */
export function screenQuestions({ truth }: Screen, wordings: Wordings, random: Source): Asked[] {
  const asked = Object.entries(truth).flatMap(([kind, expect]) => {
    const [name, n = ''] = kind.split(':');
    return fillIn(wordings, name!, { n, f: expect.any?.[0] ?? '' }, expect, random);
  });
  return [...asked, ...fillIn(wordings, 'absent', {}, { refuse: true }, random)];
}
