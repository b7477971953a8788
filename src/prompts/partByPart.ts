/** A question about a large picture, put to each of its parts by itself; the answers become one. */
import type { AskResult, Region } from '../shared/engine.ts';
import type { Size } from '../shared/geometry.ts';
import { sumTimings } from '../shared/timings.ts';
import { mergeAnswers, tilePlace } from './tiles.ts';

/**
 * Asks about the parts in order. An answer that is stopped is the last: it and those before it are put together.
 * @param ask puts the question to one part; `place` says in words where it lies
 * @returns the answers as one, with the time and tokens of all
 */
export async function askEachPart(
  parts: readonly Region[],
  whole: Size,
  ask: (index: number, place: string) => Promise<AskResult>,
): Promise<AskResult> {
  const answers: { tile: Region; text: string }[] = [];
  let result: AskResult | undefined;
  for (const [i, tile] of parts.entries()) {
    const next = await ask(i, tilePlace(tile, whole));
    answers.push({ tile, text: next.answer });
    result = {
      ...next,
      timings: result ? sumTimings(result.timings, next.timings) : next.timings,
      reusedTokens: (result?.reusedTokens ?? 0) + next.reusedTokens,
      stop: result?.stop === 'length' && next.stop === 'end' ? 'length' : next.stop,
    };
    if (next.stop === 'cancelled') break;
  }
  return { ...result!, answer: mergeAnswers(answers, whole) };
}
