/** Lines of ink become pieces of text of one colour, with their ink measured; icons beside text come apart. */
import type { Region } from '../../shared/engine.ts';
import { apart, type Colour } from '../pixels/colour.ts';
import { inkColour, type InkLine, type Piece } from './ink.ts';
import { bottom, hull, median, right, type Part } from './part.ts';
import type { Stroke } from './shapes.ts';
import type { Sheet } from './sheet.ts';

export interface Snippet {
  box: Region;
  owner: Part;
  colour: Colour;
  /** Blackness of its ink: sum of the shares of its full contrast. */
  black: number;
  underlined: boolean;
  pieces: Piece[];
  /** Where its words end, by the gaps between them: pixels of the sheet. */
  wordEnds: number[];
  /** Follows the one before in the same line, a space apart. */
  continues: boolean;
}

export function snippetsOf(sheet: Sheet, line: InkLine, strokes: readonly Stroke[]): Snippet[] {
  const words = wordsOf(line);
  const coloured = words.map((word) => ({ ...word, colour: inkColour(sheet, word.box, line.owner.fill) ?? 0 }));
  const groups: (typeof coloured)[] = [];
  const heights = line.pieces
    .filter(({ box }) => box.height >= 6)
    .map(({ box }) => box.height)
    .sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length * 0.8)] ?? line.box.height;
  for (const word of coloured) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (before && !splits(before, word, coloured, usual, line.owner.fill, strokes)) last!.push(word);
    else groups.push([word]);
  }
  return groups.flatMap((group, n): Snippet[] => {
    const box = hull(group.map((word) => word.box));
    const pieces = group.flatMap((word) => word.pieces);
    const measured = measureInk(sheet, box, line.owner.fill, strokes);
    if (!measured) return [];
    return [
      {
        ...measured,
        owner: line.owner,
        pieces,
        wordEnds: group.slice(0, -1).map((word) => right(word.box)),
        continues: n > 0,
      },
    ];
  });
}

interface Word {
  box: Region;
  pieces: Piece[];
}

function wordsOf(line: InkLine): Word[] {
  const pieces = [...line.pieces].sort((a, b) => a.box.x - b.box.x);
  const usual = median(pieces.filter(({ box }) => box.height >= 6).map(({ box }) => box.height)) || line.box.height;
  const words: Word[] = [];
  for (const piece of pieces) {
    const last = words.at(-1);
    if (last && piece.box.x - right(last.box) <= Math.max(2, 0.24 * usual)) {
      last.box = hull([last.box, piece.box]);
      last.pieces.push(piece);
    } else words.push({ box: piece.box, pieces: [piece] });
  }
  return words;
}

function splits(
  a: Word & { colour: Colour },
  b: Word & { colour: Colour },
  line: readonly Word[],
  usual: number,
  ground: Colour,
  strokes: readonly Stroke[],
): boolean {
  const gap = b.box.x - right(a.box);
  // Specks have no full contrast to judge a colour by.
  if (otherColour(a, b, ground)) return true;
  const under = (word: Word) =>
    strokes.some(
      (s) =>
        s.box.width > s.box.height &&
        s.box.y >= bottom(word.box) - 5 &&
        s.box.y <= bottom(word.box) + 4 &&
        s.box.x <= word.box.x + 3 &&
        right(s.box) >= right(word.box) - 3 &&
        s.box.width < 700,
    );
  if (under(a) !== under(b)) return true;
  // An icon: few pieces, reaching beyond all letters of the line both up and down.
  const icon = (word: Word) => {
    const others = line.filter((other) => other !== word);
    const rest = hull(others.map(({ box }) => box));
    const tall = word.box.height > (others.length > 1 ? 1.25 : 1.55) * rest.height;
    return (
      word.pieces.length <= 4 &&
      word.box.height >= 13 &&
      word.box.width > 0.7 * word.box.height &&
      tall &&
      word.box.y < rest.y - 1 &&
      bottom(word.box) > bottom(rest) + 1
    );
  };
  return gap >= 0.2 * usual && icon(a) !== icon(b);
}

/** Exact box of the ink, its colour and its blackness; an underline is taken off. */
export function measureInk(
  sheet: Sheet,
  around: Region,
  ground: Colour,
  strokes: readonly Stroke[] = [],
): Omit<Snippet, 'owner' | 'pieces' | 'wordEnds' | 'continues'> | null {
  const colour = inkColour(sheet, around, ground);
  if (colour === null) return null;
  const full = apart(colour, ground);
  if (full < 24) return null;
  const lines = strokes.filter(
    ({ box }) =>
      box.height <= 3 && box.y >= around.y && box.y < bottom(around) && box.x < right(around) && right(box) > around.x,
  );
  const rows = new Float64Array(around.height);
  const strong = new Int32Array(around.height);
  let left = Infinity;
  let most = -1;
  for (let v = 0; v < around.height; v++) {
    for (let u = 0; u < around.width; u++) {
      const x = around.x + u;
      const y = around.y + v;
      if (x < 0 || y < 0 || x >= sheet.width || y >= sheet.height) continue;
      if (lines.some(({ box }) => y >= box.y && y < bottom(box) && x >= box.x && x < right(box))) continue;
      const share = Math.min(1, apart(sheet.pixels[y * sheet.width + x]!, ground) / full);
      rows[v]! += share;
      if (share > 0.33) {
        strong[v]!++;
        if (x < left) left = x;
        if (x > most) most = x;
      }
    }
  }
  if (most < 0) return null;
  const width = most - left + 1;
  let first = strong.findIndex((n) => n > 0);
  let last = strong.findLastIndex((n) => n > 0);
  let underlined = false;
  if (last - first > 6 && width > 12) {
    const from = first + Math.floor((last - first) * 0.6);
    const line = strong.findIndex((n, v) => v >= from && n >= 0.96 * width);
    if (line > 0) {
      underlined = true;
      for (let v = line; v <= last && strong[v]! >= 0.7 * width; v++) {
        rows[v] = 0;
        strong[v] = 0;
      }
      last = strong.findLastIndex((n) => n > 0);
      first = strong.findIndex((n) => n > 0);
      if (first < 0) return null;
    }
  }
  return {
    box: { x: left, y: around.y + first, width, height: last - first + 1 },
    colour,
    black: rows.reduce((sum, v) => sum + v, 0),
    underlined,
  };
}

/**
 * Thin print never reaches its full colour, but lies on the way from the ground to it: another colour is one in another
 * direction, or one that comes much less far.
 */
function otherColour(a: Word & { colour: Colour }, b: Word & { colour: Colour }, ground: Colour): boolean {
  if (a.box.height < 6 || b.box.height < 6 || a.box.width < 4 || b.box.width < 4) return false;
  if (apart(a.colour, b.colour) < 60) return false;
  const from = (colour: Colour) => [
    (colour >> 16) - (ground >> 16),
    ((colour >> 8) & 255) - ((ground >> 8) & 255),
    (colour & 255) - (ground & 255),
  ];
  const [p, q] = [from(a.colour), from(b.colour)];
  const [pl, ql] = [Math.hypot(...p), Math.hypot(...q)];
  const cosine = (p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!) / (pl * ql || 1);
  const long = a.box.width > 18 && b.box.width > 18;
  return cosine < (long ? 0.95 : 0.9) || (long && Math.min(pl, ql) / Math.max(pl, ql) < 0.62);
}
