/**
 * Safetensors checkpoints: one file, or shards with an index. Reads headers only; values are read in pieces by
 * `WeightReader`. Format: 8 bytes of header length, a JSON header, then the values.
 */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ImpError } from '../../shared/errors.ts';
import { msg, type Text } from '../../shared/message.ts';
import { unsupported } from '../errors.ts';
import { readJson } from './json.ts';

/** The format's own limit is 100 MB; a 4B model takes 100 KB. */
const MAX_HEADER_BYTES = 100_000_000;
const ITEM_BYTES = { F32: 4, F16: 2, BF16: 2 } as const;
export type WeightType = keyof typeof ITEM_BYTES;

/** Where a tensor's values lie, of whatever type: counters such as position_ids (I64) are stored too, and passed over. */
export interface StoredWeight {
  name: string;
  type: string;
  /** PyTorch's order: the last entry is contiguous in memory. */
  shape: number[];
  file: string;
  /** Bytes from the start of the file. */
  offset: number;
  bytes: number;
}

/** One whose values can be read. */
export interface Weight extends StoredWeight {
  type: WeightType;
}

export const isReadable = (weight: StoredWeight): weight is Weight => weight.type in ITEM_BYTES;

const headerSchema = z.record(
  z.string(),
  z.object({
    dtype: z.string(),
    shape: z.array(z.number().int().nonnegative()).max(8),
    data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
  }),
);
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Finds every tensor of a checkpoint.
 * @throws ImpError `checkpoint-unsupported`: no safetensors, pickle files only, a missing shard, an unreadable header.
 */
export async function findWeights(folder: string): Promise<Map<string, StoredWeight>> {
  const files = await shardFiles(folder);
  const weights = new Map<string, StoredWeight>();
  for (const file of files) {
    for (const weight of await readHeader(path.join(folder, file))) {
      if (weights.has(weight.name)) throw unsupported(msg`${weight.name} is in two of its files`);
      weights.set(weight.name, weight);
    }
  }
  return weights;
}

const missing = (shard: string) =>
  unsupported(msg`the shard ${shard} is missing. Download the checkpoint's folder as a whole`);

async function shardFiles(folder: string): Promise<string[]> {
  const all = await readdir(folder).catch((cause: unknown) => {
    throw new ImpError(
      'checkpoint-unsupported',
      msg`${folder} is not a folder that can be read. Choose the checkpoint's folder.`,
      { cause },
    );
  });
  const names = all.filter((name) => !name.startsWith('.')); // macOS archives put a `._` file beside each other one
  const index = names.find((name) => name.endsWith('.safetensors.index.json'));
  if (index) {
    const { weight_map } = await readJson(path.join(folder, index), indexSchema);
    const shards = [...new Set(Object.values(weight_map))].sort();
    for (const shard of shards) {
      // names come from a file: they must not lead out of the folder
      if (path.basename(shard) !== shard || !shard.endsWith('.safetensors'))
        throw unsupported(msg`${index} names the shard ${shard}`);
      if (!names.includes(shard)) throw missing(shard);
    }
    return shards;
  }
  const single = names.filter((name) => name.endsWith('.safetensors'));
  if (single.length > 0) return single.sort();
  const pickles = names.filter((name) => /\.(bin|pt|pth|ckpt)$/.test(name));
  if (pickles.length > 0) {
    throw new ImpError(
      'checkpoint-unsupported',
      msg`${folder} holds its weights as ${pickles[0]!}, a pickle file: reading one can run any code that somebody put into it, so Imp does not. Look for a .safetensors edition of the model, or write one in Python, on a machine where you trust the file: safetensors.torch.save_file(torch.load(file, weights_only=True), "model.safetensors").`,
    );
  }
  throw unsupported(msg`${folder} has no .safetensors file`);
}

/** The tensors of one file. */
export async function readHeader(file: string): Promise<StoredWeight[]> {
  // the hub's cache holds links: one whose file was cleared away is listed in the folder all the same
  const facts = await stat(file).catch((thrown: NodeJS.ErrnoException) => {
    throw thrown.code === 'ENOENT' ? missing(path.basename(file)) : thrown;
  });
  // A pipe would hold up whoever opens it.
  if (!facts.isFile()) throw unsupported(msg`${path.basename(file)} is no file`);
  const { size } = facts;
  const handle = await open(file, 'r');
  try {
    const broken = (why: Text) => unsupported(msg`${path.basename(file)} is broken: ${why}. Download it again`);
    const prefix = await read(handle, 0, Math.min(8, size));
    if (prefix.length < 8) throw broken(msg`it is too short`);
    const length = Number(prefix.readBigUInt64LE());
    if (prefix.toString('latin1').startsWith('version '))
      throw broken(msg`it is a git-lfs pointer (run "git lfs pull")`);
    if (length > MAX_HEADER_BYTES || 8 + length > size)
      throw broken(msg`its header is longer than the file; perhaps the download was cut`);
    let json: Record<string, unknown>;
    try {
      json = JSON.parse((await read(handle, 8, length)).toString('utf8')) as Record<string, unknown>;
    } catch {
      throw broken(msg`its header is not JSON`);
    }
    delete json['__metadata__'];
    const header = headerSchema.safeParse(json);
    if (!header.success) throw broken(msg`its header is not one of safetensors`);
    return Object.entries(header.data).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        const item = dtype in ITEM_BYTES ? ITEM_BYTES[dtype as WeightType] : undefined;
        const bytes = item === undefined ? end - start : shape.reduce((product, n) => product * n, item);
        if (end - start !== bytes) throw broken(msg`${name} has ${end - start} bytes for ${bytes}`);
        if (8 + length + end > size) throw broken(msg`it is cut off in ${name}`);
        return { name, type: dtype, shape, file, offset: 8 + length + start, bytes };
      },
    );
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Reads pieces of weights; keeps each file open until `close`. */
export class WeightReader {
  readonly #files = new Map<string, Promise<FileHandle>>();

  /** `length` bytes from `at` bytes after the tensor's start. */
  async read(weight: Weight, at: number, length: number): Promise<Buffer> {
    let opening = this.#files.get(weight.file);
    if (!opening) this.#files.set(weight.file, (opening = open(weight.file, 'r')));
    const file = await opening;
    const buffer = Buffer.allocUnsafeSlow(length); // memory of its own: aligned for typed arrays
    let done = 0;
    while (done < length) {
      const { bytesRead } = await file.read(buffer, done, length - done, weight.offset + at + done);
      if (bytesRead === 0) throw unsupported(msg`${path.basename(weight.file)} became shorter while it was read`);
      done += bytesRead;
    }
    return buffer;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#files.values()].map(async (file) => (await file).close()));
  }
}
