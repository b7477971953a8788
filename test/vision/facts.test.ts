/** What a mmproj file may say, and what is refused before native code sees it. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { readVisionFacts } from '../../src/pair/vision.ts';
import { planTower } from '../../src/engine/vision/plan.ts';
import { GgufWriter, readGguf, type GgufEntry, type TensorPlan } from '../../src/gguf/index.ts';
import { IMP_KEYS } from '../../src/shared/gguf.ts';
import { ImpError, type ErrorCode } from '../../src/shared/errors.ts';
import { fixture, open } from './support.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'imp-vision-'));
after(() => rm(folder, { recursive: true, force: true }));
let written = 0;

/** The SigLIP fixture with other metadata or tensors; values are left zero. */
async function changed(
  change: (metadata: Map<string, GgufEntry>, tensors: TensorPlan[]) => TensorPlan[] | void,
): Promise<string> {
  const file = await readGguf(fixture('siglip-f16.gguf'));
  const metadata = new Map(file.metadata as ReadonlyMap<string, GgufEntry>);
  const plans = file.tensors.map(({ name, shape, type }) => ({ name, shape: [...shape], type }));
  const tensors = change(metadata, plans) ?? plans;
  const target = path.join(folder, `${written++}.gguf`);
  const writer = await GgufWriter.create(target, metadata, tensors);
  for (const tensor of writer.tensors) await writer.write(tensor, 0, new Uint8Array(tensor.bytes));
  await writer.finish();
  return target;
}

const facts = async (file: string) => {
  const gguf = await readGguf(file);
  const facts = readVisionFacts(gguf);
  planTower(gguf, facts);
  return facts;
};
const number = (value: number): GgufEntry => ({ type: 'uint32', value });

async function refused(code: ErrorCode, text: RegExp, change: Parameters<typeof changed>[0]): Promise<void> {
  await assert.rejects(
    facts(await changed(change)),
    (error) =>
      (error instanceof ImpError && error.code === code && text.test(error.message)) || assert.fail(String(error)),
  );
}

test('SigLIP fixture', async () => {
  const siglip = await facts(fixture('siglip-f16.gguf'));
  assert.deepEqual(
    [
      siglip.side,
      siglip.patch,
      siglip.tokens,
      siglip.width,
      siglip.hidden,
      siglip.heads,
      siglip.blocks,
      siglip.featureLayers,
      siglip.activation,
      siglip.quantization,
    ],
    [112, 14, 64, 64, 96, 8, 2, [2], 'gelu', 'F16'],
  );
  assert.deepEqual([siglip.mode, siglip.padColor, siglip.mean], ['pad', [127, 127, 127], [0.5, 0.5, 0.5]]);
});

test('without a feature layer the last block is left out, as llama.cpp does', async () => {
  const clip = await facts(fixture('clip-f16.gguf'));
  assert.deepEqual([clip.blocks, clip.featureLayers, clip.activation], [2, [2], 'gelu_quick']);
});

test('the imp.* keys say how the picture is prepared', async () => {
  const file = await changed((metadata) => {
    metadata.set(IMP_KEYS.preprocess, { type: 'string', value: 'squash' });
    metadata.set(IMP_KEYS.padColor, { type: 'array', items: 'int32', value: [1, 2, 3] });
  });
  const { mode, padColor } = await facts(file);
  assert.deepEqual([mode, padColor], ['squash', [1, 2, 3]]);
});

test('several feature layers go to the projector side by side', async () => {
  const file = await changed((metadata, tensors) => {
    metadata.set('clip.vision.feature_layer', { type: 'array', items: 'int32', value: [2, 0] });
    tensors.find(({ name }) => name === 'mm.0.weight')!.shape[0] = 192;
  });
  assert.deepEqual((await facts(file)).featureLayers, [0, 2]);
  const { VisionEncoder } = await import('../../src/engine/vision/encoder.ts');
  const { native, pattern } = await import('./support.ts');
  const encoder = await VisionEncoder.open(file, await native(), { threads: 1 });
  assert.ok((await encoder.encode(pattern(1))).every((value) => value === 0)); // zero weights: it runs, and nothing is NaN
  await encoder.dispose();
});

test('refused with one clear error', async () => {
  await refused(
    'model-mismatch',
    /architecture is phi2/,
    (m) => void m.set('general.architecture', { type: 'string', value: 'phi2' }),
  );
  await refused(
    'model-mismatch',
    /projector is ldp/,
    (m) => void m.set('clip.projector_type', { type: 'string', value: 'ldp' }),
  );
  await refused('model-unreadable', /lacks clip.vision.block_count/, (m) => void m.delete('clip.vision.block_count'));
  await refused('model-unreadable', /image_size is 0/, (m) => void m.set('clip.vision.image_size', number(0)));
  await refused('model-unreadable', /image_size is 1000000/, (m) => void m.set('clip.vision.image_size', number(1e6)));
  await refused('model-unreadable', /7 heads/, (m) => void m.set('clip.vision.attention.head_count', number(7)));
  await refused(
    'model-unreadable',
    /feature layer 9/,
    (m) => void m.set('clip.vision.feature_layer', { type: 'array', items: 'int32', value: [9] }),
  );
  await refused('model-unreadable', /blk.2.ffn_down.weight is missing/, (m) => {
    m.set('clip.vision.block_count', number(3));
    m.set('clip.vision.feature_layer', { type: 'array', items: 'int32', value: [3] });
  });
  await refused(
    'model-unreadable',
    /position_embd.weight has shape/,
    (m) => void m.set('clip.vision.image_size', number(154)),
  );
  await refused(
    'model-unreadable',
    /both GELU and SiLU/,
    (m) => void m.set('clip.use_silu', { type: 'bool', value: true }),
  );
  await refused('model-unreadable', /attn_k.weight is missing/, (_, tensors) =>
    tensors.filter(({ name }) => name !== 'v.blk.1.attn_k.weight'),
  );
  await refused(
    'model-unreadable',
    /attn_q.weight has shape/,
    (_, tensors) => void (tensors.find(({ name }) => name === 'v.blk.0.attn_q.weight')!.shape[1] = 64),
  );
  await refused(
    'model-unreadable',
    /mm.2.weight has shape/,
    (_, tensors) => void (tensors.find(({ name }) => name === 'mm.2.weight')!.shape[0] = 32),
  );
});

test('damaged files: opened or refused, never a crash', async () => {
  const whole = await readFile(fixture('siglip-f16.gguf'));
  const target = path.join(folder, 'damaged.gguf');
  let seed = 99;
  const next = (n: number) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  let refusals = 0;
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(whole);
    for (let k = 0; k < 1 + next(4); k++) bytes[next(4096)] = next(256); // the header
    await writeFile(target, i % 10 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
    try {
      await facts(target);
    } catch (error) {
      assert.ok(error instanceof ImpError && error.code.startsWith('model-'), String(error));
      refusals++;
    }
  }
  assert.ok(refusals > 50 && refusals < 300, `${refusals} refused`);
});

test('a tower that opens also encodes', async () => {
  const encoder = await open('clip-f16.gguf');
  assert.ok(encoder.memoryBytes > 100_000);
  await encoder.dispose();
});
