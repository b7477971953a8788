/** Characters joined by their gaps into words and lines, upright or on their side. */
import { boxOf, type Glyph, type Glyphs } from './glyphs.ts';

export interface GlyphLine {
  glyphs: Glyph[];
  /** On its side, reading up or down. */
  turned: boolean;
}

/** Share of a turned line's characters that must fit it better than their upright line. */
const BETTER = 0.6;
/** Characters of a line on its side at least. */
const LEAST_TURNED = 3;
/** Text on its side is no headline: in heights of the upright text. */
const LARGEST = 2.5;
/** Gap between characters of a line at most, usually, in heights. */
const CLOSE = 0.22;
/** Width of a character that touches its neighbours, in heights: bold small letters run together. */
const EACH = 0.7;

/**
 * Both directions are tried; where a character has a place in either, the closer neighbours win.
 * @param upright pieces sorted by their height, `sideways`: by their width
 */
export function glyphLines(upright: Glyphs, sideways: Glyphs, unit: number): GlyphLine[] {
  const turned = turnedLines(upright, sideways, unit);
  const taken = new Set(turned.flatMap((line) => line.glyphs.map(({ id }) => id)));
  const rest = upright.big.filter(({ id }) => !taken.has(id));
  const lines: GlyphLine[] = inLines(rest, unit).lines.map((glyphs) => ({ glyphs, turned: false }));
  const small = upright.small.filter(({ id }) => !taken.has(id));
  for (const line of lines) addSmall(line.glyphs, small);
  return [...joined(lines, unit), ...turned];
}

function turnedLines(upright: Glyphs, sideways: Glyphs, unit: number): GlyphLine[] {
  const lying = ({ x0, y0, x1, y1, id }: Glyph): Glyph => ({ x0: y0, y0: x0, x1: y1, y1: x1, id });
  const found = inLines(sideways.big.map(lying), unit);
  const columns = found.lines.flatMap(bands).filter((line) => isLong(line, unit));
  if (columns.length === 0) return [];
  const rows = inLines(upright.big, unit);
  const home = new Map(rows.lines.flatMap((row) => row.map(({ id }) => [id, row.length] as const)));
  const out: GlyphLine[] = [];
  const small = sideways.small.map(lying);
  const usual = upright.big.length > 0 ? middle(upright.big.map(({ y0, y1 }) => y1 - y0)) : Infinity;
  for (const column of columns) {
    // Characters on their side are wider than high.
    const wide = middle(column.map(({ y0, y1 }) => y1 - y0));
    const lengths = column.map((glyph) => (glyph.x1 - glyph.x0) / charactersIn([glyph]));
    const tall = middle(lengths);
    if ((wide < 0.95 * tall && !isClose(column)) || wide > Math.min(2.4 * tall, LARGEST * usual)) continue;
    // Lines below each other are further apart than characters.
    if (gapIn(column) > Math.max(0.5 * Math.max(...lengths), 0.25 * wide) + 0.5 * unit) continue;
    const better = column.filter(
      ({ id }) =>
        (home.get(id) ?? 0) < LEAST_TURNED || (found.gaps.get(id) ?? 0) + 0.5 * unit < (rows.gaps.get(id) ?? 0),
    ).length;
    if (better < BETTER * column.length) continue;
    addSmall(column, small);
    out.push({ glyphs: column.map(lying), turned: true });
  }
  return out;
}

/** A bracket alone is as long as two or three characters. */
function isLong(line: readonly Glyph[], unit: number): boolean {
  if (line.length >= LEAST_TURNED) return true;
  const box = boxOf(line);
  const [w, h] = [box.x1 - box.x0, box.y1 - box.y0];
  if (line.length === 1) return w >= (h >= 7 * unit ? 3 : 4.5) * h;
  return w >= 2.4 * h && isClose(line);
}

/** Characters stand closer to each other than lines do. */
function isClose(line: readonly Glyph[]): boolean {
  const box = boxOf(line);
  return gapIn(line) <= CLOSE * (box.y1 - box.y0);
}

/** Usual gap between neighbours. */
function gapIn(line: readonly Glyph[]): number {
  const sorted = [...line].sort((a, b) => a.x0 - b.x0);
  const gaps = sorted.slice(1).map((glyph, i) => Math.max(0, glyph.x0 - sorted[i]!.x1));
  return gaps.length === 0 ? 0 : middle(gaps);
}

/** Several lines below each other hang together by their characters' other sides: each for itself. */
function bands(all: readonly Glyph[]): Glyph[][] {
  const high = middle(all.map(({ y0, y1 }) => y1 - y0));
  const line = all.filter(({ y0, y1 }) => y1 - y0 <= 1.8 * high);
  const box = boxOf(line);
  if (box.y1 - box.y0 <= 1.6 * high) return [line];
  const out: Glyph[][] = [];
  let last = -Infinity;
  const centre = ({ y0, y1 }: Glyph) => (y0 + y1) / 2;
  for (const glyph of [...line].sort((a, b) => centre(a) - centre(b))) {
    if (centre(glyph) - last > 0.35 * high) out.push([]);
    out.at(-1)!.push(glyph);
    last = centre(glyph);
  }
  return out.filter((band) => {
    const { y0, y1 } = boxOf(band);
    return y1 - y0 <= 2 * high;
  });
}

/** About how many characters lying glyphs are: what is long holds several. */
function charactersIn(line: readonly Glyph[]): number {
  return line.reduce((sum, { x0, y0, x1, y1 }) => {
    const [w, h] = [x1 - x0, y1 - y0];
    return sum + (w > 2.2 * h ? Math.round(w / (EACH * h)) : 1);
  }, 0);
}

const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** `gaps`: each character's distance to the nearest that it was joined to, by its part. */
function inLines(glyphs: readonly Glyph[], unit: number): { lines: Glyph[][]; gaps: Map<number, number> } {
  const sorted = [...glyphs].sort((a, b) => a.x0 - b.x0);
  const heights = sorted.map((glyph) => glyph.y1 - glyph.y0).sort((a, b) => a - b);
  const usual = heights[heights.length >> 1] ?? 9 * unit;
  const parent = sorted.map((_, i) => i);
  const gaps = new Map<number, number>();
  const find = (a: number): number => {
    while (parent[a] !== a) a = parent[a] = parent[parent[a]!]!;
    return a;
  };
  sorted.forEach((a, i) => {
    const ha = a.y1 - a.y0;
    for (let j = i + 1; j < sorted.length; j++) {
      const b = sorted[j]!;
      if (b.x0 - a.x1 > 30 * unit) break;
      const hb = b.y1 - b.y0;
      const high = Math.max(ha, hb);
      if (high > 2.1 * Math.min(ha, hb)) continue;
      if (b.x0 - a.x1 > Math.min(0.8 * high, 0.85 * Math.max(usual, Math.min(ha, hb))) + unit) continue;
      if (Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) < 0.55 * Math.min(ha, hb)) continue;
      parent[find(i)] = find(j);
      const gap = Math.max(0, b.x0 - a.x1);
      for (const { id } of [a, b]) gaps.set(id, Math.min(gap, gaps.get(id) ?? Infinity));
    }
  });
  const groups = new Map<number, Glyph[]>();
  sorted.forEach((glyph, i) => {
    const root = find(i);
    const group = groups.get(root);
    if (group) group.push(glyph);
    else groups.set(root, [glyph]);
  });
  return { lines: [...groups.values()], gaps };
}

/** Dots, commas, signs beside or inside a line; dashes after it are tick marks. */
function addSmall(glyphs: Glyph[], small: readonly Glyph[]): void {
  for (let round = 0; round < 3; round++) {
    const box = boxOf(glyphs);
    const high = box.y1 - box.y0;
    const more = small.filter((one) => {
      if (glyphs.includes(one)) return false;
      const [cx, cy] = [(one.x0 + one.x1) / 2, (one.y0 + one.y1) / 2];
      if (cy < box.y0 - 0.35 * high || cy > box.y1 + 0.35 * high) return false;
      const dash = one.x1 - one.x0 > 2.2 * (one.y1 - one.y0);
      if (one.x1 > box.x1 && dash && one.x0 >= box.x1 - 1) return false;
      if (Math.max(one.x0 - box.x1, box.x0 - one.x1, 0) > 0.4 * high) return false;
      return !((cy < box.y0 || cy > box.y1) && (cx < box.x0 || cx > box.x1));
    });
    if (more.length === 0) return;
    glyphs.push(...more);
  }
}

/** Upright lines that only a comma or a thin letter kept apart. */
function joined(lines: GlyphLine[], unit: number): GlyphLine[] {
  const flat = lines.map((line) => ({ line, box: boxOf(line.glyphs), gone: false }));
  flat.sort((a, b) => a.box.x0 - b.box.x0);
  for (let i = 0; i < flat.length; i++) {
    const a = flat[i]!;
    if (a.gone) continue;
    for (let j = i + 1; j < flat.length; j++) {
      const b = flat[j]!;
      if (b.gone) continue;
      if (b.box.x0 - a.box.x1 > 20 * unit) break;
      const ha = a.box.y1 - a.box.y0;
      const hb = b.box.y1 - b.box.y0;
      const high = Math.max(ha, hb);
      if (high > 1.8 * Math.min(ha, hb)) continue;
      if (Math.abs(a.box.y0 + a.box.y1 - b.box.y0 - b.box.y1) / 2 > 0.4 * high) continue;
      const gap = b.box.x0 - a.box.x1;
      // Low letters between high ones may have gone to both.
      const shared = b.line.glyphs.some((glyph) => a.line.glyphs.includes(glyph));
      if (!shared && (gap < -2 || gap > 0.5 * high)) continue;
      a.line.glyphs = [...new Set([...a.line.glyphs, ...b.line.glyphs])];
      a.box = boxOf(a.line.glyphs);
      b.gone = true;
    }
  }
  return flat.filter((one) => !one.gone).map((one) => one.line);
}
