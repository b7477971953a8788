/**
 * A line of Chinese or Japanese as the line recogniser reads it, corrected by ink and by Tesseract: it writes no space where the
 * gap between two cells of a table is wide, takes digits for full-width ones, and an O among Latin capitals for a zero; of
 * Latin words Tesseract is the surer eye.
 */
import { centre, union, type Box, type FoundWord, type Glyph } from '../page/words.ts';
import { isWide } from './glyphs.ts';
import { joined } from './join.ts';

/** In widths of an East Asian letter: the gap at which a word ends. Two brackets beside each other leave one. */
const CELL = 1.35;
/** In the same: what lies nearer than this is one word with its neighbour. */
const TOUCHING = 0.12;
/** Signs of East Asian writing bring their own room. */
const SIGN = /[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/;
/** Confidence (0..100) of a Latin word of Tesseract's that decides. */
const SURE = 85;

/**
 * @param found the line recogniser's words, from left to right
 * @param tesseract words of the same line
 */
export function mixed(found: FoundWord[], tesseract: FoundWord[]): FoundWord[] {
  const em = widthOfLetter(found);
  for (const word of tesseract) if (word.confidence >= SURE) corrected(found, word, em);
  const runs = found.flatMap((word) => cells(word, em)).flatMap(scripts);
  const out: FoundWord[] = [];
  for (let i = 0; i < runs.length;) {
    if (isAnyWide(runs[i]!)) {
      out.push(runs[i++]!);
      continue;
    }
    const latin: FoundWord[] = [];
    while (i < runs.length && !isAnyWide(runs[i]!)) latin.push(runs[i++]!);
    const { x0, x1 } = latin.map(({ box }) => box).reduce(union);
    const theirs = tesseract.filter(({ box }) => box.x0 > x0 - em / 2 && box.x1 < x1 + em / 2);
    out.push(...joined(latin, theirs));
  }
  return touching(out, em);
}

/** Distance of two neighbouring East Asian letters, the middle one; the height of a letter where there is none. */
function widthOfLetter(words: FoundWord[]): number {
  const steps = words
    .flatMap(({ glyphs }) =>
      glyphs.slice(1).flatMap((glyph, i) => {
        const before = glyphs[i]!;
        return isWide(glyph.text) && isWide(before.text) ? [centre(glyph.box) - centre(before.box)] : [];
      }),
    )
    .sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? Math.max(...words.map(({ box }) => box.y1 - box.y0));
}

/** Full-width digits, letters and per cent signs that Tesseract saw as narrow ones, and look-alikes inside a sure word. */
function corrected(found: FoundWord[], { glyphs, box }: FoundWord, em: number): void {
  const word = glyphs.map(({ text }) => text).join('');
  const inside = found
    .flatMap((one) => one.glyphs)
    .filter((glyph) => centre(glyph.box) > box.x0 - em / 4 && centre(glyph.box) < box.x1 + em / 4);
  if (inside.length !== glyphs.length) return;
  const pairs = inside.map((glyph, i) => [glyph, glyphs[i]!.text] as const);
  const sameForm = ([{ text }, other]: (typeof pairs)[number]) =>
    text === other || (/[A-Za-z0-9%]/.test(other) && text.normalize('NFKC') === other);
  const lookalike = ([{ text }, other]: (typeof pairs)[number]) =>
    /^[A-Za-z]{3,}$/.test(word) && ['0O', '1lI'].some((group) => group.includes(text) && group.includes(other));
  if (pairs.every((pair) => sameForm(pair) || lookalike(pair))) for (const [glyph, text] of pairs) glyph.text = text;
}

/** Words of one script: Latin ones stand apart from East Asian ones. */
function scripts(word: FoundWord): FoundWord[] {
  const parts: Glyph[][] = [];
  for (const glyph of word.glyphs) {
    const last = parts.at(-1)?.at(-1);
    if (last && isWide(last.text) === isWide(glyph.text)) parts.at(-1)!.push(glyph);
    else parts.push([glyph]);
  }
  return parts.length > 1 ? parts.map((part) => made(word, part)) : [word];
}

/** Words of two scripts between which there is no room are one. */
function touching(words: FoundWord[], em: number): FoundWord[] {
  const out: FoundWord[] = [];
  for (const word of words) {
    const last = out.at(-1);
    const gap = word.box.x0 - (last?.box.x1 ?? -Infinity);
    const near = last && (SIGN.test(last.glyphs.at(-1)!.text) || SIGN.test(word.glyphs[0]!.text)) ? CELL : TOUCHING;
    const same = last && isWide(last.glyphs.at(-1)!.text) === isWide(word.glyphs[0]!.text);
    if (!last || same || gap > near * em) out.push(word);
    else
      out[out.length - 1] = {
        ...last,
        glyphs: [...last.glyphs, ...word.glyphs],
        box: union(last.box, word.box),
        confidence: Math.min(last.confidence, word.confidence),
      };
  }
  return out;
}

function cells(word: FoundWord, em: number): FoundWord[] {
  const parts: Glyph[][] = [];
  let end = -Infinity;
  for (const glyph of word.glyphs) {
    if (glyph.box.x0 - end > CELL * em) parts.push([]);
    parts.at(-1)!.push(glyph);
    end = Math.max(end, glyph.box.x1);
  }
  return parts.length > 1 ? parts.map((part) => made(word, part)) : [word];
}

const isAnyWide = ({ glyphs }: FoundWord) => glyphs.some(({ text }) => isWide(text));
const made = (word: FoundWord, glyphs: Glyph[]): FoundWord => ({
  ...word,
  glyphs,
  box: glyphs.map((glyph): Box => glyph.box).reduce(union),
});
