/** Boxes in answers: Imp answers "where is …" with `[x1, y1, x2, y2]`, each in 0..1 of the square that it sees. */
import type { Region } from './engine.ts';
import { fromSquareBox, type Corners, type Preprocess, type Size } from './geometry.ts';

export interface FoundBox {
  /** Pixels of the picture. */
  region: Region;
  /** Words in front of the box, or '' when the box stands alone. */
  label: string;
  /** Where the box stands in the answer, in UTF-16 code units. */
  start: number;
  end: number;
}

const NUMBER = String.raw`\s*([01]?\.\d{1,6}|[01])\s*`;
const BOX = new RegExp(String.raw`[[(]${NUMBER},${NUMBER},${NUMBER},${NUMBER}[\])]`, 'g');
/** More than this in one answer is babble. */
const MOST = 20;
const LABEL_LENGTH = 40;

/**
 * The boxes of an answer, as regions of the picture of `size`. What is no box stays text: numbers outside of 0..1, corners in
 * the wrong order, boxes that lie in the padding alone, other punctuation.
 */
export function boxesIn(answer: string, size: Size, preprocess: Preprocess): FoundBox[] {
  const found: FoundBox[] = [];
  let previous = 0;
  for (const match of answer.matchAll(BOX)) {
    const corners = match.slice(1, 5).map(Number) as Corners;
    const [x1, y1, x2, y2] = corners;
    const valid = corners.every((value) => value >= 0 && value <= 1) && x2 > x1 && y2 > y1;
    const region = valid ? fromSquareBox(corners, size, preprocess) : undefined;
    const end = match.index + match[0].length;
    if (region)
      found.push({ region, label: labelBefore(answer.slice(previous, match.index)), start: match.index, end });
    previous = end;
    if (found.length === MOST) break;
  }
  return found;
}

/** The last words of the sentence in front of a box, without what only joins them to it. */
function labelBefore(text: string): string {
  const clause = text
    .split(/[.;!?\n]/)
    .at(-1)!
    .replace(/^[\s,]*(?:and\s+)?/i, '');
  const words = clause
    .replace(/[\s:(=–-]*(?:\b(?:is|are|at|in|lies|located|can be found|coordinates?|box|region)\b[\s:(=–-]*)*$/i, '')
    .trim();
  return words.length <= LABEL_LENGTH ? words : `…${words.slice(-LABEL_LENGTH)}`;
}
