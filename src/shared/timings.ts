import type { Timings } from './engine.ts';

/** Of two prompts that were answered one after the other; the first word came with the first. */
export function sumTimings(a: Timings, b: Timings): Timings {
  const all = Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value + b[name as keyof Timings]]),
  ) as unknown as Timings;
  return { ...all, first_token_ms: a.first_token_ms };
}

/** Of an answer that took no model. */
export const NO_TIMINGS: Timings = {
  load_ms: 0,
  encode_ms: 0,
  prefill_tokens: 0,
  prefill_ms: 0,
  first_token_ms: 0,
  generated_tokens: 0,
  drafted_tokens: 0,
  generate_ms: 0,
  total_ms: 0,
};

/** Figures of an answer that took no model: the whole answer is there with its first word. @param ms that the user waited */
export const withoutModel = (ms: number): { model: string; reusedTokens: number; timings: Timings } => ({
  model: '',
  reusedTokens: 0,
  timings: { ...NO_TIMINGS, first_token_ms: ms, total_ms: ms },
});
