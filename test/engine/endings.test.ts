/** What is said, and done, when the engine's process ends while it loads a model. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { damagedFile } from '../../src/models/index.ts';
import { writeManifest } from '../../src/models/manifest.ts';
import type { EngineClientOptions, EngineState } from '../../src/client/index.ts';
import { engine, failsWith, temporaryFolder } from './support.ts';

const folder = await temporaryFolder();
const files = { id: 'x', model: path.join(folder, 'model.gguf'), mmproj: path.join(folder, 'mmproj.gguf') };
for (const file of [files.model, files.mmproj]) await writeFile(file, path.basename(file));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
await writeManifest(folder, {
  version: 1,
  id: 'x',
  name: 'X',
  files: (['model', 'mmproj'] as const).map((role) => ({
    role,
    name: `${role}.gguf`,
    bytes: 10,
    sha256: sha256(`${role}.gguf`),
  })),
  source: 'test',
  installedAt: '',
});

const fake = (how: string, options: Partial<EngineClientOptions> = {}) =>
  engine({
    enginePath: fileURLToPath(new URL('./fakeEngine.ts', import.meta.url)),
    env: { FAKE_ENGINE: how },
    damaged: damagedFile,
    ...options,
  });

test('an abort says its signal and last native line, and does not blame a file that is as it was', async () => {
  await assert.rejects(fake('aborts').request('load', { files }), (error: Error) => {
    assert.ok(failsWith('engine-crashed', /SIGABRT.*double free or corruption/)(error), error.message);
    assert.doesNotMatch(error.message, /damaged|changed|memory ran out/);
    return true;
  });
});

test('a kill speaks of memory, not of the file', async () => {
  await assert.rejects(fake('killed').request('load', { files }), failsWith('engine-crashed', /memory ran out/));
});

test('a file with another hash than at its installation is blamed', async () => {
  await writeFile(files.mmproj, 'mmproj.gguX');
  await assert.rejects(
    fake('aborts').request('load', { files }),
    failsWith('model-unreadable', /mmproj\.gguf.*another SHA-256/),
  );
  await writeFile(files.mmproj, 'mmproj.gguf');
});

test('a load that ends on the GPU is tried again without it at once, and later loads know', async () => {
  const states: EngineState['kind'][] = [];
  const imp = fake('gpu', { onState: ({ kind }) => states.push(kind) });
  const facts = await imp.request('load', { files });
  assert.deepEqual([facts.backend, facts.backendNote], ['CPU', 'Some GPU SIGABRT']);
  assert.deepEqual(states, ['running', 'crashed', 'running', 'running']);
  await imp.stop();
  assert.equal((await imp.request('load', { files })).backendNote, 'Some GPU SIGABRT');
});
