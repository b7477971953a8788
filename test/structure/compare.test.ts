import assert from 'node:assert/strict';
import test from 'node:test';
import type { Rgb } from '../../src/ocr/page/normalise.ts';
import type { TextSpan } from '../../src/shared/structure.ts';
import { diffPictures } from '../../src/structure/compare/index.ts';

function sheet(
  width: number,
  height: number,
  boxes: [x: number, y: number, w: number, h: number, grey: number][],
): Rgb {
  const data = new Uint8Array(width * height * 3).fill(255);
  for (const [x, y, w, h, grey] of boxes)
    for (let v = y; v < y + h; v++) data.fill(grey, (v * width + x) * 3, (v * width + x + w) * 3);
  return { width, height, data };
}
const span = (text: string, x: number, y: number): TextSpan => ({
  text,
  box: { x, y, width: 60, height: 16 },
  confidence: 1,
});

test('the same picture is the same', () => {
  const one = sheet(400, 300, [[20, 20, 100, 40, 30]]);
  const found = diffPictures(one, one, { before: [span('Hello', 20, 20)], after: [span('Hello', 20, 20)] });
  const sizes = { before: [400, 300], after: [400, 300] };
  assert.deepEqual(found, { sizes, ssim: 1, differing: 0, texts: 1, place: 1, differences: [], more: 0 });
});

test('what differs is listed by place', () => {
  const one = sheet(400, 300, [[20, 20, 100, 40, 30]]);
  const two = sheet(400, 300, [
    [20, 20, 100, 40, 30],
    [240, 200, 64, 48, 0],
  ]);
  const { differences, ssim, differing } = diffPictures(one, two);
  assert.ok(ssim! < 0.99 && ssim! > 0.5, String(ssim));
  assert.ok(Math.abs(differing! - (64 * 48) / (400 * 300)) < 1e-9);
  assert.deepEqual(
    differences.map(({ kind, box }) => [kind, box]),
    [['new', { x: 240, y: 200, width: 64, height: 48 }]],
  );
});

test('texts that are missing, extra, changed or moved', () => {
  const page = sheet(800, 600, []);
  const { differences, texts } = diffPictures(page, page, {
    before: [span('Save changes', 10, 10), span('Cancel', 100, 10), span('Total: 12', 10, 100), span('Gone', 10, 200)],
    after: [
      span('Save changes', 10, 10),
      span('Cancel', 300, 10),
      span('Total: 13', 10, 100),
      span('Something new', 10, 400),
    ],
  });
  assert.equal(texts, 0.75);
  const by = Object.fromEntries(differences.map((difference) => [difference.kind, difference]));
  assert.deepEqual(by['moved-text']?.by, [200, 0]);
  assert.deepEqual([by['changed-text']?.before, by['changed-text']?.after], ['Total: 12', 'Total: 13']);
  assert.equal(by['missing-text']?.before, 'Gone');
  assert.equal(by['extra-text']?.after, 'Something new');
});

test('a screenshot of another size is looked at in the first one’s size', () => {
  const one = sheet(400, 300, [[20, 20, 100, 40, 30]]);
  const two = sheet(800, 600, [[40, 40, 200, 80, 30]]);
  const { differing, texts } = diffPictures(one, two, {
    before: [span('A', 20, 20)],
    after: [{ ...span('A', 0, 0), box: { x: 40, y: 40, width: 120, height: 32 } }],
  });
  assert.equal(differing, 0);
  assert.equal(texts, 1);
});

test('shapes are told apart by what became of them: gone, moved, in another colour', () => {
  const still: [number, number, number, number, number] = [20, 20, 100, 40, 30];
  const kinds = (one: Rgb, two: Rgb) => diffPictures(one, two).differences.map(({ kind, by }) => ({ kind, by }));
  const one = sheet(400, 300, [still, [240, 200, 64, 48, 0]]);
  assert.deepEqual(kinds(one, sheet(400, 300, [still])), [{ kind: 'missing', by: undefined }]);
  assert.deepEqual(kinds(one, sheet(400, 300, [still, [300, 90, 64, 48, 0]])), [{ kind: 'moved', by: [60, -110] }]);
  const [colour] = diffPictures(one, sheet(400, 300, [still, [240, 200, 64, 48, 120]])).differences;
  assert.deepEqual([colour?.kind, colour?.before, colour?.after], ['colour', '#000000', '#787878']);
  // A dark theme: everything in other colours, at its place.
  const dark = { ...one, data: one.data.map((value) => 255 - value) };
  assert.deepEqual(
    diffPictures(one, dark).differences.map(({ kind }) => kind),
    ['colour'],
  );
});

test('a picture in the place of another is neither gone nor new, and a button that moved with its text is told once', () => {
  const noise = (seed: number): Rgb => {
    const data = sheet(200, 200, []).data;
    for (let i = 0; i < data.length; i++) data[i] = (seed = (seed * 1103515245 + 12345) % 2147483648) >> 16;
    return { width: 200, height: 200, data };
  };
  assert.deepEqual(
    diffPictures(noise(1), noise(2)).differences.map(({ kind }) => kind),
    ['pixels'],
  );
  const button = (x: number) => sheet(400, 300, [[x, 100, 90, 36, 60]]);
  const label = (x: number) => [{ ...span('Save', x + 15, 110), box: { x: x + 15, y: 110, width: 60, height: 16 } }];
  const moved = diffPictures(button(40), button(220), { before: label(40), after: label(220) }).differences;
  assert.deepEqual(
    moved.map(({ kind, by }) => [kind, by]),
    [['moved-text', [180, 0]]],
  );
});

test('long unlike texts are compared within a bounded time', () => {
  const line = (seed: number) =>
    Array.from({ length: 390 }, (_, i) =>
      String.fromCharCode(97 + ((i * 7 + seed * 13 + ((i * seed) % 11)) % 26)),
    ).join('');
  const texts = (from: number) => Array.from({ length: 600 }, (_, i) => span(line(from + i), 10, i));
  const started = performance.now();
  diffPictures(sheet(400, 300, []), sheet(400, 300, []), { before: texts(1), after: texts(5000) });
  assert.ok(performance.now() - started < 30_000);
});
