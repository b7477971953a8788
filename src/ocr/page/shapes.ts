/** What connected ink shows: how tall the letters are, which marks are squiggles under code, and where long rules run. */
import type { Grey } from './normalise.ts';
import type { Box } from './words.ts';

/** A connected piece of ink: its box in pixels, inclusive, and its runs as [y, x0, x1) triples. */
interface Piece {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  runs: number[];
}

/** Pieces of pixels for which `ink` holds, joined over edges and corners. */
function pieces({ width, height, data }: Grey, ink: (value: number) => boolean): Piece[] {
  const isInk = Uint8Array.from({ length: 256 }, (_, value) => (ink(value) ? 1 : 0));
  const parent: number[] = [];
  const runs: number[] = []; // y, x0, x1 of each run
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  let previous = 0; // first run of the row above
  for (let y = 0; y < height; y++) {
    const start = parent.length;
    const row = y * width;
    let above = previous;
    for (let x = 0; x < width; x++) {
      if (!isInk[data[row + x]!]) continue;
      const x0 = x;
      while (x < width && isInk[data[row + x]!]) x++;
      const id = parent.length;
      parent.push(id);
      runs.push(y, x0, x);
      while (above < start && runs[3 * above + 2]! < x0) above++;
      for (let k = above; k < start && runs[3 * k + 1]! <= x; k++) parent[find(k)] = find(id);
    }
    previous = start;
  }
  const found = new Map<number, Piece>();
  for (let i = 0; i < parent.length; i++) {
    const [y, x0, x1] = [runs[3 * i]!, runs[3 * i + 1]!, runs[3 * i + 2]!];
    const root = find(i);
    const piece = found.get(root);
    if (!piece) found.set(root, { x0, y0: y, x1: x1 - 1, y1: y, runs: [y, x0, x1] });
    else {
      piece.x0 = Math.min(piece.x0, x0);
      piece.x1 = Math.max(piece.x1, x1 - 1);
      piece.y1 = y;
      piece.runs.push(y, x0, x1);
    }
  }
  return [...found.values()];
}

/** Their boxes, right and bottom exclusive. */
export function pieceBoxes(page: Grey, ink: (value: number) => boolean): Box[] {
  return pieces(page, ink).map(({ x0, y0, x1, y1 }) => ({ x0, y0, x1: x1 + 1, y1: y1 + 1 }));
}

/** Turns boxes of the page white, in place. */
export function eraseBoxes({ width, data }: Grey, boxes: readonly Box[]): void {
  for (const { x0, y0, x1, y1 } of boxes) for (let y = y0; y < y1; y++) data.fill(255, y * width + x0, y * width + x1);
}

/**
 * Typical height of a letter's ink in pixels (about the height of an x), or undefined where there is hardly any text.
 * `page` is dark on white.
 */
export function letterHeight(page: Grey): number | undefined {
  const heights: number[] = [];
  for (const { x0, y0, x1, y1 } of pieces(page, (value) => value < 128)) {
    const [w, h] = [x1 - x0 + 1, y1 - y0 + 1];
    if (h >= 5 && h <= 80 && w <= 3 * h && h <= 6 * w) heights.push(h);
  }
  if (heights.length < 8) return undefined;
  return heights.sort((a, b) => a - b)[heights.length >> 1];
}

/**
 * Boxes (right and bottom exclusive) of ink that is joined when gaps of up to `gap` pixels across and two down are closed:
 * words. `page` is dark on white.
 */
export function inkBoxes(page: Grey, gap: number): Box[] {
  const { width, height, data } = page;
  const closed = new Uint8Array(data.length).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0, last = -Infinity; x < width; x++) {
      if (data[y * width + x]! < 200) last = x;
      if (x - last <= gap) closed[y * width + x] = 0;
    }
  }
  // From below, so that the rows above are still as they were.
  for (let i = closed.length - 1; i >= width; i--)
    if (closed[i - width] === 0 || closed[i - 2 * width] === 0) closed[i] = 0;
  return pieceBoxes({ width, height, data: closed }, (value) => value < 128);
}

/** Contrast above which a squiggle's ink counts: above dim text, so that the two stay apart. */
const SQUIGGLE_INK = 100;

/**
 * Clears the wavy underlines that editors draw under errors from a contrast picture (text high), in place: a bright squiggle
 * under dim text would be the local maximum and wash the text out.
 */
export function eraseSquiggles(page: Grey): void {
  const { width, height, data } = page;
  for (const { x0, y0, x1, y1, runs } of pieces(page, (value) => value >= SQUIGGLE_INK)) {
    const [w, h] = [x1 - x0 + 1, y1 - y0 + 1];
    if (w < 24 || h < 2 || h > 8 || w < 8 * h) continue;
    const filled = new Array<number>(h).fill(0);
    for (let i = 0; i < runs.length; i += 3) filled[runs[i]! - y0]! += runs[i + 2]! - runs[i + 1]!;
    if (Math.max(...filled) > 0.75 * w) continue; // a straight rule or underscores
    for (let i = 0; i < runs.length; i += 3) {
      // One pixel around as well: the soft edge of the stroke.
      for (let y = Math.max(0, runs[i]! - 1); y <= Math.min(height - 1, runs[i]! + 1); y++) {
        data.fill(0, y * width + Math.max(0, runs[i + 1]! - 1), y * width + Math.min(width, runs[i + 2]! + 1));
      }
    }
  }
}

/** Longer than any letter, headings' too: borders and grid lines, in pixels and in heights of the page's typical letter. */
const RULE_ACROSS = { least: 60, letters: 5 };
const RULE_DOWN = { least: 40, letters: 4 };
const RULE_INK = 225;

/** Marks a rule's pixels, but not what is much darker than the rest: letters and underscores that it touches. */
function markRule(run: Uint8Array, marked: Uint8Array, at: number): void {
  const mean = run.reduce((sum, value) => sum + value, 0) / run.length;
  for (let i = 0; i < run.length; i++) if (run[i]! > mean - 60) marked[at + i] = 1;
}

/**
 * Turns long straight rules white, in place, so that the page's layout is not confused. `page` is dark on white.
 * @param letters typical height of a letter, pixels; 0: unknown
 */
export function eraseRules({ width, height, data }: Grey, letters: number): void {
  const across = Math.max(RULE_ACROSS.least, RULE_ACROSS.letters * letters);
  const down = Math.max(RULE_DOWN.least, RULE_DOWN.letters * letters);
  const marked = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0, start = -1; x <= width; x++) {
      const ink = x < width && data[y * width + x]! < RULE_INK;
      if (ink && start < 0) start = x;
      if (ink || start < 0) continue;
      if (x - start >= across) markRule(data.subarray(y * width + start, y * width + x), marked, y * width + start);
      start = -1;
    }
  }
  // Columns are counted row by row: far fewer cache misses than walking down each column.
  const length = new Uint16Array(width);
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x < width; x++) {
      if (y < height && data[y * width + x]! < RULE_INK) {
        length[x]!++;
        continue;
      }
      if (length[x]! >= down) for (let up = y - length[x]!; up < y; up++) marked[up * width + x] = 1;
      length[x] = 0;
    }
  }
  for (let i = 0; i < marked.length; i++) if (marked[i]) data[i] = 255;
}
