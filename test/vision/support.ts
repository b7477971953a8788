import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseBuild } from '../../src/native/choose.ts';
import { cosine } from '../../src/engine/kernels/trial.ts';
import { openLibrary, type NativeLibrary } from '../../src/native/library.ts';
import { VisionEncoder } from '../../src/engine/vision/encoder.ts';
import type { VisionOptions } from '../../src/engine/vision/types.ts';
import { decodeImage } from '../../src/image/decode.ts';
import { GgufWriter, readGguf, type GgufEntry } from '../../src/gguf/index.ts';
import type { RgbImage } from '../../src/image/types.ts';

const folder = new URL('../fixtures/vision/', import.meta.url);
export const fixture = (name: string) => fileURLToPath(new URL(name, folder));

let library: Promise<NativeLibrary> | undefined;
export const native = () => (library ??= chooseBuild('off').then(({ folder }) => openLibrary(folder)));

export const picture = () => decodeImage(readFileSync(fixture('picture.png')));

/** Recorded embeddings: `NAME.mtmd.f32` by llama.cpp, `NAME.numpy.f32` by the fixture script. */
export function recorded(name: string): Float32Array {
  const bytes = readFileSync(fixture(name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** One thread: these towers are done before a second one has started. */
export const open = async (name: string, options: Partial<VisionOptions> = {}) =>
  await VisionEncoder.open(fixture(name), await native(), { threads: 1, ...options });

/** Smallest cosine over the tokens. */
export function smallestCosine(a: Float32Array, b: Float32Array, width: number): number {
  if (a.length !== b.length) throw new Error(`${a.length} floats against ${b.length}`);
  let smallest = 1;
  for (let at = 0; at < a.length; at += width) {
    const one = cosine(a.subarray(at, at + width), b.subarray(at, at + width));
    if (!(one >= smallest)) smallest = one; // NaN counts as the worst
  }
  return smallest;
}

/** A picture of its own for each seed, 40 × 30. */
export function pattern(seed: number): RgbImage {
  const data = new Uint8Array(40 * 30 * 3).map((_, i) => (i * (seed + 3)) ^ (seed * 31));
  return { width: 40, height: 30, data };
}

/** A copy of a fixture with another number of heads: another tower, with the same tensors. */
export async function withHeads(name: string, heads: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imp-heads-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const file = await readGguf(fixture(name));
  const bytes = readFileSync(fixture(name));
  const metadata = new Map(file.metadata as ReadonlyMap<string, GgufEntry>).set('clip.vision.attention.head_count', {
    type: 'uint32',
    value: heads,
  });
  const target = path.join(folder, name);
  const writer = await GgufWriter.create(
    target,
    metadata,
    file.tensors.map(({ name, shape, type }) => ({ name, shape, type })),
  );
  for (const [i, tensor] of writer.tensors.entries()) {
    const { offset } = file.tensors[i]!;
    await writer.write(tensor, 0, bytes.subarray(offset, offset + tensor.bytes));
  }
  await writer.finish();
  return target;
}
