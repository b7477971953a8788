/** Marks that Tesseract drops, found again by their shape: underscores, full stops, colons, dashes in cells without a glyph. */
import type { Grey } from '../page/normalise.ts';

/** Where a line's letters stand, in pixels of the page. */
export interface LineMetrics {
  baseline: number;
  /** About a capital's height. */
  height: number;
  /** Width of a glyph's cell. */
  cell: number;
}

/** Darker than this is ink; a thin underscore comes out half grey. */
const INK = 180;

/** Rows of ink in a cell, joined: `top` and `bottom` (exclusive) and the columns between which it lies. */
interface Blob {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * The mark in the cell [x0, x1), or '' for none: `_`, `.`, `:`, `,`, `;`, `-` or `=`.
 * An underline that goes on under the neighbours is none.
 */
export function markIn(page: Grey, x0: number, x1: number, metrics: LineMetrics): string {
  if (isUnderscore(page, x0, x1, metrics)) return '_';
  const { baseline, height, cell } = metrics;
  const blobs = blobsIn(page, x0, x1, baseline - 0.95 * height, baseline + 0.35 * height);
  if (blobs.length === 0 || blobs.length > 2) return '';
  const low = blobs.at(-1)!;
  const high = blobs.length === 2 ? blobs[0]! : undefined;
  const inside = blobs.every(({ left, right }) => left > x0 && right < x1);
  const short = (blob: Blob, most: number) =>
    blob.bottom - blob.top >= 0.07 * height && blob.bottom - blob.top <= most * height;
  const dot = (blob: Blob) => {
    const width = blob.right - blob.left;
    const middle = (blob.left + blob.right - x0 - x1) / 2;
    return inside && short(blob, 0.32) && width >= 0.1 * cell && width <= 0.42 * cell && Math.abs(middle) < 0.28 * cell;
  };
  const dash = (blob: Blob) => short(blob, 0.25) && blob.right - blob.left > 0.45 * cell;
  const onBaseline = Math.abs(low.bottom - baseline) <= 0.14 * height;
  const tail =
    !high || dot(high)
      ? inside && low.bottom - baseline > 0.08 * height && low.top < baseline && low.right - low.left <= 0.45 * cell
      : false;
  if (high) {
    if (dot(high) && baseline - high.top > 0.5 * height) {
      if (dot(low) && onBaseline) return ':';
      if (tail) return ';';
    }
    return inside && dash(high) && dash(low) && low.bottom < baseline ? '=' : '';
  }
  if (dot(low) && onBaseline) return '.';
  if (tail && baseline - low.top < 0.35 * height) return ',';
  return inside && dash(low) && low.bottom < baseline - 0.2 * height && low.top > baseline - 0.6 * height ? '-' : '';
}

/** Is what was read as an apostrophe in [x0, x1) an exclamation mark: a tall stroke above a dot on the baseline? */
export function isExclamation(page: Grey, x0: number, x1: number, { baseline, height }: LineMetrics): boolean {
  const [high, low, ...more] = blobsIn(
    page,
    x0 + 0.2 * (x1 - x0),
    x1 - 0.2 * (x1 - x0),
    baseline - 1.1 * height,
    baseline + 0.2 * height,
  );
  if (!high || !low || more.length > 0) return false;
  return (
    high.bottom - high.top > 0.45 * height &&
    low.bottom - low.top < 0.3 * height &&
    Math.abs(low.bottom - baseline) <= 0.14 * height
  );
}

/** Is there a thin rule at or just below the baseline that does not go on under the glyphs beside it? */
export function isUnderscore(page: Grey, x0: number, x1: number, { baseline, height, cell }: LineMetrics): boolean {
  const margin = 0.15 * (x1 - x0);
  const top = baseline - 0.06 * height;
  const bottom = baseline + 0.45 * height;
  if (!hasRule(page, x0 + margin, x1 - margin, top, bottom, height)) return false;
  // The neighbours reach down to the baseline themselves: look below it.
  const below = baseline + 0.1 * height;
  return (
    (!hasRule(page, x0 - 1.6 * cell, x0 - 0.1 * cell, below, bottom, height) &&
      !hasRule(page, x1 + 0.1 * cell, x1 + 1.6 * cell, below, bottom, height)) ||
    (hasRule(page, x0 + margin, x1 - margin, below, bottom, height) &&
      runLength(page, (x0 + x1) / 2, below, bottom) < 4.5 * cell)
  );
}

/** The same, with nothing above it: no letter that was overlooked. */
export function isAloneUnderscore(page: Grey, x0: number, x1: number, metrics: LineMetrics): boolean {
  const { baseline, height } = metrics;
  const inner = 0.2 * (x1 - x0);
  return (
    isUnderscore(page, x0, x1, metrics) &&
    blobsIn(page, x0 + inner, x1 - inner, baseline - 0.9 * height, baseline - 0.15 * height).length === 0
  );
}

/** A rule across [x0, x1): some rows are nearly full of ink, but no more of them than a stroke is thick. */
function hasRule(
  { width, height: rows, data }: Grey,
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  height: number,
): boolean {
  const from = Math.max(0, Math.round(x0));
  const to = Math.min(width, Math.round(x1));
  if (to - from < 3) return false;
  let full = 0;
  for (let y = Math.max(0, Math.round(y0)); y <= Math.min(rows - 1, Math.round(y1)); y++) {
    let ink = 0;
    for (let x = from; x < to; x++) if (data[y * width + x]! < INK) ink++;
    if (ink > 0.75 * (to - from)) full++;
  }
  return full >= 1 && full <= Math.max(2, 0.3 * height);
}

/** Length of the longest row of ink through column x between two rows: how far a rule goes on. */
function runLength({ width, height: rows, data }: Grey, x: number, y0: number, y1: number): number {
  let longest = 0;
  const middle = Math.round(x);
  for (let y = Math.max(0, Math.round(y0)); y <= Math.min(rows - 1, Math.round(y1)); y++) {
    let [left, right] = [middle, middle];
    while (left > 0 && data[y * width + left - 1]! < INK) left--;
    while (right < width && data[y * width + right]! < INK) right++;
    longest = Math.max(longest, right - left);
  }
  return longest;
}

function blobsIn({ width, height: rows, data }: Grey, x0: number, x1: number, y0: number, y1: number): Blob[] {
  const from = Math.max(0, Math.round(x0));
  const to = Math.min(width, Math.round(x1));
  const out: Blob[] = [];
  let open: Blob | undefined;
  for (let y = Math.max(0, Math.round(y0)); y <= Math.min(rows - 1, Math.round(y1)); y++) {
    let left = -1;
    let right = -1;
    for (let x = from; x < to; x++) {
      if (data[y * width + x]! >= INK) continue;
      if (left < 0) left = x;
      right = x + 1;
    }
    if (left < 0) open = undefined;
    else if (open) {
      open.bottom = y + 1;
      open.left = Math.min(open.left, left);
      open.right = Math.max(open.right, right);
    } else out.push((open = { top: y, bottom: y + 1, left, right }));
  }
  return out;
}
