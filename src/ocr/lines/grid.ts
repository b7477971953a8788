/**
 * Monospaced text: every glyph stands in a cell. Cells without a glyph are spaces, or marks that Tesseract dropped; two
 * glyphs in one cell are one too many.
 */
import { isExclamation, markIn, type LineMetrics } from './marks.ts';
import type { Grey } from '../page/normalise.ts';
import { centre, union, type Box, type Piece, type Placed } from '../page/words.ts';

/** Cells in front of a line that are searched for dropped marks, such as `...`. */
const BEFORE = 5;

/** Where the cells of a page's monospaced text lie. */
export interface Grid {
  /** Width of a cell, pixels. */
  cell: number;
  /** Centre of some cell, pixels. */
  phase: number;
}

/** Number of the cell in which x lies. */
export const columnOf = (x: number, { cell, phase }: Grid): number => Math.round((x - phase) / cell);

/** Glyph with its cell. */
interface InCell {
  glyph: Placed;
  cell: number;
  /** No spaces in front of it, whatever the geometry says: its place is a guess. */
  glued: boolean;
}

/** Words of a monospaced segment, from left to right. `glyphs` are in order. */
export function onGrid(glyphs: Placed[], metrics: LineMetrics & Grid, page: Grey): Piece[] {
  const pitch = metrics.cell;
  const placed = intoCells(oneEach(glyphs.map(narrow(pitch)), pitch), metrics, page);
  const out: Piece[] = [];
  let spaces = 0;
  const add = (text: string, box: Box, certainty: number) => {
    const last = out.at(-1);
    if (last && spaces === 0) {
      last.text += text;
      last.confidence = Math.min(last.confidence, certainty);
      last.box = union(last.box, box);
    } else out.push({ text, confidence: certainty, box: { ...box }, spaces: last ? spaces : 0 });
    spaces = 0;
  };
  const mark = (near: Placed, cellsAway: number, glued: boolean) => {
    const x0 = centre(near.box) + (cellsAway - 0.5) * pitch;
    const text = x0 < 0 ? '' : markIn(page, x0, x0 + pitch, metrics);
    if (text) add(text, { ...near.box, x0, x1: x0 + pitch }, near.certainty);
    else if (!glued) spaces++;
  };

  placed.forEach(({ glyph, cell, glued }, i) => {
    const before = placed[i - 1];
    if (before) for (let empty = before.cell + 1; empty < cell; empty++) mark(glyph, empty - cell, glued);
    else for (let empty = -leading(glyph, metrics, page); empty < 0; empty++) mark(glyph, empty, false);
    const x0 = centre(glyph.box) - 0.5 * pitch;
    const lostDot = glyph.text === "'" && isExclamation(page, x0, x0 + pitch, metrics);
    add(lostDot ? '!' : glyph.text, glyph.box, glyph.certainty);
  });
  mark(placed.at(-1)!.glyph, 1, true);
  return out;
}

/** How many cells in front of the first glyph to take: up to the furthest with a mark. */
function leading(first: Placed, metrics: LineMetrics, page: Grey): number {
  let most = 0;
  for (let cell = 1; cell <= BEFORE; cell++) {
    const x0 = centre(first.box) - (cell + 0.5) * metrics.cell;
    if (x0 >= 0 && '_.'.includes(markIn(page, x0, x0 + metrics.cell, metrics) || ' ')) most = cell;
    else if (cell - most > 1) break;
  }
  return most;
}

/** Tesseract sometimes gives a glyph the box of a neighbour or of an underscore as well: cut to one cell, on the side where its neighbour is. */
const narrow =
  (pitch: number) =>
  (glyph: Placed, i: number, all: Placed[]): Placed => {
    const { x0, x1 } = glyph.box;
    if (x1 - x0 < 1.35 * pitch) return glyph;
    const [before, after] = [all[i - 1]?.box, all[i + 1]?.box];
    const cut = (part: Partial<Box>) => ({ ...glyph, box: { ...glyph.box, ...part } });
    if (before && before.x1 > x0 + 0.3 * pitch && before.x1 < x1) return cut({ x0: before.x1 });
    const follows = before !== undefined && x0 - before.x1 < 0.45 * pitch;
    const leads = after !== undefined && after.x0 >= x1 && after.x0 - x1 < 0.45 * pitch;
    if (follows && !leads) return cut({ x1: x0 + 0.8 * pitch });
    return leads && !follows ? cut({ x0: x1 - 0.8 * pitch }) : glyph;
  };

/** Of two glyphs in one cell the more certain stays. */
function oneEach(glyphs: Placed[], pitch: number): Placed[] {
  const out: Placed[] = [];
  for (const glyph of glyphs) {
    const last = out.at(-1);
    if (last && Math.abs(centre(glyph.box) - centre(last.box)) < 0.45 * pitch) {
      if (glyph.confidence > last.confidence) out[out.length - 1] = { ...glyph, word: last.word };
    } else out.push(glyph);
  }
  return out;
}

/** Cells by rounding; inside words whose boxes fit no grid the glyphs fill the cells that no underscore takes. */
function intoCells(glyphs: Placed[], metrics: LineMetrics & Grid, page: Grey): InCell[] {
  const pitch = metrics.cell;
  const out: InCell[] = [];
  for (let i = 0; i < glyphs.length;) {
    let end = i + 1;
    while (end < glyphs.length && glyphs[end]!.word === glyphs[i]!.word) end++;
    const word = glyphs.slice(i, end);
    const last = out.at(-1);
    const x = centre(word[0]!.box);
    const away = last ? (x - centre(last.glyph.box)) / pitch : 0;
    // After a wide gap the page's grid decides, so that what is aligned stays aligned; a gutter may lie off it.
    const first = !last
      ? columnOf(x, metrics)
      : away > 2.4
        ? Math.max(last.cell + 2, columnOf(x, metrics))
        : last.cell + Math.max(1, Math.round(away));
    out.push(...(fitsGrid(word, pitch) ? byRounding(word, first, pitch) : byFilling(word, first, metrics, page)));
    i = end;
  }
  return out;
}

function fitsGrid(word: Placed[], pitch: number): boolean {
  return word.every(({ box }, i) => {
    if (i === 0) return true;
    const cells = (centre(box) - centre(word[i - 1]!.box)) / pitch;
    return cells > 0.6 && Math.abs(cells - Math.round(cells)) < 0.32;
  });
}

function byRounding(word: Placed[], first: number, pitch: number): InCell[] {
  let cell = first;
  return word.map((glyph, i) => {
    if (i > 0) cell += Math.round((centre(glyph.box) - centre(word[i - 1]!.box)) / pitch);
    return { glyph, cell, glued: false };
  });
}

function byFilling(word: Placed[], first: number, metrics: LineMetrics, page: Grey): InCell[] {
  const pitch = metrics.cell;
  const box = word.map((glyph) => glyph.box).reduce(union);
  const cells = Math.max(1, Math.round((box.x1 - box.x0) / pitch + 0.1));
  const left = (box.x0 + box.x1 - cells * pitch) / 2;
  const at = (cell: number) => left + (cell + 0.5) * pitch;
  const taken = new Set<number>();
  for (let cell = 0; cell < cells; cell++) {
    if (markIn(page, left + cell * pitch, left + (cell + 1) * pitch, metrics) === '_') taken.add(cell);
  }
  const letters = word.filter((glyph) => glyph.text !== '_');
  const usable = letters.length + taken.size <= cells;
  const glyphs = usable ? letters : word;
  const free = Array.from({ length: Math.max(cells, word.length) }, (_, cell) => cell).filter(
    (cell) => !usable || !taken.has(cell),
  );
  const slack = free.length - glyphs.length;
  let next = 0;
  return glyphs.map((glyph, i) => {
    // As near to where it was seen as order and the room left for the others allow.
    while (next < i + slack && at(free[next]!) < centre(glyph.box) - 0.6 * pitch) next++;
    const cell = free[next++]!;
    const moved = { ...glyph, box: { ...glyph.box, x0: left + cell * pitch, x1: left + (cell + 1) * pitch } };
    return { glyph: moved, cell: first + cell, glued: i > 0 };
  });
}
