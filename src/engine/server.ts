/** The engine's side of the protocol: one handler a method, native work one at a time. */
import type { AttachParams, EngineMethods, EngineStats, ImageFacts, ImageId, ModelFacts } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { CallContext, Handlers } from '../shared/rpc.ts';
import { answer, encode, prefill, prefillAhead, prepare } from './answer.ts';
import { bench, benchResult, noise, peakRssBytes } from './bench.ts';
import { calibrate } from './calibrate.ts';
import type { Segment } from './language/vocabulary.ts';
import { ModelHolder } from './modelHolder.ts';
import { PictureReadings } from './pictureReadings.ts';
import { Pictures } from './pictures.ts';
import { SerialQueue } from './queue.ts';
import type { LoadedPair } from './loadedPair.ts';

type Context<Method extends keyof EngineMethods> = CallContext<EngineMethods[Method]['event']>;

/** Time in which a message is written to the channel, in ms. */
const SAID_MS = 20;

/** Events, each of which shows that the work gets on. */
const withBeat =
  <Event>(emit: (event: Event) => void, beat: () => void) =>
  (event: Event) => {
    beat();
    emit(event);
  };

export class EngineServer {
  readonly #queue = new SerialQueue();
  readonly #pictures = new Pictures();
  readonly #readings = new PictureReadings(this.#pictures);
  readonly #models = new ModelHolder(this.#queue, () => this.#pictures.forgetEmbeddings());
  /** Prefills that run before a question: given up when another picture is asked about. */
  readonly #ahead = new Map<ImageId, AbortController>();

  readonly handlers: Handlers<EngineMethods> = {
    load: ({ files, options }, { signal, emit }) =>
      this.#queue.run(
        signal,
        async () =>
          (
            await this.#models.load(
              { files, options: options ?? {} },
              {
                signal,
                onProgress: (fraction) => emit({ type: 'load', fraction }),
                onDevice: async (device) => {
                  emit({ type: 'load', fraction: 0, device });
                  // A driver that is opened blocks this thread: the message must be out by then.
                  await new Promise((resolve) => setTimeout(resolve, SAID_MS));
                },
              },
            )
          ).facts,
      ),
    unload: () => {
      for (const job of this.#ahead.values()) job.abort();
      return this.#queue.run(undefined, () => this.#models.unload());
    },
    attach: (params, context) => this.#attach(params, context),
    detach: ({ id }) => {
      this.#ahead.get(id)?.abort();
      this.#pictures.detach(id);
      this.#readings.forget(id);
    },
    prepare: async ({ turns, system }) => {
      const session = this.#models.current;
      if (session)
        await this.#queue.runInBackground(
          async (signal) => session.during(() => prepare(session, this.#pictures, { turns, system }, signal)),
          true,
        );
    },
    ask: (params, { signal, emit }) => {
      const images = new Set(params.turns.flatMap((turn) => turn.images ?? []));
      for (const [id, job] of this.#ahead) if (!images.has(id)) job.abort();
      const started = performance.now();
      if (this.#queue.busy) emit({ type: 'phase', phase: 'queued' });
      return this.#queue.run(signal, async () => {
        const session = this.#models.session();
        const result = await session.during((beat) =>
          answer(session, this.#pictures, params, withBeat(emit, beat), signal),
        );
        return { ...result, timings: { ...result.timings, load_ms: 0, total_ms: performance.now() - started } };
      });
    },
    seen: async ({ id }, { signal }) => {
      const spec = (await this.#needModel(signal)).vision.facts;
      const square = await this.#pictures.square(id, spec);
      const { toPng } = await import('../image/square.ts');
      return { png: await toPng(square), side: spec.side, content: square.content };
    },
    shown: async ({ id }) => ({ png: await this.#pictures.png(id) }),
    wire: ({ id, maxSide }) => this.#pictures.wire(id, maxSide),
    read: ({ id }, { signal }) => this.#readings.text(id, { signal }),
    facts: ({ id, want }, { signal, emit }) => this.#readings.facts(id, want, { signal, onEvent: emit }),
    compare: ({ before, after }, { signal }) => this.#readings.compare(before, after, { signal }),
    embed: ({ id }, { signal }) =>
      this.#withModel(signal, async (session) => {
        const { tokens, width } = session.vision.facts;
        const views = await encode(session, this.#pictures, id, undefined, signal);
        return { data: views.slice(0, tokens * width), tokens, width }; // the picture as it is comes first
      }),
    logits: ({ images, prompt }, { signal }) =>
      this.#withModel(signal, async (session) => {
        await prefill(session, this.#pictures, rawSegments(session, prompt, images), true, () => {}, signal);
        return { data: session.language.sequence.logits() };
      }),
    tokenize: ({ text, special }, { signal }) =>
      this.#withModel(signal, async (session) => ({ tokens: session.language.vocabulary.tokenize(text, special) })),
    stats: () => this.#stats(),
    bench: (params, { signal, emit }) =>
      this.#withModel(signal, async (session) => {
        const runs = await bench(session, await this.#benchPicture(session, params.image), params, signal, (run) =>
          emit({ type: 'run', run }),
        );
        return benchResult(runs, this.#models.fileBytes);
      }),
    calibrate: (_params, { signal, emit }) =>
      this.#withModel(signal, async (session) => {
        const tuning = await calibrate(session, signal, (fraction) => emit({ type: 'calibrate', fraction }));
        await this.#models.keepTuning(session, tuning);
        return tuning;
      }),
  };

  async #attach(params: AttachParams, { signal, emit }: Context<'attach'>): Promise<ImageFacts> {
    const { current } = this.#models;
    const facts = await this.#pictures.attach(params, current?.squares, signal);
    const known = { ...facts, tokens: current?.vision.facts.tokens ?? 0 };
    if (!params.ahead) return known;
    const job = new AbortController();
    const stop = () => job.abort();
    signal.addEventListener('abort', stop, { once: true });
    this.#ahead.get(facts.id)?.abort();
    this.#ahead.set(facts.id, job);
    if (this.#queue.busy) emit({ type: 'phase', phase: 'queued' });
    try {
      return await this.#queue.run(job.signal, async () => {
        const session = this.#models.session();
        const event = (phase: Parameters<typeof emit>[0] | { type: string }) => {
          if (phase.type === 'phase') emit(phase as Parameters<typeof emit>[0]);
        };
        await session.during((beat) =>
          prefillAhead(session, this.#pictures, facts.id, params.ahead!, withBeat(event, beat), job.signal),
        );
        return { ...facts, tokens: session.vision.facts.tokens };
      });
    } catch (thrown) {
      // Best effort: when something else came first, or it cannot fit, the picture is attached all the same.
      const { code } = ImpError.from(thrown);
      if (!signal.aborted && (code === 'cancelled' || code === 'context-full')) return known;
      throw thrown;
    } finally {
      signal.removeEventListener('abort', stop);
      if (this.#ahead.get(facts.id) === job) this.#ahead.delete(facts.id);
    }
  }

  #withModel<Result>(signal: AbortSignal, job: (session: LoadedPair) => Promise<Result>): Promise<Result> {
    return this.#queue.run(signal, async () => {
      const session = this.#models.session();
      return await session.during(() => job(session));
    });
  }

  /** The loaded model, for what needs its facts only. */
  async #needModel(signal: AbortSignal): Promise<LoadedPair> {
    return this.#models.current ?? (await this.#withModel(signal, async (session) => session));
  }

  async #benchPicture(session: LoadedPair, bytes: Uint8Array | undefined) {
    if (!bytes) return noise(session.vision.facts.side);
    const { id } = await this.#pictures.attach({ bytes }, [session.vision.facts]);
    return await this.#pictures.square(id, session.vision.facts);
  }

  #stats(): EngineStats {
    const model: ModelFacts | null = this.#models.current?.facts ?? null;
    return {
      pid: process.pid,
      rssBytes: process.memoryUsage.rss(),
      peakRssBytes: peakRssBytes(),
      model,
      cachedImages: this.#pictures.count,
      cachedImageBytes: this.#pictures.bytes,
      kvTokens: this.#models.current?.language.sequence.length ?? 0,
    };
  }
}

/** A raw prompt as segments: `<image>` marks the pictures' places, everything else may hold control tokens. */
function rawSegments(session: LoadedPair, prompt: string, images: readonly ImageId[]): Segment[] {
  const parts = prompt.split('<image>');
  if (parts.length - 1 !== images.length) {
    throw new ImpError(
      'usage',
      msg`The prompt has ${parts.length - 1} × <image>, but ${images.length} pictures were given.`,
    );
  }
  const { vocabulary } = session.language;
  return parts.flatMap((text, i): Segment[] => {
    const tokens = [...(i === 0 ? vocabulary.start() : []), ...vocabulary.tokenize(text, true)];
    return [...(i > 0 ? [{ image: images[i - 1]! }] : []), ...(tokens.length > 0 ? [{ tokens }] : [])];
  });
}
