/** Gives damaged inputs to every reader: each must end in a result or in one coded error, in time. */
import { ImpError } from '../../src/shared/errors.ts';
import { random } from '../../test/random.ts';
import type { FuzzReader } from './reader.ts';

/** No input of some kilobytes may take longer, on a busy machine either. An SVG may take its own limit. */
const LIMIT_MS = 15_000;

export interface FuzzResult {
  name: string;
  inputs: number;
  /** Read in spite of the damage. */
  read: number;
  slowestMs: number;
  /** What should not be: the input's number, and why; the same seed makes the same input again. */
  faults: { number: number; why: string; bytes: Buffer }[];
}

export async function fuzz(readers: FuzzReader[], inputs: number, seed: number): Promise<FuzzResult[]> {
  const results: FuzzResult[] = [];
  for (const [i, reader] of readers.entries()) {
    const next = random(seed + i);
    const result: FuzzResult = {
      name: reader.name,
      inputs: Math.ceil(inputs * reader.share),
      read: 0,
      slowestMs: 0,
      faults: [],
    };
    for (let number = 0; number < result.inputs; number++) {
      const bytes = reader.mutate(reader.sources[Math.floor(next() * reader.sources.length)]!, next);
      const begun = performance.now();
      const why = await fault(reader, bytes);
      const took = performance.now() - begun;
      if (why === undefined) result.read++;
      result.slowestMs = Math.max(result.slowestMs, took);
      if (why) result.faults.push({ number, why, bytes });
      else if (took > LIMIT_MS) result.faults.push({ number, why: `it took ${Math.round(took)} ms`, bytes });
      if (result.faults.length >= 20) break;
    }
    results.push(result);
  }
  return results;
}

/** Undefined: it was read; empty: it was refused in good order; else what is wrong. */
async function fault(reader: FuzzReader, bytes: Buffer): Promise<string | undefined> {
  try {
    await reader.read(bytes);
    return undefined;
  } catch (thrown) {
    const coded = thrown instanceof ImpError && thrown.code !== 'internal' && thrown.message !== '';
    return coded
      ? ''
      : `not a coded error: ${thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)}`;
  }
}
