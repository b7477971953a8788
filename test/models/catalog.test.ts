import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadCatalog } from '../../src/models/catalog.ts';
import { plannedFacts } from '../../src/models/planned.ts';

const shipped = join(import.meta.dirname, '../../models');

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'imp-catalog-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('the catalog that ships has every model of the paper, and the built-in one', async () => {
  const { entries, warnings } = await loadCatalog(shipped);
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    entries.map((entry) => entry.id),
    ['imp-nano', 'imp-2b', 'imp-3b-196', 'imp-3b', 'imp-4b', 'imp-v1-3b'],
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  // Table 3 and Table 4
  assert.deepEqual(
    ['imp-2b', 'imp-3b', 'imp-3b-196', 'imp-4b'].map((id) => byId.get(id)!.quality!.mmBench),
    [63.8, 72.9, 63.14, 73.3],
  );
  assert.equal(
    byId
      .get('imp-3b-196')!
      .publishedLatency.find((row) => row.hardware === 'Snapdragon 8 Gen 3' && row.precision === '4-bit')!.T_total,
    22.72,
  );
  for (const entry of entries.slice(1)) {
    assert.equal(entry.imageTokens, Math.floor(entry.vision!.side / entry.vision!.patch) ** 2, entry.id);
    assert.ok(entry.license.note, entry.id);
    assert.match(entry.source.kind === 'checkpoint' ? entry.source.repository : '', /^MILVLG\//, entry.id);
  }
});

test('weights in the catalog are those of every tensor that a conversion keeps', async () => {
  const { entries } = await loadCatalog(shipped);
  for (const { id, language, vision, parameters } of entries.slice(1)) {
    const { width: w, ffn, vocab, layers, heads, kvHeads, architecture } = language!;
    const linear = (inputs: number, outputs: number, bias: boolean) => outputs * (inputs + (bias ? 1 : 0));
    const phi2 = architecture === 'phi2';
    const qkvBias = architecture !== 'phi3';
    const norm = (size: number, shift: boolean) => (shift ? 2 : 1) * size;
    const kv = (w / heads) * kvHeads;
    const attention = linear(w, w, qkvBias) + 2 * linear(w, kv, qkvBias) + linear(w, w, phi2);
    const mlp = phi2 ? linear(w, ffn, true) + linear(ffn, w, true) : 3 * linear(w, ffn, false);
    const block = attention + mlp + (phi2 ? norm(w, true) : 2 * norm(w, false));
    const text = vocab * w + linear(w, vocab, phi2) + norm(w, phi2) + layers * block;
    const { width: v, patch, side } = vision!;
    const tower =
      linear(3 * patch ** 2, v, true) +
      Math.floor(side / patch) ** 2 * v +
      vision!.layers *
        (4 * linear(v, v, true) + linear(v, vision!.ffn, true) + linear(vision!.ffn, v, true) + 2 * norm(v, true));
    assert.equal(parameters, text + tower + linear(v, w, true) + linear(w, w, true), id);
  }
});

test("planned sizes: weights in the catalog agree with the dimensions, and Q4_K_M is near the paper's 4-bit size", async () => {
  const { entries } = await loadCatalog(shipped);
  for (const entry of entries.slice(1)) {
    const facts = plannedFacts(entry)!;
    const matrices = [...facts.blockWeights, ...facts.outputWeights, ...facts.visionWeights].reduce(
      (sum, weights) => sum + weights.elements,
      0,
    );
    const embeddings = entry.language!.vocab * entry.language!.width;
    assert.ok(
      Math.abs((matrices + embeddings) / entry.parameters! - 1) < 0.005,
      `${entry.id}: ${matrices + embeddings} of ${entry.parameters}`,
    );
  }
  const imp3b = plannedFacts(entries.find((entry) => entry.id === 'imp-3b')!)!;
  const paper = entries
    .find((entry) => entry.id === 'imp-3b')!
    .publishedLatency.find((row) => row.precision === '4-bit')!.fileGB;
  assert.ok(Math.abs(imp3b.fileBytes / 1e9 / paper - 1) < 0.1, `${imp3b.fileBytes}`); // 2.17 against 2.3 GB: the paper's tower is F16
});

test("the user's entries come after, replace by id, and their mistakes are named one by one", async (t) => {
  const root = folder(t);
  const pair = {
    id: 'llava',
    name: 'LLaVA 1.5',
    source: {
      kind: 'gguf',
      files: [
        {
          role: 'model',
          url: 'https://models.example/llava.gguf',
          name: 'llava.gguf',
          bytes: 4e9,
          sha256: 'a'.repeat(64),
        },
        {
          role: 'mmproj',
          url: 'https://models.example/mmproj.gguf',
          name: 'mmproj.gguf',
          bytes: 6e8,
          sha256: 'b'.repeat(64),
        },
      ],
    },
  };
  const two = (change: object) => ({
    ...pair,
    id: 'x',
    source: { kind: 'gguf', files: [{ ...pair.source.files[0], ...change }, pair.source.files[1]] },
  });
  const none = { ...pair, id: 'y', source: { kind: 'gguf', files: [] } };
  writeFileSync(
    join(root, 'catalog.json'),
    JSON.stringify({
      models: [
        pair,
        { ...pair, id: '../escape' },
        two({ name: '../x.gguf' }),
        two({ sha256: undefined }),
        two({ role: 'mmproj' }),
        two({ name: 'mmproj.gguf' }),
        none,
      ],
    }),
  );
  const own = { id: 'imp-3b', name: 'Ours', source: { kind: 'checkpoint', repository: 'us/imp', revision: 'main' } };
  const { entries, warnings } = await loadCatalog(shipped, root, [
    none,
    own,
    { id: 'fake', name: 'x', source: { kind: 'builtin', folder: 'nano' } },
  ]);
  assert.equal(entries.find((entry) => entry.id === 'llava')!.name, 'LLaVA 1.5');
  assert.equal(entries.find((entry) => entry.id === 'imp-3b')!.name, 'Ours');
  assert.equal(warnings.length, 8);
  assert.match(warnings[0]!, /model 2: id: must be lower-case letters/);
  assert.match(warnings[1]!, /model 3: source\.files\[0\]\.name: must be a plain file name/);
  assert.match(warnings[2]!, /model 4: source\.files\[0\]\.sha256/);
  assert.match(warnings[3]!, /one "model" and one "mmproj"/);
  assert.match(warnings[4]!, /names of their own/);
  assert.match(warnings[5]!, /model 7: source\.files: .*2/);
  assert.match(warnings[6]!, /entry 1: source\.files: .*2/);
  assert.match(warnings[7]!, /entry 3: only the extension itself/);
});

test('a catalog.json that is no JSON is a warning; a damaged own catalog is an error', async (t) => {
  const root = folder(t);
  writeFileSync(join(root, 'catalog.json'), '{');
  const { entries, warnings } = await loadCatalog(shipped, root);
  assert.equal(entries.length, 6);
  assert.match(warnings[0]!, /catalog\.json/);
  await assert.rejects(loadCatalog(root), /JSON/);
  writeFileSync(join(root, 'catalog.json'), '{"version": 1, "models": [{"id": "a"}]}');
  await assert.rejects(loadCatalog(root), { code: 'model-unreadable' });
});
