import assert from 'node:assert/strict';
import test from 'node:test';
import { boxesIn, soughtIn } from '../../src/host/reading/boxes.ts';

const wide = { width: 400, height: 200 };

test('boxes of the padded square become pixels of the picture', () => {
  // The square is 400 × 400 and the picture its middle half.
  assert.deepEqual(boxesIn('It is at [0.25, 0.25, 0.5, 0.75].', wide, 'pad'), [{ label: '[0.25, 0.25, 0.5, 0.75]', region: { x: 100, y: 0, width: 100, height: 200 } }]);
  assert.deepEqual(boxesIn('(0, 0, 1.0, .5)', wide, 'squash')[0]!.region, { x: 0, y: 0, width: 400, height: 100 });
});

test('malformed boxes stay text', () => {
  for (const text of ['[0.5, 0.5, 0.4, 0.9]', '[10, 20, 30, 40]', '[0.1, 0.2, 0.3]', '0.1, 0.2, 0.3, 0.4', '[0.1, 0.2, 0.3, 1.4]', '[0.1, 0.0, 0.9, 0.1]']) {
    assert.deepEqual(boxesIn(text, wide, 'pad'), [], text);
  }
});

test('questions for a place', () => {
  assert.equal(soughtIn('Where is the Save button?'), 'the Save button');
  assert.equal(soughtIn("where's the legend"), 'the legend');
  assert.equal(soughtIn('Where does it fail?'), undefined);
});
