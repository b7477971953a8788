/** What the files say of themselves, and what is derived from names and shapes rather than from config.json. */
import assert from 'node:assert/strict';
import { cp, mkdir, open, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { Config } from '../../src/convert/checkpoint/config.ts';
import type { Weight } from '../../src/convert/checkpoint/safetensors.ts';
import { convertCheckpoint, inspectCheckpoint } from '../../src/convert/index.ts';
import type { Layout } from '../../src/convert/models/language.ts';
import { visionSpec } from '../../src/convert/models/vision.ts';
import { Inventory } from '../../src/convert/plan.ts';
import { DEFAULT_SYSTEM } from '../../src/pair/templates.ts';
import { readGguf } from '../../src/gguf/index.ts';
import { IMP_KEYS } from '../../src/shared/gguf.ts';
import { CHECKPOINTS, failsWith, temporaryFolder } from './support.ts';

const work = await temporaryFolder();

const EXPECTED = {
  'imp-v1.5-tiny-phi2': { architecture: 'phi2', template: 'vicuna', stop: ['</s>'], pre: 'phi-2', side: 56 },
  'imp-v1-tiny-phi2': { architecture: 'phi2', template: 'vicuna', stop: ['</s>'], pre: 'phi-2', side: 84 },
  'imp-v1.5-tiny-qwen1.5': { architecture: 'qwen2', template: 'chatml', stop: ['<|im_end|>'], pre: 'qwen2', side: 60 },
  'imp-v1.5-tiny-phi3': { architecture: 'phi3', template: 'phi3', stop: ['<|end|>'], pre: 'default', side: 56 },
};

for (const [fixture, expected] of Object.entries(EXPECTED)) {
  test(`${fixture}: the pair describes itself`, async () => {
    const folder = path.join(work, fixture);
    await cp(path.join(CHECKPOINTS, fixture), folder, { recursive: true });
    await writeFile(path.join(folder, 'README.md'), '---\nlicense: mit\nlanguage: en\n---\n# Model');
    const made = await convertCheckpoint({
      checkpointDir: folder,
      outDir: path.join(folder, 'out'),
      type: 'Q4_K_M',
      visionType: 'Q4_0',
    });
    const [model, mmproj] = await Promise.all([readGguf(made.modelPath), readGguf(made.mmprojPath)]);
    assert.equal(model.string('general.architecture'), expected.architecture);
    assert.equal(model.string('general.name'), fixture);
    assert.equal(model.string('general.license'), 'mit');
    assert.equal(model.number('general.file_type'), 15);
    assert.equal(model.string('tokenizer.ggml.pre'), expected.pre);
    assert.equal(model.string(IMP_KEYS.template), expected.template);
    assert.equal(model.string(IMP_KEYS.system), DEFAULT_SYSTEM);
    assert.deepEqual(model.strings(IMP_KEYS.stop), expected.stop);
    assert.equal(mmproj.string('general.architecture'), 'clip');
    assert.equal(mmproj.string('clip.projector_type'), 'mlp');
    // four blocks in config.json, of which the last is not Imp's
    assert.equal(mmproj.number('clip.vision.block_count'), 3);
    assert.deepEqual([...Array.from(mmproj.numbers('clip.vision.feature_layer')!)], [3]);
    assert.equal(mmproj.number('clip.vision.image_size'), expected.side);
    assert.equal(mmproj.number('clip.vision.feed_forward_length'), 96);
    assert.equal(mmproj.number('general.file_type'), 2);
    assert.equal(mmproj.string(IMP_KEYS.preprocess), 'squash');
    assert.deepEqual([...Array.from(mmproj.numbers(IMP_KEYS.padColor)!)], [127, 127, 127]);
    assert.ok(!mmproj.tensors.some(({ name }) => name.startsWith('v.blk.3.') || name.includes('post')));
  });
}

test('Phi-3 with a long context keeps its rotary factors', async () => {
  const folder = path.join(work, 'long');
  await cp(path.join(CHECKPOINTS, 'imp-v1.5-tiny-phi3'), folder, { recursive: true });
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as object;
  const [long, short] = [Array.from({ length: 8 }, (_, i) => 1 + i), Array.from({ length: 8 }, (_, i) => 1 + i / 8)];
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify({
      ...config,
      max_position_embeddings: 131072,
      original_max_position_embeddings: 4096,
      rope_scaling: { type: 'longrope', long_factor: long, short_factor: short },
    }),
  );
  const { modelPath } = await convertCheckpoint({
    checkpointDir: folder,
    outDir: path.join(folder, 'out'),
    type: 'F16',
    visionType: 'F16',
  });
  const model = await readGguf(modelPath);
  assert.equal(model.number('phi3.context_length'), 131072);
  assert.equal(model.number('phi3.rope.scaling.original_context_length'), 4096);
  assert.ok(
    Math.abs(model.number('phi3.rope.scaling.attn_factor')! - Math.sqrt(1 + Math.log(32) / Math.log(4096))) < 1e-6,
  );
  for (const [name, values] of [
    ['rope_factors_long.weight', long],
    ['rope_factors_short.weight', short],
  ] as const) {
    const { offset, bytes, type } = model.tensor(name)!;
    const content = await readFile(modelPath);
    assert.equal(type, 'F32');
    assert.deepEqual(
      [...new Float32Array(content.buffer.slice(content.byteOffset + offset, content.byteOffset + offset + bytes))],
      values,
    );
  }
});

test('the published towers: sizes from the name, the side from the positions, the preprocessing from config.json', () => {
  const spec = (
    layout: Layout,
    positions: number,
    config: Partial<Config> = {},
    preprocess?: 'pad' | 'squash',
    stored = 26,
  ) => {
    const tower = `${layout === 'older' ? 'transformer' : 'model'}.vision_tower.vision_tower.vision_model`;
    const names = Array.from({ length: stored }, (_, block) => `${tower}.encoder.layers.${block}.layer_norm1.weight`);
    const weights = new Map(
      [`${tower}.embeddings.position_embedding.weight`, ...names].map((name) => [
        name,
        { name, type: 'F16', shape: [positions, 1152], file: '', offset: 0, bytes: 0 } satisfies Weight,
      ]),
    );
    return visionSpec(
      { model_type: 'imp', mm_vision_tower: 'google/siglip-so400m-patch14-384', ...config } as Config,
      new Inventory(weights),
      layout,
      2560,
      preprocess,
    );
  };
  const facts = ({ side, preprocess, blocks, ffn, heads }: ReturnType<typeof spec>) => ({
    side,
    preprocess,
    blocks,
    ffn,
    heads,
  });
  const tower = { blocks: 26, ffn: 4304, heads: 16 };
  // image_aspect_ratio decides, in both layouts: authors' mm_utils.py and imp.py
  for (const layout of ['newer', 'older'] as const) {
    assert.deepEqual(facts(spec(layout, 729, { image_aspect_ratio: 'square' })), {
      side: 384,
      preprocess: 'squash',
      ...tower,
    });
    assert.deepEqual(facts(spec(layout, 196)), { side: 196, preprocess: 'squash', ...tower });
    assert.equal(spec(layout, 729, { image_aspect_ratio: 'pad' }).preprocess, 'pad');
    assert.equal(spec(layout, 729, {}, 'pad').preprocess, 'pad');
  }
  assert.throws(() => spec('newer', 729, {}, undefined, 27), /stores 27 blocks.*counts 27, of which 26/);
  assert.throws(() => spec('newer', 700), /700 positions/);
});

test('too little space is told before anything is written', async (context) => {
  // a sparse file: terabytes of zeros that take no space
  const folder = path.join(work, 'huge');
  await cp(path.join(CHECKPOINTS, 'imp-v1-tiny-phi2'), folder, { recursive: true });
  const [layers, ffn] = [1000, 16_000_000];
  const file = path.join(folder, 'model.safetensors');
  const content = await readFile(file);
  const before = JSON.parse(content.toString('utf8', 8, 8 + Number(content.readBigUInt64LE()))) as Record<
    string,
    { dtype: string; shape: number[] }
  >;
  const header: Record<string, object> = {};
  let at = 0;
  for (const [name, { dtype, shape }] of Object.entries(before)) {
    if (name === '__metadata__' || name.includes('.h.1.')) continue;
    const wide = shape.map((n) => (/\.h\.0\.mlp\.fc[12]/.test(name) && n === 256 ? ffn : n));
    for (let layer = 0; layer < (name.includes('.h.0.') ? layers : 1); layer++) {
      const bytes = wide.reduce((product, n) => product * n, 2);
      header[name.replace('.h.0.', `.h.${layer}.`)] = { dtype, shape: wide, data_offsets: [at, (at += bytes)] };
    }
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([length, json]));
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as object;
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...config, n_inner: ffn, n_layer: layers }));
  const handle = await open(file, 'r+');
  const grown = await handle.truncate(8 + json.length + at).then(
    () => true,
    () => false,
  );
  await handle.close();
  if (!grown) return context.skip('this file system has no sparse files of that size');

  const outDir = path.join(work, 'full-disk');
  await mkdir(outDir);
  assert.ok((await inspectCheckpoint({ checkpointDir: folder, outDir })).outputBytes > 1e12);
  await assert.rejects(
    convertCheckpoint({ checkpointDir: folder, outDir }),
    failsWith('disk-full', /TB needed, .* free in /),
  );
  assert.deepEqual(await readdir(outDir), []);
});
