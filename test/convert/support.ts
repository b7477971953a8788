/** What the converter's tests share: fixtures, temporary folders, an engine process, a small safetensors writer. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { EngineClient } from '../../src/client/index.ts';
import { ImpError } from '../../src/shared/errors.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const CHECKPOINTS = path.join(root, 'test/fixtures/checkpoints');
/** One a layout and family; see test/fixtures/make. */
export const FIXTURES = [
  'imp-v1.5-tiny-phi2',
  'imp-v1-tiny-phi2',
  'imp-v1.5-tiny-qwen1.5',
  'imp-v1.5-tiny-phi3',
] as const;

/** What PyTorch computed for a fixture; see test/fixtures/make/checkpoints.py. */
export interface Reference {
  prompt: string;
  /** Token ids of the text before and behind the picture. */
  before: number[];
  after: number[];
  /** Greedy. */
  tokens: number[];
  /** Every `embeddingStep`th of the `imageTokens` rows. */
  embeddings: number[][];
  embeddingStep: number;
  imageTokens: number;
  logits: number[];
}

export async function readReference(fixture: string): Promise<Reference> {
  return JSON.parse(await readFile(path.join(CHECKPOINTS, fixture, 'reference.json'), 'utf8')) as Reference;
}

/** A folder that is gone after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imp-convert-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An engine process on the sources, stopped after the test file. */
export function engine(): EngineClient {
  const client = new EngineClient({ enginePath: path.join(root, 'src/engine/main.ts'), execArgv: ['--import', 'tsx'] });
  after(() => client.stop());
  return client;
}

/** For assert.rejects: a coded error whose message matches. */
export function failsWith(code: string, pattern: RegExp) {
  return (error: unknown) => error instanceof ImpError && error.code === code && pattern.test(error.message);
}

/** Largest absolute difference, and the cosine of the two vectors. */
export function compare(actual: ArrayLike<number>, expected: ArrayLike<number>): { worst: number; cosine: number } {
  let [worst, dot, a2, b2] = [0, 0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    worst = Math.max(worst, Math.abs(a - b));
    dot += a * b;
    a2 += a * a;
    b2 += b * b;
  }
  return { worst, cosine: dot / Math.sqrt(a2 * b2) };
}

/** A tensor for `writeSafetensors`; values default to small pseudo-random ones. */
export interface TestTensor {
  dtype: 'F32' | 'F16' | 'BF16' | 'I64';
  shape: number[];
  data?: Uint8Array;
}

/** Writes a safetensors file. F16 and BF16 data come as bytes. */
export async function writeSafetensors(file: string, tensors: Record<string, TestTensor>): Promise<void> {
  const parts: Uint8Array[] = [];
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    const bytes = shape.reduce((product, n) => product * n, { F32: 4, F16: 2, BF16: 2, I64: 8 }[dtype]);
    const values = data ?? new Uint8Array(bytes);
    header[name] = { dtype, shape, data_offsets: [at, at + bytes] };
    parts.push(values);
    at += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([length, json, ...parts]));
}

/** All tensors of a checkpoint's folder. */
export async function readTensors(folder: string): Promise<Record<string, TestTensor>> {
  const tensors: Record<string, TestTensor> = {};
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.safetensors'))) {
    const file = await readFile(path.join(folder, name));
    const start = 8 + Number(file.readBigUInt64LE());
    const header = JSON.parse(file.toString('utf8', 8, start)) as Record<
      string,
      { dtype: TestTensor['dtype']; shape: number[]; data_offsets: [number, number] }
    >;
    delete header['__metadata__'];
    for (const [tensor, { dtype, shape, data_offsets }] of Object.entries(header))
      tensors[tensor] = { dtype, shape, data: file.subarray(start + data_offsets[0], start + data_offsets[1]) };
  }
  return tensors;
}

/** Index of the largest value. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

let state = 1;
/** Half-precision values between about -0.25 and 0.25, pseudo-random and the same in each run of a file. */
export function randomF16(shape: number[]): Uint8Array {
  const values = new Uint16Array(shape.reduce((product, n) => product * n, 1));
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const exponent = 9 + ((state >>> 24) & 3); // 2^-6 … 2^-3
    values[i] = ((state >>> 31) << 15) | (exponent << 10) | ((state >>> 8) & 0x3ff);
  }
  return new Uint8Array(values.buffer);
}
