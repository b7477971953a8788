/**
 * Pieces of text found by geometry, before anything is read: ink darker or lighter than its surroundings, long thin lines
 * removed, characters joined by their gaps into words and lines, upright or on their side.
 */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import { inkWithoutLines } from './lines.ts';
import { glyphLines, type GlyphLine } from './glyphLines.ts';
import { boxOf, glyphsOf, inkColour } from './glyphs.ts';
import { withoutSwatch, withoutTickMarks } from './trim.ts';
import { hatsOf } from './hats.ts';

export interface Snippet {
  /** The ink, in pixels of the picture. */
  box: Region;
  /** Characters or pieces of them. */
  parts: number;
  /** On its side, reading up or down. */
  turned: boolean;
  /** Height of its characters, in pixels. */
  height: number;
  /** Lighter than its ground. */
  light: boolean;
  /** 0..1: how even the ground around it is. */
  flat: number;
  /** 0..1: how far its colour is from the ground's. */
  contrast: number;
}

/** Of a whole snippet's colour to its ground. */
const LEAST_CONTRAST = 22;

/** @param unit pixels of this picture that one at 1× takes (characters of 11 pixels' font are 8 high there) */
export function findSnippets(picture: Rgb, unit: number): Snippet[] {
  const { width, height } = picture;
  const hats = hatsOf(picture, Math.floor(13 * unit) | 1);
  const found: Snippet[] = [];
  for (const light of [false, true]) {
    const ink = light ? hats.light : hats.dark;
    const { parts, labels } = inkWithoutLines(ink, width, height, unit);
    const glyphs = (turned: boolean) => glyphsOf(parts, ink, width, unit, turned);
    const apart = glyphLines(glyphs(false), glyphs(true), unit).flatMap((line) =>
      withoutSwatch(line, picture, labels, unit),
    );
    for (const line of withoutTickMarks(apart, picture, unit)) {
      const snippet = snippetOf(line, picture, labels, light, unit);
      if (snippet) found.push(snippet);
    }
  }
  return withoutDoubles(found);
}

/** Null where it stands on the border of a mark rather than on even ground. */
function snippetOf(
  { glyphs, turned }: GlyphLine,
  picture: Rgb,
  labels: Int32Array,
  light: boolean,
  unit: number,
): Snippet | null {
  const box = boxOf(glyphs);
  const ring = Math.max(2, Math.round(2 * unit));
  const x0 = Math.max(0, box.x0 - ring);
  const y0 = Math.max(0, box.y0 - ring);
  const x1 = Math.min(picture.width, box.x1 + ring);
  const y1 = Math.min(picture.height, box.y1 + ring);
  const channels: number[][] = [[], [], []];
  const at: number[] = [];
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      if (x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1) continue;
      const i = (y * picture.width + x) * 3;
      at.push(i);
      for (let c = 0; c < 3; c++) channels[c]!.push(picture.data[i + c]!);
    }
  }
  if (at.length === 0) return null;
  const ground = channels.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!);
  const off = (i: number) => Math.max(...ground.map((value, c) => Math.abs(picture.data[i + c]! - value)));
  const flat = at.filter((i) => off(i) < 40).length / at.length;
  if (flat < 0.55) return null;
  // What lies between dark things is lighter than they are, and no ink.
  const contrast = Math.max(...inkColour(glyphs, picture, labels).map((value, c) => Math.abs(value - ground[c]!)));
  if (contrast < LEAST_CONTRAST) return null;
  let rest = 0;
  let all = 0;
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++, all++) if (off((y * picture.width + x) * 3) < 45) rest++;
  }
  if (rest < 0.2 * all) return null;
  const high = Math.max(...glyphs.map((glyph) => (turned ? glyph.x1 - glyph.x0 : glyph.y1 - glyph.y0)));
  return {
    box: { x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0 },
    parts: glyphs.length,
    turned,
    height: high,
    light,
    flat,
    contrast: contrast / 255,
  };
}

/** Two snippets of either polarity in one place: the one with this many times the contrast is the text, the other its shadow or inside. */
const CLEARER = 1.3;

/** The inside of a letter is found as light ink too, a shadow as dark: of two in one place the clearer one on more even ground stays. */
function withoutDoubles(snippets: Snippet[]): Snippet[] {
  const worth = ({ flat, parts, contrast }: Snippet) => flat + 0.02 * Math.min(parts, 8) + 0.3 * contrast;
  const order = snippets
    .filter((one) => !snippets.some((other) => isShadow(one, other)))
    .sort((a, b) => worth(b) - worth(a));
  const kept: Snippet[] = [];
  for (const one of order) {
    const hidden = kept.some(({ box }) => {
      const [w, h] = common(box, one.box);
      return w > 0.4 * one.box.width && h > 0.4 * one.box.height;
    });
    if (!hidden) kept.push(one);
  }
  return kept;
}

function isShadow(one: Snippet, of: Snippet): boolean {
  if (one.light === of.light || of.contrast < CLEARER * one.contrast || 2 * of.parts < one.parts) return false;
  const [w, h] = common(one.box, of.box);
  const area = ({ width, height }: Region) => width * height;
  return w > 0 && h > 0 && w * h > 0.55 * (area(one.box) + area(of.box) - w * h);
}

/** Width and height of what two boxes share; none where not positive. */
const common = (a: Region, b: Region) =>
  [
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  ] as const;
