/** What was measured on this machine, kept in the store's `speed.json`: calibration, and figures of each model. */
import { cpus, availableParallelism } from 'node:os';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { BenchResult, Timings } from '../shared/engine.ts';
import { msg } from '../shared/message.ts';
import { withLock } from './lock.ts';
import { writeJson } from './manifest.ts';
import type { Figures, MachineRates } from './predict.ts';

const positive = z.number().positive();
const speedFile = z.object({
  version: z.literal(1),
  rates: z
    .object({
      language: z.record(z.string(), z.object({ prefillFlops: positive, generateBytes: positive })),
      prefillOverhead: z.number().nonnegative(),
      tokenOverhead: z.number().nonnegative(),
      patchOverhead: z.number().nonnegative(),
      vision: z.array(z.object({ type: z.string(), patches: positive, flops: positive })),
      fingerprint: z.string(),
    })
    .optional(),
  measured: z.record(
    z.string(),
    z.object({
      encodeSeconds: positive.optional(),
      prefillTokensPerSecond: positive.optional(),
      tokensPerSecond: positive.optional(),
    }),
  ),
});

type SpeedFile = z.infer<typeof speedFile>;
export type MeasuredFigures = Partial<Figures>;

/** Part of a new figure in the kept mean: recent ones count most, one slow answer does not overturn it. */
const WEIGHT = 0.3;
/** Shorter prompts and answers say little about a rate. */
const MIN_PREFILL_TOKENS = 100;
const MIN_GENERATED_TOKENS = 8;
/** Share of an answer from which drafts make its rate that of its text rather than the machine's. */
const MAX_DRAFTED = 1 / 8;

/** Raised when kernels or stand-ins change so much that figures from before no longer hold. */
const EDITION = 8;

/** Processor and cores: figures of another machine (a store on a network drive), or of slower kernels, are not mixed in. */
export function fingerprint(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown'} × ${availableParallelism()}, ${process.platform}-${process.arch}, edition ${EDITION}`;
}

/** Key of a model's figures: its files' size distinguishes quantizations and versions. */
export function speedKey(id: string, fileBytes: number): string {
  return `${id} ${fileBytes} ${fingerprint()}`;
}

export async function readSpeed(root: string): Promise<SpeedFile> {
  try {
    const file = speedFile.parse(JSON.parse(await readFile(join(root, 'speed.json'), 'utf8')));
    if (file.rates && file.rates.fingerprint !== fingerprint()) delete file.rates;
    return file;
  } catch {
    return { version: 1, measured: {} }; // none yet, or damaged: it is measured again
  }
}

async function update(root: string, change: (file: SpeedFile) => void): Promise<void> {
  await mkdir(root, { recursive: true });
  await withLock(root, 'speed', msg`Figures are being written`, true, async () => {
    const file = await readSpeed(root);
    change(file);
    await writeJson(join(root, 'speed.json'), file);
  });
}

export async function keepRates(root: string, rates: MachineRates): Promise<void> {
  await update(root, (file) => (file.rates = rates));
}

/**
 * Takes over what an answer or a benchmark took. Parts that say nothing (a picture that was encoded before, a short
 * answer) are left out.
 */
export async function recordFigures(root: string, key: string, figures: MeasuredFigures): Promise<void> {
  const known = Object.entries(figures).filter(
    (part): part is [keyof Figures, number] => Number.isFinite(part[1]) && part[1]! > 0,
  );
  if (known.length === 0) return;
  await update(root, (file) => {
    const kept = (file.measured[key] ??= {});
    for (const [name, value] of known)
      kept[name] = kept[name] === undefined ? value : kept[name] * (1 - WEIGHT) + value * WEIGHT;
  });
}

/** Figures of one answer. */
export function figuresOfAnswer(timings: Timings, pictures: number): MeasuredFigures {
  return {
    ...(timings.encode_ms > 0 && pictures > 0 && { encodeSeconds: timings.encode_ms / 1000 / pictures }),
    ...(timings.prefill_tokens >= MIN_PREFILL_TOKENS &&
      timings.prefill_ms > 0 && { prefillTokensPerSecond: (timings.prefill_tokens / timings.prefill_ms) * 1000 }),
    ...(timings.generated_tokens >= MIN_GENERATED_TOKENS &&
      timings.drafted_tokens <= MAX_DRAFTED * timings.generated_tokens &&
      timings.generate_ms > 0 && { tokensPerSecond: (timings.generated_tokens / timings.generate_ms) * 1000 }),
  };
}

/** Figures of a benchmark: the best run of each, since other programs can only make a run slower. */
export function figuresOfBench({ runs }: Pick<BenchResult, 'runs'>): Figures {
  return {
    encodeSeconds: Math.min(...runs.map((run) => run.T_VE)),
    prefillTokensPerSecond: Math.max(...runs.map((run) => run.S_prompt)),
    tokensPerSecond: Math.max(...runs.map((run) => run.S_gen)),
  };
}
