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
  assert.deepEqual(found, { ssim: 1, differing: 0, texts: 1, place: 1, differences: [] });
});

test('what differs is listed by place', () => {
  const one = sheet(400, 300, [[20, 20, 100, 40, 30]]);
  const two = sheet(400, 300, [
    [20, 20, 100, 40, 30],
    [240, 200, 64, 48, 0],
  ]);
  const { differences, ssim, differing } = diffPictures(one, two);
  assert.ok(ssim < 0.99 && ssim > 0.5, String(ssim));
  assert.ok(Math.abs(differing - (64 * 48) / (400 * 300)) < 1e-9);
  assert.deepEqual(
    differences.map(({ kind, box }) => [kind, box]),
    [['pixels', { x: 240, y: 192, width: 64, height: 64 }]],
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
