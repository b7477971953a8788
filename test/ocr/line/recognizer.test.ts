import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import sharp from 'sharp';
import { startLineRecognizer, type LineRecognizer } from '../../../src/ocr/line/index.ts';
import { lineFiles } from '../../../src/ocr/line/files.ts';
import { loadNetwork } from '../../../src/ocr/line/network.ts';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';

let lines: LineRecognizer;
test.before(async () => {
  lines = await startLineRecognizer();
});

async function drawn(text: string, colours: [ground: string, ink: string] = ['#fff', '#333'], size = 12): Promise<Rgb> {
  const width = 6 + Math.ceil(text.length * size * 0.62);
  const { data, info } = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${2 * size}"><rect width="100%" height="100%" fill="${colours[0]}"/>
       <text x="3" y="${1.35 * size}" font-family="DejaVu Sans" font-size="${size}" fill="${colours[1]}">${text}</text></svg>`,
    ),
  )
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

test('short numbers, single digits, signs and words are read, in any colours', async () => {
  for (const text of ['0', '7', '$1,250', '-12.5%', '3:45 pm', 'Requests per day', 'Größe (°C)', 'HTTP 404'])
    for (const colours of [
      ['#fff', '#333'],
      ['#1f77b4', '#fff'],
      ['#202124', '#9aa0a6'],
    ] as [string, string][]) {
      const { text: read, confidence } = lines.read(await drawn(text, colours));
      assert.equal(read, text, colours.join(' '));
      assert.ok(confidence > 0.5, `${text}: ${confidence}`);
    }
});

test('where a number must stand, nothing else is read', async () => {
  for (const { text } of [lines.read(await drawn('S40'), 'number'), lines.read(await drawn('Oslo'), 'number')])
    assert.match(text, /^[-\d$.,%€£¥ eEkKMBGTµ:/()'+]*$/);
});

test('an empty line has no text, and each character says where it stands', async () => {
  assert.equal(lines.read(await drawn('')).text, '');
  const { characters } = lines.read(await drawn('per day'));
  assert.equal(characters.map(({ text }) => text).join(''), 'per day');
  assert.ok(characters.every(({ at }, i) => at < 1 && (i === 0 || at > characters[i - 1]!.at)));
});

test('the network computes what the original does', async () => {
  // The original (32-bit floats, ONNX Runtime) on these pixels: best class and its score at every second step.
  const original = [
    [0, 21.93],
    [56, 16.54],
    [83, 15.46],
    [88, 16.17],
    [76, 13.3],
    [77, 17.3],
    [82, 16.85],
    [72, 17.6],
    [0, 19.47],
    [0, 18.62],
    [0, 16.79],
    [0, 15.51],
    [0, 14.09],
    [86, 15.71],
    [72, 15.67],
    [86, 15.23],
    [18709, 14.01],
    [38, 16.18],
    [77, 14.69],
    [89, 13.49],
  ];
  const { data, info } = await sharp('test/fixtures/ocr/ui-dashboard@1x.png')
    .extract({ left: 0, top: 16, width: 320, height: 48 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { scores } = await loadNetwork(lineFiles());
  const found = scores({ width: info.width, height: info.height, data }, 320, 18710);
  original.forEach(([best, score], i) => {
    const row = found.subarray(2 * i * 18710, (2 * i + 1) * 18710);
    assert.equal(row.indexOf(Math.max(...row)), best, `step ${2 * i}`);
    assert.ok(Math.abs(row[best!]! - score!) < 1, `step ${2 * i}: ${row[best!]}, not ${score}`);
  });
});

test('the compiled network is that of the source', () => {
  const source = readFileSync('src/ocr/line/network.c');
  assert.equal(
    createHash('sha256').update(source).digest('hex'),
    readFileSync('src/ocr/line/prebuilt/network.sha256', 'utf8').trim(),
    'scripts/build-line.sh has to run again',
  );
});
