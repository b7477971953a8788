import type { Grey } from './normalise.ts';

/** Darker than this is ink. */
const INK = 140;

/**
 * Is there an underscore between x0 and x1, one that Tesseract dropped? It is a thin dark rule at or just below the
 * baseline that does not go on under the glyphs beside it (that would be an underline).
 * @param cell width of a glyph, in pixels of the page, as are all lengths here
 */
export function isUnderscore(page: Grey, x0: number, x1: number, baseline: number, height: number, cell: number): boolean {
  const top = baseline - 0.12 * height;
  const bottom = baseline + 0.45 * height;
  return hasRule(page, x0, x1, top, bottom, height) && !isUnderline(page, x0, x1, top, bottom, height, cell);
}

function isUnderline(page: Grey, x0: number, x1: number, top: number, bottom: number, height: number, cell: number): boolean {
  // An underscore's neighbours reach down to the baseline themselves: look below it.
  const below = top + 0.22 * height;
  return hasRule(page, x0 - 2.2 * cell, x0 - 0.5 * cell, below, bottom, height) || hasRule(page, x1 + 0.5 * cell, x1 + 2.2 * cell, below, bottom, height);
}

/** A rule across [x0, x1): some rows are nearly full of ink, but no more of them than a stroke is thick. */
function hasRule({ width, height: rows, data }: Grey, x0: number, x1: number, y0: number, y1: number, height: number): boolean {
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
