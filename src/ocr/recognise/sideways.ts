/** Single lines that stand on their side in an upright picture: the titles of a chart's axes. */
import { layOut, type PlacedLine } from '../lines/layout.ts';
import type { Grey } from '../page/normalise.ts';
import type { Recognizer } from './tesseract.ts';
import { isSure, moved, textOf, type Box, type FoundWord } from '../page/words.ts';

/** Share of a line's characters that must be in sure words. */
const ENOUGH = 0.5;

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
