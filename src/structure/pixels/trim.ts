/** What stands close to a text and is none of it: swatches before names, tick marks after numbers. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { GlyphLine } from './glyphLines.ts';
import { boxOf, inkColour, type Glyph } from './glyphs.ts';

/** A piece at either end in a colour of its own, square or flat, is a swatch and no letter. */
export function withoutSwatch(line: GlyphLine, picture: Rgb, labels: Int32Array, unit: number): GlyphLine[] {
  if (line.turned || line.glyphs.length < 2) return [line];
  const glyphs = [...line.glyphs].sort((a, b) => a.x0 - b.x0);
  const colours = glyphs.map((glyph) => inkColour([glyph], picture, labels));
  const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((v, c) => Math.abs(v - b[c]!)));
  const vivid = (a: readonly number[]) => Math.max(...a) - Math.min(...a);
  const out: GlyphLine[] = [];
  let piece: Glyph[] = [];
  glyphs.forEach((glyph, i) => {
    const rest = colours.filter((_, j) => j !== i).map((colour) => [...colour]);
    const usual = [0, 1, 2].map((c) => rest.map((colour) => colour[c]!).sort((a, b) => a - b)[rest.length >> 1]!);
    const w = glyph.x1 - glyph.x0;
    const swatch = w >= 5 * unit && far(colours[i]!, usual) > 55 && vivid(colours[i]!) > vivid(usual) + 40;
    if (!swatch) return void piece.push(glyph);
    if (piece.length > 0) out.push({ glyphs: piece, turned: false });
    piece = [];
  });
  if (piece.length > 0) out.push({ glyphs: piece, turned: false });
  return out;
}

/**
 * Lines without the trailing dash (or the stroke above) that is a tick mark: the same stands in the same place at other lines, or
 * a line or an edge begins right after it.
 */
export function withoutTickMarks(lines: readonly GlyphLine[], picture: Rgb, unit: number): GlyphLine[] {
  const marks = lines.map((line) => (line.turned ? undefined : dashBehind(line)));
  return lines.map((line, i) => {
    const mark = marks[i];
    if (!mark) return line;
    const near = (other: Glyph | undefined) =>
      other !== undefined && Math.abs(other.x0 - mark.x0) <= unit && Math.abs(other.x1 - mark.x1) <= unit;
    const repeated = marks.filter(near).length > 1;
    if (!repeated && !endsAtEdge(mark, picture, unit)) return line;
    return { ...line, glyphs: line.glyphs.filter((glyph) => glyph !== mark) };
  });
}

/** The last piece, where it is a dash at half the line's height. */
function dashBehind({ glyphs }: GlyphLine): Glyph | undefined {
  if (glyphs.length < 2) return undefined;
  const last = glyphs.reduce((a, b) => (b.x1 > a.x1 ? b : a));
  const rest = boxOf(glyphs.filter((glyph) => glyph !== last));
  const [high, middle] = [rest.y1 - rest.y0, (last.y0 + last.y1) / 2];
  const thin = last.y1 - last.y0 <= 0.34 * high && last.x1 - last.x0 >= last.y1 - last.y0;
  const inMiddle = middle > rest.y0 + 0.25 * high && middle < rest.y1 - 0.2 * high;
  return thin && inMiddle && last.x0 >= rest.x1 - 1 ? last : undefined;
}

/** Another ground begins right after it: an axis, a plot. */
function endsAtEdge({ x1, y0, y1 }: Glyph, { width, height, data }: Rgb, unit: number): boolean {
  const reach = Math.round(4 * unit);
  const [above, below] = [y0 - reach, y1 + reach];
  if (above < 0 || below >= height) return false;
  const at = (x: number, y: number, c: number) => data[3 * (y * width + Math.min(width - 1, x)) + c]!;
  const differs = (x: number, y: number) =>
    [0, 1, 2].some((c) => Math.abs(at(x, y, c) - at(Math.max(0, x1 - Math.round(3 * unit)), y, c)) > 8);
  for (let x = x1 - 1; x <= x1 + Math.ceil(unit); x++) if (differs(x, above) && differs(x, below)) return true;
  return false;
}
