/** A line recogniser's characters as words with glyph boxes. */
import type { Decoding } from '../line/index.ts';
import type { Grey } from '../page/normalise.ts';
import { union, type Box, type FoundWord, type Glyph } from '../page/words.ts';

interface Character {
  text: string;
  /** 0..1 */
  confidence: number;
  x: number;
}

/**
 * @param area what the line recogniser saw, in pixels of the page
 * @returns words; boxes in pixels of the page
 */
export function wordsOf(decoding: Decoding, area: Box, ink: Box, page: Grey): FoundWord[] {
  const width = area.x1 - area.x0;
  const characters = decoding.characters.map(({ text, confidence, at }) => ({
    text,
    confidence,
    x: area.x0 + at * width,
  }));
  return intoWords(characters, ink, page);
}

function intoWords(characters: Character[], ink: Box, page: Grey): FoundWord[] {
  const runs: Character[][] = [[]];
  for (const character of characters) {
    // Underscores run together: how many they are is measured.
    if (character.text === '_' && runs.at(-1)!.at(-1)?.text === '_') continue;
    if (character.text.trim() === '') runs.push([]);
    else runs.at(-1)!.push(character);
  }
  const all = characters.filter(({ text }) => text.trim() !== '');
  const bounds = new Map<Character, [number, number]>();
  const typical = (ink.x1 - ink.x0) / Math.max(1, characters.length);
  all.forEach((character, i) => {
    const reach = 0.75 * typical * (isWide(character.text) ? 1.5 : 1);
    const left = i === 0 ? character.x - reach : Math.max((all[i - 1]!.x + character.x) / 2, character.x - reach);
    const right =
      i === all.length - 1 ? character.x + reach : Math.min((character.x + all[i + 1]!.x) / 2, character.x + reach);
    bounds.set(character, [Math.max(ink.x0, left), Math.min(ink.x1, Math.max(left + 1, right))]);
  });
  return runs
    .filter(({ length }) => length > 0)
    .map((run) => {
      const glyphs = run.map((character): Glyph => {
        const [x0, x1] = bounds.get(character)!;
        const box =
          (character.text === '_' && underscores(page, character.x, ink, typical)) || inkIn(page, x0, x1, ink);
        return { text: character.text, confidence: 100 * character.confidence, box, guessed: true };
      });
      const values = run.map(({ confidence }) => confidence);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        glyphs,
        confidence: Math.round(50 * (mean + Math.min(...values))),
        box: glyphs.map(({ box }) => box).reduce(union),
        whole: true,
      };
    });
}

/** The rule at the foot of the line that runs below x; undefined where there is none. */
function underscores(
  { width, height, data }: Grey,
  x: number,
  { x0, x1, y0, y1 }: Box,
  pitch: number,
): Box | undefined {
  let longest: Box | undefined;
  for (let y = Math.round(y1 - 0.4 * (y1 - y0)); y < Math.min(height, y1 + 1); y++) {
    for (const start of [x - pitch / 3, x, x + pitch / 3]) {
      let [left, right] = [Math.round(start), Math.round(start)];
      if (data[y * width + left]! >= 180) continue;
      while (left > x0 && data[y * width + left - 1]! < 180) left--;
      while (right < Math.min(x1, width) && data[y * width + right]! < 180) right++;
      if (right - left > 0.5 * pitch && right - left > (longest ? longest.x1 - longest.x0 : 0))
        longest = { x0: left, x1: right, y0: y, y1: y + 1 };
    }
  }
  return longest;
}

/** East Asian letters are as wide as two others. */
export const isWide = (text: string) =>
  /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/.test(text);

/** The ink of a line between two columns; the whole of it where there is none. */
const inkIn = (page: Grey, x0: number, x1: number, { y0, y1 }: Box): Box =>
  inkOf(page, { x0, x1, y0, y1 }) ?? { x0, x1, y0, y1 };

/** The ink within a box; undefined where there is none. */
export function inkOf({ width, data }: Grey, { x0, x1, y0, y1 }: Box): Box | undefined {
  const [from, to] = [Math.max(0, Math.round(x0)), Math.min(width, Math.round(x1))];
  let box: Box | undefined;
  for (let y = y0; y < y1; y++) {
    for (let x = from; x < to; x++) {
      if (data[y * width + x]! >= 150) continue;
      box = box
        ? { x0: Math.min(box.x0, x), x1: Math.max(box.x1, x + 1), y0: box.y0, y1: y + 1 }
        : { x0: x, x1: x + 1, y0: y, y1: y + 1 };
    }
  }
  return box;
}

/** What it costs when two that are paired stand apart: alike, less than leaving both out; unlike, more. */
const APART = 1.1;

/**
 * Pairs of indices of a least-cost alignment; undefined on one side where the other has one more.
 * @param near do the two stand in one place?
 */
export function aligned(
  a: readonly string[],
  b: readonly string[],
  near: (a: number, b: number) => boolean = () => true,
): [number | undefined, number | undefined][] {
  const width = b.length + 1;
  const cost = new Float32Array((a.length + 1) * width);
  const paired = (i: number, j: number) =>
    cost[(i - 1) * width + j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1) + (near(i - 1, j - 1) ? 0 : APART);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      cost[i * width + j] =
        i === 0
          ? j
          : j === 0
            ? i
            : Math.min(cost[(i - 1) * width + j]! + 1, cost[i * width + j - 1]! + 1, paired(i, j));
    }
  }
  const out: [number | undefined, number | undefined][] = [];
  for (let i = a.length, j = b.length; i > 0 || j > 0;) {
    const here = cost[i * width + j]! + 1e-4;
    if (i > 0 && j > 0 && here >= paired(i, j)) out.push([--i, --j]);
    else if (i > 0 && here >= cost[(i - 1) * width + j]! + 1) out.push([--i, undefined]);
    else if (j > 0) out.push([undefined, --j]);
    else out.push([--i, undefined]);
  }
  return out.reverse();
}
