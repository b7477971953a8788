/** Rectangles (square, rounded, round) and long thin strokes among the regions of one colour. */
import type { Region } from '../../shared/engine.ts';
import type { Colour } from '../pixels/colour.ts';
import { flatRegions, type FlatRegions } from '../pixels/flatRegions.ts';
import type { Sheet } from './sheet.ts';

export interface Shape {
  box: Region;
  colour: Colour;
  radius: number;
  /** Share of its outline's inside that has its own colour: a frame has little. */
  solid: number;
}

export interface Stroke {
  box: Region;
  colour: Colour;
}

export interface Shapes {
  rectangles: Shape[];
  strokes: Stroke[];
  regions: FlatRegions;
}

/** Smaller ones are letters, or parts of icons. */
const LEAST_SIDE = 9;
/** Pages have some hundred; a photograph's specks could be many more. */
const MOST = 2500;

export function findShapes({ width, height, pixels }: Sheet): Shapes {
  const regions = flatRegions(width, height, pixels);
  const rectangles: Shape[] = [];
  const strokes: Stroke[] = [];
  const page = width * height;
  const rowFrom = new Int32Array(height);
  const rowTo = new Int32Array(height);
  const columnFrom = new Int32Array(width);
  const columnTo = new Int32Array(width);
  for (let r = 0; r < regions.count; r++) {
    const x = regions.left[r]!;
    const y = regions.top[r]!;
    const w = regions.right[r]! - x;
    const h = regions.bottom[r]! - y;
    const area = regions.area[r]!;
    if ((h <= 3 && w >= 24) || (w <= 5 && h >= 16)) {
      if (area > 0.85 * w * h) strokes.push({ box: { x, y, width: w, height: h }, colour: regions.colour[r]! });
      continue;
    }
    if (w < LEAST_SIDE || h < LEAST_SIDE || area < 36) continue;
    rowFrom.fill(width, y, y + h);
    rowTo.fill(0, y, y + h);
    columnFrom.fill(height, x, x + w);
    columnTo.fill(0, x, x + w);
    for (let k = regions.firstRun[r]!; k < regions.firstRun[r + 1]!; k++) {
      const run = regions.runOrder[k]!;
      const row = Math.floor(regions.runStart[run]! / width);
      const from = regions.runStart[run]! - row * width;
      const to = regions.runEnd[run]! - row * width;
      if (from < rowFrom[row]!) rowFrom[row] = from;
      if (to > rowTo[row]!) rowTo[row] = to;
      for (let c = from; c < to; c++) {
        if (row < columnFrom[c]!) columnFrom[c] = row;
        if (row + 1 > columnTo[c]!) columnTo[c] = row + 1;
      }
    }
    let byRows = 0;
    for (let row = y; row < y + h; row++) byRows += rowTo[row]! - rowFrom[row]!;
    let byColumns = 0;
    for (let c = x; c < x + w; c++) byColumns += columnTo[c]! - columnFrom[c]!;
    const filled = Math.min(byRows, byColumns);
    const full = filled / (w * h);
    const offset = (first: number, last: number, from: number, to: number) => Math.abs(first - from - (to - last));
    const crooked = Math.max(
      offset(rowFrom[y]!, rowTo[y]!, x, x + w) / w,
      offset(rowFrom[y + h - 1]!, rowTo[y + h - 1]!, x, x + w) / w,
      offset(columnFrom[x]!, columnTo[x]!, y, y + h) / h,
      offset(columnFrom[x + w - 1]!, columnTo[x + w - 1]!, y, y + h) / h,
    );
    const large = area > 0.15 * page || (w > 0.9 * width && h > 60 && area > 0.5 * w * h);
    if (!large && (full < 0.74 || (full < 0.95 && crooked > 0.24))) continue;
    const lost = (1 - full) * w * h;
    const radius =
      large && full < 0.9 ? 0 : Math.min(Math.round(Math.sqrt(lost / 0.858)), Math.floor(Math.min(w, h) / 2));
    rectangles.push({
      box: { x, y, width: w, height: h },
      colour: regions.colour[r]!,
      radius: radius < 2 && lost < 2.5 ? 0 : radius,
      solid: area / filled,
    });
  }
  const clear = strokes.filter((stroke) => betweenSurfaces(stroke.box, regions, labelsOf(regions)));
  rectangles.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
  return { rectangles: rectangles.slice(0, MOST), strokes: clear.slice(0, MOST), regions };
}

const labels = new WeakMap<FlatRegions, Int32Array>();

/** The region of each pixel. */
function labelsOf(regions: FlatRegions): Int32Array {
  let out = labels.get(regions);
  if (!out) {
    out = new Int32Array(regions.width * regions.height);
    for (let k = 0; k < regions.runRegion.length; k++)
      out.fill(regions.runRegion[k]!, regions.runStart[k]!, regions.runEnd[k]!);
    labels.set(regions, out);
  }
  return out;
}

/** A surface is larger than what letters and soft edges are made of. */
const SURFACE = 260;

/** Lines have surfaces on both sides; stems of letters and the steps of a shadow have each other. */
function betweenSurfaces({ x, y, width, height }: Region, regions: FlatRegions, label: Int32Array): boolean {
  const lies = width > height;
  const length = lies ? width : height;
  // A frame or a sliver is long for what it covers.
  const isSurface = (r: number) =>
    regions.area[r]! >= SURFACE &&
    regions.area[r]! >= 3 * (regions.right[r]! - regions.left[r]! + regions.bottom[r]! - regions.top[r]!);
  const share = (dx: number, dy: number): number => {
    let clear = 0;
    for (let k = 0; k < length; k += 2) {
      const px = lies ? x + k : dx;
      const py = lies ? dy : y + k;
      if (px < 0 || py < 0 || px >= regions.width || py >= regions.height) clear++;
      else if (isSurface(label[py * regions.width + px]!)) clear++;
    }
    return clear / Math.ceil(length / 2);
  };
  return lies
    ? share(0, y - 1) > 0.8 && share(0, y + height) > 0.55
    : share(x - 1, 0) > 0.8 && share(x + width, 0) > 0.8;
}
