/** Measures this machine with stand-ins of the real models, through the engine itself: the same build, threads and kernels. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorType } from '../../gguf/index.ts';
import type { BenchResult, EngineMethods, EngineOptions } from '../../shared/engine.ts';
import { throwIfStopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { Remote } from '../../shared/rpc.ts';
import { inspectPair, type PairFacts } from '../../pair/pair.ts';
import {
  TEXT_TOKENS,
  encodeFlops,
  patchesOf,
  prefillFlops,
  promptTokens,
  tokenBytes,
  type Figures,
  type MachineRates,
} from '../predict.ts';
import { ensureSpace } from '../../shared/space.ts';
import { figuresOfBench, fingerprint, keepRates, recordFigures, speedKey } from '../speed.ts';
import type { InstalledModel, WorkOptions } from '../store.ts';
import { writeLanguageStandIn, writeVisionStandIn } from './pair.ts';

/** Weight types of the default conversions; the others are measured when a model on this machine has them. */
const DEFAULT_LANGUAGE: TensorType[] = ['Q4_K', 'Q6_K', 'Q5_0', 'Q8_0'];
const DEFAULT_VISION: TensorType = 'Q8_0';
const SIDE = { large: 384, small: 196 };
/**
 * Two layers hold more than a processor's cache; the difference to twelve shows what a token costs beside its layers, and
 * twelve are near enough to a real model's 24 or 32 that a wrong guess of it does little harm. Four do for the other types.
 */
const LAYERS = { few: 2, some: 4, many: 12 };
/** Vision blocks, likewise. */
const BLOCKS = { few: 2, many: 6 };
/** Tokens to generate: enough to time, after a prompt of real length. */
const GENERATE = 24;
const RUNS = 2;
/** A model below this runs Table 4's workload in about a second: no need to predict it. */
const SMALL_BYTES = 50e6;
/** The largest stand-ins at a time (four layers in F16, or twelve in Q4_K) with a tower. */
const DISK_BYTES = 750e6;

interface Step {
  type: TensorType;
  layers: number;
  visionType: TensorType;
  side: number;
  blocks: number;
}

interface Measured extends Step {
  facts: PairFacts;
  figures: Figures;
}

export interface CalibrateOptions extends WorkOptions {
  engine: Remote<EngineMethods>;
  /** As the user's models are loaded. */
  engineOptions?: EngineOptions;
  /** The models on this machine: small ones are measured themselves, of the others the weight types. */
  models?: InstalledModel[];
}

/**
 * Takes half a minute and most of the machine while it runs; the engine has another model loaded afterwards, so use one of its own.
 * The rates are kept in the store at `root`.
 * @throws ImpError `cancelled`, `disk-full`, those of the engine
 */
export async function calibrate(root: string, options: CalibrateOptions): Promise<MachineRates> {
  const pairs = (options.models ?? []).flatMap(({ id, pair }) => (pair ? [{ ...pair, id }] : []));
  const large = pairs.filter(({ facts }) => facts.fileBytes > SMALL_BYTES);
  const used = (parts: keyof PairFacts & ('blockWeights' | 'outputWeights' | 'visionWeights')) =>
    large.flatMap(({ facts }) => facts[parts].map((weights) => weights.type.toUpperCase() as TensorType));
  const language = [...new Set([...DEFAULT_LANGUAGE, ...used('blockWeights'), ...used('outputWeights')])].filter(
    isMeasurable,
  );
  const vision = [...new Set([DEFAULT_VISION, ...used('visionWeights').slice(0, 1)])].filter(isMeasurable);

  const small = pairs.filter((pair) => !large.includes(pair));
  const steps = stepsFor(language, vision);
  const total = small.length + steps.length;
  let begun = 0;
  const begin = (what: string) => {
    options.onProgress?.({
      fraction: begun / total,
      message: msg`Measuring this machine: step ${++begun} of ${total} (${what})`,
    });
  };
  for (const { id, model, mmproj, facts } of small) {
    begin(facts.name);
    await recordFigures(root, speedKey(id, facts.fileBytes), figuresOfBench(await run(options, model, mmproj)));
  }
  await mkdir(root, { recursive: true });
  await ensureSpace(root, DISK_BYTES);
  const folder = await mkdtemp(join(root, 'calibration-'));
  const measured: Measured[] = [];
  try {
    for (const step of steps) {
      begin(step.type);
      const model = await writeLanguageStandIn(folder, step.type, step.layers);
      const mmproj = await writeVisionStandIn(folder, step.visionType, step.side, step.blocks);
      const { facts } = await inspectPair([model, mmproj]);
      measured.push({ ...step, facts, figures: figuresOfBench(await run(options, model, mmproj)) });
      await rm(model, { force: true });
      await rm(mmproj, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
  const rates = ratesOf(measured, fingerprint());
  await keepRates(root, rates);
  return rates;
}

async function run(options: CalibrateOptions, model: string, mmproj: string): Promise<BenchResult> {
  const { engine, signal } = options;
  throwIfStopped(signal);
  await engine.request(
    'load',
    { files: { id: 'calibration', model, mmproj }, options: options.engineOptions },
    { signal },
  );
  try {
    return await engine.request('bench', { textTokens: TEXT_TOKENS, generateTokens: GENERATE, runs: RUNS }, { signal });
  } finally {
    await engine.request('unload', {}).catch(() => {}); // the file is deleted next; on Windows a mapped one cannot be
  }
}

/** Long prompt with few layers, short prompt with many: both lengths and both depths in the least time. */
function stepsFor(language: TensorType[], vision: TensorType[]): Step[] {
  const [main, ...others] = language;
  const short = { visionType: DEFAULT_VISION, side: SIDE.small };
  return [
    { type: main!, layers: LAYERS.few, visionType: DEFAULT_VISION, side: SIDE.large, blocks: BLOCKS.many },
    { ...short, type: main!, layers: LAYERS.many, blocks: BLOCKS.few },
    ...others.map((type, i) => ({ ...short, type, layers: LAYERS.some, blocks: i === 0 ? BLOCKS.many : BLOCKS.few })),
    ...vision.slice(1).flatMap((visionType) =>
      [SIDE.large, SIDE.small].map((side) => ({
        type: main!,
        layers: LAYERS.few,
        visionType,
        side,
        blocks: BLOCKS.many,
      })),
    ),
  ];
}

/**
 * Rates and overheads from what the steps took, work counted as predict.ts counts it:
 * seconds = overhead × tokens + work ÷ rate. Two steps of one type that differ in work give both unknowns.
 */
export function ratesOf(measured: readonly Measured[], machine: string): MachineRates {
  const [long, deep] = measured as [Measured, Measured];
  const prefill = split(long, deep, ({ facts, figures }) => ({
    count: promptTokens(facts),
    work: prefillFlops(facts, promptTokens(facts)),
    seconds: promptTokens(facts) / figures.prefillTokensPerSecond,
  }));
  const generate = split(long, deep, ({ facts, figures }) => ({
    count: 1,
    work: tokenBytes(facts),
    seconds: 1 / figures.tokensPerSecond,
  }));
  const rates: MachineRates = {
    language: { [typeOf(long)]: { prefillFlops: prefill.rate, generateBytes: generate.rate } },
    prefillOverhead: prefill.overhead,
    tokenOverhead: generate.overhead,
    vision: [],
    patchOverhead: 0,
    fingerprint: machine,
  };
  for (const step of measured) {
    const { facts, figures } = step;
    const tokens = promptTokens(facts);
    rates.language[typeOf(step)] ??= {
      prefillFlops:
        prefillFlops(facts, tokens) / rest(tokens / figures.prefillTokensPerSecond, prefill.overhead * tokens),
      generateBytes: tokenBytes(facts) / rest(1 / figures.tokensPerSecond, generate.overhead),
    };
  }
  const tower = (step: Measured) => ({
    count: patchesOf(step.facts),
    work: encodeFlops(step.facts),
    seconds: step.figures.encodeSeconds,
  });
  const small = measured.filter((step) => step.visionType === DEFAULT_VISION && step.side === SIDE.small);
  const high = small.find((step) => step.blocks === BLOCKS.many);
  const low = small.find((step) => step.blocks === BLOCKS.few);
  if (high && low) rates.patchOverhead = split(high, low, tower).overhead;
  for (const step of measured) {
    const { count, work, seconds } = tower(step);
    const type = step.facts.visionWeights[0]!.type;
    if (step.blocks !== BLOCKS.many || rates.vision.some((rate) => rate.type === type && rate.patches === count))
      continue;
    rates.vision.push({ type, patches: count, flops: work / rest(seconds, rates.patchOverhead * count) });
  }
  return rates;
}

interface Sample {
  count: number;
  work: number;
  seconds: number;
}

/** Solves seconds = overhead × count + work ÷ rate for two samples; noise must not make either negative. */
function split(
  first: Measured,
  second: Measured,
  sample: (step: Measured) => Sample,
): { overhead: number; rate: number } {
  const [a, b] = [sample(first), sample(second)];
  const determinant = a.count * b.work - b.count * a.work;
  const overhead = (a.seconds * b.work - b.seconds * a.work) / determinant;
  const most = OVERHEAD_SHARE * Math.min(a.seconds / a.count, b.seconds / b.count);
  const kept = Math.min(Math.max(overhead, 0), most);
  const rate = (a.work + b.work) / (rest(a.seconds, kept * a.count) + rest(b.seconds, kept * b.count));
  return { overhead: kept, rate };
}

/** No more than this part of a step can be overhead. */
const OVERHEAD_SHARE = 0.5;

const rest = (seconds: number, overhead: number) => Math.max(seconds - overhead, seconds * (1 - OVERHEAD_SHARE));
const typeOf = (step: Measured) => step.facts.blockWeights[0]!.type;
/** Types that a stand-in can be written in; F32 models are too large to be anybody's. */
function isMeasurable(type: TensorType): boolean {
  return /^(F16|BF16|Q4_0|Q4_1|Q5_0|Q5_1|Q8_0|Q[2-6]_K|IQ4_NL)$/.test(type);
}
