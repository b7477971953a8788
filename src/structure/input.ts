import type { PlaceReader } from '../ocr/inPlace/types.ts';
import type { Rgb } from '../ocr/page/normalise.ts';
import type { TextReading } from '../shared/engine.ts';

/** What every reader of structure works from. */
export interface ReaderInput {
  /** The picture at full resolution. */
  picture: Rgb;
  /** The whole picture's text, as a page: misses ticks, values on marks, words in shapes. */
  text: TextReading;
  /** Reads again, in place, what geometry finds. */
  place: PlaceReader;
  signal?: AbortSignal;
}
