/**
 * Phi-2's output layer has a bias, and transformers' LlavaForConditionalGeneration has none (its `lm_head` is a Linear without one; vLLM
 * and SGLang keep Phi's). The bias goes into the matrix instead, which changes no logit:
 *
 * The last norm gives x = g ∘ n + β, and n, standardized, sums to zero: Σ n_i = 0. With v_i = 1 / g_i therefore v·(g ∘ n) = 0, and v·x = v·β
 * is the same number for every x: a channel that is always on. With another β′, D = v·β′ and r = (b − W(β′ − β)) / D the matrix W + r vᵀ and
 * the norm's bias β′ give W x + b. β′ = β ± g makes D as large as the width, so that W changes little and its rounding stays what it was.
 */
import type { NativeLibrary } from '../../native/library.ts';
import { encode } from '../quantize/encode.ts';
import type { WeightReader, WeightType } from '../checkpoint/safetensors.ts';
import type { LlavaTensor } from './tensors.ts';

const HEAD = 'language_model.lm_head';
const NORM = 'language_model.model.final_layernorm';

export interface HeadBias {
  /** Bytes of the norm's new bias, in its own type. */
  normBias: Uint8Array;
  /** Adds the bias to rows of the matrix, in place: `values` are rows of `width` numbers from `firstRow` on. */
  addTo(values: Float32Array, firstRow: number): void;
}

interface Io {
  native: NativeLibrary;
  reader: WeightReader;
}

/** A tensor's values as floats. */
async function floats(tensor: LlavaTensor, { native, reader }: Io): Promise<Float32Array> {
  const { source, type } = tensor;
  const { weight, firstRow, rows, columns } = source!;
  const itemBytes = type === 'F32' ? 4 : 2;
  const bytes = await reader.read(weight, firstRow * columns * itemBytes, rows * columns * itemBytes);
  return asFloats(await convert(native, tensor.name, bytes, type, 'F32', rows * columns));
}

/** Numbers from one type to another, one row. */
export async function convert(
  native: NativeLibrary,
  name: string,
  bytes: Buffer,
  from: WeightType,
  to: WeightType,
  count: number,
): Promise<Uint8Array> {
  return encode(native, { name, bytes, from, to, sourceRows: 1, sourceColumns: count, rows: 1, columns: count });
}

export function asFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Undefined where the output layer has no bias, or zeros only. */
export async function headBias(tensors: readonly LlavaTensor[], io: Io): Promise<HeadBias | undefined> {
  const find = (name: string) => tensors.find((tensor) => tensor.name === name);
  const [bias, gain, shift] = [find(`${HEAD}.bias`), find(`${NORM}.weight`), find(`${NORM}.bias`)];
  if (!bias || !gain || !shift) return undefined;
  const b = await floats(bias, io);
  if (b.every((value) => value === 0)) return undefined;
  const [g, beta] = [await floats(gain, io), await floats(shift, io)];
  const { v, wanted } = constantChannel(g, beta);
  // the bias as it will be read, so that its rounding is made good in the matrix
  const normBias = await convert(io.native, shift.name, buffer(wanted), 'F32', shift.type, wanted.length);
  const rounded = asFloats(
    await convert(io.native, shift.name, Buffer.from(normBias), shift.type, 'F32', wanted.length),
  );
  const change = rounded.map((value, i) => value - beta[i]!);
  const d = dot(v, rounded, 0);
  const width = g.length;
  return {
    normBias,
    addTo(values, firstRow) {
      for (let row = 0; row * width < values.length; row++) {
        const at = row * width;
        const r = (b[firstRow + row]! - dot(change, values, at)) / d;
        for (let i = 0; i < width; i++) values[at + i]! += r * v[i]!;
      }
    },
  };
}

/** The direction v in which every output of the norm is the same, and the norm's bias that makes this number a large one. */
function constantChannel(g: Float32Array, beta: Float32Array): { v: Float64Array; wanted: Float32Array } {
  const dead = g.findIndex((gain) => gain === 0);
  if (dead >= 0) {
    // a channel that is constant by itself
    const wanted = beta.slice();
    wanted[dead] = 1;
    return { v: Float64Array.from(g, (_, i) => (i === dead ? 1 : 0)), wanted };
  }
  const v = Float64Array.from(g, (gain) => 1 / gain);
  const sign = dot(v, beta, 0) < 0 ? -1 : 1;
  return { v, wanted: beta.map((value, i) => value + sign * g[i]!) };
}

/** Σ a_i b_(at + i) over all of `a`. */
function dot(a: ArrayLike<number>, b: ArrayLike<number>, at: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[at + i]!;
  return sum;
}

function buffer(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export const HEAD_WEIGHT = `${HEAD}.weight`;
export const HEAD_BIAS = `${HEAD}.bias`;
export const NORM_BIAS = `${NORM}.bias`;
