/** Writes one planned GGUF file: pieces of its tensors in flight at the same time, a few megabytes each. */
import { availableParallelism } from 'node:os';
import { GgufWriter, type GgufEntry, type GgufTensor } from '../gguf/index.ts';
import type { NativeLibrary } from '../native/library.ts';
import { throwIfStopped } from '../shared/errors.ts';
import type { WeightReader } from './checkpoint/safetensors.ts';
import type { Planned } from './plan.ts';
import { encode } from './quantize/encode.ts';
import { workThrough } from './workers.ts';

/** Values in a piece: 4 MiB as floats. Large enough that calls cost nothing, small enough that many are in flight. */
const CHUNK_VALUES = 1024 * 1024;

interface Piece {
  planned: Planned;
  tensor: GgufTensor;
  firstRow: number;
  rows: number;
}

export interface WriteOptions {
  native: NativeLibrary;
  reader: WeightReader;
  signal?: AbortSignal;
  /** Called with each piece that is in the file. */
  onValues(values: number, planned: Planned): void;
}

/**
 * Creates `path` and writes it whole. The caller removes it after an error.
 * @throws ImpError `cancelled`, `checkpoint-unsupported`; ENOSPC and the like as they come.
 */
export async function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, GgufEntry>,
  plan: readonly Planned[],
  options: WriteOptions,
): Promise<void> {
  const writer = await GgufWriter.create(path, metadata, plan);
  try {
    // one more than processors: while one reads or writes, the others compute
    await workThrough(cut(plan, writer.tensors), availableParallelism() + 1, async (piece) => {
      throwIfStopped(options.signal);
      await writePiece(writer, piece, options);
    });
  } catch (failure) {
    await writer.abort();
    throw failure;
  }
  await writer.finish();
}

function* cut(plan: readonly Planned[], tensors: readonly GgufTensor[]): Generator<Piece, void> {
  for (const [index, planned] of plan.entries()) {
    const tensor = tensors[index]!;
    const { columns, rows } = outputRows(planned);
    const step = Math.max(1, Math.floor(CHUNK_VALUES / columns));
    for (let firstRow = 0; firstRow < rows; firstRow += step)
      yield { planned, tensor, firstRow, rows: Math.min(step, rows - firstRow) };
  }
}

function outputRows({ shape }: Planned): { columns: number; rows: number } {
  const [columns, ...others] = shape as [number, ...number[]];
  return { columns, rows: others.reduce((product, n) => product * n, 1) };
}

async function writePiece(
  writer: GgufWriter,
  { planned, tensor, firstRow, rows }: Piece,
  { native, reader, onValues }: WriteOptions,
): Promise<void> {
  const { columns, rows: allRows } = outputRows(planned);
  const { source } = planned;
  const rowBytes = tensor.bytes / allRows;
  if ('values' in source) {
    await writer.write(
      tensor,
      0,
      new Uint8Array(source.values.buffer, source.values.byteOffset, source.values.byteLength),
    );
    return;
  }
  const { weight } = source;
  // A vector is one row. A kernel of four dimensions lies in the same order on both sides: only its rows are counted otherwise.
  const dimensions = planned.shape.length;
  const sourceColumns = dimensions === 1 ? source.rows : dimensions === 2 ? source.columns : columns;
  const sourceRows = (source.rows * source.columns) / sourceColumns;
  const taken = Math.max(0, Math.min(rows, sourceRows - firstRow));
  const itemBytes = weight.type === 'F32' ? 4 : 2;
  const start = source.firstRow * source.columns + firstRow * sourceColumns;
  const bytes = await reader.read(weight, start * itemBytes, taken * sourceColumns * itemBytes);
  const encoded = await encode(native, {
    name: planned.name,
    bytes,
    from: weight.type,
    to: planned.type,
    sourceRows: taken,
    sourceColumns,
    rows,
    columns,
  });
  await writer.write(tensor, firstRow * rowBytes, encoded);
  onValues(rows * columns, planned);
}
