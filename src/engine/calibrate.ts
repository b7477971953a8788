/** Measures this machine with the loaded model: threads first, then attention, then batch size, each with the best so far. */
import { availableParallelism } from 'node:os';
import type { Tuning } from '../shared/engine.ts';
import { throwIfStopped } from '../shared/errors.ts';
import { hasProducts } from './kernels/backend.ts';
import { defaultTuning } from './tuning.ts';
import type { LoadedPair } from './loadedPair.ts';

/** Milliseconds that one candidate's prefill should take at most. */
const BUDGET_MS = 3000;
/** Generated tokens a candidate. */
const TOKENS = 4;
/** A candidate must be this much faster to replace the simpler one: noise is no reason. */
const GAIN = 1.04;
const BATCHES = [128, 256, 512];

interface Speed {
  /** Tokens per second. */
  prompt: number;
  generate: number;
}

/**
 * Leaves the session with the context it was given; the caller loads the chosen settings.
 * KV type and kernels are not searched: F16 keeps every digit, and loading has chosen the kernels by a trial.
 * @throws ImpError `cancelled`
 */
export async function calibrate(
  session: LoadedPair,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Tuning> {
  const { language, vision } = session;
  const context = language.contextTokens;
  const original = session.facts.tuning;
  let best: Tuning = {
    ...defaultTuning(
      session.build,
      session.languageFacts.parameters,
      original.kernels !== 'plain' && hasProducts(session.native),
    ),
    kernels: original.kernels,
    kvType: original.kvType,
  };
  const threads = threadCandidates();
  const steps = threads.length + 1 + BATCHES.length;
  let done = 0;
  let depth = 64;
  const measure = async (tuning: Tuning): Promise<number> => {
    throwIfStopped(signal);
    const speed = await measureSpeed(session, tuning, Math.min(context, 1024), depth, signal);
    onProgress(++done / steps);
    return workload(speed, vision.facts.tokens);
  };
  const choose = async (candidates: Tuning[]) => {
    let time = Infinity;
    for (const candidate of candidates) {
      const candidateTime = await measure(candidate);
      if (candidateTime * GAIN < time) [best, time] = [candidate, candidateTime];
    }
  };
  try {
    const first = await measureSpeed(session, { ...best, threads: threads[0]! }, Math.min(context, 1024), 32, signal);
    depth = Math.max(
      64,
      Math.min(vision.facts.tokens, context - TOKENS - 1, Math.floor((first.prompt * BUDGET_MS) / 1000)),
    );
    await choose(threads.map((count) => ({ ...best, threads: count })));
    if (original.kvType === 'f16') await choose([best, { ...best, flashAttention: !best.flashAttention }]);
    await choose(
      [...BATCHES]
        .reverse()
        .filter((ubatch) => ubatch <= depth || ubatch === 512)
        .map((ubatch) => ({ ...best, ubatch })),
    );
    return best;
  } finally {
    await language.open(original, context);
  }
}

async function measureSpeed(
  session: LoadedPair,
  tuning: Tuning,
  context: number,
  depth: number,
  signal: AbortSignal,
): Promise<Speed> {
  const { language, vision, languageFacts } = session;
  await language.open(tuning, context);
  const embeddings = new Float32Array(depth * vision.facts.width).fill(0.01);
  const evaluate = (segments: Parameters<typeof language.sequence.evaluate>[0]) =>
    language.sequence.evaluate(segments, { embeddings: () => embeddings, imageTokens: depth, logits: true, signal });
  await evaluate([{ tokens: [0, 1] }]); // first touch of the buffers
  language.sequence.truncate(0);
  const started = performance.now();
  await evaluate([{ image: 'calibration' }]);
  const prefilled = performance.now();
  for (let i = 0; i < TOKENS; i++) await language.sequence.append([i % languageFacts.vocabulary], signal);
  const ended = performance.now();
  return { prompt: (depth * 1000) / (prefilled - started), generate: (TOKENS * 1000) / (ended - prefilled) };
}

/** Seconds for Table 4's workload, without the picture's encoding. */
function workload({ prompt, generate }: Speed, imageTokens: number): number {
  return (imageTokens + 41) / prompt + 64 / generate;
}

/** One, and half, three quarters and all of the CPUs, fewest first. */
function threadCandidates(): number[] {
  const cpus = availableParallelism();
  return [...new Set([1, ...[0.5, 0.75, 1].map((share) => Math.max(1, Math.round(cpus * share)))])];
}
