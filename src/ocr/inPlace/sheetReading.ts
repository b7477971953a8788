/** Tesseract's readings of snippets: once as they are, short ones again three times side by side. */
import { correctWord } from '../lines/correct.ts';
import type { Recognizer } from '../recognise/tesseract.ts';
import { textOf, type FoundWord } from '../page/words.ts';
import type { Snippet } from './snippet.ts';
import type { Candidate } from './merge.ts';
import { byCell, intoSheets, sideBySide, sized, type Cell } from './sheet.ts';

/** Height of the tallest characters on a sheet, pixels: where Tesseract reads best. */
const TARGET = 30;
/** Snippets at most this wide, in heights of a character, are read a second time, three side by side. */
const SHORT = 5.2;
const COPIES = 3;
const COPY_GAP = 12;

/** @returns for each snippet what was read, likeliest first; the two readings count apart */
export async function readSheets(
  snippets: Snippet[],
  recognizer: Recognizer,
  signal?: AbortSignal,
): Promise<Candidate[][]> {
  const out: Candidate[][] = snippets.map(() => []);
  const pieces = snippets.map(({ grey, height }, index) => ({ index, grey: sized(grey, height, TARGET) }));
  for (const sheet of intoSheets(pieces, TARGET)) {
    signal?.throwIfAborted();
    for (const [cell, words] of byCell(await recognizer.recognize(sheet.page), sheet.cells))
      out[cell.index]!.push(joined(words));
  }
  const short = pieces
    .filter(({ grey }) => grey.width <= SHORT * TARGET)
    .map(({ index, grey }) => ({ index, grey: sideBySide(grey, COPIES, COPY_GAP) }));
  for (const sheet of intoSheets(short, TARGET)) {
    signal?.throwIfAborted();
    for (const [cell, words] of byCell(await recognizer.recognize(sheet.page), sheet.cells)) {
      const found = majority(words, cell);
      if (found) out[cell.index]!.push(found);
    }
  }
  return out;
}

function joined(words: FoundWord[]): Candidate {
  const text = words.map((word) => correctWord(textOf(word))).join(' ');
  const length = words.reduce((sum, word) => sum + word.glyphs.length, 0);
  const weighted = words.reduce((sum, word) => sum + word.glyphs.length * word.confidence, 0);
  return { text, confidence: length ? weighted / length / 100 : 0 };
}

/** What most of the copies say; as sure as the share of copies that say so. */
function majority(words: FoundWord[], cell: Cell): Candidate | undefined {
  const copies: FoundWord[][] = Array.from({ length: COPIES }, () => []);
  const step = (cell.width + COPY_GAP) / COPIES;
  for (const word of words) {
    // A word over several copies says nothing about one of them.
    if (word.box.x1 - word.box.x0 > 1.25 * step) continue;
    const which = Math.floor(((word.box.x0 + word.box.x1) / 2 - cell.x) / step);
    copies[Math.min(COPIES - 1, Math.max(0, which))]!.push(word);
  }
  const texts = new Map<string, { times: number; confidence: number }>();
  for (const copy of copies.filter(({ length }) => length > 0)) {
    const { text, confidence } = joined(copy);
    const known = texts.get(text) ?? { times: 0, confidence: 0 };
    texts.set(text, { times: known.times + 1, confidence: known.confidence + confidence });
  }
  const best = [...texts].sort(([, a], [, b]) => b.times - a.times || b.confidence - a.confidence)[0];
  if (!best) return undefined;
  const [text, { times, confidence }] = best;
  return { text, confidence: ((confidence / times) * times) / COPIES };
}
