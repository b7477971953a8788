/** Whether a GPU is faster than the processor's kernels for a model, by a trial of some tens of milliseconds. */
import type { GgufFile, TensorType } from '../../gguf/index.ts';
import type { LanguageFacts } from '../../pair/language.ts';
import type { Tuning } from '../../shared/engine.ts';
import type { Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { ThreadPool } from '../../native/threadPool.ts';
import { commonType } from '../../pair/shapes.ts';
import { multiply, multiplyOn, pack } from './trial.ts';

/** What an answer takes, as Table 4 of the paper counts it: a picture and a question, then an answer. */
const PROMPT_TOKENS = 770;
const ANSWER_TOKENS = 64;
/** Tokens of the trial's prompt. */
const COLUMNS = 64;
/** The first run compiles a GPU's kernels. */
const RUNS = 5;

export interface GpuTrial {
  /** Milliseconds of an answer's share of one matrix. */
  gpuMs: number;
  cpuMs: number;
  /** Of the GPU's time to the processor's, for people. */
  factor: string;
}

/** Multiplies a matrix of the model's own size and type, as a prompt does and as an answer's tokens do. */
export async function tryGpu(
  native: NativeLibrary,
  file: GgufFile,
  { width, ffn }: Pick<LanguageFacts, 'width' | 'ffn'>,
  device: Ptr,
  kernels: Tuning['kernels'],
  createPool: () => ThreadPool,
): Promise<GpuTrial> {
  const type = commonType(file) as TensorType;
  const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898));
  const w = pack(native, type, values(width * ffn), width);
  const pool = createPool();
  let [gpuMs, cpuMs] = [0, 0];
  try {
    for (const [columns, tokens] of [
      [COLUMNS, PROMPT_TOKENS],
      [1, ANSWER_TOKENS],
    ] as const) {
      const product = { type, w, x: values(width * columns), inputs: width, rows: ffn, columns, runs: RUNS };
      const share = tokens / columns;
      gpuMs += share * (await multiplyOn(native, device, product)).ms;
      const own = await multiply(native, pool, kernels, product);
      cpuMs += share * (own ?? (await multiply(native, pool, 'repacked', product))!).ms;
    }
  } finally {
    pool.free();
  }
  const factor = gpuMs / cpuMs;
  return { gpuMs, cpuMs, factor: factor < 10 ? factor.toFixed(1) : String(Math.round(factor)) };
}
