import assert from 'node:assert/strict';
import test from 'node:test';
import { compareAnswer, described } from '../../src/host/answers/comparison.ts';
import type { AnswerRunParams } from '../../src/host/conversation/answerRunner.ts';
import type { Comparison } from '../../src/shared/compare.ts';
import { english } from '../../src/shared/message.ts';

const [first, second] = [{ id: 'a' }, { id: 'b' }];
const comparison: Comparison = {
  sizes: { before: [800, 600], after: [1600, 1200] },
  ssim: 0.91,
  differing: 0.02,
  texts: 0.8,
  place: 0.99,
  differences: [
    { kind: 'moved-text', box: { x: 100, y: 400, width: 80, height: 20 }, before: 'Save', by: [0, 30] },
    { kind: 'missing-text', box: { x: 10, y: 20, width: 80, height: 20 }, before: '<img src=x onerror=alert(1)>' },
    { kind: 'extra-text', box: { x: 300, y: 200, width: 90, height: 20 }, after: 'Cancel' },
  ],
  more: 2,
};

test('differences are listed from top to bottom, and marked where they are: on the first, the second, or both', () => {
  const { lines, boxes } = described(comparison, first!, second!);
  const said = lines.map(english);
  assert.match(said[0]!, /80\.0 %/);
  assert.match(said[2]!, /800 × 600 and 1600 × 1200/);
  assert.match(said[3]!, /^1\. The text "<img src=x onerror=alert\(1\)>" is missing in the second \(10, 20\)$/);
  assert.match(said[4]!, /^2\. The text "Cancel" is new/);
  assert.match(said[5]!, /^3\. The text "Save" moved by 0 to the right and 30 down/);
  assert.match(said.at(-1)!, /2 more/);
  assert.deepEqual(
    boxes.map(({ picture, label, region }) => [picture, label, region.x, region.y]),
    [
      ['a', '1', 10, 20],
      ['b', '2', 600, 400],
      ['a', '3', 100, 400],
      ['b', '3', 200, 860],
    ],
  );
});

test('other questions go on to the next, and one picture is not enough', async () => {
  const params = { question: { pictures: ['a'], role: 'user' } } as unknown as AnswerRunParams;
  const never = { compare: () => Promise.reject(new Error('compared')) };
  assert.deepEqual(await compareAnswer(never, params), { done: false });
  const alone = {
    question: { role: 'user', pictures: ['a'], compare: true },
    turns: [{ role: 'user', pictures: ['a'] }],
    conversation: { pictures: [{ id: 'a' }] },
  } as unknown as AnswerRunParams;
  await assert.rejects(compareAnswer(never, alone), /Two different pictures/);
});
