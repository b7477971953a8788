/** `imp models`: the picker's facts, and the store's work for machines without an editor. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { convertInProcess, inspectCheckpoint } from '../convert/index.ts';
import { KIND_NAMES } from '../endpoints/index.ts';
import { commandLineFetch } from '../models/download/network.ts';
import {
  ModelStore,
  calibrate,
  downloadFolder,
  downloadModel,
  figuresOfBench,
  freeId,
  ggufFiles,
  inspectPair,
  installCheckpoint,
  installDownload,
  listModels,
  loadCatalog,
  recordFigures,
  removeDownload,
  speedKey,
  type InstalledModel,
  type InstallOptions,
  type Progress,
} from '../models/index.ts';
import { MODEL_TYPES, VISION_TYPES } from '../shared/convert.ts';
import type { BenchResult } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { english } from '../shared/message.ts';
import { describeSpeed, formatBytes, type ModelRow } from '../shared/models.ts';
import type { Run } from './run.ts';
import { cacheDir, entryPoint, storeFolders } from './files.ts';
import { listEndpoint, usedEndpoints } from './endpoint.ts';
import { withEngine } from './engine.ts';

type Action = (run: Run, words: string[]) => Promise<number>;

/** Without words the list; else `download ID`, `import FILE… | DIR`, `verify ID`, `remove ID`, `measure`. */
export async function models(run: Run): Promise<number> {
  const [name, ...words] = run.words;
  if (run.options.text('endpoint') !== undefined) {
    if (name !== undefined) throw new ImpError('usage', 'imp models --endpoint URL takes no words. See imp --help.');
    return listEndpoint(run);
  }
  if (name === undefined) return list(run);
  const action = ACTIONS[name];
  if (!action)
    throw new ImpError(
      'usage',
      `imp models cannot "${name}"; it can ${Object.keys(ACTIONS).join(', ')}. See imp --help.`,
    );
  return action(run, words);
}

const ACTIONS: Record<string, Action> = {
  download: async (run, words) => {
    const id = one(words, 'download', 'a model of the catalog');
    const { root, builtin } = storeFolders();
    const { entries } = await loadCatalog(builtin, root);
    const entry = entries.find((candidate) => candidate.id === id);
    if (!entry)
      throw new ImpError(
        'model-missing',
        `The catalog has no model "${id}". It has ${entries.map((known) => known.id).join(', ')}.`,
      );
    if (entry.license.note) run.output.note(`${entry.name}: ${entry.license.id}. ${entry.license.note}`);
    const options = { signal: run.signal, onProgress: progress(run) };
    const offline = /^(1|true|on)$/i.test(process.env['IMP_OFFLINE'] ?? '');
    const done = await downloadModel(root, entry, {
      fetch: commandLineFetch(),
      offline,
      mirror: process.env['IMP_DOWNLOAD_MIRROR'],
      ...options,
    });
    const store = new ModelStore(storeFolders());
    const { installed, kept } = await installDownload(store, entry, { done, types: types(run) }, installOptions(run));
    if (kept)
      run.output.note(
        `The checkpoint is still in ${kept}, to convert it to other types; "imp models remove ${id}-download" deletes it.`,
      );
    return installedResult(run, installed);
  },
  import: async (run, words) => {
    if (words.length === 0)
      throw new ImpError('usage', 'imp models import needs a folder, or the two GGUF files. See imp --help.');
    const folder = words.length === 1 && !/\.gguf$/i.test(words[0]!) ? resolve(words[0]!) : undefined;
    const files = folder ? await ggufFiles(folder) : words;
    const store = new ModelStore(storeFolders());
    const taken = (await store.list()).models.map((model) => model.id);
    if (folder && files.length === 0) {
      if (!existsSync(join(folder, 'config.json')))
        throw new ImpError(
          'model-missing',
          `${folder} has neither GGUF files nor a checkpoint (config.json with safetensors). Name the folder that holds them.`,
        );
      const { name, outputBytes } = await inspectCheckpoint({
        checkpointDir: folder,
        outDir: store.modelsFolder,
        ...types(run),
      });
      const model = { id: freeId(name, taken), name, source: 'converted from a checkpoint folder' };
      const request = { checkpointDir: folder, model, types: types(run), bytes: outputBytes };
      return installedResult(run, await installCheckpoint(store, request, installOptions(run)));
    }
    const { facts } = await inspectPair(files);
    const model = { id: freeId(facts.name, taken), name: facts.name, source: 'imported from files' };
    return installedResult(
      run,
      await store.importPair(files, model, { signal: run.signal, onProgress: progress(run) }),
    );
  },
  verify: async (run, words) => {
    const id = one(words, 'verify', 'an installed model');
    const { hashed } = await new ModelStore(storeFolders()).verify(id, {
      signal: run.signal,
      onProgress: progress(run),
    });
    run.output.result(
      { id, verified: true, hashed },
      `${id}: ${hashed ? 'every byte is as it was installed' : 'both files are whole; no checksums are known for them'}\n`,
    );
    return 0;
  },
  remove: async (run, words) => {
    const id = one(words, 'remove', 'an installed model');
    const store = new ModelStore(storeFolders());
    const { root } = store.folders;
    const download = id.replace(/-download$/, '');
    // A checkpoint that was kept after its conversion, which no model is called.
    if (download !== id && existsSync(downloadFolder(root, download))) await removeDownload(root, download);
    else await store.remove(id);
    run.output.result({ id, removed: true }, `${id} removed\n`);
    return 0;
  },
  measure: async (run) => {
    const folders = storeFolders();
    const { models: installed } = await new ModelStore(folders).list();
    await withEngine(run.output, (engine) =>
      calibrate(folders.root, {
        engine,
        engineOptions: { cacheDir: cacheDir() },
        models: installed,
        signal: run.signal,
        onProgress: progress(run),
      }),
    );
    return list(run);
  },
};

const types = ({ options }: Run) => ({
  type: options.choice('type', MODEL_TYPES),
  visionType: options.choice('vision-type', VISION_TYPES),
});

function installOptions(run: Run): InstallOptions {
  const { path, execArgv } = entryPoint('convert.js', 'convert/main.ts');
  return {
    signal: run.signal,
    onProgress: progress(run),
    convert: (params, options) =>
      convertInProcess(params, { entry: path, execArgv, ...options, onLog: (line) => run.output.detail(line) }),
    saying: ({ phase, secondsLeft }) =>
      `Converting (${phase}${secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`})`,
    onArrived: (line) => run.output.note(line),
  };
}

async function list({ output }: Run): Promise<number> {
  const found = await listModels({ folders: storeFolders() });
  for (const warning of found.warnings) output.note(warning);
  if (found.gpuNote) output.note(english(found.gpuNote));
  const rows = found.rows.map((row) => ({
    ...row,
    ...(row.problem && { problem: english(row.problem) }),
    ...(row.fitReason && { fitReason: english(row.fitReason) }),
  }));
  const endpoints = usedEndpoints();
  const servers = endpoints.map(({ model, host, kind }) => `${model}\n    at ${host}, ${KIND_NAMES[kind] ?? kind}\n`);
  output.result({ ...found, rows, endpoints }, [...rows.map(modelLine), ...servers].join(''));
  return 0;
}

function modelLine(row: ModelRow): string {
  const state =
    row.state === 'ready'
      ? `${formatBytes(row.diskBytes)} on disk`
      : english(row.problem ?? row.state).replace(/\.$/, '');
  const fit = row.fits
    ? `needs ${formatBytes(row.memory.needBytes)} of memory`
    : english(row.fitReason ?? 'does not fit');
  const speed = english(describeSpeed(row.speed));
  return `${row.id}\n    ${row.name}, ${row.quantization}: ${[state, fit, ...(speed ? [speed] : [])].join('; ')}\n`;
}

function one(words: string[], action: string, what: string): string {
  if (words.length !== 1) throw new ImpError('usage', `imp models ${action} needs the id of ${what}. See imp --help.`);
  return words[0]!;
}

/** Every tenth percent on its own line where stderr is a file. */
function progress({ output }: Run): (progress: Progress) => void {
  let shown = -1;
  return ({ fraction, message }) => {
    const tenth = Math.floor(fraction * 10) * 10;
    if (process.stderr.isTTY) output.progress(english(message), fraction);
    else if (tenth > shown && !output.json) output.note(`${(shown = tenth)} % ${english(message)}`);
  };
}

function installedResult({ output }: Run, model: InstalledModel): number {
  output.result({ id: model.id, name: model.name, folder: model.folder }, `${model.id}: ${model.folder}\n`);
  return 0;
}

/** A benchmark of an installed model makes its figures in the list measured ones. */
export async function keepFigures(id: string, result: BenchResult): Promise<void> {
  const { root } = storeFolders();
  const { models: installed } = await new ModelStore(storeFolders()).list();
  const facts = installed.find((model) => model.id === id)?.pair?.facts;
  if (facts) await recordFigures(root, speedKey(id, facts.fileBytes), figuresOfBench(result));
}
