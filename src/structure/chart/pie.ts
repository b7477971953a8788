/** Pies and donuts: a disc of several colours; shares by the angle, at several radii. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import { partsOf } from '../pixels/parts.ts';
import { median, type Rect } from './model.ts';
import { away, near, pixel, type Colour } from './raster.ts';

export interface Slice {
  colour: Colour;
  /** Radians clockwise from 12 o'clock; `to` may go beyond a turn. */
  from: number;
  to: number;
  /** 0..1 of the whole. */
  share: number;
}

export interface Pie {
  x: number;
  y: number;
  radius: number;
  /** Radius of the hole, 0 for a pie. */
  hole: number;
  slices: Slice[];
  /** Share of the ring's samples that belong to a slice. */
  covered: number;
}

const STEPS = 1440;

/** Discs of several colours inside the bounds, largest first. */
export function findPies(picture: Rgb, bounds: Rect, ground: Colour, unit: number): Pie[] {
  const width = bounds.x1 - bounds.x0;
  const height = bounds.y1 - bounds.y0;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      if (!near(picture, x + bounds.x0, y + bounds.y0, ground, 27)) mask[y * width + x] = 1;
  }
  const pies: Pie[] = [];
  closeGaps(mask, width, height, Math.round(4 * unit));
  for (const part of partsOf(mask, width, height).parts) {
    const w = part.x1 - part.x0;
    const h = part.y1 - part.y0;
    if (Math.min(w, h) < 60 * unit || w > 1.6 * h || h > 1.6 * w) continue;
    const circle = circleOf(mask, width, part);
    if (!circle) continue;
    const pie = slicesOf(picture, bounds, circle, ground);
    if (pie) pies.push(pie);
  }
  return pies.sort((a, b) => b.radius - a.radius);
}

/** Separators between slices are closed, along rows and columns, so that a disc is one part. */
function closeGaps(mask: Uint8Array, width: number, height: number, most: number): void {
  const seen = mask.slice();
  const along = (start: number, step: number, count: number) => {
    let last = -1;
    for (let k = 0; k < count; k++) {
      if (!seen[start + k * step]) continue;
      if (last >= 0 && k - last > 1 && k - last - 1 <= most)
        for (let j = last + 1; j < k; j++) mask[start + j * step] = 1;
      last = k;
    }
  };
  for (let y = 0; y < height; y++) along(y * width, 1, width);
  for (let x = 0; x < width; x++) along(x, width, height);
}

/** Circle through the outline of a part, robust against labels and lines that touch it. */
function circleOf(mask: Uint8Array, width: number, part: Rect): { x: number; y: number; radius: number } | null {
  const points: [number, number][] = [];
  for (let y = part.y0; y < part.y1; y++) {
    let first = -1;
    let last = -1;
    for (let x = part.x0; x < part.x1; x++) {
      if (!mask[y * width + x]) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first >= 0) points.push([first, y], [last, y]);
  }
  for (let x = part.x0; x < part.x1; x++) {
    let first = -1;
    let last = -1;
    for (let y = part.y0; y < part.y1; y++) {
      if (!mask[y * width + x]) continue;
      if (first < 0) first = y;
      last = y;
    }
    if (first >= 0) points.push([x, first], [x, last]);
  }
  let use = points;
  let circle = { x: 0, y: 0, radius: 0 };
  for (let round = 0; round < 6; round++) {
    const fitted = fitCircle(use);
    if (!fitted) return null;
    circle = fitted;
    const off = (p: [number, number]) => Math.abs(Math.hypot(p[0] - circle.x, p[1] - circle.y) - circle.radius);
    const limit = Math.max(1.5, median(use.map(off)) * 2.5);
    use = points.filter((p) => off(p) <= limit);
    if (use.length < 0.35 * points.length) return null;
  }
  const near = points.filter(
    (p) => Math.abs(Math.hypot(p[0] - circle.x, p[1] - circle.y) - circle.radius) < 2.5,
  ).length;
  const turns = new Set(use.map((p) => Math.floor((Math.atan2(p[1] - circle.y, p[0] - circle.x) / Math.PI) * 18))).size;
  return near > 0.55 * points.length && turns >= 30 ? circle : null;
}

/** Algebraic circle fit (Kåsa 1976). */
function fitCircle(points: readonly [number, number][]): { x: number; y: number; radius: number } | null {
  const n = points.length;
  if (n < 12) return null;
  const mx = points.reduce((sum, p) => sum + p[0], 0) / n;
  const my = points.reduce((sum, p) => sum + p[1], 0) / n;
  let [suu, svv, suv, suuu, svvv, suvv, svuu] = [0, 0, 0, 0, 0, 0, 0];
  for (const [px, py] of points) {
    const u = px - mx;
    const v = py - my;
    suu += u * u;
    svv += v * v;
    suv += u * v;
    suuu += u * u * u;
    svvv += v * v * v;
    suvv += u * v * v;
    svuu += v * u * u;
  }
  const det = suu * svv - suv * suv;
  if (Math.abs(det) < 1e-6) return null;
  const u = ((suuu + suvv) * svv - (svvv + svuu) * suv) / (2 * det);
  const v = ((svvv + svuu) * suu - (suuu + suvv) * suv) / (2 * det);
  return { x: u + mx, y: v + my, radius: Math.sqrt(u * u + v * v + (suu + svv) / n) };
}

function slicesOf(
  picture: Rgb,
  bounds: Rect,
  circle: { x: number; y: number; radius: number },
  ground: Colour,
): Pie | null {
  const cx = circle.x + bounds.x0;
  const cy = circle.y + bounds.y0;
  const at = (angle: number, r: number): Colour => {
    const x = Math.round(cx + Math.sin(angle) * r);
    const y = Math.round(cy - Math.cos(angle) * r);
    return pixel(picture, Math.max(0, Math.min(picture.width - 1, x)), Math.max(0, Math.min(picture.height - 1, y)));
  };
  // The hole: from the middle outwards, ground at most angles.
  let hole = 0;
  for (let r = 0; r < 0.95; r += 0.02) {
    let free = 0;
    for (let k = 0; k < 48; k++) if (away(at((k / 48) * 2 * Math.PI, r * circle.radius), ground) <= 26) free++;
    if (free > 34) hole = r + 0.02;
    else if (r > 0.15 && hole === 0) break;
    else if (hole > 0 && r > hole + 0.06) break;
  }
  if (hole < 0.18) hole = 0;
  if (hole > 0.93) return null;
  const inner = hole > 0 ? hole + 0.12 * (1 - hole) : 0.35;
  const radii = [0.08, 0.3, 0.5, 0.7, 0.9].map((t) => (inner + (0.965 - inner) * t) * circle.radius);
  // At each angle the commonest colour along the radius.
  const ring: (Colour | null)[] = [];
  for (let k = 0; k < STEPS; k++) {
    const angle = (k / STEPS) * 2 * Math.PI;
    const seen = radii.map((r) => at(angle, r));
    let best: Colour | null = null;
    let most = 0;
    for (const one of seen) {
      const n = seen.filter((other) => away(other, one) < 14).length;
      if (n > most) {
        most = n;
        best = one;
      }
    }
    // A slice in the ground's own colour is found by its outline.
    const bare = !best || away(best, ground) <= 20;
    const outlined = bare && [-2, -1, 0, 1, 2].some((d) => away(at(angle, circle.radius + d), ground) > 60);
    ring.push(most >= 3 && best && (!bare || outlined) ? best : null);
  }
  // An edge: at this angle nothing along the radius has the colour.
  const edge = (k: number, colour: Colour) => radii.every((r) => away(at((k / STEPS) * 2 * Math.PI, r), colour) > 10);
  const slices = arcs(ring, edge);
  const covered = slices.reduce((sum, slice) => sum + slice.share, 0);
  if (slices.length < 1 || covered < 0.8) return null;
  return { x: cx, y: cy, radius: circle.radius, hole: hole * circle.radius, slices: completed(slices), covered };
}

/** Stretches of one colour around the ring, thin separators and letters left out. */
function arcs(ring: readonly (Colour | null)[], edge: (k: number, colour: Colour) => boolean): Slice[] {
  const n = ring.length;
  const least = Math.round(n * 0.006);
  const runs: { colour: Colour; from: number; to: number }[] = [];
  for (let i = 0; i < n;) {
    const colour = ring[i];
    if (!colour) {
      i++;
      continue;
    }
    let j = i + 1;
    while (j < n && ring[j] && away(ring[j]!, colour) < 12) j++;
    if (j - i >= least) {
      const last = runs[runs.length - 1];
      // The same colour beyond letters is the same slice; beyond a clean edge it is another.
      if (last && away(last.colour, colour) < 14 && i - last.to < n * 0.06 && !edged(last.to, i, colour, edge))
        last.to = j;
      else runs.push({ colour, from: i, to: j });
    }
    i = j;
  }
  const first = runs[0];
  const last = runs[runs.length - 1];
  if (first && last && runs.length > 1 && first.from === 0 && last.to === n && away(first.colour, last.colour) < 12) {
    // A slice over 12 o'clock; two slices of one colour may meet there, with an edge between.
    last.to += first.to;
    runs.shift();
  }
  return runs.map((run) => ({
    colour: run.colour,
    from: (run.from / n) * 2 * Math.PI,
    to: (run.to / n) * 2 * Math.PI,
    share: (run.to - run.from) / n,
  }));
}

function edged(from: number, to: number, colour: Colour, edge: (k: number, colour: Colour) => boolean): boolean {
  for (let k = from; k < to; k++) if (edge(k, colour)) return true;
  return false;
}

/** Separators are shared out between their neighbours: shares add up to one. */
function completed(slices: readonly Slice[]): Slice[] {
  const n = slices.length;
  if (n === 1) return slices.map((slice) => ({ ...slice, share: 1 }));
  const edges = slices.map((slice, i) => {
    const next = slices[(i + 1) % n]!;
    const start = next.from + (i + 1 >= n ? 2 * Math.PI : 0);
    return (slice.to + start) / 2;
  });
  return slices.map((slice, i) => {
    const to = edges[i]!;
    const from = i === 0 ? edges[n - 1]! - 2 * Math.PI : edges[i - 1]!;
    return { ...slice, from, to, share: (to - from) / (2 * Math.PI) };
  });
}
