/** Columns of letters in an upright page: where lines stand on their side, as the titles of a chart's axes do. */
import type { Grey } from './normalise.ts';
import { pieceBoxes } from './shapes.ts';
import { union, type Box } from './words.ts';

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
