/**
 * What transformers computes with an exported folder, against PyTorch's reference and this project's engine: the prompt's tokens, logits,
 * 32 greedy tokens, and how pictures become squares. `npm run test:servers transformers` builds the environment.
 */
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { pythonOf } from '../../scripts/lib/python.ts';
import { convertCheckpoint, exportLlava } from '../../src/convert/index.ts';
import { CHECKPOINTS, compare, engine, FIXTURES, readReference, temporaryFolder } from '../convert/support.ts';
import { transformersOf, type Computed } from './llava.ts';

const python = pythonOf('transformers');
const skip = python === undefined && 'no Python environment with transformers (npm run test:servers transformers)';
const work = await temporaryFolder();
const QUESTION = 'What does this picture show?';
const TOKENS = 32;

const compute = (jobs: { folder: string; picture: string }[]) => transformersOf(python!, jobs, QUESTION, TOKENS);

test(
  'the prompt, the logits and 32 greedy tokens of all four forms are those of PyTorch and of the engine',
  { skip },
  async () => {
    const jobs = [];
    for (const fixture of FIXTURES) {
      const checkpointDir = path.join(CHECKPOINTS, fixture);
      const { folder } = await exportLlava({ checkpointDir, outDir: path.join(work, fixture) });
      jobs.push({ folder, picture: path.join(checkpointDir, 'picture.png') });
    }
    const computed = await compute(jobs);
    const imp = engine();
    for (const [at, fixture] of FIXTURES.entries()) {
      const [found, reference] = [computed[at]!, await readReference(fixture)];
      assert.equal(found.prompt.replace('<s>', ''), reference.prompt, fixture);
      assert.equal(found.plain, found.prompt, 'a content that is text gives the same prompt');
      const picture = Array.from({ length: reference.imageTokens }, () => found.image);
      assert.deepEqual(found.ids, [...reference.before, ...picture, ...reference.after], fixture);
      assert.deepEqual([found.missing, found.mismatched], [[], []], fixture);
      // transformers has no such bias: it is in the matrix, and zeros are left for vLLM and SGLang
      assert.deepEqual(found.unexpected, fixture.endsWith('phi2') ? ['lm_head.bias'] : [], fixture);
      const { cosine, worst } = compare(found.logits, reference.logits);
      assert.ok(cosine >= 0.99999 && worst <= 0.03, `${fixture}: cosine ${cosine}, worst ${worst}`);
      assert.deepEqual(found.tokens, reference.tokens.slice(0, TOKENS), fixture);

      const options = { checkpointDir: path.join(CHECKPOINTS, fixture), outDir: path.join(work, `${fixture}-gguf`) };
      const pair = await convertCheckpoint({ ...options, type: 'F16', visionType: 'F16' });
      const files = { id: fixture, model: pair.modelPath, mmproj: pair.mmprojPath };
      await imp.request('load', { files, options: { threads: 1, gpu: 'off' } });
      const { id } = await imp.request('attach', { bytes: await readFile(jobs[at]!.picture) });
      const ours = await imp.request('logits', { images: [id], prompt: reference.prompt });
      const { cosine: near } = compare(found.logits, ours.data);
      assert.ok(near >= 0.999, `${fixture}: cosine ${near} to the engine`);
    }
  },
);

test('pictures are padded or squashed as the checkpoint says', { skip }, async () => {
  const picture = path.join(work, 'wide.png');
  const [width, height] = [90, 60];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.set([(x * 5) % 256, (y * 4) % 256, (x * y) % 256], 3 * (y * width + x));
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(picture);
  const [fixture] = FIXTURES;
  const jobs = [];
  for (const image_aspect_ratio of ['square', 'pad']) {
    const checkpointDir = path.join(work, `from-${image_aspect_ratio}`);
    await cp(path.join(CHECKPOINTS, fixture), checkpointDir, { recursive: true });
    const config = JSON.parse(await readFile(path.join(checkpointDir, 'config.json'), 'utf8')) as object;
    await writeFile(path.join(checkpointDir, 'config.json'), JSON.stringify({ ...config, image_aspect_ratio }));
    const { folder } = await exportLlava({ checkpointDir, outDir: path.join(work, `to-${image_aspect_ratio}`) });
    jobs.push({ folder, picture });
  }
  const [squashed, padded] = (await compute(jobs)) as [Computed, Computed];
  const published = JSON.parse(await readFile(path.join(CHECKPOINTS, 'published.json'), 'utf8')) as {
    embeddings: Record<string, Record<'pad' | 'square', { step: number; rows: number[][] }>>;
  };
  const expected = published.embeddings[fixture]!;
  const least = ({ embeddings }: Computed, { step, rows }: { step: number; rows: number[][] }) =>
    Math.min(
      ...rows.map(
        (row, i) => compare(embeddings.slice(i * step * row.length, (i * step + 1) * row.length), row).cosine,
      ),
    );
  assert.ok(least(squashed, expected.square) >= 0.999, `squashed: ${least(squashed, expected.square)}`);
  assert.ok(least(padded, expected.pad) >= 0.999, `padded: ${least(padded, expected.pad)}`);
  assert.ok(least(squashed, expected.pad) < 0.999, 'the two differ');
});
