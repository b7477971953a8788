import assert from 'node:assert/strict';
import test from 'node:test';
import type { TextReading } from '../../src/shared/engine.ts';
import { flattenGradients } from '../../src/structure/layout/gradients.ts';
import { flattenPhotos } from '../../src/structure/layout/photos.ts';
import { pageScale } from '../../src/structure/layout/sheet.ts';
import { random } from '../random.ts';

const [WIDTH, HEIGHT] = [640, 400];
const rgb = (r: number, g: number, b: number) => (r << 16) | (g << 8) | b;

/** A page with a line at every of these rows, and words of this height. */
function lined(rows: number[], letters: number): number {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).fill(255);
  for (const row of rows) data.fill(40, row * WIDTH * 3, (row + 2) * WIDTH * 3);
  const word = { text: 'Account', confidence: 95, box: { x: 10, y: 10, width: 80, height: letters } };
  const line = { text: 'Account', words: [word], box: word.box };
  const text: TextReading = { lines: [line, line, line, line], text: '', ms: 0 };
  return pageScale({ width: WIDTH, height: HEIGHT, data }, text);
}

test('small print at two pixels a CSS pixel is told from large print by where edges lie', () => {
  const even = [20, 60, 100, 140, 180, 220, 260];
  assert.equal(lined(even, 20), 2);
  assert.equal(
    lined(
      even.map((row, i) => row + (i % 2)),
      20,
    ),
    1,
    'odd edges',
  );
  assert.equal(lined([20, 60], 20), 1, 'too few edges to say');
  assert.equal(lined(even, 12), 1, 'print of ordinary size');
});

test('a photograph is one surface, flat print over it stays, and print on paper is none', () => {
  const next = random(3);
  const pixels = new Int32Array(WIDTH * HEIGHT).fill(0xffffff);
  for (let y = 50; y < 250; y++)
    for (let x = 100; x < 500; x++)
      pixels[y * WIDTH + x] = rgb(90 + 60 * next(), 100 + 60 * next() + y / 5, 80 + 60 * next() + x / 9);
  for (let y = 120; y < 140; y++) for (let x = 200; x < 280; x++) pixels[y * WIDTH + x] = 0xffeedd;
  // Print: soft edges of many greys on a white ground.
  for (let y = 300; y < 380; y += 2)
    for (let x = 100; x < 500; x += 3) pixels[y * WIDTH + x] = rgb(255 * next(), 255 * next(), 255 * next());
  const photos = flattenPhotos(pixels, WIDTH, HEIGHT, false);
  assert.equal(photos.length, 1);
  const [{ x, y, width, height }] = photos as [(typeof photos)[0]];
  assert.ok(
    Math.abs(x - 100) < 3 && Math.abs(y - 50) < 3 && Math.abs(width - 400) < 5 && Math.abs(height - 200) < 5,
    [x, y, width, height].join(),
  );
  const colours = new Set<number>();
  for (let v = y; v < y + height; v++) for (let u = x; u < x + width; u++) colours.add(pixels[v * WIDTH + u]!);
  assert.deepEqual(colours.size, 2);
  assert.ok(colours.has(0xffeedd));
});

test('a gradient that went through lossy compression is one surface, a flat one stays flat', () => {
  const next = random(7);
  const shake = () => Math.round(4 * next()) - 2;
  const pixels = new Int32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = x / WIDTH;
      pixels[y * WIDTH + x] =
        y < 70
          ? rgb(123 + 118 * at + shake(), 47 - 40 * at + shake(), 247 - 84 * at + shake())
          : rgb(240 + shake(), 242 + shake(), 246 + shake());
    }
  }
  const gradients = flattenGradients(pixels, WIDTH, HEIGHT, true);
  assert.equal(gradients.size, 1);
  const [colour, { down }] = [...gradients][0]!;
  assert.equal(down, false);
  let covered = 0;
  for (let i = 0; i < 70 * WIDTH; i++) if (pixels[i] === colour) covered++;
  assert.ok(covered > 0.95 * 70 * WIDTH, `${covered / (70 * WIDTH)}`);
});
