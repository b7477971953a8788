/** One question to each part of a picture. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { askEachPart } from '../../src/prompts/partByPart.ts';
import type { AskResult } from '../../src/shared/engine.ts';
import { NO_TIMINGS } from '../../src/shared/timings.ts';

const whole = { width: 200, height: 100 };
const parts = [0, 100].map((x) => ({ x, y: 0, width: 100, height: 100 }));
const answer = (text: string, stop: AskResult['stop']): AskResult => ({
  answer: text,
  stop,
  reusedTokens: 3,
  droppedTurns: 0,
  timings: { ...NO_TIMINGS, load_ms: 5, total_ms: 10, generated_tokens: 2 },
});

test('the answers become one, with the time and tokens of all', async () => {
  const places: string[] = [];
  const result = await askEachPart(parts, whole, async (i, place) => {
    places.push(place);
    return answer(`answer ${i}`, i === 0 ? 'length' : 'end');
  });
  assert.equal(new Set(places).size, 2);
  assert.ok(result.answer.includes('answer 0') && result.answer.includes('answer 1'));
  assert.deepEqual([result.reusedTokens, result.timings.total_ms, result.timings.generated_tokens], [6, 20, 4]);
  assert.equal(result.stop, 'length', 'one part was cut off');
});

test('a stopped answer is the last', async () => {
  let asked = 0;
  const result = await askEachPart(parts, whole, async () => {
    asked++;
    return answer('so far', 'cancelled');
  });
  assert.deepEqual([asked, result.stop], [1, 'cancelled']);
  assert.match(result.answer, /so far/);
});
