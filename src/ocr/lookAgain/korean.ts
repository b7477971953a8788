/** Which parts of a page's lines are tried as Korean, and whether what came back is Korean: the data's own sureness decides. */
import type { Grey } from '../page/normalise.ts';
import { textOf, type Box, type FoundWord } from '../page/words.ts';
import { scriptsOf, type ScriptReader } from '../script/script.ts';
import { aligned, inkOf } from './glyphs.ts';
import type { Segment } from './segments.ts';

/** A line that was looked at again, and what the line recogniser took it for. */
export interface Looked {
  segment: Segment;
  found: FoundWord[];
}

/** Widths, in letters, of parts that show whether there is Korean, and of those that are read once it is known. */
const LONG = 3;
const SHORT = 0.7;
/** Sureness (0..100) and letters of Latin words that stand: both eyes read Latin well, and neither Korean. */
const SURE = 88;
const LETTERS = 3;
const LATIN = new RegExp(`[A-Za-z]{${LETTERS}}`);
/** Korean is tried where the classifier has it so near its first choice, per window; a wrong try costs a second or two, no words. */
const NEAR = { rank: 5, behind: 2, windows: 3 };
/** Korean is what has that share of its letters as syllables, and that mean confidence (0..100). */
const KOREAN = { share: 0.6, confidence: 70, syllables: 4 };
/** The same of one part, and of one that is hardly a word: marks and drawings are read as some syllable at times. */
const PART = { share: 0.3, confidence: 50, syllables: 3 };
const SYLLABLE = { share: 0.3, confidence: 80, syllables: 2 };

/** What lies between the words that both eyes can read, as boxes on the page. */
export function unreadParts(page: Grey, lines: Looked[], letters: number, least: 'long' | 'short'): Box[] {
  const width = (least === 'long' ? LONG : SHORT) * letters;
  return lines
    .flatMap(({ segment: { box, words }, found }) => {
      const read = found.filter((word) => isLatin(word) && meanOf(word) >= SURE);
      // Tesseract takes syllables for sure letters at times: its words stand where the other eye saw the same.
      const more = words.filter(
        (word) =>
          isLatin(word) &&
          !word.doubtful &&
          word.confidence >= SURE &&
          (found.length === 0 ||
            found.some((other) => isHalfOn(word.box, other.box) && shared(word, other) >= LETTERS)),
      );
      const standing = [...read, ...more].map((word) => extent(page, word, box)).sort((a, b) => a.x0 - b.x0);
      const gaps: Box[] = [];
      let x0 = box.x0;
      for (const word of [...standing, { x0: box.x1, x1: box.x1 }]) {
        if (word.x0 > x0) gaps.push({ ...box, x0, x1: word.x0 });
        x0 = Math.max(x0, word.x1);
      }
      return gaps.flatMap((gap) => inkOf(page, gap) ?? []);
    })
    .filter((box) => box.x1 - box.x0 >= width && box.y1 - box.y0 >= 0.6 * letters);
}

/** From where to where a word's ink reaches: the middles of its first and last character are known, their edges are guesses. */
function extent(page: Grey, { glyphs }: FoundWord, line: Box): { x0: number; x1: number } {
  const middle = ({ box }: FoundWord['glyphs'][number]) => Math.round((box.x0 + box.x1) / 2);
  let [x0, x1] = [middle(glyphs[0]!), middle(glyphs.at(-1)!)];
  while (x0 > line.x0 && inkOf(page, { ...line, x0: x0 - 1, x1: x0 })) x0--;
  while (x1 < line.x1 && inkOf(page, { ...line, x0: x1, x1: x1 + 1 })) x1++;
  return { x0, x1 };
}

const isHalfOn = (a: Box, b: Box): boolean => 2 * (Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) >= a.x1 - a.x0;

/** Letters side by side: numbers are left to the Korean data, which knows them, for a syllable after them looks like a letter. */
const isLatin = (word: FoundWord): boolean => /^[!-~]+$/.test(textOf(word)) && LATIN.test(textOf(word));

/** How many characters two readings have in common, in order. */
const shared = (a: FoundWord, b: FoundWord): number =>
  aligned([...textOf(a)], [...textOf(b)]).filter(
    ([i, j]) => i !== undefined && j !== undefined && textOf(a)[i] === textOf(b)[j],
  ).length;

const meanOf = ({ glyphs }: FoundWord) => glyphs.reduce((sum, { confidence }) => sum + confidence, 0) / glyphs.length;

/** Does a page's unread writing look like Korean enough to try it? */
export function mayBeKorean(page: Grey, parts: Box[], reader: ScriptReader): boolean {
  let total: Float32Array | undefined;
  let windows = 0;
  for (const box of parts) {
    const { sums, windows: count } = reader.scores(page, box);
    total = total ? total.map((value, i) => value + sums[i]!) : sums;
    windows += count;
  }
  if (!total || windows < NEAR.windows) return false;
  const ranked = scriptsOf(total);
  const rank = ranked.findIndex(({ script }) => script === 'Hangul');
  return (
    ranked[0]!.script !== 'none' &&
    rank < NEAR.rank &&
    (ranked[0]!.score - ranked[rank]!.score) / windows <= NEAR.behind
  );
}

/** Is what Korean data read of a page Korean? */
export const isKorean = (words: FoundWord[]): boolean => isSure(words, KOREAN);

/** Of a page that is Korean, does one part say something? What does not keeps what was read before. */
export const isSurePart = (words: FoundWord[]): boolean => isSure(words, PART) || isSure(words, SYLLABLE);

function isSure(words: FoundWord[], least: { share: number; confidence: number; syllables: number }): boolean {
  const letters = words
    .flatMap(({ glyphs, confidence }) => glyphs.map(({ text }) => ({ text, confidence })))
    .filter(({ text }) => /\p{L}/u.test(text));
  const syllables = letters.filter(({ text }) => /[\uac00-\ud7af]/.test(text));
  const mean = syllables.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, syllables.length);
  return (
    syllables.length >= least.syllables && syllables.length >= least.share * letters.length && mean >= least.confidence
  );
}
