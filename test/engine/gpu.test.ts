/** What can be tested of the GPU's handling without one: marks that a driver leaves behind when it takes the process with it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { GpuGuard } from '../../src/engine/gpu.ts';
import { english } from '../../src/shared/message.ts';
import { temporaryFolder } from './support.ts';

const KEY = 'drivers';
/** A process that is gone. */
const { pid: gone } = spawnSync(process.execPath, ['-e', '']);

async function leaveMark(cacheDir: string, mark: object = {}): Promise<void> {
  await mkdir(path.join(cacheDir, 'gpu-use'), { recursive: true });
  await writeFile(
    path.join(cacheDir, 'gpu-use', String(gone)),
    JSON.stringify({ key: KEY, device: 'Some GPU', phase: 'answering', hung: false, ...mark }),
  );
}

test('work that ends leaves no mark; while it runs there is one', async () => {
  const cacheDir = await temporaryFolder();
  const guard = await GpuGuard.open(KEY, { cacheDir });
  const marks = () => readdir(path.join(cacheDir, 'gpu-use'));
  await guard.during('Some GPU', 'answering', async () => assert.deepEqual(await marks(), [String(process.pid)]));
  assert.deepEqual(await marks(), []);
  await assert.rejects(
    guard.during('Some GPU', 'loading', () => Promise.reject(new Error('refused'))),
    /refused/,
  );
  assert.deepEqual(await marks(), []);
  assert.equal(
    await guard.opening('Some GPU', () => existsSync(path.join(cacheDir, 'gpu-use', `${process.pid}`))),
    true,
  );
  assert.deepEqual(await marks(), []);
});

test('two marks in a row without an answer between turn the GPU off; an answer forgives', async () => {
  const cacheDir = await temporaryFolder();
  await leaveMark(cacheDir);
  const first = await GpuGuard.open(KEY, { cacheDir });
  assert.equal(first.verdict, undefined);
  await first.during('Some GPU', 'answering', async () => {});
  await leaveMark(cacheDir);
  assert.equal((await GpuGuard.open(KEY, { cacheDir })).verdict, undefined);
  await leaveMark(cacheDir);
  const last = await GpuGuard.open(KEY, { cacheDir });
  assert.deepEqual(last.verdict, { device: 'Some GPU', why: 'crashed', detail: 'answering' });
  assert.match(english(last.note!), /Some GPU.*left alone until its driver changes/);
  assert.ok((await GpuGuard.open(KEY, { cacheDir })).verdict, 'it is kept');
});

test('one crash that was seen, or one hang, is enough', async () => {
  const cacheDir = await temporaryFolder();
  const lostGpu = { device: 'Some GPU', how: 'SIGABRT' };
  assert.equal((await GpuGuard.open(KEY, { cacheDir, lostGpu })).verdict?.detail, 'SIGABRT');
  assert.equal((await GpuGuard.open(KEY, { cacheDir })).verdict?.why, 'crashed');
  const other = await temporaryFolder();
  await leaveMark(other, { hung: true, phase: 'opening' });
  assert.equal((await GpuGuard.open(KEY, { cacheDir: other })).verdict?.why, 'hung');
});

test('another driver, turning it off, and asking for it again forget what was', async () => {
  for (const [key, options] of [
    ['other drivers', {}],
    [KEY, { gpu: 'off' }],
    [KEY, { gpu: 'again' }],
  ] as const) {
    const cacheDir = await temporaryFolder();
    await GpuGuard.open(KEY, { cacheDir, lostGpu: { device: 'Some GPU', how: 'SIGABRT' } });
    assert.equal((await GpuGuard.open(key, { cacheDir, ...options })).verdict, undefined);
    if ('gpu' in options) assert.equal((await GpuGuard.open(KEY, { cacheDir })).verdict, undefined, options.gpu);
  }
});
