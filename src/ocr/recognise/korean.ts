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
 * @returns words; boxes in pixels of the page
 */
export async function readKorean(page: Grey, lines: Box[], recognizer: Recognizer): Promise<FoundWord[]> {
  if (lines.length === 0 || !recognizer.korean) return [];
  const pieces = lines.slice(0, MOST_LINES).map((box) => {
    const around = Math.round(0.4 * (box.y1 - box.y0));
    const area = {
      x0: Math.max(0, box.x0 - around),
      y0: Math.max(0, box.y0 - 2),
      x1: Math.min(page.width, box.x1 + around),
      y1: Math.min(page.height, box.y1 + 2),
    };
    const scale = Math.min(3, Math.max(1, HEIGHT / (area.y1 - area.y0)));
    return { area, scale, grey: upscale(cut(page, area), scale) };
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
  const found = await recognizer.korean({ width, height: end, data });
  const words = found.flatMap((word) => {
    const middle = (word.box.y0 + word.box.y1) / 2;
    const index = tops.findIndex((top, i) => middle < top + pieces[i]!.grey.height + space / 2);
    const piece = pieces[index];
    if (!piece) return [];
    const local = scaledWord(moved(word, -space, -tops[index]!), 1 / piece.scale);
    return [{ ...moved(local, piece.area.x0, piece.area.y0), whole: true }];
  });
  return lines.flatMap((line) => joined(words.filter(({ box }) => isWithin(box, line))));
}

/** Tesseract takes a syllable for a word at times: a space is at least this share of the height. */
const SPACE = 0.24;

function joined(words: FoundWord[]): FoundWord[] {
  const out: FoundWord[] = [];
  for (const word of words.sort((a, b) => a.box.x0 - b.box.x0)) {
    const last = out.at(-1);
    const height = word.box.y1 - word.box.y0;
    if (last && word.box.x0 - last.box.x1 < SPACE * Math.max(height, last.box.y1 - last.box.y0)) {
      last.glyphs = [...last.glyphs, ...word.glyphs];
      last.box = union(last.box, word.box);
      last.confidence = Math.min(last.confidence, word.confidence);
    } else out.push({ ...word });
  }
  return out;
}

function isWithin(box: Box, line: Box): boolean {
  const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  return x > line.x0 - 4 && x < line.x1 + 4 && y > line.y0 - 4 && y < line.y1 + 4;
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
