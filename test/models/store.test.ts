import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ModelStore, freeId } from '../../src/models/store.ts';
import { english } from '../../src/shared/message.ts';
import type { ImpError } from '../../src/shared/errors.ts';
import { tinyLanguage, tinyPair, tinyProjector } from './tiny.ts';

async function setUp(t: TestContext, shared: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'imp-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'root');
  const store = new ModelStore({
    root,
    builtin: join(folder, 'package'),
    shared: shared.map((name) => join(folder, name)),
  });
  return { folder, root, store };
}

async function fails(work: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: ImpError) => thrown,
  );
  assert.equal(error.code, code, error.message);
  assert.match(error.message, says);
}

const tiny = { id: 'tiny', name: 'Tiny', source: 'test' };

test("a pair is copied, hashed and listed; the user's files stay", async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  const fractions: number[] = [];
  const installed = await store.importPair(
    [mmproj, model],
    { ...tiny, catalogId: 'imp-3b' },
    { onProgress: ({ fraction }) => fractions.push(fraction) },
  );
  assert.ok(existsSync(model) && existsSync(mmproj));
  assert.equal(installed.pair?.model, join(root, 'models', 'tiny', 'tiny-F16.gguf'));
  assert.deepEqual(readdirSync(join(root, 'models')), ['tiny']);
  assert.ok(fractions.length > 1 && fractions.every((fraction) => fraction > 0 && fraction <= 1));
  const { models } = await store.list();
  assert.deepEqual(
    models.map(({ id, name, origin, catalogId, problem }) => ({ id, name, origin, catalogId, problem })),
    [{ id: 'tiny', name: 'Tiny', origin: 'installed', catalogId: 'imp-3b', problem: undefined }],
  );
  assert.deepEqual(await store.verify('tiny'), { hashed: true });
});

test('metadata tells which file is which, and what the pair is', async (t) => {
  const { folder, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  const { pair } = await store.importPair([mmproj, model], tiny);
  const { facts } = pair!;
  assert.equal(facts.quantization, 'F16');
  assert.equal(facts.imageTokens, 16);
  assert.deepEqual(facts.language, {
    architecture: 'phi2',
    layers: 2,
    width: 64,
    ffn: 128,
    heads: 4,
    kvHeads: 4,
    vocab: 100,
    context: 128,
  });
  assert.deepEqual(facts.blockWeights, [
    { type: 'q8_0', elements: 64 * 128, bytes: (64 * 128 * 34) / 32 },
    { type: 'f16', elements: 64 * 64, bytes: 64 * 64 * 2 },
  ]);
  assert.equal(facts.outputWeights[0]!.elements, 6400);
  assert.equal(facts.visionWeights[0]!.elements, 32 * 32 + 32 * 64 + 64 * 64);
});

test('half a pair, two of a kind, and files that do not fit are refused with the reason', async (t) => {
  const { folder, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  await fails(store.importPair([model], tiny), 'model-missing', /no vision tower \(mmproj\)/);
  await fails(store.importPair([mmproj], tiny), 'model-missing', /no language model/);
  const second = await tinyLanguage(join(folder, 'second.gguf'));
  await fails(store.importPair([model, second, mmproj], tiny), 'model-mismatch', /both language models/);
  const wide = await tinyProjector(join(folder, 'wide.gguf'), { width: 96 });
  await fails(store.importPair([model, wide], tiny), 'model-mismatch', /width 96, but .* takes 64/);
  writeFileSync(join(folder, 'page.gguf'), '<html>sign in</html>');
  await fails(store.importPair([join(folder, 'page.gguf'), mmproj], tiny), 'model-unreadable', /web page/);
  assert.deepEqual((await store.list()).models, []);
});

test('a removed, shortened or changed file is told, and the others stay usable', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  for (const id of ['a', 'b', 'c', 'd']) await store.importPair([model, mmproj], { ...tiny, id });
  const file = (id: string) => join(root, 'models', id, 'tiny-F16.gguf');
  rmSync(file('a'));
  truncateSync(file('b'), 1000);
  const bytes = readFileSync(file('c'));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file('c'), bytes);
  const { models } = await store.list();
  const problem = (id: string) => models.find((known) => known.id === id)!.problem;
  assert.match(english(problem('a')!), /tiny-F16\.gguf of Tiny is gone/);
  assert.match(english(problem('b')!), /has 1000 bytes where it had/);
  assert.equal(problem('c'), undefined, 'a listing reads no weights');
  await fails(store.verify('c'), 'model-unreadable', /another SHA-256/);
  assert.equal(problem('d'), undefined);
  assert.deepEqual(await store.verify('d'), { hashed: true });
});

test('a damaged manifest is told and can be removed', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  await store.importPair([model, mmproj], tiny);
  writeFileSync(join(root, 'models', 'tiny', 'imp-model.json'), '{"version": 1, ');
  assert.match(english((await store.list()).models[0]!.problem!), /imp-model\.json is damaged/);
  await store.remove('tiny');
  assert.deepEqual((await store.list()).models, []);
  assert.deepEqual(readdirSync(join(root, 'models')), []);
});

test('a manifest cannot point outside of its folder', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  await store.importPair([model, mmproj], tiny);
  const manifest = join(root, 'models', 'tiny', 'imp-model.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"tiny-F16.gguf"', '"../../../mine/tiny-F16.gguf"'));
  assert.match(english((await store.list()).models[0]!.problem!), /damaged/);
});

test('an installation that fails or is stopped leaves the earlier model and nothing else', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  await store.importPair([model, mmproj], tiny);
  const fail = store.install(tiny, 1000, {}, async (into) => {
    copyFileSync(model, join(into, 'half.gguf'));
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  await fails(fail, 'disk-full', /disk is full/);
  await fails(
    store.install(tiny, 1000, {}, async (into) => copyFileSync(model, join(into, 'half.gguf'))),
    'model-missing',
    /no vision tower/,
  );
  const stop = new AbortController();
  await fails(
    store.importPair([model, mmproj], tiny, { signal: stop.signal, onProgress: () => stop.abort() }),
    'cancelled',
    /nothing was installed/,
  );
  await fails(
    store.install(tiny, 1e18, {}, async () => {}),
    'disk-full',
    /Not enough disk space/,
  );
  assert.deepEqual(readdirSync(join(root, 'models')), ['tiny']);
  assert.deepEqual(await store.verify('tiny'), { hashed: true });
});

test('what a crash left behind is shown, never taken for a model, and the next installation clears it', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  mkdirSync(join(root, 'models', 'tiny.incomplete'), { recursive: true });
  copyFileSync(model, join(root, 'models', 'tiny.incomplete', 'tiny-F16.gguf'));
  const [left] = (await store.list()).models;
  assert.ok(left!.partial && !left!.pair && /did not finish/.test(english(left!.problem!)));
  await store.importPair([model, mmproj], tiny);
  assert.deepEqual(readdirSync(join(root, 'models')), ['tiny']);
  mkdirSync(join(root, 'models', 'other.incomplete'));
  await store.remove('other');
  assert.deepEqual(readdirSync(join(root, 'models')), ['tiny']);
});

test('two processes installing the same model: one does, the other is told', async (t) => {
  const { folder, root, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  const script = join(folder, 'other.ts');
  writeFileSync(
    script,
    `
    import { ModelStore } from ${JSON.stringify(join(process.cwd(), 'src/models/store.ts'))};
    import { copyFileSync } from 'node:fs';
    const store = new ModelStore(${JSON.stringify(store.folders)});
    store.install({ id: 'tiny', name: 'Other', source: 'other process' }, 1000, {}, async (into) => {
      process.send!('working');
      await new Promise((resolve) => process.once('message', resolve));
      copyFileSync(${JSON.stringify(model)}, into + '/m.gguf');
      copyFileSync(${JSON.stringify(mmproj)}, into + '/p.gguf');
    }).then(() => process.send!('done'), (error) => process.send!(error.message)).finally(() => process.disconnect());
  `,
  );
  const other = fork(script, { execArgv: ['--import', 'tsx'] });
  const next = () => new Promise((resolve) => other.once('message', resolve));
  assert.equal(await next(), 'working');
  assert.deepEqual((await store.list()).models, [], 'work of the other window is not shown as left behind');
  await fails(store.importPair([model, mmproj], tiny), 'store-busy', /another window/);
  await fails(
    store.install({ ...tiny }, 10, {}, async () => {}),
    'store-busy',
    /another window/,
  );
  other.send('go on');
  assert.equal(await next(), 'done');
  const { models } = await store.list();
  assert.equal(models[0]!.name, 'Other');
  assert.deepEqual(await store.verify('tiny'), { hashed: true });
  await store.importPair([model, mmproj], tiny); // the lock is free again
  assert.ok(!existsSync(join(root, 'locks', 'model-tiny.lock')));
});

test('shared folders are read, not written; twins and unreadable ones are warnings', async (t) => {
  const { folder, store } = await setUp(t, ['rolled-out', 'single', 'gone']);
  await tinyPair(join(folder, 'rolled-out', 'Imp 3B'), { name: 'Rolled out' });
  mkdirSync(join(folder, 'rolled-out', 'documents'));
  await tinyPair(join(folder, 'single'));
  const mine = await tinyPair(join(folder, 'mine'));
  await store.importPair([mine.model, mine.mmproj], { ...tiny, id: 'single' });
  const { models, warnings } = await store.list();
  assert.deepEqual(
    models.map(({ id, origin, name }) => [id, origin, name]),
    [
      ['single', 'installed', 'Tiny'],
      ['imp-3b', 'shared', 'Rolled out'],
    ],
  );
  assert.equal(warnings.length, 2);
  assert.match(warnings[0]!, /"single" is the name of/);
  assert.match(warnings[1]!, /gone cannot be read/);
  await fails(store.remove('imp-3b'), 'usage', /shared folder/);
  assert.deepEqual(await store.verify('imp-3b'), { hashed: false });
  appendFileSync(join(folder, 'rolled-out', 'Imp 3B', 'extra.gguf'), 'x');
  assert.ok((await store.list()).models.find(({ id }) => id === 'imp-3b')!.problem);
});

test('the built-in pair is listed and cannot be removed', async (t) => {
  const { folder, store } = await setUp(t);
  await tinyPair(join(folder, 'package', 'nano'));
  const [model] = (await store.list()).models;
  assert.equal(model!.id, 'imp-nano');
  assert.equal(model!.origin, 'builtin');
  await fails(store.remove('imp-nano'), 'usage', /belongs to the extension/);
  await fails(store.remove('nothing'), 'model-missing', /Known: imp-nano/);
});

test('ids are made of names, and never leave the store', async (t) => {
  assert.equal(freeId('Imp 3B (Q4_K_M)', []), 'imp-3b-q4_k_m');
  assert.equal(freeId('../../etc', []), 'etc');
  assert.equal(freeId('模型', []), 'model');
  assert.equal(freeId('a', ['a', 'a-2']), 'a-3');
  const { folder, store } = await setUp(t);
  const { model, mmproj } = await tinyPair(join(folder, 'mine'));
  await assert.rejects(store.importPair([model, mmproj], { ...tiny, id: '../out' }));
  await assert.rejects(store.importPair([model, mmproj], { ...tiny, id: 'x.incomplete' }));
});
