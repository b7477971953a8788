/**
 * Many pictures one after the other through the engine: text, the square that the model sees, and an answer of the built-in
 * model for each; prints the engine's memory on the way. npm run eval:many -- [COUNT]   (default 200)
 * The picture caches are bounded, and what they hold is printed beside it: they fill up, the rest must not grow.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineClient } from '../../src/client/index.ts';
import { manyPictures } from '../../test/engine/manyPictures.ts';

const count = Number(process.argv[2] ?? 200);
const client = new EngineClient({ enginePath: 'dist/engine.js' });
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0).padStart(8);
try {
  await client.request('load', {
    files: { id: 'imp-nano', model: 'models/nano/model.gguf', mmproj: 'models/nano/mmproj.gguf' },
    options: { gpu: 'off' },
  });
  console.log('pictures   RSS MB   of it cached pictures   peak MB');
  const sources = ['editor-ts-dark@1x', 'term-java-dark@1x', 'ui-dashboard@1x'].map((name) =>
    readFileSync(join('test/fixtures/ocr', `${name}.png`)),
  );
  let done = 0;
  for await (const bytes of manyPictures(sources, count)) {
    const { id } = await client.request('attach', { bytes });
    await Promise.all([
      client.request('read', { id }),
      client.request('ask', {
        turns: [{ role: 'user', text: 'What kind of picture is this?', images: [id] }],
        maxTokens: 8,
      }),
    ]);
    await client.request('seen', { id });
    if (++done % Math.max(1, Math.floor(count / 10)) !== 0) continue;
    const stats = await client.request('stats', {});
    console.log(
      String(done).padStart(8),
      megabytes(stats.rssBytes),
      megabytes(stats.cachedImageBytes).padStart(15),
      megabytes(stats.peakRssBytes).padStart(18),
    );
  }
} finally {
  await client.stop();
}
