import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { createReader } from '../../src/reading/index.ts';
import type { Grey } from '../../src/ocr/page/normalise.ts';
import { eraseBoxes } from '../../src/ocr/page/shapes.ts';
import { sidewaysColumns } from '../../src/ocr/page/columns.ts';
import { legibility } from '../../src/prompts/legibility.ts';
import type { Region, TextReading } from '../../src/shared/engine.ts';

const reader = createReader();
after(() => reader.dispose());

const SCREEN = 'test/fixtures/ocr/ui-dashboard@1x.png';
/** A line of it, and where that line is. */
const TITLE = { text: 'Showing 1-5 of 1,284 results', left: 184, top: 366, width: 190, height: 24 };

/** The screenshot with white beside it, and the line on its side there, turned clockwise by so many quarters. */
async function withTitle(quarters: 1 | 3, where: { left: number; top: number }): Promise<TextReading> {
  const title = await sharp(SCREEN)
    .extract(TITLE)
    .rotate(90 * quarters)
    .toBuffer();
  const background = '#ffffff';
  const { data, info } = await sharp(await sharp(SCREEN).extend({ right: 120, background }).png().toBuffer())
    .composite([{ input: title, ...where }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return await reader.read({ width: info.width, height: info.height, data });
}

const near = (found: Region, expected: Region) => {
  for (const key of ['x', 'y', 'width', 'height'] as const)
    assert.ok(Math.abs(found[key] - expected[key]) <= 6, `${key}: ${found[key]}, not ${expected[key]}`);
};

for (const [quarters, way] of [
  [3, 'upwards'],
  [1, 'downwards'],
] as const) {
  test(`a line that runs ${way} beside upright text is read, its words where they are`, async () => {
    const { lines, text } = await withTitle(quarters, { left: 1030, top: 200 });
    const standing = lines.filter(({ sideways }) => sideways);
    assert.deepEqual(
      standing.map((line) => line.text),
      [TITLE.text],
    );
    assert.equal(text.split('\n').at(-1), TITLE.text);
    near(standing[0]!.box, { x: 1034, y: quarters === 3 ? 229 : 204, width: 14, height: 158 });
    const [first, last] = [standing[0]!.words[0]!, standing[0]!.words.at(-1)!];
    assert.deepEqual([first.text, last.text], ['Showing', 'results']);
    assert.equal(first.box.y > last.box.y, quarters === 3);
    // The upright text is what it was.
    assert.ok(text.includes('Alfreds Futterkiste') && text.includes('Bottom-Dollar Markets'), text);
    assert.ok(
      legibility({ lines: standing, text, ms: 1 }, { width: 1100, height: 560 }, 384, 'pad').crops.length === 0,
    );
  });
}

const SIZE = { width: 400, height: 400 };
/** Marks the size of letters, 10 × 8 pixels, as [x, y], on white. */
function page(marks: [number, number][]): Grey {
  const data = new Uint8Array(SIZE.width * SIZE.height).fill(255);
  for (const [x, y] of marks)
    for (let row = y; row < y + 8; row++) data.fill(0, row * SIZE.width + x, row * SIZE.width + x + 10);
  return { ...SIZE, data };
}
const column = (x: number, y = 100, count = 8): [number, number][] =>
  Array.from({ length: count }, (_, i) => [x, y + 11 * i]);
/** Lines of text: marks beside each other, the lines close. */
const paragraph: [number, number][] = Array.from({ length: 240 }, (_, i) => [
  100 + 14 * (i % 20),
  20 + 20 * Math.floor(i / 20),
]);

test('a column with white on both sides may be text; one within text, a short one, and one of marks far apart are not', () => {
  const found = (marks: [number, number][]) =>
    sidewaysColumns(page([...paragraph, ...marks]), 10).map(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1]);
  assert.deepEqual(found(column(30)), [[30, 100, 40, 185]]);
  assert.deepEqual(found([]), []);
  assert.deepEqual(found([...column(30), [41, 140]]), []); // touched
  assert.deepEqual(found(column(30, 100, 3)), []);
  assert.deepEqual(found(column(30).map(([x], i) => [x, 100 + 30 * i])), []);
});

test('a page of nothing but such columns lies on its side as a whole', () => {
  const columns = Array.from({ length: 12 }, (_, i) => column(20 + 30 * i)).flat();
  assert.deepEqual(sidewaysColumns(page(columns), 10), []);
});

test('what was read sideways is not read again', () => {
  const some = page(column(30));
  eraseBoxes(some, [{ x0: 30, y0: 100, x1: 40, y1: 185 }]);
  assert.ok(some.data.every((value) => value === 255));
});
