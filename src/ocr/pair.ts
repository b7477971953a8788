/** Two recognisers side by side: a page with much text is cut between its lines, and both halves are read at once. */
import type { Grey } from './normalise.ts';
import type { Recognizer } from './tesseract.ts';
import type { Box, FoundWord } from './words.ts';

/** Ink (pixels darker than half) from which the second recogniser is worth its start and its 60 MB: a screen full of text. */
const WORTH_HALVING = 65_000;
/** Rows around the middle of the ink among which the cut is looked for, as a share of the page's height. */
const NEARBY = 0.08;
/** Where every cut would go through letters, both halves have the lines there: rows added on each side, about one line. */
const SHARED_ROWS = 40;

/**
 * @param start makes the second recogniser, at the first page that is worth it. Should it not start, the first does all.
 */
export function recognizeInPairs(first: Recognizer, start: () => Promise<Recognizer>): Recognizer {
  let second: Promise<Recognizer | undefined> | undefined;
  return {
    async recognize(page) {
      const halves = halve(page);
      if (!halves) return await first.recognize(page);
      second ??= start().catch(() => undefined);
      const [upper, lower] = halves;
      const found = await Promise.all([
        wordsOf(first, page, upper),
        second.then((other) => wordsOf(other ?? first, page, lower)),
      ]);
      return found.flat();
    },
  };
}

interface Half {
  /** Rows that the recogniser sees. */
  from: number;
  to: number;
  /** Rows whose words count; a word belongs to the row of its middle. */
  top: number;
  bottom: number;
}

/** Two halves of about as much ink each; undefined for a page with little of it. */
export function halve({ width, height, data }: Grey): [Half, Half] | undefined {
  const ink = new Uint32Array(height);
  let total = 0;
  for (let y = 0; y < height; y++) {
    let dark = 0;
    for (let i = y * width; i < (y + 1) * width; i++) if (data[i]! < 128) dark++;
    ink[y] = dark;
    total += dark;
  }
  if (total < WORTH_HALVING) return undefined;
  let middle = 0;
  for (let sum = 0; sum < total / 2; middle++) sum += ink[middle]!;
  const reach = Math.ceil(NEARBY * height);
  const cut = quietest(ink, middle, reach);
  const shared = ink[cut] === 0 ? 0 : SHARED_ROWS;
  return [
    { from: 0, to: Math.min(height, cut + shared), top: -Infinity, bottom: cut },
    { from: Math.max(0, cut - shared), to: height, top: cut, bottom: Infinity },
  ];
}

/** Among the rows near `middle` those with the least ink; of the runs of such rows the middle of the nearest one. */
function quietest(ink: Uint32Array, middle: number, reach: number): number {
  const end = Math.min(ink.length, middle + reach);
  let [best, least] = [middle, Infinity];
  for (let y = Math.max(1, middle - reach); y < end; ) {
    const value = ink[y]!;
    const start = y;
    while (y < end && ink[y] === value) y++;
    const centre = (start + y) >> 1; // white is left on both sides of the cut
    if (value < least || (value === least && Math.abs(centre - middle) < Math.abs(best - middle))) [best, least] = [centre, value];
  }
  return best;
}

async function wordsOf(recognizer: Recognizer, { width, data }: Grey, { from, to, top, bottom }: Half): Promise<FoundWord[]> {
  const words = await recognizer.recognize({ width, height: to - from, data: data.subarray(from * width, to * width) });
  return words.map((word) => moved(word, from)).filter(({ box }) => {
    const middle = (box.y0 + box.y1) / 2;
    return middle >= top && middle < bottom;
  });
}

function moved(word: FoundWord, by: number): FoundWord {
  const down = (box: Box): Box => ({ ...box, y0: box.y0 + by, y1: box.y1 + by });
  return { ...word, box: down(word.box), glyphs: word.glyphs.map((glyph) => ({ ...glyph, box: down(glyph.box) })) };
}
