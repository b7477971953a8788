import type { LeftOut, OcrLine, Region, TextReading } from '../shared/engine.ts';
import { correctWord } from './lines/correct.ts';
import { sortOut, withoutJunk } from './lines/junk.ts';
import { layOut, type PlacedLine } from './lines/layout.ts';
import type { Rgb } from './page/normalise.ts';
import { prepare } from './page/prepare.ts';
import { withCopies } from './page/repeats.ts';
import { secondLook } from './recognise/secondLook.ts';
import { eraseBoxes } from './page/shapes.ts';
import { readSideways } from './recognise/sideways.ts';
import type { Recognizer } from './recognise/tesseract.ts';
import { readAnyWay } from './recognise/turned.ts';
import { textOf, type Box } from './page/words.ts';

/** Text of a picture in reading order, whichever way it is turned; boxes in pixels of the picture as it is. */
export const readPicture = (picture: Rgb, recognizer: Recognizer): Promise<TextReading> =>
  readAnyWay(picture, (upright) => readUpright(upright, recognizer));

async function readUpright(picture: Rgb, recognizer: Recognizer): Promise<TextReading> {
  const start = performance.now();
  const lines: OcrLine[] = [];
  const text: string[] = [];
  const sides: OcrLine[] = [];
  const out: LeftOut[] = [];
  for (const { page, shrunk, scale, top, sideways, once } of prepare(picture)) {
    const aside = await readSideways(page, sideways, recognizer);
    for (const line of aside.lines) sides.push({ ...inPicture(line, scale / shrunk, top * shrunk), sideways: true });
    eraseBoxes(page, aside.columns);
    if (once) eraseBoxes(once.page, aside.columns);
    const { kept: found, left } = sortOut(await recognizer.recognize(once?.page ?? page));
    for (const word of left)
      out.push({
        text: textOf(word),
        confidence: word.confidence,
        box: region(word.box, scale / shrunk, top * shrunk),
        why: 'outline',
      });
    const again = once && secondLook(found, once.repeats, page, scale);
    const foundAgain = again && again.onPage(withoutJunk(await recognizer.recognize(again.page)));
    for (const line of layOut(once ? withCopies(found, once.repeats, scale, foundAgain) : found, page)) {
      const placed = inPicture(line, scale / shrunk, top * shrunk);
      lines.push(placed);
      text.push(' '.repeat(line.indent) + placed.text);
    }
  }
  return {
    lines: [...lines, ...sides],
    text: [...text, ...sides.map((line) => line.text)].join('\n'),
    ms: performance.now() - start,
    ...(out.length > 0 && { left: out }),
  };
}

const region = ({ x0, y0, x1, y1 }: Box, scale: number, top: number): Region => ({
  x: x0 / scale,
  y: y0 / scale + top,
  width: (x1 - x0) / scale,
  height: (y1 - y0) / scale,
});

function inPicture(line: PlacedLine, scale: number, top: number): OcrLine {
  // Spaces between words are part of the line: correct each word where it stands.
  return {
    text: line.text.replace(/\S+/g, correctWord),
    words: line.words.map(({ text, confidence, box }) => ({
      text: correctWord(text),
      confidence,
      box: region(box, scale, top),
    })),
    box: region(line.box, scale, top),
  };
}
