import { createPlaceReader } from '../ocr/inPlace/reader.ts';
import type { PlaceReader } from '../ocr/inPlace/types.ts';
import type { Rgb } from '../ocr/page/normalise.ts';
import type { Recognizer } from '../ocr/recognise/tesseract.ts';

/** Reads regions of one picture with the recognisers of this thread. */
export function placeReader(picture: Rgb, recognizer: Recognizer): PlaceReader {
  return createPlaceReader(picture, recognizer);
}
