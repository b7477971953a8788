import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutOverlaps } from '../../../src/ocr/inPlace/overlaps.ts';

const reading = (text: string, confidence: number, x: number, width: number) => ({
  text,
  confidence,
  box: { x, y: 10, width, height: 12 },
});

test('a half of a word and the inside of a letter give way to the word; neighbours stay', () => {
  const found = [
    reading('ject', 0.9, 60, 24),
    reading('New project', 0.95, 10, 74),
    reading('o', 0.4, 50, 6),
    reading('Save', 0.9, 90, 28),
  ];
  assert.deepEqual(
    withoutOverlaps(found).map(({ text }) => text),
    ['New project', 'Save'],
  );
});

test('nothing that was read has no place', () => {
  assert.deepEqual(withoutOverlaps([reading('', 0, 0, 10)]), []);
});
