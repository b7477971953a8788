/** Single lines that stand on their side in an upright picture: the titles of a chart's axes. */
import { layOut, type PlacedLine } from '../lines/layout.ts';
import type { Grey } from '../page/normalise.ts';
import { pieceBoxes } from '../page/shapes.ts';
import type { Recognizer } from './tesseract.ts';
import { moved } from './strips.ts';
import { isSure, textOf, union, type Box, type FoundWord } from '../page/words.ts';

/** In heights of the page's typical letter: gaps between letters and words of such a line, its width and height, and the white beside it. */
const GAP = 0.8;
const ACROSS = { least: 0.7, most: 3.2 };
const LONG = 3;
const WHITE_BESIDE = 0.35;
/** Letters and dots of such a line; several times as high as wide. */
const LEAST_PIECES = 4;
const SLENDER = 2.5;
/** Where more of the letters than this stand in such lines, the whole picture lies on its side, which is another matter. */
const MOST_OF_PAGE = 0.5;
const MOST_LINES = 24;
/** Share of a line's characters that must be in sure words. */
const ENOUGH = 0.5;

/**
 * Columns of letters with white on both sides, from left to right. `page` is dark on white, without rules.
 * @param letters typical height of a letter, pixels
 */
export function sidewaysColumns(page: Grey, letters: number): Box[] {
  const all = pieceBoxes(page, (value) => value < 128)
    .filter(({ x0, y0, x1, y1 }) => x1 - x0 <= ACROSS.most * letters && y1 - y0 <= 2 * ACROSS.most * letters)
    .sort((a, b) => a.y0 - b.y0);
  const group = all.map((_, i) => i);
  const find = (i: number): number => (group[i] === i ? i : (group[i] = find(group[i]!)));
  all.forEach((piece, i) => {
    for (let j = i + 1; j < all.length && all[j]!.y0 <= piece.y1 + GAP * letters; j++) {
      const overlap = Math.min(piece.x1, all[j]!.x1) - Math.max(piece.x0, all[j]!.x0);
      if (overlap >= 0.3 * Math.min(piece.x1 - piece.x0, all[j]!.x1 - all[j]!.x0)) group[find(j)] = find(i);
    }
  });
  const columns = new Map<number, { box: Box; pieces: number }>();
  all.forEach((piece, i) => {
    const known = columns.get(find(i));
    columns.set(
      find(i),
      known ? { box: union(known.box, piece), pieces: known.pieces + 1 } : { box: piece, pieces: 1 },
    );
  });
  const found = [...columns.values()].filter(({ box, pieces }) => {
    const [across, along] = [box.x1 - box.x0, box.y1 - box.y0];
    return (
      pieces >= LEAST_PIECES &&
      across >= ACROSS.least * letters &&
      across <= ACROSS.most * letters &&
      along >= Math.max(LONG * letters, SLENDER * across) &&
      isAlone(page, box, Math.ceil(WHITE_BESIDE * letters))
    );
  });
  if (found.length > MOST_LINES || found.reduce((sum, { pieces }) => sum + pieces, 0) > MOST_OF_PAGE * all.length)
    return [];
  return found.map(({ box }) => box).sort((a, b) => a.x0 - b.x0);
}

function isAlone({ width, data }: Grey, { x0, y0, x1, y1 }: Box, margin: number): boolean {
  for (let y = y0; y < y1; y++) {
    for (let x = Math.max(0, x0 - margin); x < Math.min(width, x1 + margin); x++) {
      if ((x < x0 || x >= x1) && data[y * width + x]! < 128) return false;
    }
  }
  return true;
}

/**
 * The lines in those of the columns that are text, whichever of the two ways it runs, and these columns. Boxes are in pixels of the page.
 */
export async function readSideways(
  page: Grey,
  columns: Box[],
  recognizer: Recognizer,
): Promise<{ lines: PlacedLine[]; columns: Box[] }> {
  const read: { lines: PlacedLine[]; columns: Box[] } = { lines: [], columns: [] };
  let left = columns;
  for (const upwards of [true, false]) {
    if (left.length === 0) break;
    const sheet = layOnSheet(page, left, upwards);
    const words = await recognizer.recognize(sheet.page);
    left = left.filter((column, i) => {
      const { top, bottom } = sheet.rows[i]!;
      const own = words
        .filter(({ box }) => (box.y0 + box.y1) / 2 >= top && (box.y0 + box.y1) / 2 < bottom)
        .map((word) => moved(word, -sheet.margin, -top - sheet.margin));
      if (!isText(own)) return true;
      for (const line of layOut(own, cut(page, column, upwards))) read.lines.push(standing(line, column, upwards));
      read.columns.push(column);
      return false;
    });
  }
  return read;
}

function isText(words: FoundWord[]): boolean {
  const length = (some: FoundWord[]) => some.reduce((sum, { glyphs }) => sum + glyphs.length, 0);
  const sure = words.filter((word) => isSure(textOf(word), word.confidence));
  return sure.length > 0 && length(sure) >= ENOUGH * length(words);
}

/** The columns turned upright, one below the other with white around each. */
function layOnSheet(
  page: Grey,
  columns: Box[],
  upwards: boolean,
): { page: Grey; rows: { top: number; bottom: number }[]; margin: number } {
  const lines = columns.map((column) => cut(page, column, upwards));
  const margin = Math.max(...lines.map(({ height }) => height)) >> 1;
  const width = Math.max(...lines.map((line) => line.width)) + 2 * margin;
  let end = 0;
  const rows = lines.map(({ height }) => ({ top: end, bottom: (end += height + 2 * margin) }));
  const data = new Uint8Array(width * end).fill(255);
  lines.forEach((line, i) => {
    for (let y = 0; y < line.height; y++)
      data.set(line.data.subarray(y * line.width, (y + 1) * line.width), (rows[i]!.top + margin + y) * width + margin);
  });
  return { page: { width, height: end, data }, rows, margin };
}

/** A column turned upright: its text runs from bottom to top (`upwards`) or from top to bottom. */
function cut({ width, data }: Grey, { x0, y0, x1, y1 }: Box, upwards: boolean): Grey {
  const [w, h] = [y1 - y0, x1 - x0];
  const out = new Uint8Array(w * h);
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++)
      out[i++] = upwards ? data[(y1 - 1 - x) * width + x0 + y]! : data[(y0 + x) * width + x1 - 1 - y]!;
  }
  return { width: w, height: h, data: out };
}

/** The line of an upright column with boxes where they are on the page. */
function standing({ text, words, box }: PlacedLine, { x0, y0, x1, y1 }: Box, upwards: boolean): PlacedLine {
  const back = (b: Box): Box =>
    upwards
      ? { x0: x0 + b.y0, y0: y1 - b.x1, x1: x0 + b.y1, y1: y1 - b.x0 }
      : { x0: x1 - b.y1, y0: y0 + b.x0, x1: x1 - b.y0, y1: y0 + b.x1 };
  return { text, indent: 0, words: words.map((word) => ({ ...word, box: back(word.box) })), box: back(box) };
}
