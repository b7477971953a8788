/**
 * Pieces of text found by geometry, before anything is read: ink darker or lighter than its surroundings, long thin lines
 * removed, characters joined by their gaps into words and lines, upright or on their side.
 */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import { partsOf, type Part } from './parts.ts';
import { boxOf, inColumns, sideColumns, type Glyph } from './columns.ts';
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
}

/** Contrast from which a pixel counts as ink. */
const INK = 36;
/** Characters joined at most: a photograph has no end of them. */
const MOST_PARTS = 6000;

interface Group {
  glyphs: Glyph[];
  turned: boolean;
}

/** @param unit pixels of this picture that one at 1× takes (characters of 11 pixels' font are 8 high there) */
export function findSnippets(picture: Rgb, unit: number): Snippet[] {
  const { width, height } = picture;
  const hats = hatsOf(picture, Math.floor(13 * unit) | 1);
  const found: Snippet[] = [];
  for (const light of [false, true]) {
    const ink = light ? hats.light : hats.dark;
    const mask = withoutLines(ink, width, height, unit);
    const { parts, labels } = partsOf(mask, width, height);
    const apart = grouped(parts, ink, width, unit).flatMap((group) => withoutSwatch(group, picture, labels, unit));
    for (const group of apart) {
      const snippet = snippetOf(group, picture, light, unit);
      if (snippet) found.push(snippet);
    }
  }
  return withoutDoubles(found);
}

/** Ink above the threshold; runs longer than letters are wide and thinner than four pixels are lines. */
function withoutLines(ink: Uint8Array, width: number, height: number, unit: number): Uint8Array {
  const mask = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) mask[i] = ink[i]! > INK ? 1 : 0;
  const long = Math.round(24 * unit);
  const thick = Math.round(4 * unit);
  const lines = new Uint8Array(ink.length);
  const mark = (start: number, step: number, count: number) => {
    for (let i = 0; i < count;) {
      if (!mask[start + i * step]) {
        i++;
        continue;
      }
      let j = i;
      while (j < count && mask[start + j * step]) j++;
      if (j - i >= long) for (let k = i; k < j; k++) lines[start + k * step]! |= step === 1 ? 1 : 2;
      i = j;
    }
  };
  for (let y = 0; y < height; y++) mark(y * width, 1, width);
  for (let x = 0; x < width; x++) mark(x, width, height);
  const erase = (bit: number, start: number, step: number, count: number) => {
    for (let i = 0; i < count;) {
      if (!(lines[start + i * step]! & bit)) {
        i++;
        continue;
      }
      let j = i;
      while (j < count && lines[start + j * step]! & bit) j++;
      if (j - i <= thick) for (let k = i; k < j; k++) mask[start + k * step] = 0;
      i = j;
    }
  };
  for (let x = 0; x < width; x++) erase(1, x, width, height);
  for (let y = 0; y < height; y++) erase(2, y * width, 1, width);
  return mask;
}

function grouped(parts: readonly Part[], ink: Uint8Array, width: number, unit: number): Group[] {
  const big: Glyph[] = [];
  const small: Glyph[] = [];
  for (const part of parts) {
    const w = part.x1 - part.x0;
    const h = part.y1 - part.y0;
    const fill = part.area / (w * h);
    const glyph = { x0: part.x0, y0: part.y0, x1: part.x1, y1: part.y1, id: part.id };
    if (h >= 5 * unit && h <= 26 * unit && w <= 9 * h) {
      if (part.area < 4 * unit || (w > 3.2 * h && fill < 0.25)) continue;
      if (Math.min(w, h) >= 5 * unit) {
        const solid = solidity(part, ink, width);
        if (solid > 0.86 || (solid > 0.72 && Math.min(w, h) >= 6 * unit && w > 0.8 * h && w < 1.25 * h)) continue;
      }
      big.push(glyph);
    } else if (h < 5 * unit && w <= 10 * unit) small.push(glyph);
    else if (w >= 4 * unit && w <= 26 * unit && h <= 9 * w && h > 26 * unit && fill > 0.3 && fill < 0.75)
      big.push(glyph);
    if (big.length > MOST_PARTS) break;
  }
  // Titles on their side stand at an edge: found first, or numbers beside them would be joined to their letters.
  const edges = sideColumns(big, unit);
  const used = new Set(edges.flat());
  const upright = inLines(
    big.filter((glyph) => !used.has(glyph)),
    unit,
  );
  const turned = [
    ...edges,
    ...inColumns(
      upright.filter((group) => group.length === 1).map((group) => group[0]!),
      unit,
    ),
  ];
  const taken = new Set(turned.flat());
  const groups: Group[] = [
    ...upright
      .filter((group) => group.length > 1 || !taken.has(group[0]!))
      .map((glyphs) => ({ glyphs, turned: false })),
    ...turned.map((glyphs) => ({ glyphs, turned: true })),
  ];
  for (const group of groups) addSmall(group, small, unit);
  return joined(groups, unit);
}

/** Share of a part's box that is about as dark as its darkest: letters are open, marks are not. */
function solidity(part: Part, ink: Uint8Array, width: number): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let y = part.y0; y < part.y1; y++) {
    for (let x = part.x0; x < part.x1; x++) {
      histogram[ink[y * width + x]!]!++;
      count++;
    }
  }
  let seen = 0;
  let top = 255;
  while (top > 0 && seen + histogram[top]! < 0.05 * count) seen += histogram[top--]!;
  let solid = 0;
  for (let v = Math.ceil(0.6 * top); v < 256; v++) solid += histogram[v]!;
  return solid / count;
}

function inLines(glyphs: readonly Glyph[], unit: number): Glyph[][] {
  const sorted = [...glyphs].sort((a, b) => a.x0 - b.x0);
  const heights = sorted.map((glyph) => glyph.y1 - glyph.y0).sort((a, b) => a - b);
  const usual = heights[heights.length >> 1] ?? 9 * unit;
  const parent = sorted.map((_, i) => i);
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
    }
  });
  const groups = new Map<number, Glyph[]>();
  sorted.forEach((glyph, i) => {
    const root = find(i);
    const group = groups.get(root);
    if (group) group.push(glyph);
    else groups.set(root, [glyph]);
  });
  return [...groups.values()];
}

/** A piece at either end in a colour of its own, square or flat, is a swatch and no letter. */
function withoutSwatch(group: Group, picture: Rgb, labels: Int32Array, unit: number): Group[] {
  if (group.turned || group.glyphs.length < 2) return [group];
  const glyphs = [...group.glyphs].sort((a, b) => a.x0 - b.x0);
  const colours = glyphs.map((glyph) => meanColour(glyph, picture, labels));
  const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((v, c) => Math.abs(v - b[c]!)));
  const vivid = (a: readonly number[]) => Math.max(...a) - Math.min(...a);
  const out: Group[] = [];
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

function meanColour(glyph: Glyph, picture: Rgb, labels: Int32Array): number[] {
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = glyph.y0; y < glyph.y1; y++) {
    for (let x = glyph.x0; x < glyph.x1; x++) {
      const i = y * picture.width + x;
      if (labels[i] !== glyph.id) continue;
      count++;
      for (let c = 0; c < 3; c++) sum[c]! += picture.data[i * 3 + c]!;
    }
  }
  return sum.map((value) => value / Math.max(1, count));
}

/** Dots, commas, signs beside or inside a group; dashes behind it are tick marks. */
function addSmall(group: Group, small: readonly Glyph[], unit: number): void {
  for (let round = 0; round < 3; round++) {
    const box = boxOf(group.glyphs);
    const high = group.turned ? box.x1 - box.x0 : box.y1 - box.y0;
    const more = small.filter((one) => {
      if (group.glyphs.includes(one)) return false;
      const [cx, cy] = [(one.x0 + one.x1) / 2, (one.y0 + one.y1) / 2];
      if (!group.turned) {
        if (cy < box.y0 - 0.35 * high || cy > box.y1 + 0.35 * high) return false;
        const dash = one.x1 - one.x0 > 2.2 * (one.y1 - one.y0);
        if (one.x1 > box.x1 && dash && one.x0 >= box.x1 - 1) return false;
        if (Math.max(one.x0 - box.x1, box.x0 - one.x1, 0) > 0.4 * high) return false;
        return !((cy < box.y0 || cy > box.y1) && (cx < box.x0 || cx > box.x1));
      }
      if (cx < box.x0 - 0.35 * high || cx > box.x1 + 0.35 * high) return false;
      return Math.max(one.y0 - box.y1, box.y0 - one.y1, 0) <= 0.35 * high;
    });
    if (more.length === 0) return;
    group.glyphs.push(...more);
  }
  void unit;
}

/** Groups of one line that only a comma or a thin letter kept apart. */
function joined(groups: Group[], unit: number): Group[] {
  const flat = groups
    .filter((group) => !group.turned)
    .map((group) => ({ group, box: boxOf(group.glyphs), gone: false }));
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
      if (gap < -2 || gap > 0.5 * high) continue;
      a.group.glyphs.push(...b.group.glyphs);
      a.box = boxOf(a.group.glyphs);
      b.gone = true;
    }
  }
  return [...flat.filter((one) => !one.gone).map((one) => one.group), ...groups.filter((group) => group.turned)];
}

/** Null where it stands on the border of a mark rather than on even ground. */
function snippetOf({ glyphs, turned }: Group, picture: Rgb, light: boolean, unit: number): Snippet | null {
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
  };
}

/** The inside of a letter is found as light ink too: of two in one place the one on more even ground stays. */
function withoutDoubles(snippets: Snippet[]): Snippet[] {
  const order = [...snippets].sort(
    (a, b) => b.flat + 0.02 * Math.min(b.parts, 8) - (a.flat + 0.02 * Math.min(a.parts, 8)),
  );
  const kept: Snippet[] = [];
  for (const one of order) {
    const hidden = kept.some(({ box }) => {
      const w = Math.min(box.x + box.width, one.box.x + one.box.width) - Math.max(box.x, one.box.x);
      const h = Math.min(box.y + box.height, one.box.y + one.box.height) - Math.max(box.y, one.box.y);
      return w > 0.4 * one.box.width && h > 0.4 * one.box.height;
    });
    if (!hidden) kept.push(one);
  }
  return kept;
}
