import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.ts';
import { inParts, partsOf } from '../../src/ocr/parts.ts';
import { createReader } from '../../src/reading/index.ts';
import type { TextReading } from '../../src/shared/engine.ts';

test('parts cover the picture, each a bounded number of pixels, and an ordinary screen is one', () => {
  assert.deepEqual(partsOf({ width: 2560, height: 1600 }), [{ top: 0, height: 1600, from: 0, to: 1600 }]);
  const parts = partsOf({ width: 7168, height: 4600 });
  assert.ok(
    parts.every(({ height }) => height * 7168 < 8e6),
    JSON.stringify(parts),
  );
  parts.forEach(({ top, height, from, to }, i) => {
    assert.equal(from, parts[i - 1]?.to ?? 0);
    assert.ok(top <= Math.max(0, from - 50) && top + height >= Math.min(4600, to + 50));
  });
  assert.equal(parts.at(-1)!.to, 4600);
});

test('a line that two parts see comes back once, where it is in the picture, with its indentation', async () => {
  const lines = Array.from({ length: 190 }, (_, i) => ({ y: 10 + 15 * i, text: `line ${i}` }));
  const size = { width: 6000, height: 3000 };
  const reading = await inParts(partsOf(size), async ({ top, height }): Promise<TextReading> => {
    const seen = lines.filter(({ y }) => y >= top && y + 12 <= top + height);
    const box = (y: number) => ({ x: 5, y: y - top, width: 40, height: 12 });
    return {
      lines: seen.map(({ y, text }) => ({ text, box: box(y), words: [{ text, confidence: 90, box: box(y) }] })),
      text: seen.map(({ text }) => `  ${text}`).join('\n'),
      ms: 2,
    };
  });
  assert.deepEqual(
    reading.lines.map(({ text, box }) => ({ y: box.y, text })),
    lines,
  );
  assert.deepEqual(
    reading.lines.map(({ words }) => words[0]!.box.y),
    lines.map(({ y }) => y),
  );
  assert.equal(reading.text, lines.map(({ text }) => `  ${text}`).join('\n'));
  assert.equal(reading.ms, 2 * partsOf(size).length);
});

test('rows of a picture are those of the whole, turned by EXIF or laid on white, in each way of decoding', async () => {
  const source = sharp('test/fixtures/ocr/ui-dashboard@1x.png').resize(90, 60);
  const turned = await source.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const transparent = await source.clone().ensureAlpha(0.5).png().toBuffer();
  const bmp = Buffer.alloc(54 + 8 * 12); // 3 × 8 pixels of 24 bits
  bmp.write('BM');
  [
    [54, 10],
    [40, 14],
    [3, 18],
    [8, 22],
    [1, 26],
    [24, 28],
  ].forEach(([value, at]) => bmp.writeUInt16LE(value!, at));
  for (let i = 54; i < bmp.length; i++) bmp[i] = i;
  for (const bytes of [turned, transparent, bmp]) {
    const whole = await decodeImage(bytes);
    const rows = await decodeImage(bytes, 'it', { top: 3, count: 4 });
    assert.deepEqual([rows.width, rows.height], [whole.width, 4]);
    assert.deepEqual([...rows.data], [...whole.data.subarray(9 * whole.width, 21 * whole.width)]);
  }
});

test('a large picture is decoded a part at a time, and its text comes back where it is', async () => {
  const line = await sharp('test/fixtures/ocr/term-tsc-light@2x.png')
    .extract({ left: 0, top: 0, width: 1000, height: 160 })
    .toBuffer();
  const picture = sharp({ create: { width: 3000, height: 4400, channels: 3, background: '#ffffff' } }).composite([
    { input: line, left: 300, top: 100 },
    { input: line, left: 300, top: 4200 },
  ]);
  const bytes = await picture.png().toBuffer();
  const asked: number[] = [];
  const reader = createReader();
  try {
    const { lines } = await reader.read({
      width: 3000,
      height: 4400,
      rows: async (top, count) => (asked.push(count), await decodeImage(bytes, 'it', { top, count })),
    });
    assert.equal(asked.length, 3);
    const middle = lines.length / 2;
    assert.ok(middle >= 1 && Number.isInteger(middle));
    lines.slice(0, middle).forEach(({ text, box }, i) => {
      assert.equal(lines[middle + i]!.text, text);
      assert.ok(Math.abs(lines[middle + i]!.box.y - box.y - 4100) < 3, `${box.y} and ${lines[middle + i]!.box.y}`);
    });
  } finally {
    await reader.dispose();
  }
});
