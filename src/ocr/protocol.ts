/** Messages between the reader and its thread. */
import type { TextReading } from '../shared/engine.ts';
import type { OcrFiles } from './recognise/data.ts';
import type { Rgb } from './page/normalise.ts';

export interface ToThread {
  id: number;
  picture: Rgb;
}

export type FromThread =
  | { type: 'read'; id: number; reading: TextReading }
  /** `fatal`: Tesseract itself does not work, another picture would fail as well. */
  | { type: 'failed'; id: number; message: string; fatal: boolean };

/** The thread's workerData. */
export type ThreadOptions = OcrFiles;
