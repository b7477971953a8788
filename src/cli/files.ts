/** From what the user typed to files: models by id, folder or file, pictures, outputs. */
import { stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import {
  commandLineRoot,
  commandLineShared,
  ggufFiles,
  inspectPair,
  listModels,
  type StoreFolders,
} from '../models/index.ts';
import type { ModelFiles } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { BUILTIN_MODEL, findRow } from '../shared/models.ts';
import type { Options } from './options.ts';

/** The package's folder: two above the sources, one above `dist`, wherever the bundler put this piece of it. */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new ImpError('internal', 'The package of imp is incomplete. Reinstall it.');
  }
}

/** An entry point of the bundle, or its source when this runs from source. */
export function entryPoint(built: string, source: string): { path: string; execArgv: string[] } {
  return import.meta.url.endsWith('.ts')
    ? { path: join(packageRoot(), 'src', source), execArgv: process.execArgv }
    : { path: join(packageRoot(), 'dist', built), execArgv: [] };
}

export function storeFolders(): StoreFolders {
  return { root: commandLineRoot(), builtin: join(packageRoot(), 'models'), shared: commandLineShared() };
}

/** Where measurements of this machine are kept. */
export const cacheDir = (): string => join(commandLineRoot(), 'cache');

/**
 * The pair that `--model` and `--mmproj` name.
 * @throws ImpError `usage`, `model-missing`, `model-mismatch`, `model-unreadable`
 */
export async function modelFiles(options: Options): Promise<ModelFiles> {
  const model = options.text('model');
  const mmproj = options.text('mmproj');
  if (mmproj !== undefined) {
    if (model === undefined) throw new ImpError('usage', '--mmproj needs --model FILE.gguf beside it. See imp --help.');
    return { id: model, model: resolve(model), mmproj: resolve(mmproj) };
  }
  if (model === undefined) return await installed(BUILTIN_MODEL);
  const kind = await stat(model).then(
    (stats) => (stats.isDirectory() ? 'folder' : 'file'),
    () => 'none',
  );
  if (kind === 'folder') return await pair(model, await ggufFiles(resolve(model)));
  if (kind === 'file' || /\.gguf$|[\\/]/i.test(model)) return await beside(model);
  return await installed(model);
}

async function installed(id: string): Promise<ModelFiles> {
  const row = findRow(await listModels({ folders: storeFolders() }), id);
  if (!row.files)
    throw new ImpError(
      'model-missing',
      row.problem ?? `The model "${id}" is not installed. Download it, or convert its checkpoint with imp convert.`,
    );
  return row.files;
}

/** A language model whose mmproj lies in the same folder. */
async function beside(file: string): Promise<ModelFiles> {
  const path = resolve(file);
  if (!existsSync(path)) throw new ImpError('model-missing', `There is no file ${file}. Check the path.`);
  const candidates = (await ggufFiles(dirname(path))).filter((other) => /mmproj/i.test(other) && other !== path);
  if (candidates.length !== 1) {
    const found = candidates.length === 0 ? 'none' : `${candidates.length} of them`;
    throw new ImpError(
      'model-missing',
      `${file} needs its vision tower: there is ${found} beside it with "mmproj" in its name. Name it with --mmproj FILE.`,
    );
  }
  return { id: file, model: path, mmproj: candidates[0]! };
}

async function pair(id: string, files: string[]): Promise<ModelFiles> {
  const { model, mmproj } = await inspectPair(files);
  return { id, model, mmproj };
}

/** Little-endian float32. @throws ImpError `usage`, `disk-full` */
export async function writeFloats(file: string, data: Float32Array): Promise<void> {
  try {
    await writeFile(file, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  } catch (cause) {
    const error = ImpError.from(cause);
    if (error.code !== 'internal') throw error;
    throw new ImpError('usage', `${file} cannot be written: ${error.message}.`, { cause });
  }
}
