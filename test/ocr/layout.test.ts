import assert from 'node:assert/strict';
import test from 'node:test';
import { correctGlyph, correctWord } from '../../src/ocr/lines/correct.ts';
import { layOut } from '../../src/ocr/lines/layout.ts';
import type { FoundWord, Glyph } from '../../src/ocr/page/words.ts';

const PITCH = 16;
const white = () => ({ width: 1200, height: 400, data: new Uint8Array(1200 * 400).fill(255) });

/** A word on the grid: glyphs of 12×20 pixels, one a cell, `row` lines of 40 pixels down. */
function word(text: string, column: number, row: number, confidence = 95): FoundWord {
  const glyphs: Glyph[] = [...text].map((letter, i) => {
    const x0 = (column + i) * PITCH + 2;
    return { text: letter, confidence, box: { x0, x1: x0 + 12, y0: row * 40 + 4, y1: row * 40 + 24 } };
  });
  return {
    glyphs,
    confidence,
    box: { x0: glyphs[0]!.box.x0, x1: glyphs.at(-1)!.box.x1, y0: row * 40 + 4, y1: row * 40 + 24 },
  };
}

const underscore = (page: ReturnType<typeof white>, column: number, row: number) => {
  for (let y = row * 40 + 26; y < row * 40 + 29; y++)
    page.data.fill(0, y * 1200 + column * PITCH, y * 1200 + (column + 1) * PITCH);
};

const filler = [word('the_quick_brown_fox', 0, 6), word('jumps_over_the_lazy', 0, 7)];

test('words in any order become lines from top to bottom and left to right, indentation and wide gaps kept', () => {
  const lines = layOut(
    [
      word('total', 14, 1),
      word('return', 4, 2),
      word('function', 0, 0),
      word('Tests:', 0, 1),
      word('sum', 9, 0),
      word('13', 11, 1),
      ...filler,
    ],
    white(),
  );
  assert.deepEqual(
    lines.slice(0, 3).map(({ indent, text }) => ' '.repeat(indent) + text),
    ['function sum', 'Tests:     13 total', '    return'],
  );
});

test('an underscore that was dropped comes back, between words and in front of them; an underline does not', () => {
  const page = white();
  underscore(page, 3, 0);
  for (const column of [0, 1]) underscore(page, column, 1);
  for (let column = 0; column < 9; column++) underscore(page, column, 2);
  const lines = layOut(
    [word('job', 0, 0), word('id', 4, 0), word('init', 2, 1), word('open', 0, 2), word('file', 5, 2), ...filler],
    page,
  );
  assert.deepEqual(
    lines.slice(0, 3).map(({ text }) => text),
    ['job_id', '__init', 'open file'],
  );
  assert.equal(lines[0]!.words.length, 1);
});

test('a full stop and a colon that were dropped come back', () => {
  const page = white();
  const dot = (column: number, y: number) => {
    for (let dy = 0; dy < 4; dy++)
      page.data.fill(0, (y + dy) * 1200 + column * PITCH + 6, (y + dy) * 1200 + column * PITCH + 10);
  };
  dot(4, 20);
  for (const y of [8, 20]) dot(3, 40 + y);
  const lines = layOut([word('done', 0, 0), word('key', 0, 1), word('value', 5, 1), ...filler], page);
  assert.deepEqual(
    lines.slice(0, 2).map(({ text }) => text),
    ['done.', 'key: value'],
  );
});

test('of two glyphs in one cell the more certain stays', () => {
  const doubled = word('Order', 0, 0);
  doubled.glyphs.unshift({ text: '0', confidence: 60, box: { x0: 1, x1: 10, y0: 2, y1: 28 } });
  assert.equal(layOut([doubled, ...filler], white())[0]!.text, 'Order');
});

test('a word is as certain as its least certain part', () => {
  const page = white();
  underscore(page, 3, 0);
  const [line] = layOut([word('job', 0, 0, 90), word('id', 4, 0, 40), ...filler], page);
  assert.equal(line!.words[0]!.confidence, 40);
});

test('no words, no lines', () => assert.deepEqual(layOut([], white()), []));

test('quotes are straight, letters in hexadecimal are digits, zeros in names are letters', () => {
  assert.equal([...'“it’s”'].map(correctGlyph).join(''), '"it\'s"');
  assert.equal(correctWord('7f3cla90-55de-4ble-9cOd-12ab34cd56ef'), '7f3c1a90-55de-4b1e-9c0d-12ab34cd56ef');
  assert.equal(correctWord('(Ox1f4a)'), '(0x1f4a)');
  assert.equal(
    correctWord('com.acme.0rderService(0rderService.java:58)'),
    'com.acme.OrderService(OrderService.java:58)',
  );
  for (const word of ['0.25', '0xdeadbeef', '100ms', 'v0beta', 'Oxford', 'loading', 'debug-0.log', '0fade12'])
    assert.equal(correctWord(word), word);
});
