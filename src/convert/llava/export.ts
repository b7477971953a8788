/** A checkpoint's folder to the folder that transformers, vLLM and SGLang load. */
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConvertProgress, LlavaParams, LlavaResult } from '../../shared/convert.ts';
import { ImpError, throwIfStopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { ensureSpace } from '../../shared/space.ts';
import { readHeader, WeightReader, type WeightType } from '../checkpoint/safetensors.ts';
import { incompleteSuffix, makeWritable, removeLeftovers } from '../folder.ts';
import { readCheckpoint } from '../prepare.ts';
import { openCpuLibrary } from '../quantize/native.ts';
import { smallFiles } from './config.ts';
import { headBias } from './headBias.ts';
import { countOf, itemBytes, planShards, type Shard } from './shards.ts';
import { llavaTensors, type LlavaTensor } from './tensors.ts';
import { tokenizerFiles } from './tokenizer.ts';
import { writeShard } from './write.ts';

export interface LlavaOptions extends LlavaParams {
  signal?: AbortSignal;
  onProgress?: (progress: ConvertProgress) => void;
  /** Bytes of weights in a file, at most; for tests. */
  shardBytes?: number;
}

const DTYPES = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const;
/** Reports at most this often, in milliseconds. */
const INTERVAL = 200;

/**
 * Writes the folder. Weights keep their type and are copied piece by piece: some hundred MB of memory, whatever the model's size, and the
 * checkpoint's size on the disk. Files get their names when all are whole, config.json last; an interrupted run leaves `.incomplete`
 * files at most, which the next run removes.
 *
 * @throws ImpError `checkpoint-unsupported`, `disk-full`, `cancelled`, `native-unavailable`, `usage` (the folder holds a checkpoint
 *   already, or cannot be written).
 */
export async function exportLlava(options: LlavaOptions): Promise<LlavaResult> {
  const started = performance.now();
  const checkpoint = await readCheckpoint(options);
  const { inventory, language, vision, layout, identity } = checkpoint;
  const { files: tokenizer, imageToken } = await tokenizerFiles(options.checkpointDir, checkpoint);
  const tensors = llavaTensors(inventory, language, vision, layout);
  inventory.finish();
  const dtype = DTYPES[mostOf(tensors)];
  const { shards, index } = planShards(tensors, options.shardBytes);
  const small = {
    ...tokenizer,
    ...smallFiles(checkpoint, dtype, imageToken),
    ...(index !== undefined && { 'model.safetensors.index.json': index }),
  };

  const folder = path.resolve(options.outDir);
  await makeWritable(folder);
  await removeLeftovers(folder);
  await refuseTaken(folder);
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  await ensureSpace(folder, bytes);

  const native = openCpuLibrary();
  const reader = new WeightReader();
  const suffix = incompleteSuffix();
  const names = [...shards.map(({ name }) => name), ...Object.keys(small)].sort((a, b) => order(a) - order(b));
  const temporary = (name: string) => path.join(folder, name + suffix);
  const progress = reporter(tensors, options.onProgress);
  try {
    const bias = await headBias(tensors, { native, reader });
    for (const shard of shards)
      await writeShard(temporary(shard.name), shard, { native, reader, bias, signal: options.signal, progress });
    for (const [name, content] of Object.entries(small))
      await writeFile(temporary(name), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    options.onProgress?.({ type: 'convert', phase: 'verify', fraction: 0.999, secondsLeft: 0 });
    for (const shard of shards) await verify(temporary(shard.name), shard);
    throwIfStopped(options.signal);
    for (const name of names) await rename(temporary(name), path.join(folder, name));
  } catch (error) {
    await Promise.all(names.map((name) => rm(temporary(name), { force: true })));
    throw ImpError.from(error);
  } finally {
    await reader.close();
  }
  return {
    folder,
    files: names,
    bytes,
    dtype,
    name: identity.name,
    architecture: language.architecture,
    parameters: tensors.reduce((sum, tensor) => sum + (tensor.source ? countOf(tensor) : 0), 0),
    layout,
    imageSide: vision.side,
    preprocess: vision.preprocess,
    seconds: (performance.now() - started) / 1000,
  };
}

/** config.json last: where it is, the folder is whole. */
const order = (name: string) => (name === 'config.json' ? 1 : 0);

/** The type of most of the weights. */
function mostOf(tensors: readonly LlavaTensor[]): WeightType {
  const counts = { F32: 0, F16: 0, BF16: 0 };
  for (const tensor of tensors) counts[tensor.type] += countOf(tensor);
  return (Object.keys(counts) as WeightType[]).reduce((most, type) => (counts[type] > counts[most] ? type : most));
}

async function refuseTaken(folder: string): Promise<void> {
  const taken = (await readdir(folder)).find((name) => name === 'config.json' || /\.safetensors$/.test(name));
  if (taken !== undefined)
    throw new ImpError('usage', msg`${folder} holds a checkpoint already (${taken}). Choose another folder.`);
}

function reporter(
  tensors: readonly LlavaTensor[],
  report: LlavaOptions['onProgress'],
): (tensor: LlavaTensor, bytes: number) => void {
  const total = tensors.reduce((sum, tensor) => sum + countOf(tensor) * itemBytes(tensor), 0);
  const started = performance.now();
  let done = 0;
  let reported = -Infinity;
  return ({ name }, bytes) => {
    done += bytes;
    const now = performance.now();
    if (now - reported < INTERVAL) return;
    reported = now;
    const fraction = Math.min(0.999, done / total);
    const seconds = (now - started) / 1000;
    report?.({
      type: 'convert',
      phase: name.startsWith('language_model.') ? 'language' : 'vision',
      fraction,
      ...(seconds > 2 && { secondsLeft: (seconds / fraction) * (1 - fraction) }),
    });
  };
}

/** What is in the file is what was planned: read back by the converter's own reader. */
async function verify(file: string, { tensors }: Shard): Promise<void> {
  const written = new Map((await readHeader(file)).map((weight) => [weight.name, weight]));
  const same =
    written.size === tensors.length &&
    tensors.every(({ tensor, offset, bytes }) => {
      const found = written.get(tensor.name);
      return found?.offset === offset && found.bytes === bytes && found.type === tensor.type;
    });
  if (!same) throw new ImpError('internal', `${file} is not what was written; the disk may be failing.`);
}
