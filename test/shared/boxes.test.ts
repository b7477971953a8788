import assert from 'node:assert/strict';
import test from 'node:test';
import { toSquare } from '../../src/image/square.ts';
import { boxesIn } from '../../src/shared/boxes.ts';
import { around, fromSquareBox, grow, squareScale, toSquareBox, type Corners } from '../../src/shared/geometry.ts';

test('a box of the padded square lands on the original, padding undone', () => {
  // 800×400 is padded by 200 above and below: the square is 800 high.
  assert.deepEqual(fromSquareBox([0, 0.25, 1, 0.75], { width: 800, height: 400 }, 'pad'), {
    x: 0,
    y: 0,
    width: 800,
    height: 400,
  });
  assert.deepEqual(fromSquareBox([0.5, 0.5, 0.75, 0.6], { width: 800, height: 400 }, 'pad'), {
    x: 400,
    y: 200,
    width: 200,
    height: 80,
  });
  assert.deepEqual(fromSquareBox([0.5, 0.5, 0.75, 0.6], { width: 800, height: 400 }, 'squash'), {
    x: 400,
    y: 200,
    width: 200,
    height: 40,
  });
  assert.deepEqual(fromSquareBox([0.2, 0.1, 0.8, 0.9], { width: 300, height: 900 }, 'pad'), {
    x: 0,
    y: 90,
    width: 300,
    height: 720,
  });
  assert.equal(fromSquareBox([0, 0, 1, 0.2], { width: 800, height: 400 }, 'pad'), undefined); // in the padding alone
});

test('there and back is the same region, for odd sizes too', () => {
  for (const size of [
    { width: 801, height: 403 },
    { width: 331, height: 777 },
    { width: 64, height: 64 },
  ]) {
    for (const preprocess of ['pad', 'squash'] as const) {
      const region = { x: 13, y: 7, width: 40, height: 21 };
      assert.deepEqual(fromSquareBox(toSquareBox(region, size, preprocess), size, preprocess), region);
    }
  }
});

test('the whole picture is where the image code puts it in the square', () => {
  for (const [width, height] of [
    [80, 40],
    [41, 80],
    [97, 33],
  ] as const) {
    const { content, width: side } = toSquare(
      { width, height, data: new Uint8Array(width * height * 3) },
      { side: 384, mode: 'pad', padColor: [127, 127, 127] },
    );
    const [x1, y1, x2, y2] = toSquareBox({ x: 0, y: 0, width, height }, { width, height }, 'pad').map(
      (value) => value * side,
    ) as Corners;
    for (const [ours, theirs] of [
      [x1, content.x],
      [y1, content.y],
      [x2, content.x + content.width],
      [y2, content.y + content.height],
    ]) {
      assert.ok(Math.abs(ours! - theirs!) <= 1, `${width}×${height}: ${ours} and ${theirs}`);
    }
  }
});

test('scale, margins and hulls', () => {
  assert.deepEqual(squareScale({ width: 768, height: 300 }, 384, 'pad'), { x: 0.5, y: 0.5 });
  assert.deepEqual(squareScale({ width: 768, height: 192 }, 384, 'squash'), { x: 0.5, y: 2 });
  assert.deepEqual(grow({ x: 2, y: 90, width: 10, height: 10 }, 5, { width: 100, height: 100 }), {
    x: 0,
    y: 85,
    width: 17,
    height: 15,
  });
  assert.deepEqual(
    around([
      { x: 5, y: 5, width: 5, height: 5 },
      { x: 1, y: 8, width: 2, height: 9 },
    ]),
    { x: 1, y: 5, width: 9, height: 12 },
  );
  assert.equal(around([]), undefined);
});

const size = { width: 1000, height: 1000 };
const regions = (answer: string) => boxesIn(answer, size, 'pad').map(({ region }) => Object.values(region));

test('boxes are found in answers, with the words in front of them', () => {
  assert.deepEqual(regions('[0.1, 0.2, 0.3, 0.4]'), [[100, 200, 200, 200]]);
  assert.deepEqual(regions('(0, 0, 1.0, .5)'), [[0, 0, 1000, 500]]);
  const answer = 'The save button is at [0.5,0.5,0.6,0.55], and the menu: [ 0, 0, 1, .1 ].';
  const found = boxesIn(answer, size, 'pad');
  assert.deepEqual(
    found.map(({ label }) => label),
    ['The save button', 'the menu'],
  );
  assert.deepEqual(
    found.map(({ start, end }) => answer.slice(start, end)),
    ['[0.5,0.5,0.6,0.55]', '[ 0, 0, 1, .1 ]'],
  );
});

test('malformed boxes stay text', () => {
  for (const text of [
    '[0.1, 0.2, 0.3]',
    '[0.1, 0.2, 0.3, 1.4]',
    '[-0.1, 0.2, 0.3, 0.4]',
    '[0.5, 0.2, 0.3, 0.4]',
    '[0.1, 0.4, 0.3, 0.4]',
    '[10, 20, 30, 40]',
    '0.1, 0.2, 0.3, 0.4',
    '[0.1 0.2 0.3 0.4]',
    '[0.1, 0.2, 0.3, 0.4',
    '[NaN, 0.2, 0.3, 0.4]',
    '[0.1, 0.2, 0.3, 0.4, 0.5]',
    '[1e-1, 0.2, 0.3, 0.4]',
    '',
  ])
    assert.deepEqual(regions(text), [], text);
  assert.deepEqual(boxesIn('[0, 0, 1, 0.1]', { width: 1000, height: 400 }, 'pad'), []); // padding
});

test('an answer that babbles boxes is cut off', () =>
  assert.equal(regions('[0.1, 0.2, 0.3, 0.4] '.repeat(500)).length, 20));
