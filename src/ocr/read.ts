import type { OcrLine, Region, TextReading } from '../shared/engine.ts';
import { correctWord } from './correct.ts';
import { withoutJunk } from './junk.ts';
import { layOut, type PlacedLine } from './layout.ts';
import type { Rgb } from './normalise.ts';
import { prepare } from './prepare.ts';
import { withCopies } from './repeats.ts';
import type { Recognizer } from './tesseract.ts';
import { readAnyWay } from './turned.ts';
import type { Box } from './words.ts';

/** Text of a picture in reading order, whichever way it is turned; boxes in pixels of the picture as it is. */
export const readPicture = (picture: Rgb, recognizer: Recognizer): Promise<TextReading> => readAnyWay(picture, (upright) => readUpright(upright, recognizer));

async function readUpright(picture: Rgb, recognizer: Recognizer): Promise<TextReading> {
  const start = performance.now();
  const lines: OcrLine[] = [];
  const text: string[] = [];
  for (const { page, scale, top, once } of prepare(picture)) {
    const found = withoutJunk(await recognizer.recognize(once?.page ?? page));
    for (const line of layOut(once ? withCopies(found, once.repeats, scale) : found, page)) {
      const placed = inPicture(line, scale, top);
      lines.push(placed);
      text.push(' '.repeat(line.indent) + placed.text);
    }
  }
  return { lines, text: text.join('\n'), ms: performance.now() - start };
}

function inPicture(line: PlacedLine, scale: number, top: number): OcrLine {
  const region = ({ x0, y0, x1, y1 }: Box): Region => ({
    x: x0 / scale,
    y: y0 / scale + top,
    width: (x1 - x0) / scale,
    height: (y1 - y0) / scale,
  });
  // Spaces between words are part of the line: correct each word where it stands.
  return {
    text: line.text.replace(/\S+/g, correctWord),
    words: line.words.map(({ text, confidence, box }) => ({ text: correctWord(text), confidence, box: region(box) })),
    box: region(line.box),
  };
}
