/** Many snippets on a few sheets, far enough apart that none disturbs another; words go back to where they came from. */
import { upscale } from '../page/prepare.ts';
import type { Grey } from '../page/normalise.ts';
import type { FoundWord } from '../page/words.ts';

export interface Cell {
  /** Which of the snippets stands here. */
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Sheet {
  page: Grey;
  cells: Cell[];
}

const SHEET_WIDTH = 1500;
/** Tesseract takes about 80 bytes a pixel. */
const SHEET_PIXELS = 2.2e6;
const BORDER = 30;
/** Ground between neighbours and between rows, in heights of a character. */
const GAP = { x: 3.5, y: 1.3 };
/** A snippet is enlarged at most so much: smaller letters hold no more. */
const MOST_SCALE = 6;

/** The snippet with characters `target` pixels high. */
export function sized(grey: Grey, height: number, target: number): Grey {
  const scale = Math.min(MOST_SCALE, target / Math.max(1, height));
  return scale >= 1 ? upscale(grey, scale) : shrunk(grey, scale);
}

/** Smaller: each pixel the mean of those it covers. */
function shrunk({ width, height, data }: Grey, scale: number): Grey {
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const out = new Uint8Array(w * h);
  for (let y = 0, o = 0; y < h; y++) {
    const [top, bottom] = span(y, h, height);
    for (let x = 0; x < w; x++, o++) {
      const [left, right] = span(x, w, width);
      let sum = 0;
      for (let v = top; v < bottom; v++) for (let u = left; u < right; u++) sum += data[v * width + u]!;
      out[o] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return { width: w, height: h, data: out };
}

function span(i: number, count: number, length: number): [number, number] {
  const from = Math.min(length - 1, Math.floor((i * length) / count));
  return [from, Math.max(from + 1, Math.min(length, Math.round(((i + 1) * length) / count)))];
}

/** `times` copies side by side: what stands alone is easily taken for a mark, three of a kind are not. */
export function sideBySide({ width, height, data }: Grey, times: number, gap: number): Grey {
  const wide = times * width + (times - 1) * gap;
  const out = new Uint8Array(wide * height).fill(255);
  for (let y = 0; y < height; y++)
    for (let t = 0; t < times; t++) out.set(data.subarray(y * width, (y + 1) * width), y * wide + t * (width + gap));
  return { width: wide, height, data: out };
}

/** Lays out the pieces in rows, in their order, on as many sheets as it takes. */
export function intoSheets(pieces: { index: number; grey: Grey }[], target: number): Sheet[] {
  const sheets: Sheet[] = [];
  const [gapX, gapY] = [Math.round(GAP.x * target), Math.round(GAP.y * target)];
  let placed: { cell: Cell; grey: Grey }[] = [];
  let [x, y, row] = [BORDER, BORDER, 0];
  const finish = () => {
    if (placed.length > 0) sheets.push(sheetOf(placed));
    placed = [];
    [x, y, row] = [BORDER, BORDER, 0];
  };
  for (const { index, grey } of pieces) {
    if (x > BORDER && x + grey.width > SHEET_WIDTH) {
      x = BORDER;
      y += row + gapY;
      row = 0;
    }
    if (placed.length > 0 && (y + grey.height + BORDER) * SHEET_WIDTH > SHEET_PIXELS) finish();
    placed.push({ cell: { index, x, y, width: grey.width, height: grey.height }, grey });
    row = Math.max(row, grey.height);
    x += grey.width + gapX;
  }
  finish();
  return sheets;
}

function sheetOf(placed: { cell: Cell; grey: Grey }[]): Sheet {
  const width = Math.max(600, ...placed.map(({ cell }) => cell.x + cell.width)) + BORDER;
  const height = Math.max(...placed.map(({ cell }) => cell.y + cell.height)) + BORDER;
  const data = new Uint8Array(width * height).fill(255);
  for (const { cell, grey } of placed)
    for (let v = 0; v < grey.height; v++)
      data.set(grey.data.subarray(v * grey.width, (v + 1) * grey.width), (cell.y + v) * width + cell.x);
  return { page: { width, height, data }, cells: placed.map(({ cell }) => cell) };
}

/** The words of each cell from left to right; what stands in none is left out. */
export function byCell(words: FoundWord[], cells: Cell[]): Map<Cell, FoundWord[]> {
  const out = new Map<Cell, FoundWord[]>();
  for (const word of words) {
    const [u, v] = [(word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2];
    const cell = cells.find(
      ({ x, y, width, height }) => u >= x - 12 && u <= x + width + 12 && v >= y - 14 && v <= y + height + 14,
    );
    if (!cell) continue;
    const found = out.get(cell);
    if (found) found.push(word);
    else out.set(cell, [word]);
  }
  for (const found of out.values()) found.sort((a, b) => a.box.x0 - b.box.x0);
  return out;
}
