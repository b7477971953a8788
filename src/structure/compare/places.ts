/** Places where the pixels of two pictures of one size differ, and in what way: gone, new, moved, in other colours. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Difference } from '../../shared/compare.ts';
import type { Region } from '../../shared/engine.ts';

/** Side of the squares that are looked at, in pixels. */
const CELL = 16;
/** Sum of the channels' differences that eyes see. */
const VISIBLE = 48;
/** Of a square's 256 pixels, how many must differ: of pictures that were brought to one size, edges always do a little. */
const ENOUGH = { same: 6, scaled: 64 };
/** Colours keep their places from this share on: what differs is the colour. */
const CONSISTENT = 0.7;
const FLAT = 0.92;
/** Pixels of a place that are looked at. */
const SAMPLES = 40_000;

/** Squares with visible differences, neighbours joined, each as the box around what differs. */
export function differingPlaces(
  a: Rgb,
  b: Rgb,
  scaled = false,
): { places: { box: Region; share: number }[]; differing: number } {
  const across = Math.ceil(a.width / CELL);
  const down = Math.ceil(a.height / CELL);
  const counts = new Int32Array(across * down);
  let all = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      if (!differs(a, b, x, y)) continue;
      all++;
      counts[Math.floor(y / CELL) * across + Math.floor(x / CELL)]!++;
    }
  }
  const enough = scaled ? ENOUGH.scaled : ENOUGH.same;
  const seen = new Uint8Array(counts.length);
  const places: { box: Region; share: number }[] = [];
  for (let start = 0; start < counts.length; start++) {
    if (seen[start] || counts[start]! < enough) continue;
    const queue = [start];
    seen[start] = 1;
    let [left, top, right, bottom, sum] = [across, down, 0, 0, 0];
    for (let k = 0; k < queue.length; k++) {
      const at = queue[k]!;
      const [cx, cy] = [at % across, Math.floor(at / across)];
      left = Math.min(left, cx);
      right = Math.max(right, cx);
      top = Math.min(top, cy);
      bottom = Math.max(bottom, cy);
      sum += counts[at]!;
      for (const [nx, ny] of [
        [cx - 1, cy],
        [cx + 1, cy],
        [cx, cy - 1],
        [cx, cy + 1],
      ] as const) {
        const next = ny * across + nx;
        if (nx < 0 || ny < 0 || nx >= across || ny >= down || seen[next] || counts[next]! < enough) continue;
        seen[next] = 1;
        queue.push(next);
      }
    }
    const box = tight(a, b, {
      x: left * CELL,
      y: top * CELL,
      width: Math.min(a.width, (right + 1) * CELL) - left * CELL,
      height: Math.min(a.height, (bottom + 1) * CELL) - top * CELL,
    });
    places.push({ box, share: Math.min(1, sum / (box.width * box.height)) });
  }
  return { places, differing: all / Math.max(1, a.width * a.height) };
}

function differs(a: Rgb, b: Rgb, x: number, y: number): boolean {
  const i = (y * a.width + x) * 3;
  return (
    Math.abs(a.data[i]! - b.data[i]!) +
      Math.abs(a.data[i + 1]! - b.data[i + 1]!) +
      Math.abs(a.data[i + 2]! - b.data[i + 2]!) >
    VISIBLE
  );
}

/** The part of a box in which pixels differ. */
function tight(a: Rgb, b: Rgb, { x, y, width, height }: Region): Region {
  let [left, top, right, bottom] = [x + width, y + height, x, y];
  for (let v = y; v < y + height; v++) {
    for (let u = x; u < x + width; u++) {
      if (!differs(a, b, u, v)) continue;
      left = Math.min(left, u);
      right = Math.max(right, u);
      top = Math.min(top, v);
      bottom = Math.max(bottom, v);
    }
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** In what way the pictures differ at a place. */
export function describe(a: Rgb, b: Rgb, { box, share }: { box: Region; share: number }): Difference {
  const pairs = new Map<number, number>();
  const [from, to] = [new Map<number, number>(), new Map<number, number>()];
  const add = (map: Map<number, number>, key: number) => map.set(key, (map.get(key) ?? 0) + 1);
  const step = Math.max(1, Math.floor(Math.sqrt((box.width * box.height) / SAMPLES)));
  let samples = 0;
  for (let y = box.y; y < box.y + box.height; y += step) {
    for (let x = box.x; x < box.x + box.width; x += step) {
      const [p, q] = [colourAt(a, x, y), colourAt(b, x, y)];
      add(pairs, p * 4096 + q);
      add(from, p);
      add(to, q);
      samples++;
    }
  }
  const unlike = [...pairs].filter(([pair]) => Math.floor(pair / 4096) !== pair % 4096);
  const main = unlike.sort((p, q) => q[1] - p[1])[0]?.[0];
  if (main === undefined) return { kind: 'pixels', box, share };
  const [dominantBefore, dominantAfter] = [Math.floor(main / 4096), main % 4096];
  const kept = Math.min(consistency(pairs, from, true), consistency(pairs, to, false));
  const around = { before: ring(a, box), after: ring(b, box) };
  const flat = (counts: Map<number, number>) => Math.max(...counts.values()) / samples >= FLAT;
  if (kept >= CONSISTENT) {
    if (around.after === dominantAfter && around.before !== dominantBefore) return { kind: 'missing', box, share };
    if (around.before === dominantBefore && around.after !== dominantAfter) return { kind: 'new', box, share };
    return { kind: 'colour', box, share, before: exact(a, box, dominantBefore), after: exact(b, box, dominantAfter) };
  }
  if (flat(to) && !flat(from)) return { kind: 'missing', box, share };
  if (flat(from) && !flat(to)) return { kind: 'new', box, share };
  return { kind: 'pixels', box, share };
}

/** How surely a colour of one side predicts that of the other, 0..1; what both show alike most (the ground) is left out. */
function consistency(pairs: Map<number, number>, totals: Map<number, number>, forward: boolean): number {
  const ground = [...pairs].filter(([pair]) => Math.floor(pair / 4096) === pair % 4096).sort((p, q) => q[1] - p[1])[0];
  const best = new Map<number, number>();
  for (const [pair, count] of pairs) {
    if (pair === ground?.[0]) continue;
    const key = forward ? Math.floor(pair / 4096) : pair % 4096;
    best.set(key, Math.max(best.get(key) ?? 0, count));
  }
  let [kept, all] = [0, 0];
  for (const [key, count] of totals) {
    all += ground && Math.floor(ground[0] / 4096) === key ? count - ground[1] : count;
    kept += best.get(key) ?? 0;
  }
  return all > 0 ? kept / all : 1;
}

/** What is gone at one place and new at another, with the same pixels, has moved. */
export function joinMoved(a: Rgb, b: Rgb, differences: Difference[]): Difference[] {
  const fresh = new Set(differences.filter(({ kind }) => kind === 'new'));
  return differences
    .map((gone): Difference => {
      if (gone.kind !== 'missing') return gone;
      for (const other of fresh) {
        if (!sameThing(a, b, gone.box, other.box)) continue;
        fresh.delete(other);
        const by: [number, number] = [other.box.x - gone.box.x, other.box.y - gone.box.y];
        return { kind: 'moved', box: gone.box, by, share: gone.share };
      }
      return gone;
    })
    .filter((one) => one.kind !== 'new' || fresh.has(one));
}

/** Mean difference of a channel up to which two boxes show the same. */
const ALIKE = 12;

function sameThing(a: Rgb, b: Rgb, one: Region, other: Region): boolean {
  if (Math.abs(one.width - other.width) > 2 || Math.abs(one.height - other.height) > 2) return false;
  const [width, height] = [Math.min(one.width, other.width), Math.min(one.height, other.height)];
  let sum = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const p = ((one.y + v) * a.width + one.x + u) * 3;
      const q = ((other.y + v) * b.width + other.x + u) * 3;
      for (let c = 0; c < 3; c++) sum += Math.abs(a.data[p + c]! - b.data[q + c]!);
    }
  }
  return sum <= ALIKE * 3 * width * height;
}

/** A pixel's colour with 4 bits a channel. */
function colourAt({ width, data }: Rgb, x: number, y: number): number {
  const i = (y * width + x) * 3;
  return ((data[i]! >> 4) << 8) | ((data[i + 1]! >> 4) << 4) | (data[i + 2]! >> 4);
}

/** The colour that most of the pixels just around a box have; -1 where the box fills the picture. */
function ring(picture: Rgb, { x, y, width, height }: Region): number {
  const counts = new Map<number, number>();
  const add = (u: number, v: number) => {
    if (u < 0 || v < 0 || u >= picture.width || v >= picture.height) return;
    const colour = colourAt(picture, u, v);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  };
  for (let u = x - 2; u < x + width + 2; u++) {
    add(u, y - 2);
    add(u, y + height + 1);
  }
  for (let v = y - 2; v < y + height + 2; v++) {
    add(x - 2, v);
    add(x + width + 1, v);
  }
  return [...counts].sort((p, q) => q[1] - p[1])[0]?.[0] ?? -1;
}

/** The colour that most of a box's pixels with these 4 bits a channel have, as CSS writes it. */
function exact(picture: Rgb, { x, y, width, height }: Region, coarse: number): string {
  const counts = new Map<number, number>();
  for (let v = y; v < y + height; v++) {
    for (let u = x; u < x + width; u++) {
      if (colourAt(picture, u, v) !== coarse) continue;
      const i = (v * picture.width + u) * 3;
      const colour = (picture.data[i]! << 16) | (picture.data[i + 1]! << 8) | picture.data[i + 2]!;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort((p, q) => q[1] - p[1])[0] ?? [0];
  return `#${most.toString(16).padStart(6, '0')}`;
}
