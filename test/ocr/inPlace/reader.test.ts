import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { createPlaceReader } from '../../../src/ocr/inPlace/reader.ts';
import type { TextRegion } from '../../../src/ocr/inPlace/types.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract, type Recognizer } from '../../../src/ocr/recognise/tesseract.ts';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';

/** A chart's corner: ticks at an axis, white on a bar, text on its side, two lines in a diamond. */
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="300" font-family="DejaVu Sans" font-size="12">
  <rect width="420" height="300" fill="#ffffff"/>
  <path d="M60 10V250H410M56 40H60M56 140H60" stroke="#444" fill="none"/>
  <text x="54" y="44" text-anchor="end" fill="#555">4,000</text>
  <text x="54" y="144" text-anchor="end" fill="#555">2,000</text>
  <rect x="90" y="100" width="60" height="150" fill="#1f77b4"/>
  <text x="120" y="116" text-anchor="middle" fill="#fff">3,127</text>
  <text transform="rotate(-90)" x="-150" y="14" text-anchor="middle">Requests per day</text>
  <text transform="rotate(90)" x="120" y="-400">Latency limit</text>
  <path d="M280 60L370 120L280 180L190 120Z" fill="#fff3d0" stroke="#a60"/>
  <text x="280" y="116" text-anchor="middle">Order</text><text x="280" y="134" text-anchor="middle">complete?</text>
</svg>`;
const REGIONS: (TextRegion & { says: string })[] = [
  { says: '4,000', box: { x: 14, y: 34, width: 42, height: 13 }, alphabet: 'number' },
  { says: '2,000', box: { x: 14, y: 134, width: 42, height: 13 }, alphabet: 'number' },
  { says: '3,127', box: { x: 92, y: 102, width: 56, height: 18 }, alphabet: 'number' },
  { says: 'Requests per day', box: { x: 2, y: 90, width: 18, height: 120 }, direction: 270 },
  { says: 'Requests per day', box: { x: 2, y: 90, width: 18, height: 120 }, direction: 'auto' },
  { says: 'Latency limit', box: { x: 395, y: 115, width: 18, height: 92 }, direction: 'auto' },
  {
    says: 'Order\ncomplete?',
    box: { x: 190, y: 60, width: 180, height: 120 },
    outline: [
      [280, 62],
      [367, 120],
      [280, 178],
      [193, 120],
    ],
    multiline: true,
  },
  { says: '', box: { x: 200, y: 200, width: 100, height: 20 } },
];

let picture: Rgb;
let recognizer: Recognizer;
test.before(async () => {
  const { data, info } = await sharp(Buffer.from(DRAWING)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  picture = { width: info.width, height: info.height, data };
  recognizer = await startTesseract(installedFiles());
});
test.after(() => setImmediate(() => process.exit()));

test('each region is read alone: beside an axis, on a colour, on its side, in a shape', async () => {
  const readings = await createPlaceReader(picture, recognizer).read(REGIONS);
  assert.deepEqual(
    readings.map(({ text }) => text),
    REGIONS.map(({ says }) => says),
  );
  for (const { text, confidence } of readings) assert.ok(text === '' ? confidence === 0 : confidence > 0.5, text);
});

test('a box that is tight around bold letters holds more ink than ground, and is read', async () => {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" font-family="DejaVu Sans" font-size="11" font-weight="bold"><rect width="120" height="60" fill="#ffb01a"/><text x="40" y="30" fill="#fff">885</text></svg>`;
  const { data, info } = await sharp(Buffer.from(drawing)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const bar = { width: info.width, height: info.height, data };
  const ink = (x: number, y: number) => data[3 * (y * info.width + x) + 2]! > 140;
  const all = Array.from(
    { length: info.width * info.height },
    (_, i) => [i % info.width, Math.floor(i / info.width)] as const,
  );
  const inked = all.filter(([x, y]) => ink(x, y));
  const [xs, ys] = [inked.map(([x]) => x), inked.map(([, y]) => y)];
  const box = { x: Math.min(...xs), y: Math.min(...ys), width: 0, height: 0 };
  box.width = Math.max(...xs) + 1 - box.x;
  box.height = Math.max(...ys) + 1 - box.y;
  const [reading] = await createPlaceReader(bar, recognizer).read([{ box }]);
  assert.equal(reading!.text, '885');
});

test('boxes say where the ink is, lines of several apart', async () => {
  const [onBar, inDiamond] = await createPlaceReader(picture, recognizer).read([REGIONS[2]!, REGIONS[6]!]);
  assert.ok(onBar!.box.x > 98 && onBar!.box.x + onBar!.box.width < 142 && onBar!.box.height < 13);
  assert.deepEqual(
    inDiamond!.lines.map(({ text }) => text),
    ['Order', 'complete?'],
  );
  assert.ok(inDiamond!.lines[1]!.box.y - inDiamond!.lines[0]!.box.y > 12);
});

test('a reader that is told to stop says so, and many regions do not make it run without end', async () => {
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(createPlaceReader(picture, recognizer).read(REGIONS, stop.signal), { code: 'cancelled' });
  const many = await createPlaceReader(picture, { recognize: () => Promise.resolve([]) }).read(
    Array.from({ length: 5000 }, () => REGIONS[0]!),
  );
  assert.equal(many.length, 5000);
});
