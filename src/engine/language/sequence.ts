/**
 * The KV cache's one sequence and what it holds. A prompt is compared with it, the common beginning is kept, and only the
 * rest is evaluated: that is how a second question on the same picture costs only its own tokens. Where a picture has several views
 * (streams.ts), the sequence has as many streams: the same positions and tokens, each with its view of the pictures.
 */
import { ImpError, stopped, throwIfStopped } from '../../shared/errors.ts';
import type { AbortSwitch } from '../../native/abort.ts';
import { pointerTo, type Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';
import { LogitsJoiner, streamIds } from './streams.ts';
import type { Segment } from './vocabulary.ts';

export interface EvaluateOptions {
  /** A picture's embeddings, [views × tokens, width], or [tokens, width] for all views; asked for those alone that are not in the cache. */
  embeddings: (image: string) => Float32Array | Promise<Float32Array>;
  /** Tokens a picture takes. */
  imageTokens: number;
  /** Whether the last position's logits are wanted. */
  logits: boolean;
  signal?: AbortSignal;
  /** 0..1 of the tokens to evaluate */
  onProgress?: (fraction: number) => void;
}

export interface Evaluated {
  reused: number;
  evaluated: number;
}

interface Shape {
  width: number;
  vocabulary: number;
  capacity: number;
  /** Tokens a native batch. */
  batch: number;
  /** Views of each picture. */
  streams: number;
  /** Tokens of a batch at most whose logits are computed, of each view. */
  outputs: number;
}

/** Cells of picture k are the numbers -(k * STRIDE + index) - 1; no picture has more tokens than this. */
const STRIDE = 1 << 16;

export class Sequence {
  readonly capacity: number;
  readonly #native: NativeLibrary;
  readonly #context: Ptr;
  readonly #memory: Ptr;
  readonly #abort: AbortSwitch;
  readonly #shape: Shape;
  /** With several views of each picture. */
  readonly #joiner: LogitsJoiner | undefined;
  #cells: number[] = [];
  readonly #images = new Map<string, number>();

  /** @param context outlives this */
  constructor(native: NativeLibrary, context: Ptr, abort: AbortSwitch, shape: Shape) {
    this.#native = native;
    this.#context = context;
    this.#memory = native.llama.llama_get_memory(context);
    this.#abort = abort;
    this.#shape = shape;
    if (shape.streams > 1) this.#joiner = new LogitsJoiner(native, context, shape.streams, shape.vocabulary);
    this.capacity = shape.capacity;
  }

  /** Tokens that can be appended at a time. */
  get outputs(): number {
    return this.#shape.outputs;
  }

  /** Positions in use. */
  get length(): number {
    return this.#cells.length;
  }

  /** Positions of this prompt that are in the cache already. */
  reusable(segments: readonly Segment[], imageTokens: number): number {
    return this.#common(this.#flatten(segments, imageTokens));
  }

  /**
   * Makes the cache hold exactly this prompt.
   * @throws ImpError `cancelled`: what was evaluated until then stays and is reused
   */
  async evaluate(segments: readonly Segment[], options: EvaluateOptions): Promise<Evaluated> {
    const target = this.#flatten(segments, options.imageTokens);
    let done = this.#common(target);
    if (options.logits && done === target.length) done--; // its logits are needed again
    const reused = done;
    this.truncate(done);
    while (done < target.length) {
      throwIfStopped(options.signal);
      const end = this.#runEnd(target, done);
      const fraction = (done - reused) / (target.length - reused);
      await this.#decodeRun(target, done, end, options, () => options.onProgress?.(fraction));
      this.#cells.push(...target.slice(done, end));
      done = end;
      options.onProgress?.((done - reused) / (target.length - reused));
    }
    return { reused, evaluated: target.length - reused };
  }

  /** What each position holds: a token, or a number below 0 for a picture's part. */
  get cells(): readonly number[] {
    return this.#cells;
  }

  /** Adds tokens and computes the logits after each of them: one, or with one view of pictures as many as `Shape.outputs` says. */
  async append(tokens: readonly number[], signal?: AbortSignal): Promise<void> {
    await this.#decode(
      tokens.map((_, i) => this.#cells.length + i),
      { tokens },
      'all',
      signal,
    );
    this.#cells.push(...tokens);
  }

  /** Forgets everything after this position. */
  truncate(length: number): void {
    if (length >= this.#cells.length) return;
    this.#cells.length = length;
    this.#remove(length);
  }

  /** The last evaluated position's logits, copied; of several views, the mean of their logarithms of probabilities. */
  logits(): Float32Array {
    const pointer = this.#native.llama.llama_get_logits_ith(this.#context, -1);
    const logits = new Float32Array(this.#shape.vocabulary);
    this.#native.readFloats(pointer, logits);
    return logits;
  }

  #flatten(segments: readonly Segment[], imageTokens: number): number[] {
    return segments.flatMap((segment) => {
      if ('tokens' in segment) return segment.tokens;
      const image = this.#imageNumber(segment.image);
      return Array.from({ length: imageTokens }, (_, index) => -(image * STRIDE + index) - 1);
    });
  }

  #imageNumber(id: string): number {
    let number = this.#images.get(id);
    if (number === undefined) {
      number = this.#images.size;
      this.#images.set(id, number);
    }
    return number;
  }

  #common(target: readonly number[]): number {
    let n = 0;
    while (n < target.length && n < this.#cells.length && target[n] === this.#cells[n]) n++;
    return n;
  }

  /** End of the batch that begins here: tokens alone or one picture's parts alone, at most a batch. */
  #runEnd(target: readonly number[], start: number): number {
    const kind = (cell: number) => (cell >= 0 ? -1 : Math.floor((-cell - 1) / STRIDE));
    const first = kind(target[start]!);
    const most = Math.max(1, Math.floor(this.#shape.batch / this.#shape.streams));
    let end = start + 1;
    while (end < target.length && end - start < most && kind(target[end]!) === first) end++;
    return end;
  }

  /** @param begin called when the picture, where one is needed, is encoded: a batch takes seconds, and progress is reported before it */
  async #decodeRun(
    target: readonly number[],
    start: number,
    end: number,
    options: EvaluateOptions,
    begin: () => void,
  ): Promise<void> {
    const n = end - start;
    const positions = Array.from({ length: n }, (_, i) => start + i);
    const logits = options.logits && end === target.length ? 'last' : 'none';
    const cell = target[start]!;
    if (cell >= 0) {
      begin();
      return await this.#decode(positions, { tokens: target.slice(start, end) }, logits, options.signal);
    }
    const { width, streams } = this.#shape;
    const [image, first] = [Math.floor((-cell - 1) / STRIDE), (-cell - 1) % STRIDE];
    const id = [...this.#images.keys()][image]!;
    const all = await options.embeddings(id);
    const one = options.imageTokens * width;
    const views = all.length / one;
    if (views !== 1 && views !== streams)
      throw new Error(`embeddings of ${all.length} floats where ${streams} × ${options.imageTokens} × ${width} belong`);
    const embeddings = new Float32Array(streams * n * width);
    for (let i = 0; i < streams; i++)
      embeddings.set(
        all.subarray((i % views) * one + first * width, (i % views) * one + (first + n) * width),
        i * n * width,
      );
    begin();
    await this.#decode(positions, { embeddings }, logits, options.signal);
  }

  /** @param input tokens, the same in all streams, or embeddings [streams × positions, width] */
  async #decode(
    positions: readonly number[],
    input: { tokens: readonly number[] } | { embeddings: Float32Array },
    wanted: 'none' | 'last' | 'all',
    signal?: AbortSignal,
  ): Promise<void> {
    const { streams } = this.#shape;
    const n = positions.length;
    const length = streams * n;
    const pos = Int32Array.from({ length }, (_, i) => positions[i % n]!);
    const logits = Int8Array.from({ length }, (_, i) =>
      wanted === 'all' || (wanted === 'last' && i % n === n - 1) ? 1 : 0,
    );
    const values = 'tokens' in input ? Int32Array.from({ length }, (_, i) => input.tokens[i % n]!) : input.embeddings;
    const ids = streams > 1 ? streamIds(streams, n) : undefined;
    const at = pointerTo(values);
    await this.#run(
      {
        n_tokens: length,
        token: 'tokens' in input ? at : null,
        embd: 'tokens' in input ? null : at,
        pos: pointerTo(pos),
        n_seq_id: ids ? pointerTo(ids.counts) : null,
        seq_id: ids ? pointerTo(ids.pointers) : null,
        logits: pointerTo(logits),
      },
      signal,
    );
    keepAlive(values, pos, logits, ids);
    if (wanted !== 'none') this.#joiner?.join();
  }

  /** Forgets what is in the native cache after this position. */
  #remove(length: number): void {
    for (let i = 0; i < this.#shape.streams; i++) this.#native.llama.llama_memory_seq_rm(this.#memory, i, length, -1);
  }

  async #run(batch: Parameters<NativeLibrary['llama']['llama_decode']>[1], signal?: AbortSignal): Promise<void> {
    const abort = () => this.#abort.set(true);
    throwIfStopped(signal);
    this.#abort.set(false);
    signal?.addEventListener('abort', abort, { once: true });
    let status: number;
    try {
      status = await this.#native.llama.llama_decode.later(this.#context, batch);
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#abort.set(false);
    }
    if (status === 0) return;
    // Whatever part of the batch got in is removed again, so that the cache is what `#cells` says.
    this.#remove(this.#cells.length);
    if (status === 2) throw stopped();
    throw new ImpError('internal', `llama_decode failed with status ${status}.`);
  }
}

/** Names buffers that native code was using until now, so that they are not collected earlier. */
function keepAlive(..._buffers: unknown[]): void {}
