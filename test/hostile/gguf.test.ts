/** Headers within all limits that ask for as much as they can, and files that are none. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { readGguf } from '../../src/gguf/index.ts';
import { headerThread } from '../../src/host/models/headerThread.ts';
import { inspectPair } from '../../src/pair/pair.ts';
import type { ImpError } from '../../src/shared/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'imp-hostile-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => Buffer.concat([u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32))]);
const text = (value: string) => Buffer.concat([u64(value.length), Buffer.from(value)]);
const TYPE = { uint8: 0, float32: 6, bool: 7, string: 8, array: 9, uint64: 10 } as const;
const key = (name: string, items: keyof typeof TYPE, count: number, values: Buffer) =>
  Buffer.concat([text(name), u32(TYPE.array), u32(TYPE[items]), u64(count), values]);

function header(name: string, keys: Buffer[]): string {
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(keys.length), ...keys]));
  return file;
}

/** Bytes of memory and milliseconds that reading takes in a process of its own. */
function cost(file: string, arrays: 'all' | 'short'): { ms: number; bytes: number; code: string } {
  const script = `
    import { readGguf } from './src/gguf/index.ts';
    const before = process.memoryUsage.rss();
    const begun = performance.now();
    const code = await readGguf(${JSON.stringify(file)}, '${arrays}').then(() => 'read', (error) => error.code);
    console.log(JSON.stringify({ code, ms: performance.now() - begun, bytes: process.resourceUsage().maxRSS * 1024 - before }));`;
  const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return JSON.parse(out) as ReturnType<typeof cost>;
}

const MILLION = 1024 * 1024;

test('the largest arrays that are taken cost a second or two and some hundred megabytes, and facts alone next to nothing', () => {
  const strings = header('strings.gguf', [key('a', 'string', 4 * MILLION, Buffer.alloc(4 * MILLION * 8))]);
  const numbers = header('numbers.gguf', [
    key('a', 'uint64', 2 * MILLION, Buffer.alloc(16 * MILLION)),
    key('b', 'float32', 2 * MILLION, Buffer.alloc(8 * MILLION)),
  ]);
  for (const file of [strings, numbers]) {
    const all = cost(file, 'all');
    assert.equal(all.code, 'read');
    assert.ok(all.ms < 10_000, `${file}: ${all.ms} ms`);
    assert.ok(all.bytes < 400e6, `${file}: ${all.bytes} bytes`);
    const short = cost(file, 'short');
    assert.ok(short.ms < 5000 && short.bytes < 100e6, `${file}: ${JSON.stringify(short)}`);
  }
});

test('more items than any model has are refused before they are read', async () => {
  const many = Array.from({ length: 8 }, (_, i) => key(`k${i}`, 'uint8', MILLION, Buffer.alloc(MILLION)));
  const begun = performance.now();
  await assert.rejects(readGguf(header('many.gguf', many)), (error: ImpError) => /more items/.test(error.message));
  assert.ok(performance.now() - begun < 3000);
  const long = Buffer.concat([text('s'), u32(TYPE.string), u64(2 * MILLION), Buffer.alloc(2 * MILLION)]);
  await assert.rejects(readGguf(header('long.gguf', [long])), (error: ImpError) => error.code === 'model-unreadable');
});

test('long arrays are passed over where facts are asked for: their length stays known', async () => {
  const names = Buffer.concat(Array.from({ length: 5000 }, (_, i) => text(`token ${i}`)));
  const file = header('skip.gguf', [
    key('tokenizer.ggml.tokens', 'string', 5000, names),
    key('scores', 'float32', 3 * MILLION, Buffer.alloc(12 * MILLION)),
    key('short', 'uint8', 3, Buffer.from([1, 2, 3])),
  ]);
  const facts = await readGguf(file, 'short');
  assert.equal(facts.length('tokenizer.ggml.tokens'), 5000);
  assert.equal(facts.length('scores'), 3 * MILLION);
  assert.deepEqual([...Array.from(facts.numbers('short')!)], [1, 2, 3]);
  assert.throws(() => facts.strings('tokenizer.ggml.tokens'), { code: 'model-unreadable' });
  assert.equal((await readGguf(file)).strings('tokenizer.ggml.tokens')![4999], 'token 4999');
  // every cut of it is refused as well when arrays are passed over
  const cut = join(folder, 'cut.gguf');
  const bytes = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(1), key('a', 'string', 2000, names)]);
  for (const length of [30, 60, 100, 5000, 20_000]) {
    await writeFile(cut, bytes.subarray(0, length));
    await assert.rejects(readGguf(cut, 'short'), { code: 'model-unreadable' });
  }
});

test('a pipe named like a model hangs nobody', { skip: process.platform === 'win32', timeout: 60_000 }, async () => {
  const models = join(folder, 'shared', 'pair');
  await mkdir(models, { recursive: true });
  const pipe = join(models, 'a.gguf');
  execFileSync('mkfifo', [pipe]);
  const begun = performance.now();
  await assert.rejects(readGguf(pipe), { code: 'model-unreadable' });
  await assert.rejects(inspectPair([pipe, pipe]), { code: 'model-unreadable' });
  assert.ok(performance.now() - begun < 3000);
  const listing = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'models'], {
    env: { ...process.env, IMP_MODELS_DIRECTORIES: join(folder, 'shared'), IMP_HOME: join(folder, 'home') },
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => listing.once('exit', resolve));
  assert.equal(code, 0);
});

test('files are looked into by a thread, whose time is limited', { timeout: 60_000 }, async () => {
  const entry = join(folder, 'thread.mjs');
  const source = new URL('../../src/pair/thread.ts', import.meta.url).href;
  await writeFile(
    entry,
    `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register(); await import(${JSON.stringify(source)});`,
  );
  const read = headerThread(entry);
  const here = await inspectPair(await namesIn('models/nano'));
  assert.deepEqual(await read(await namesIn('models/nano')), here);
  await assert.rejects(read([join(folder, 'absent.gguf')]), { code: 'model-missing' });
  await writeFile(entry, 'for (;;) {}');
  const begun = performance.now();
  await assert.rejects(headerThread(entry, 500)(['x.gguf']), (error: ImpError) => /takes too long/.test(error.message));
  assert.ok(performance.now() - begun < 5000);
});

async function namesIn(models: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  return (await readdir(models))
    .filter((name) => name.endsWith('.gguf'))
    .map((name) => join(process.cwd(), models, name));
}
