/** Connected regions of one colour, by runs and union-find: what boxes, lines and letters are made of. */
import type { Rgb } from '../../ocr/page/normalise.ts';

export interface FlatRegions {
  width: number;
  height: number;
  count: number;
  /** Of each region: bounds (right and bottom exclusive), pixels, colour 0xrrggbb. */
  left: Int32Array;
  top: Int32Array;
  right: Int32Array;
  bottom: Int32Array;
  area: Int32Array;
  colour: Int32Array;
  /** Runs of pixels, row by row: start and end (exclusive) as index of the pixel, and their region. */
  runStart: Int32Array;
  runEnd: Int32Array;
  runRegion: Int32Array;
  /** Indices of the runs, region by region: those of region `r` lie from `firstRun[r]` to `firstRun[r + 1]`, top to bottom. */
  runOrder: Int32Array;
  firstRun: Int32Array;
}

/** One number a pixel, 0xrrggbb. */
export function packed({ width, height, data }: Rgb): Int32Array {
  const out = new Int32Array(width * height);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) out[i] = (data[j]! << 16) | (data[j + 1]! << 8) | data[j + 2]!;
  return out;
}

/**
 * Regions of pixels with the same value, connected by their sides (with `diagonal`: by their corners, too).
 * @param values one a pixel, row-major; pixels of value -1 belong to no region
 */
export function flatRegions(width: number, height: number, values: Int32Array, diagonal = false): FlatRegions {
  const reach = diagonal ? 1 : 0;
  let starts = new Int32Array(1 << 14);
  let ends = new Int32Array(1 << 14);
  let parents = new Int32Array(1 << 14);
  let runs = 0;
  const root = (run: number): number => {
    while (parents[run] !== run) {
      parents[run] = parents[parents[run]!]!;
      run = parents[run]!;
    }
    return run;
  };
  let aboveFrom = 0;
  let aboveTo = 0;
  for (let y = 0; y < height; y++) {
    const from = runs;
    let above = aboveFrom;
    const rowEnd = (y + 1) * width;
    for (let i = y * width; i < rowEnd;) {
      const value = values[i]!;
      let end = i + 1;
      while (end < rowEnd && values[end] === value) end++;
      if (value === -1) {
        i = end;
        continue;
      }
      if (runs === starts.length) {
        const grown = (old: Int32Array) => {
          const next = new Int32Array(old.length * 2);
          next.set(old);
          return next;
        };
        starts = grown(starts);
        ends = grown(ends);
        parents = grown(parents);
      }
      starts[runs] = i;
      ends[runs] = end;
      parents[runs] = runs;
      // Runs of the row above that touch this one.
      while (above < aboveTo && ends[above]! + width + reach <= i) above++;
      for (let k = above; k < aboveTo && starts[k]! + width < end + reach; k++) {
        if (values[starts[k]!] !== value) continue;
        const a = root(k);
        const b = root(runs);
        if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
      }
      runs++;
      i = end;
    }
    aboveFrom = from;
    aboveTo = runs;
  }
  return collect(width, height, values, starts, ends, parents, runs, root);
}

function collect(
  width: number,
  height: number,
  values: Int32Array,
  starts: Int32Array,
  ends: Int32Array,
  parents: Int32Array,
  runs: number,
  root: (run: number) => number,
): FlatRegions {
  const runRegion = new Int32Array(runs);
  let count = 0;
  // A root is the first run of its region: numbers go up from the top of the picture.
  for (let k = 0; k < runs; k++) runRegion[k] = parents[k] === k ? count++ : runRegion[root(k)]!;
  const left = new Int32Array(count).fill(width);
  const top = new Int32Array(count).fill(height);
  const right = new Int32Array(count);
  const bottom = new Int32Array(count);
  const area = new Int32Array(count);
  const colour = new Int32Array(count);
  const firstRun = new Int32Array(count + 1);
  for (let k = 0; k < runs; k++) {
    const r = runRegion[k]!;
    const y = Math.floor(starts[k]! / width);
    const x0 = starts[k]! - y * width;
    const x1 = ends[k]! - y * width;
    if (x0 < left[r]!) left[r] = x0;
    if (x1 > right[r]!) right[r] = x1;
    if (y < top[r]!) top[r] = y;
    if (y + 1 > bottom[r]!) bottom[r] = y + 1;
    area[r]! += x1 - x0;
    colour[r] = values[starts[k]!]!;
    firstRun[r + 1]!++;
  }
  for (let r = 0; r < count; r++) firstRun[r + 1]! += firstRun[r]!;
  const next = firstRun.slice(0, count);
  const runOrder = new Int32Array(runs);
  for (let k = 0; k < runs; k++) runOrder[next[runRegion[k]!]!++] = k;
  return {
    width,
    height,
    count,
    left,
    top,
    right,
    bottom,
    area,
    colour,
    runStart: starts,
    runEnd: ends,
    runRegion,
    runOrder,
    firstRun,
  };
}
