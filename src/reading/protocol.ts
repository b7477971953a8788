/** Messages between the reader and its thread. */
import type { Comparison } from '../shared/compare.ts';
import type { TextReading } from '../shared/engine.ts';
import type { FactPart, FactsEvent, PictureFacts, TextSpan } from '../shared/structure.ts';
import type { OcrFiles } from '../ocr/recognise/data.ts';
import type { Rgb } from '../ocr/page/normalise.ts';

export type Job =
  | { type: 'text' }
  /** Structure of a picture whose text is known. */
  | { type: 'facts'; text: TextReading; want?: readonly FactPart[] }
  /** The picture and another one. */
  | { type: 'compare'; after: Rgb; texts: { before: readonly TextSpan[]; after: readonly TextSpan[] } };

export interface ToThread {
  id: number;
  picture: Rgb;
  job: Job;
}

export type FromThread =
  | { type: 'done'; id: number; result: TextReading | PictureFacts | Comparison }
  | { type: 'event'; id: number; event: FactsEvent }
  /** `fatal`: Tesseract itself does not work, another picture would fail as well. */
  | { type: 'failed'; id: number; message: string; fatal: boolean };

/** The thread's workerData. */
export type ThreadOptions = OcrFiles;
