import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** One call of the command line. */
export interface Run {
  options: Options;
  words: string[];
  output: Output;
  signal: AbortSignal;
}
