/** A region in which something that was taken for foreign may have taken letters along. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../page/normalise.ts';
import type { Component } from './components.ts';
import { clipped, type Direction, type Snippet } from './snippet.ts';

/** Share of the region that foreign ink must reach across to be worth a second look. */
const LEAST = 0.04;

/** Whether ink that was left out lies inside the box to speak of. */
export function isCluttered(parts: Component[], kept: Component[], area: Region, box: Region): boolean {
  const stays = new Set(kept);
  let inside = 0;
  for (const part of parts) {
    if (stays.has(part)) continue;
    const across = Math.min(part.x1 + area.x, box.x + box.width) - Math.max(part.x0 + area.x, box.x);
    const down = Math.min(part.y1 + area.y, box.y + box.height) - Math.max(part.y0 + area.y, box.y);
    if (across > 1 && down > 1) inside += across * down;
  }
  return inside > LEAST * box.width * box.height;
}

/** The region upright, with all that is in it and two pixels around it. */
export function asItIs(picture: Rgb, box: Region, direction: Direction): Rgb {
  const { x, y, width, height } = clipped(
    { x: box.x - 2, y: box.y - 2, width: box.width + 4, height: box.height + 4 },
    picture,
  );
  const sideways = direction === 90 || direction === 270;
  const [w, h] = sideways ? [height, width] : [width, height];
  const data = new Uint8Array(3 * w * h);
  for (let v = 0, o = 0; v < h; v++) {
    for (let u = 0; u < w; u++, o += 3) {
      const [left, top] =
        direction === 0
          ? [u, v]
          : direction === 180
            ? [width - 1 - u, height - 1 - v]
            : direction === 90
              ? [width - 1 - v, u]
              : [v, height - 1 - u];
      const i = 3 * ((y + top) * picture.width + x + left);
      data[o] = picture.data[i]!;
      data[o + 1] = picture.data[i + 1]!;
      data[o + 2] = picture.data[i + 2]!;
    }
  }
  return { width: w, height: h, data };
}

/** A snippet of which nothing but the region as it is can be read. */
export function onlyAsItIs(raw: Rgb, box: Region, ground: readonly [number, number, number]): Snippet {
  const blank = { width: 8, height: 8 };
  return {
    grey: { ...blank, data: new Uint8Array(64).fill(255) },
    rgb: { ...blank, data: Uint8Array.from({ length: 192 }, (_, i) => ground[i % 3]!) },
    ground,
    raw,
    pieces: [],
    height: 0.7 * raw.height,
    box,
  };
}
