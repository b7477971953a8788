/**
 * Recognised words in any order become lines as a person reads them: rows by vertical overlap, from left to right.
 * Spaces come from geometry. In a monospaced row every glyph stands on a grid, so each empty cell is one space, or an
 * underscore that Tesseract dropped; columns of tables and the indentation of code come out as they were.
 */
import { columnOf, onGrid, type Grid } from './grid.ts';
import { isAloneUnderscore, isUnderscore, markIn, type LineMetrics } from './marks.ts';
import type { Grey } from '../page/normalise.ts';
import {
  centre,
  median,
  textOf,
  union,
  type Box,
  type FoundWord,
  type Glyph,
  type Piece,
  type Placed,
  type PlacedWord,
} from '../page/words.ts';

export interface PlacedLine {
  /** Without indentation. */
  text: string;
  /** Leading spaces. */
  indent: number;
  words: PlacedWord[];
  box: Box;
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
/** Letters of proportional text never fall on a grid for this long, digits do. */
const ENOUGH = 12;
/** Share of glyphs with guessed boxes above which a segment is on no grid. */
const MOST_GUESSED = 0.15;
/** Spaces that stand for a wide gap in proportional text. */
const COLUMN_SPACES = 4;

/** Lines from top to bottom. `page` is the picture in which the words were found (dark on white). */
export function layOut(words: FoundWord[], page: Grey): PlacedLine[] {
  if (words.length === 0) return [];
  const rows = wordsIntoRows(words.filter((word) => word.glyphs.length > 0)).map(intoSegments);
  const pitch = commonPitch(rows.flat());
  for (const segment of rows.flat()) segment.pitch = pitchOf(segment, pitch);
  const left = Math.min(...rows.map(([first]) => first!.glyphs[0]!.box.x0));
  const grid =
    pitch === undefined
      ? { cell: 0.65 * median(rows.flat().map(({ height }) => height))!, phase: left }
      : fitGrid(
          rows.flat().filter((segment) => segment.pitch !== undefined && Math.abs(segment.pitch - pitch) < 0.1 * pitch),
          pitch,
        );
  const firstColumn = Math.min(...rows.map(([first]) => columnOf(centre(first!.glyphs[0]!.box), grid)));
  return rows.map((segments) => placeRow(segments, page, grid, firstColumn));
}

/** Rows by vertical overlap, from top to bottom; words of a row from left to right. */
function wordsIntoRows(words: FoundWord[]): FoundWord[][] {
  const rows: { y0: number; y1: number; words: FoundWord[] }[] = [];
  const middle = ({ y0, y1 }: { y0: number; y1: number }) => y0 + y1;
  const spans = words.map((word) => {
    const { x0, y0, x1, y1 } = word.box;
    // An underscore by itself stands below its row: reach up.
    return { word, y0: /^_+$/.test(textOf(word)) ? y0 - (x1 - x0) / word.glyphs.length : y0, y1 };
  });
  for (const { word, y0, y1 } of spans.sort((a, b) => middle(a) - middle(b))) {
    let best: (typeof rows)[number] | undefined;
    let most = 0.5;
    for (const row of rows.slice(-12)) {
      const overlap = (Math.min(row.y1, y1) - Math.max(row.y0, y0)) / Math.min(y1 - y0, row.y1 - row.y0);
      if (overlap > most) [most, best] = [overlap, row];
    }
    if (best) {
      best.words.push(word);
      best.y0 += (y0 - best.y0) / best.words.length;
      best.y1 += (y1 - best.y1) / best.words.length;
    } else rows.push({ y0, y1, words: [word] });
  }
  return rows.sort((a, b) => middle(a) - middle(b)).map((row) => row.words.sort((a, b) => a.box.x0 - b.box.x0));
}

function intoSegments(row: FoundWord[]): Segment[] {
  const glyphs = row.flatMap((word, index) =>
    word.glyphs.map((glyph) => ({
      ...glyph,
      certainty: word.confidence,
      word: index,
      ...(word.whole && { whole: true }),
    })),
  );
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
    if (glyphs[i]!.guessed || glyphs[i - 1]!.guessed) continue;
    if (glyphs[i]!.word === glyphs[i - 1]!.word) out.push(centre(glyphs[i]!.box) - centre(glyphs[i - 1]!.box));
  }
  return out;
}

/** Share of steps that are one cell wide, give or take. */
const regular = (all: number[], pitch: number, slack = 0.2) =>
  all.filter((step) => Math.abs(step - pitch) < slack * pitch).length / all.length;

/** The pitch that most of the text shares, when a good part of it is monospaced. */
function commonPitch(segments: Segment[]): number | undefined {
  const found: number[] = [];
  let known = 0;
  for (const segment of segments) {
    const all = steps(segment);
    const pitch = median(all);
    known += all.length;
    if (all.length >= ENOUGH && pitch! > 0 && regular(all, pitch!) >= 0.85)
      found.push(...Array.from(all, () => pitch!));
  }
  return found.length >= 0.25 * known ? median(found) : undefined;
}

/** The grid on which most glyphs stand: its pitch over whole lines, its phase by the mean direction around the cell. */
function fitGrid(segments: Segment[], pitch: number): Grid {
  let [length, cells] = [0, 0];
  for (const { glyphs } of segments) {
    for (let i = 1; i < glyphs.length; i++) {
      const step = centre(glyphs[i]!.box) - centre(glyphs[i - 1]!.box);
      const count = Math.round(step / pitch);
      if (count < 1 || Math.abs(step / count - pitch) > 0.15 * pitch) continue;
      length += step;
      cells += count;
    }
  }
  const cell = cells ? length / cells : pitch;
  let [sine, cosine] = [0, 0];
  for (const glyph of segments.flatMap(({ glyphs }) => glyphs)) {
    const angle = (2 * Math.PI * centre(glyph.box)) / cell;
    sine += Math.sin(angle);
    cosine += Math.cos(angle);
  }
  return { cell, phase: (Math.atan2(sine, cosine) / (2 * Math.PI)) * cell };
}

/** The segment's own pitch when it is monospaced; short ones are held against the common pitch. */
function pitchOf(segment: Segment, common: number | undefined): number | undefined {
  if (segment.glyphs.filter(({ guessed }) => guessed).length > MOST_GUESSED * segment.glyphs.length) return undefined;
  const all = steps(segment);
  const own = median(all);
  if (own !== undefined && all.length >= ENOUGH && regular(all, own) >= 0.85) {
    // Half or twice the common pitch comes of wrong boxes.
    return common !== undefined && (own < 0.7 * common || own > 1.6 * common) ? common : own;
  }
  if (common === undefined) return undefined;
  return all.length === 0 || regular(all, common, 0.15) >= 0.8 ? common : undefined;
}

function placeRow(segments: Segment[], page: Grey, grid: Grid, firstColumn: number): PlacedLine {
  const words: PlacedWord[] = [];
  let text = '';
  segments.forEach((segment, i) => {
    // Where the line recogniser says where words end, a grid only counts the spaces between them.
    const whole = segment.glyphs.every((glyph) => glyph.whole);
    const pieces =
      segment.pitch && !whole
        ? onGrid(segment.glyphs, { baseline: segment.baseline, height: segment.height, ...gridOf(segment, grid) }, page)
        : byGaps(segment, page);
    const before = segments[i - 1];
    if (before) {
      const cells =
        columnOf(centre(segment.glyphs[0]!.box), grid) - columnOf(centre(before.glyphs.at(-1)!.box), grid) - 1;
      text += ' '.repeat(Math.max(2, segment.pitch && before.pitch ? cells : Math.min(cells, COLUMN_SPACES)));
    }
    for (const { spaces, ...word } of pieces) {
      text += ' '.repeat(spaces) + word.text;
      words.push(word);
    }
  });
  const box = words.map((word) => word.box).reduce(union);
  const indent = Math.max(0, columnOf(centre(segments[0]!.glyphs[0]!.box), grid) - firstColumn);
  return { text, indent, words, box };
}

/** The page's grid, or one of its own for a segment in another size. */
function gridOf({ pitch, glyphs }: Segment, grid: Grid): Grid {
  return Math.abs(pitch! - grid.cell) < 0.06 * grid.cell ? grid : { cell: pitch!, phase: centre(glyphs[0]!.box) };
}

/** Words of a proportional segment: Tesseract's own, split where a gap is as wide as a space. */
function byGaps({ glyphs, baseline, height, pitch }: Segment, page: Grey): Piece[] {
  const out: Piece[] = [];
  const cell = median(glyphs.map(({ box }) => box.x1 - box.x0))!;
  const metrics: LineMetrics = { baseline, height, cell };
  const start = ({ text, certainty, box }: Placed, spaces: number) =>
    out.push({ text, confidence: certainty, box: { ...box }, spaces });
  glyphs.forEach((glyph, i) => {
    const before = glyphs[i - 1];
    if (!before) return start(glyph, 0);
    const gap = glyph.box.x0 - before.box.x1;
    if (before.word === glyph.word && glyph.whole) {
      const lost = gap > 0.5 * cell && isAloneUnderscore(page, before.box.x1, glyph.box.x0, metrics);
      append(out, (lost ? '_'.repeat(Math.max(1, Math.round(gap / cell - 0.25))) : '') + glyph.text, glyph);
    } else if (glyph.whole && before.whole)
      start(
        glyph,
        pitch
          ? Math.max(1, Math.round((centre(glyph.box) - centre(before.box)) / pitch) - 1)
          : gap > 1.5 * height
            ? 2
            : 1,
      );
    else if (before.word === glyph.word && gap < 0.36 * height) append(out, glyph.text, glyph);
    else if (
      before.word !== glyph.word &&
      gap > 0.35 * cell &&
      isUnderscore(page, before.box.x1, glyph.box.x0, metrics)
    ) {
      append(out, '_'.repeat(Math.max(1, Math.round(gap / cell - 0.25))) + glyph.text, glyph);
    } else start(glyph, gap > 1.5 * height ? 2 : 1);
  });
  const last = glyphs.at(-1)!;
  const x0 = last.box.x1 + 1;
  const end =
    !last.whole && /[A-Za-z0-9)]/.test(last.text)
      ? markIn(page, x0, x0 + 0.45 * height, { ...metrics, cell: 0.45 * height })
      : '';
  if ('.:'.includes(end)) append(out, end, { ...last, box: { ...last.box, x1: x0 + 0.3 * height } });
  return out;
}

function append(out: Piece[], text: string, { box, certainty }: Placed): void {
  const word = out.at(-1)!;
  word.text += text;
  word.confidence = Math.min(word.confidence, certainty);
  word.box = union(word.box, box);
}
