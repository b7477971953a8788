/**
 * Recognised words in any order become lines as a person reads them: rows by vertical overlap, from left to right.
 * Spaces come from geometry. In a monospaced row every glyph stands on a grid, so each empty cell is one space, or an
 * underscore that Tesseract dropped; columns of tables and the indentation of code come out as they were.
 */
import { isUnderscore } from './underscore.ts';
import type { Grey } from './normalise.ts';

/** Pixels of the page, right and bottom exclusive. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Glyph {
  text: string;
  box: Box;
  /** 0..100 */
  confidence: number;
}

/** A word as Tesseract found it; the glyph boxes are those of the ink. */
export interface FoundWord {
  glyphs: Glyph[];
  /** 0..100 */
  confidence: number;
  box: Box;
}

export interface PlacedWord {
  text: string;
  confidence: number;
  box: Box;
}

export interface PlacedLine {
  /** Without indentation. */
  text: string;
  /** Leading spaces. */
  indent: number;
  words: PlacedWord[];
  box: Box;
}

/** Glyph with what belongs to its word. */
interface Placed extends Glyph {
  /** The word's confidence, 0..100. */
  certainty: number;
  /** The word in which Tesseract saw it. */
  word: number;
}

/** A part of a row without wide gaps. */
interface Segment {
  glyphs: Placed[];
  /** Typical height of its taller glyphs, pixels. */
  height: number;
  /** Where upright letters end, pixels. */
  baseline: number;
  /** Width of a cell in pixels when monospaced. */
  pitch?: number;
}

/** A gap wider than this many heights separates columns. */
const COLUMN_GAP = 3.5;
/** Spaces that stand for a wide gap in proportional text. */
const COLUMN_SPACES = 4;

/** Lines from top to bottom. `page` is the picture in which the words were found (dark on white). */
export function layOut(words: FoundWord[], page: Grey): PlacedLine[] {
  const rows = intoRows(words.filter((word) => word.glyphs.length > 0)).map(intoSegments);
  const pitch = commonPitch(rows.flat());
  for (const segment of rows.flat()) segment.pitch = pitchOf(segment, pitch);
  const cell = pitch ?? median(rows.flat().map(({ height }) => 0.65 * height)) ?? 1;
  const left = Math.min(...rows.map(([first]) => first!.glyphs[0]!.box.x0));
  return rows.map((segments) => placeRow(segments, page, cell, left));
}

/** Rows by vertical overlap, from top to bottom; words of a row from left to right. */
function intoRows(words: FoundWord[]): FoundWord[][] {
  const rows: { y0: number; y1: number; words: FoundWord[] }[] = [];
  const middle = ({ y0, y1 }: { y0: number; y1: number }) => y0 + y1;
  for (const word of [...words].sort((a, b) => middle(a.box) - middle(b.box))) {
    let best: (typeof rows)[number] | undefined;
    let most = 0.5;
    for (const row of rows.slice(-12)) {
      const shared = Math.min(row.y1, word.box.y1) - Math.max(row.y0, word.box.y0);
      const overlap = shared / Math.min(word.box.y1 - word.box.y0, row.y1 - row.y0);
      if (overlap > most) [most, best] = [overlap, row];
    }
    if (best) {
      best.words.push(word);
      best.y0 += (word.box.y0 - best.y0) / best.words.length;
      best.y1 += (word.box.y1 - best.y1) / best.words.length;
    } else rows.push({ y0: word.box.y0, y1: word.box.y1, words: [word] });
  }
  return rows.sort((a, b) => middle(a) - middle(b)).map((row) => row.words.sort((a, b) => a.box.x0 - b.box.x0));
}

function intoSegments(row: FoundWord[]): Segment[] {
  const glyphs = row.flatMap((word, index) => word.glyphs.map((glyph) => ({ ...glyph, certainty: word.confidence, word: index })));
  const height = typicalHeight(glyphs);
  const parts: Placed[][] = [[]];
  glyphs.forEach((glyph, i) => {
    const before = glyphs[i - 1];
    if (before && before.word !== glyph.word && glyph.box.x0 - before.box.x1 > COLUMN_GAP * height) parts.push([]);
    parts.at(-1)!.push(glyph);
  });
  return parts.map((part) => {
    const upright = part.filter(({ text }) => /[A-Za-z0-9]/.test(text) && !/[gjpqyQ]/.test(text));
    const bottoms = (upright.length ? upright : part).map(({ box }) => box.y1);
    return { glyphs: part, height: typicalHeight(part), baseline: median(bottoms)! };
  });
}

/** Height of the taller half of the glyphs: about a capital's. */
function typicalHeight(glyphs: Glyph[]): number {
  const heights = glyphs.map(({ box }) => box.y1 - box.y0).sort((a, b) => a - b);
  return heights[Math.floor(heights.length * 0.7)] ?? 1;
}

/** Distances between the centres of neighbours inside a word. */
function steps({ glyphs }: Segment): number[] {
  const out: number[] = [];
  for (let i = 1; i < glyphs.length; i++) {
    if (glyphs[i]!.word === glyphs[i - 1]!.word) out.push(centre(glyphs[i]!.box) - centre(glyphs[i - 1]!.box));
  }
  return out;
}

/** Share of steps that are one cell wide, give or take. */
const onGrid = (all: number[], pitch: number) => all.filter((step) => Math.abs(step - pitch) < 0.2 * pitch).length / all.length;

/** The pitch that most of the text shares, when a good part of it is monospaced. */
function commonPitch(segments: Segment[]): number | undefined {
  const found: number[] = [];
  for (const segment of segments) {
    const all = steps(segment);
    const pitch = median(all);
    if (all.length >= 6 && pitch! > 0 && onGrid(all, pitch!) >= 0.85) found.push(...Array.from(all, () => pitch!));
  }
  return found.length >= 20 ? median(found) : undefined;
}

/** The segment's own pitch when it is monospaced; short ones are held against the common pitch. */
function pitchOf(segment: Segment, common: number | undefined): number | undefined {
  const all = steps(segment);
  const own = median(all);
  if (own !== undefined && all.length >= 10) return onGrid(all, own) >= 0.85 ? own : undefined;
  if (common === undefined) return undefined;
  return all.length === 0 || onGrid(all, common) >= 0.75 ? common : undefined;
}

function placeRow(segments: Segment[], page: Grey, cell: number, left: number): PlacedLine {
  const words: PlacedWord[] = [];
  let text = '';
  let end: number | undefined;
  let lastPitch: number | undefined;
  for (const segment of segments) {
    const pieces = segment.pitch ? onCells(segment, segment.pitch, page) : byGaps(segment, page);
    const start = pieces[0]!.box.x0;
    if (end !== undefined) {
      const cells = Math.max(2, Math.round((start - end) / cell));
      text += ' '.repeat(segment.pitch && lastPitch ? cells : Math.min(cells, COLUMN_SPACES));
    }
    for (const { spaces, ...word } of pieces) {
      text += ' '.repeat(spaces) + word.text;
      words.push(word);
    }
    end = pieces.at(-1)!.box.x1;
    lastPitch = segment.pitch;
  }
  const box = words.map((word) => word.box).reduce(union);
  return { text, indent: Math.max(0, Math.round((box.x0 - left) / cell)), words, box };
}

type Piece = PlacedWord & { /** before the word */ spaces: number };

/** Words of a monospaced segment: one space for each empty cell, unless an underscore stands there. */
function onCells({ glyphs, baseline, height }: Segment, pitch: number, page: Grey): Piece[] {
  const out: Piece[] = [];
  const underscore = (x: number) => isUnderscore(page, x + 0.15 * pitch, x + 0.85 * pitch, baseline, height, pitch);
  glyphs.forEach((glyph, i) => {
    const before = glyphs[i - 1];
    // Cells between the two glyphs, or, in front of the first, as many as hold underscores.
    const empty = before ? Math.max(0, Math.round((centre(glyph.box) - centre(before.box)) / pitch) - 1) : 2;
    let spaces = 0;
    let underscores = 0;
    for (let cell = empty; cell >= 1; cell--) {
      const x = centre(glyph.box) - (cell + 0.5) * pitch;
      if (x >= 0 && underscore(x)) {
        if (spaces === 0 && before) extend(out, '_', glyph.box, x + pitch);
        else underscores++;
      } else {
        spaces += 1 + underscores;
        underscores = 0;
      }
    }
    const lead = '_'.repeat(underscores);
    if (!before || spaces > 0) {
      const box = { ...glyph.box, x0: glyph.box.x0 - underscores * pitch };
      out.push({ text: lead + glyph.text, confidence: glyph.certainty, box, spaces: before ? spaces : 0 });
    } else append(out, lead + glyph.text, glyph);
  });
  return out;
}

/** Words of a proportional segment: Tesseract's own, split where a gap is as wide as a space. */
function byGaps({ glyphs, baseline, height }: Segment, page: Grey): Piece[] {
  const out: Piece[] = [];
  const width = median(glyphs.map(({ box }) => box.x1 - box.x0))!;
  glyphs.forEach((glyph, i) => {
    const before = glyphs[i - 1];
    const gap = before ? glyph.box.x0 - before.box.x1 : 0;
    const joined = before?.word === glyph.word;
    if (!before) out.push({ text: glyph.text, confidence: glyph.certainty, box: { ...glyph.box }, spaces: 0 });
    else if (joined && gap < 0.45 * height) append(out, glyph.text, glyph);
    else if (!joined && gap > 0.35 * width && isUnderscore(page, before.box.x1 + 0.15 * gap, glyph.box.x0 - 0.15 * gap, baseline, height, width)) {
      append(out, '_'.repeat(Math.max(1, Math.round(gap / width - 0.25))) + glyph.text, glyph);
    } else {
      const spaces = gap > 1.5 * height ? 2 : 1;
      out.push({ text: glyph.text, confidence: glyph.certainty, box: { ...glyph.box }, spaces });
    }
  });
  return out;
}

function append(out: Piece[], text: string, { box, certainty }: Placed): void {
  const word = out.at(-1)!;
  word.text += text;
  word.confidence = Math.min(word.confidence, certainty);
  word.box = union(word.box, box);
}

function extend(out: Piece[], text: string, near: Box, x1: number): void {
  const word = out.at(-1)!;
  word.text += text;
  word.box = union(word.box, { ...near, x0: x1, x1 });
}

const centre = ({ x0, x1 }: Box) => (x0 + x1) / 2;

export const union = (a: Box, b: Box): Box => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
});

function median(values: number[]): number | undefined {
  return values.length ? [...values].sort((a, b) => a - b)[values.length >> 1] : undefined;
}
