/** Files that are not what they should be: one clear error each, and the process still serves. */
import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { restartBudget } from '../../src/client/index.ts';
import { GgufWriter, readGguf, type GgufEntry } from '../../src/gguf/index.ts';
import { ImpError, type ErrorCode } from '../../src/shared/errors.ts';
import { convertFixture, engine, failsWith, OPTIONS, temporaryFolder } from './support.ts';
import { random } from '../random.ts';

const folder = await temporaryFolder();
const files = await convertFixture('imp-v1.5-tiny-phi2', folder);
const other = await convertFixture('imp-v1.5-tiny-qwen1.5', folder);
const model = await readFile(files.model);
const imp = engine({ budget: restartBudget(1000) });

let made = 0;
async function file(bytes: Uint8Array | string): Promise<string> {
  const name = path.join(folder, `made-${made++}.gguf`);
  await writeFile(name, bytes);
  return name;
}

/** The model's bytes with one text replaced by another of the same length. */
function replaced(from: string, to: string): Buffer {
  const bytes = Buffer.from(model);
  const at = bytes.indexOf(from);
  assert.ok(at >= 0 && from.length === to.length, from);
  bytes.write(to, at, 'latin1');
  return bytes;
}

/** The model's bytes with a number of its metadata changed. */
function withNumber(key: string, value: number): Buffer {
  const bytes = Buffer.from(model);
  const at = bytes.indexOf(key) + key.length + 4; // behind the key stands its type
  bytes.writeUInt32LE(value, at);
  return bytes;
}

const cases: [string, ErrorCode, RegExp, () => Promise<Partial<typeof files>>][] = [
  ['an empty file', 'model-unreadable', /empty/, async () => ({ model: await file('') })],
  [
    'a web page',
    'model-unreadable',
    /web page/,
    async () => ({ model: await file('<!DOCTYPE html><html><body>Sign in</body></html>') }),
  ],
  ['a text', 'model-unreadable', /GGUF/, async () => ({ model: await file('hello') })],
  [
    'a truncated model',
    'model-unreadable',
    /cut off/,
    async () => {
      const name = await file(model);
      await truncate(name, model.length - 1000);
      return { model: name };
    },
  ],
  ['a header cut in two', 'model-unreadable', /./, async () => ({ model: await file(model.subarray(0, 900)) })],
  ['a missing model', 'model-missing', /no file/, async () => ({ model: path.join(folder, 'none.gguf') })],
  ['a missing mmproj', 'model-missing', /no file/, async () => ({ mmproj: path.join(folder, 'none.gguf') })],
  ['a folder', 'model-unreadable', /./, async () => ({ model: folder })],
  [
    'the two files swapped',
    'model-mismatch',
    /vision tower|mmproj/,
    async () => ({ model: files.mmproj, mmproj: files.model }),
  ],
  ['a model as mmproj', 'model-mismatch', /./, async () => ({ mmproj: other.model })],
  ['an unknown architecture', 'model-mismatch', /phi9/, async () => ({ model: await file(replaced('phi2', 'phi9')) })],
  [
    'no heads',
    'model-unreadable',
    /head_count/,
    async () => ({ model: await file(withNumber('phi2.attention.head_count', 0)) }),
  ],
  [
    'heads that do not divide',
    'model-unreadable',
    /divide/,
    async () => ({ model: await file(withNumber('phi2.attention.head_count', 7)) }),
  ],
  [
    'a billion layers',
    'model-unreadable',
    /block_count/,
    async () => ({ model: await file(withNumber('phi2.block_count', 1e9)) }),
  ],
  [
    'more layers than tensors',
    'model-unreadable',
    /./,
    async () => ({ model: await file(withNumber('phi2.block_count', 60)) }),
  ],
  [
    'another width',
    'model-unreadable',
    /embed/,
    async () => ({ model: await file(withNumber('phi2.embedding_length', 128)) }),
  ],
  [
    'an end token beyond the vocabulary',
    'model-unreadable',
    /token_id/,
    async () => ({ model: await file(withNumber('tokenizer.ggml.eos_token_id', 1e6)) }),
  ],
];

for (const [what, code, message, make] of cases) {
  test(`${what}: ${code}`, async () => {
    const wrong = { ...files, ...(await make()) };
    await assert.rejects(imp.request('load', { files: wrong, options: OPTIONS }), failsWith(code, message));
    await imp.request('stats', {});
  });
}

test('a mmproj of another width is a mismatch with both widths', async () => {
  const mmproj = await readGguf(files.mmproj);
  const inner = mmproj.tensor('mm.2.weight')!.shape[0]!;
  const wider = mmproj.tensors.map(({ name, shape, type }) => ({
    name,
    type,
    shape: name === 'mm.2.weight' ? [inner, 96] : name === 'mm.2.bias' ? [96] : shape,
  }));
  const name = path.join(folder, 'wider.gguf');
  const writer = await GgufWriter.create(name, mmproj.metadata as ReadonlyMap<string, GgufEntry>, wider);
  for (const tensor of writer.tensors) await writer.write(tensor, 0, new Uint8Array(tensor.bytes));
  await writer.finish();
  await assert.rejects(
    imp.request('load', { files: { ...files, mmproj: name }, options: OPTIONS }),
    failsWith('model-mismatch', /96 .* 64/),
  );
});

// The readers alone take 12,000 mutated inputs each (test/gguf, test/image); here a sample goes through native code as well.
test('mutated headers through native code: loaded or refused, never a crash', { timeout: 600_000 }, async () => {
  const next = random(20);
  const rounds = Number(process.env['IMP_FUZZ_NATIVE'] ?? 60);
  const outcomes = { loaded: 0, refused: 0 };
  for (const [part, name] of [
    ['model', files.model],
    ['mmproj', files.mmproj],
  ] as const) {
    const source = await readFile(name);
    const { dataOffset } = await readGguf(name);
    for (let round = 0; round < rounds; round++) {
      const bytes = Buffer.from(source);
      for (let n = 1 + Math.floor(next() * 2); n > 0; n--)
        bytes[Math.floor(next() * dataOffset)] = [0, 1, 255, 128, Math.floor(next() * 256)][Math.floor(next() * 5)]!;
      const mutated = await file(bytes);
      try {
        await imp.request('load', {
          files: { ...files, [part]: mutated },
          options: { ...OPTIONS, contextTokens: 256 },
        });
        await imp.request('ask', { turns: [{ role: 'user', text: 'Hi' }], maxTokens: 1 });
        outcomes.loaded++;
      } catch (thrown) {
        const { code, message } = ImpError.from(thrown);
        assert.ok(!['engine-crashed', 'internal'].includes(code), `${part} ${round}: ${code} ${message}`);
        outcomes.refused++;
      }
    }
  }
  assert.ok(outcomes.refused > 10 && outcomes.loaded > 2, JSON.stringify(outcomes));
});

test('after all that, the good pair loads and answers', async () => {
  await imp.request('load', { files, options: OPTIONS });
  assert.notEqual((await imp.request('ask', { turns: [{ role: 'user', text: 'Hi' }], maxTokens: 4 })).answer, '');
});
