/** Scatter: dots of one size, those that overlap told apart. */
import { partsOf, type Part } from '../pixels/parts.ts';
import { median } from './model.ts';
import { depths, type Dot } from './trace.ts';

/** A mask's dots; empty where its parts are none (long, of many sizes and shapes). */
export function dotsOf(mask: Uint8Array, width: number, height: number, unit: number): Dot[] {
  const filled = holesFilled(mask, width, height, Math.round(10 * unit));
  const { parts: all, labels } = partsOf(filled, width, height);
  const parts = all.filter((part) => part.area >= 5 * unit * unit);
  const compact = parts.filter(isCompact);
  if (compact.length < 2) return [];
  const area = median(compact.map((part) => part.area));
  const radius = Math.sqrt(area / Math.PI);
  if (radius > 14 * unit) return [];
  // A part many times a dot is none of several dots.
  if (parts.length > 1500 || parts.some((part) => part.area > 30 * area)) return [];
  const depth = depths(filled, width, height);
  return parts.flatMap((part) => {
    if (part.area < 0.3 * area) return [];
    if (part.area < 1.45 * area || (isCompact(part) && part.area < 1.8 * area)) {
      return [
        {
          x: (part.x0 + part.x1 - 1) / 2,
          y: (part.y0 + part.y1 - 1) / 2,
          radius: Math.sqrt(part.area / Math.PI),
          overlapping: false,
        },
      ];
    }
    return apart(part, labels, depth, width, radius);
  });
}

function isCompact(part: Part): boolean {
  const w = part.x1 - part.x0;
  const h = part.y1 - part.y0;
  return w <= 1.35 * h + 1 && h <= 1.35 * w + 1 && part.area > 0.55 * w * h;
}

/** Dots of one radius that make up a part: deepest places first, each dot taking its surroundings. */
function apart(part: Part, labels: Int32Array, depth: Float32Array, width: number, radius: number): Dot[] {
  const places: { x: number; y: number; d: number }[] = [];
  for (let y = part.y0; y < part.y1; y++) {
    for (let x = part.x0; x < part.x1; x++) {
      const i = y * width + x;
      if (labels[i] === part.id && depth[i]! > 0.62 * radius) places.push({ x, y, d: depth[i]! });
    }
  }
  places.sort((a, b) => b.d - a.d);
  const dots: Dot[] = [];
  const most = Math.ceil((1.6 * part.area) / (Math.PI * radius * radius)) + 1;
  for (const place of places) {
    if (dots.length >= most) break;
    if (dots.some((dot) => Math.hypot(dot.x - place.x, dot.y - place.y) < 0.95 * radius)) continue;
    // The middle of the equally deep places around is the dot's.
    const around = places.filter(
      (one) => one.d >= place.d - 0.5 && Math.hypot(one.x - place.x, one.y - place.y) <= 0.5 * radius,
    );
    dots.push({
      x: around.reduce((sum, one) => sum + one.x, 0) / around.length,
      y: around.reduce((sum, one) => sum + one.y, 0) / around.length,
      radius,
      overlapping: true,
    });
  }
  return dots;
}

/** Hollow markers become full ones: ground that is enclosed within a few pixels. */
function holesFilled(mask: Uint8Array, width: number, height: number, most: number): Uint8Array {
  const ground = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) ground[i] = mask[i] ? 0 : 1;
  const { parts, labels } = partsOf(ground, width, height);
  const small = new Set<number>();
  for (const part of parts) {
    if (
      part.x1 - part.x0 <= most &&
      part.y1 - part.y0 <= most &&
      part.x0 > 0 &&
      part.y0 > 0 &&
      part.x1 < width &&
      part.y1 < height
    )
      small.add(part.id);
  }
  const out = mask.slice();
  for (let i = 0; i < mask.length; i++) if (!mask[i] && small.has(labels[i]!)) out[i] = 1;
  return out;
}
