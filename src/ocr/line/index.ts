import { startLineRecognizer, type LineRecognizer } from './recognizer.ts';

export { startLineRecognizer, type LineRecognizer } from './recognizer.ts';
export type { Decoding, LineCharacter } from './decode.ts';

let started: Promise<LineRecognizer | undefined> | undefined;

/** One for all that read in this thread, loaded when it is first wanted; undefined where its files are missing. */
export const sharedLineRecognizer = (): Promise<LineRecognizer | undefined> =>
  (started ??= startLineRecognizer().catch(() => undefined));
