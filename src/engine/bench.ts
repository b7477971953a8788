/** The workload of the paper's Table 4: some text, one picture, some tokens out; and the search for this machine's best settings. */
import type { BenchParams, BenchResult, BenchRun } from '../shared/engine.ts';
import { ImpError, throwIfStopped } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { createSampler } from './language/sampler.ts';
import type { Segment } from './language/vocabulary.ts';
import type { RgbImage } from '../image/types.ts';
import type { LoadedPair } from './loadedPair.ts';

/** Name of the bench's picture in the KV cache: no hash looks like it. */
const PICTURE = 'bench';

/** @throws ImpError `usage`, `context-full`, `cancelled` */
export async function bench(
  session: LoadedPair,
  picture: RgbImage,
  params: BenchParams,
  signal: AbortSignal,
  onRun: (run: number) => void,
): Promise<BenchRun[]> {
  const { textTokens, generateTokens, runs } = params;
  for (const [name, value] of Object.entries({ textTokens, generateTokens, runs })) {
    if (!Number.isInteger(value) || value < 1)
      throw new ImpError('usage', msg`${name} must be a whole number above 0.`);
  }
  const needed = textTokens + session.vision.facts.tokens + generateTokens;
  if (needed > session.language.contextTokens) {
    throw new ImpError(
      'context-full',
      msg`The workload needs ${needed} tokens, but the context has ${session.language.contextTokens}.`,
    );
  }
  await session.language.settle(signal); // as an engine is that has been idle for some seconds
  const results: BenchRun[] = [];
  for (let run = 0; run < runs; run++) {
    results.push(await benchRun(session, picture, params, signal));
    onRun(run + 1);
  }
  return results;
}

async function benchRun(
  session: LoadedPair,
  picture: RgbImage,
  { textTokens, generateTokens }: BenchParams,
  signal: AbortSignal,
): Promise<BenchRun> {
  const { language, vision, native, languageFacts } = session;
  const { sequence } = language;
  sequence.truncate(0);
  const started = performance.now();
  const embeddings = await session.encode(
    session.squares.map(() => picture),
    { signal },
  );
  const encoded = performance.now();
  language.threads.fit();
  const { evaluated } = await sequence.evaluate(benchPrompt(session, textTokens), {
    embeddings: () => embeddings,
    imageTokens: vision.facts.tokens,
    logits: true,
    signal,
  });
  const prefilled = performance.now();
  const sampler = createSampler(native, language.vocabPointer, languageFacts.vocabulary, {});
  try {
    // Like the paper's: a fixed number of tokens, whatever the model says.
    for (let i = 0; i < generateTokens; i++) {
      throwIfStopped(signal);
      const token = sampler.sample(language.context);
      language.threads.fit();
      if (i + 1 < generateTokens) await sequence.append([token], signal);
    }
  } finally {
    sampler.free();
  }
  const ended = performance.now();
  sequence.truncate(0);
  const seconds = (from: number, to: number) => (to - from) / 1000;
  return {
    T_VE: seconds(started, encoded),
    S_prompt: evaluated / seconds(encoded, prefilled),
    S_gen: Math.max(1, generateTokens - 1) / seconds(prefilled, ended), // the first token came with the prompt
    T_total: seconds(started, ended),
    promptTokens: evaluated,
    generatedTokens: generateTokens,
  };
}

/** Text before and after the picture, as a template puts it, exactly as many tokens as asked for. */
function benchPrompt(session: LoadedPair, textTokens: number): Segment[] {
  const words = session.language.vocabulary.tokenize(
    ' The picture shows one of the things that people often ask about.'.repeat(Math.ceil(textTokens / 4)),
  );
  const tokens = [...session.language.vocabulary.start(), ...words].slice(0, textTokens);
  const before = Math.ceil(tokens.length / 2);
  const behind = tokens.slice(before);
  return [{ tokens: tokens.slice(0, before) }, { image: PICTURE }, ...(behind.length > 0 ? [{ tokens: behind }] : [])];
}

/** Noise as a picture: the encoder's work does not depend on what is in it. */
export function noise(side: number): RgbImage {
  let state = 1;
  const data = Uint8Array.from(
    { length: side * side * 3 },
    () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >> 16,
  );
  return { width: side, height: side, data };
}

export function benchResult(runs: BenchRun[], fileBytes: number): BenchResult {
  return { runs, peakRssBytes: peakRssBytes(), fileBytes };
}

/** Most memory that this process has had resident, in bytes. */
export const peakRssBytes = (): number => process.resourceUsage().maxRSS * 1024;
