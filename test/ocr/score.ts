/** How well a reading agrees with the known text of a screenshot. */
import type { OcrWord, Region, TextReading } from '../../src/shared/engine.ts';

/** One entry of the test set's truth.json. */
export interface Truth {
  scene: string;
  lines: { text: string; rot: boolean; /** x, y, width, height in pixels */ box: [number, number, number, number] }[];
  width: number;
  height: number;
  scale: number;
}

export interface Score {
  characters: number;
  /** Levenshtein distance summed over the lines, spaces included, plus every character found where no text is. */
  errors: number;
  tokens: number;
  /** Tokens (between spaces) that were read exactly; order is free. */
  exact: number;
  words: number;
  /** Runs of letters and digits that were read exactly. */
  exactWords: number;
}

export function score(truth: Truth, reading: TextReading): Score {
  const found = reading.lines.flatMap((line) => line.words);
  const { lines, outside } = assign(truth, found);
  const trueText = truth.lines.map((line) => line.text).join(' ');
  const readText = reading.lines.map((line) => line.text).join(' ');
  const [tokens, words] = [trueText.match(/\S+/g) ?? [], trueText.match(/[A-Za-z0-9]+/g) ?? []];
  return {
    characters: truth.lines.reduce((sum, { text }) => sum + closed(text).length, 0),
    errors: lines.reduce((sum, line, i) => sum + distance(closed(truth.lines[i]!.text), closed(line)), outside),
    tokens: tokens.length,
    exact: common(tokens, readText.match(/\S+/g) ?? []),
    words: words.length,
    exactWords: common(words, readText.match(/[A-Za-z0-9]+/g) ?? []),
  };
}

/** Chinese and Japanese are written without spaces: those beside their characters and full-width signs count for nothing. */
const closed = (text: string): string =>
  text.replace(/ +(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])|(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]) +/g, '');

export function add(a: Score, b: Score): Score {
  return Object.fromEntries(
    Object.entries(a).map(([key, value]) => [key, value + b[key as keyof Score]]),
  ) as unknown as Score;
}

/** Character errors, exact words and exact tokens in percent. */
export function percent(s: Score): { characterErrors: number; words: number; tokens: number } {
  return {
    characterErrors: (100 * s.errors) / s.characters,
    words: (100 * s.exactWords) / s.words,
    tokens: (100 * s.exact) / s.tokens,
  };
}

/** The words found in each true line's box, from left to right (from bottom to top in a line on its side), and the number of characters found outside all boxes. */
function assign(truth: Truth, words: OcrWord[]): { lines: string[]; outside: number } {
  const slack = 4 * truth.scale;
  const within: OcrWord[][] = truth.lines.map(() => []);
  let outside = 0;
  for (const word of words) {
    const [cx, cy] = centre(word.box);
    let best = -1;
    let least = Infinity;
    truth.lines.forEach(({ box: [x, y, w, h] }, i) => {
      if (cx < x - slack || cx > x + w + slack || cy < y - slack || cy > y + h + slack) return;
      const off = Math.abs(cy - y - h / 2);
      if (off < least) [best, least] = [i, off];
    });
    if (best < 0) outside += word.text.length;
    else within[best]!.push(word);
  }
  return {
    lines: within.map((line, i) =>
      line
        .sort((a, b) => (truth.lines[i]!.rot ? b.box.y - a.box.y : a.box.x - b.box.x))
        .map((word) => word.text)
        .join(' '),
    ),
    outside,
  };
}

const centre = ({ x, y, width, height }: Region): [number, number] => [x + width / 2, y + height / 2];

/** How many of `wanted` occur in `found`, each counted once. */
function common(wanted: string[], found: string[]): number {
  const left = new Map<string, number>();
  for (const item of found) left.set(item, (left.get(item) ?? 0) + 1);
  let count = 0;
  for (const item of wanted) {
    const n = left.get(item) ?? 0;
    if (n === 0) continue;
    left.set(item, n - 1);
    count++;
  }
  return count;
}

/** Levenshtein distance. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
