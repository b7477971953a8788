/**
 * Words that stand on the page again, pixel for pixel (times, levels and names in a log), are read once. A screen full of
 * log lines is mostly such words, and Tesseract's time goes with the width of the text that it sees.
 */
import type { Grey, Rgb } from './normalise.ts';
import { inkBoxes } from './shapes.ts';
import { moved } from './strips.ts';
import { centre, union, type Box, type FoundWord, type Glyph } from './words.ts';

/** Share of the text's width that must be repeated before anything is left out: reading lines whole is a little safer. */
const WORTHWHILE = 0.25;
/** Gap inside a word, as a share of the typical height of a letter; a space is wider. */
const GAP = 0.5;
/** Width of what is read of a row, in heights of a letter: some seven letters. Six make log lines' numbers worse, sixteen read half as much again. */
const LEAST_READ = 7;

/** A word that stands elsewhere in the same pixels. */
export interface Repeat {
  /** Where it is read. */
  original: Box;
  /** Where it stands again. */
  copy: Box;
}

export interface Repeats {
  repeats: Repeat[];
  /** All words of the page, read or not. */
  words: Box[];
}

/**
 * Finds repeated words of a page by the pixels of the picture it was made from; undefined where they are too few.
 * @param page dark on white, in the picture's own size
 * @param top row of the picture where the page begins
 */
export function findRepeats(picture: Rgb, page: Grey, top: number, letters: number): Repeats | undefined {
  const words = inkBoxes(page, Math.max(2, Math.round(GAP * letters))).filter(({ y0, y1 }) => y1 - y0 < 4 * letters);
  const seen = new Map<string, Box>();
  const originals = new Map<Box, Box>();
  for (const copy of words) {
    const key = pixels(picture, copy, top);
    const original = seen.get(key);
    if (original) originals.set(copy, original);
    else seen.set(key, copy);
  }
  keepContext(words, originals, LEAST_READ * letters);
  const repeats = [...originals].map(([copy, original]) => ({ original, copy }));
  return lengthOf(repeats.map(({ copy }) => copy)) >= WORTHWHILE * lengthOf(words) ? { repeats, words } : undefined;
}

const lengthOf = (boxes: Box[]) => boxes.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);

/** What is left of a row is read with copies beside it until it is `least` pixels wide: letters are read better in company. */
function keepContext(words: Box[], originals: Map<Box, Box>, least: number): void {
  for (const row of intoRows(words)) {
    for (let i = 0; i < row.length; i++) {
      if (originals.has(row[i]!)) continue;
      let [from, to] = [i, i];
      while (row[to + 1] && !originals.has(row[to + 1]!)) to++;
      while (row[to]!.x1 - row[from]!.x0 < least && (from > 0 || to < row.length - 1)) {
        // What was left of it before comes along: the two are one piece then.
        if (from > 0) originals.delete(row[--from]!);
        if (to < row.length - 1) originals.delete(row[++to]!);
      }
      i = to;
    }
  }
}

/** Words of a row from left to right. */
function intoRows(words: Box[]): Box[][] {
  const rows: { y0: number; y1: number; words: Box[] }[] = [];
  for (const box of [...words].sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1)) {
    const row = rows.at(-1);
    const middle = (box.y0 + box.y1) / 2;
    if (row && middle >= row.y0 && middle < row.y1) row.words.push(box);
    else rows.push({ y0: box.y0, y1: box.y1, words: [box] });
  }
  return rows.map((row) => row.words.sort((a, b) => a.x0 - b.x0));
}

function pixels({ width, data }: Rgb, { x0, y0, x1, y1 }: Box, top: number): string {
  const rows = [`${x1 - x0} `];
  for (let y = y0 + top; y < y1 + top; y++) rows.push(Buffer.from(data.subarray(3 * (y * width + x0), 3 * (y * width + x1))).toString('latin1'));
  return rows.join('');
}

/** The page without the copies. */
export function withoutCopies({ width, height, data }: Grey, repeats: Repeat[]): Grey {
  const out = data.slice();
  for (const { copy } of repeats) for (let y = copy.y0; y < copy.y1; y++) out.fill(255, y * width + copy.x0, y * width + copy.x1);
  return { width, height, data: out };
}

/** Puts the words that were read back to where they stand again. Boxes of `found` are `scale` times those of the page. */
export function withCopies(found: FoundWord[], { repeats, words }: Repeats, scale: number): FoundWord[] {
  // A glyph belongs to the nearest word of its row: Tesseract's boxes are only about right.
  const parts = new Map<Box, FoundWord[]>();
  for (const word of found) {
    const owners = new Map<Box, Glyph[]>();
    for (const glyph of word.glyphs) {
      const owner = nearest(words, centre(glyph.box) / scale, (glyph.box.y0 + glyph.box.y1) / 2 / scale);
      if (owner) owners.set(owner, [...(owners.get(owner) ?? []), glyph]);
    }
    for (const [owner, glyphs] of owners) {
      const part = { confidence: word.confidence, glyphs, box: glyphs.map(({ box }) => box).reduce(union) };
      parts.set(owner, [...(parts.get(owner) ?? []), part]);
    }
  }
  const copies = repeats.flatMap(({ original, copy }) =>
    (parts.get(original) ?? []).map((part) => moved(part, scale * (copy.x0 - original.x0), scale * (copy.y0 - original.y0))));
  return [...found, ...copies];
}

function nearest(words: Box[], x: number, y: number): Box | undefined {
  let best: Box | undefined;
  let least = Infinity;
  for (const box of words) {
    if (y < box.y0 || y >= box.y1) continue;
    const away = Math.max(box.x0 - x, x - box.x1, 0);
    if (away < least) [best, least] = [box, away];
  }
  return best;
}
