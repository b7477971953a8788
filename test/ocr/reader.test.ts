import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.ts';
import { installedFiles } from '../../src/ocr/recognise/data.ts';
import { createReader } from '../../src/reading/index.ts';
import type { Region } from '../../src/shared/engine.ts';
import type { ImpError } from '../../src/shared/errors.ts';
import { linkScore } from './linkedFiles.ts';
import { add, percent, score, type Score, type Truth } from './score.ts';

const SET = 'test/fixtures/ocr';
const truths = JSON.parse(readFileSync(join(SET, 'truth.json'), 'utf8')) as Record<string, Truth>;
const picture = async (name: string) => {
  const { width, height, data } = await decodeImage(readFileSync(join(SET, name)), name);
  return { width, height, data };
};
const refused = (code: string, message: RegExp) => (error: ImpError) => {
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

const reader = createReader();
after(() => reader.dispose());

test('screenshots of a terminal, an editor and a dashboard are read: ≤ 2.0 % character errors, ≥ 94 % exact tokens, every file reference a link', async () => {
  let total: Score | undefined;
  for (const [name, truth] of Object.entries(truths)) {
    const reading = await reader.read(await picture(name));
    const result = score(truth, reading);
    const links = linkScore(
      truth.scene,
      reading.lines.map((line) => line.text),
    );
    assert.deepEqual([links.wrong, links.missing], [[], []], `links of ${name}`);
    total = total ? add(total, result) : result;
  }
  const { characterErrors, tokens } = percent(total!);
  assert.ok(characterErrors <= 2, `${characterErrors.toFixed(2)} % character errors`);
  assert.ok(tokens >= 94, `${tokens.toFixed(1)} % exact tokens`);
});

test('a screen full of log lines is read in strips, each repeated word once: ≤ 1 % character errors, every line there', async () => {
  const [name, truth] = Object.entries(
    JSON.parse(readFileSync(join(SET, 'dense/truth.json'), 'utf8')) as Record<string, Truth>,
  ).find(([key]) => key.startsWith('log'))!;
  const reading = await reader.read(await picture(`dense/${name}`));
  assert.equal(reading.lines.length, truth.lines.length);
  const { characterErrors } = percent(score(truth, reading));
  assert.ok(characterErrors <= 1, `${characterErrors.toFixed(2)} % character errors`);
});

test('indentation of code is kept and boxes lie where the text is', async () => {
  const { text, lines } = await reader.read(await picture('editor-ts-dark@1x.png'));
  assert.match(text, /^ *53 {8}return null;$/m);
  assert.match(text, /^ *50 {6}const key = createHash\("sha256"\)/m);
  const word = lines.flatMap((line) => line.words).find((found) => found.text === 'SessionStore' && found.box.y > 100)!;
  assert.ok(Math.abs(word.box.x - 171) < 4 && Math.abs(word.box.y - 160) < 6, JSON.stringify(word.box));
});

test('letters of any size: enlarged screenshots have the words of the small ones, boxes where they are', async () => {
  for (const [name, times] of [
    ['term-tsc-light@2x.png', 2],
    ['ui-dashboard@1x.png', 4],
  ] as const) {
    const { width, height, data } = await picture(name);
    const enlarged = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize(width * times, height * times)
      .raw()
      .toBuffer();
    const reading = await reader.read({ width: width * times, height: height * times, data: enlarged });
    const back = ({ x, y, width, height }: Region): Region => ({
      x: x / times,
      y: y / times,
      width: width / times,
      height: height / times,
    });
    const large = {
      ...reading,
      lines: reading.lines.map((line) => ({
        ...line,
        box: back(line.box),
        words: line.words.map((word) => ({ ...word, box: back(word.box) })),
      })),
    };
    const { characterErrors } = percent(score(truths[name]!, large));
    assert.ok(characterErrors <= 2, `${characterErrors.toFixed(2)} % character errors in ${name}`);
    const small = await reader.read({ width, height, data });
    const texts = new Set(large.lines.flatMap(({ words }) => words).map(({ text }) => text));
    const longest = small.lines
      .flatMap(({ words }) => words)
      .filter(({ text }) => texts.has(text))
      .reduce((a, b) => (b.text.length > a.text.length ? b : a));
    assert.ok(longest.text.length >= 10, longest.text);
    const found = large.lines.flatMap(({ words }) => words).find(({ text }) => text === longest.text)!;
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      assert.ok(
        Math.abs(found.box[side] - longest.box[side]) < 4,
        `${side} of ${longest.text}: ${found.box[side]}, of the small one ${longest.box[side]}`,
      );
    }
  }
});

test('an empty picture has no text', async () => {
  assert.deepEqual((await reader.read({ width: 200, height: 100, data: new Uint8Array(60000).fill(40) })).lines, []);
});

test('a cancelled picture rejects at once and the next one is read', async () => {
  const stop = new AbortController();
  const pending = reader.read(await picture('term-java-dark@1x.png'), { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await assert.rejects(pending, refused('cancelled', /Stopped/));
  assert.match((await reader.read(await picture('ui-dashboard@1x.png'))).text, /Northwind/);
});

test('missing, cut and wrong data give one clear message, and nothing hangs', async () => {
  const installed = installedFiles();
  const folder = mkdtempSync(join(tmpdir(), 'imp-ocr-'));
  const picture = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
  try {
    const broken = async (langPath: string, message: RegExp) => {
      const own = createReader({ files: { ...installed, langPath }, limitMs: 30_000 });
      await assert.rejects(own.read(picture), refused('ocr-unavailable', message));
      await own.dispose();
    };
    await broken(join(folder, 'nowhere'), /eng\.traineddata\.gz is missing\. Reinstall/);
    const file = join(folder, 'eng.traineddata.gz');
    const whole = readFileSync(join(installed.langPath, 'eng.traineddata.gz'));
    writeFileSync(file, whole.subarray(0, 5000));
    await broken(folder, /is damaged/);
    writeFileSync(file, whole.subarray(0, 2_000_000)); // ends in the middle of the stream
    await broken(folder, /data cannot be used/);
    const noise = Buffer.from(whole);
    for (let i = 1000; i < noise.length; i += 997) noise[i]! ^= 0x55;
    writeFileSync(file, noise);
    await broken(folder, /data cannot be used/);
    mkdirSync(join(folder, 'core'));
    cpSync(join(installed.corePath, 'tesseract-core-simd.wasm'), join(folder, 'core/tesseract-core-simd.wasm'));
    const own = createReader({ files: { ...installed, corePath: join(folder, 'core') } });
    await assert.rejects(own.read(picture), refused('ocr-unavailable', /relaxedsimd\.wasm is missing/));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a picture that is too large is refused with what to do', async () => {
  const data = new Uint8Array(8000 * 5000 * 3);
  await assert.rejects(reader.read({ width: 8000, height: 5000, data }), refused('image-too-large', /Select a region/));
});

test('the thread ends when idle and starts again, and a closed reader says so', async () => {
  const own = createReader({ idleMs: 20 });
  const blank = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
  await own.read(blank);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await own.read(blank);
  await own.dispose();
  await assert.rejects(own.read(blank), refused('engine-stopped', /closed/));
});
