/** Connected parts of a mask as a list of objects, for those who sort and filter them. */
import { components } from './components.ts';

export interface Part {
  x0: number;
  y0: number;
  /** One past the last pixel. */
  x1: number;
  y1: number;
  area: number;
  /** Its number in the label map, from 1. */
  id: number;
}

/** Parts that touch, diagonally too. `labels`: each pixel's part, 0 where the mask is empty. */
export function partsOf(mask: Uint8Array, width: number, height: number): { parts: Part[]; labels: Int32Array } {
  const found = components(mask, width, height, true);
  const parts = Array.from({ length: found.count }, (_, i): Part => {
    const id = i + 1;
    return {
      x0: found.x0[id]!,
      y0: found.y0[id]!,
      x1: found.x1[id]!,
      y1: found.y1[id]!,
      area: found.area[id]!,
      id,
    };
  });
  return { parts, labels: found.labels };
}

/** A part's centre of mass, in pixels (a pixel's middle is at its index). */
export function centreOf(part: Part, labels: Int32Array, width: number): { x: number; y: number } {
  let sx = 0;
  let sy = 0;
  for (let y = part.y0; y < part.y1; y++) {
    for (let x = part.x0; x < part.x1; x++) {
      if (labels[y * width + x] !== part.id) continue;
      sx += x;
      sy += y;
    }
  }
  return { x: sx / part.area, y: sy / part.area };
}
