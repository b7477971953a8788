/**
 * The engine as in a desktop editor: Electron refuses buffers that show native memory to JavaScript (V8's memory cage), which Node and
 * code-server allow. Everything native runs here in such a cage, from the load to the converter.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { after } from 'node:test';
import { EngineClient } from '../../src/client/index.ts';
import { convertInProcess } from '../../src/convert/index.ts';
import type { ModelFiles, Tuning } from '../../src/shared/engine.ts';
import { buildCage, type Cage } from './cage/copy.ts';

const TSX = ['--import', 'tsx'];

function caged(kind?: Cage['kind']): Cage {
  const cage = buildCage(kind);
  after(() => cage.remove());
  return cage;
}

const compiled = caged();
const nano = (cage: Cage): ModelFiles => ({
  id: 'imp-nano',
  model: path.join(cage.folder, 'models/nano/model.gguf'),
  mmproj: path.join(cage.folder, 'models/nano/mmproj.gguf'),
});

function client(cage: Cage): EngineClient {
  const imp = new EngineClient({
    enginePath: path.join(cage.folder, 'src/engine/main.ts'),
    execArgv: TSX,
    env: cage.env,
  });
  after(() => imp.stop());
  return imp;
}

const chart = await readFile(path.join(compiled.folder, 'media/samples/chart.png'));

/** Asks the built-in model about a chart. */
async function explain(cage: Cage, tuning?: Partial<Tuning>): Promise<string> {
  const imp = client(cage);
  await imp.request('load', { files: nano(cage), options: { threads: 1, gpu: 'off', tuning } });
  const { id } = await imp.request('attach', { bytes: chart, ahead: { turns: [] } });
  const { answer } = await imp.request('ask', {
    turns: [{ role: 'user', text: 'Explain this chart.', images: [id] }],
    maxTokens: 48,
  });
  await imp.stop();
  return answer;
}

test('the cage is shut', () => {
  // The preloaded refusal leaves no error behind for koffi to throw: the process ends instead.
  const script = `import koffi from 'koffi'; const at = koffi.alloc('float', 4); console.log('begun'); koffi.view(at, 16); console.log('open');`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: compiled.folder,
    env: { ...process.env, ...compiled.env },
    encoding: 'utf8',
  });
  assert.equal(stdout.trim(), 'begun');
  assert.notEqual(status, 0);
  if (compiled.kind === 'compiled')
    assert.ok(
      compiled.modules.some((name) => /koffi/.test(name)) && compiled.modules.some((name) => /sharp/.test(name)),
      compiled.modules.join(),
    );
});

for (const kernels of ['own', 'repacked', 'plain'] as const) {
  test(`a question about a picture is answered: kernels ${kernels}`, { timeout: 120_000 }, async () => {
    assert.match(await explain(compiled, { kernels }), /bar chart/);
  });
}

test('where no compiler is at hand, koffi itself refuses', { timeout: 120_000 }, async () => {
  assert.match(await explain(caged('wrapped')), /bar chart/);
});

test('embeddings, logits and text reach the caller', { timeout: 120_000 }, async () => {
  const imp = client(compiled);
  const facts = await imp.request('load', { files: nano(compiled), options: { threads: 1, gpu: 'off' } });
  const { id } = await imp.request('attach', { bytes: chart });
  const { data, tokens, width } = await imp.request('embed', { id });
  assert.equal(data.length, tokens * width);
  assert.ok(data.some((value) => value !== 0) && data.every(Number.isFinite));
  const logits = await imp.request('logits', { images: [id], prompt: 'USER: <image>\nWhat is it? ASSISTANT:' });
  assert.ok(logits.data.length > 1000 && logits.data.every(Number.isFinite));
  assert.ok(new Set(logits.data).size > 100, 'logits that differ');
  assert.equal(facts.backend, 'CPU');
  const reading = await imp.request('read', { id });
  assert.ok(reading.lines.length > 2, reading.text);
});

test('a checkpoint is converted', { timeout: 120_000 }, async () => {
  const before = { ...process.env };
  Object.assign(process.env, compiled.env); // the converter's process has its parent's environment
  try {
    const made = await convertInProcess(
      {
        checkpointDir: path.join(compiled.folder, 'test/fixtures/checkpoints/imp-v1.5-tiny-phi2'),
        outDir: path.join(compiled.folder, 'converted'),
        type: 'Q4_K_M',
        visionType: 'Q8_0',
      },
      { entry: path.join(compiled.folder, 'src/convert/main.ts'), execArgv: TSX },
    );
    assert.ok(made.modelBytes > 0 && made.mmprojBytes > 0);
  } finally {
    process.env = before;
  }
});

test("the kernels' own tests pass", { timeout: 300_000 }, () => {
  const files = ['vision/linear', 'vision/encoder', 'engine/products', 'engine/views'].map((name) =>
    path.join(compiled.folder, `test/${name}.test.ts`),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    [...TSX, '--test', '--test-reporter=tap', '--test-concurrency=1', ...files],
    {
      cwd: compiled.folder,
      encoding: 'utf8',
      env: { ...process.env, ...compiled.env, NODE_TEST_CONTEXT: undefined },
      maxBuffer: 1 << 26,
    },
  );
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# pass [1-9]/m, stdout);
});
