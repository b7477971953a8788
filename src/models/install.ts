/** From a download or a checkpoint's folder to a model in the store: one way for the editor and the command line. */
import type { ConvertParams, ConvertProgress, ConvertResult, ModelType, VisionType } from '../shared/convert.ts';
import type { Text } from '../shared/message.ts';
import { arrivedLine } from './arrived.ts';
import type { CatalogEntry } from './catalog.ts';
import { removeDownload, type Downloaded } from './download/model.ts';
import { plannedFacts } from './planned.ts';
import type { InstalledModel, ModelStore, NewModel, WorkOptions } from './store.ts';

export interface WeightTypes {
  type?: ModelType;
  visionType?: VisionType;
}

export interface InstallOptions extends WorkOptions {
  /** The converter, in a process of its own. */
  convert: (
    params: ConvertParams,
    options: { signal: AbortSignal; onProgress: (progress: ConvertProgress) => void },
  ) => Promise<ConvertResult>;
  /** What is said while it converts. */
  saying: (progress: ConvertProgress) => Text;
  /** A line for the log: what the checkpoint turned out to be. */
  onArrived: (line: string) => void;
}

/** Conversion's progress leaves this much for hashing what was written. */
const CONVERTED = 0.95;

/** The catalog's own name for the default types; others carry their type, so that none replaces another. */
function converted(entry: CatalogEntry, { type = 'Q4_K_M', visionType = 'Q8_0' }: WeightTypes) {
  if (type === 'Q4_K_M' && visionType === 'Q8_0') return { id: entry.id, name: entry.name };
  const vision = visionType === 'Q8_0' ? '' : `-${visionType}`;
  return { id: `${entry.id}-${type}${vision}`.toLowerCase(), name: `${entry.name} ${type}${vision}` };
}

/**
 * Converts a checkpoint's folder straight into the store; the folder stays.
 * @param bytes that the pair will take
 */
export async function installCheckpoint(
  store: ModelStore,
  request: { checkpointDir: string; model: NewModel; types: WeightTypes; bytes: number; entry?: CatalogEntry },
  options: InstallOptions,
): Promise<InstalledModel> {
  const { checkpointDir, model, types, bytes, entry } = request;
  return await store.install(model, bytes, options, async (outDir, signal) => {
    const onProgress = (progress: ConvertProgress) =>
      options.onProgress?.({ fraction: progress.fraction * CONVERTED, message: options.saying(progress) });
    const made = await options.convert({ checkpointDir, outDir, ...types, name: model.name }, { signal, onProgress });
    options.onArrived(arrivedLine(entry, made));
  });
}

/**
 * What was downloaded of a catalog entry becomes a model. A ready pair's download goes with that; a checkpoint's is kept
 * (`kept`), as other types are made of it without a second download: whoever asked decides.
 */
export async function installDownload(
  store: ModelStore,
  entry: CatalogEntry,
  { done, types }: { done: Downloaded; types: WeightTypes },
  options: InstallOptions,
): Promise<{ installed: InstalledModel; kept?: string }> {
  const model = { id: entry.id, name: entry.name, catalogId: entry.id, source: done.source };
  if (done.kind === 'gguf') {
    const installed = await store.importPair(done.files, model, options);
    await removeDownload(store.folders.root, entry.id);
    return { installed };
  }
  const bytes = plannedFacts(entry)?.fileBytes ?? 0;
  const request = { checkpointDir: done.folder, model: { ...model, ...converted(entry, types) }, types, bytes, entry };
  return { installed: await installCheckpoint(store, request, options), kept: done.folder };
}
