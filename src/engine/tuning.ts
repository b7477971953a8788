/** The settings that decide speed: measured on this machine where a calibration was kept, sensible otherwise. */
import { mkdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions, Tuning } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { writeWhole } from '../shared/wholeFile.ts';
import { RELEASE } from '../native/builds.ts';
import type { ChosenBuild } from '../native/choose.ts';

/** More threads than this never helped a 3B model: memory is the limit by then. */
const MAX_DEFAULT_THREADS = 16;

/** Below these many weights an operation is over before a second, or a third, thread has joined. */
const ONE_THREAD_WEIGHTS = 50e6;
const TWO_THREADS_WEIGHTS = 300e6;

/**
 * Flash attention on a GPU, and with the project's own kernels, which need it as one operation; with ggml's alone plain attention,
 * until a trial (kernels/attentionTrial.ts) or a calibration says otherwise.
 * @param parameters weights of the language model
 * @param ownAttention whether the own kernels will compute it
 */
export function defaultTuning(build: Pick<ChosenBuild, 'gpu'>, parameters: number, ownAttention: boolean): Tuning {
  const useful = parameters < ONE_THREAD_WEIGHTS ? 1 : parameters < TWO_THREADS_WEIGHTS ? 2 : MAX_DEFAULT_THREADS;
  return {
    threads: Math.max(1, Math.min(physicalCores(), useful)),
    flashAttention: build.gpu !== null || ownAttention,
    kernels: 'repacked',
    kvType: 'f16',
    ubatch: 512,
  };
}

/** Kept calibration, then the caller's overrides. @throws ImpError `usage` for overrides that make no sense */
export async function chooseTuning(
  build: ChosenBuild,
  parameters: number,
  options: EngineOptions,
  ownKernels: boolean,
): Promise<Tuning> {
  const kept = options.cacheDir ? (await readCalibrations(options.cacheDir))[machineKey(build, parameters)] : undefined;
  const tuning = {
    ...defaultTuning(build, parameters, ownKernels && options.tuning?.kernels !== 'plain'),
    ...kept,
    ...options.tuning,
  };
  if (options.threads) tuning.threads = options.threads;
  const whole = (name: 'threads' | 'ubatch', low: number, high: number) => {
    if (!Number.isInteger(tuning[name]) || tuning[name] < low || tuning[name] > high) {
      throw new ImpError('usage', msg`${name} must be a whole number from ${low} to ${high}.`);
    }
  };
  whole('threads', 1, 512);
  whole('ubatch', 16, 4096);
  // llama.cpp stores V quantized with flash attention only.
  if (tuning.kvType !== 'f16') tuning.flashAttention = true;
  return tuning;
}

/** Whether this machine was measured with a model of this size. */
export async function isCalibrated(cacheDir: string, build: ChosenBuild, parameters: number): Promise<boolean> {
  return machineKey(build, parameters) in (await readCalibrations(cacheDir));
}

/** Keeps what was measured, for this machine, native build and size of model. */
export async function keepCalibration(
  cacheDir: string,
  build: ChosenBuild,
  parameters: number,
  tuning: Tuning,
): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const all = { ...(await readCalibrations(cacheDir)), [machineKey(build, parameters)]: tuning };
  await writeWhole(calibrationFile(cacheDir), JSON.stringify(all, null, 2));
}

const calibrationFile = (cacheDir: string) => join(cacheDir, 'calibration.json');

async function readCalibrations(cacheDir: string): Promise<Record<string, Tuning>> {
  try {
    return JSON.parse(await readFile(calibrationFile(cacheDir), 'utf8')) as Record<string, Tuning>;
  } catch {
    return {}; // none yet, or damaged: measured anew when asked for
  }
}

/** What is best for 3B is not for 30M: sizes that differ by less than a factor of two share their settings. */
function machineKey(build: ChosenBuild, parameters: number): string {
  return [
    RELEASE,
    build.name,
    cpus()[0]?.model ?? 'unknown',
    cpus().length,
    `2^${Math.round(Math.log2(parameters))} weights`,
  ].join(' | ');
}

/** Two hardware threads a core slow matrix kernels down; where the topology is unknown, x64 machines with many CPUs have them. */
function physicalCores(): number {
  const logical = cpus().length;
  return process.arch === 'x64' && logical > 4 ? Math.ceil(logical / 2) : logical;
}
