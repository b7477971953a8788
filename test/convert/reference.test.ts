/** Converted checkpoints against PyTorch: tokens of the prompt, image embeddings, logits and 64 greedy tokens of every layout and family. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { WeightReader } from '../../src/convert/checkpoint/safetensors.ts';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { prepare } from '../../src/convert/prepare.ts';
import { openCpuLibrary } from '../../src/convert/quantize/native.ts';
import { writeGguf } from '../../src/convert/write.ts';
import { checkPair, LoadedPair } from '../../src/engine/loadedPair.ts';
import { VisionEncoder } from '../../src/engine/vision/encoder.ts';
import { decodeImage } from '../../src/image/decode.ts';
import type { ModelType, VisionType } from '../../src/shared/convert.ts';
import type { ModelFiles } from '../../src/shared/engine.ts';
import {
  CHECKPOINTS,
  FIXTURES,
  argmax,
  compare,
  engine,
  readReference,
  temporaryFolder,
  type Reference,
} from './support.ts';

const imp = engine();
const out = await temporaryFolder();
const OPTIONS = { threads: 1, gpu: 'off' } as const;

async function convert(fixture: string, type: ModelType, visionType: VisionType): Promise<ModelFiles> {
  const made = await convertCheckpoint({
    checkpointDir: path.join(CHECKPOINTS, fixture),
    outDir: path.join(out, fixture, `${type}-${visionType}`),
    type,
    visionType,
    overwrite: true,
  });
  return { id: `${fixture} ${type} ${visionType}`, model: made.modelPath, mmproj: made.mmprojPath };
}

/** Embeddings [tokens, width] of the fixture's picture and logits [vocab] of its prompt, by the engine. */
async function run(fixture: string, files: ModelFiles, prompt: string) {
  const facts = await imp.request('load', { files, options: OPTIONS });
  const picture = await imp.request('attach', {
    bytes: await readFile(path.join(CHECKPOINTS, fixture, 'picture.png')),
  });
  const embedded = await imp.request('embed', { id: picture.id });
  const logits = await imp.request('logits', { images: [picture.id], prompt });
  return { facts, embedded, logits: logits.data };
}

/** The loop of PyTorch's reference, on the engine's own parts: the best token each time, 64 times. */
async function greedy(files: ModelFiles, reference: Reference, embeddings: Float32Array): Promise<number[]> {
  const session = await LoadedPair.load(await checkPair(files), OPTIONS);
  try {
    const { sequence } = session.language;
    const segments = [{ tokens: reference.before }, { image: 'picture' }, { tokens: reference.after }];
    await sequence.evaluate(segments, {
      embeddings: () => embeddings,
      imageTokens: reference.imageTokens,
      logits: true,
    });
    const tokens: number[] = [];
    while (tokens.length < reference.tokens.length) {
      tokens.push(argmax(sequence.logits()));
      await sequence.append([tokens.at(-1)!]);
    }
    return tokens;
  } finally {
    await session.free();
  }
}

for (const fixture of FIXTURES) {
  test(`${fixture} in F16 computes what PyTorch computes`, async () => {
    const reference = await readReference(fixture);
    const files = await convert(fixture, 'F16', 'F16');
    const { facts, embedded, logits } = await run(fixture, files, reference.prompt);
    assert.equal(facts.imageTokens, reference.imageTokens);
    assert.equal(embedded.tokens, reference.imageTokens);
    reference.embeddings.forEach((row, index) => {
      const at = index * reference.embeddingStep * embedded.width;
      const { worst, cosine } = compare(embedded.data.subarray(at, at + embedded.width), row);
      assert.ok(cosine >= 0.999999 && worst <= 0.02, `embedding ${index}: cosine ${cosine}, worst ${worst}`);
    });
    // logits spread by about 2; the prompt was tokenized by the engine here
    assert.equal(logits.length, reference.logits.length);
    const { worst, cosine } = compare(logits, reference.logits);
    assert.ok(cosine >= 0.99999 && worst <= 0.02, `logits: cosine ${cosine}, worst ${worst}`);
    assert.deepEqual(await greedy(files, reference, embedded.data), reference.tokens);
  });
}

test('padding the FFN with zeros changes no result', async () => {
  const [fixture] = FIXTURES;
  const { prompt } = await readReference(fixture);
  const files = await convert(fixture, 'F16', 'F16');
  // the plan of a Q8_0 file, whose FFN is padded from 76 to 96, written in F16
  const { mmproj } = await prepare({ checkpointDir: path.join(CHECKPOINTS, fixture), outDir: out, visionType: 'Q8_0' });
  const tensors = mmproj.tensors.map((planned) => ({
    ...planned,
    type: planned.type === 'Q8_0' ? ('F16' as const) : planned.type,
  }));
  assert.deepEqual(tensors.find(({ name }) => name === 'v.blk.0.ffn_down.weight')?.shape, [96, 64]);
  const padded = path.join(out, 'mmproj-padded.gguf');
  const reader = new WeightReader();
  await writeGguf(padded, mmproj.metadata, tensors, { native: openCpuLibrary(), reader, onValues: () => {} });
  await reader.close();

  // By ggml's kernels in both: the project's own take rows of 96 alone, and do not round activations to F16 as ggml does.
  const image = await decodeImage(await readFile(path.join(CHECKPOINTS, fixture, 'picture.png')));
  const embeddings = async (file: string) => {
    const encoder = await VisionEncoder.open(file, openCpuLibrary(), { threads: 1, kernels: 'off' });
    return await encoder.encode(image).finally(() => encoder.dispose());
  };
  // sums of 96 products may be added in another order than those of 76
  const { worst } = compare(await embeddings(padded), await embeddings(files.mmproj));
  assert.ok(worst <= 1e-3, `worst difference ${worst}`);
  // and the whole product, whichever kernels it chooses
  const [plain, wide] = [
    await run(fixture, files, prompt),
    await run(fixture, { ...files, id: 'padded', mmproj: padded }, prompt),
  ];
  const { cosine } = compare(wide.logits, plain.logits);
  assert.ok(cosine >= 0.999999, `logits: cosine ${cosine}`);
});

test('quantized pairs stay near the F16 one', async () => {
  const [fixture] = FIXTURES;
  const { prompt } = await readReference(fixture);
  const exact = await run(fixture, await convert(fixture, 'F16', 'F16'), prompt);
  // rows of 64 random values are the worst case for all of these types
  for (const [type, visionType, least] of [
    ['Q8_0', 'Q8_0', 0.999],
    ['Q6_K', 'Q4_0', 0.9],
    ['Q5_K_M', 'Q4_K', 0.9],
    ['Q4_K_M', 'Q8_0', 0.9],
    ['Q4_0', 'Q8_0', 0.9],
  ] as const) {
    const quantized = await run(fixture, await convert(fixture, type, visionType), prompt);
    const embeddings = compare(quantized.embedded.data, exact.embedded.data).cosine;
    const logits = compare(quantized.logits, exact.logits).cosine;
    assert.ok(embeddings >= (visionType === 'Q8_0' ? 0.999 : 0.97), `${visionType}: embeddings' cosine ${embeddings}`);
    assert.ok(logits >= least, `${type} with ${visionType}: logits' cosine ${logits}`);
  }
});
