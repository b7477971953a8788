/** What two eyes saw of one line, joined: the line recogniser's characters and spaces, Tesseract's places and what the other dropped. */
import { centre, union, type Box, type FoundWord, type Glyph } from '../page/words.ts';
import { aligned } from './glyphs.ts';

/** A character (0..100) below this gives way to a sure glyph; one above it stands against any. */
const SURE_CHARACTER = 60;
const SURE_GLYPH = 95;
/** Which of two look-alikes it is takes more. */
const SURE_LOOKALIKE = 90;
const LOOKALIKES = ['1lI|i!', '0Oo', '.,', ':;', '\'`"', '5Ss', '2Zz', '8B', 'Cc', 'Xx', 'Vv', 'Ww', 'Kk', 'Pp', 'Uu'];
const alike = (a: string, b: string) => LOOKALIKES.some((group) => group.includes(a) && group.includes(b));
/** In distances of neighbours: a gap that is a space where Tesseract says so too, and one that is a space in any case. */
const SPACE = { said: 0.3, certain: 1.3 };
/** In distances of neighbours: what stands in one place. */
const NEAR = 0.8;
/** Glyphs from this confidence on fill what the line recogniser left out, where there is room. */
const FILLING = 88;
const DOUBLED = 60;
/** Confidence of a word on which both agree. */
const AGREED = 93;

interface Mine {
  glyph: Glyph;
  word: number;
  /** Tesseract's word that it stands in. */
  theirs?: FoundWord;
}

/** @param line the line recogniser's words */
export function joined(line: FoundWord[], tesseract: FoundWord[]): FoundWord[] {
  const theirs = tesseract.flatMap(({ glyphs }) => glyphs);
  const pitch = stepOf(theirs.length > 1 ? theirs : line.flatMap(({ glyphs }) => glyphs));
  const ours: Mine[] = line.flatMap(({ glyphs }, word) =>
    glyphs.flatMap((glyph) => single(glyph, pitch).map((one) => ({ glyph: one, word }))),
  );
  const pairs = aligned(
    ours.map(({ glyph }) => glyph.text),
    theirs.map(({ text }) => text),
    (a, b) => Math.abs(centre(ours[a]!.glyph.box) - centre(theirs[b]!.box)) < NEAR * pitch,
  );
  const wordOf = new Map(tesseract.flatMap((word) => word.glyphs.map((glyph) => [glyph, word] as const)));
  if (theirs.length === 0)
    return line.map((word) => ({ ...word, glyphs: word.glyphs.flatMap((glyph) => single(glyph, pitch)) }));
  const out: Mine[] = [];
  const agreed = new Map<number, boolean>();
  for (const [a, b] of pairs) {
    const [own, other] = [a === undefined ? undefined : ours[a]!, b === undefined ? undefined : theirs[b]!];
    if (own && other) {
      const same = own.glyph.text === other.text;
      const needed = alike(own.glyph.text, other.text) ? SURE_LOOKALIKE : SURE_CHARACTER;
      const text =
        !same && own.glyph.confidence < needed && other.confidence >= SURE_GLYPH ? other.text : own.glyph.text;
      const near = Math.abs(centre(own.glyph.box) - centre(other.box)) < NEAR * pitch;
      // Tesseract's boxes are those of the ink; where the two do not lie together, they are not the same.
      const box = near ? other.box : own.glyph.box;
      out.push({
        glyph: { text, confidence: own.glyph.confidence, box, ...(!near && { guessed: true }) },
        word: own.word,
        ...(near && { theirs: wordOf.get(other)! }),
      });
      agreed.set(own.word, (agreed.get(own.word) ?? true) && same);
    } else if (own) {
      out.push(own);
      agreed.set(own.word, false);
    } else if (other) {
      const last = out.at(-1);
      // Of two alike beside each other the line recogniser drops one.
      const least = last?.glyph.text === other.text ? DOUBLED : FILLING;
      if (last && other.confidence >= least) out.push({ glyph: { ...other, guessed: true }, word: -1 - last.word });
    }
  }
  return intoWords(keepFilling(out, pitch), line, agreed, pitch);
}

/** A long underscore is several, one for each distance of neighbours. */
function single(glyph: Glyph, pitch: number): Glyph[] {
  const { x0, x1 } = glyph.box;
  const count = glyph.text === '_' ? Math.max(1, Math.min(8, Math.round((x1 - x0) / pitch))) : 1;
  const step = (x1 - x0) / count;
  return Array.from({ length: count }, (_, i) => ({
    ...glyph,
    box: { ...glyph.box, x0: x0 + i * step, x1: x0 + (i + 1) * step },
  }));
}

/** Of what only Tesseract saw that for which there is room between two of a word. */
function keepFilling(glyphs: Mine[], pitch: number): Mine[] {
  return glyphs.flatMap((item, i) => {
    if (item.word >= 0) return [item];
    const word = -1 - item.word;
    const [before, after] = [glyphs[i - 1], glyphs[i + 1]];
    if (!before || !after || before.word !== word || after.word !== word) return [];
    const x = centre(item.glyph.box);
    const thin = /[il1|.,:;'`!jtfI"]/.test(item.glyph.text);
    const room = centre(after.glyph.box) - centre(before.glyph.box);
    const clear = [before, after].every(({ glyph }) => Math.abs(centre(glyph.box) - x) > (thin ? 0.35 : 0.55) * pitch);
    return clear && room > (thin ? 1.3 : 1.6) * pitch ? [{ ...item, word }] : [];
  });
}

function intoWords(glyphs: Mine[], line: FoundWord[], agreed: Map<number, boolean>, pitch: number): FoundWord[] {
  return line.flatMap((word, index) => {
    const runs: Glyph[][] = [];
    let before: Mine | undefined;
    for (const item of glyphs.filter((one) => one.word === index)) {
      if (!before || isSpace(before, item, pitch)) runs.push([]);
      runs.at(-1)!.push(item.glyph);
      before = item;
    }
    const confidence = agreed.get(index) ? Math.max(AGREED, word.confidence) : word.confidence;
    return runs.map((run) => ({
      ...word,
      glyphs: run,
      box: run.map((glyph): Box => glyph.box).reduce(union),
      confidence,
    }));
  });
}

/** The line recogniser leaves out a space at times. */
function isSpace(before: Mine, after: Mine, pitch: number): boolean {
  if (!before.theirs || !after.theirs) return false;
  const gap = after.glyph.box.x0 - before.glyph.box.x1;
  if (gap > SPACE.certain * pitch) return true;
  return (
    before.theirs !== after.theirs &&
    gap > SPACE.said * pitch &&
    [before, after].every(({ glyph }) => /[\p{L}\p{N}]/u.test(glyph.text))
  );
}

/** Distance of neighbours, the middle one. */
function stepOf(glyphs: Glyph[]): number {
  const steps = glyphs
    .slice(1)
    .map((glyph, i) => centre(glyph.box) - centre(glyphs[i]!.box))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 1;
}
