/** Pieces of a page's rows, found by ink alone: what a line recogniser reads at once, and what no word was found in. */
import type { Grey } from '../page/normalise.ts';
import { intoRows } from '../page/repeats.ts';
import { inkBoxes } from '../page/shapes.ts';
import { median, union, type Box, type FoundWord } from '../page/words.ts';

/** In heights of a letter: the gap inside a word, the one that ends a segment, and what a line of text may measure. */
const GAP = 0.6;
const BREAK = 3;
const HIGHEST = 4.2;
const LOWEST = 0.25;
/** Share of a segment that lies in another one: it is part of it. */
const INNER = 0.8;
/** A segment with so many words is long enough: longer lines would be squeezed. */
const LONGEST = 80;

export interface Segment {
  box: Box;
  /** Its pieces of ink, about words, from left to right. */
  pieces: Box[];
  /** What was found in it, from left to right. */
  words: FoundWord[];
  /** Pieces without a word. */
  bare: Box[];
}

/**
 * @param page dark on white, in the picture's own size
 * @param letters typical height of a letter, pixels
 * @param words found on the page; boxes in its pixels
 * @returns segments from top to bottom, and the words that lie in none
 */
export function segmentsOf(
  page: Grey,
  letters: number,
  words: FoundWord[],
): { segments: Segment[]; rest: FoundWord[] } {
  const boxes = inkBoxes(page, Math.max(2, Math.round(GAP * letters))).filter(
    ({ y0, y1 }) => y1 - y0 <= HIGHEST * letters,
  );
  const letterBoxes = boxes.filter(({ y0, y1 }) => y1 - y0 >= 0.7 * letters);
  const rows = withMarks(intoRows(letterBoxes), boxes, letters);
  const segments = withoutInner(rows.flatMap((row) => broken(row, letters, words)));
  const free = new Set(words);
  for (const segment of segments) {
    segment.words = words
      .filter((word) => free.has(word) && isIn(word.box, segment.box))
      .sort((a, b) => a.box.x0 - b.box.x0);
    for (const word of segment.words) free.delete(word);
    segment.bare = segment.pieces.filter(
      (piece) => !segment.words.some(({ box }) => box.x0 < piece.x1 - 1 && box.x1 > piece.x0 + 1),
    );
  }
  return { segments, rest: [...free] };
}

/** Runs of pieces that are bare or hold a word in doubt: what is looked at again. */
export function doubtfulRuns({ pieces, words, bare }: Segment): Segment[] {
  const without = new Set(bare);
  const over = (piece: Box) => words.filter(({ box }) => box.x0 < piece.x1 - 1 && box.x1 > piece.x0 + 1);
  const out: Segment[] = [];
  let open: Segment | undefined;
  for (const piece of pieces) {
    const here = over(piece);
    if (!without.has(piece) && !here.some(isDoubtful)) {
      open = undefined;
      continue;
    }
    if (!open) out.push((open = { box: { ...piece }, pieces: [], words: [], bare: [] }));
    open.box = union(open.box, piece);
    open.pieces.push(piece);
    if (without.has(piece)) open.bare.push(piece);
    for (const word of here) if (!open.words.includes(word)) open.words.push(word);
  }
  return out;
}

/** Confidence (0..100) that a word needs not to be looked at again. */
const ENOUGH = 80;
const isDoubtful = ({ confidence, doubtful }: FoundWord) => doubtful === true || confidence < ENOUGH;

/** Small marks (dashes, quotes, dots) belong to the row in whose reach they lie. */
function withMarks(rows: Box[][], boxes: Box[], letters: number): Box[][] {
  const known = new Set(rows.flat());
  const spans = rows.map((row) => ({
    row,
    y0: median(row.map(({ y0 }) => y0))! - 0.6 * letters,
    y1: median(row.map(({ y1 }) => y1))! + 0.6 * letters,
    x0: Math.min(...row.map(({ x0 }) => x0)) - BREAK * letters,
    x1: Math.max(...row.map(({ x1 }) => x1)) + BREAK * letters,
  }));
  for (const box of boxes) {
    if (known.has(box) || box.x1 - box.x0 < LOWEST * letters * 0.5) continue;
    const middle = (box.y0 + box.y1) / 2;
    const home = spans.find(({ y0, y1, x0, x1 }) => middle > y0 && middle < y1 && box.x1 > x0 && box.x0 < x1);
    home?.row.push(box);
  }
  return rows.map((row) => row.sort((a, b) => a.x0 - b.x0));
}

function broken(row: Box[], letters: number, words: FoundWord[]): Segment[] {
  const out: Segment[] = [];
  for (const piece of row) {
    const last = out.at(-1);
    const fits =
      last &&
      piece.x0 - last.box.x1 <= BREAK * letters &&
      (last.box.x1 - last.box.x0 < LONGEST * letters || isCrossed(last.box, piece, words));
    if (fits) {
      last.pieces.push(piece);
      last.box = union(last.box, piece);
    } else out.push({ box: { ...piece }, pieces: [piece], words: [], bare: [] });
  }
  return out;
}

/** Pieces of a line that fell into a row of their own (high and low ones beside a border) belong to the segment that they lie in. */
function withoutInner(segments: Segment[]): Segment[] {
  const kept: Segment[] = [];
  for (const segment of [...segments].sort((a, b) => area(b.box) - area(a.box))) {
    const outer = kept.find(({ box }) => area(overlap(box, segment.box)) > INNER * area(segment.box));
    if (outer) outer.pieces = [...outer.pieces, ...segment.pieces].sort((a, b) => a.x0 - b.x0);
    else kept.push(segment);
  }
  return segments.filter((segment) => kept.includes(segment));
}

const area = ({ x0, y0, x1, y1 }: Box) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);
const overlap = (a: Box, b: Box): Box => ({
  x0: Math.max(a.x0, b.x0),
  y0: Math.max(a.y0, b.y0),
  x1: Math.min(a.x1, b.x1),
  y1: Math.min(a.y1, b.y1),
});

/** Does a word reach from one piece into the next? */
function isCrossed(before: Box, piece: Box, words: FoundWord[]): boolean {
  const middle = (piece.y0 + piece.y1) / 2;
  return words.some(({ box }) => box.x0 < before.x1 - 2 && box.x1 > piece.x0 + 2 && box.y0 < middle && box.y1 > middle);
}

function isIn(word: Box, box: Box): boolean {
  const [x, y] = [(word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2];
  return x >= box.x0 - 2 && x <= box.x1 + 2 && y >= box.y0 - 2 && y <= box.y1 + 2;
}
