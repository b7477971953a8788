/** Spaces and rows of dots that the line recogniser leaves out, put back by the gaps in the ink. */
import type { LineCharacter } from '../line/index.ts';
import type { Box } from '../page/words.ts';

/** A gap as wide as this share of the line's height, and so many times the usual one between its letters, is a space. */
const SPACE = { ofHeight: 0.34, ofUsual: 2.2 };
/** Beside signs of calculation and comparison gaps are wider than between letters; the recogniser seldom says so. */
const SIGN = /[<>=+×÷≤≥≠→←|&/–—-]/;

/** Columns of ink from left to right: what stands one above the other is one. */
export function inkColumns(pieces: readonly Box[]): Box[] {
  const columns: Box[] = [];
  for (const piece of [...pieces].sort((a, b) => a.x0 - b.x0)) {
    const last = columns.at(-1);
    if (last && piece.x0 < last.x1 - 0.3 * Math.min(piece.x1 - piece.x0, last.x1 - last.x0)) {
      last.x1 = Math.max(last.x1, piece.x1);
      last.y0 = Math.min(last.y0, piece.y0);
      last.y1 = Math.max(last.y1, piece.y1);
    } else columns.push({ ...piece });
  }
  return columns;
}

/**
 * Puts a space where the ink has a wide gap, if each character has a column of ink for itself; a line of few letters
 * says little about its usual gap, so that there only signs get their spaces.
 */
export function withSpaces(characters: LineCharacter[], columns: readonly Box[], height: number): LineCharacter[] {
  const inked = characters.filter(({ text }) => text !== ' ');
  if (inked.length !== columns.length || inked.length < 2) return characters;
  const gaps = columns.slice(1).map(({ x0 }, i) => x0 - columns[i]!.x1);
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  const out: LineCharacter[] = [];
  let at = 0;
  for (const [i, character] of characters.entries()) {
    if (character.text !== ' ' && at > 0 && characters[i - 1]!.text !== ' ') {
      const gap = gaps[at - 1]!;
      const before = characters[i - 1]!.text;
      const beside = SIGN.test(before) || SIGN.test(character.text);
      const many = inked.length >= 6;
      if (
        gap >= SPACE.ofHeight * height &&
        ((many && gap >= SPACE.ofUsual * Math.max(1, usual)) ||
          (beside && !/\d/.test(before + character.text)) ||
          (beside && gap >= 0.45 * height))
      )
        out.push({ text: ' ', confidence: character.confidence, at: character.at, others: [] });
    }
    out.push(character);
    if (character.text !== ' ') at++;
  }
  return out;
}

/** `..` at the end where three dots stand: an ellipsis. */
export function withEllipsis(characters: LineCharacter[], pieces: readonly Box[]): LineCharacter[] {
  const end = characters.length - characters.findLastIndex(({ text }) => text !== '.' && text !== '‥') - 1;
  if (end === 0 || characters.length === end) return characters;
  const bottom = Math.max(...pieces.map(({ y1 }) => y1));
  const tallest = Math.max(...pieces.map(({ y0, y1 }) => y1 - y0));
  let dots = 0;
  for (const piece of [...pieces].sort((a, b) => b.x0 - a.x0)) {
    const [w, h] = [piece.x1 - piece.x0, piece.y1 - piece.y0];
    if (h > 0.3 * tallest || w > 0.45 * tallest || bottom - piece.y1 > 0.45 * tallest) break;
    dots++;
  }
  if (dots !== 3) return characters;
  const last = characters.at(-1)!;
  return [...characters.slice(0, -end), { ...last, text: '…' }];
}
