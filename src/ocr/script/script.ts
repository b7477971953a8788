/** In which script a line is written, by the look of it: for scripts that nothing here reads, and for Korean. */
import { existsSync, readFileSync } from 'node:fs';
import type { Grey } from '../page/normalise.ts';
import type { Box } from '../page/words.ts';
import { networkOf, type Network } from './network.ts';

/** As scripts/glyphs/scripts.py has them. `common`: digits and signs; `none`: no writing. */
const CLASSES = [
  'Latin',
  'common',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Thai',
  'Indic',
  'Georgian',
  'Armenian',
  'Han',
  'Kana',
  'Hangul',
  'none',
] as const;
export type Script = (typeof CLASSES)[number];

/** The line's ink fills this share of a window's rows. */
const FILLED = 20 / 24;
/** Windows of a line that are looked at. */
const MOST_WINDOWS = 24;

export interface ScriptReader {
  /** Sums of the logarithms of probabilities over the line's windows, and how many those were. */
  scores(page: Grey, line: Box): { sums: Float32Array; windows: number };
}

export const scriptsOf = (sums: Float32Array): { script: Script; score: number }[] =>
  CLASSES.map((script, i) => ({ script, score: sums[i]! })).sort((a, b) => b.score - a.score);

let shared: ScriptReader | undefined | null = null;

/** Undefined where its file is missing. */
export function sharedScriptReader(): ScriptReader | undefined {
  if (shared === null) {
    const file = ['../../../models/ocr/scripts.bin', '../models/ocr/scripts.bin', '../../models/ocr/scripts.bin']
      .map((path) => new URL(path, import.meta.url))
      .find((url) => existsSync(url));
    shared = file && scriptReader(networkOf(readFileSync(file)));
  }
  return shared;
}

export function scriptReader(network: Network): ScriptReader {
  return {
    scores(page, line) {
      const { rows, columns } = network;
      const ink = normalised(page, line, rows);
      const width = ink.length / rows;
      const sums = new Float32Array(CLASSES.length);
      const stride = Math.max(columns >> 1, Math.ceil(width / MOST_WINDOWS));
      let windows = 0;
      for (let left = 0; left === 0 || left + columns * 0.6 < width; left += stride) {
        const window = new Float32Array(rows * columns);
        for (let y = 0; y < rows; y++)
          for (let x = 0; x < columns && left + x < width; x++) window[y * columns + x] = ink[y * width + left + x]!;
        network.classify(window).forEach((value, i) => (sums[i]! += value));
        windows++;
      }
      return { sums, windows };
    },
  };
}

/** The line's ink, 0 to 1, in so many rows: means where it shrinks, lines between pixels where it grows. */
function normalised(page: Grey, { x0, y0, x1, y1 }: Box, rows: number): Float32Array {
  const scale = (y1 - y0) / FILLED / rows;
  const top = (y0 + y1) / 2 - (rows / 2) * scale;
  const width = Math.max(1, Math.round((x1 - x0) / scale));
  const out = new Float32Array(rows * width);
  const steps = Math.max(1, Math.ceil(scale));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let v = 0; v < steps; v++)
        for (let u = 0; u < steps; u++)
          sum += inkAt(page, x0 + (x + (u + 0.5) / steps) * scale - 0.5, top + (y + (v + 0.5) / steps) * scale - 0.5);
      out[y * width + x] = sum / (255 * steps * steps);
    }
  }
  return out;
}

function inkAt({ width, height, data }: Grey, x: number, y: number): number {
  const [left, upper] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - upper];
  const at = (u: number, v: number) => (u < 0 || v < 0 || u >= width || v >= height ? 0 : 255 - data[v * width + u]!);
  return (
    (1 - fy) * ((1 - fx) * at(left, upper) + fx * at(left + 1, upper)) +
    fy * ((1 - fx) * at(left, upper + 1) + fx * at(left + 1, upper + 1))
  );
}
