/** Text outside of nodes: labels of edges, titles of groups and of the diagram. Found by its letters, read later in place. */
import type { TextReading } from '../../shared/engine.ts';
import { components } from '../pixels/components.ts';
import type { Raster } from './raster.ts';
import { common, contains, union, type Rect } from './rect.ts';

export interface Snippet extends Rect {
  /** Number of lines of text. */
  lines: number;
  /** Height of one line, pixels of the raster. */
  letter: number;
}

interface Word extends Rect {
  /** Surely a word: ink in its box is letters, whatever they touch. */
  sure: boolean;
}

interface Piece extends Rect {
  id: number;
  area: number;
}

/** More letters than these outside of nodes are a page of text. */
const MOST_LETTERS = 6000;

/**
 * @param ink lines and letters outside nodes
 * @param beside whether a pixel lies right beside a node: heads of arrows do, letters do not
 */
export function findSnippets(
  raster: Raster,
  ink: Uint8Array,
  text: TextReading,
  nodes: readonly Rect[],
  beside: (i: number) => boolean,
): { snippets: Snippet[]; erase: (mask: Uint8Array) => void } {
  const { width, height, letter, scale } = raster;
  const found = components(ink, width, height, true);
  const moments = momentsOf(found.labels, found.count, width);
  const touching = new Uint8Array(found.count + 1);
  for (let i = 0; i < ink.length; i++) if (found.labels[i] && beside(i)) touching[found.labels[i]!] = 1;
  const words = wordsOutside(text, nodes, scale, letter);
  const seeds: Piece[] = [];
  const small: Piece[] = [];
  for (let id = 1; id <= found.count && seeds.length < MOST_LETTERS; id++) {
    const piece: Piece = {
      id,
      x: found.x0[id]!,
      y: found.y0[id]!,
      w: found.x1[id]! - found.x0[id]!,
      h: found.y1[id]! - found.y0[id]!,
      area: found.area[id]!,
    };
    if (piece.h > 1.8 * letter || piece.w > 3.2 * letter) continue;
    if (touching[id] && !words.some((word) => contains(grow(word, 2), piece, 0.8))) continue;
    const straight = thinness(moments, id, piece.area) < 0.24;
    if (piece.h >= 0.42 * letter && !straight) seeds.push(piece);
    else small.push(piece);
  }
  const lines = joinAcross(seeds, small, letter, words);
  for (const word of words) {
    const hit = lines.find((line) => common(line, word) > 0.3 * Math.min(word.w * word.h, line.w * line.h));
    if (hit) Object.assign(hit, union(hit, word));
    else lines.push({ x: word.x, y: word.y, w: word.w, h: word.h });
  }
  const snippets = stacked(joinLines(lines, letter), letter);
  return {
    snippets,
    erase: (mask) => {
      const gone = new Uint8Array(found.count + 1);
      for (const piece of [...seeds, ...small])
        if (snippets.some((snippet) => contains(grow(snippet, 3), piece, 0.9))) gone[piece.id] = 1;
      for (let i = 0; i < mask.length; i++) if (gone[found.labels[i]!]) mask[i] = 0;
      // Letters that touch a line: it is cut with them, and joined again across the label.
      for (const { x, y, w, h, sure } of words) {
        if (!sure) continue;
        const left = Math.max(0, Math.round(x));
        const right = Math.min(width, Math.round(x + w));
        for (let j = Math.max(0, Math.round(y)); j < Math.min(height, y + h); j++)
          mask.fill(0, j * width + left, j * width + right);
      }
    },
  };
}

/** Sums of x, y, x², y², xy by label, of places relative to nothing in particular. */
function momentsOf(labels: Int32Array, count: number, width: number): Float64Array {
  const sums = new Float64Array(5 * (count + 1));
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!label) continue;
    const x = i % width;
    const y = (i - x) / width;
    const at = 5 * label;
    sums[at]! += x;
    sums[at + 1]! += y;
    sums[at + 2]! += x * x;
    sums[at + 3]! += y * y;
    sums[at + 4]! += x * y;
  }
  return sums;
}

/** Spread across a piece's length by that along it: dashes and bars are thin, letters are not. */
function thinness(sums: Float64Array, label: number, area: number): number {
  const at = 5 * label;
  const mx = sums[at]! / area;
  const my = sums[at + 1]! / area;
  // A pixel is no point: 1/12 is its own spread.
  const xx = sums[at + 2]! / area - mx * mx + 1 / 12;
  const yy = sums[at + 3]! / area - my * my + 1 / 12;
  const xy = sums[at + 4]! / area - mx * my;
  const half = (xx + yy) / 2;
  const off = Math.hypot((xx - yy) / 2, xy);
  return Math.sqrt(Math.max(0, half - off) / (half + off));
}

const grow = ({ x, y, w, h }: Rect, by: number): Rect => ({ x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by });

function wordsOutside(text: TextReading, nodes: readonly Rect[], scale: number, letter: number): Word[] {
  const words: Word[] = [];
  for (const line of text.lines) {
    if (line.sideways) continue;
    for (const { text: word, confidence, box } of line.words) {
      const letters = word.replace(/[^\p{L}\p{N}]/gu, '').length;
      if (letters === 0 || confidence < (letters < 3 ? 60 : 35)) continue;
      const sure = (letters > 2 && confidence > 70) || (letters > 1 && confidence > 88);
      const rect = { x: box.x * scale, y: box.y * scale, w: box.width * scale, h: box.height * scale, sure };
      if (rect.h > 2.2 * letter || rect.h < 0.4 * letter || rect.w > 3 * letter * word.length) continue;
      const cx = rect.x + rect.w / 2;
      const cy = rect.y + rect.h / 2;
      if (nodes.some((n) => cx > n.x - 3 && cx < n.x + n.w + 3 && cy > n.y - 3 && cy < n.y + n.h + 3)) continue;
      words.push(rect);
    }
  }
  return words;
}

/** Letters of one line of text; small marks (dots, bars) only where letters stand already. */
function joinAcross(seeds: Piece[], small: Piece[], letter: number, words: Rect[]): Rect[] {
  const lines: (Rect & { letters: number })[] = [];
  const byRow = new Map<number, number[]>();
  const row = (y: number) => Math.floor(y / (2 * letter));
  const near = (piece: Rect, gap: number) => {
    for (const r of [row(piece.y) - 1, row(piece.y), row(piece.y) + 1]) {
      for (const k of byRow.get(r) ?? []) {
        const line = lines[k]!;
        const down = Math.min(line.y + line.h, piece.y + piece.h) - Math.max(line.y, piece.y);
        const space = Math.max(piece.x - line.x - line.w, line.x - piece.x - piece.w);
        if (down > 0.35 * Math.min(line.h, piece.h) && space < gap) return line;
      }
    }
    return undefined;
  };
  for (const piece of [...seeds].sort((a, b) => a.x - b.x)) {
    const line = near(piece, 0.75 * letter);
    if (line && union(line, piece).h < 2 * letter) {
      Object.assign(line, union(line, piece));
      line.letters++;
      continue;
    }
    const k = lines.push({ x: piece.x, y: piece.y, w: piece.w, h: piece.h, letters: 1 }) - 1;
    byRow.set(row(piece.y), [...(byRow.get(row(piece.y)) ?? []), k]);
  }
  for (let round = 0; round < 2; round++) {
    for (const piece of small) {
      if (piece.h > 1.5 * letter || piece.w > 1.2 * letter) continue;
      const line = near({ ...piece, y: piece.y - 0.3 * letter, h: piece.h + 0.6 * letter }, 0.5 * letter);
      if (line && union(line, piece).h < 1.9 * letter) Object.assign(line, union(line, piece));
    }
  }
  // A lone letter that no word confirms may be a piece of a line: it has to look like a letter.
  return lines.filter(
    (line) =>
      line.letters > 1 ||
      words.some((word) => common(word, line) > 0) ||
      (line.h > 0.55 * letter && line.w > 0.3 * letter && line.w < 1.3 * letter),
  );
}

function joinLines(lines: Rect[], letter: number): Rect[] {
  const out: Rect[] = [];
  for (const line of [...lines].sort((a, b) => a.x - b.x)) {
    const left = out.find(
      (other) =>
        Math.min(other.y + other.h, line.y + line.h) - Math.max(other.y, line.y) > 0.5 * Math.min(other.h, line.h) &&
        line.x - other.x - other.w < 0.75 * letter,
    );
    if (left) Object.assign(left, union(left, line));
    else out.push({ x: line.x, y: line.y, w: line.w, h: line.h });
  }
  return out;
}

/** Lines of one label stand close below one another. */
function stacked(lines: Rect[], letter: number): Snippet[] {
  const out: Snippet[] = [];
  for (const line of [...lines].sort((a, b) => a.y - b.y)) {
    const above = out.find((other) => {
      const across = Math.min(other.x + other.w, line.x + line.w) - Math.max(other.x, line.x);
      const gap = line.y - other.y - other.h;
      return (
        across > 0.6 * Math.min(other.w, line.w) &&
        gap > -0.3 * letter &&
        gap < 0.75 * letter &&
        line.h < 1.6 * other.letter
      );
    });
    if (above) {
      Object.assign(above, union(above, line));
      above.lines++;
    } else out.push({ ...line, lines: 1, letter: line.h });
  }
  return out;
}
