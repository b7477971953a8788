/** Writes one planned shard: pieces of its tensors in flight at the same time, a few megabytes each. */
import type { NativeLibrary } from '../../native/library.ts';
import { throwIfStopped } from '../../shared/errors.ts';
import type { WeightReader } from '../checkpoint/safetensors.ts';
import { asFloats, convert, HEAD_BIAS, HEAD_WEIGHT, NORM_BIAS, type HeadBias } from './headBias.ts';
import { countOf, createShard, itemBytes, writeAll, type Placed, type Shard } from './shards.ts';
import type { LlavaTensor } from './tensors.ts';
import { workThrough } from '../workers.ts';

/** Values in a piece, about: whole rows. */
const PIECE_VALUES = 2 * 1024 * 1024;
/** Pieces in flight: one is read while another is checked or written. */
const WORKERS = 3;

interface Piece extends Placed {
  firstRow: number;
  rows: number;
}

interface Options {
  native: NativeLibrary;
  reader: WeightReader;
  bias: HeadBias | undefined;
  signal: AbortSignal | undefined;
  /** Called with each piece that is in the file. */
  progress(tensor: LlavaTensor, bytes: number): void;
}

/**
 * Creates `path` and writes it whole. The caller removes it after an error.
 * @throws ImpError `cancelled`, `checkpoint-unsupported` (values that are not finite); ENOSPC and the like as they come.
 */
export async function writeShard(path: string, shard: Shard, options: Options): Promise<void> {
  const file = await createShard(path, shard);
  try {
    await workThrough(cut(shard.tensors), WORKERS, async (piece) => {
      throwIfStopped(options.signal);
      const bytes = await values(piece, options);
      const rowBytes = piece.bytes / piece.tensor.shape[0]!;
      if (bytes) await writeAll(file, bytes, piece.offset + piece.firstRow * rowBytes);
      options.progress(piece.tensor, piece.rows * rowBytes);
    });
    await file.sync();
  } finally {
    await file.close();
  }
}

function* cut(tensors: readonly Placed[]): Generator<Piece, void> {
  for (const placed of tensors) {
    const rows = placed.tensor.shape[0]!;
    const step = Math.max(1, Math.floor(PIECE_VALUES / (countOf(placed.tensor) / rows)));
    for (let firstRow = 0; firstRow < rows; firstRow += step)
      yield { ...placed, firstRow, rows: Math.min(step, rows - firstRow) };
  }
}

/** The piece's bytes; undefined for zeros, which are in the file already. */
async function values(
  { tensor, firstRow, rows }: Piece,
  { native, reader, bias }: Options,
): Promise<Uint8Array | undefined> {
  const { name, source, type } = tensor;
  if (!source || (bias && name === HEAD_BIAS)) return undefined;
  if (bias && name === NORM_BIAS) return bias.normBias;
  const rowBytes = source.columns * itemBytes(tensor);
  const bytes = await reader.read(source.weight, (source.firstRow + firstRow) * rowBytes, rows * rowBytes);
  const count = rows * source.columns;
  if (!bias || name !== HEAD_WEIGHT) return convert(native, name, bytes, type, type, count); // checked, not changed
  const floats = asFloats(await convert(native, name, bytes, type, 'F32', count));
  bias.addTo(floats, firstRow);
  return convert(native, name, Buffer.from(floats.buffer), 'F32', type, count);
}
