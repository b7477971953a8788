/** Glyphs, words and boxes on a prepared page. */

/** Pixels of the page, right and bottom exclusive. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Glyph {
  text: string;
  /** Of the ink. */
  box: Box;
  /** 0..100 */
  confidence: number;
  /** Its box is about right only: it says nothing about a grid. */
  guessed?: boolean;
}

/** A word as it was found. */
export interface FoundWord {
  glyphs: Glyph[];
  /** 0..100 */
  confidence: number;
  box: Box;
  /** Where it begins and ends is known; no gap inside it is a space. */
  whole?: boolean;
  /** It is worth another look, however sure its letters are. */
  doubtful?: boolean;
}

/** A word of a line. */
export interface PlacedWord {
  text: string;
  /** 0..100, the lowest of its parts. */
  confidence: number;
  box: Box;
}

/** Glyph in its row. */
export interface Placed extends Glyph {
  /** The found word's confidence, 0..100. */
  certainty: number;
  /** Which of the row's found words it belongs to. */
  word: number;
  /** Of its word. */
  whole?: boolean;
}

/** A word and the number of spaces in front of it. */
export type Piece = PlacedWord & { spaces: number };

export const textOf = ({ glyphs }: FoundWord): string => glyphs.map(({ text }) => text).join('');

/** Confidence (0..100) of words that count as read: upright text has mostly such, turned text and noise hardly any. A single character needs more, a single sign is never sure. */
const SURE = { word: 75, character: 90 };
export function isSure(text: string, confidence: number): boolean {
  if (confidence < SURE.word) return false;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters >= 2 || (confidence >= SURE.character && (letters === 1 || text.length > 1));
}

export const centre = ({ x0, x1 }: Box): number => (x0 + x1) / 2;

export const union = (a: Box, b: Box): Box => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
});

/** The upper median; undefined of nothing. */
export function median(values: number[]): number | undefined {
  return values.length ? [...values].sort((a, b) => a - b)[values.length >> 1] : undefined;
}

/** The word somewhere else on the page. */
export function moved(word: FoundWord, right: number, down: number): FoundWord {
  const move = ({ x0, y0, x1, y1 }: Box): Box => ({ x0: x0 + right, y0: y0 + down, x1: x1 + right, y1: y1 + down });
  return { ...word, box: move(word.box), glyphs: word.glyphs.map((glyph) => ({ ...glyph, box: move(glyph.box) })) };
}
