import assert from 'node:assert/strict';
import test from 'node:test';
import { contrast, darkOnWhite, maxFilter, medianFilter, type Rgb } from '../../src/ocr/page/normalise.ts';
import { toPgm } from '../../src/ocr/page/pgm.ts';
import { prepare, upscale } from '../../src/ocr/page/prepare.ts';
import { eraseRules, eraseSquiggles } from '../../src/ocr/page/shapes.ts';

const noise = (length: number) => {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = (state * 48271) % 2147483647) & 255);
};

/** A picture of one colour with rectangles [x, y, width, height, r, g, b] on it. */
function paint(width: number, height: number, ground: number[], rectangles: number[][]): Rgb {
  const data = new Uint8Array(width * height * 3);
  const fill = (x0: number, y0: number, w: number, h: number, colour: number[]) => {
    for (let y = y0; y < y0 + h; y++) for (let x = x0; x < x0 + w; x++) data.set(colour, (y * width + x) * 3);
  };
  fill(0, 0, width, height, ground);
  for (const [x, y, w, h, ...colour] of rectangles) fill(x!, y!, w!, h!, colour);
  return { width, height, data };
}

test('median and maximum of a neighbourhood agree with sorting', () => {
  const [width, height] = [37, 23];
  const plane = noise(width * height);
  const medians = medianFilter(plane, width, height, 3);
  const maxima = maxFilter(plane, width, height, { x: 3, y: 1 });
  const around = (x: number, y: number, rx: number, ry: number) => {
    const values: number[] = [];
    for (let v = Math.max(0, y - ry); v <= Math.min(height - 1, y + ry); v++) {
      for (let u = Math.max(0, x - rx); u <= Math.min(width - 1, x + rx); u++) values.push(plane[v * width + u]!);
    }
    return values.sort((a, b) => a - b);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const values = around(x, y, 3, 3);
      assert.equal(medians[y * width + x], values[values.length >> 1], `median at ${x},${y}`);
      assert.equal(maxima[y * width + x], around(x, y, 3, 1).at(-1), `maximum at ${x},${y}`);
    }
  }
});

test('dim text on dark and bright text on a coloured panel both become black on white, without the panel’s edge', () => {
  const picture = paint(
    120,
    60,
    [30, 30, 30],
    [
      [60, 0, 60, 60, 0, 120, 200], // panel
      [20, 20, 3, 9, 110, 110, 110], // dim stroke
      [90, 20, 3, 9, 255, 255, 255], // bright stroke
    ],
  );
  const page = darkOnWhite(contrast(picture, 1), 1);
  const at = (x: number, y: number) => page.data[y * 120 + x]!;
  assert.ok(at(21, 24) < 40, `dim stroke ${at(21, 24)}`);
  assert.ok(at(91, 24) < 40, `bright stroke ${at(91, 24)}`);
  for (const x of [5, 40, 58, 59, 60, 61, 100]) assert.equal(at(x, 40), 255, `ground at ${x}`);
});

test('squiggles and long rules go, underscores stay', () => {
  const page = { width: 100, height: 40, data: new Uint8Array(4000) };
  for (let x = 10; x < 70; x++) page.data[(20 + [0, 1, 2, 1][x % 4]!) * 100 + x] = 200; // a wave
  for (let x = 10; x < 40; x++) page.data[30 * 100 + x] = 200; // ____
  eraseSquiggles(page);
  assert.equal(
    page.data.subarray(19 * 100, 24 * 100).some((value) => value > 0),
    false,
  );
  assert.equal(page.data[30 * 100 + 20], 200);

  const ruled = { width: 100, height: 60, data: new Uint8Array(6000).fill(255) };
  ruled.data.fill(0, 10 * 100, 10 * 100 + 80); // across
  for (let y = 5; y < 55; y++) ruled.data[y * 100 + 90] = 0; // down
  ruled.data.fill(0, 20 * 100 + 5, 20 * 100 + 25); // a dash
  const large = { ...ruled, data: ruled.data.slice() };
  eraseRules(ruled, 9);
  assert.equal(ruled.data[10 * 100 + 40], 255);
  assert.equal(ruled.data[30 * 100 + 90], 255);
  assert.equal(ruled.data[20 * 100 + 15], 0);
  eraseRules(large, 17); // beside letters of this size, 80 across and 50 down may be a heading's
  assert.deepEqual([large.data[10 * 100 + 40], large.data[30 * 100 + 90]], [0, 0]);
});

test('upscaling keeps flat areas and interpolates between samples', () => {
  const flat = upscale({ width: 5, height: 4, data: new Uint8Array(20).fill(77) }, 2);
  assert.deepEqual([flat.width, flat.height], [10, 8]);
  assert.ok(flat.data.every((value) => value === 77));
  const step = upscale({ width: 4, height: 1, data: Uint8Array.of(0, 0, 200, 200) }, 2);
  // Catmull-Rom weights a quarter of a pixel off: -9, 111, 29, -3 of 128; by hand for each half-pixel.
  const expected = [0, -9, 0 - 600, 29 * 200 - 600, 111 * 200 - 1800, 137 * 200, 131 * 200, 128 * 200];
  assert.deepEqual(
    [...step.data.subarray(0, 8)],
    expected.map((value) => Math.max(0, Math.round(value / 128))),
  );
  // Three samples of two: the middle one lies halfway, the others a sixth of a pixel outside of them.
  const half = upscale({ width: 2, height: 2, data: Uint8Array.of(0, 120, 0, 120) }, 1.5);
  assert.deepEqual([half.width, half.height, half.data[1]], [3, 3, 60]);
});

test('tall pictures are cut in bands that cover them, between lines of text', () => {
  const stripes: number[][] = [];
  for (let y = 10; y < 2990; y += 20) for (let x = 20; x < 900; x += 8) stripes.push([x, y, 4, 9, 0, 0, 0]);
  const bands = [...prepare(paint(1200, 3000, [255, 255, 255], stripes))];
  assert.ok(bands.length > 1);
  let next = 0;
  for (const { page, scale, top } of bands) {
    assert.equal(top, next);
    assert.ok(page.width * page.height <= 4.3e6);
    next = top + Math.floor(page.height / scale); // a page has whole rows
    if (next < 3000) assert.ok((next - 10) % 20 >= 9, `cut at ${next} runs through a line`);
  }
  assert.equal(next, 3000);
});

test('PGM has its header and its pixels', () => {
  const bytes = toPgm({ width: 3, height: 1, data: Uint8Array.of(1, 2, 3) });
  assert.equal(new TextDecoder().decode(bytes.subarray(0, 11)), 'P5\n3 1\n255\n');
  assert.deepEqual([...bytes.subarray(11)], [1, 2, 3]);
});
