/** Values from a checkpoint's number type to a tensor type, by ggml's own arithmetic on libuv's threads. */
import { TENSOR_TYPES, type TensorType } from '../../gguf/index.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { WeightType } from '../checkpoint/safetensors.ts';
import { unsupported } from '../errors.ts';
import { msg } from '../../shared/message.ts';

/** A piece of a tensor: whole rows, as read from the checkpoint and as wanted in the file. */
export interface Chunk {
  /** For messages. */
  name: string;
  /** Row-major values, little-endian; memory of its own. */
  bytes: Buffer;
  from: WeightType;
  to: TensorType;
  sourceRows: number;
  sourceColumns: number;
  /** At least the source's; what is more is filled with zeros. */
  rows: number;
  columns: number;
}

/**
 * Encodes one piece.
 * @returns rows × columns values in the wanted type.
 * @throws ImpError `checkpoint-unsupported` where a value is not finite, or becomes infinite in F16.
 */
export async function encode({ ggml }: NativeLibrary, chunk: Chunk): Promise<Uint8Array> {
  const { from, to, rows, columns } = chunk;
  const plain = chunk.sourceRows === rows && chunk.sourceColumns === columns;
  const encoded =
    plain && from === to
      ? chunk.bytes
      : await encodeFloats(
          ggml,
          to,
          plain ? await floats(ggml, chunk) : padRows(await floats(ggml, chunk), chunk),
          rows,
          columns,
        );
  if (!(await ggml.ggml_validate_row_data.later(TENSOR_TYPES[to].id, encoded, encoded.byteLength))) {
    const largest = largestValue(await floats(ggml, chunk));
    throw unsupported(
      Number.isFinite(largest)
        ? msg`${chunk.name} holds the value ${largest}, which is too large for ${to}. Choose another type, such as Q8_0 (--type, --vision-type)`
        : msg`${chunk.name} holds values that are not finite; the checkpoint is damaged`,
    );
  }
  return encoded;
}

/** By its size; NaN where one is not a number. */
function largestValue(values: Float32Array): number {
  let largest = 0;
  for (const value of values) if (!(Math.abs(value) <= Math.abs(largest))) largest = value;
  return largest;
}

async function floats(
  ggml: NativeLibrary['ggml'],
  { bytes, from, sourceRows, sourceColumns }: Chunk,
): Promise<Float32Array> {
  const count = sourceRows * sourceColumns;
  if (from === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  const values = new Float32Array(count);
  if (count > 0)
    await (from === 'F16' ? ggml.ggml_fp16_to_fp32_row : ggml.ggml_bf16_to_fp32_row).later(bytes, values, count);
  return values;
}

function padRows(values: Float32Array, { sourceRows, sourceColumns, rows, columns }: Chunk): Float32Array {
  const padded = new Float32Array(rows * columns);
  for (let row = 0; row < sourceRows; row++)
    padded.set(values.subarray(row * sourceColumns, (row + 1) * sourceColumns), row * columns);
  return padded;
}

async function encodeFloats(
  ggml: NativeLibrary['ggml'],
  to: TensorType,
  values: Float32Array,
  rows: number,
  columns: number,
): Promise<Uint8Array> {
  if (to === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const { id, block, bytes } = TENSOR_TYPES[to];
  const encoded = new Uint8Array((values.length / block) * bytes);
  const written = await ggml.ggml_quantize_chunk.later(id, values, encoded, 0, rows, columns, null);
  if (written !== encoded.byteLength)
    throw new Error(`ggml_quantize_chunk wrote ${written} of ${encoded.byteLength} bytes`);
  return encoded;
}
