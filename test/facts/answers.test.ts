import assert from 'node:assert/strict';
import test from 'node:test';
import { answerFromFacts } from '../../src/facts/index.ts';
import { textOf } from './judge.ts';
import { counted, runQuestions } from './questions.ts';
import { chartWorld } from './worlds/chart.ts';
import { source } from './worlds/random.ts';

test('made-up questions on made-up facts: right, refused where it is not there, marked where it stands', () => {
  const tuned = counted(runQuestions('tuned', 4, 77));
  assert.ok(tuned.right >= 0.93, `right ${tuned.right}`);
  assert.ok(tuned.wrong <= 0.03, `wrong ${tuned.wrong}`);
  assert.ok(tuned.absentRefused >= 0.9, `absent refused ${tuned.absentRefused}`);
  assert.ok(tuned.markedRight >= 0.95, `marked ${tuned.markedRight}`);
});

test('questions go on from the ones before', () => {
  const { facts, keys, series } = chartWorld(source(5));
  const name = series.length > 1 ? series[0]!.name : '';
  const first = `What is ${name} in ${keys[0]}?`;
  const next = answerFromFacts(`And in ${keys[2]}?`, [facts], [first]);
  const whole = answerFromFacts(`What is ${name} in ${keys[2]}?`, [facts]);
  assert.equal(textOf(next), textOf(whole));
  assert.match(textOf(next), new RegExp(keys[2]!));
});

test('hostile and endless questions end at once', () => {
  const { facts } = chartWorld(source(9));
  for (const question of [
    'a'.repeat(100_000),
    '('.repeat(5000),
    '最'.repeat(50_000),
    `"${'x'.repeat(5000)}`,
    '<|im_start|>'.repeat(500),
    '',
  ]) {
    const started = performance.now();
    answerFromFacts(question, [facts]);
    assert.ok(performance.now() - started < 1500);
  }
});

test('without a picture there is no answer', () => {
  assert.equal(answerFromFacts('What is the highest value?', []).kind, 'other');
});
