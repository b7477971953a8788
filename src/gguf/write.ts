import { open, type FileHandle } from 'node:fs/promises';
import {
  DEFAULT_ALIGNMENT,
  GGUF_MAGIC,
  GGUF_VERSION,
  MAX_DIMENSIONS,
  MAX_TENSOR_NAME_BYTES,
  TENSOR_TYPES,
  VALUE_BYTES,
  VALUE_TYPES,
  padded,
  tensorBytes,
  type GgufEntry,
  type GgufTensor,
  type ScalarType,
  type TensorType,
  type ValueType,
} from './types.ts';

/** What a writer must know of a tensor before the first value: its place in the file follows from it. */
export interface TensorPlan {
  name: string;
  /** ggml's order, row length first. */
  shape: number[];
  type: TensorType;
}

/**
 * Writes a GGUF file of which everything but the tensors' values is known: `create` writes the header, `write` puts
 * values at their places in any order, `finish` checks that all are there. Mirrors `readGguf`.
 * The caller owns the path: after an error it removes the file.
 */
export class GgufWriter {
  readonly tensors: readonly GgufTensor[];
  /** Bytes of the whole file when it is finished. */
  readonly fileBytes: number;
  readonly #file: FileHandle;
  readonly #missing: Map<string, number>;

  private constructor(file: FileHandle, tensors: GgufTensor[], fileBytes: number) {
    this.#file = file;
    this.tensors = tensors;
    this.fileBytes = fileBytes;
    this.#missing = new Map(tensors.map((tensor) => [tensor.name, tensor.bytes]));
  }

  /** Creates the file (never overwrites one) and writes its header. */
  static async create(
    path: string,
    metadata: ReadonlyMap<string, GgufEntry>,
    plans: readonly TensorPlan[],
  ): Promise<GgufWriter> {
    const { header, tensors, fileBytes } = layOut(metadata, plans);
    const file = await open(path, 'wx');
    try {
      await writeAll(file, header, 0);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new GgufWriter(file, tensors, fileBytes);
  }

  /** Writes `data` at `at` bytes from the tensor's start. Each byte of a tensor is to be written once. */
  async write(tensor: GgufTensor, at: number, data: Uint8Array): Promise<void> {
    if (at < 0 || at + data.byteLength > tensor.bytes)
      throw new RangeError(`${tensor.name}: ${at} + ${data.byteLength} is outside of ${tensor.bytes}`);
    await writeAll(this.#file, data, tensor.offset + at);
    this.#missing.set(tensor.name, this.#missing.get(tensor.name)! - data.byteLength);
  }

  /** Brings the file to the disk and closes it; throws where a tensor is incomplete. */
  async finish(): Promise<void> {
    try {
      for (const [name, missing] of this.#missing) {
        if (missing !== 0) throw new Error(`${name}: ${missing} bytes were not written`);
      }
      await this.#file.truncate(this.fileBytes); // the last tensor's padding
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  /** Closes an unfinished file. */
  async abort(): Promise<void> {
    await this.#file.close();
  }
}

/** Bytes that a file with this content takes. */
export function plannedBytes(metadata: ReadonlyMap<string, GgufEntry>, plans: readonly TensorPlan[]): number {
  return layOut(metadata, plans).fileBytes;
}

function layOut(metadata: ReadonlyMap<string, GgufEntry>, plans: readonly TensorPlan[]) {
  const alignment = DEFAULT_ALIGNMENT;
  const parts: Buffer[] = [Buffer.from(GGUF_MAGIC, 'latin1'), u32(GGUF_VERSION), u64(plans.length), u64(metadata.size)];
  for (const [key, entry] of metadata) parts.push(text(key), encodeEntry(entry));

  const names = new Set<string>();
  let next = 0;
  const tensors = plans.map(({ name, shape, type }): GgufTensor => {
    if (Buffer.byteLength(name) > MAX_TENSOR_NAME_BYTES || names.has(name))
      throw new Error(`${name}: too long, or there twice`);
    if (shape.length < 1 || shape.length > MAX_DIMENSIONS || shape[0]! % TENSOR_TYPES[type].block !== 0) {
      throw new Error(`${name}: ${type} cannot hold the shape ${shape.join(' × ')}`);
    }
    names.add(name);
    const tensor = { name, shape, type, offset: next, bytes: tensorBytes(type, shape) };
    parts.push(text(name), u32(shape.length), ...shape.map(u64), u32(TENSOR_TYPES[type].id), u64(next));
    next = padded(next + tensor.bytes, alignment);
    return tensor;
  });

  const headerBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const dataOffset = padded(headerBytes, alignment);
  parts.push(Buffer.alloc(dataOffset - headerBytes));
  for (const tensor of tensors) tensor.offset += dataOffset;
  return { header: Buffer.concat(parts), tensors, fileBytes: dataOffset + next };
}

function encodeEntry(entry: GgufEntry): Buffer {
  const type = u32(VALUE_TYPES.indexOf(entry.type satisfies ValueType));
  if (entry.type === 'string') return Buffer.concat([type, text(entry.value)]);
  if (entry.type !== 'array') return Buffer.concat([type, encodeNumbers(entry.type, [Number(entry.value)])]);
  const { items, value } = entry;
  const values =
    items === 'string' ? encodeTexts(value) : encodeNumbers(items, items === 'bool' ? value.map(Number) : value);
  return Buffer.concat([type, u32(VALUE_TYPES.indexOf(items)), u64(value.length), values]);
}

function encodeNumbers(type: Exclude<ScalarType, 'string'>, values: ArrayLike<number>): Buffer {
  const step = VALUE_BYTES[type];
  const out = Buffer.alloc(values.length * step);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const at = i * step;
    switch (type) {
      case 'uint8':
      case 'bool':
        out.writeUInt8(value, at);
        break;
      case 'int8':
        out.writeInt8(value, at);
        break;
      case 'uint16':
        out.writeUInt16LE(value, at);
        break;
      case 'int16':
        out.writeInt16LE(value, at);
        break;
      case 'uint32':
        out.writeUInt32LE(value, at);
        break;
      case 'int32':
        out.writeInt32LE(value, at);
        break;
      case 'float32':
        out.writeFloatLE(value, at);
        break;
      case 'float64':
        out.writeDoubleLE(value, at);
        break;
      case 'uint64':
        out.writeBigUInt64LE(BigInt(value), at);
        break;
      case 'int64':
        out.writeBigInt64LE(BigInt(value), at);
        break;
    }
  }
  return out;
}

/** Vocabularies are the bulk of a header: one buffer for all of them. */
function encodeTexts(values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value, 'utf8'));
  const out = Buffer.alloc(lengths.reduce((sum, length) => sum + 8 + length, 0));
  let at = 0;
  values.forEach((value, i) => {
    out.writeBigUInt64LE(BigInt(lengths[i]!), at);
    out.write(value, at + 8, 'utf8');
    at += 8 + lengths[i]!;
  });
  return out;
}

function text(value: string): Buffer {
  return encodeTexts([value]);
}

function u32(value: number): Buffer {
  return encodeNumbers('uint32', [value]);
}

function u64(value: number): Buffer {
  return encodeNumbers('uint64', [value]);
}

async function writeAll(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < data.byteLength) {
    const { bytesWritten } = await file.write(data, done, data.byteLength - done, position + done);
    done += bytesWritten;
  }
}
