/** What Tesseract reads in outlines, icons and marks of charts, and what is certainly no word. */
import { median, textOf, type Box, type FoundWord } from '../page/words.ts';

/** A letter is never this many times wider than high, nor a word that much higher than the rest of the page unless it is sure. */
const WIDEST = 2.5;
const HIGHEST = 4;
/** Below this (0..100) one or two letters that stand alone, or far too high, are an outline. */
const DOUBTFUL = 50;
/** Text beside a word lies within this many of its heights. */
const BESIDE = 4;

/** The words without what is certainly none, and that; everything in doubt stays. */
export function sortOut(words: FoundWord[]): { kept: FoundWord[]; left: FoundWord[] } {
  const kept = new Set(withoutJunk(words));
  return { kept: [...kept], left: words.filter((word) => !kept.has(word)) };
}

/** The words without what is certainly none. */
export function withoutJunk(words: FoundWord[]): FoundWord[] {
  const typical = median(words.map(({ box }) => heightOf(box))) ?? 0;
  const doubtful = ({ confidence, glyphs }: FoundWord) => confidence < DOUBTFUL && glyphs.length <= 2;
  const shaped = words.filter((word) => {
    const tooWide =
      /^[\p{L}\p{N}]+$/u.test(textOf(word)) &&
      word.box.x1 - word.box.x0 > WIDEST * heightOf(word.box) * word.glyphs.length;
    return !tooWide && !(doubtful(word) && heightOf(word.box) > HIGHEST * typical);
  });
  return shaped.filter(
    (word) =>
      !doubtful(word) ||
      !/\p{L}/u.test(textOf(word)) ||
      /\p{N}/u.test(textOf(word)) ||
      shaped.some((other) => other !== word && isBeside(other.box, word.box, Math.max(typical, heightOf(word.box)))),
  );
}

const heightOf = ({ y0, y1 }: Box) => y1 - y0;

function isBeside(a: Box, b: Box, height: number): boolean {
  const overlap = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  const gap = Math.max(a.x0 - b.x1, b.x0 - a.x1);
  return overlap > 0.3 * Math.min(heightOf(a), heightOf(b)) && gap < BESIDE * height;
}
