/**
 * Regions that may be nodes or groups: holes that ink encloses, at several thresholds and with gaps closed, and fills of
 * one colour. Each comes with its outline filled.
 */
import { components, type Components } from '../pixels/components.ts';
import { close, erode } from '../pixels/morphology.ts';
import type { Ink } from './ink.ts';
import type { Raster } from './raster.ts';
import { shapeOf, type Patch, type ShapeFit } from './shape.ts';

export interface Candidate extends Patch, ShapeFit {
  source: 'hole' | 'flat';
  /** How often about the same region was found. */
  votes: number;
  /** Of a cylinder: where its lid ends, a row of the raster. */
  lid?: number;
}

/** All filled outlines together may have so many pixels a pixel of the raster: bounds nested and dense pictures. */
const FILL_BUDGET = 30;
const MOST_CANDIDATES = 4000;

export function findRegions(raster: Raster, ink: Ink): Candidate[] {
  const { width, height } = raster;
  const collector = new Collector(raster);
  const strict = ink.contrast.map((value) => (value > 2.2 * ink.high ? 1 : 0));
  const middle = ink.contrast.map((value) => (value > ink.high ? 1 : 0));
  const masks = [ink.mask, strict];
  for (const [k, mask] of masks.entries()) {
    for (const gap of k === 0 ? [1, 3, 7] : [1, 3, 5]) {
      const closed = gap > 1 ? close(mask, width, height, gap) : mask;
      collector.holes(invert(closed));
    }
  }
  collector.holes(invert(close(middle, width, height, Math.round(0.75 * raster.letter) | 1)));
  for (const tolerance of [4, 11]) collector.flats(flatMask(raster, tolerance));
  return collector.candidates;
}

const invert = (mask: Uint8Array) => mask.map((value) => (value ? 0 : 1));

/** Pixels whose neighbours left, right, above and below differ by at most `tolerance`, without thin ones. */
function flatMask({ width, height, planes }: Raster, tolerance: number): Uint8Array {
  const flat = new Uint8Array(width * height).fill(1);
  for (const plane of new Set(planes)) {
    for (let y = 0; y < height; y++) {
      for (let i = y * width, end = i + width - 1; i < end; i++) {
        if (Math.abs(plane[i]! - plane[i + 1]!) > tolerance) flat[i] = flat[i + 1] = 0;
      }
      if (y + 1 === height) break;
      for (let i = y * width, end = i + width; i < end; i++)
        if (Math.abs(plane[i]! - plane[i + width]!) > tolerance) flat[i] = flat[i + width] = 0;
    }
  }
  return erode(flat, width, height, 3);
}

class Collector {
  readonly candidates: Candidate[] = [];
  readonly #raster: Raster;
  readonly #least: number;
  #budget: number;
  readonly #byPlace = new Map<number, Candidate[]>();

  constructor(raster: Raster) {
    this.#raster = raster;
    this.#least = 0.8 * raster.letter;
    this.#budget = FILL_BUDGET * raster.width * raster.height;
  }

  holes(mask: Uint8Array): void {
    this.#add(components(mask, this.#raster.width, this.#raster.height, false), 'hole', 0);
  }

  /** Flat regions lost two pixels at their edge. */
  flats(mask: Uint8Array): void {
    this.#add(components(mask, this.#raster.width, this.#raster.height, false), 'flat', 2);
  }

  #add(found: Components, source: Candidate['source'], lost: number): void {
    const { width, height } = this.#raster;
    for (let id = 1; id <= found.count; id++) {
      const w = found.x1[id]! - found.x0[id]!;
      const h = found.y1[id]! - found.y0[id]!;
      const area = found.area[id]!;
      // The lid of a cylinder is flat; nothing else that is lower than a letter is kept.
      const lid = w > 2 * this.#least && h >= 4 && w < 12 * this.#least;
      if (!lid && (w + 2 * lost < this.#least || h + 2 * lost < this.#least)) continue;
      if (area < 0.3 * this.#least * this.#least) continue;
      if (source === 'hole') {
        if (found.x0[id] === 0 || found.y0[id] === 0 || found.x1[id] === width || found.y1[id] === height) continue;
      } else if (w > 0.97 * width && h > 0.97 * height) continue;
      const cost = w * h;
      if (cost > this.#budget || this.candidates.length >= MOST_CANDIDATES) continue;
      const known = this.#near(found.x0[id]!, found.y0[id]!, found.x1[id]!, found.y1[id]!, lost);
      if (known) {
        known.votes++;
        continue;
      }
      this.#budget -= cost;
      const patch = grown(filled(found, id, width), lost, width, height);
      if (patch.area < this.#least * this.#least) continue;
      const fit = shapeOf(patch);
      const candidate: Candidate = { ...patch, ...fit, source, votes: 1 };
      this.candidates.push(candidate);
      const key = place(patch.x + patch.w / 2, patch.y + patch.h / 2);
      const list = this.#byPlace.get(key);
      if (list) list.push(candidate);
      else this.#byPlace.set(key, [candidate]);
    }
  }

  /** A candidate with the same box, within a pixel: its outline is not filled and compared again. */
  #near(x0: number, y0: number, x1: number, y1: number, lost: number): Candidate | undefined {
    const list = this.#byPlace.get(place((x0 + x1) / 2, (y0 + y1) / 2));
    return list?.find(
      (c) =>
        c.fit > 0.95 &&
        Math.abs(c.x - (x0 - lost)) <= 1 &&
        Math.abs(c.y - (y0 - lost)) <= 1 &&
        Math.abs(c.x + c.w - (x1 + lost)) <= 1 &&
        Math.abs(c.y + c.h - (y1 + lost)) <= 1,
    );
  }
}

const place = (x: number, y: number) => Math.round(x / 4) * 65536 + Math.round(y / 4);

/** The region with everything inside it: what the outside of its box cannot reach. */
function filled({ labels, x0, y0, x1, y1 }: Components, id: number, width: number): Patch {
  const x = x0[id]!;
  const y = y0[id]!;
  const w = x1[id]! - x;
  const h = y1[id]! - y;
  const mask = new Uint8Array(w * h).fill(1);
  const stack: number[] = [];
  const open = (i: number, j: number) => {
    const k = j * w + i;
    if (mask[k] && labels[(y + j) * width + x + i] !== id) {
      mask[k] = 0;
      stack.push(k);
    }
  };
  for (let i = 0; i < w; i++) {
    open(i, 0);
    open(i, h - 1);
  }
  for (let j = 0; j < h; j++) {
    open(0, j);
    open(w - 1, j);
  }
  while (stack.length > 0) {
    const k = stack.pop()!;
    const i = k % w;
    const j = (k - i) / w;
    if (i > 0) open(i - 1, j);
    if (i + 1 < w) open(i + 1, j);
    if (j > 0) open(i, j - 1);
    if (j + 1 < h) open(i, j + 1);
  }
  let area = 0;
  for (let k = 0; k < mask.length; k++) area += mask[k]!;
  return { x, y, w, h, mask, area };
}

/** Grown by `by` pixels, diagonals last: corners stay as sharp as they were. */
function grown(patch: Patch, by: number, width: number, height: number): Patch {
  if (by === 0) return patch;
  const x = Math.max(0, patch.x - by);
  const y = Math.max(0, patch.y - by);
  const w = Math.min(width, patch.x + patch.w + by) - x;
  const h = Math.min(height, patch.y + patch.h + by) - y;
  const mask = new Uint8Array(w * h);
  for (let j = 0; j < patch.h; j++)
    mask.set(patch.mask.subarray(j * patch.w, (j + 1) * patch.w), (patch.y - y + j) * w + patch.x - x);
  const wide = windowedMask(mask, w, h, 2 * by + 1);
  let area = 0;
  for (let k = 0; k < wide.length; k++) area += wide[k]!;
  return { x, y, w, h, mask: wide, area };
}

function windowedMask(mask: Uint8Array, w: number, h: number, size: number): Uint8Array {
  const half = size >> 1;
  const across = new Uint8Array(mask.length);
  for (let j = 0; j < h; j++) {
    for (let i = 0, until = -1; i < w + half; i++) {
      if (i < w && mask[j * w + i]) until = i + 2 * half;
      const at = i - half;
      if (at >= 0 && until >= i) across[j * w + at] = 1;
    }
  }
  const out = new Uint8Array(mask.length);
  for (let i = 0; i < w; i++) {
    for (let j = 0, until = -1; j < h + half; j++) {
      if (j < h && across[j * w + i]) until = j + 2 * half;
      const at = j - half;
      if (at >= 0 && until >= j) out[at * w + i] = 1;
    }
  }
  return out;
}
