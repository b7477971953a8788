import assert from 'node:assert/strict';
import test from 'node:test';
import { chosen, pictures, type Question } from './questions.ts';

const question = (id: number, picture: string): Question => ({
  id,
  picture,
  split: 'seen',
  renderer: 'skia',
  task: 'kind',
  question: 'What kind of picture is this?',
});
const all = Array.from({ length: 20 }, (_, i) => question(i, `seen/${i >> 1}.png`));

test('pictures: each once, in order', () => {
  assert.deepEqual(pictures(all.slice(0, 5)), ['seen/0.png', 'seen/1.png', 'seen/2.png']);
});

test('chosen: a limit keeps every question of evenly spread pictures', () => {
  assert.equal(chosen(all, 0), all);
  assert.equal(chosen(all, 10), all);
  assert.deepEqual(pictures(chosen(all, 5)), ['seen/0.png', 'seen/2.png', 'seen/4.png', 'seen/6.png', 'seen/8.png']);
  assert.equal(chosen(all, 5).length, 10);
});
