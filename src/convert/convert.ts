/** A checkpoint's folder to a GGUF pair. */
import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { plannedBytes, readGguf } from '../gguf/index.ts';
import type { CheckpointFacts, ConvertParams, ConvertProgress, ConvertResult } from '../shared/convert.ts';
import { ImpError, throwIfStopped } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { ensureSpace } from '../shared/space.ts';
import { WeightReader } from './checkpoint/safetensors.ts';
import { incompleteSuffix, makeWritable, removeLeftovers } from './folder.ts';
import { prepare, type PlannedFile, type Preparation } from './prepare.ts';
import { Progress } from './progress.ts';
import { openCpuLibrary } from './quantize/native.ts';
import { writeGguf } from './write.ts';

export interface ConvertOptions extends ConvertParams {
  signal?: AbortSignal;
  onProgress?: (progress: ConvertProgress) => void;
}

/**
 * Converts a checkpoint. Needs the size of the two files on the disk and some hundred MB of memory, whatever the
 * model's size. Files get their names when both are whole and verified; an interrupted run leaves `.incomplete` files
 * at most, which the next run into the same folder removes.
 *
 * @throws ImpError `checkpoint-unsupported`, `disk-full`, `cancelled`, `native-unavailable`, `usage` (a file of the
 *   name exists, the folder cannot be written).
 */
export async function convertCheckpoint(options: ConvertOptions): Promise<ConvertResult> {
  const started = performance.now();
  const preparation = await prepare(options);
  const { identity, language, model, mmproj } = preparation;
  const { type = 'Q4_K_M', visionType = 'Q8_0' } = options;
  const outDir = path.resolve(options.outDir);
  await makeWritable(outDir);
  await removeLeftovers(outDir);

  const name = fileName(identity.name);
  const modelPath = path.join(outDir, `${name}-${type}.gguf`);
  const mmprojPath = path.join(outDir, `mmproj-${name}-${visionType}.gguf`);
  if (!options.overwrite) {
    for (const file of [modelPath, mmprojPath]) {
      if (await exists(file)) throw new ImpError('usage', msg`${file} exists. Remove it, or choose another folder.`);
    }
  }
  const modelBytes = plannedBytes(model.metadata, model.tensors);
  const mmprojBytes = plannedBytes(mmproj.metadata, mmproj.tensors);
  await ensureSpace(outDir, modelBytes + mmprojBytes);

  const native = openCpuLibrary();
  const reader = new WeightReader();
  const progress = new Progress(model.tensors, mmproj.tensors, options.onProgress);
  const suffix = incompleteSuffix();
  const temporary = [modelPath + suffix, mmprojPath + suffix] as const;
  try {
    const common = { native, reader, signal: options.signal };
    await writeGguf(temporary[1], mmproj.metadata, mmproj.tensors, {
      ...common,
      onValues: (n, planned) => progress.add('vision', n, planned),
    });
    await writeGguf(temporary[0], model.metadata, model.tensors, {
      ...common,
      onValues: (n, planned) => progress.add('language', n, planned),
    });
    progress.verifying();
    await verify(temporary[0], model, modelBytes);
    await verify(temporary[1], mmproj, mmprojBytes);
    throwIfStopped(options.signal);
    // the language model last: where it is, the pair is whole
    await rename(temporary[1], mmprojPath);
    await rename(temporary[0], modelPath);
  } catch (error) {
    await Promise.all(temporary.map((file) => rm(file, { force: true })));
    throw ImpError.from(error);
  } finally {
    await reader.close();
  }
  return {
    modelPath,
    mmprojPath,
    modelBytes,
    mmprojBytes,
    name: identity.name,
    architecture: language.architecture,
    parameters: model.parameters + mmproj.parameters,
    layout: preparation.layout,
    imageSide: preparation.vision.side,
    preprocess: preparation.vision.preprocess,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Checks a checkpoint and says what would come out, without writing anything. Errors as `convertCheckpoint`. */
export async function inspectCheckpoint(params: ConvertParams): Promise<CheckpointFacts> {
  return facts(await prepare(params));
}

function facts({ identity, language, vision, model, mmproj }: Preparation): CheckpointFacts {
  return {
    name: identity.name,
    architecture: language.architecture,
    parameters: model.parameters + mmproj.parameters,
    imageSide: vision.side,
    imageTokens: Math.floor(vision.side / vision.patch) ** 2,
    outputBytes: plannedBytes(model.metadata, model.tensors) + plannedBytes(mmproj.metadata, mmproj.tensors),
  };
}

/** A name that every file system takes. */
function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[.-]+|[.-]+$/g, '')
      .slice(0, 80) || 'imp'
  );
}

/** What is in the file is what was planned: read back by the reader that the engine trusts. */
async function verify(file: string, { tensors }: PlannedFile, bytes: number): Promise<void> {
  const written = await readGguf(file);
  const same =
    written.fileBytes === bytes &&
    written.tensors.length === tensors.length &&
    tensors.every(({ name, type, shape }) => {
      const tensor = written.tensor(name);
      return tensor?.type === type && tensor.shape.join() === shape.join();
    });
  if (!same) throw new ImpError('internal', `${file} is not what was written; the disk may be failing.`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
