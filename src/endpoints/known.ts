/** What was learned of the endpoints, kept over windows and calls: consent by host, and of each model what was measured. */
import type { AskResult } from '../shared/engine.ts';
import type { Sees } from './types.ts';

/** The editor's memory for an extension, or a file of the command line. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface KnownModel {
  /** By asking the server, else by a probe picture. */
  sees?: Sees;
  contextTokens?: number;
  /** Longest side of a picture that it took, in pixels. */
  maxSide?: number;
  /** Of the last answer about a picture. */
  firstWordSeconds?: number;
  wordsPerSecond?: number;
}

const AGREED = 'endpoints.agreed';
const KNOWN = 'endpoints.known';
/** Words a token, in English. */
const WORDS_PER_TOKEN = 0.75;
/** An answer of fewer tokens says nothing of the speed. */
const LEAST_TOKENS = 8;

export class Known {
  constructor(private readonly memory: Memory) {}

  agreed(origin: string): boolean {
    return (this.memory.get<string[]>(AGREED) ?? []).includes(origin);
  }

  async agree(origin: string): Promise<void> {
    await this.memory.update(AGREED, [...new Set([...(this.memory.get<string[]>(AGREED) ?? []), origin])]);
  }

  /** @param key address and model: an entry that is changed is another one */
  model(key: string): KnownModel {
    return this.memory.get<Record<string, KnownModel>>(KNOWN)?.[key] ?? {};
  }

  async learn(key: string, facts: KnownModel): Promise<void> {
    const all = this.memory.get<Record<string, KnownModel>>(KNOWN) ?? {};
    await this.memory.update(KNOWN, { ...all, [key]: { ...all[key], ...facts } });
  }
}

/** What an answer says of a server's speed; nothing where it was too short. */
export function speedOf({ timings }: Pick<AskResult, 'timings'>): KnownModel {
  const { first_token_ms, generated_tokens, generate_ms } = timings;
  if (generated_tokens < LEAST_TOKENS || generate_ms <= 0) return {};
  return {
    firstWordSeconds: first_token_ms / 1000,
    wordsPerSecond: ((generated_tokens - 1) / (generate_ms / 1000)) * WORDS_PER_TOKEN,
  };
}
