import assert from 'node:assert/strict';
import test from 'node:test';
import type { Grey } from '../../src/ocr/page/normalise.ts';
import { recognizeInStrips } from '../../src/ocr/recognise/strips.ts';
import type { Recognizer } from '../../src/ocr/recognise/tesseract.ts';

const WIDTH = 1000;
/** A page with bars of text: [first row, height, first column, columns]. */
function page(height: number, bars: [number, number, number, number][]): Grey {
  const data = new Uint8Array(WIDTH * height).fill(255);
  for (const [y0, rows, x, columns] of bars)
    for (let y = y0; y < y0 + rows; y++) data.fill(0, y * WIDTH + x, y * WIDTH + x + columns);
  return { width: WIDTH, height, data };
}
const lines = (count: number, pitch: number, rows: number, x = 0, columns = WIDTH) =>
  Array.from({ length: count }, (_, i): [number, number, number, number] => [10 + i * pitch, rows, x, columns]);

/** Reports every bar that begins in a column as a word that is as high as what it sees of it. */
function barsFrom(columns: number[], heights: number[] = []): Recognizer {
  return {
    async recognize({ width, height, data }) {
      heights.push(height);
      return columns.flatMap((x) => {
        const words = [];
        for (let y = 0; y < height; y++) {
          if (data[y * width + x]! > 127) continue;
          const y0 = y;
          while (y < height && data[y * width + x]! < 128) y++;
          const box = { x0: x, x1: x + 10, y0, y1: y };
          words.push({ confidence: 90, box, glyphs: [{ text: 'x', confidence: 90, box }] });
        }
        return words;
      });
    },
  };
}

test('a page full of text is read in strips that begin and end between lines; words come back where they are', async () => {
  const heights: number[] = [];
  const reader = recognizeInStrips(barsFrom([0], heights), async () => barsFrom([0], heights));
  const words = await reader.recognize(page(600, lines(14, 40, 12)));
  assert.deepEqual(
    words.map(({ box }) => [box.y0, box.y1]),
    lines(14, 40, 12).map(([y, rows]) => [y, y + rows]),
  );
  assert.deepEqual(
    words.map(({ glyphs }) => glyphs[0]!.box.y0),
    lines(14, 40, 12).map(([y]) => y),
  );
  assert.equal(heights.length, 14);
  assert.equal(
    heights.reduce((sum, height) => sum + height),
    600,
  );
  assert.ok(Math.max(...heights) <= 80, heights.join());
});

test('where no row is empty both strips see the lines there, and each word comes back once and whole', async () => {
  // Two columns whose lines never leave the same rows empty.
  const left = lines(18, 30, 20, 0, 400);
  const right = lines(17, 32, 22, 500, 400).map(([y, rows, x, columns]): [number, number, number, number] => [
    y + 14,
    rows,
    x,
    columns,
  ]);
  const reader = recognizeInStrips(barsFrom([0, 500]), async () => barsFrom([0, 500]));
  const words = await reader.recognize(page(600, [...left, ...right]));
  const found = words.map(({ box }) => [box.x0, box.y0, box.y1 - box.y0].join()).sort();
  assert.deepEqual(found, [...left, ...right].map(([y, rows, x]) => [x, y, rows].join()).sort());
});

test('little text starts no second recogniser, and one that does not start is done without', async () => {
  let starts = 0;
  const reader = recognizeInStrips(barsFrom([0]), async () => {
    starts++;
    throw new Error('no memory');
  });
  assert.equal((await reader.recognize(page(600, lines(3, 40, 12)))).length, 3);
  assert.equal(starts, 0);
  assert.equal((await reader.recognize(page(600, lines(14, 40, 12)))).length, 14);
  await reader.recognize(page(600, lines(14, 40, 12)));
  assert.equal(starts, 1);
});

test('two recognisers share the strips as each gets done, and a large page with little text is cut as well', async () => {
  const seen: string[] = [];
  const slow = (name: string, ms: number): Recognizer => ({
    async recognize() {
      seen.push(name);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return [];
    },
  });
  await recognizeInStrips(slow('slow', 200), async () => slow('quick', 1)).recognize(page(600, lines(14, 40, 12)));
  assert.equal(seen.filter((name) => name === 'slow').length, 1, seen.join());
  const heights: number[] = [];
  await recognizeInStrips(barsFrom([0], heights), async () => barsFrom([0])).recognize(page(6000, lines(8, 700, 5)));
  assert.equal(heights.length, 3);
  assert.ok(Math.max(...heights) < 3200, heights.join());
});

test('a page wider than Tesseract takes is read in columns, cut where nothing stands; words come back where they are', async () => {
  const [width, height] = [30_000, 20];
  const data = new Uint8Array(width * height).fill(255);
  // Words of 300 pixels with gaps of 20, so that no cut may fall into the multiples of anything.
  const starts = Array.from({ length: 93 }, (_, i) => 10 + i * 320);
  for (const x of starts) for (let y = 4; y < 16; y++) data.fill(0, y * width + x, y * width + x + 300);
  const widths: number[] = [];
  const words = await recognizeInStrips(
    {
      async recognize(part) {
        widths.push(part.width);
        const found = [];
        for (let x = 0; x < part.width; x++) {
          if (part.data[8 * part.width + x]! > 127) continue;
          const x0 = x;
          while (x < part.width && part.data[8 * part.width + x]! < 128) x++;
          const box = { x0, x1: x, y0: 4, y1: 16 };
          found.push({ confidence: 90, box, glyphs: [{ text: 'x', confidence: 90, box }] });
        }
        return found;
      },
    },
    async () => assert.fail('one recogniser is enough'),
  ).recognize({ width, height, data });
  assert.deepEqual(
    words.map(({ box }) => [box.x0, box.x1]),
    starts.map((x) => [x, x + 300]),
  );
  assert.ok(Math.max(...widths) <= 24_000, widths.join());
});
