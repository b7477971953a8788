/** Drawings that ask for more than a machine has: each ends in time, and keeps nothing else waiting. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeImage } from '../../src/image/decode.ts';
import { drawSvg } from '../../src/image/svg/draw.ts';
import type { ImpError } from '../../src/shared/errors.ts';

const XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';

/** `levels` of ten nested <use>: ten to that power of rectangles. */
export function useBomb(levels: number): Buffer {
  const groups = Array.from({ length: levels }, (_, i) => {
    const uses = `<use xlink:href="#g${i}" x="1"/>`.repeat(10);
    return `<g id="g${i + 1}">${uses}</g>`;
  });
  return Buffer.from(
    `<svg ${XMLNS} width="200" height="200"><defs><rect id="g0" width="3" height="3" opacity=".5"/>${groups.join('')}</defs><use xlink:href="#g${levels}"/></svg>`,
  );
}

const BOMBS: Record<string, Buffer> = {
  'nested use': useBomb(6),
  'turbulence over sixteen megapixels': Buffer.from(
    `<svg ${XMLNS} width="4000" height="4000"><filter id="f" x="0" y="0" width="1" height="1"><feTurbulence baseFrequency="0.9" numOctaves="200"/></filter>${'<rect width="4000" height="4000" filter="url(#f)"/>'.repeat(20)}</svg>`,
  ),
  'masks in masks': Buffer.from(
    `<svg ${XMLNS} width="4000" height="4000"><defs>${Array.from({ length: 40 }, (_, i) => `<mask id="m${i}"><rect width="4000" height="4000" fill="#fff"${i ? ` mask="url(#m${i - 1})"` : ''}/></mask>`).join('')}</defs>${'<rect width="4000" height="4000" mask="url(#m39)"/>'.repeat(10)}</svg>`,
  ),
};

const small = Buffer.from(`<svg ${XMLNS} width="9" height="9"><rect width="9" height="9" fill="#f00"/></svg>`);

for (const [name, bomb] of Object.entries(BOMBS)) {
  test(`${name}: given up within the limit, with one coded error`, { timeout: 60_000 }, async () => {
    await decodeImage(small); // the process has started
    const begun = performance.now();
    await assert.rejects(drawSvg(bomb, 'bomb.svg', { limitMs: 2000 }), (error: ImpError) => {
      assert.equal(error.code, 'image-too-large', error.message);
      assert.match(error.message, /^bomb\.svg is an SVG that takes too much time or memory/);
      return true;
    });
    const took = performance.now() - begun;
    assert.ok(took < 15_000, `it took ${Math.round(took)} ms`);
    assert.ok(process.memoryUsage.rss() < 600e6, 'it took the memory of this process');
  });
}

test('a picture of 9 × 9 does not wait behind a bomb, and cancel ends the bomb', { timeout: 60_000 }, async () => {
  const stop = new AbortController();
  const bomb = decodeImage(useBomb(7), 'bomb.svg', undefined, stop.signal).catch((error: unknown) => error);
  const begun = performance.now();
  const [red, png] = await Promise.all([
    decodeImage(small),
    decodeImage(readFileSync(new URL('../fixtures/images/small.png', import.meta.url))),
  ]);
  assert.deepEqual([red.width, red.height, ...red.data.subarray(0, 3)], [9, 9, 255, 0, 0]);
  assert.equal(png.width, 24);
  assert.ok(performance.now() - begun < 8000, `it waited ${Math.round(performance.now() - begun)} ms`);
  stop.abort();
  const stopped = performance.now();
  assert.equal(((await bomb) as ImpError).code, 'cancelled');
  assert.ok(performance.now() - stopped < 1000);
  // the process that was ended is replaced
  assert.equal((await decodeImage(small)).width, 9);
});

test('entities that grow without end are refused', { timeout: 30_000 }, async () => {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
  const bomb = Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "lol">${entities}]><svg ${XMLNS} width="90" height="20"><text y="15">&e9;</text></svg>`,
  );
  await assert.rejects(decodeImage(bomb, 'bomb.svg'), (error: ImpError) => /^image-/.test(error.code));
});

const dark = (data: Uint8Array) => data.reduce((sum, value) => sum + Number(value < 128), 0);

test('drawings are read as a browser reads them', { timeout: 60_000 }, async () => {
  const text = '<text x="14" y="40" font-size="18">Build failed</text>';
  const plain = await decodeImage(Buffer.from(`<svg ${XMLNS} width="300" height="150">${text}</svg>`));
  assert.ok(dark(plain.data) > 300, 'no font draws text here');
  const utf16 = Buffer.from(
    `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<svg ${XMLNS} width="300" height="150">${text}</svg>`,
    'utf16le',
  );
  const files: Record<string, Buffer> = {
    'UTF-16, whatever its declaration says': utf16,
    'UTF-16, big-endian': Buffer.from(utf16).swap16(),
    'no size at all': Buffer.from(`<svg ${XMLNS}>${text}</svg>`),
    'a prefix': Buffer.from(
      `<svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="300" height="150">${text.replace(/<(\/?)text/g, '<$1svg:text')}</svg:svg>`,
    ),
    'a comment of 100,000 characters': Buffer.from(
      `<!-- ${'licence '.repeat(12_500)} --><svg ${XMLNS} width="300" height="150">${text}</svg>`,
    ),
    'a document type with entities': Buffer.from(
      `<?xml version="1.0"?><!-- by hand --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://www.w3.org/2000/svg"><!-- don't ]> -->]><svg xmlns="&ns;" width="300" height="150">${text}</svg>`,
    ),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const image = await decodeImage(bytes, name);
    assert.deepEqual([image.format, image.width, image.height], ['svg', 300, 150], name);
    assert.equal(dark(image.data), dark(plain.data), name);
  }
});

test('a drawing above 16 megapixels is drawn smaller, one above 64 is refused', { timeout: 60_000 }, async () => {
  const sized = (width: number, height: number) =>
    Buffer.from(`<svg ${XMLNS} width="${width}" height="${height}"><rect width="50%" height="100%"/></svg>`);
  const { width, height, data } = await decodeImage(sized(8000, 4000));
  assert.ok(width * height <= 16_777_216 + 20_000 && width > 5000, `${width} × ${height}`);
  assert.ok(Math.abs(width / height - 2) < 0.01);
  const row = 3 * 9 * width;
  assert.deepEqual([data[row + 27], data[row + 3 * (width - 1)]], [0, 255]);
  await assert.rejects(decodeImage(sized(20_000, 4000), 'x'), { code: 'image-too-large' });
});
