/** Lines are no text: long thin runs and rows of dashes leave the ink before its parts are taken. */
import { partsOf, type Part } from './parts.ts';

/** Contrast from which a pixel counts as ink. */
const INK = 36;
/** In units: runs that are longer than letters are wide, and thinner than this, are lines. */
const LONG = 24;
const THICK = 4;
/** Share of a run's columns that nothing crosses: small letters that touch each other make long runs too. */
const BARE = 0.7;
/** In units: what is larger one way and the other is no character. */
const LARGE = { one: 26, other: 14 };
/** Dashes in one row, all about as long, that make a line. */
const DASHES = 8;

/**
 * The parts of what is ink and no line.
 * @param ink contrast of each pixel, 0..255
 * @param unit pixels that one at 1× takes
 */
export function inkWithoutLines(
  ink: Uint8Array,
  width: number,
  height: number,
  unit: number,
): { parts: Part[]; labels: Int32Array } {
  const mask = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) mask[i] = ink[i]! > INK ? 1 : 0;
  eraseLong(mask, width, height, unit);
  const found = partsOf(mask, width, height);
  const dashed = eraseDashed(mask, found.parts, width, height, unit);
  const weak = keepStrong(mask, ink, found, width, unit);
  return dashed || weak ? partsOf(mask, width, height) : found;
}

/** A direction: `step` leads along, `across` to the next row or column. */
interface Way {
  step: number;
  across: number;
  rows: number;
}

const ways = (width: number, height: number): [Way, Way] => [
  { step: 1, across: width, rows: height },
  { step: width, across: 1, rows: width },
];

/** A run of ink along a row (way 0) or a column (way 1): half-open. */
interface Run {
  row: number;
  from: number;
  to: number;
}

function eraseLong(mask: Uint8Array, width: number, height: number, unit: number): void {
  const long = Math.round(LONG * unit);
  const thick = Math.round(THICK * unit);
  const lines = new Uint8Array(mask.length);
  const found = [longRows(mask, width, height, long), longColumns(mask, width, height, long)] as const;
  ways(width, height).forEach((way, k) => {
    const marked = found[k]!.filter(({ row, from, to }) => {
      let bare = 0;
      for (let i = from; i < to; i++)
        if (thickness(mask, row * way.across + i * way.step, row, way, thick) <= thick) bare++;
      return bare >= BARE * (to - from);
    });
    for (const { row, from, to } of marked)
      for (let i = from; i < to; i++) lines[row * way.across + i * way.step]! |= 1 << k;
  });
  for (let i = 0; i < mask.length; i++) if (lines[i]) mask[i] = 0;
}

function longRows(mask: Uint8Array, width: number, height: number, long: number): Run[] {
  const out: Run[] = [];
  for (let row = 0; row < height; row++) {
    for (let x = 0, from = 0, i = row * width; x <= width; x++, i++) {
      if (x < width && mask[i]) continue;
      if (x - from >= long) out.push({ row, from, to: x });
      from = x + 1;
    }
  }
  return out;
}

function longColumns(mask: Uint8Array, width: number, height: number, long: number): Run[] {
  const out: Run[] = [];
  const from = new Int32Array(width);
  for (let y = 0, i = 0; y <= height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (y < height && mask[i]) continue;
      if (y - from[x]! >= long) out.push({ row: x, from: from[x]!, to: y });
      from[x] = y + 1;
    }
  }
  return out;
}

/** How far ink reaches across at a pixel of a row; counted up to a little more than `most`. */
function thickness(mask: Uint8Array, at: number, row: number, { across, rows }: Way, most: number): number {
  let size = 1;
  for (let r = row - 1, i = at - across; r >= 0 && mask[i] && size <= most; r--, i -= across) size++;
  for (let r = row + 1, i = at + across; r < rows && mask[i] && size <= most; r++, i += across) size++;
  return size;
}

/** Dashed and dotted grids. Returns whether any was found. */
function eraseDashed(mask: Uint8Array, parts: readonly Part[], width: number, height: number, unit: number): boolean {
  let any = false;
  ways(width, height).forEach((way, k) => {
    const rows = new Map<string, { from: number; to: number; dashes: { at: number; length: number }[] }>();
    for (const { x0, y0, x1, y1 } of parts) {
      const [from, to, length] = k === 0 ? [y0, y1, x1 - x0] : [x0, x1, y1 - y0];
      if (to - from > 2.5 * unit || length < 1.5 * (to - from) || length > 14 * unit) continue;
      const key = `${from} ${to}`;
      const row = rows.get(key);
      const dash = { at: k === 0 ? x0 : y0, length };
      if (row) row.dashes.push(dash);
      else rows.set(key, { from, to, dashes: [dash] });
    }
    for (const { from, to, dashes } of rows.values()) {
      const usual = dashes.map(({ length }) => length).sort((a, b) => a - b)[dashes.length >> 1]!;
      const alike = dashes.filter(({ length }) => Math.abs(length - usual) <= unit).sort((a, b) => a.at - b.at);
      if (alike.length < DASHES) continue;
      // A minus before the line stands apart from it.
      const steps = alike.slice(1).map(({ at }, i) => at - alike[i]!.at);
      const step = [...steps].sort((a, b) => a - b)[steps.length >> 1]!;
      const first = steps[0]! > 2.5 * step ? alike[1]! : alike[0]!;
      const last = alike.at(steps.at(-1)! > 2.5 * step ? -2 : -1)!;
      any = true;
      const span = [Math.max(0, first.at - step), last.at + last.length + step] as const;
      eraseRuns(mask, [from, to], span, Math.ceil(0.6 * usual), way, k === 0 ? width : height);
    }
  });
  return any;
}

/** Erases runs of at least this length in these rows and columns (half-open) where they are no thicker than the rows. */
function eraseRuns(
  mask: Uint8Array,
  [from, to]: readonly [number, number],
  [begin, end]: readonly [number, number],
  least: number,
  way: Way,
  count: number,
): void {
  const most = to - from + 1;
  const stop = Math.min(count, end);
  for (let row = from; row < to; row++) {
    for (let i = begin, start = begin; i <= stop; i++) {
      if (i < stop && mask[row * way.across + i * way.step]) continue;
      for (let j = start; i - start >= least && j < i; j++) {
        const at = row * way.across + j * way.step;
        if (thickness(mask, at, row, way, most) <= most) mask[at] = 0;
      }
      start = i + 1;
    }
  }
}

/** Text on pale lines hangs together with them: of what is too large for text only the stronger ink stays. */
function keepStrong(
  mask: Uint8Array,
  ink: Uint8Array,
  { parts, labels }: { parts: readonly Part[]; labels: Int32Array },
  width: number,
  unit: number,
): boolean {
  const large = parts.filter(
    ({ x0, y0, x1, y1 }) =>
      Math.max(x1 - x0, y1 - y0) > LARGE.one * unit && Math.min(x1 - x0, y1 - y0) > LARGE.other * unit,
  );
  for (const { x0, y0, x1, y1, id } of large) {
    const of = new Uint32Array(256);
    for (let y = y0; y < y1; y++)
      for (let i = y * width + x0; i < y * width + x1; i++) if (labels[i] === id) of[ink[i]!]!++;
    let strongest = 255;
    for (let seen = 0; strongest > 0 && (seen += of[strongest]!) < 12 * unit;) strongest--;
    const least = Math.max(INK, 0.45 * strongest);
    for (let y = y0; y < y1; y++)
      for (let i = y * width + x0; i < y * width + x1; i++) if (labels[i] === id && ink[i]! < least) mask[i] = 0;
  }
  return large.length > 0;
}
