/**
 * A second look at rows in doubt: the line recogniser reads them whole, and what it says is joined with Tesseract's words.
 * It is another eye: it knows accents and Chinese and Japanese, and reads code's signs well; it drops thin letters at times.
 */
import type { LineRecognizer } from '../line/index.ts';
import type { Grey, Rgb } from '../page/normalise.ts';
import { median, textOf, union, type Box, type FoundWord } from '../page/words.ts';
import { joined } from './join.ts';
import { mixed } from './mixed.ts';
import { isWide, wordsOf } from './glyphs.ts';
import {
  isSparse,
  isSuspect,
  isUnread,
  surelyLatin,
  verdictOn,
  type Suspect,
  type Verdict,
} from '../script/foreign.ts';
import { sharedScriptReader } from '../script/script.ts';
import { isKorean, isSurePart, mayBeKorean, unreadParts, type Looked } from './korean.ts';
import { doubtfulRuns, segmentsOf, type Segment } from './segments.ts';

/**
 * Columns of the line recogniser's 48 rows for a page's second look, about 0.15 ms each; more where hardly a word is sure, as
 * in another script. On a machine that is busy with other things it ends earlier.
 */
const BUDGET = { columns: 5000, ofUnsure: 45_000, ms: 20_000 };
const ROWS = 48;
const MOST_COLUMNS = 1600;
/** Confidence (0..100) that words lack to which no doubt is known: how urgent a look is. */
const DOUBTFUL = 86;
/** From this share of unsure characters on the page is in another language or script. */
const MOSTLY = 0.4;
/** Mean confidence (0..1) below which what the line recogniser says counts for nothing, and what it needs where Tesseract is not sure itself. */
const WORTH = { least: 0.5, alone: 0.7 };
/** After so many lines of which hardly one said anything, no more are read. */
const VAIN = { lines: 14, share: 0.2 };
/** Confidence (0..100) below which words that the line recogniser does not confirm are noise, if they are no more than so many letters; and on a page in another script. */
const NOISE = { below: 40, glyphs: 3, otherScript: 85 };
/** White around a line, as a share of its height. */
const AROUND = 0.34;

export interface LookAgain {
  /** Boxes in pixels of the page. */
  words: FoundWord[];
  /** Lines in a script that neither eye reads. */
  foreign: { box: Box; script: Verdict }[];
  /** Words of which neither eye is sure. */
  noise: FoundWord[];
}

export interface Place {
  /** The picture, and pixels of it per pixel of the page (in its own size); row of the page's first. */
  picture: Rgb;
  times: number;
  top: number;
}

/**
 * @param page dark on white, in its own size
 * @param words what Tesseract found; boxes in pixels of the page
 * @param readKorean reads parts of the page as Korean; absent where there is no data for it
 */
export async function lookAgain(
  page: Grey,
  letters: number,
  words: FoundWord[],
  place: Place,
  lines: LineRecognizer,
  readKorean: ((parts: Box[]) => Promise<FoundWord[][]>) | undefined,
): Promise<LookAgain> {
  const { segments, rest } = segmentsOf(page, letters, words);
  let budget = shareOfDoubt(segments) > MOSTLY ? BUDGET.ofUnsure : BUDGET.columns;
  // Whole lines are read best: all of them where there are few, else those in doubt, else what is in doubt of them.
  const columns = (some: Segment[]) => some.reduce((sum, { box }) => sum + columnsOf(grown(box, page)), 0);
  const inNeed = segments.filter((segment) => doubtOf(segment, letters) > 0);
  const all = columns(segments) <= budget;
  const runs = all ? segments : columns(inNeed) <= budget ? inNeed : segments.flatMap((one) => doubtfulRuns(one));
  const start = performance.now();
  const replaced = new Set<FoundWord>();
  const added: FoundWord[] = [];
  const suspects: Suspect[] = [];
  const looked: Looked[] = [];
  const inDoubt = runs
    .map((segment) => ({ segment, doubt: doubtOf(segment, letters) }))
    .filter(({ doubt }) => all || doubt > 0)
    .sort((a, b) => b.doubt - a.doubt);
  const unsure: Segment[] = [];
  let accepted = 0;
  let foreignLines = 0;
  let read = 0;
  for (const { segment } of inDoubt) {
    // Photographs and drawings: nothing comes of it.
    if (read >= VAIN.lines && accepted < VAIN.share * read) break;
    const area = grown(segment.box, page);
    budget -= columnsOf(area);
    if (budget < 0 || performance.now() - start > BUDGET.ms) break;
    const decoding = lines.read(cut(place, area));
    read++;
    const found = withoutLookalikes(wordsOf(decoding, area, segment.box, page));
    const suspect = { box: segment.box, words: segment.words, found };
    looked.push({ segment, found });
    if (!isForeign(found) && isSuspect(suspect, decoding.confidence, letters)) {
      suspects.push(suspect);
      continue;
    }
    if (accept(segment, found, decoding.confidence)) {
      accepted++;
      if (isForeign(found)) foreignLines++;
    } else if (decoding.confidence < WORTH.least) unsure.push(segment);
  }
  for (const { segment } of inDoubt.slice(read)) looked.push({ segment, found: [] });
  const korean = readKorean ? await koreanParts(page, looked, letters, readKorean) : [];
  for (const part of korean) {
    for (const word of looked.flatMap(({ segment }) => segment.words)) if (isIn(word.box, part.box)) replaced.add(word);
    added.push(...added.splice(0).flatMap((word) => outside(word, part.box)), ...part.words);
  }
  const open = suspects.filter(({ box }) => !korean.some((part) => isIn(part.box, box)));
  const scripts = open.length > 0 ? sharedScriptReader() : undefined;
  const verdict = scripts ? verdictOn(page, open, scripts) : 'unknown';
  const foreign: LookAgain['foreign'] = [];
  if (isUnread(verdict))
    for (const { segment } of inDoubt.slice(read)) {
      const suspect = { box: segment.box, words: segment.words, found: [] };
      if (isSuspect(suspect, 0, letters)) open.push(suspect);
    }
  for (const suspect of open) {
    if (isUnread(verdict)) {
      const latin = new Set(surelyLatin(suspect.words));
      for (const word of suspect.words) if (!latin.has(word)) replaced.add(word);
      foreign.push({ box: suspect.box, script: verdict });
    } else {
      const segment = { ...suspect, pieces: [], bare: [] };
      const confidence = confidenceOf(suspect.found);
      const taken = !isSparse(suspect, letters) && accept(segment, suspect.found, confidence);
      if (!taken && confidence < WORTH.least) unsure.push(segment);
    }
  }
  const otherScript = 2 * foreignLines > accepted;
  const noise = [
    ...unsure.flatMap(({ words: some }) => noiseAmong(some, otherScript)),
    ...rest.flatMap((word) => noiseAmong([word], otherScript)),
  ];
  for (const word of noise) replaced.add(word);
  const kept = segments.flatMap((segment) => segment.words.filter((word) => !replaced.has(word)));
  const others = rest.filter((word) => !replaced.has(word));
  return { words: [...others, ...kept, ...added], foreign, noise };

  function accept(segment: Segment, found: FoundWord[], confidence: number): boolean {
    const sureBefore = segment.words.some((word) => word.confidence >= 75 && word.glyphs.length > 1);
    if (found.length === 0 || confidence < (sureBefore ? WORTH.least : WORTH.alone)) return false;
    for (const word of segment.words) replaced.add(word);
    added.push(...(isForeign(found) ? mixed(found, segment.words) : joined(found, segment.words)));
    return true;
  }
}

/** Parts that were read as Korean, where there is any. */
async function koreanParts(
  page: Grey,
  looked: Looked[],
  letters: number,
  read: (parts: Box[]) => Promise<FoundWord[][]>,
): Promise<{ box: Box; words: FoundWord[] }[]> {
  const reader = sharedScriptReader();
  const long = unreadParts(page, looked, letters, 'long');
  if (!reader || !mayBeKorean(page, long, reader)) return [];
  const parts = unreadParts(page, looked, letters, 'short');
  const words = await read(parts);
  if (!isKorean(words.flat())) return [];
  return parts.map((box, i) => ({ box, words: words[i]! })).filter((part) => isSurePart(part.words));
}

/** Does the middle of one box lie in the other? */
const isIn = (inner: Box, { x0, y0, x1, y1 }: Box): boolean => {
  const [x, y] = [(inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2];
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
};

/** What of a word lies outside a box. */
function outside(word: FoundWord, box: Box): FoundWord[] {
  const glyphs = word.glyphs.filter((glyph) => !isIn(glyph.box, box));
  if (glyphs.length === word.glyphs.length) return [word];
  return glyphs.length === 0 ? [] : [{ ...word, glyphs, box: glyphs.map((glyph) => glyph.box).reduce(union) }];
}

const confidenceOf = (words: FoundWord[]) =>
  words.reduce((sum, { confidence, glyphs }) => sum + confidence * glyphs.length, 0) /
  (100 * Math.max(1, words.flatMap(({ glyphs }) => glyphs).length));

const columnsOf = ({ x0, y0, x1, y1 }: Box) => Math.min(MOST_COLUMNS, (ROWS * (x1 - x0)) / (y1 - y0));

const wide = (words: FoundWord[]) => [...words.map(textOf).join('')].filter(isWide).length;
/** Chinese or Japanese, of which Tesseract's English knows nothing; one sign alone is a look-alike. */
const isForeign = (words: FoundWord[]) => wide(words) >= 2;

/** Of words that the line recogniser does not confirm those that are an icon, a switch, a border; of a page in another script Tesseract reads any line as something. */
function noiseAmong(words: FoundWord[], otherScript: boolean): FoundWord[] {
  if (otherScript) return words.filter(({ confidence }) => confidence < NOISE.otherScript);
  const short = words.flatMap(({ glyphs }) => glyphs).length <= NOISE.glyphs;
  return short && words.every(({ confidence }) => confidence < NOISE.below) ? words : [];
}

/** What a single East Asian sign in Latin text is. */
const LOOKALIKES: Record<string, string> = {
  二: '=',
  一: '-',
  ー: '-',
  丨: '|',
  〇: '0',
  '，': ',',
  '：': ':',
  '；': ';',
  '（': '(',
  '）': ')',
  '！': '!',
  '？': '?',
};

function withoutLookalikes(words: FoundWord[]): FoundWord[] {
  if (isForeign(words)) return words;
  for (const { glyphs } of words) {
    // A zero with a dot or a stroke, beside other digits or alone.
    const digits = glyphs.every(({ text }) => /[\d.,:%日曰]/.test(text));
    for (const glyph of glyphs)
      glyph.text = digits && /[日曰]/.test(glyph.text) ? '0' : (LOOKALIKES[glyph.text] ?? glyph.text);
  }
  return words;
}

/** Characters of doubtful words and ink without any, as a share. */
function shareOfDoubt(segments: Segment[]): number {
  let [all, doubtful] = [0, 0];
  for (const { pieces, bare, words } of segments) {
    const width = (boxes: Box[]) => boxes.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);
    all += width(pieces);
    doubtful += width(bare) + width(words.filter(({ confidence }) => confidence < 60).map(({ box }) => box));
  }
  return all ? doubtful / all : 0;
}

/** How much would be gained by another look; 0: nothing. */
function doubtOf({ words, bare, box }: Segment, letters: number): number {
  if (box.y1 - box.y0 < 0.5 * letters) return 0;
  const gaps = bare.filter(({ x0, x1, y0, y1 }) => x1 - x0 >= 0.3 * letters || y1 - y0 >= 0.5 * letters).length;
  const doubts = words.map(({ confidence, doubtful }) => Math.max(doubtful ? 5 : 0, DOUBTFUL - confidence));
  if (gaps === 0 && !doubts.some((doubt) => doubt > 0)) return 0;
  return 30 * gaps + doubts.reduce((sum, doubt) => sum + doubt, 0);
}

function grown({ x0, y0, x1, y1 }: Box, { width, height }: Grey): Box {
  const more = Math.max(3, Math.round(AROUND * (y1 - y0)));
  return {
    x0: Math.max(0, x0 - more),
    y0: Math.max(0, y0 - more),
    x1: Math.min(width, x1 + more),
    y1: Math.min(height, y1 + more),
  };
}

function cut({ picture, times, top }: Place, { x0, y0, x1, y1 }: Box): Rgb {
  const left = Math.floor(x0 * times);
  const upper = Math.floor((y0 + top) * times);
  const width = Math.min(picture.width, Math.ceil(x1 * times)) - left;
  const height = Math.min(picture.height, Math.ceil((y1 + top) * times)) - upper;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((upper + y) * picture.width + left);
    data.set(picture.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data };
}

/** Typical height of a letter where the page has too few pieces to tell: by what was found. */
export const lettersBy = (words: FoundWord[]): number | undefined =>
  median(words.flatMap(({ glyphs }) => glyphs.map(({ box }) => box.y1 - box.y0)));
