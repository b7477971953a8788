/** Measures this machine with stand-ins of the real models, through the engine itself: the same build, threads and kernels. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorType } from '../../gguf/index.ts';
import type { BenchResult, EngineMethods, EngineOptions } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import type { Remote } from '../../shared/rpc.ts';
import { inspectPair, type PairFacts } from '../inspect.ts';
import { TEXT_TOKENS, encodeFlops, kvBytes, prefillFlops, promptTokens, type MachineRates } from '../predict.ts';
import { ensureSpace } from '../space.ts';
import { figuresOfBench, fingerprint, keepRates } from '../speed.ts';
import type { WorkOptions } from '../store.ts';
import { writeLanguageStandIn, writeVisionStandIn } from './pair.ts';

/** Weight types of the default conversions; the others are measured when a model on this machine has them. */
const DEFAULT_LANGUAGE: TensorType[] = ['Q4_K', 'Q6_K', 'Q5_0', 'Q8_0'];
const DEFAULT_VISION: TensorType = 'Q8_0';
const SIDES = [384, 196];
/** Tokens to generate: enough to time, behind a prompt of real length. */
const GENERATE = 16;
/** The largest stand-in (F16) and a vision tower. */
const DISK_BYTES = 700e6;

export interface CalibrateOptions extends WorkOptions {
  engine: Remote<EngineMethods>;
  /** As the user's models are loaded. */
  engineOptions?: EngineOptions;
  /** Facts of the models on this machine: their weight types are measured too. */
  facts?: PairFacts[];
}

/**
 * Takes some ten seconds and most of the machine while it runs; the engine has another model loaded afterwards, so use one of its own.
 * The rates are kept in the store at `root`.
 * @throws ImpError `cancelled`, `disk-full`, those of the engine
 */
export async function calibrate(root: string, options: CalibrateOptions): Promise<MachineRates> {
  const used = (parts: keyof PairFacts & ('blockWeights' | 'outputWeights' | 'visionWeights')) =>
    (options.facts ?? []).flatMap((facts) => facts[parts].map((weights) => weights.type.toUpperCase() as TensorType));
  const language = [...new Set([...DEFAULT_LANGUAGE, ...used('blockWeights'), ...used('outputWeights')])].filter(isMeasurable);
  const vision = [...new Set([DEFAULT_VISION, ...used('visionWeights').slice(0, 1)])].filter(isMeasurable);

  await mkdir(root, { recursive: true });
  await ensureSpace(root, DISK_BYTES);
  const folder = await mkdtemp(join(root, 'calibration-'));
  const rates: MachineRates = { language: {}, vision: [], fingerprint: fingerprint() };
  const steps = [...language.map((type) => ({ type, visionType: DEFAULT_VISION, side: 384 }))];
  steps.push({ type: language[0]!, visionType: DEFAULT_VISION, side: SIDES[1]! });
  for (const visionType of vision.slice(1)) for (const side of SIDES) steps.push({ type: language[0]!, visionType, side });
  try {
    for (const [i, { type, visionType, side }] of steps.entries()) {
      options.onProgress?.({ fraction: i / steps.length, message: `Measuring this machine (${type})` });
      const model = await writeLanguageStandIn(folder, type);
      const mmproj = await writeVisionStandIn(folder, visionType, side);
      const { facts } = await inspectPair([model, mmproj]);
      const bench = await run(options, model, mmproj);
      take(rates, facts, bench);
      await rm(model, { force: true });
      await rm(mmproj, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
  await keepRates(root, rates);
  return rates;
}

async function run(options: CalibrateOptions, model: string, mmproj: string): Promise<BenchResult> {
  const { engine, signal } = options;
  if (signal?.aborted) throw new ImpError('cancelled', 'Stopped.');
  await engine.request('load', { files: { id: 'calibration', model, mmproj }, options: options.engineOptions }, { signal });
  try {
    return await engine.request('bench', { textTokens: TEXT_TOKENS, generateTokens: GENERATE, runs: 3 }, { signal });
  } finally {
    await engine.request('unload', {}).catch(() => {}); // the file is deleted next; on Windows a mapped one cannot be
  }
}

/** Work over time, counted as predict.ts counts it. */
function take(rates: MachineRates, facts: PairFacts, bench: BenchResult): void {
  const { encodeSeconds, prefillTokensPerSecond, tokensPerSecond } = figuresOfBench(bench);
  const tokens = promptTokens(facts);
  const main = facts.blockWeights[0]!;
  const vision = facts.visionWeights[0]!;
  const patches = Math.floor(facts.vision.side / facts.vision.patch) ** 2;
  if (!rates.vision.some((rate) => rate.type === vision.type && rate.patches === patches)) {
    rates.vision.push({ type: vision.type, patches, flops: encodeFlops(facts) / encodeSeconds });
  }
  const bytes = [...facts.blockWeights, ...facts.outputWeights].reduce((sum, weights) => sum + weights.bytes, 0);
  rates.language[main.type] ??= {
    prefillFlops: prefillFlops(facts, tokens) / (tokens / prefillTokensPerSecond),
    generateBytes: (bytes + kvBytes(facts, tokens)) * tokensPerSecond,
  };
}

/** Types that a stand-in can be written in; F32 models are too large to be anybody's. */
function isMeasurable(type: TensorType): boolean {
  return /^(F16|BF16|Q4_0|Q4_1|Q5_0|Q5_1|Q8_0|Q[2-6]_K|IQ4_NL)$/.test(type);
}
