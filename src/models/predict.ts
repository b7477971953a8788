/**
 * Seconds and words a second of a model on this machine, from its arithmetic and from what a small stand-in of the
 * same build was measured to do (calibrate.ts). Work is counted the same way for both, so what the count leaves out
 * (norms, memory traffic, overheads) cancels in the ratio.
 */
import type { ModelGroup, ModelSpeed, Quality } from '../shared/models.ts';
import type { PairFacts, WeightTotals } from '../pair/pair.ts';

/** Text tokens of the paper's Table 4 workload. */
export const TEXT_TOKENS = 41;
/** English words a token, as tokenizers of this size make them. */
const WORDS_PER_TOKEN = 0.75;

export interface TypeRates {
  /** Floating-point operations a second in prefill. */
  prefillFlops: number;
  /** Bytes of weights and KV cache a second in generation. */
  generateBytes: number;
}

export interface VisionRate {
  type: string;
  /** Patches of the picture that it was measured with. */
  patches: number;
  flops: number;
}

/** What this machine does; type names are ggml's in lower case. */
export interface MachineRates {
  language: Record<string, TypeRates>;
  /** Seconds that a prompt's token costs beside the matrices. */
  prefillOverhead: number;
  /** Seconds that a generated token costs beside reading the weights. */
  tokenOverhead: number;
  vision: VisionRate[];
  /** Seconds that a patch costs beside the blocks: preparation, embedding. */
  patchOverhead: number;
  /** Processor, threads and runtime for which this holds. */
  fingerprint: string;
}

export type Shape = Pick<
  PairFacts,
  'language' | 'vision' | 'imageTokens' | 'blockWeights' | 'outputWeights' | 'visionWeights'
>;

/** Prompt of Table 4: one picture and its text. */
export function promptTokens(shape: Pick<PairFacts, 'imageTokens'>): number {
  return shape.imageTokens + TEXT_TOKENS;
}

const elements = (weights: WeightTotals[]) => weights.reduce((sum, { elements }) => sum + elements, 0);

export function patchesOf({ vision }: Pick<PairFacts, 'vision'>): number {
  return Math.floor(vision.side / vision.patch) ** 2;
}

/** FLOPs of encoding a picture: matrices for each patch, and attention of all patches with all. */
export function encodeFlops({ vision, visionWeights }: Shape): number {
  const patches = patchesOf({ vision });
  return 2 * patches * elements(visionWeights) + 4 * vision.layers * vision.width * patches ** 2;
}

/** FLOPs of prefilling `tokens`: matrices for each token, causal attention, and the logits of the last one. */
export function prefillFlops(shape: Shape, tokens: number): number {
  const { layers, width } = shape.language;
  return (
    2 * tokens * elements(shape.blockWeights) + 2 * layers * width * tokens ** 2 + 2 * elements(shape.outputWeights)
  );
}

/** Bytes that a token after Table 4's prompt reads: weights, and K and V (F16) of all tokens before it. */
export function tokenBytes(shape: Shape): number {
  const { layers, width, heads, kvHeads } = shape.language;
  return weightBytes(shape) + 2 * layers * (width / heads) * kvHeads * 2 * promptTokens(shape);
}

const weightBytes = (shape: Shape) =>
  [...shape.blockWeights, ...shape.outputWeights].reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Prediction for Table 4's workload; null where a type of weights was not calibrated.
 * Within ±30 % where it was checked: see the README.
 */
export function predictSpeed(shape: Shape, rates: MachineRates): ModelSpeed | null {
  const tokens = promptTokens(shape);
  const encodeRate = visionRate(shape, rates);
  const prefill = overTypes([...shape.blockWeights], rates, (weights, rate) => weights.elements / rate.prefillFlops);
  const generate = overTypes(
    [...shape.blockWeights, ...shape.outputWeights],
    rates,
    (weights, rate) => weights.bytes / rate.generateBytes,
  );
  if (!encodeRate || prefill === null || generate === null) return null;
  // Attention and logits at the mean rate of the matrices, the KV cache at that of the weights.
  const prefillSeconds =
    tokens * rates.prefillOverhead + (prefill * prefillFlops(shape, tokens)) / elements(shape.blockWeights);
  const tokenSeconds = rates.tokenOverhead + (generate * tokenBytes(shape)) / weightBytes(shape);
  return speedOf('predicted', shape, {
    encodeSeconds: rates.patchOverhead * patchesOf(shape) + encodeFlops(shape) / encodeRate,
    prefillTokensPerSecond: tokens / prefillSeconds,
    tokensPerSecond: 1 / tokenSeconds,
  });
}

export interface Figures {
  encodeSeconds: number;
  prefillTokensPerSecond: number;
  tokensPerSecond: number;
}

/** The picker's figures from the three that are measured or predicted. */
export function speedOf(
  basis: ModelSpeed['basis'],
  shape: Pick<PairFacts, 'imageTokens'>,
  figures: Figures,
): ModelSpeed {
  const firstWordSeconds =
    figures.encodeSeconds + promptTokens(shape) / figures.prefillTokensPerSecond + 1 / figures.tokensPerSecond;
  return { basis, firstWordSeconds, wordsPerSecond: figures.tokensPerSecond * WORDS_PER_TOKEN, ...figures };
}

function overTypes(
  weights: WeightTotals[],
  rates: MachineRates,
  seconds: (weights: WeightTotals, rate: TypeRates) => number,
): number | null {
  let sum = 0;
  for (const part of weights) {
    const rate = rates.language[part.type];
    if (!rate) return null;
    sum += seconds(part, rate);
  }
  return sum;
}

/** Rate of the tower's main type, at the number of patches nearest to what was measured. */
function visionRate(shape: Shape, rates: MachineRates): number | undefined {
  const type = shape.visionWeights[0]?.type;
  const patches = patchesOf(shape);
  const distance = (rate: VisionRate) => Math.abs(Math.log(rate.patches / patches));
  return rates.vision.filter((rate) => rate.type === type).sort((a, b) => distance(a) - distance(b))[0]?.flops;
}

/** Work before the first word that counts as little, in FLOPs: below Imp-3B@196's and above nothing larger. */
const FAST_FLOPS = 2e12;
/** Above: the wait is felt, and only quality can justify it. */
const HEAVY_FLOPS = 5e12;
/** MMBench from which a model counts among the best of its kind. */
const BEST_MMBENCH = 70;

/** Fast: little work before the first word; Best: high published quality, or (where none is published) much work. */
export function groupOf(shape: Shape, quality: Quality | null): ModelGroup {
  const work = encodeFlops(shape) + prefillFlops(shape, promptTokens(shape));
  if (work < FAST_FLOPS) return 'fast';
  if (quality?.mmBench !== undefined) return quality.mmBench >= BEST_MMBENCH ? 'best' : 'balanced';
  return work < HEAVY_FLOPS ? 'balanced' : 'best';
}
