/** Lines of print: what differs from its box's ground, in pieces of a letter's size, side by side. */
import type { Region } from '../../shared/engine.ts';
import { apart, type Colour } from '../pixels/colour.ts';
import { flatRegions } from '../pixels/flatRegions.ts';
import { bottom, hull, median, overlapY, right, type Part } from './part.ts';
import type { Stroke } from './shapes.ts';
import type { Sheet } from './sheet.ts';

export interface Piece {
  box: Region;
  area: number;
}

export interface InkLine {
  box: Region;
  owner: Part;
  pieces: Piece[];
}

export interface Ink {
  lines: InkLine[];
  /** What is no line: icons, marks, pictures; boxes with their owner. */
  rest: { box: Region; owner: Part; area: number }[];
}

/** Nearer to the ground than this (sum of the channels) is no ink. */
const INK = 56;
const TALLEST = 120;
const MOST_PIECES = 8000;

/** Where each box's own ground shows: its number, and -1 on borders and outside of round corners. */
export function ownership(sheet: Sheet, root: Part, boxes: readonly Part[], strokes: readonly Stroke[]): Int32Array {
  const { width, height } = sheet;
  const owner = new Int32Array(width * height);
  const all = [root, ...boxes];
  for (let n = 1; n < all.length; n++) {
    const { box, border, radius } = all[n]!;
    const rim = (border?.width ?? 0) + 1;
    for (let y = Math.max(0, box.y); y < Math.min(height, bottom(box)); y++) {
      const across = owner.subarray(y * width + Math.max(0, box.x), y * width + Math.min(width, right(box)));
      const fromEdge = Math.min(y - box.y, bottom(box) - 1 - y);
      if (fromEdge < rim) {
        across.fill(-1);
        continue;
      }
      const dy = radius - fromEdge - 0.5;
      const inset =
        dy > 0 && radius > 1 ? Math.ceil(radius - Math.sqrt(Math.max(0, radius * radius - dy * dy)) + 1.5) : 0;
      const side = Math.min(Math.max(rim, inset), across.length >> 1);
      across.fill(-1, 0, side);
      across.fill(n, side, across.length - side);
      across.fill(-1, across.length - side);
    }
  }
  for (const { box, shadow } of boxes) {
    if (!shadow) continue;
    // What lies around it in soft steps is no ink of its surroundings.
    const reach = 7;
    for (let y = Math.max(0, box.y - reach); y < Math.min(height, bottom(box) + reach); y++) {
      const inside = y >= box.y && y < bottom(box);
      const row = owner.subarray(y * width, (y + 1) * width);
      if (!inside) row.fill(-1, Math.max(0, box.x - reach), Math.min(width, right(box) + reach));
      else {
        row.fill(-1, Math.max(0, box.x - reach), Math.max(0, box.x));
        row.fill(-1, Math.min(width, right(box)), Math.min(width, right(box) + reach));
      }
    }
  }
  for (const { box } of strokes) {
    // Short upright ones may be stems of letters.
    if (box.height > box.width && box.height < 48) continue;
    for (let y = box.y; y < bottom(box); y++) owner.fill(-1, y * width + box.x, y * width + right(box));
  }
  return owner;
}

export function findInk(sheet: Sheet, root: Part, boxes: readonly Part[], owner: Int32Array): Ink {
  const { width, height, pixels } = sheet;
  const all = [root, ...boxes];
  const values = new Int32Array(width * height);
  const grounds = all.map(({ fill }) => fill);
  let lastColour = -1;
  let lastOwner = -1;
  let lastValue = -1;
  for (let i = 0; i < values.length; i++) {
    const n = owner[i]!;
    const colour = pixels[i]!;
    if (colour !== lastColour || n !== lastOwner) {
      lastColour = colour;
      lastOwner = n;
      lastValue = n >= 0 && apart(colour, grounds[n]!) > INK ? n : -1;
    }
    values[i] = lastValue;
  }
  const found = flatRegions(width, height, values, true);
  const byOwner = new Map<number, Piece[]>();
  const rest: Ink['rest'] = [];
  let count = 0;
  for (let r = 0; r < found.count && count < MOST_PIECES; r++) {
    const box = {
      x: found.left[r]!,
      y: found.top[r]!,
      width: found.right[r]! - found.left[r]!,
      height: found.bottom[r]! - found.top[r]!,
    };
    const area = found.area[r]!;
    if (area < 2) continue;
    const n = found.colour[r]!;
    const tooLong =
      (box.height <= 3 && box.width >= 24) || (box.width <= 4 && box.height >= 28 && box.width * 6 < box.height);
    if (tooLong || box.height > TALLEST || box.width > 6 * box.height + 160) {
      rest.push({ box, owner: all[n]!, area });
      continue;
    }
    count++;
    const list = byOwner.get(n);
    if (list) list.push({ box, area });
    else byOwner.set(n, [{ box, area }]);
  }
  const lines: InkLine[] = [];
  for (const [n, pieces] of byOwner) for (const group of intoLines(pieces)) lines.push({ ...group, owner: all[n]! });
  return { lines, rest };
}

interface Group {
  box: Region;
  pieces: Piece[];
  /** Heights of its letters. */
  heights: number[];
  usual: number;
}

/** Pieces side by side, no farther apart than words are. */
function intoLines(pieces: Piece[]): { box: Region; pieces: Piece[] }[] {
  const groups: Group[] = [];
  const large = pieces.filter(({ box }) => box.height >= 6).sort((a, b) => a.box.x - b.box.x);
  const small = pieces.filter(({ box }) => box.height < 6);
  // Groups that can still grow, by their right end: others are too far left.
  for (const piece of large) {
    let best: Group | undefined;
    let nearest = Infinity;
    for (const group of groups) {
      const gap = piece.box.x - right(group.box);
      if (gap > 90 || gap >= nearest) continue;
      const over = overlapY(piece.box, group.box);
      const tall = Math.max(group.usual, Math.min(piece.box.height, group.usual * 1.4));
      if (
        over > 0.5 * Math.min(piece.box.height, group.box.height) &&
        gap < 0.75 * tall + 1.5 &&
        piece.box.height < 2.4 * group.usual &&
        group.usual < 2.6 * piece.box.height
      ) {
        nearest = gap;
        best = group;
      }
    }
    if (best) join(best, piece.box, [piece], [piece.box.height]);
    else groups.push({ box: { ...piece.box }, pieces: [piece], heights: [piece.box.height], usual: piece.box.height });
  }
  for (const piece of small) {
    const home = groups.find(
      ({ box, usual }) =>
        piece.box.x >= box.x - 0.9 * usual &&
        right(piece.box) <= right(box) + 0.7 * usual &&
        piece.box.y >= box.y - 0.45 * usual &&
        bottom(piece.box) <= bottom(box) + 0.35 * usual,
    );
    if (home) join(home, piece.box, [piece], []);
    else if (piece.area >= 4)
      groups.push({ box: { ...piece.box }, pieces: [piece], heights: [piece.box.height], usual: piece.box.height });
  }
  return merged(groups);
}

function join(group: Group, box: Region, pieces: Piece[], heights: number[]): void {
  group.box = hull([group.box, box]);
  group.pieces.push(...pieces);
  if (heights.length) {
    group.heights.push(...heights);
    group.usual = median(group.heights);
  }
}

/** Parts of a line that a small letter or a mark kept apart. */
function merged(groups: Group[]): Group[] {
  let list = groups.sort((a, b) => a.box.x - b.box.x);
  for (let round = 0; round < 3; round++) {
    const kept: Group[] = [];
    for (const group of list) {
      const home = kept.find((other) => {
        const gap = group.box.x - right(other.box);
        const tall = Math.max(other.usual, Math.min(group.usual, 1.4 * other.usual));
        const ratio = group.usual / other.usual;
        return (
          gap > -0.5 * other.box.width - 2 &&
          gap < 0.75 * tall + 1 &&
          overlapY(group.box, other.box) > 0.5 * Math.min(group.box.height, other.box.height) &&
          ratio > 0.4 &&
          ratio < 2.4
        );
      });
      if (home) join(home, group.box, group.pieces, group.heights);
      else kept.push(group);
    }
    if (kept.length === list.length) break;
    list = kept;
  }
  return list;
}

/** The colour farthest from the ground that a good part of the ink has. */
export function inkColour(sheet: Sheet, box: Region, ground: Colour): Colour | null {
  const counts = new Map<Colour, number>();
  let most = 0;
  for (let y = Math.max(0, box.y); y < Math.min(sheet.height, bottom(box)); y++) {
    for (let x = Math.max(0, box.x); x < Math.min(sheet.width, right(box)); x++) {
      const colour = sheet.pixels[y * sheet.width + x]!;
      const far = apart(colour, ground);
      if (far < 24) continue;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      if (far > most) most = far;
    }
  }
  let best: Colour | null = null;
  let score = 0;
  let extreme: Colour | null = null;
  for (const [colour, count] of counts) {
    const far = apart(colour, ground);
    if (far === most) extreme = colour;
    if (far < 0.88 * most) continue;
    if (count > score) {
      score = count;
      best = colour;
    }
  }
  return score >= 3 ? best : extreme;
}
