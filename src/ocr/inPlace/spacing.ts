/** Spaces and rows of dots that the line recogniser leaves out, put back by the gaps in the ink. */
import type { LineCharacter } from '../line/index.ts';
import type { Box } from '../page/words.ts';

/** A gap as wide as this share of the line's height, and this many times the usual one between its letters, is a space. */
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
 * Puts a space where the ink has a wide gap. Digits and points have wide gaps beside them anyway, and a line of few letters
 * says little about its usual gap: there only signs get their spaces.
 * @param place width of the picture whose characters these are, and where the ink's pixels begin in it
 */
export function withSpaces(
  characters: LineCharacter[],
  columns: readonly Box[],
  height: number,
  { width, left }: { width: number; left: number },
): LineCharacter[] {
  const inked = characters.filter(({ text }) => text !== ' ');
  if (inked.length < 2 || columns.length < 2) return characters;
  const gaps = columns.slice(1).map(({ x0 }, i) => ({ from: columns[i]!.x1, to: x0 }));
  const usual = gaps.map(({ from, to }) => to - from).sort((a, b) => a - b)[gaps.length >> 1]!;
  const before = new Set<LineCharacter>();
  gaps.forEach(({ from, to }, i) => {
    if (to - from < SPACE.ofHeight * height) return;
    // One column each: the gap is after the i-th; else the recogniser's places say where it is.
    const next =
      inked.length === columns.length ? i + 1 : inked.findIndex(({ at }) => at * width - left > (from + to) / 2);
    if (next <= 0) return;
    const [one, other] = [inked[next - 1]!.text, inked[next]!.text];
    const sign = SIGN.test(one) || SIGN.test(other);
    const numeric = /[\d.,:'’#]/.test(one) || /[\d.,:'’%]/.test(other);
    const wide = inked.length >= 6 && to - from >= SPACE.ofUsual * Math.max(1, usual);
    if (sign ? to - from >= (numeric ? 0.45 : SPACE.ofHeight) * height : wide && !numeric) before.add(inked[next]!);
  });
  return characters.flatMap((character, i) =>
    before.has(character) && characters[i - 1]?.text !== ' '
      ? [{ text: ' ', confidence: character.confidence, at: character.at, others: [] }, character]
      : [character],
  );
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
