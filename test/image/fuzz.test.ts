/** Mutated pictures: each decodes or ends in one coded error, in bounded time, and the process goes on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeImage } from '../../src/image/decode.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { random } from '../random.ts';

/** 2,000 take some seconds; IMP_FUZZ=100000 for a long run. */
const ROUNDS = Number(process.env['IMP_FUZZ'] ?? 2000);
const SEEDS = [
  'small.png',
  'small-palette.png',
  'small-16bit.png',
  'small-alpha.png',
  'small.jpg',
  'small-turned.jpg',
  'small.webp',
  'small.gif',
  'small.bmp',
  'small-palette.bmp',
  'small-rgba.bmp',
  'small.tiff',
  'small.avif',
  'small.svg',
];

function mutate(source: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(source);
  const spot = () => Math.floor(next() * bytes.length);
  const kind = next();
  if (kind < 0.15) return bytes.subarray(0, spot());
  if (kind < 0.25) return Buffer.concat([bytes.subarray(0, spot()), bytes.subarray(spot())]); // cut out or doubled
  const changes = 1 + Math.floor(next() * next() * 24);
  for (let i = 0; i < changes; i++) {
    const at = kind < 0.6 ? Math.floor(next() * Math.min(bytes.length, 64)) : spot(); // headers are where it hurts
    const how = next();
    if (how < 0.4) bytes[at] = Math.floor(next() * 256);
    else if (how < 0.7) bytes[at] = bytes[at]! ^ (1 << Math.floor(next() * 8));
    else bytes.fill(how < 0.85 ? 0xff : 0, at, Math.min(at + 1 + Math.floor(next() * 4), bytes.length));
  }
  return bytes;
}

test(`${ROUNDS} mutated pictures`, { timeout: 600_000 }, async () => {
  const sources = SEEDS.map((name) => readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url)));
  const next = random(20240531);
  let decoded = 0;
  let slowest = 0;
  const worker = async (share: number) => {
    for (let i = 0; i < share; i++) {
      const bytes = mutate(sources[Math.floor(next() * sources.length)]!, next);
      const start = performance.now();
      try {
        const image = await decodeImage(bytes);
        assert.equal(image.data.length, image.width * image.height * 3);
        decoded++;
      } catch (error) {
        assert.ok(error instanceof ImpError && error.code.startsWith('image-'), String(error));
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
  };
  await Promise.all([1, 2, 3, 4].map(() => worker(Math.ceil(ROUNDS / 4))));
  assert.ok(decoded > ROUNDS / 20, `only ${decoded} decoded: the mutations are too coarse to reach the pixels`);
  assert.ok(decoded < ROUNDS * 0.95, `${decoded} decoded: the mutations do nothing`);
  assert.ok(slowest < 10_000, `one took ${slowest} ms`);
});

test('malformed SVGs that arrive together leave the heap whole', { timeout: 120_000 }, async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16"><rect width="12" height="16">',
  );
  // read side by side, a few thousand of them ended the process each time
  const refused = await Promise.allSettled(Array.from({ length: 8000 }, () => decodeImage(svg)));
  assert.ok(refused.every(({ status }) => status === 'rejected'));
});
