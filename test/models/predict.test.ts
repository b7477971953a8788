import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadCatalog } from '../../src/models/catalog.ts';
import { listModels } from '../../src/models/list.ts';
import { memoryNeed, parseVmStat } from '../../src/pair/memory.ts';
import { plannedFacts } from '../../src/models/planned.ts';
import { encodeFlops, groupOf, prefillFlops, predictSpeed, type MachineRates } from '../../src/models/predict.ts';
import { figuresOfAnswer, fingerprint, keepRates, recordFigures, speedKey } from '../../src/models/speed.ts';
import { english } from '../../src/shared/message.ts';
import { describeSpeed } from '../../src/shared/models.ts';
import { tinyPair } from './tiny.ts';

const shipped = join(import.meta.dirname, '../../models');
const { entries } = await loadCatalog(shipped);
const facts = (id: string) => plannedFacts(entries.find((entry) => entry.id === id)!)!;

/** A machine on which arithmetic is easy: 100 GFLOP/s in prefill, 10 GB/s in generation, 200 GFLOP/s in the tower. */
const rate = { prefillFlops: 100e9, generateBytes: 10e9 };
const rates: MachineRates = {
  language: { q4_k: rate, q6_k: rate, q5_0: rate, q8_0: rate },
  vision: [
    { type: 'q8_0', patches: 729, flops: 200e9 },
    { type: 'q8_0', patches: 196, flops: 150e9 },
  ],
  prefillOverhead: 0,
  tokenOverhead: 0,
  patchOverhead: 0,
  fingerprint: fingerprint(),
};

function root(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'imp-speed-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test("work is counted as the paper's dimensions give it", () => {
  const imp3b = facts('imp-3b');
  // 26 blocks of 15.2 M weights and a projector of 9.5 M, for 729 patches, and attention: the 0.64 TFLOP that were measured against
  assert.ok(Math.abs(encodeFlops(imp3b) / 0.66e12 - 1) < 0.03, `${encodeFlops(imp3b)}`);
  const perToken = prefillFlops(imp3b, 770) / 770;
  assert.ok(Math.abs(perToken / (2 * 32 * 78.6e6) - 1) < 0.04, `${perToken}`);
});

test('seconds follow from work and rates', () => {
  const imp3b = facts('imp-3b');
  const speed = predictSpeed(imp3b, rates)!;
  assert.ok(Math.abs(speed.encodeSeconds - encodeFlops(imp3b) / 200e9) < 1e-9);
  assert.ok(Math.abs(770 / speed.prefillTokensPerSecond - prefillFlops(imp3b, 770) / 100e9) < 1e-6);
  // all block and output weights and the cache behind 770 tokens are read for each token
  const bytes = [...imp3b.blockWeights, ...imp3b.outputWeights].reduce((sum, weights) => sum + weights.bytes, 0);
  assert.ok(Math.abs(1 / speed.tokensPerSecond - (bytes + 2 * 32 * 2560 * 2 * 770) / 10e9) < 1e-6);
  assert.ok(
    Math.abs(
      speed.firstWordSeconds - (speed.encodeSeconds + 770 / speed.prefillTokensPerSecond + 1 / speed.tokensPerSecond),
    ) < 1e-9,
  );
  assert.equal(
    english(describeSpeed(speed)),
    `first word after ${Math.round(speed.firstWordSeconds)} s, then 3.9 words/s (predicted)`,
  );
});

test('fewer visual tokens start sooner, fewer weights speak faster', () => {
  const [small, medium, large] = ['imp-3b-196', 'imp-3b', 'imp-4b'].map((id) => predictSpeed(facts(id), rates)!);
  assert.ok(small!.firstWordSeconds < medium!.firstWordSeconds / 2.5);
  assert.ok(medium!.firstWordSeconds < large!.firstWordSeconds);
  assert.ok(predictSpeed(facts('imp-2b'), rates)!.tokensPerSecond > medium!.tokensPerSecond);
});

test('the slower of two types holds its share of the time', () => {
  const slow = { ...rates, language: { ...rates.language, q6_k: { prefillFlops: 50e9, generateBytes: 10e9 } } };
  const imp3b = facts('imp-3b');
  const share =
    imp3b.blockWeights.find((weights) => weights.type === 'q6_k')!.elements /
    imp3b.blockWeights.reduce((sum, weights) => sum + weights.elements, 0);
  const ratio = predictSpeed(imp3b, rates)!.prefillTokensPerSecond / predictSpeed(imp3b, slow)!.prefillTokensPerSecond;
  assert.ok(Math.abs(ratio - (1 + share)) < 1e-6);
});

test('nothing is predicted from types that were not measured', () => {
  assert.equal(predictSpeed(facts('imp-3b'), { ...rates, language: { q4_k: rate } }), null);
  assert.equal(predictSpeed(facts('imp-3b'), { ...rates, vision: [] }), null);
});

test('groups: little work is Fast, published quality decides between Balanced and Best', () => {
  const quality = (id: string) => entries.find((entry) => entry.id === id)!.quality;
  const groups = Object.fromEntries(entries.slice(1).map(({ id }) => [id, groupOf(facts(id), quality(id))]));
  assert.deepEqual(groups, {
    'imp-2b': 'balanced',
    'imp-3b-196': 'fast',
    'imp-3b': 'best',
    'imp-4b': 'best',
    'imp-v1-3b': 'balanced',
  });
  assert.equal(groupOf(facts('imp-4b'), null), 'best');
});

test('memory: weights, KV cache in F16, compute buffers', () => {
  const { language, vision, fileBytes } = facts('imp-3b');
  const need = memoryNeed(fileBytes, language, vision, 8e9);
  assert.equal(need.kvBytes, 2 * 32 * 2048 * 2560 * 2);
  assert.equal(need.needBytes, need.weightBytes + need.kvBytes + need.computeBytes);
  assert.ok(need.computeBytes > 150e6 && need.computeBytes < 600e6, `${need.computeBytes}`);
});

test('macOS: what can be reclaimed counts as available', () => {
  const text =
    'Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:                               10000.\nPages active:                            200000.\nPages inactive:                          100000.\nPages speculative:                         2000.\nPages throttled:                              0.\nPages wired down:                        150000.\nPages purgeable:                           3000.\n';
  assert.equal(parseVmStat(text), 16384 * 115000);
  assert.equal(parseVmStat('vm_stat: not found'), undefined);
});

test('figures of an answer: what says nothing is left out', () => {
  const timings = {
    load_ms: 0,
    encode_ms: 6000,
    prefill_tokens: 770,
    prefill_ms: 25_000,
    first_token_ms: 31_000,
    generated_tokens: 64,
    drafted_tokens: 0,
    generate_ms: 10_000,
    total_ms: 41_000,
  };
  assert.deepEqual(figuresOfAnswer(timings, 1), {
    encodeSeconds: 6,
    prefillTokensPerSecond: 30.8,
    tokensPerSecond: 6.4,
  });
  assert.equal(
    figuresOfAnswer({ ...timings, drafted_tokens: 9 }, 1).tokensPerSecond,
    undefined,
    'a text that repeats itself',
  );
  assert.deepEqual(
    figuresOfAnswer({ ...timings, encode_ms: 0, prefill_tokens: 12, prefill_ms: 400, generated_tokens: 2 }, 1),
    {},
  );
});

test('the list: predicted first, measured when an answer was; selected, group order, catalog behind', async (t) => {
  const folder = root(t);
  const pair = await tinyPair(join(folder, 'shared', 'Mine'));
  const folders = { root: join(folder, 'root'), builtin: shipped, shared: [join(folder, 'shared')] };
  const options = { folders, selected: 'mine', extraCatalog: [{ id: 'bad' }] };
  const before = await listModels(options);
  assert.equal(before.machine.calibrated, false);
  assert.equal(before.rows.find((row) => row.id === 'imp-3b')!.speed, null);
  assert.match(before.warnings[0]!, /entry 1/);
  await keepRates(folders.root, rates);
  const list = await listModels(options);
  assert.equal(list.selected, 'mine');
  const order = { fast: 0, balanced: 1, best: 2 };
  assert.deepEqual(
    list.rows.map((row) => order[row.group]),
    list.rows.map((row) => order[row.group]).sort(),
  );
  const imp3b = list.rows.find((row) => row.id === 'imp-3b')!;
  assert.equal(imp3b.state, 'downloadable');
  assert.match(english(imp3b.problem!), /about 6\.4 GB to download, converted to 2\.2 GB/);
  assert.equal(imp3b.speed!.basis, 'predicted');
  const mine = list.rows.find((row) => row.id === 'mine')!;
  assert.deepEqual(mine.files, { id: 'mine', model: pair.model, mmproj: pair.mmproj });
  assert.equal(mine.speed, null, 'its F16 was not calibrated');
  await recordFigures(folders.root, speedKey('mine', mine.diskBytes), {
    encodeSeconds: 1,
    prefillTokensPerSecond: 100,
    tokensPerSecond: 20,
  });
  await recordFigures(folders.root, speedKey('mine', mine.diskBytes), { encodeSeconds: 2 });
  const measured = (await listModels(options)).rows.find((row) => row.id === 'mine')!.speed!;
  assert.equal(measured.basis, 'measured');
  assert.ok(Math.abs(measured.encodeSeconds - 1.3) < 1e-9 && measured.wordsPerSecond === 15);
});

test('what does not fit says why; a switch counts the memory that it gives back', async (t) => {
  const folders = { root: root(t), builtin: shipped, shared: [] };
  const own = {
    id: 'huge',
    name: 'Huge',
    source: { kind: 'checkpoint', repository: 'a/b', revision: 'main' },
    language: {
      architecture: 'llama',
      layers: 1000,
      width: 65536,
      ffn: 262144,
      heads: 64,
      kvHeads: 64,
      vocab: 100000,
      context: 4096,
    },
    vision: { side: 384, patch: 14, layers: 26, width: 1152, ffn: 4304, heads: 16 },
  };
  const row = (await listModels({ folders, extraCatalog: [own] })).rows.find(({ id }) => id === 'huge')!;
  assert.equal(row.fits, false);
  assert.match(english(row.fitReason!), /needs \d+ TB of memory, .* available now/);
  const freed = (await listModels({ folders, extraCatalog: [own], reclaimableBytes: 1e18 })).rows.find(
    ({ id }) => id === 'huge',
  )!;
  assert.equal(freed.fits, true);
});

test('a damaged speed file, or one of another machine, is measured anew', async (t) => {
  const folder = root(t);
  await keepRates(folder, { ...rates, fingerprint: 'another machine' });
  const folders = { root: folder, builtin: shipped, shared: [] };
  assert.equal((await listModels({ folders })).machine.calibrated, false);
  writeFileSync(join(folder, 'speed.json'), '{"version": 1, "measured": 3}');
  assert.equal((await listModels({ folders })).machine.calibrated, false);
  await keepRates(folder, rates);
  assert.equal((await listModels({ folders })).machine.calibrated, true);
});
