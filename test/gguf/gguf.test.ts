import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { GgufWriter, readGguf, type GgufEntry, type TensorPlan } from '../../src/gguf/index.ts';
import { ImpError } from '../../src/shared/errors.ts';

let folder: string;
before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'imp-gguf-'))));
after(() => rm(folder, { recursive: true }));

const metadata = new Map<string, GgufEntry>([
  ['general.architecture', { type: 'string', value: 'phi2' }],
  ['a.uint8', { type: 'uint8', value: 255 }],
  ['a.int8', { type: 'int8', value: -128 }],
  ['a.uint16', { type: 'uint16', value: 65535 }],
  ['a.int16', { type: 'int16', value: -32768 }],
  ['a.uint32', { type: 'uint32', value: 4294967295 }],
  ['a.int32', { type: 'int32', value: -2147483648 }],
  ['a.float32', { type: 'float32', value: 0.5 }],
  ['a.float64', { type: 'float64', value: 1e-6 }],
  ['a.uint64', { type: 'uint64', value: Number.MAX_SAFE_INTEGER }],
  ['a.int64', { type: 'int64', value: -3 }],
  ['a.bool', { type: 'bool', value: true }],
  ['b.strings', { type: 'array', items: 'string', value: ['', 'Ġhello', '龍 🐉', '\0'] }],
  ['b.floats', { type: 'array', items: 'float32', value: [0.5, -1] }],
  ['b.bools', { type: 'array', items: 'bool', value: [true, false] }],
  ['b.none', { type: 'array', items: 'uint32', value: [] }],
]);
const plans: TensorPlan[] = [
  { name: 'token_embd.weight', shape: [256, 3], type: 'Q4_K' },
  { name: 'output_norm.weight', shape: [5], type: 'F32' },
  { name: 'v.patch_embd.weight', shape: [2, 2, 3, 4], type: 'F16' },
];

async function sample(name: string): Promise<string> {
  const file = path.join(folder, name);
  await rm(file, { force: true });
  const writer = await GgufWriter.create(file, metadata, plans);
  // out of order and in pieces
  for (const tensor of [...writer.tensors].reverse()) {
    const half = tensor.bytes >> 1;
    await writer.write(tensor, half, new Uint8Array(tensor.bytes - half).fill(2));
    await writer.write(tensor, 0, new Uint8Array(half).fill(1));
  }
  await writer.finish();
  return file;
}

/** Numbers come back as typed arrays. */
const plain = (entries: ReadonlyMap<string, { value: unknown }>) =>
  new Map(
    [...entries].map(([key, entry]) => [
      key,
      ArrayBuffer.isView(entry.value) ? { ...entry, value: Array.from(entry.value as Uint8Array) } : entry,
    ]),
  );

function unreadable(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof ImpError && error.code === 'model-unreadable' && pattern.test(error.message);
}

test('what is written is read back: metadata of every type, tensors, values', async () => {
  const file = await readGguf(await sample('whole.gguf'));
  assert.deepEqual(plain(file.metadata), metadata);
  assert.deepEqual(
    file.tensors.map(({ name, shape, type }) => ({ name, shape, type })),
    plans,
  );
  assert.deepEqual(
    file.tensors.map((tensor) => tensor.bytes),
    [3 * 144, 20, 96],
  );
  assert.equal(file.tensor('output_norm.weight')?.type, 'F32');
  const bytes = await readFile(file.path);
  const { offset } = file.tensor('output_norm.weight')!;
  assert.deepEqual([...bytes.subarray(offset, offset + 20)], [...Array(10).fill(1), ...Array(10).fill(2)]);
  assert.equal(offset % file.alignment, 0);
  assert.equal(file.string('general.architecture'), 'phi2');
  assert.equal(file.number('absent'), undefined);
  assert.throws(() => file.number('general.architecture'), unreadable(/should be a number/));
  assert.throws(() => file.strings('b.floats'), unreadable(/array of strings/));
});

test('large vocabularies go through', async () => {
  const value = Array.from({ length: 300_000 }, (_, id) => `token ${id}`);
  const large = new Map<string, GgufEntry>([
    ['tokenizer.ggml.tokens', { type: 'array', items: 'string', value }],
    ['tokenizer.ggml.token_type', { type: 'array', items: 'int32', value: value.map((_, id) => id % 6) }],
  ]);
  const file = path.join(folder, 'large.gguf');
  await (await GgufWriter.create(file, large, [])).finish();
  assert.deepEqual(plain((await readGguf(file)).metadata), large);
});

test('an incomplete tensor is found at the end, and a file is never overwritten', async () => {
  const file = path.join(folder, 'incomplete.gguf');
  const writer = await GgufWriter.create(file, metadata, plans);
  await assert.rejects(writer.write(writer.tensors[1]!, 8, new Uint8Array(13)), RangeError);
  await assert.rejects(writer.finish(), /bytes were not written/);
  await assert.rejects(GgufWriter.create(file, metadata, plans), /EEXIST/);
});

test('every prefix of a file is refused', async () => {
  const bytes = await readFile(await sample('cut-source.gguf'));
  const cut = path.join(folder, 'cut.gguf');
  const lastTensorEnd = bytes.length; // 96 is a multiple of the alignment: no padding behind
  for (let length = 0; length < lastTensorEnd; length += length < 1500 ? 1 : 37) {
    await writeFile(cut, bytes.subarray(0, length));
    await assert.rejects(readGguf(cut), unreadable(/./), `prefix of ${length}`);
  }
});

test('files that are something else are called by their name', async () => {
  const cases: [string, string | Buffer, RegExp][] = [
    ['empty', '', /is empty/],
    ['html', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
    ['html with a byte order mark', '\ufeff\n  <html>', /web page/],
    ['lfs', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n', /git-lfs pointer/],
    ['zip', Buffer.from('PK\x03\x04 archive data of some length'), /PyTorch/],
    [
      'safetensors',
      Buffer.concat([Buffer.from([16, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"a":{"dtype":1}}')]),
      /safetensors/,
    ],
    ['text', 'GGML is not GGUF', /letters GGUF/],
    ['version 1', Buffer.concat([Buffer.from('GGUF'), Buffer.from([1, 0, 0, 0]), Buffer.alloc(16)]), /version 1/],
    ['big-endian', Buffer.concat([Buffer.from('GGUF'), Buffer.from([0, 0, 0, 3]), Buffer.alloc(16)]), /big-endian/],
  ];
  for (const [name, content, pattern] of cases) {
    const file = path.join(folder, 'other');
    await writeFile(file, content);
    await assert.rejects(readGguf(file), unreadable(pattern), name);
  }
  await assert.rejects(readGguf(folder), unreadable(/not a file/));
  await assert.rejects(
    readGguf(path.join(folder, 'absent')),
    (error: unknown) => error instanceof ImpError && error.code === 'model-missing',
  );
});

test('2,000 mutated files: a coded error or a header whose tensors lie inside the file', async () => {
  const original = await readFile(await sample('fuzz-source.gguf'));
  const file = path.join(folder, 'fuzz.gguf');
  const random = generator(20241);
  const interesting = [0, 1, 2, 4, 8, 9, 0x7f, 0x80, 0xff];
  let refused = 0;
  let accepted = 0;
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(original);
    for (let edits = 1 + random(3); edits > 0; edits--) {
      const at = random(bytes.length);
      const kind = random(4);
      if (kind === 0) bytes[at] = bytes[at]! ^ (1 << random(8));
      else if (kind === 1) bytes[at] = interesting[random(interesting.length)]!;
      else if (kind === 2) bytes.fill(random(256), at, Math.min(bytes.length, at + 1 + random(16)));
      else bytes.copyWithin(at, random(bytes.length), Math.min(bytes.length, at + random(64)));
    }
    const cut = random(8) === 0 ? random(bytes.length) : bytes.length;
    await writeFile(file, bytes.subarray(0, cut));
    try {
      const { tensors, fileBytes } = await readGguf(file);
      for (const tensor of tensors)
        assert.ok(tensor.offset >= 0 && tensor.offset + tensor.bytes <= fileBytes, `round ${round}: ${tensor.name}`);
      accepted++;
    } catch (error) {
      assert.ok(error instanceof ImpError && error.code === 'model-unreadable', `round ${round}: ${String(error)}`);
      refused++;
    }
  }
  // edits of tensor values change nothing, edits of structure must be found: both happen
  assert.ok(accepted > 150 && refused > 500, `${accepted} accepted, ${refused} refused`);
});

test('counts and lengths that no file can hold are refused at once and without memory', async () => {
  const header = (parts: (number | bigint | string)[]) =>
    Buffer.concat(
      parts.map((part) => {
        if (typeof part === 'string') return Buffer.from(part, 'latin1');
        const out = Buffer.alloc(typeof part === 'bigint' ? 8 : 4);
        if (typeof part === 'bigint') out.writeBigUInt64LE(part);
        else out.writeUInt32LE(part);
        return out;
      }),
    );
  const huge = 0xffff_ffff_ffff_ffffn;
  const cases = [
    header(['GGUF', 3, huge, 0n]),
    header(['GGUF', 3, 0n, huge]),
    header(['GGUF', 3, 0n, 1n, huge, 'key']),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 8, huge]),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 8, 1_000_000n]),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 9, 4, huge]),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 9, 8, 8_000_000n]),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 9, 12, 8_000_000n]),
    header(['GGUF', 3, 0n, 1n, 1n, 'k', 9, 9, 4n]),
    header(['GGUF', 3, 0n, 1n, 17n, 'general.alignment', 4, 3]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 4, 1n << 40n, 1n << 40n, 1n << 40n, 1n << 40n, 0, 0n]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 5, 1n, 1n, 1n, 1n, 1n, 0, 0n]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 1, 31n, 2, 0n]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 1, 32n, 4, 0n]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 1, 0n, 0, 0n]),
    header(['GGUF', 3, 1n, 0n, 1n, 't', 1, 1n, 0, 64n]),
  ];
  const before = process.memoryUsage().rss;
  for (const [index, bytes] of cases.entries()) {
    const file = path.join(folder, `hostile-${index}`);
    await writeFile(file, bytes);
    await assert.rejects(readGguf(file), unreadable(/./), `case ${index}`);
  }
  assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
});

/** Small deterministic generator (xorshift32): `random(n)` is an integer in 0..n-1. */
function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}
