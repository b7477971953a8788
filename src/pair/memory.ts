/** Memory: what a model needs, and what this machine could give now. */
import { execFile } from 'node:child_process';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { MemoryNeed } from '../shared/models.ts';
import type { LanguageShape, VisionShape } from './shapes.ts';

/** Context that the engine opens at most when nobody asks for more: pictures and a long talk fit, and the KV cache stays small. */
export const DEFAULT_CONTEXT = 4096;
/** Tokens a physical batch at most (llama.cpp's default). */
const UBATCH = 512;
/** Runtime, tokenizer, thread stacks, Node itself: the engine process before any model. */
const PROCESS_BYTES = 150e6;

/**
 * @param fileBytes both GGUF files: mapped or copied, all of it is touched
 * @param shape of the language model; absent for architectures that the catalog does not describe
 * @param options views of each picture, each with a KV cache of its own; the largest context, tokens
 */
export function memoryNeed(
  fileBytes: number,
  shape: LanguageShape,
  vision: VisionShape,
  availableBytes: number,
  options: { views?: number; maxContext?: number } = {},
): MemoryNeed {
  const { views = 1, maxContext = DEFAULT_CONTEXT } = options;
  const context = Math.min(shape.context, maxContext);
  const kvWidth = (shape.width / shape.heads) * shape.kvHeads;
  const kvBytes = views * 2 * shape.layers * context * kvWidth * 2; // K and V, F16
  const patches = Math.floor(vision.side / vision.patch) ** 2;
  // Prefill holds a batch's hidden states, its FFN and its attention scores; encoding the scores of one block, and its FFN.
  const prefill = 4 * UBATCH * (6 * shape.width + 2 * shape.ffn + shape.heads * context) + 4 * shape.vocab;
  const encode = 4 * (vision.heads * patches * patches + patches * (8 * vision.width + 2 * vision.ffn));
  const computeBytes = PROCESS_BYTES + Math.max(prefill, encode);
  return {
    weightBytes: fileBytes,
    kvBytes,
    computeBytes,
    needBytes: fileBytes + kvBytes + computeBytes,
    availableBytes,
  };
}

/** Bytes that a new process could use without swapping: free and reclaimable memory, within the control group's limit. */
export async function availableMemory(): Promise<number> {
  if (process.platform === 'darwin') return (await macAvailable()) ?? totalmem() / 2;
  // Node 20.13 and later; on Linux the kernel's MemAvailable, bounded by the control group
  return process.availableMemory?.() || freemem();
}

/** macOS counts file cache as used: what can be reclaimed stands in vm_stat. */
async function macAvailable(): Promise<number | undefined> {
  try {
    return parseVmStat((await promisify(execFile)('/usr/bin/vm_stat')).stdout);
  } catch {
    return undefined;
  }
}

/** Free, inactive, speculative and purgeable pages of `vm_stat`'s output, in bytes; undefined when it is not its output. */
export function parseVmStat(text: string): number | undefined {
  const page = /page size of (\d+) bytes/.exec(text);
  if (!page) return undefined;
  const pages = (name: string) => Number(new RegExp(`^Pages ${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return Number(page[1]) * (pages('free') + pages('inactive') + pages('speculative') + pages('purgeable'));
}
