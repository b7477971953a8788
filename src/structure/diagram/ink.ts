/**
 * Thin ink: what is darker (on a dark page: lighter) than everything a letter's height around it, whatever colour lies
 * below. Lines, letters and heads of arrows are; fills, shadows and gradients are not.
 */
import { components } from '../pixels/components.ts';
import { dilate, erode } from '../pixels/morphology.ts';
import type { Raster } from './raster.ts';

export interface Ink {
  /** 0..255, how far a pixel stands out of its surroundings. */
  contrast: Uint8Array;
  /** 0 or 1, by hysteresis. */
  mask: Uint8Array;
  low: number;
  high: number;
}

export function inkOf(raster: Raster): Ink {
  const { width, height, planes, dark, letter } = raster;
  const size = Math.max(9, Math.round(1.3 * letter) | 1);
  const contrast = new Uint8Array(width * height);
  for (const plane of new Set(planes)) {
    const levelled = dark
      ? dilate(erode(plane, width, height, size), width, height, size)
      : erode(dilate(plane, width, height, size), width, height, size);
    for (let i = 0; i < contrast.length; i++) {
      const d = dark ? plane[i]! - levelled[i]! : levelled[i]! - plane[i]!;
      if (d > contrast[i]!) contrast[i] = d;
    }
  }
  const noise = noiseNear(contrast, width, height);
  const low = Math.round(Math.min(46, Math.max(20, 1.6 * noise + 8)));
  const high = Math.round(1.55 * low);
  return { contrast, mask: hysteresis(contrast, width, height, low, high), low, high };
}

/** What a compressed picture shows a few pixels beside strong ink, where a clean one shows nothing. */
function noiseNear(contrast: Uint8Array, width: number, height: number): number {
  const strong = contrast.map((value) => (value > 90 ? 1 : 0));
  const near = dilate(strong, width, height, 13);
  const beside = dilate(strong, width, height, 7);
  const histogram = new Uint32Array(256);
  let n = 0;
  for (let i = 0; i < contrast.length; i++) {
    if (!near[i] || beside[i]) continue;
    histogram[contrast[i]!]!++;
    n++;
  }
  let seen = 0;
  for (let value = 0; value < 256; value++) {
    seen += histogram[value]!;
    if (seen >= 0.85 * n) return value;
  }
  return 0;
}

/** Pieces above `low` that reach `high` somewhere. */
export function hysteresis(values: Uint8Array, width: number, height: number, low: number, high: number): Uint8Array {
  const mask = values.map((value) => (value > low ? 1 : 0));
  const { labels, count } = components(mask, width, height, true);
  const strong = new Uint8Array(count + 1);
  for (let i = 0; i < labels.length; i++) if (values[i]! > high) strong[labels[i]!] = 1;
  strong[0] = 0;
  for (let i = 0; i < labels.length; i++) mask[i] = strong[labels[i]!]!;
  return mask;
}
