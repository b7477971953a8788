/** Models as the picker, the panel and `imp models --json` show them: one row a model, with facts of this machine. */
import type { ModelFiles } from './engine.ts';
import { ImpError } from './errors.ts';
import { msg, type Text } from './message.ts';

/** Fast, Balanced, Best: how the picker groups its rows, by the wait for the first word and the published quality. */
export type ModelGroup = 'fast' | 'balanced' | 'best';

/** Where a row comes from. */
export type ModelOrigin =
  | 'builtin' // ships with the extension
  | 'installed' // in the user's store
  | 'shared' // in a folder of `imp.models.directories`, read-only
  | 'catalog'; // known, but not on this machine

/** What can be done with a row. */
export type ModelState =
  | 'ready' // can be loaded
  | 'broken' // files are missing or changed: `problem` says what and what to do
  | 'partial' // a download or import that was interrupted: it can be resumed
  | 'downloadable'; // must be downloaded (and, for a checkpoint, converted) first

/** Published benchmark results (higher is better; percent, except MME's points and MM-Vet's score). */
export interface Quality {
  vqaV2?: number;
  gqa?: number;
  vizWiz?: number;
  scienceQa?: number;
  textVqa?: number;
  pope?: number;
  mmePerception?: number;
  mmBench?: number;
  mmBenchCn?: number;
  mmVet?: number;
  /** Where the figures were published, and at what precision if not 16 bit. */
  source: string;
}

/** One row of the paper's Table 4: seconds and tokens per second on the hardware named. */
export interface PublishedLatency {
  hardware: string;
  precision: '16-bit' | '8-bit' | '4-bit';
  fileGB: number;
  T_VE: number;
  S_prompt: number;
  S_gen: number;
  T_total: number;
}

export interface ModelLicense {
  /** SPDX id where there is one, else the licence's own name. */
  id: string;
  url?: string;
  /** What a user must know, such as a base model that excludes commercial use. */
  note?: string;
}

/**
 * Speed on this machine for Table 4's workload (41 text tokens and one image), the model being loaded already and
 * nothing cached.
 */
export interface ModelSpeed {
  basis: 'measured' | 'predicted';
  /** Image encode + prefill + first token, in seconds. */
  firstWordSeconds: number;
  /** English words a second, at 0.75 words a token. */
  wordsPerSecond: number;
  encodeSeconds: number;
  prefillTokensPerSecond: number;
  tokensPerSecond: number;
}

export interface MemoryNeed {
  /** Weights, KV cache and compute buffers, in bytes. */
  needBytes: number;
  weightBytes: number;
  kvBytes: number;
  computeBytes: number;
  /** What this machine could give now, in bytes (control groups counted). */
  availableBytes: number;
}

/** One model in the picker. */
export interface ModelRow {
  /** What `imp.model` and `--model` take. */
  id: string;
  name: string;
  /** One sentence for whom this model is. */
  summary: string;
  origin: ModelOrigin;
  state: ModelState;
  /** Why it cannot be used now and what to do; present unless `ready`. */
  problem?: Text;
  /** Entry of the catalog that it is an instance of. */
  catalogId?: string;
  group: ModelGroup;
  /** Billions of weights are `parameters / 1e9`; 0 when unknown. */
  parameters: number;
  languageModel: string;
  /** Of the language model and of the vision tower; for a model not here, what a conversion gives by default. */
  quantization: string;
  visionQuantization: string;
  imageSide: number;
  imageTokens: number;
  contextTokens: number;
  /** Languages it answers in well, BCP 47. */
  languages: string[];
  license: ModelLicense;
  /** On disk now; for a model not here, the estimate after installation. */
  diskBytes: number;
  /** To be transferred, where a download is needed; an estimate until the hub was asked. */
  downloadBytes?: number;
  memory: MemoryNeed;
  fits: boolean;
  /** Why it does not fit; present when `fits` is false. */
  fitReason?: Text;
  /** null until this machine was measured, or for architectures whose arithmetic is not known. */
  speed: ModelSpeed | null;
  /** null where nothing was published. */
  quality: Quality | null;
  publishedLatency: PublishedLatency[];
  /** Folder on disk, for "reveal"; absent for a model not here. */
  folder?: string;
  /** Present when `ready`. */
  files?: ModelFiles;
}

export interface ModelList {
  rows: ModelRow[];
  /** Id of the row in use. */
  selected: string;
  machine: { availableBytes: number; totalBytes: number; cores: number; calibrated: boolean };
  /** Folders and catalog entries that could not be read: one sentence each. */
  warnings: string[];
  /** Why a GPU is left alone, where one is. */
  gpuNote?: Text;
}

/** The default when the user chose none: the pair that ships with the extension. */
export const BUILTIN_MODEL = 'imp-nano';

/** Tokens of an answer where nobody asks for another number. */
export const MOST_ANSWER_TOKENS = 512;

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people, decimal as disks and hubs count them: `2.3 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Seconds for people: `0.4 s`, `12 s`, `3 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** `first word after 26 s, then 5.1 words/s (predicted)`, or an empty string when nothing is known. */
export function describeSpeed(speed: ModelSpeed | null): Text {
  if (!speed) return '';
  const words = speed.wordsPerSecond < 10 ? speed.wordsPerSecond.toFixed(1) : Math.round(speed.wordsPerSecond);
  const first = formatSeconds(speed.firstWordSeconds);
  return speed.basis === 'measured'
    ? msg`first word after ${first}, then ${words} words/s (measured)`
    : msg`first word after ${first}, then ${words} words/s (predicted)`;
}

/** The row that is meant, by id; fails with `model-missing` and the ids there are. */
export function findRow(list: Pick<ModelList, 'rows'>, id: string): ModelRow {
  const row = list.rows.find((candidate) => candidate.id === id);
  if (row) return row;
  const known = list.rows.filter((candidate) => candidate.state === 'ready').map((candidate) => candidate.id);
  throw new ImpError('model-missing', msg`There is no model "${id}". Installed: ${known.join(', ') || msg`none`}.`);
}
