/**
 * The models on this machine. Layout of a store:
 *
 *     models/<id>/               a model: two GGUF files and imp-model.json
 *     models/<id>.incomplete/    being installed; never listed as a model
 *     downloads/<catalog id>/    half-done or not yet converted downloads
 *     catalog.json               the user's own catalog entries
 *     speed.json                 what was measured on this machine
 *     locks/                     who is at work
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ImpError, anySignal, stopped } from '../shared/errors.ts';
import { msg, type Text } from '../shared/message.ts';
import { ggufFiles, inspectPair, type Pair } from '../pair/pair.ts';
import { isLocked, withLock } from './lock.ts';
import { checkSizes, hashFile, readManifest, writeManifest, type Manifest } from './manifest.ts';
import { modelId } from './catalog.ts';
import { ensureSpace } from '../shared/space.ts';

export interface StoreFolders {
  /** The user's store, created on first use. */
  root: string;
  /** `models/` of the package, with the built-in `nano/`. */
  builtin: string;
  /** `imp.models.directories`: read-only folders that hold pairs, directly or in folders of their own. */
  shared: string[];
}

export interface InstalledModel {
  id: string;
  name: string;
  origin: 'builtin' | 'installed' | 'shared';
  folder: string;
  catalogId?: string;
  /** Absent when `problem` is there. */
  pair?: Pair;
  /** Why it cannot be used, with what to do. */
  problem?: Text;
  /** An import or conversion that did not finish. */
  partial?: boolean;
}

export interface Progress {
  /** 0..1 */
  fraction: number;
  message: Text;
}

export interface WorkOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface NewModel {
  id: string;
  name: string;
  catalogId?: string;
  source: string;
}

export class ModelStore {
  readonly folders: StoreFolders;

  constructor(folders: StoreFolders) {
    this.folders = folders;
  }

  get modelsFolder(): string {
    return join(this.folders.root, 'models');
  }

  /** All models on this machine; a broken one is listed with its problem, a shared folder that cannot be read is a warning. */
  async list(): Promise<{ models: InstalledModel[]; warnings: string[] }> {
    const warnings: string[] = [];
    const models = new Map<string, InstalledModel>();
    const add = (model: InstalledModel | undefined) => {
      if (!model) return;
      const twin = models.get(model.id);
      if (!twin) models.set(model.id, model);
      else if (model.origin === 'shared')
        warnings.push(
          `${model.folder} is not shown: "${model.id}" is the name of ${twin.folder} already. Rename the folder.`,
        );
    };
    for (const name of await folderNames(this.modelsFolder)) add(await this.#inStore(name));
    add(await recognise(join(this.folders.builtin, 'nano'), 'builtin', 'imp-nano'));
    for (const folder of this.folders.shared) {
      try {
        for (const model of await sharedModels(resolve(folder))) add(model);
      } catch (thrown) {
        warnings.push(ImpError.from(thrown).message);
      }
    }
    return { models: [...models.values()], warnings };
  }

  async #inStore(name: string): Promise<InstalledModel | undefined> {
    const folder = join(this.modelsFolder, name);
    if (name.startsWith('.')) return undefined;
    if (!name.endsWith('.incomplete')) return recognise(folder, 'installed', name);
    const id = name.slice(0, -'.incomplete'.length);
    if (await isLocked(this.folders.root, `model-${id}`)) return undefined; // at work right now
    const problem = msg`Installing ${id} did not finish. Install it again, or remove what is left.`;
    return { id, name: id, origin: 'installed', folder, problem, partial: true };
  }

  /**
   * Installs a pair by copying it; the user's own files stay as they are.
   * @throws ImpError `model-mismatch`, `model-missing`, `model-unreadable`, `disk-full`, `store-busy`, `cancelled`
   */
  async importPair(files: string[], model: NewModel, options: WorkOptions = {}): Promise<InstalledModel> {
    const pair = await inspectPair(files);
    return this.install(model, pair.facts.fileBytes, options, async (folder, signal) => {
      let copied = 0;
      for (const file of [pair.model, pair.mmproj]) {
        await copyFile(file, join(folder, basename(file)), signal, (bytes) => {
          copied += bytes;
          options.onProgress?.({
            fraction: (copied / pair.facts.fileBytes) * 0.9,
            message: msg`Copying ${basename(file)}`,
          });
        });
      }
    });
  }

  /**
   * Gives `fill` an empty folder, and makes what it leaves there a model: recognised, hashed, noted, renamed.
   * Whatever fails, nothing half-done is listed as a model, and a model of the same id stays as it was.
   * @param bytes that will be written
   */
  async install(
    model: NewModel,
    bytes: number,
    options: WorkOptions,
    fill: (folder: string, signal: AbortSignal) => Promise<void>,
  ): Promise<InstalledModel> {
    const id = modelId.parse(model.id);
    const { root } = this.folders;
    return withLock(root, `model-${id}`, msg`${id} is being installed`, false, async (lost) => {
      const signal = anySignal(options.signal, lost);
      const folder = join(this.modelsFolder, `${id}.incomplete`);
      await rm(folder, { recursive: true, force: true });
      await ensureSpace(this.modelsFolder, bytes);
      await mkdir(folder, { recursive: true });
      try {
        await fill(folder, signal);
        const pair = await inspectPair(await ggufFiles(folder));
        options.onProgress?.({ fraction: 0.95, message: msg`Verifying` });
        await writeManifest(folder, await describe(model, pair, signal));
        stopIfAborted(signal);
        await this.#swap(folder, join(this.modelsFolder, id));
      } catch (thrown) {
        await rm(folder, { recursive: true, force: true }).catch(() => {});
        if (signal.aborted) throw stopped('Stopped; nothing was installed.');
        throw ImpError.from(thrown);
      }
      return (await recognise(join(this.modelsFolder, id), 'installed', id))!;
    });
  }

  /** Puts the finished folder in place of an earlier version, which goes only after the new one is there. */
  async #swap(from: string, to: string): Promise<void> {
    const old = join(this.modelsFolder, `.old-${basename(to)}-${process.pid}`);
    const replaced = await rename(to, old).then(
      () => true,
      (thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return false;
        throw inUse(basename(to), thrown);
      },
    );
    await rename(from, to).catch(async (thrown: unknown) => {
      if (replaced) await rename(old, to);
      throw thrown;
    });
    if (replaced) await rm(old, { recursive: true, force: true }).catch(() => {});
  }

  /**
   * Reads every byte: sizes and SHA-256 against the manifest; for a pair without one, that both files are whole GGUFs.
   * @returns whether hashes could be compared
   * @throws ImpError `model-unreadable`, `model-missing`, `cancelled`
   */
  async verify(id: string, options: WorkOptions = {}): Promise<{ hashed: boolean }> {
    const model = await this.#find(id);
    const manifest = await readManifest(model.folder);
    if (!manifest) {
      await inspectPair(await ggufFiles(model.folder));
      return { hashed: false };
    }
    await checkSizes(model.folder, manifest);
    const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    let done = 0;
    for (const file of manifest.files) {
      const sha256 = await hashFile(join(model.folder, file.name), options.signal, (bytes) => {
        done += bytes;
        options.onProgress?.({ fraction: done / total, message: msg`Reading ${file.name}` });
      });
      if (sha256 !== file.sha256)
        throw new ImpError(
          'model-unreadable',
          msg`${file.name} of ${manifest.name} has changed since it was installed (another SHA-256). Remove the model and install it again.`,
        );
    }
    return { hashed: true };
  }

  /**
   * Deletes a model of the user's store.
   * @throws ImpError `usage` for one that is not in the store, `store-busy` while it is in use
   */
  async remove(id: string): Promise<void> {
    const model = await this.#find(id);
    if (model.origin !== 'installed') {
      throw new ImpError(
        'usage',
        msg`${model.name} ${model.origin === 'builtin' ? msg`belongs to the extension` : msg`lies in a shared folder (${model.folder})`} and cannot be removed here.`,
      );
    }
    await withLock(this.folders.root, `model-${id}`, msg`${id} is being installed`, false, async () => {
      const gone = join(this.modelsFolder, `.old-${id}-${process.pid}`);
      // Renamed first: half a deleted model must not look like a model.
      await rename(model.folder, gone).catch((thrown: NodeJS.ErrnoException) => {
        throw inUse(model.name, thrown);
      });
      await rm(gone, { recursive: true, force: true });
    });
  }

  async #find(id: string): Promise<InstalledModel> {
    const { models } = await this.list();
    const model = models.find((candidate) => candidate.id === id);
    if (model) return model;
    throw new ImpError(
      'model-missing',
      msg`There is no model "${id}" on this machine. Known: ${models.map((known) => known.id).join(', ') || msg`none`}.`,
    );
  }
}

/** A free id made of a name: lower case, dashes; with a number when it is taken. */
export function freeId(name: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9._]+/g, '-')
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
      .slice(0, 56) || 'model';
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!used.has(id)) return id;
  }
}

/** The model in a folder; undefined where there are no GGUF files and no manifest. Problems are noted, not thrown. */
async function recognise(
  folder: string,
  origin: InstalledModel['origin'],
  id: string,
): Promise<InstalledModel | undefined> {
  const model: InstalledModel = { id, name: id, origin, folder };
  try {
    const manifest = await readManifest(folder);
    const files = await ggufFiles(folder);
    if (manifest) {
      model.name = manifest.name;
      if (manifest.catalogId) model.catalogId = manifest.catalogId;
      await checkSizes(folder, manifest);
    } else if (files.length === 0) return undefined;
    model.pair = await inspectPair(manifest ? manifest.files.map((file) => join(folder, file.name)) : files);
    if (!manifest) model.name = model.pair.facts.name;
  } catch (thrown) {
    if (origin === 'builtin' && !(await stat(folder).catch(() => null))) return undefined;
    model.problem = ImpError.from(thrown).text;
  }
  return model;
}

/** Pairs in a shared folder: the folder itself, or each folder in it. */
async function sharedModels(folder: string): Promise<InstalledModel[]> {
  if ((await ggufFiles(folder)).length > 0) return [(await recognise(folder, 'shared', freeId(basename(folder), [])))!];
  const found: InstalledModel[] = [];
  for (const name of await folderNames(folder)) {
    const model = await recognise(
      join(folder, name),
      'shared',
      freeId(
        name,
        found.map(({ id }) => id),
      ),
    );
    if (model) found.push(model);
  }
  return found;
}

async function describe(model: NewModel, pair: Pair, signal: AbortSignal): Promise<Manifest> {
  const file = async (role: 'model' | 'mmproj') => ({
    role,
    name: basename(pair[role]),
    bytes: (await stat(pair[role])).size,
    sha256: await hashFile(pair[role], signal),
  });
  return {
    version: 1,
    ...model,
    files: [await file('model'), await file('mmproj')],
    installedAt: new Date().toISOString(),
  };
}

async function folderNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Copies and checks that what arrived is what was read: a disk that loses bytes is found here. */
async function copyFile(
  from: string,
  to: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const source = await open(from);
  const hash = createHash('sha256');
  try {
    const target = await open(to, 'wx');
    try {
      const buffer = Buffer.allocUnsafe(4 << 20);
      for (;;) {
        stopIfAborted(signal);
        const { bytesRead } = await source.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        for (let done = 0; done < bytesRead;) done += (await target.write(buffer, done, bytesRead - done)).bytesWritten;
        onBytes(bytesRead);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  if ((await hashFile(to, signal)) !== hash.digest('hex'))
    throw new ImpError('model-unreadable', msg`${basename(from)} could not be copied without errors. Check the disk.`);
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw stopped('Stopped; nothing was installed.');
}

function inUse(name: string, cause: NodeJS.ErrnoException): ImpError {
  if (cause.code !== 'EBUSY' && cause.code !== 'EPERM' && cause.code !== 'EACCES') return ImpError.from(cause);
  return new ImpError(
    'store-busy',
    msg`${name} is in use or protected (${cause.code}). Switch to another model, close other windows, and try again.`,
    { cause },
  );
}
