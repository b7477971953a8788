/** `c` or `C`: where a letter has one shape in two sizes, how far it reaches up beside its neighbours decides. */
import type { LineCharacter } from '../line/index.ts';
import type { Box } from '../page/words.ts';
import { inkColumns } from './spacing.ts';

const SAME_SHAPE = /[cosvwxzCOSVWXZ]/;
/** Letters and digits that reach as high as capitals, and those as high as an x. */
const HIGH = /[ABDEFGHIJKLMNPQRTUYbdfhkl0-9]/;
const LOW = /[aemnrugpqy]/;
/** Where nothing else is there: its dot reaches about as high. */
const DOTTED = /[ij]/;
const DESCENDING = /[gjpqyQ,;]/;
/** Heights beside a capital's and beside an x's that are one or the other for sure. */
const OF_HIGH = { upper: 0.88, lower: 0.82 };
const OF_LOW = { upper: 1.2, lower: 1.1 };

interface Glyph {
  character: LineCharacter;
  box: Box;
}

/**
 * @param pieces of the line's ink, upright
 * @param usualHeight of capitals in the picture's other texts, pixels: decides where a letter stands alone
 * @param width of the picture whose characters these are, and where its ink begins, in the pieces' pixels
 */
export function withLetterCase(
  characters: readonly LineCharacter[],
  pieces: readonly Box[],
  { width, left }: { width: number; left: number },
  usualHeight?: number,
): LineCharacter[] {
  if (!characters.some(({ text }) => SAME_SHAPE.test(text))) return [...characters];
  const glyphs = placed(
    characters.filter(({ text }) => text !== ' '),
    inkColumns(pieces),
    width,
    left,
  );
  const of = (kind: RegExp, value: (box: Box) => number) =>
    middle(glyphs.filter(({ character }) => kind.test(character.text)).map(({ box }) => value(box)));
  const base = middle(glyphs.filter(({ character }) => !DESCENDING.test(character.text)).map(({ box }) => box.y1)) ?? 0;
  let high = of(HIGH, ({ y0 }) => y0) ?? of(DOTTED, ({ y0 }) => y0);
  let low = of(LOW, ({ y0 }) => y0);
  if (high === undefined && low === undefined) {
    // Beside each other: the higher ones are capitals.
    const tops = glyphs.filter(({ character }) => SAME_SHAPE.test(character.text)).map(({ box }) => box.y0);
    const [highest, lowest] = [Math.min(...tops), Math.max(...tops)];
    if (base - highest >= OF_LOW.upper * (base - lowest)) [high, low] = [highest, lowest];
    else if (usualHeight !== undefined) high = base - usualHeight;
  }
  const boxes = new Map(glyphs.map(({ character, box }) => [character, box]));
  return characters.map((character) => {
    const box = boxes.get(character);
    if (!box || !SAME_SHAPE.test(character.text)) return character;
    const upper = isUpper(box.y0, base, high, low);
    if (upper === undefined) return character;
    return { ...character, text: upper ? character.text.toUpperCase() : character.text.toLowerCase() };
  });
}

/** Height of capitals and digits in a line, pixels; undefined where it has none that stands apart. */
export function capitalHeight(
  characters: readonly LineCharacter[],
  pieces: readonly Box[],
  { width, left }: { width: number; left: number },
): number | undefined {
  const glyphs = placed(
    characters.filter(({ text }) => text !== ' '),
    inkColumns(pieces),
    width,
    left,
  );
  return middle(glyphs.filter(({ character }) => /[A-Z0-9]/.test(character.text)).map(({ box }) => box.y1 - box.y0));
}

function isUpper(top: number, base: number, high: number | undefined, low: number | undefined): boolean | undefined {
  if (high !== undefined && low !== undefined && low - high >= 2) {
    if (Math.abs(2 * top - high - low) < 1) return undefined;
    return 2 * top < high + low;
  }
  if (high !== undefined && base > high) {
    const share = (base - top) / (base - high);
    return share >= OF_HIGH.upper ? true : share <= OF_HIGH.lower ? false : undefined;
  }
  if (low !== undefined && base > low) {
    const share = (base - top) / (base - low);
    return share >= OF_LOW.upper ? true : share <= OF_LOW.lower ? false : undefined;
  }
  return undefined;
}

/** Characters with their ink: one each where there are as many columns, else those that have a column for themselves. */
function placed(characters: LineCharacter[], columns: Box[], width: number, left: number): Glyph[] {
  if (characters.length === columns.length) return characters.map((character, i) => ({ character, box: columns[i]! }));
  const over = columns.map((): LineCharacter[] => []);
  for (const character of characters) {
    const x = character.at * width - left;
    const column = columns.findIndex(({ x0, x1 }) => x >= x0 - 1 && x <= x1 + 1);
    if (column >= 0) over[column]!.push(character);
  }
  return over.flatMap((list, i) => (list.length === 1 ? [{ character: list[0]!, box: columns[i]! }] : []));
}

function middle(values: number[]): number | undefined {
  return values.length ? [...values].sort((a, b) => a - b)[values.length >> 1] : undefined;
}
