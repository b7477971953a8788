/** A file's mapping is moved into large pages unnoticed: same addresses, same bytes. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import koffi from 'koffi';
import { LargePages, mappingsOf } from '../../src/native/largePages.ts';

const BYTES = 70 * 1024 * 1024 + 123;
const folder = mkdtempSync(join(tmpdir(), 'imp-pages-'));
after(() => rmSync(folder, { recursive: true }));
const linux = process.platform === 'linux' ? false : 'only Linux has them';
const setting = linux ? '' : readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
const none = linux || (/\[never\]/.test(setting) ? 'this system has none' : false);

/** A new file with numbers that encode their places, and where it is mapped. */
function mapped(name: string): { file: string; address: bigint } {
  const file = join(folder, name);
  writeFileSync(
    file,
    Uint32Array.from({ length: Math.ceil(BYTES / 4) }, (_, i) => i * 2654435761),
  );
  truncateSync(file, BYTES);
  const fd = openSync(file, 'r');
  const mmap = koffi
    .load(null)
    .func('void *mmap(void *at, size_t bytes, int protection, int flags, int fd, int64_t offset)');
  const address = koffi.address(mmap(null, BYTES, 1, 1, fd, 0)) as bigint;
  closeSync(fd);
  return { file, address };
}

/** The mapping's bytes at some places, against what was written there. */
function check(address: bigint): void {
  for (const at of [0, 4, 2 ** 21 - 4, 2 ** 21, 2 ** 22 + 8, 2 ** 26 - 4, 2 ** 26, 70 * 2 ** 20]) {
    assert.equal(koffi.decode(address + BigInt(at), 'uint32_t'), ((at / 4) * 2654435761) % 2 ** 32, `at ${at}`);
  }
}

const inLargePages = () =>
  Number(readFileSync('/proc/self/smaps_rollup', 'utf8').match(/AnonHugePages:\s+(\d+)/)?.[1]) / 1024;

test('bytes stay where they are, and lie in large pages', { skip: none }, async () => {
  const { file, address } = mapped('whole.gguf');
  check(address);
  const before = inLargePages();
  assert.equal(await new LargePages(file).move(), false);
  check(address);
  assert.ok(inLargePages() - before > 40, `only ${inLargePages() - before} MB`);
});

test('it goes on where it was stopped', { skip: none }, async () => {
  const { file, address } = mapped('stopped.gguf');
  const pages = new LargePages(file);
  assert.equal(await pages.move(AbortSignal.abort()), true);
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  await pages.move(stop.signal);
  check(address);
  assert.equal(await pages.move(), false);
  check(address);
});

test('a file that has become shorter stays as it is from there on', { skip: none }, async () => {
  const { file, address } = mapped('short.gguf');
  truncateSync(file, 40 * 2 ** 20);
  assert.equal(await new LargePages(file).move(), false);
  assert.equal(koffi.decode(address + 4n, 'uint32_t'), 2654435761);
});

test('mappings: of this file only, whole large pages, with their place in it', () => {
  const maps = `7f0000001000-7f0000a02000 r--s 00001000 fe:00 42                         /a b/model.gguf
7f0000a02000-7f0000c03000 rw-p 00000000 00:00 0
7f0000c03000-7f0000c04000 r--s 00000000 fe:00 42                         /a b/model.gguf
7f0010000000-7f0010f00000 r--s 00000000 fe:00 43                         /a b/model.gguf (deleted)`;
  assert.deepEqual(mappingsOf(maps, '/a b/model.gguf'), [
    { start: 0x7f0000200000n, end: 0x7f0000a00000n, offset: 0x200000 },
  ]);
});
