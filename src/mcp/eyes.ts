/** The engine behind the tools: started with the first call, one call after another, ended when it is idle. */
import type { EngineClient } from '../client/index.ts';
import type { EngineOptions, ModelFiles, Region, TextReading } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import type { FactPart, FactsEvent, PictureFacts } from '../shared/structure.ts';
import type { Picture } from './sources.ts';

export interface EyesOptions {
  connect(): EngineClient;
  /** The chosen model; asked for only when a model has to answer. */
  model(): Promise<{ files: ModelFiles; options?: EngineOptions }>;
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
  #client: EngineClient | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #calls = 0;
  #loaded = false;

  constructor(options: EyesOptions) {
    this.#options = options;
  }

  /** Everything that stands in the picture, or only in a region of it. */
  facts(picture: Picture, look: Look, want?: FactPart[], region?: Region): Promise<PictureFacts> {
    return this.#inTurn(look.signal, async (client) => {
      const { signal } = look;
      look.onProgress(0, 3, 'decoding');
      const { id } = await client.request('attach', { bytes: picture.bytes, name: picture.name, region }, { signal });
      look.onProgress(1, 3, 'reading text');
      look.onText?.(await client.request('read', { id }, { signal }));
      const onEvent = ({ part }: FactsEvent) => look.onProgress(2, 3, PARTS[part]);
      return await client.request('facts', { id, ...(want && { want }) }, { signal, onEvent });
    });
  }

  /** The model's own answer. */
  ask(picture: Picture, question: string, look: Look): Promise<{ answer: string; model: string }> {
    return this.#inTurn(look.signal, async (client) => {
      const { signal } = look;
      if (!this.#loaded) {
        look.onProgress(0, 3, 'loading the model');
        const { files, options } = await this.#options.model();
        await client.request('load', { files, options }, { signal });
        this.#loaded = true;
      }
      const { id } = await client.request('attach', { bytes: picture.bytes, name: picture.name }, { signal });
      look.onProgress(1, 3, 'looking at the picture');
      const turns = [{ role: 'user' as const, text: question, images: [id] }];
      const { answer } = await client.request('ask', { turns, maxTokens: 512 }, { signal });
      const model = client.state.kind === 'running' ? (client.state.model?.name ?? 'the model') : 'the model';
      return { answer, model };
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const client = this.#client;
    this.#client = undefined;
    this.#loaded = false;
    await client?.stop();
  }

  async #inTurn<Result>(signal: AbortSignal, work: (client: EngineClient) => Promise<Result>): Promise<Result> {
    this.#calls++;
    clearTimeout(this.#idle);
    const turn = this.#last.then(async () => {
      if (signal.aborted) throw new ImpError('cancelled', 'Stopped.');
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
