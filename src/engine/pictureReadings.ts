/** Texts and facts of the pictures that the engine holds: each read once, kept within bounds, shared by all who ask. */
import { createReader, type Reader } from '../reading/index.ts';
import type { Comparison } from '../shared/compare.ts';
import type { ImageId, TextReading } from '../shared/engine.ts';
import type { FactPart, FactsEvent, PictureFacts } from '../shared/structure.ts';
import { BoundedCache } from './boundedCache.ts';
import type { Pictures } from './pictures.ts';
import { SharedJob } from './sharedJob.ts';

/** A page of text takes some 200 kB, all that stands in it perhaps twice as much. */
const KEPT_BYTES = 24 * 1024 * 1024;

interface Waiting<Event> {
  signal?: AbortSignal;
  onEvent?: (event: Event) => void;
}

export class PictureReadings {
  #reader: Reader | undefined;
  readonly #texts = new BoundedCache<TextReading>(KEPT_BYTES / 3);
  readonly #facts = new BoundedCache<PictureFacts>(KEPT_BYTES);
  readonly #jobs = new Map<string, SharedJob<unknown, FactsEvent>>();

  constructor(
    private readonly pictures: Pictures,
    private readonly create: () => Reader = createReader,
  ) {}

  /** @throws ImpError `image-unknown`, and what {@link Reader.read} throws */
  async text(id: ImageId, waiting: Waiting<FactsEvent> = {}): Promise<TextReading> {
    const known = this.#texts.get(id);
    if (known) return known;
    return await this.#share(`text ${id}`, waiting, async (signal) => {
      const text = await this.#open().read(this.pictures.source(id), { signal });
      this.#texts.set(id, text, sizeOf(text));
      return text;
    });
  }

  /**
   * All parts, or the wanted ones; what was read as a whole serves every later wish.
   * @throws ImpError `image-unknown`, and what {@link Reader.facts} throws
   */
  async facts(id: ImageId, want?: readonly FactPart[], waiting: Waiting<FactsEvent> = {}): Promise<PictureFacts> {
    const key = want ? `${id} ${[...new Set(want)].sort().join()}` : id;
    const known = this.#facts.get(id) ?? this.#facts.get(key);
    if (known) return known;
    return await this.#share(`facts ${key}`, waiting, async (signal, onEvent) => {
      const source = this.pictures.source(id);
      if (!this.#texts.get(id)) onEvent({ type: 'reading', part: 'text' });
      const text = await this.text(id, { signal });
      const facts = await this.#open().facts(source, { text, signal, onEvent, ...(want && { want }) });
      this.#facts.set(key, facts, sizeOf(facts));
      return facts;
    });
  }

  /** @throws ImpError `image-unknown`, and what {@link Reader.compare} throws */
  async compare(before: ImageId, after: ImageId, { signal }: Waiting<FactsEvent> = {}): Promise<Comparison> {
    const texts = { before: await this.text(before, { signal }), after: await this.text(after, { signal }) };
    return await this.#open().compare(this.pictures.source(before), this.pictures.source(after), { texts, signal });
  }

  forget(id: ImageId): void {
    this.#texts.delete(id);
    this.#facts.delete(id);
  }

  #open(): Reader {
    return (this.#reader ??= this.create());
  }

  #share<Result>(
    key: string,
    { signal, onEvent }: Waiting<FactsEvent>,
    work: (signal: AbortSignal, emit: (event: FactsEvent) => void) => Promise<Result>,
  ): Promise<Result> {
    let job = this.#jobs.get(key) as SharedJob<Result, FactsEvent> | undefined;
    if (!job || job.stopped) {
      const started: SharedJob<Result, FactsEvent> = new SharedJob((stop, emit) =>
        work(stop, emit).finally(() => {
          if (this.#jobs.get(key) === started) this.#jobs.delete(key);
        }),
      );
      job = started;
      this.#jobs.set(key, job);
    }
    return job.wait(signal, onEvent);
  }
}

/** Roughly: strings of V8 take one byte a character, objects some more. */
const sizeOf = (value: unknown) => 2 * JSON.stringify(value).length;
