/** `imp models import` of a checkpoint's folder: converted into the store with progress, and Ctrl+C leaves nothing there. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isLocked } from '../../src/models/lock.ts';
import type { ModelList } from '../../src/shared/models.ts';
import { randomCheckpoint } from '../convert/randomCheckpoint.ts';
import { CHECKPOINTS } from '../convert/support.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'imp-import-'));
const home = join(work, 'home');
after(() => rmSync(work, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `interruptAt`: once stderr has this, the whole process group gets what a terminal sends for Ctrl+C. */
function imp(args: string[], interruptAt?: RegExp): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'models', ...args], {
    cwd: root,
    env: { ...process.env, IMP_HOME: home },
    detached: true,
  });
  let [stdout, stderr, interrupted] = ['', '', false];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => {
    stderr += data;
    if (interrupted || !interruptAt?.test(stderr)) return;
    interrupted = true;
    process.kill(-child.pid!, 'SIGINT');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const list = async () => (JSON.parse((await imp(['--json'])).stdout) as ModelList).rows;

test('a checkpoint folder becomes a model of the store; one with a published name gets its entry of the catalog', async () => {
  const checkpoint = join(work, 'Imp-v1.5-3B-Phi2');
  cpSync(join(CHECKPOINTS, 'imp-v1.5-tiny-phi2'), checkpoint, { recursive: true });
  const imported = await imp(['import', checkpoint, '--type', 'Q8_0', '--vision-type', 'F16']);
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(imported.stderr, /^\d+ % Converting \(/m);
  const folder = join(home, 'models', 'imp-v1.5-3b-phi2');
  assert.equal(imported.stdout, `imp-v1.5-3b-phi2: ${folder}\n`);
  assert.deepEqual(readdirSync(folder).sort(), [
    'imp-model.json',
    'imp-v1.5-3b-phi2-Q8_0.gguf',
    'mmproj-imp-v1.5-3b-phi2-F16.gguf',
  ]);
  assert.ok(existsSync(join(checkpoint, 'config.json')));
  const row = (await list()).find(({ id }) => id === 'imp-v1.5-3b-phi2')!;
  assert.deepEqual(
    [row.state, row.quantization, row.visionQuantization, row.catalogId, row.quality?.mmBench],
    ['ready', 'Q8_0', 'F16', 'imp-3b', 72.9],
  );
  assert.deepEqual(
    (await list()).filter(({ id }) => id === 'imp-3b'),
    [],
    'the catalog does not offer what is here',
  );

  const again = await imp(['import', checkpoint, '--type', 'F16']);
  assert.match(again.stdout, /^imp-v1\.5-3b-phi2-2: /, 'a second one gets an id of its own');
});

test('Ctrl+C while it converts: nothing is listed, nothing stays, and the next import works', async () => {
  const checkpoint = await randomCheckpoint(work, 'imp-v1.5-tiny-phi2', { width: 512, ffn: 4096, layers: 12 });
  const id = 'imp-v1.5-tiny-phi2-512';
  const before = readdirSync(join(home, 'models'));
  const stopped = await imp(['import', checkpoint], /% Converting/);
  assert.equal(stopped.code, 130, stopped.stderr);
  assert.match(stopped.stderr, /imp: Stopped; nothing was installed\.\n$/);
  assert.deepEqual(readdirSync(join(home, 'models')), before);
  assert.equal(await isLocked(home, `model-${id}`), false);
  assert.ok((await list()).every((row) => row.id !== id));
  const imported = await imp(['import', checkpoint, '--type', 'Q4_0']);
  assert.equal(imported.code, 0, imported.stderr);
});

test('a folder with neither, and one with pickle files alone, are refused with the reason', async () => {
  const neither = await imp(['import', root]);
  assert.equal(neither.code, 1);
  assert.match(
    neither.stderr,
    /^imp: .* has neither GGUF files nor a checkpoint \(config\.json with safetensors\)\. Name the folder/m,
  );
  const pickle = join(work, 'pickle');
  cpSync(join(CHECKPOINTS, 'imp-v1.5-tiny-phi3', 'config.json'), join(pickle, 'config.json'));
  cpSync(join(CHECKPOINTS, 'imp-v1.5-tiny-phi3', 'config.json'), join(pickle, 'pytorch_model.bin'));
  const refused = await imp(['import', pickle]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^imp: .*code/m);
});
