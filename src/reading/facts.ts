/** From a picture and its text to everything that stands in it: what runs inside the reading thread. */
import type { Rgb } from '../ocr/page/normalise.ts';
import type { Recognizer } from '../ocr/recognise/tesseract.ts';
import { assembleFacts } from '../facts/assemble.ts';
import { readStructure, type StructureOptions } from '../structure/read.ts';
import type { TextReading } from '../shared/engine.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { placeReader } from './place.ts';

export async function readFacts(
  picture: Rgb,
  text: TextReading,
  recognizer: Recognizer,
  options: StructureOptions = {},
): Promise<PictureFacts> {
  const place = placeReader(picture, recognizer);
  return assembleFacts(picture, text, await readStructure({ picture, text, place, signal: options.signal }, options));
}
