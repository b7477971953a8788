import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST_DRAFTED, PromptLookup } from '../../src/engine/language/promptLookup.ts';

/** A machine on which steps of all lengths take as long, and texts that repeat what they said: the longest drafts pay. */
function eager(): PromptLookup {
  const lookup = new PromptLookup();
  for (const tokens of [1, 2, 4, 8]) lookup.recordStep(tokens, 50);
  return lookup;
}
const draft = (text: number[], room = MOST_DRAFTED) => eager().draft(text, room);
const count = (first: number, tokens: number) => Array.from({ length: tokens }, (_, i) => first + i);

test('what came behind the same tokens before is drafted', () => {
  const text = [...count(1, 12), 99, 1, 2, 3];
  assert.deepEqual(draft(text), count(4, 7));
  assert.deepEqual(draft(text, 6), count(4, 3), 'lengths that the kernels take');
  assert.deepEqual(draft(text, 2), [4]);
  assert.deepEqual(draft(text, 0), []);
});

test('nothing is drafted where nothing occurred before', () => {
  for (const text of [[], [1], [1, 2], count(1, 50)]) assert.deepEqual(draft(text), [], text.join());
});

test('the longest occurrence counts, of equally long ones the latest', () => {
  assert.deepEqual(draft([7, 1, 2, ...count(50, 8), 8, 1, 2, ...count(60, 8), 7, 1, 2]), count(50, 7));
  assert.deepEqual(draft([1, 2, ...count(50, 8), 1, 2, ...count(60, 8), 9, 1, 2]), count(60, 7));
});

test('what repeats itself is drafted beyond the end of the text', () => {
  assert.deepEqual(draft([5, 5, 5]), [5, 5, 5, 5, 5, 5, 5]);
  assert.deepEqual(draft([1, 2, 1, 2, 1]), [2, 1, 2, 1, 2, 1, 2]);
});

test('parts of pictures are neither compared nor drafted', () => {
  assert.deepEqual(draft([-1, -2, -3, 4, -1, -2]), []);
  assert.deepEqual(draft([1, 2, 3, 4, 5, -1, -2, 1, 2]), [3, 4, 5]);
  assert.deepEqual(draft([1, 2, -1, -2, 1, 2]), []);
});

test('how long a step takes decides on the length', () => {
  const text = [...count(1, 20), 99, 1, 2, 3, 4, 5, 6];
  const length = (times: Record<number, number>) => {
    const lookup = new PromptLookup();
    for (const [tokens, ms] of Object.entries(times)) lookup.recordStep(Number(tokens), ms);
    return lookup.draft(text, MOST_DRAFTED).length;
  };
  assert.equal(length({}), 0, 'a single token is measured first');
  assert.equal(length({ 1: 50 }), 7, 'what is not known is tried');
  assert.equal(length({ 1: 50, 8: 60 }), 7);
  assert.equal(length({ 1: 50, 4: 70, 8: 300 }), 3);
  assert.equal(length({ 1: 50, 2: 55, 4: 200, 8: 400 }), 1);
  assert.equal(
    length({ 1: 50, 2: 100, 4: 200, 8: 400 }),
    0,
    'where the processor is the limit, drafts cost what they bring',
  );
});

test('what became of drafts decides as well, drafted or not', () => {
  const lookup = new PromptLookup();
  for (const [tokens, ms] of [
    [1, 50],
    [2, 65],
    [4, 100],
    [8, 160],
  ] as const)
    lookup.recordStep(tokens, ms);
  const text = [...count(1, 20), 99, 1, 2, 3];
  const told = (right: boolean) => {
    const before = lookup.draft(text, MOST_DRAFTED).length;
    for (let i = 0; i < MOST_DRAFTED; i++) lookup.observe(right ? 4 + i : 77);
    return before;
  };
  for (let i = 0; i < 60; i++) told(false);
  assert.equal(told(false), 0);
  for (let i = 0; i < 60; i++) told(true);
  assert.equal(told(true), 7);
});

test('a time taken beside other programs does not decide for good', () => {
  const lookup = new PromptLookup();
  const text = [...count(1, 20), 99, ...count(1, 8)];
  lookup.recordStep(1, 50);
  for (const tokens of [2, 4, 8]) lookup.recordStep(tokens, 5000);
  assert.equal(lookup.draft(text, MOST_DRAFTED).length, 0);
  let steps = 0;
  while (lookup.draft(text, MOST_DRAFTED).length === 0 && steps < 5000) {
    lookup.recordStep(1, 50);
    steps++;
  }
  assert.ok(steps < 3000, `${steps} steps`);
  for (let i = 0; i < 30; i++) lookup.recordStep(1 + lookup.draft(text, MOST_DRAFTED).length, 55);
  assert.equal(lookup.draft(text, MOST_DRAFTED).length, 7);
});
