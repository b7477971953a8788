/** Lines of which neither recogniser was sure, by their script: they are said to be unread. Korean that data is there for was read before. */
import type { Grey } from '../page/normalise.ts';
import { textOf, type Box, type FoundWord } from '../page/words.ts';
import { scriptsOf, type Script, type ScriptReader } from './script.ts';

/** A line in doubt. */
export interface Suspect {
  box: Box;
  /** What Tesseract took it for. */
  words: FoundWord[];
  /** What the line recogniser took it for. */
  found: FoundWord[];
}

export type Verdict = Script | 'unknown';

/** Scripts that are found and not read. */
const UNREAD: readonly string[] = [
  'Hangul',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Thai',
  'Indic',
  'Georgian',
  'Armenian',
];
export const isUnread = (script: Verdict): boolean => UNREAD.includes(script);

/** A line of Latin letters or of numbers would have been read, and some scripts are rare: scores are that much worse, per window. */
const LESS_LIKELY: Partial<Record<Script, number>> = {
  Latin: 1.5,
  common: 1,
  Indic: 0.8,
  Georgian: 0.8,
  Armenian: 0.8,
};
/** Per window: a verdict must be this likely, and likelier than the next; Cyrillic and Greek look like Latin, the others do not. */
const LIKELY = { least: -2.2, margin: 0.05, marginOfOthers: 0.6, windows: 3 };
const LIKE_LATIN: readonly string[] = ['Cyrillic', 'Greek', 'Latin'];
/** Characters per letter's height of ink below which most of a line was not read; about 1.6 in a full one. */
const SPARSE = 0.75;
/** The same, of both recognisers together, below which it is no writing. */
const LETTERED = 0.3;
/** Widths, in letters, from which on a line shows its script. */
const LONG = 4;

/** Is what was read of the line too little, or too doubtful, to be the whole of it? */
export function isSuspect({ box, words, found }: Suspect, confidence: number, letters: number): boolean {
  if (box.x1 - box.x0 < LONG * letters) return false;
  const sure = words
    .filter((word) => word.confidence >= 75 && word.glyphs.length >= 3)
    .flatMap(({ glyphs }) => glyphs).length;
  const all = words.flatMap(({ glyphs }) => glyphs).length;
  if (all > 0 && sure > 0.5 * all) return false;
  const characters = found.flatMap(({ glyphs }) => glyphs).length;
  // Drawings hold hardly anything that either eye takes for a letter.
  if ((letters * (all + characters)) / (box.x1 - box.x0) < LETTERED) return false;
  const greek = found.filter((word) => /\p{Script=Greek}{2}/u.test(textOf(word))).length;
  return confidence < 0.85 || greek > 0 || isSparse({ box, found }, letters);
}

/** Was hardly anything of the line read? */
export const isSparse = ({ box, found }: Pick<Suspect, 'box' | 'found'>, letters: number): boolean =>
  (letters * found.flatMap(({ glyphs }) => glyphs).length) / (box.x1 - box.x0) < SPARSE;

/** One verdict for all suspects of a page: lines by themselves are too short to tell Cyrillic from Latin. */
export function verdictOn(page: Grey, suspects: Suspect[], reader: ScriptReader): Verdict {
  let total: Float32Array | undefined;
  let windows = 0;
  for (const { box } of suspects) {
    const { sums, windows: count } = reader.scores(page, box);
    total = total ? total.map((value, i) => value + sums[i]!) : sums;
    windows += count;
  }
  if (!total || windows < LIKELY.windows) return 'unknown';
  const ranked = scriptsOf(total)
    .map(({ script, score }) => ({ script, score: score / windows - (LESS_LIKELY[script] ?? 0) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  const margin = LIKE_LATIN.includes(best!.script) ? LIKELY.margin : LIKELY.marginOfOthers;
  return best!.score >= LIKELY.least && best!.score - second!.score >= margin ? best!.script : 'unknown';
}

/** Words of a line in a script that cannot be read that are surely Latin: names of files, commands, numbers. */
export const surelyLatin = (words: FoundWord[]): FoundWord[] =>
  words.filter((word) => word.confidence >= 88 && !word.doubtful && /[A-Za-z0-9]{5}|\w[._/-]\w/.test(textOf(word)));
