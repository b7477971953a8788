/** The picker's list, for the command palette, the panel and `imp models --json` alike. */
import { availableParallelism, totalmem } from 'node:os';
import { msg } from '../shared/message.ts';
import type { ModelList, ModelRow, ModelState } from '../shared/models.ts';
import { BUILTIN_MODEL, formatBytes } from '../shared/models.ts';
import { loadCatalog, type Catalog, type CatalogEntry } from './catalog.ts';
import { downloadedBytes } from './download/model.ts';
import type { PairFacts } from '../pair/pair.ts';
import { availableMemory, memoryNeed } from '../pair/memory.ts';
import { plannedFacts } from './planned.ts';
import { groupOf, predictSpeed, speedOf } from './predict.ts';
import { readSpeed, speedKey } from './speed.ts';
import { keptGpuNote } from './gpuNote.ts';
import { viewsOf } from '../pair/views.ts';
import { ModelStore, type InstalledModel, type StoreFolders } from './store.ts';

export interface ListOptions {
  folders: StoreFolders;
  /** Entries of the setting `imp.models.catalog`. */
  extraCatalog?: unknown[];
  /** Id that is in use; default: the built-in one. */
  selected?: string;
  /** Bytes that the loaded model holds and gives back when another takes its place. */
  reclaimableBytes?: number;
}

/** Every model on this machine and in the catalog, fastest group first, with what is known about it here. */
export async function listModels(options: ListOptions): Promise<ModelList> {
  const { folders } = options;
  const [catalog, installed, speed, free, gpuNote] = await Promise.all([
    loadCatalog(folders.builtin, folders.root, options.extraCatalog),
    new ModelStore(folders).list(),
    readSpeed(folders.root),
    availableMemory(),
    keptGpuNote(folders.root),
  ]);
  const availableBytes = free + (options.reclaimableBytes ?? 0);
  const context: Context = { catalog, speed, availableBytes };
  const rows = installed.models.map((model) => installedRow(model, context));
  for (const entry of catalog.entries) {
    if (entry.source.kind === 'builtin' || rows.some((row) => row.catalogId === entry.id && row.state !== 'partial'))
      continue;
    const row = catalogRow(entry, context, await downloadedBytes(folders.root, entry.id));
    const half = rows.findIndex((other) => other.id === row.id);
    if (half >= 0) rows.splice(half, 1); // an interrupted installation of the same: the row offers to go on
    rows.push(row);
  }
  const order = { fast: 0, balanced: 1, best: 2 };
  rows.sort((a, b) => order[a.group] - order[b.group] || a.parameters - b.parameters || a.id.localeCompare(b.id));
  return {
    rows,
    selected: options.selected ?? BUILTIN_MODEL,
    machine: {
      availableBytes,
      totalBytes: totalmem(),
      cores: availableParallelism(),
      calibrated: speed.rates !== undefined,
    },
    warnings: [...catalog.warnings, ...installed.warnings],
    ...(gpuNote && { gpuNote }),
  };
}

interface Context {
  catalog: Catalog;
  speed: Awaited<ReturnType<typeof readSpeed>>;
  availableBytes: number;
}

function installedRow(model: InstalledModel, context: Context): ModelRow {
  const facts = model.pair?.facts;
  const known = model.origin === 'builtin' ? BUILTIN_MODEL : model.catalogId;
  const entry = context.catalog.entries.find((candidate) =>
    known ? candidate.id === known : isSource(candidate, facts?.source),
  );
  const catalogId = known ?? entry?.id;
  const state: ModelState = model.partial ? 'partial' : model.problem ? 'broken' : 'ready';
  return {
    ...commonRow(model.id, entry, facts, context),
    name: entry && model.id === entry.id ? entry.name : model.name,
    origin: model.origin,
    state,
    ...(model.problem && { problem: model.problem }),
    ...(catalogId && { catalogId }),
    folder: model.folder,
    ...(model.pair && { files: { id: model.id, model: model.pair.model, mmproj: model.pair.mmproj } }),
  };
}

/** Converted elsewhere, by hand or by an administrator: the file itself says from which checkpoint. */
function isSource({ source }: CatalogEntry, address: string | undefined): boolean {
  return source.kind === 'checkpoint' && address?.endsWith(`/${source.repository}`) === true;
}

function catalogRow(entry: CatalogEntry, context: Context, downloaded: number | undefined): ModelRow {
  const facts = plannedFacts(entry);
  const { source } = entry;
  // Published in 16 bit; the hub names the true size when the download starts.
  const downloadBytes =
    source.kind === 'gguf' ? source.files.reduce((sum, file) => sum + file.bytes, 0) : (entry.parameters ?? 0) * 2;
  const size = source.kind === 'gguf' ? formatBytes(downloadBytes) : msg`about ${formatBytes(downloadBytes)}`;
  const problem = downloaded
    ? msg`Download begun: ${formatBytes(downloaded)} of ${size} are here.`
    : source.kind === 'checkpoint' && facts
      ? msg`Not on this machine: ${size} to download, converted to ${formatBytes(facts.fileBytes)}.`
      : msg`Not on this machine: ${size} to download.`;
  const row = commonRow(entry.id, entry, facts, context);
  return {
    ...row,
    name: entry.name,
    origin: 'catalog',
    state: downloaded ? 'partial' : 'downloadable',
    problem,
    catalogId: entry.id,
    diskBytes: facts?.fileBytes ?? downloadBytes,
    downloadBytes,
  };
}

/** What catalog and files say about a model, and what follows from it on this machine. */
function commonRow(
  id: string,
  entry: CatalogEntry | undefined,
  facts: PairFacts | undefined,
  context: Context,
): Omit<ModelRow, 'name' | 'origin' | 'state'> {
  const { availableBytes, speed } = context;
  const none = { needBytes: 0, weightBytes: 0, kvBytes: 0, computeBytes: 0, availableBytes };
  const memory = facts
    ? memoryNeed(facts.fileBytes, facts.language, facts.vision, availableBytes, { views: viewsOf(id).length })
    : none;
  const fits = memory.needBytes <= availableBytes;
  const quality = entry?.quality ?? null;
  return {
    id,
    summary: entry?.summary ?? '',
    group: facts ? groupOf(facts, quality) : 'balanced',
    parameters: facts?.parameters ?? entry?.parameters ?? 0,
    languageModel: entry?.languageModel || facts?.language.architecture || '',
    quantization: facts?.quantization ?? '',
    visionQuantization: facts?.visionQuantization ?? '',
    imageSide: facts?.vision.side ?? 0,
    imageTokens: facts?.imageTokens ?? entry?.imageTokens ?? 0,
    contextTokens: facts?.language.context ?? 0,
    languages: entry?.languages ?? [],
    license: entry?.license ?? { id: facts?.license ?? 'unknown' },
    diskBytes: facts?.fileBytes ?? 0,
    memory,
    fits,
    ...(!fits && {
      fitReason: msg`needs ${formatBytes(memory.needBytes)} of memory, ${formatBytes(availableBytes)} are available now: close other programs or choose a smaller model`,
    }),
    speed: facts ? speedHere(id, facts, speed) : null,
    quality,
    publishedLatency: entry?.publishedLatency ?? [],
  };
}

/** Measured where all three figures are; else predicted, with the measured ones in place. */
function speedHere(id: string, facts: PairFacts, speed: Context['speed']): ModelRow['speed'] {
  const measured = speed.measured[speedKey(id, facts.fileBytes)] ?? {};
  const { encodeSeconds, prefillTokensPerSecond, tokensPerSecond } = measured;
  if (encodeSeconds && prefillTokensPerSecond && tokensPerSecond)
    return speedOf('measured', facts, { encodeSeconds, prefillTokensPerSecond, tokensPerSecond });
  const predicted = speed.rates ? predictSpeed(facts, speed.rates) : null;
  if (!predicted) return null;
  // Each view is encoded and evaluated for itself; after them the weights, which generating waits for, are read once for all.
  const views = viewsOf(id).length;
  const seen = {
    encodeSeconds: views * predicted.encodeSeconds,
    prefillTokensPerSecond: predicted.prefillTokensPerSecond / views,
  };
  return speedOf('predicted', facts, { ...predicted, ...seen, ...measured } as typeof predicted);
}
