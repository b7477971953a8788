import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import koffi from 'koffi';
import { buildGraphs } from '../../src/engine/vision/graph.ts';
import { planTower } from '../../src/engine/vision/plan.ts';
import { loadWeights } from '../../src/engine/vision/weights.ts';
import { readGguf } from '../../src/gguf/index.ts';
import type { Ptr } from '../../src/native/bind.ts';
import { DEVICE_TYPE } from '../../src/native/constants.ts';
import { cpuFeatures } from '../../src/native/cpu.ts';
import { readVisionFacts } from '../../src/pair/vision.ts';
import { VisionEncoder } from '../../src/engine/vision/encoder.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { fixture, native, open, pattern, picture, recorded, smallestCosine, withHeads } from './support.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

// The bounds: F32, F16 and BF16 differ by rounding alone; mtmd also rounds activations to 8 bits where the weights are
// quantized, and our own kernel does not, so there the two can only be near.
const cases = [
  ['siglip-f16', 0.9999],
  ['siglip-f32-silu', 0.99999],
  ['siglip-bf16', 0.9999],
  ['siglip-q8_0', 0.999],
  ['siglip-q4_0', 0.999],
] as const;

for (const [name, bound] of cases) {
  for (const kernels of ['on', 'off'] as const) {
    test(`${name}, own kernels ${kernels}: the embeddings of llama.cpp's mtmd`, async () => {
      const encoder = await open(`${name}.gguf`, { kernels });
      const embeddings = await encoder.encode(await picture());
      const { tokens, width } = encoder.facts;
      assert.deepEqual([tokens, width, embeddings.length], [64, 64, 4096]);
      const cosine = smallestCosine(embeddings, recorded(`${name}.mtmd.f32`), width);
      assert.ok(cosine >= bound, `smallest cosine ${cosine}`);
      const exact = smallestCosine(embeddings, recorded(`${name}.numpy.f32`), width);
      assert.ok(exact >= bound, `smallest cosine to float64 ${exact}`);
      await encoder.dispose();
    });
  }
}

test('nodes of the graphs carry the names that mtmd gives them, with the number of their layer', async () => {
  const library = await native();
  const file = await readGguf(fixture('siglip-f16.gguf'));
  const facts = readVisionFacts(file);
  const tower = planTower(file, facts);
  const backend = library.ggml.ggml_backend_dev_init(library.ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu), null);
  const weights = await loadWeights(library, file, tower, backend, undefined, { threads: 1 });
  const options = { attention: 'plain', lanes: 8, classToken: 'first', kernels: undefined } as const;
  const graphs = buildGraphs(library, facts, tower, weights, backend, options);
  const find = koffi.proto('void *imp_find(void *graph, const char *name)');
  const has = (graph: Ptr, name: string) =>
    koffi.call(library.address('ggml_graph_get_tensor' as 'ggml_nbytes'), find, graph, name) !== null;
  for (let layer = 0; layer < facts.blocks; layer++) {
    const { name, graph } = graphs.pieces[layer + 1]!;
    assert.equal(name, `block ${layer}`);
    for (const node of ['Qcur', 'kqv_out', 'attn_out', 'ffn_inp', 'ffn_out', 'layer_out'])
      assert.ok(has(graph, `${node}-${layer}`), `${node}-${layer}`);
    assert.ok(!has(graph, `layer_out-${layer + 1}`));
  }
  assert.ok(has(graphs.pieces.at(-1)!.graph, 'mm.0'));
  graphs.free();
  weights.free();
  library.ggml.ggml_backend_free(backend);
});

test('repacked and plain weights give the same embeddings', async () => {
  const [repacked, plain] = await Promise.all([true, false].map((repack) => open('siglip-q4_0.gguf', { repack })));
  const image = await picture();
  const cosine = smallestCosine(await repacked!.encode(image), await plain!.encode(image), 64);
  assert.ok(cosine >= 0.9999, `${cosine}`);
  await Promise.all([repacked!.dispose(), plain!.dispose()]);
});

test('CLIP: class token first, as it was trained; behind the patches, as this release of mtmd has it', async () => {
  const image = await picture();
  for (const kernels of ['on', 'off'] as const) {
    const first = await open('clip-f16.gguf', { kernels });
    const right = smallestCosine(await first.encode(image), recorded('clip-f16.numpy.f32'), 64);
    assert.ok(right >= 0.9999, `first: ${right}`);
    const last = await open('clip-f16.gguf', { kernels, classToken: 'last' });
    const same = smallestCosine(await last.encode(image), recorded('clip-f16.mtmd.f32'), 64);
    assert.ok(same >= 0.9999, `last: ${same}`);
    await Promise.all([first.dispose(), last.dispose()]);
  }
});

test(
  'own kernels: every matrix of the tower runs through them where the processor has AVX2',
  { skip: process.platform !== 'linux' || process.arch !== 'x64' },
  async () => {
    if (!cpuFeatures(await native()).has('AVX2')) return;
    const [on, off] = await Promise.all([
      open('siglip-f16.gguf', { kernels: 'on' }),
      open('siglip-f16.gguf', { kernels: 'off' }),
    ]);
    const image = await picture();
    // Other rounding, so not the same bits: were they equal, the kernels had not run.
    assert.notDeepEqual(await on.encode(image), await off.encode(image));
    await Promise.all([on.dispose(), off.dispose()]);
  },
);

// The fixtures' heads of 12 stay with ggml; these go through our own attention: whole tiles, a half one, and both.
for (const heads of [12, 6, 4, 2]) {
  test(`heads of ${96 / heads}: own attention gives what ggml's gives`, async () => {
    const image = await picture();
    for (const name of ['siglip-f16.gguf', 'clip-f16.gguf']) {
      const file = await withHeads(name, heads);
      const [own, ggml] = [
        await VisionEncoder.open(file, await native(), { threads: 2, kernels: 'on' }),
        await VisionEncoder.open(file, await native(), { threads: 1, kernels: 'off' }),
      ];
      const cosine = smallestCosine(await own.encode(image), await ggml.encode(image), 64);
      assert.ok(cosine >= 0.99999, `${name}: ${cosine}`);
      await Promise.all([own.dispose(), ggml.dispose()]);
    }
  });
}

test('several threads: the same embeddings as one', async () => {
  const image = await picture();
  for (const kernels of ['on', 'off'] as const) {
    const [one, three] = [
      await open('siglip-f16.gguf', { kernels }),
      await open('siglip-f16.gguf', { kernels, threads: 2 }),
    ];
    assert.deepEqual(await three.encode(image), await one.encode(image));
    await Promise.all([one.dispose(), three.dispose()]);
  }
});

test('pictures one after another and at once: each gets its own embeddings', async () => {
  const encoder = await open('siglip-f16.gguf');
  const alone = [await encoder.encode(pattern(1)), await encoder.encode(pattern(2))];
  assert.notDeepEqual(alone[0], alone[1]);
  const together = await Promise.all([encoder.encode(pattern(1)), encoder.encode(pattern(2))]);
  assert.deepEqual(together, alone);
  await encoder.dispose();
});

test('stop: the encode ends, the next one is right', async () => {
  const encoder = await open('siglip-f16.gguf');
  const right = await encoder.encode(pattern(1));
  for (const at of [0, 1, 2, 3]) {
    const stop = new AbortController();
    let calls = 0;
    if (at === 0) stop.abort();
    const run = encoder.encode(pattern(2), { signal: stop.signal, onProgress: () => ++calls === at && stop.abort() });
    await assert.rejects(run, (error) => error instanceof ImpError && error.code === 'cancelled');
    assert.deepEqual(await encoder.encode(pattern(1)), right);
  }
  await encoder.dispose();
});

test('progress rises to 1 and the event loop turns meanwhile', async () => {
  const encoder = await open('siglip-f16.gguf');
  const fractions: number[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await encoder.encode(pattern(1), { onProgress: (fraction) => fractions.push(fraction) });
  clearInterval(timer);
  assert.deepEqual(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
  assert.equal(fractions.at(-1), 1);
  assert.ok(turns > 0);
  await encoder.dispose();
});

test('after dispose: a coded error, and a running encode is stopped, not crashed', async () => {
  const encoder = await open('siglip-f16.gguf');
  const running = encoder.encode(pattern(1)).then(
    () => 'done',
    (error: ImpError) => error.code,
  );
  await encoder.dispose();
  assert.ok(['done', 'cancelled', 'engine-stopped'].includes(await running));
  await assert.rejects(
    encoder.encode(pattern(1)),
    (error) => error instanceof ImpError && error.code === 'engine-stopped',
  );
  await encoder.dispose();
});

test('a hundred different pictures leave no growth', async () => {
  const encoder = await open('siglip-f16.gguf');
  const encodeMany = async (from: number, to: number) => {
    for (let seed = from; seed < to; seed++) await encoder.encode(pattern(seed));
    collect();
    return process.memoryUsage().rss;
  };
  await encodeMany(0, 50); // arenas and buffers of the first ones
  const before = await encodeMany(50, 100);
  const after = await encodeMany(100, 200);
  // The hundred make 2.6 MB of embeddings and 24 MB of patches: kept ones would show.
  assert.ok(after - before < 12e6, `${((after - before) / 1e6).toFixed(1)} MB more`);
  await encoder.dispose();
});

test('opening and closing leaves nothing behind', async () => {
  const cycle = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const encoder = await open('siglip-f16.gguf');
      await encoder.encode(pattern(i));
      await encoder.dispose();
    }
    collect();
    return process.memoryUsage().rss;
  };
  await cycle(10);
  const before = await cycle(5);
  const after = await cycle(20);
  assert.ok(after - before < 12e6, `${((after - before) / 1e6).toFixed(1)} MB more`); // 20 × 0.9 MB of weights
});

test('not a mmproj, or none at all', async () => {
  const library = await native();
  await assert.rejects(
    VisionEncoder.open(fixture('picture.png'), library, { threads: 1 }),
    (error) => error instanceof ImpError && error.code === 'model-unreadable',
  );
  await assert.rejects(
    VisionEncoder.open(fixture('nothing.gguf'), library, { threads: 1 }),
    (error) => error instanceof ImpError && error.code === 'model-missing',
  );
});
