/** Safetensors files, planned before the first value is written: places follow from shapes and types. */
import { open, type FileHandle } from 'node:fs/promises';
import type { LlavaTensor } from './tensors.ts';

/** What Hugging Face's own exports keep to, and every file system but FAT takes. */
const SHARD_BYTES = 4e9;

export interface Placed {
  tensor: LlavaTensor;
  /** Bytes from the start of the file. */
  offset: number;
  bytes: number;
}

export interface Shard {
  name: string;
  header: Buffer;
  tensors: Placed[];
  /** Of the whole file. */
  bytes: number;
}

export const itemBytes = ({ type }: LlavaTensor) => (type === 'F32' ? 4 : 2);
export const countOf = ({ shape }: LlavaTensor) => shape.reduce((product, n) => product * n, 1);

/** Cuts the tensors into shards; `index` is model.safetensors.index.json where there is more than one. */
export function planShards(
  tensors: readonly LlavaTensor[],
  shardBytes = SHARD_BYTES,
): { shards: Shard[]; index?: unknown } {
  const groups: LlavaTensor[][] = [[]];
  let filled = 0;
  for (const tensor of tensors) {
    const bytes = countOf(tensor) * itemBytes(tensor);
    if (filled > 0 && filled + bytes > shardBytes) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(tensor);
    filled += bytes;
  }
  const number = (n: number) => String(n).padStart(5, '0');
  const shards = groups.map((group, at) =>
    planShard(
      groups.length === 1 ? 'model.safetensors' : `model-${number(at + 1)}-of-${number(groups.length)}.safetensors`,
      group,
    ),
  );
  if (shards.length === 1) return { shards };
  const total_size = shards.reduce((sum, { tensors }) => sum + tensors.reduce((all, { bytes }) => all + bytes, 0), 0);
  const weight_map = Object.fromEntries(
    shards.flatMap(({ name, tensors }) => tensors.map(({ tensor }) => [tensor.name, name])),
  );
  return { shards, index: { metadata: { total_size }, weight_map } };
}

function planShard(name: string, tensors: readonly LlavaTensor[]): Shard {
  // wider items first, so that each tensor begins at a multiple of its item's size
  const ordered = [...tensors].sort((a, b) => itemBytes(b) - itemBytes(a));
  let at = 0;
  const entries = ordered.map((tensor) => {
    const bytes = countOf(tensor) * itemBytes(tensor);
    const entry = { tensor, begin: at, bytes };
    at += bytes;
    return entry;
  });
  const json = JSON.stringify({
    __metadata__: { format: 'pt' },
    ...Object.fromEntries(
      entries.map(({ tensor, begin, bytes }) => [
        tensor.name,
        { dtype: tensor.type, shape: tensor.shape, data_offsets: [begin, begin + bytes] },
      ]),
    ),
  });
  const text = Buffer.from(json);
  const length = Math.ceil(text.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  text.copy(header, 8);
  const start = header.length;
  return {
    name,
    header,
    bytes: start + at,
    tensors: entries.map(({ tensor, begin, bytes }) => ({ tensor, offset: start + begin, bytes })),
  };
}

/** Creates the file with its header and its full length, which reads as zeros until the values come. */
export async function createShard(path: string, { header, bytes }: Shard): Promise<FileHandle> {
  const file = await open(path, 'wx');
  await file.truncate(bytes);
  await writeAll(file, header, 0);
  return file;
}

export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
