import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeImage } from '../../src/image/decode.ts';
import { resizeBicubic } from '../../src/image/resize.ts';
import { toPatches, toPng, toSquare } from '../../src/image/square.ts';
import type { RgbImage, SquareSpec } from '../../src/image/types.ts';

const folder = new URL('../fixtures/images/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const cases = JSON.parse(read('cases.json').toString()) as {
  image: string;
  mode: SquareSpec['mode'];
  side: number;
  expected: string;
}[];
const spec = (mode: SquareSpec['mode'], side: number): SquareSpec => ({ mode, side, padColor: [127, 127, 127] });

function difference(a: RgbImage, b: RgbImage): { mean: number; max: number } {
  assert.deepEqual([a.width, a.height, a.data.length], [b.width, b.height, b.data.length]);
  let sum = 0;
  let max = 0;
  for (let i = 0; i < a.data.length; i++) {
    const d = Math.abs(a.data[i]! - b.data[i]!);
    sum += d;
    max = Math.max(max, d);
  }
  return { mean: sum / a.data.length, max };
}

for (const { image, mode, side, expected } of cases) {
  test(`${image}, ${mode} to ${side}: as Pillow has it`, async () => {
    const square = toSquare(await decodeImage(read(image)), spec(mode, side));
    const { mean, max } = difference(square, await decodeImage(read(expected)));
    assert.ok(mean <= 1, `mean difference ${mean}`);
    assert.ok(max <= 4, `largest difference ${max}`);
    // PNG decodes to the same pixels everywhere, so nothing but the resize is left: that is exact.
    if (image.endsWith('.png')) assert.equal(max, 0);
  });
}

test('a picture of the square’s own size stays as it is', async () => {
  const picture = toSquare(await decodeImage(read('chelsea.png')), spec('squash', 196));
  assert.deepEqual(resizeBicubic(picture, 196, 196).data, picture.data);
});

test('the padding has the pad colour, and content says where the picture lies', async () => {
  const square = toSquare(await decodeImage(read('ui-form.png')), { side: 384, mode: 'pad', padColor: [1, 2, 3] });
  const { content } = square;
  assert.ok(content.y > 0 && content.x === 0 && content.width === 384);
  assert.deepEqual([...square.data.subarray(0, 6)], [1, 2, 3, 1, 2, 3]);
  const below = (content.y + content.height + 4) * 384 * 3;
  assert.deepEqual([...square.data.subarray(below, below + 3)], [1, 2, 3]);
});

test('patches: channel, row, column; the border that fills no patch is left out', () => {
  const data = new Uint8Array(5 * 5 * 3).map((_, i) => i);
  const patches = toPatches({ width: 5, height: 5, data }, 2, { mean: [0, 0, 0], std: [1, 1, 1] });
  assert.equal(patches.length, 4 * 3 * 2 * 2);
  const at = (x: number, y: number, c: number) => Math.fround(((y * 5 + x) * 3 + c) / 255);
  // second patch (right of the first), green channel
  assert.deepEqual([...patches.subarray(12 + 4, 12 + 8)], [at(2, 0, 1), at(3, 0, 1), at(2, 1, 1), at(3, 1, 1)]);
  const normalized = toPatches({ width: 5, height: 5, data }, 2, { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  assert.equal(normalized[0], -1);
});

test('what the model sees, as PNG', async () => {
  const square = toSquare(await decodeImage(read('small.png')), spec('pad', 28));
  const png = await decodeImage(await toPng(square));
  assert.equal(png.format, 'png');
  assert.deepEqual(png.data, square.data);
});
