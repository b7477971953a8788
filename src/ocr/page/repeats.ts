/**
 * Words that stand on the page again, pixel for pixel (times, levels and names in a log), are read once. A screen full of
 * log lines is mostly such words, and Tesseract's time goes with the width of the text that it sees.
 */
import type { Grey, Rgb } from './normalise.ts';
import { eraseBoxes, inkBoxes } from './shapes.ts';
import { centre, moved, union, type Box, type FoundWord, type Glyph } from './words.ts';

/** Share of the text's width that must be repeated before anything is left out: reading lines whole is a little safer. */
const WORTHWHILE = 0.25;
/** Gap inside a word, as a share of the typical height of a letter; a space is wider. */
const GAP = 0.5;
/** Width of what is read of a row, in heights of a letter: some seven letters. Six make log lines' numbers worse, sixteen read half as much again. */
const LEAST_READ = 7;
/** A part of a word without a glyph that is this wide, in heights of a letter, lost one. */
const MISSING = 0.9;

/** Words that are the same pixels. */
export interface Group {
  /** Where it is read. */
  read: Box[];
  /** Where it stands again. */
  copies: Box[];
}

export interface Repeats {
  /** Those that have copies. */
  groups: Group[];
  /** All words of the page, read or not. */
  words: Box[];
  /** Typical height of a letter, pixels. */
  letters: number;
}

/**
 * Finds repeated words of a page by the pixels of the picture it was made from; undefined where they are too few.
 * @param page dark on white, in the picture's own size
 * @param top row of the picture where the page begins
 */
export function findRepeats(picture: Rgb, page: Grey, top: number, letters: number): Repeats | undefined {
  const words = inkBoxes(page, Math.max(2, Math.round(GAP * letters))).filter(({ y0, y1 }) => y1 - y0 < 4 * letters);
  const same = new Map<string, Box[]>();
  const copies = new Set<Box>();
  for (const word of words) {
    const key = pixels(picture, word, top);
    const others = same.get(key);
    if (others) copies.add(word);
    same.set(key, [...(others ?? []), word]);
  }
  keepContext(words, copies, LEAST_READ * letters);
  if (lengthOf([...copies]) < WORTHWHILE * lengthOf(words)) return undefined;
  const groups = [...same.values()].map((all) => ({
    read: all.filter((word) => !copies.has(word)),
    copies: all.filter((word) => copies.has(word)),
  }));
  return { groups: groups.filter((group) => group.copies.length > 0), words, letters };
}

const lengthOf = (boxes: Box[]) => boxes.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);

/** What is left of a row is read with copies beside it until it is `least` pixels wide: letters are read better in company. */
function keepContext(words: Box[], copies: Set<Box>, least: number): void {
  for (const row of intoRows(words)) {
    for (let i = 0; i < row.length; i++) {
      if (copies.has(row[i]!)) continue;
      let [from, to] = [i, i];
      while (row[to + 1] && !copies.has(row[to + 1]!)) to++;
      while (row[to]!.x1 - row[from]!.x0 < least && (from > 0 || to < row.length - 1)) {
        // What was left of it before comes along: the two are one piece then.
        if (from > 0) copies.delete(row[--from]!);
        if (to < row.length - 1) copies.delete(row[++to]!);
      }
      i = to;
    }
  }
}

/** Words of a row from left to right. */
export function intoRows(words: Box[]): Box[][] {
  const rows: { y0: number; y1: number; words: Box[] }[] = [];
  for (const box of [...words].sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1)) {
    const row = rows.at(-1);
    const middle = (box.y0 + box.y1) / 2;
    if (row && middle >= row.y0 && middle < row.y1) row.words.push(box);
    else rows.push({ y0: box.y0, y1: box.y1, words: [box] });
  }
  return rows.map((row) => row.words.sort((a, b) => a.x0 - b.x0));
}

function pixels({ width, data }: Rgb, { x0, y0, x1, y1 }: Box, top: number): string {
  const rows = [`${x1 - x0} `];
  for (let y = y0 + top; y < y1 + top; y++)
    rows.push(Buffer.from(data.subarray(3 * (y * width + x0), 3 * (y * width + x1))).toString('latin1'));
  return rows.join('');
}

/** The page without the copies. */
export function withoutCopies(page: Grey, { groups }: Repeats): Grey {
  const out = { ...page, data: page.data.slice() };
  eraseBoxes(
    out,
    groups.flatMap(({ copies }) => copies),
  );
  return out;
}

/** What was read of each word. Boxes of `found` are `scale` times those of the page. */
export function readings(found: FoundWord[], words: Box[], scale: number): Map<Box, FoundWord[]> {
  // A glyph belongs to the nearest word of its row: Tesseract's boxes are only about right.
  const parts = new Map<Box, FoundWord[]>();
  for (const word of found) {
    const owners = new Map<Box, Glyph[]>();
    for (const glyph of word.glyphs) {
      const owner = nearest(words, centre(glyph.box) / scale, (glyph.box.y0 + glyph.box.y1) / 2 / scale);
      if (owner) owners.set(owner, [...(owners.get(owner) ?? []), glyph]);
    }
    for (const [owner, glyphs] of owners) {
      const part = { confidence: word.confidence, glyphs, box: glyphs.map(({ box }) => box).reduce(union) };
      parts.set(owner, [...(parts.get(owner) ?? []), part]);
    }
  }
  return parts;
}

/** One way in which a word was read. */
export interface Reading {
  parts: FoundWord[];
  /** Where it was read. */
  at: Box;
  /** 0..100; 0 where a letter's width of the word has no glyph. */
  confidence: number;
  /** At how many places it was read so. */
  times: number;
  /** Sum of the squared confidences there: two sure readings outweigh one, two doubtful ones do not. */
  weight: number;
}

/** What was read of each word, at the first look and, of some, at a second. */
export type Looks = [first: Map<Box, FoundWord[]>, second?: Map<Box, FoundWord[]>];

/** How a group's word is read, by weight. Undefined where nothing was read. */
export function bestReading(
  { read, copies }: Group,
  [first, second]: Looks,
  { letters }: Repeats,
  scale: number,
): Reading | undefined {
  const ways = new Map<string, Reading>();
  // At the first look copies were not there: what seems to lie in one is a neighbour's.
  const places = [
    ...read.map((at) => ({ at, parts: first.get(at) })),
    ...[...read, ...copies].map((at) => ({ at, parts: second?.get(at) })),
  ];
  for (const { at, parts } of places) {
    if (!parts) continue;
    const glyphs = parts.flatMap((part) => part.glyphs).sort((a, b) => centre(a.box) - centre(b.box));
    const text = glyphs.map((glyph) => glyph.text).join('');
    const whole = widestGap(glyphs, at, scale) < MISSING * letters * scale;
    const confidence = whole ? Math.min(...parts.map((part) => part.confidence)) : 0;
    const known = ways.get(text);
    const surest = known && known.confidence >= confidence ? known : { parts, at, confidence };
    ways.set(text, { ...surest, times: (known?.times ?? 0) + 1, weight: (known?.weight ?? 0) + confidence ** 2 });
  }
  return [...ways.values()].sort((a, b) => b.weight - a.weight)[0];
}

/** The widest part of a word without a glyph, in pixels of the page that was read. Glyphs are in order. */
function widestGap(glyphs: Glyph[], { x0, x1 }: Box, scale: number): number {
  const edges = [...glyphs.map(({ box }) => box), { x0: scale * x1, x1: scale * x1 }];
  let [widest, end] = [0, scale * x0];
  for (const box of edges) {
    widest = Math.max(widest, box.x0 - end);
    end = Math.max(end, box.x1);
  }
  return widest;
}

/**
 * Puts the words that were read back to where they stand again. Boxes of `found` are `scale` times those of the page.
 * @param again what was read of some words a second time; it counts, but is not part of the text by itself
 */
export function withCopies(found: FoundWord[], repeats: Repeats, scale: number, again: FoundWord[] = []): FoundWord[] {
  const looks: Looks = [readings(found, repeats.words, scale), readings(again, repeats.words, scale)];
  const copies = repeats.groups.flatMap((group) => {
    const best = bestReading(group, looks, repeats, scale);
    return group.copies.flatMap(
      (copy) =>
        best?.parts.map((part) => moved(part, scale * (copy.x0 - best.at.x0), scale * (copy.y0 - best.at.y0))) ?? [],
    );
  });
  return [...found, ...copies];
}

function nearest(words: Box[], x: number, y: number): Box | undefined {
  let best: Box | undefined;
  let least = Infinity;
  for (const box of words) {
    if (y < box.y0 || y >= box.y1) continue;
    const away = Math.max(box.x0 - x, x - box.x1, 0);
    if (away < least) [best, least] = [box, away];
  }
  return best;
}
