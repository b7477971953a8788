/** What published checkpoints differ in, against PyTorch code written from the facts (test/fixtures/make/published.py). */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { convertCheckpoint, convertInProcess, inspectCheckpoint } from '../../src/convert/index.ts';
import { prepare } from '../../src/convert/prepare.ts';
import { languageFacts } from '../../src/pair/language.ts';
import { readGguf } from '../../src/gguf/index.ts';
import type { ModelFiles } from '../../src/shared/engine.ts';
import { CHECKPOINTS, compare, engine, failsWith, FIXTURES, readReference, temporaryFolder } from './support.ts';
import { readTensors, writeSafetensors, type TestTensor } from './support.ts';

interface Published {
  embeddings: Record<string, Record<'pad' | 'square', { step: number; rows: number[][] }>>;
  tied: { fixture: string; logits: number[] };
}
const published = JSON.parse(await readFile(path.join(CHECKPOINTS, 'published.json'), 'utf8')) as Published;
const [PHI2, OLDER, QWEN, PHI3] = FIXTURES;
const work = await temporaryFolder();
const imp = engine();
const OPTIONS = { threads: 1, gpu: 'off' } as const;
let copies = 0;

/** A copy of a fixture with another config, and other tensors where `edit` is given. */
async function copy(
  fixture: string,
  config: Record<string, unknown>,
  edit?: (tensors: Record<string, TestTensor>) => void,
): Promise<string> {
  const from = path.join(CHECKPOINTS, fixture);
  const folder = path.join(work, `copy-${copies++}`);
  await mkdir(folder);
  await cp(from, folder, { recursive: true, filter: (file) => !edit || !file.includes('safetensors') });
  const before = JSON.parse(await readFile(path.join(from, 'config.json'), 'utf8')) as object;
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...before, ...config }));
  if (edit) {
    const tensors = await readTensors(from);
    edit(tensors);
    await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  }
  return folder;
}

async function convert(checkpointDir: string): Promise<ModelFiles> {
  const made = await convertCheckpoint({
    checkpointDir,
    outDir: path.join(checkpointDir, 'out'),
    type: 'F16',
    visionType: 'F16',
  });
  return { id: checkpointDir, model: made.modelPath, mmproj: made.mmprojPath };
}

/** The picture of published.py. */
const [width, height] = [90, 60];
const pixels = Buffer.alloc(width * height * 3);
for (let y = 0; y < height; y++)
  for (let x = 0; x < width; x++) pixels.set([(x * 5) % 256, (y * 4) % 256, (x * y) % 256], 3 * (y * width + x));
const wide = await sharp(pixels, { raw: { width, height, channels: 3 } })
  .png()
  .toBuffer();

for (const fixture of FIXTURES) {
  for (const aspect of ['pad', 'square'] as const) {
    test(`${fixture}, published with image_aspect_ratio ${aspect}`, { timeout: 60_000 }, async () => {
      const files = await convert(await copy(fixture, { image_aspect_ratio: aspect }));
      const facts = await imp.request('load', { files, options: OPTIONS });
      assert.equal(facts.preprocess, aspect === 'pad' ? 'pad' : 'squash');
      const { id } = await imp.request('attach', { bytes: wide });
      const { data, width } = await imp.request('embed', { id });
      const expected = published.embeddings[fixture]!;
      const worst = (kind: 'pad' | 'square') =>
        Math.min(
          ...expected[kind].rows.map((row, i) => {
            const at = i * expected[kind].step * width;
            return compare(data.subarray(at, at + width), row).cosine;
          }),
        );
      assert.ok(worst(aspect) >= 0.9999, `cosine ${worst(aspect)}`);
      assert.ok(worst(aspect === 'pad' ? 'square' : 'pad') < 0.999, 'the other way gives something else');
    });
  }
}

test('without image_aspect_ratio pictures are squashed, as the authors do', async () => {
  for (const fixture of [PHI2, OLDER]) {
    const { vision } = await prepare({
      checkpointDir: await copy(fixture, { image_aspect_ratio: undefined }),
      outDir: work,
    });
    assert.equal(vision.preprocess, 'squash');
  }
});

test('a checkpoint whose output is tied to its embeddings, in bf16, with more rows than tokens', async () => {
  const { fixture, logits } = published.tied;
  const folder = await copy(fixture, { tie_word_embeddings: true }, (tensors) => delete tensors['lm_head.weight']);
  assert.equal((await readTensors(folder))['model.embed_tokens.weight']!.dtype, 'BF16');
  await imp.request('load', { files: await convert(folder), options: OPTIONS });
  const { prompt } = await readReference(fixture);
  const { data } = await imp.request('logits', { images: [], prompt: prompt.split('<image>')[0]! });
  const { cosine } = compare(data, logits);
  assert.ok(cosine >= 0.99999, `cosine ${cosine}`);
});

test('the stored blocks of the tower decide, whether config.json counts the one that was left out or not', async () => {
  const config = JSON.parse(await readFile(path.join(CHECKPOINTS, PHI2, 'config.json'), 'utf8')) as {
    vision_config: object;
  };
  const blocks = async (fixture: string, counted: number) => {
    const vision_config = { ...config.vision_config, num_hidden_layers: counted };
    return (await prepare({ checkpointDir: await copy(fixture, { vision_config }), outDir: work })).vision.blocks;
  };
  assert.equal(await blocks(PHI2, 4), 3, 'one more is counted than is stored');
  assert.equal(await blocks(PHI2, 3), 3, 'as many are counted as are stored');
  await assert.rejects(blocks(PHI2, 2), failsWith('checkpoint-unsupported', /stores 3 blocks.*counts 2/));
  await assert.rejects(blocks(PHI2, 6), failsWith('checkpoint-unsupported', /stores 3 blocks.*counts 6/));
});

test('position_ids of type I64, as older releases of transformers store them, are passed over', async () => {
  const name = 'model.vision_tower.vision_tower.vision_model.embeddings.position_ids';
  const folder = await copy(PHI2, {}, (tensors) => {
    tensors[name] = { dtype: 'I64', shape: [1, 16], data: new Uint8Array(128) };
  });
  await convert(folder);
  const needed = await copy(PHI2, {}, (tensors) => {
    const { shape } = tensors['model.norm.weight'] ?? tensors['model.final_layernorm.weight']!;
    tensors['model.final_layernorm.weight'] = { dtype: 'I64', shape, data: new Uint8Array(8 * shape[0]!) };
  });
  await assert.rejects(convert(needed), failsWith('checkpoint-unsupported', /final_layernorm.weight is of type I64/));
});

test("a macOS archive's ._ files are no checkpoint", async () => {
  const folder = await copy(QWEN, {});
  for (const name of ['._model-00001-of-00002.safetensors', '._model.safetensors.index.json', '._config.json'])
    await writeFile(path.join(folder, name), 'Mac OS X        ATTR');
  assert.equal((await inspectCheckpoint({ checkpointDir: folder, outDir: work })).imageSide, 60);
  const single = await copy(PHI3, {});
  await writeFile(path.join(single, '._model.safetensors'), 'Mac OS X        ATTR');
  await convert(single);
});

test('a finite value beyond F16 is named with its tensor, nothing is printed, and another type holds it', async () => {
  const name = 'model.layers.0.self_attn.qkv_proj.weight';
  const folder = await copy(PHI3, {}, (tensors) => {
    const { data = new Uint8Array(), shape } = tensors[name]!;
    const values = Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) =>
      new DataView(data.buffer, data.byteOffset).getFloat32(4 * i, true),
    );
    values[7] = -70000;
    tensors[name] = { dtype: 'F32', shape, data: new Uint8Array(values.buffer) };
  });
  const lines: string[] = [];
  const run = (type: 'F16' | 'Q8_0') =>
    convertInProcess(
      { checkpointDir: folder, outDir: path.join(folder, type), type, visionType: 'F16' },
      {
        entry: path.join(import.meta.dirname, '../../src/convert/main.ts'),
        execArgv: ['--import', 'tsx'],
        onLog: (line) => lines.push(line),
      },
    );
  await assert.rejects(run('F16'), (error: Error) => {
    assert.ok(failsWith('checkpoint-unsupported', /qkv.*-70000.*too large for F16.*Q8_0/)(error), error.message);
    assert.doesNotMatch(error.message, /damaged/);
    return true;
  });
  assert.ok(lines.length > 0, "ggml's own line goes to the log");
  await run('Q8_0');
});

test("Qwen's text is composed (NFC) before it is cut; Phi-2's is not", async () => {
  for (const [fixture, same] of [
    [QWEN, true],
    [PHI2, false],
  ] as const) {
    await imp.request('load', { files: await convert(await copy(fixture, {})), options: OPTIONS });
    const [apart, composed] = await Promise.all(
      ['caf\u0065\u0301', 'caf\u00e9'].map((text) => imp.request('tokenize', { text })),
    );
    assert.equal(apart!.tokens.join() === composed!.tokens.join(), same, fixture);
  }
});

test("Phi-3's context ends with its window, which llama.cpp does not slide", async () => {
  const files = await convert(await copy(PHI3, {}));
  assert.equal(languageFacts(await readGguf(files.model)).trainedContext, 2047);
  const { contextTokens } = await imp.request('load', { files, options: { ...OPTIONS, contextTokens: 4096 } });
  assert.ok(contextTokens <= 2048, `${contextTokens} tokens`);
});
