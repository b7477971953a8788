import type { Timings } from './engine.ts';

/** Of two prompts that were answered one after the other; the first word came with the first. */
export function sumTimings(a: Timings, b: Timings): Timings {
  const all = Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value + b[name as keyof Timings]]),
  ) as unknown as Timings;
  return { ...all, first_token_ms: a.first_token_ms };
}
