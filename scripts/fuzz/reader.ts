import type { Random } from './mutate.ts';

export interface FuzzReader {
  name: string;
  /** Share of all inputs. */
  share: number;
  sources: Buffer[];
  mutate: (source: Buffer, next: Random) => Buffer;
  /** Reads it whole; throws an ImpError for what is no such thing. */
  read: (bytes: Buffer) => Promise<unknown>;
}
