import type { LeftOut, OcrLine, Region, TextReading, UnreadRegion } from '../shared/engine.ts';
import { correctWord } from './lines/correct.ts';
import { sortOut, withoutJunk } from './lines/junk.ts';
import { layOut, type PlacedLine } from './lines/layout.ts';
import type { Rgb } from './page/normalise.ts';
import { prepare } from './page/prepare.ts';
import { withCopies } from './page/repeats.ts';
import { secondLook } from './recognise/secondLook.ts';
import { eraseBoxes } from './page/shapes.ts';
import { readKorean } from './recognise/korean.ts';
import { readSideways } from './recognise/sideways.ts';
import type { Recognizer } from './recognise/tesseract.ts';
import { readAnyWay } from './recognise/turned.ts';
import { textOf, type Box, type FoundWord } from './page/words.ts';
import { sharedLineRecognizer, type LineRecognizer } from './line/index.ts';
import { languagesIn } from './script/languages.ts';
import { lettersBy, lookAgain } from './lookAgain/lines.ts';

/** Text of a picture in reading order, whichever way it is turned; boxes in pixels of the picture as it is. */
export const readPicture = (
  picture: Rgb,
  recognizer: Recognizer,
  lines: () => Promise<LineRecognizer | undefined> = sharedLineRecognizer,
): Promise<TextReading> => readAnyWay(picture, (upright) => readUpright(upright, recognizer, lines));

async function readUpright(
  picture: Rgb,
  recognizer: Recognizer,
  lineRecognizer: () => Promise<LineRecognizer | undefined>,
): Promise<TextReading> {
  const start = performance.now();
  const lines: OcrLine[] = [];
  const text: string[] = [];
  const sides: OcrLine[] = [];
  const out: LeftOut[] = [];
  const unread: UnreadRegion[] = [];
  for (const { page, small, letters, shrunk, scale, top, sideways, once } of prepare(picture)) {
    const aside = await readSideways(page, sideways, recognizer);
    for (const line of aside.lines) sides.push({ ...inPicture(line, scale / shrunk, top * shrunk), sideways: true });
    eraseBoxes(page, aside.columns);
    if (once) eraseBoxes(once.page, aside.columns);
    const { kept: found, left } = sortOut(await recognizer.recognize(once?.page ?? page));
    for (const word of left) out.push(leftOut(word, 'outline', scale / shrunk, top * shrunk));
    const again = once && secondLook(found, once.repeats, page, scale);
    const foundAgain = again && again.onPage(withoutJunk(await recognizer.recognize(again.page)));
    const words = once ? withCopies(found, once.repeats, scale, foundAgain) : found;
    eraseBoxes(
      small,
      aside.columns.map((box) => rounded(scaledBox(box, 1 / scale))),
    );
    const eye = await lineRecognizer();
    const height = letters ?? lettersBy(words.map((word) => scaled(word, 1 / scale)));
    const looked =
      eye && height
        ? await lookAgain(
            small,
            height,
            words.map((word) => scaled(word, 1 / scale)),
            { picture, times: shrunk, top },
            eye,
            recognizer.korean && ((parts) => readKorean(small, parts, recognizer)),
          )
        : undefined;
    for (const word of looked?.noise ?? []) out.push(leftOut(word, 'noise', 1 / shrunk, top * shrunk));
    for (const { box, script } of looked?.foreign ?? [])
      unread.push({ script, box: region(box, 1 / shrunk, top * shrunk) });
    for (const line of layOut(looked ? looked.words.map((word) => scaled(word, scale)) : words, page)) {
      const placed = inPicture(line, scale / shrunk, top * shrunk);
      lines.push(placed);
      text.push(' '.repeat(line.indent) + placed.text);
    }
  }
  const all = [...text, ...sides.map((line) => line.text)].join('\n');
  const languages = languagesIn(all);
  return {
    lines: [...lines, ...sides],
    text: all,
    ms: performance.now() - start,
    ...(out.length > 0 && { left: out }),
    ...(unread.length > 0 && { unread }),
    ...(languages.length > 0 && { languages }),
  };
}

const scaledBox = ({ x0, y0, x1, y1 }: Box, by: number): Box => ({
  x0: x0 * by,
  y0: y0 * by,
  x1: x1 * by,
  y1: y1 * by,
});

const rounded = ({ x0, y0, x1, y1 }: Box): Box => ({
  x0: Math.floor(x0),
  y0: Math.floor(y0),
  x1: Math.ceil(x1),
  y1: Math.ceil(y1),
});

const scaled = (word: FoundWord, by: number): FoundWord => ({
  ...word,
  box: scaledBox(word.box, by),
  glyphs: word.glyphs.map((glyph) => ({ ...glyph, box: scaledBox(glyph.box, by) })),
});

const region = ({ x0, y0, x1, y1 }: Box, scale: number, top: number): Region => ({
  x: x0 / scale,
  y: y0 / scale + top,
  width: (x1 - x0) / scale,
  height: (y1 - y0) / scale,
});

const leftOut = (word: FoundWord, why: LeftOut['why'], scale: number, top: number): LeftOut => ({
  text: textOf(word),
  confidence: word.confidence,
  box: region(word.box, scale, top),
  why,
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
