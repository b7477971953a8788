/**
 * A word that is read once for all its copies is wrong everywhere when it is wrong once. Where the reading is in doubt, one of
 * the copies is read as well, in the company of its whole row.
 */
import type { Grey } from '../page/normalise.ts';
import { bestReading, intoRows, readings, type Repeats } from '../page/repeats.ts';
import { moved, type Box, type FoundWord } from '../page/words.ts';

/** Confidence (0..100) below which a word with copies is looked at again: one in fifty. */
const DOUBTFUL = 50;
/** Rows that are read again at most: each takes as long as any other line. */
const MOST_ROWS = 6;

export interface SecondLook {
  /** Rows of the page, one below the other. */
  page: Grey;
  /** Words found there, where they stand on the page. */
  onPage(words: FoundWord[]): FoundWord[];
}

/** Rows with copies of doubtful words; undefined where all are sure. Boxes of `found` are `scale` times those of `repeats`, `page` is what they lie on. */
export function secondLook(found: FoundWord[], repeats: Repeats, page: Grey, scale: number): SecondLook | undefined {
  const first = readings(found, repeats.words, scale);
  const doubtful = repeats.groups.filter((group) => {
    const best = bestReading(group, [first], repeats, scale);
    return !best || (best.confidence < DOUBTFUL && best.times === 1);
  });
  if (doubtful.length === 0) return undefined;
  const rowOf = new Map<Box, Box[]>();
  for (const row of intoRows(repeats.words)) for (const word of row) rowOf.set(word, row);
  const chosen = new Set<Box[]>();
  for (const { copies } of doubtful.sort((a, b) => b.copies.length - a.copies.length)) {
    const rows = copies.map((copy) => rowOf.get(copy)!);
    if (chosen.size < MOST_ROWS && !rows.some((row) => chosen.has(row))) chosen.add(rows[rows.length >> 1]!);
  }
  return below([...chosen], page, scale, Math.round(repeats.letters * scale));
}

/** The rows' words alone, `space` pixels between the rows. */
function below(rows: Box[][], { width, height, data }: Grey, scale: number, space: number): SecondLook {
  let end = space;
  const placed = rows.map((row) => {
    const boxes = row.map(({ x0, y0, x1, y1 }) => ({
      x0: Math.max(0, Math.floor(scale * x0) - 1),
      y0: Math.max(0, Math.floor(scale * y0) - 1),
      x1: Math.min(width, Math.ceil(scale * x1) + 1),
      y1: Math.min(height, Math.ceil(scale * y1) + 1),
    }));
    const top = Math.min(...boxes.map(({ y0 }) => y0));
    const down = end - top;
    end += Math.max(...boxes.map(({ y1 }) => y1)) - top + space;
    return { boxes, down, bottom: end - (space >> 1) };
  });
  const out = new Uint8Array(width * end).fill(255);
  for (const { boxes, down } of placed) {
    for (const { x0, y0, x1, y1 } of boxes)
      for (let y = y0; y < y1; y++) out.set(data.subarray(y * width + x0, y * width + x1), (y + down) * width + x0);
  }
  const onPage = (words: FoundWord[]) =>
    words.map((word) => {
      const row = placed.find(({ bottom }) => (word.box.y0 + word.box.y1) / 2 < bottom) ?? placed.at(-1)!;
      return moved(word, 0, -row.down);
    });
  return { page: { width, height: end, data: out }, onPage };
}
