/** A chain of llama.cpp's samplers for one answer. */
import type { Sampling } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';

/** Generated tokens that the repeat penalty looks back on. */
const PENALTY_WINDOW = 64;

export interface Sampler {
  /**
   * Chooses a token from logits of the context and remembers it.
   * @param index of the last batch's tokens, the one after which it comes; by default the last one
   */
  sample(context: Ptr, index?: number): number;
  free(): void;
}

/**
 * Greedy unless a temperature is set; the repeat penalty counts generated tokens, not the prompt's.
 * @param grammar GBNF text, already made from the JSON schema where there was one
 * @throws ImpError `usage` for values out of range or a grammar that does not parse
 */
export function createSampler(
  native: NativeLibrary,
  vocab: Ptr,
  vocabulary: number,
  sampling: Sampling,
  grammar?: string,
): Sampler {
  checkSampling(sampling);
  const { llama } = native;
  const chain = llama.llama_sampler_chain_init({ no_perf: true });
  const add = (sampler: Ptr) => llama.llama_sampler_chain_add(chain, sampler);
  if (grammar !== undefined) {
    const rule = llama.llama_sampler_init_grammar(vocab, grammar, 'root');
    if (!rule) {
      llama.llama_sampler_free(chain);
      throw new ImpError('usage', msg`The grammar is not valid GBNF with a rule named "root".`);
    }
    add(rule);
  }
  const { repeatPenalty = 1, temperature = 0, topK = 40, topP = 0.95, minP = 0.05 } = sampling;
  if (repeatPenalty !== 1) add(llama.llama_sampler_init_penalties(vocabulary, PENALTY_WINDOW, repeatPenalty, 0, 0));
  if (temperature > 0) {
    add(llama.llama_sampler_init_top_k(topK));
    add(llama.llama_sampler_init_top_p(topP, 1));
    add(llama.llama_sampler_init_min_p(minP, 1));
    add(llama.llama_sampler_init_temp(temperature));
    add(llama.llama_sampler_init_dist(sampling.seed ?? Math.floor(Math.random() * 0xffff_ffff)));
  } else add(llama.llama_sampler_init_greedy());
  return {
    sample: (context, index = -1) => llama.llama_sampler_sample(chain, context, index),
    free: () => llama.llama_sampler_free(chain),
  };
}

function checkSampling(sampling: Sampling): void {
  const ranges: [keyof Sampling, number, number][] = [
    ['temperature', 0, 10],
    ['topK', 0, 1e6],
    ['topP', 0, 1],
    ['minP', 0, 1],
    ['repeatPenalty', 0.1, 10],
    ['seed', 0, 0xffff_ffff],
  ];
  for (const [name, low, high] of ranges) {
    const value = sampling[name];
    if (value !== undefined && !(typeof value === 'number' && value >= low && value <= high)) {
      throw new ImpError('usage', msg`${name} must be a number from ${low} to ${high}.`);
    }
  }
}
