import assert from 'node:assert/strict';
import test from 'node:test';
import { answerFromFacts } from '../../src/facts/index.ts';
import { textOf } from './judge.ts';
import { emptyFacts, readingOf } from './worlds/facts.ts';

const facts = emptyFacts({
  text: readingOf([
    '$ kubectl get pods',
    'parser-5c6b4   0/1   CrashLoopBack0ff   37',
    'cache-66f7d    1/1   Running   1',
  ]),
});

test('quoted words are found although a letter was read as a digit', () => {
  assert.match(textOf(answerFromFacts('Is "CrashLoopBackOff" in there anywhere?', [facts])), /^Yes: parser-5c6b4/);
  const none = answerFromFacts('Is "ImagePullBackOff" in there?', [facts]);
  assert.equal(none.kind, 'refusal');
  assert.match(textOf(none), /"ImagePullBackOff" was not read/);
});
