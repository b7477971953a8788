/** The engine that serves the tools: started with the first call, one call after another, ended when it is idle. */
import type { Comparison } from '../shared/compare.ts';
import type { EngineMethods, Region, TextReading } from '../shared/engine.ts';
import type { CallOptions } from '../shared/rpc.ts';
import { MOST_ANSWER_TOKENS } from '../shared/models.ts';
import { throwIfStopped } from '../shared/errors.ts';
import type { FactPart, FactsEvent, PictureFacts } from '../shared/structure.ts';
import type { Picture } from './picture.ts';

/** The engine as the eyes need it. */
export interface EyesEngine {
  /** Needs no model. */
  read<K extends 'attach' | 'read' | 'facts' | 'compare'>(
    method: K,
    params: EngineMethods[K]['params'],
    options?: CallOptions<EngineMethods[K]['event']>,
  ): Promise<EngineMethods[K]['result']>;
  /** With the chosen model, loaded when it is needed. */
  ask(
    params: EngineMethods['ask']['params'],
    options?: CallOptions<EngineMethods['ask']['event']>,
  ): Promise<EngineMethods['ask']['result']>;
  modelName(): string | undefined;
  stop(): Promise<void>;
}

export interface EyesOptions {
  connect(): EyesEngine;
  /** The process ends after this long without a call. Default 5 minutes. */
  idleMs?: number;
}

export interface Look {
  signal: AbortSignal;
  /** Steps done, of how many, and what is being done. */
  onProgress(done: number, of: number, what: string): void;
  /** Text that was read before all else was: what there is when time runs out. */
  onText?(text: TextReading): void;
}

const IDLE_MS = 5 * 60_000;
const PARTS: Record<FactPart | 'text', string> = {
  text: 'reading text',
  charts: 'reading charts',
  tables: 'reading tables',
  diagrams: 'reading diagrams',
  page: 'reading the layout',
};

export class Eyes {
  readonly #options: EyesOptions;
  #client: EyesEngine | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #calls = 0;

  constructor(options: EyesOptions) {
    this.#options = options;
  }

  /** Everything that stands in the picture, or only in a region of it. */
  facts(picture: Picture, look: Look, want?: FactPart[], region?: Region): Promise<PictureFacts> {
    return this.#inTurn(look.signal, async (client) => {
      const { signal } = look;
      look.onProgress(0, 3, 'decoding');
      const { id } = await client.read('attach', { bytes: picture.bytes, name: picture.name, region }, { signal });
      look.onProgress(1, 3, 'reading text');
      look.onText?.(await client.read('read', { id }, { signal }));
      const onEvent = ({ part }: FactsEvent) => look.onProgress(2, 3, PARTS[part]);
      return await client.read('facts', { id, ...(want && { want }) }, { signal, onEvent });
    });
  }

  /** What the actual picture differs in from the expected one. */
  compare(expected: Picture, actual: Picture, look: Look): Promise<Comparison> {
    return this.#inTurn(look.signal, async (client) => {
      const { signal } = look;
      const ids: string[] = [];
      for (const picture of [expected, actual]) {
        look.onProgress(ids.length, 3, 'reading text');
        const { id } = await client.read('attach', { bytes: picture.bytes, name: picture.name }, { signal });
        await client.read('read', { id }, { signal });
        ids.push(id);
      }
      look.onProgress(2, 3, 'comparing');
      return await client.read('compare', { before: ids[0]!, after: ids[1]! }, { signal });
    });
  }

  /** The model's own answer. */
  ask(picture: Picture, question: string, look: Look): Promise<{ answer: string; model: string }> {
    return this.#inTurn(look.signal, async (client) => {
      const { signal } = look;
      const { id } = await client.read('attach', { bytes: picture.bytes, name: picture.name }, { signal });
      look.onProgress(1, 3, 'looking at the picture');
      const turns = [{ role: 'user' as const, text: question, images: [id] }];
      const { answer } = await client.ask({ turns, maxTokens: MOST_ANSWER_TOKENS }, { signal });
      return { answer, model: client.modelName() ?? 'The model' };
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const client = this.#client;
    this.#client = undefined;
    await client?.stop();
  }

  async #inTurn<Result>(signal: AbortSignal, work: (client: EyesEngine) => Promise<Result>): Promise<Result> {
    this.#calls++;
    clearTimeout(this.#idle);
    const turn = this.#last.then(async () => {
      throwIfStopped(signal);
      return await work((this.#client ??= this.#options.connect()));
    });
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      if (--this.#calls === 0)
        this.#idle = setTimeout(() => void this.close(), this.#options.idleMs ?? IDLE_MS).unref();
    }
  }
}
