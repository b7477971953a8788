/** Joining tokens to text: characters of several tokens, stop strings, blanks at the ends. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AnswerText } from '../../src/engine/language/answerText.ts';

/** Feeds `text` in pieces of `size` bytes; returns all that came out. */
function feed(text: string | Uint8Array, size: number, stops: string[] = []): { out: string[]; answer: AnswerText } {
  const answer = new AnswerText(stops);
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const out: string[] = [];
  for (let at = 0; at < bytes.length && !answer.stopped; at += size) out.push(answer.push(bytes.slice(at, at + size)));
  out.push(answer.end());
  assert.equal(out.join(''), answer.text);
  return { out, answer };
}

test('characters that are split between tokens come out whole', () => {
  const text = 'Größe: 5 µm, 図表 📈 ok';
  for (const size of [1, 2, 3, 5, 100]) {
    const { out, answer } = feed(text, size);
    assert.equal(answer.text, text);
    assert.ok(out.every((piece) => !piece.includes('\ufffd')));
  }
});

test('bytes that are no UTF-8 become replacement characters, at the end as well', () => {
  assert.equal(feed(Uint8Array.of(0x41, 0xff, 0x42), 1).answer.text, 'A\ufffdB');
  assert.equal(feed(Uint8Array.of(0x41, 0xe5, 0x9b), 1).answer.text, 'A\ufffd');
});

test('nothing of a stop string or behind it is shown, however it is cut', () => {
  for (const size of [1, 2, 3, 4, 50]) {
    const { out, answer } = feed('A cat.</s>USER: more', size, ['</s>']);
    assert.equal(answer.text, 'A cat.');
    assert.ok(answer.stopped);
    assert.ok(!out.join('').includes('<'));
  }
  assert.equal(feed('a < b </ c', 1, ['</s>']).answer.text, 'a < b </ c');
  assert.equal(feed('xabcab', 2, ['cab', 'abd']).answer.text, 'xab');
});

test('blanks at both ends are left out, those inside stay', () => {
  assert.equal(feed('  \n one  two \n three \n\n', 1).answer.text, 'one  two \n three');
  assert.equal(feed('   ', 1).answer.text, '');
});
