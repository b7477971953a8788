/**
 * A page is read in strips, by one recogniser or two side by side. Tesseract's time grows with the square of the words it
 * sees at once (it walks the page anew for each), its memory with the pixels; and short strips share evenly between two.
 */
import type { Grey } from '../page/normalise.ts';
import type { Recognizer } from './tesseract.ts';
import { moved, type FoundWord } from '../page/words.ts';

/** Ink (pixels darker than half) from which the second recogniser is worth its start and its 60 MB: a screen full of text. */
const WORTH_TWO = 65_000;
/** Ink of a strip, about four lines across a full screen: of larger ones too few are left to share evenly, finer ones gain nothing more. */
const STRIP_INK = 12_000;
/** Pixels of a strip: each takes about 80 bytes of Tesseract's memory. */
const STRIP_PIXELS = 2.2e6;
/** Lower strips than this are hardly more than what they share: a line that goes on and on is cut into columns. */
const LEAST_ROWS = 40;
/** Rows around the wanted cut among which a quiet one is looked for, as a share of a strip. */
const NEARBY = 0.3;
/** Where every cut would go through letters, both strips have the lines there: rows added on each side, about one line. */
const SHARED_ROWS = 40;

/**
 * @param start makes the second recogniser, at the first page that is worth it. Should it not start, the first does all.
 */
export function recognizeInStrips(first: Recognizer, start: () => Promise<Recognizer>): Recognizer {
  let second: Promise<Recognizer | undefined> | undefined;
  return {
    async recognize(page) {
      const { strips, ink } = intoStrips(page);
      const found: FoundWord[][] = [];
      let next = 0;
      const work = async (recognizer: Recognizer | undefined) => {
        while (recognizer && next < strips.length) {
          const strip = next++;
          found[strip] = await wordsOf(recognizer, page, strips[strip]!);
        }
      };
      if (ink < WORTH_TWO) await work(first);
      else {
        second ??= start().catch(() => undefined);
        await Promise.all([work(first), second.then(work)]);
      }
      return found.flat();
    },
  };
}

interface Strip {
  /** Rows that the recogniser sees. */
  from: number;
  to: number;
  /** Rows whose words count; a word belongs to the row of its middle. */
  top: number;
  bottom: number;
}

/** Strips of about as much ink each from top to bottom, and the ink of the page. */
export function intoStrips({ width, height, data }: Grey): { strips: Strip[]; ink: number } {
  const rows = new Uint32Array(height);
  let ink = 0;
  for (let y = 0; y < height; y++) {
    let dark = 0;
    for (let i = y * width; i < (y + 1) * width; i++) if (data[i]! < 128) dark++;
    rows[y] = dark;
    ink += dark;
  }
  const count = Math.max(
    1,
    ink < WORTH_TWO ? 1 : Math.min(Math.round(ink / STRIP_INK), Math.floor(height / LEAST_ROWS)),
    Math.ceil((width * height) / STRIP_PIXELS),
  );
  const reach = Math.ceil((NEARBY * height) / count);
  const strips: Strip[] = [{ from: 0, to: height, top: -Infinity, bottom: Infinity }];
  for (let i = 1, y = 0, sum = 0; i < count; i++) {
    // Blank rows have a small share in the sum, so that a strip of them does not grow without bound.
    for (; y < height && sum < i / count; y++) sum += 0.8 * (ink ? rows[y]! / ink : 1 / height) + 0.2 / height;
    const cut = quietest(rows, y, reach);
    const before = strips.at(-1)!;
    if (cut <= before.from || cut <= before.top) continue;
    const shared = rows[cut] === 0 ? 0 : SHARED_ROWS;
    strips.push({ from: Math.max(0, cut - shared), to: height, top: cut, bottom: Infinity });
    before.to = Math.min(height, cut + shared);
    before.bottom = cut;
  }
  return { strips, ink };
}

/** Among the rows near `middle` those with the least ink; of the runs of such rows the middle of the nearest one. */
function quietest(ink: Uint32Array, middle: number, reach: number): number {
  const end = Math.min(ink.length, middle + reach);
  let [best, least] = [middle, Infinity];
  for (let y = Math.max(1, middle - reach); y < end;) {
    const value = ink[y]!;
    const start = y;
    while (y < end && ink[y] === value) y++;
    const centre = (start + y) >> 1; // white is left on both sides of the cut
    if (value < least || (value === least && Math.abs(centre - middle) < Math.abs(best - middle)))
      [best, least] = [centre, value];
  }
  return best;
}

async function wordsOf(
  recognizer: Recognizer,
  { width, data }: Grey,
  { from, to, top, bottom }: Strip,
): Promise<FoundWord[]> {
  const strip = data.subarray(from * width, to * width);
  if (!strip.some((value) => value < 128)) return [];
  const words = await inColumns(recognizer, { width, height: to - from, data: strip });
  return words
    .map((word) => moved(word, 0, from))
    .filter(({ box }) => {
      const middle = (box.y0 + box.y1) / 2;
      return middle >= top && middle < bottom;
    });
}

/** Widest page for Tesseract: Leptonica takes up to 32,767 pixels a side. */
const MOST_COLUMNS = 24_000;
/** What it is cut into then: time grows with the square of the words seen at once. */
const COLUMNS = 6000;

/** A page that is too wide is read in columns, cut in the widest gap of each one's second half. */
async function inColumns(recognizer: Recognizer, page: Grey): Promise<FoundWord[]> {
  if (page.width <= MOST_COLUMNS) return await recognizer.recognize(page);
  const { width, height, data } = page;
  const ink = new Uint8Array(width);
  for (let i = 0; i < data.length; i++) if (data[i]! < 128) ink[i % width] = 1;
  const out: FoundWord[] = [];
  for (let left = 0; left < width;) {
    const right = width - left <= COLUMNS ? width : widestGap(ink, left + (COLUMNS >> 1), left + COLUMNS);
    const part = new Uint8Array((right - left) * height);
    for (let y = 0; y < height; y++) part.set(data.subarray(y * width + left, y * width + right), y * (right - left));
    const words = await recognizer.recognize({ width: right - left, height, data: part });
    for (const word of words) out.push(moved(word, left, 0));
    left = right;
  }
  return out;
}

/** The middle of the longest run of columns without ink in [from, to). */
function widestGap(ink: Uint8Array, from: number, to: number): number {
  let [best, longest] = [to, 0];
  for (let x = from, start = from; x <= to; x++) {
    if (x < to && !ink[x]) continue;
    if (x - start > longest) [longest, best] = [x - start, (start + x) >> 1];
    start = x + 1;
  }
  return best;
}
