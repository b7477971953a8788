/** The reader in place that structure readers get: src/ocr/inPlace plugs in here, with the thread's one recogniser. */
import type { PlaceReader } from '../ocr/inPlace/types.ts';
import type { Rgb } from '../ocr/page/normalise.ts';
import type { Recognizer } from '../ocr/recognise/tesseract.ts';

/** Until reading in place is here: nothing can be read in any region. */
export function placeReader(_picture: Rgb, _recognizer: Recognizer): PlaceReader {
  return {
    read: async (regions) => regions.map(({ box }) => ({ text: '', confidence: 0, box, lines: [], alternatives: [] })),
  };
}
