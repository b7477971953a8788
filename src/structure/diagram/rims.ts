/** How thick the line around a region is, and which pixels belong to it. */
import type { Ink } from './ink.ts';
import type { Raster } from './raster.ts';
import type { Patch } from './shape.ts';

/** Visits each boundary pixel from the region's rows and columns with the direction that leads outwards. */
export function alongOutline(
  { x, y, w, h, mask }: Patch,
  visit: (px: number, py: number, dx: number, dy: number) => void,
): void {
  for (let j = 0; j < h; j++) {
    let a = 0;
    while (a < w && !mask[j * w + a]) a++;
    if (a === w) continue;
    let b = w - 1;
    while (!mask[j * w + b]) b--;
    visit(x + a, y + j, -1, 0);
    visit(x + b, y + j, 1, 0);
  }
  for (let i = 0; i < w; i++) {
    let a = 0;
    while (a < h && !mask[a * w + i]) a++;
    if (a === h) continue;
    let b = h - 1;
    while (!mask[b * w + i]) b--;
    visit(x + i, y + a, 0, -1);
    visit(x + i, y + b, 0, 1);
  }
}

/** Thickness of a region's line on each side, shadows included. */
export interface Rim {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** In pixels outside the region; 0 where a fill has no line around it. */
export function rimOf({ width, height, letter }: Raster, ink: Ink, region: Patch): Rim {
  const most = Math.round(0.7 * letter);
  const sides: Record<keyof Rim, Uint32Array> = {
    left: new Uint32Array(most + 1),
    right: new Uint32Array(most + 1),
    top: new Uint32Array(most + 1),
    bottom: new Uint32Array(most + 1),
  };
  alongOutline(region, (px, py, dx, dy) => {
    let last = 0;
    for (let k = 1; k <= most; k++) {
      const qx = px + k * dx;
      const qy = py + k * dy;
      if (qx < 0 || qy < 0 || qx >= width || qy >= height) break;
      if (ink.mask[qy * width + qx]) last = k;
      else if (k > last + 2) break;
    }
    sides[dx < 0 ? 'left' : dx > 0 ? 'right' : dy < 0 ? 'top' : 'bottom'][last]!++;
  });
  // Connectors leave here and there, slanted sides are seen longer: the lower part decides about the line.
  const low = (counts: Uint32Array) => {
    let all = 0;
    for (const n of counts) all += n;
    let seen = 0;
    for (let k = 0; k <= most; k++) if ((seen += counts[k]!) >= 0.45 * all) return k;
    return most;
  };
  return { left: low(sides.left), right: low(sides.right), top: low(sides.top), bottom: low(sides.bottom) };
}

/** Writes `label` at a region's pixels and those of its line. */
export function paintWithRim(
  { width, height }: Raster,
  region: Patch,
  rim: Rim,
  labels: Uint16Array,
  label: number,
): void {
  const { x, y, w, h, mask } = region;
  // Rows stretched to both sides, then columns.
  const left = rim.left;
  const top = rim.top;
  const w2 = w + rim.left + rim.right;
  const h2 = h + rim.top + rim.bottom;
  const wide = new Uint8Array(w2 * h);
  for (let j = 0; j < h; j++) {
    let a = 0;
    while (a < w && !mask[j * w + a]) a++;
    if (a === w) continue;
    let b = w - 1;
    while (!mask[j * w + b]) b--;
    wide.fill(1, j * w2 + a, j * w2 + b + left + rim.right + 1);
  }
  for (let i = 0; i < w2; i++) {
    const px = x - left + i;
    if (px < 0 || px >= width) continue;
    let a = 0;
    while (a < h && !wide[a * w2 + i]) a++;
    if (a === h) continue;
    let b = h - 1;
    while (!wide[b * w2 + i]) b--;
    for (let j = Math.max(0, y + a - top); j <= Math.min(height - 1, y + b + rim.bottom, y - top + h2); j++)
      labels[j * width + px] = label;
  }
}

/** Clears the line around a region from a mask and marks where it was. */
export function clearRim(
  { width, height }: Raster,
  region: Patch,
  rim: Rim,
  mask: Uint8Array,
  marks: Uint16Array,
  mark: number,
): void {
  alongOutline(region, (px, py, dx, dy) => {
    const thick = dx < 0 ? rim.left : dx > 0 ? rim.right : dy < 0 ? rim.top : rim.bottom;
    for (let k = -1; k <= thick + 1; k++) {
      const qx = px + k * dx;
      const qy = py + k * dy;
      if (qx < 0 || qy < 0 || qx >= width || qy >= height) continue;
      mask[qy * width + qx] = 0;
      marks[qy * width + qx] = mark;
    }
  });
}
