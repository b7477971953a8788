/** Korean lines, read with Tesseract's data for it: the line recogniser does not know its letters. */
import type { Grey } from '../page/normalise.ts';
import { upscale } from '../page/prepare.ts';
import { moved, union, type Box, type FoundWord } from '../page/words.ts';
import type { Recognizer } from './tesseract.ts';

/** Height of a line on the sheet, pixels: where Tesseract reads Korean best. */
const HEIGHT = 40;
const MOST_LINES = 120;

/**
 * @param lines boxes in pixels of the page
 * @returns the words of each line; boxes in pixels of the page
 */
export async function readKorean(page: Grey, lines: Box[], recognizer: Recognizer): Promise<FoundWord[][]> {
  if (lines.length === 0 || !recognizer.korean) return lines.map(() => []);
  const pieces = lines.slice(0, MOST_LINES).map((box) => {
    const scale = Math.min(3, Math.max(1, HEIGHT / (box.y1 - box.y0)));
    return { box, scale, grey: upscale(cut(page, box), scale) };
  });
  const space = HEIGHT >> 1;
  const width = Math.max(...pieces.map(({ grey }) => grey.width)) + 2 * space;
  const tops: number[] = [];
  let end = space;
  for (const { grey } of pieces) {
    tops.push(end);
    end += grey.height + space;
  }
  const data = new Uint8Array(width * end).fill(255);
  pieces.forEach(({ grey }, i) => {
    for (let y = 0; y < grey.height; y++)
      data.set(grey.data.subarray(y * grey.width, (y + 1) * grey.width), (tops[i]! + y) * width + space);
  });
  const found: FoundWord[][] = lines.map(() => []);
  for (const word of await recognizer.korean({ width, height: end, data })) {
    const middle = (word.box.y0 + word.box.y1) / 2;
    const index = tops.findIndex((top, i) => middle < top + pieces[i]!.grey.height + space / 2);
    const piece = pieces[index];
    if (!piece) continue;
    const local = scaledWord(moved(word, -space, -tops[index]!), 1 / piece.scale);
    found[index]!.push(moved(local, piece.box.x0, piece.box.y0));
  }
  return found.map((words, i) => spaced(words, page, lines[i]!));
}

/** Shares of the line's height without ink that are a space where Tesseract says so too, and in any case. */
const SPACE = { said: 0.28, certain: 0.42 };

/** The words with spaces where the ink has them: Tesseract takes a syllable for a word at times, and two words for one. */
function spaced(words: FoundWord[], page: Grey, line: Box): FoundWord[] {
  const glyphs = words
    .flatMap((word) => word.glyphs.map((glyph) => ({ glyph, word })))
    .sort((a, b) => a.glyph.box.x0 - b.glyph.box.x0);
  const blank = blankColumns(page, line);
  const out: FoundWord[] = [];
  let before: { x: number; word: FoundWord } | undefined;
  for (const { glyph, word } of glyphs) {
    const here = (glyph.box.x0 + glyph.box.x1) / 2;
    const last = out.at(-1);
    const least = (before?.word === word ? SPACE.certain : SPACE.said) * (line.y1 - line.y0);
    if (last && before && widest(blank, before.x - line.x0, here - line.x0) < least) {
      last.glyphs.push(glyph);
      last.box = union(last.box, glyph.box);
      last.confidence = Math.min(last.confidence, word.confidence);
    } else out.push({ glyphs: [glyph], box: { ...glyph.box }, confidence: word.confidence, whole: true });
    before = { x: here, word };
  }
  return out;
}

/** Which columns of the line have no ink. */
function blankColumns({ width, data }: Grey, { x0, y0, x1, y1 }: Box): boolean[] {
  return Array.from({ length: x1 - x0 }, (_, x) => {
    for (let y = y0; y < y1; y++) if (data[y * width + x0 + x]! < INK) return false;
    return true;
  });
}

/** Grey (0 black .. 255 white) from which on a pixel is no ink. */
const INK = 170;

/** The longest run of blank columns between two places. */
function widest(blank: boolean[], from: number, to: number): number {
  let [run, longest] = [0, 0];
  for (let x = Math.max(0, Math.round(from)); x < Math.min(blank.length, to); x++) {
    run = blank[x] ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function cut({ width, data }: Grey, { x0, y0, x1, y1 }: Box): Grey {
  const out = new Uint8Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) out.set(data.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
  return { width: x1 - x0, height: y1 - y0, data: out };
}

function scaledWord(word: FoundWord, by: number): FoundWord {
  const box = (b: Box): Box => ({ x0: b.x0 * by, y0: b.y0 * by, x1: b.x1 * by, y1: b.y1 * by });
  return { ...word, box: box(word.box), glyphs: word.glyphs.map((glyph) => ({ ...glyph, box: box(glyph.box) })) };
}
