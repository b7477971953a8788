/**
 * A picture seen several times, each time a little moved (pair/views.ts), and the answers to all views taken together: each view has a
 * stream of its own in the KV cache, and the next token is chosen by the mean of the logarithms of their probabilities.
 */
import koffi from 'koffi';
import type { Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';

/** More than any model has. */
const MOST = 16;
let ids: bigint | undefined;

/** What a batch says of the streams its tokens belong to, for `positions` tokens of each of `streams`, stream by stream. */
export function streamIds(streams: number, positions: number): { counts: Int32Array; pointers: BigInt64Array } {
  if (ids === undefined) {
    ids = koffi.alloc('int32_t', MOST) as unknown as bigint;
    koffi.encode(
      ids,
      'int32_t',
      Array.from({ length: MOST }, (_, i) => i),
      MOST,
    );
  }
  const first = ids;
  const length = streams * positions;
  return {
    counts: new Int32Array(length).fill(1),
    pointers: BigInt64Array.from({ length }, (_, i) => first + BigInt(4 * Math.floor(i / positions))),
  };
}

/** Puts the mean of ln P over all streams where the last stream's logits are: what is sampled from, and copied. */
export class LogitsJoiner {
  readonly #native: NativeLibrary;
  readonly #context: Ptr;
  /** The streams' logits, copied here a token at a time; the last ones are overwritten by the result. */
  readonly #rows: readonly Float32Array[];

  /** @param context outlives this */
  constructor(native: NativeLibrary, context: Ptr, streams: number, vocabulary: number) {
    this.#native = native;
    this.#context = context;
    this.#rows = Array.from({ length: streams }, () => new Float32Array(vocabulary));
  }

  /** After a batch whose last position has its logits computed in each stream. */
  join(): void {
    const rows = this.#rows;
    const streams = rows.length;
    const at = rows.map((row, i) => {
      const pointer = this.#native.llama.llama_get_logits_ith(this.#context, i - streams);
      this.#native.readFloats(pointer, row);
      return pointer;
    });
    const offsets = rows.map(lnTotal);
    const last = rows.at(-1)!;
    for (let t = 0; t < last.length; t++) {
      let sum = 0;
      for (let i = 0; i < streams; i++) sum += rows[i]![t]! - offsets[i]!;
      last[t] = sum / streams;
    }
    this.#native.writeFloats(last, at.at(-1)!);
  }
}

/** ln of the sum of e to the power of each. */
export function lnTotal(logits: Float32Array): number {
  let most = -Infinity;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return most + Math.log(sum);
}
