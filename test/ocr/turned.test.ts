import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { createReader } from '../../src/reading/index.ts';
import type { Rgb } from '../../src/ocr/page/normalise.ts';
import { withoutJunk } from '../../src/ocr/lines/junk.ts';
import { readAnyWay, turned, type Turn } from '../../src/ocr/recognise/turned.ts';
import type { FoundWord } from '../../src/ocr/page/words.ts';
import type { Region, TextReading } from '../../src/shared/engine.ts';

const reader = createReader();
after(() => reader.dispose());

async function picture(quarters: number): Promise<Rgb> {
  const { data, info } = await sharp('test/fixtures/ocr/ui-dashboard@1x.png')
    .rotate(90 * quarters)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

test('a screenshot that lies on its side or upside down is read, and its boxes lie where the text is', async () => {
  const upright = await reader.read(await picture(0));
  const place = (reading: TextReading, turn: (box: Region) => Region) => {
    const { box } = reading.lines.flatMap(({ words }) => words).find(({ text }) => text === 'Northwind')!;
    return turn({ x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height });
  };
  const [w, h] = [980, 560];
  const back: Record<number, (box: Region) => Region> = {
    1: ({ x, y, width, height }) => ({ x: y, y: h - x, width: height, height: width }),
    2: ({ x, y, width, height }) => ({ x: w - x, y: h - y, width, height }),
    3: ({ x, y, width, height }) => ({ x: w - y, y: x, width: height, height: width }),
  };
  const expected = place(upright, (box) => box);
  for (const quarters of [1, 2, 3]) {
    const reading = await reader.read(await picture(quarters));
    assert.equal(reading.text, upright.text, `${quarters} quarter turns`);
    const found = place(reading, back[quarters]!);
    for (const key of ['x', 'y', 'width', 'height'] as const)
      assert.ok(
        Math.abs(found[key] - expected[key]) < 2,
        `${key} after ${quarters} quarter turns: ${found[key]}, not ${expected[key]}`,
      );
  }
});

test('a photo without text has none, rather than noise', async () => {
  const { data, info } = await sharp('test/fixtures/images/chelsea.png')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual((await reader.read({ width: info.width, height: info.height, data })).lines, []);
});

const reading = (words: [string, number][]): TextReading => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  return {
    lines: words.map(([text, confidence]) => ({ text, box, words: [{ text, confidence, box }] })),
    text: words.map(([text]) => text).join('\n'),
    ms: 1,
  };
};
const blank: Rgb = { width: 40, height: 20, data: new Uint8Array(2400) };

test('upright text is read once; noise in every direction is not told as text, doubtful text is', async () => {
  const reads = async (words: [string, number][]) => {
    let times = 0;
    const { text } = await readAnyWay(blank, async () => (times++, reading(words)));
    return { text, times };
  };
  assert.deepEqual(
    await reads([
      ['some', 95],
      ['readable', 90],
      ['words', 40],
    ]),
    { text: 'some\nreadable\nwords', times: 1 },
  );
  const noise = Array.from({ length: 30 }, (_, i): [string, number] => [`l|${i}`, 20]);
  assert.deepEqual(await reads(noise), { text: '', times: 4 });
  assert.deepEqual(
    await reads([
      ['f:', 0],
      ['"ye', 27],
      ['=', 92],
      ['3', 46],
    ]),
    { text: '', times: 4 },
  );
  assert.equal(
    (
      await reads([
        ['OK', 70],
        ['|', 20],
      ])
    ).text,
    'OK\n|',
  );
  assert.equal((await reads([...noise, ['certain', 95], ['certainly', 95]])).text.length > 0, true);
});

test('turning four times by a quarter gives the picture again', () => {
  const some: Rgb = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i) };
  assert.deepEqual([...turned(some, 1).data.subarray(0, 6)], [9, 10, 11, 0, 1, 2]);
  for (const [turn, back] of [
    [1, 3],
    [2, 2],
    [3, 1],
  ] as [Turn, Turn][])
    assert.deepEqual(turned(turned(some, turn), back), some);
});

test('outlines and marks are no words; single letters beside text, digits and sure letters are', () => {
  const word = (text: string, confidence: number, [x, y, w, h]: [number, number, number, number]): FoundWord => ({
    confidence,
    box: { x0: x, y0: y, x1: x + w, y1: y + h },
    glyphs: [...text].map((letter) => ({ text: letter, confidence, box: { x0: x, y0: y, x1: x + w, y1: y + h } })),
  });
  const real = [
    word('total', 90, [0, 0, 50, 12]),
    word('a', 30, [60, 2, 9, 9]),
    word('if', 20, [80, 0, 18, 12]),
    word('0', 20, [0, 100, 9, 12]),
    word('OK', 93, [200, 50, 20, 12]),
    word('}', 10, [0, 150, 6, 14]),
    word('__init__', 5, [0, 180, 90, 12]),
    word('---', 0, [0, 200, 90, 2]),
  ];
  const junk = [
    word('N', 41, [120, 30, 23, 1]),
    word('TT', 36, [300, 80, 173, 22]),
    word('A', 15, [0, 0, 700, 400]),
    word('he', 5, [300, 150, 11, 8]),
  ];
  assert.deepEqual(withoutJunk([...real, ...junk]), real);
});
