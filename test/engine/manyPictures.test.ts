import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { Pictures } from '../../src/engine/pictures.ts';
import { createReader } from '../../src/reading/index.ts';
import { manyPictures } from './manyPictures.ts';
import { ROOT } from './support.ts';

const COUNT = 40;
/** Pictures after which code is compiled and memory has its size: after the first dozen a collection leaves it 15 to 30 MB below that for a while. */
const WARM = 20;

/** A picture's first lines on empty ground: as many pixels to keep by mistake, and a third of the time to read. */
const fewLines = async (png: Uint8Array): Promise<Uint8Array> =>
  await sharp(png)
    .extract({ left: 0, top: 0, width: 200, height: 40 })
    .extend({ right: 220, bottom: 160, background: '#1e1e1e' })
    .png()
    .toBuffer();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const reader = createReader();
after(() => reader.dispose());

test('a row of pictures leaves nothing behind but what the bounded caches hold', async () => {
  const pictures = new Pictures();
  const spec = { side: 384, mode: 'pad', padColor: [127, 127, 127] } as const;
  const memory = async () => {
    // Buffers that went to the thread are let go of a turn later.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve)).then(collect);
    const { heapUsed, external, rss } = process.memoryUsage();
    return { own: (heapUsed + external - pictures.bytes) / 2 ** 20, rss: rss / 2 ** 20 };
  };
  let early = await memory();
  let done = 0;
  const source = readFileSync(`${ROOT}test/fixtures/ocr/term-java-dark@1x.png`);
  for await (const bytes of manyPictures([source], COUNT)) {
    const { id } = await pictures.attach({ bytes: await fewLines(bytes) }, [spec]);
    assert.ok((await reader.read(await pictures.pixels(id))).lines.length > 0);
    await pictures.square(id, spec);
    if (++done === WARM) early = await memory();
  }
  const late = await memory();
  assert.equal(pictures.count, COUNT);
  // A picture's pixels are 0.24 MB: kept by mistake, they would be 4.8 MB.
  assert.ok(
    late.own - early.own < 2,
    `${early.own.toFixed(1)} MB after ${WARM} pictures, ${late.own.toFixed(1)} MB after ${COUNT}`,
  );
  // Threads and WebAssembly: a Tesseract left behind has 60 MB.
  assert.ok(
    late.rss - early.rss < 50,
    `${early.rss.toFixed(0)} MB resident after ${WARM} pictures, ${late.rss.toFixed(0)} MB after ${COUNT}`,
  );
});
