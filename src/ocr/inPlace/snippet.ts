/** A line of text cut out of a picture. */
import type { Region } from '../../shared/engine.ts';
import type { Grey, Rgb } from '../page/normalise.ts';
import type { Box } from '../page/words.ts';

/** One line of text, alone. */
export interface Snippet {
  /** Upright, dark on white, a margin of white around the ink. */
  grey: Grey;
  /** The same pixels in colour; what is not this line's ink is painted over with the ground. */
  rgb: Rgb;
  ground: readonly [number, number, number];
  /** The region upright as it is, where ink that was taken for foreign lies in it: a line may have taken a letter along. */
  raw?: Rgb;
  /** Pieces of the ink, in pixels of both. */
  pieces: Box[];
  /** Of the tallest characters, in pixels of the picture. */
  height: number;
  /** The ink, in pixels of the picture. */
  box: Region;
}

export type Direction = 0 | 90 | 180 | 270;

/** Pixels of ground around the ink of a snippet. */
export const MARGIN = 3;

/** The region in whole pixels, as far as the picture reaches. */
export function clipped({ x, y, width, height }: Region, picture: { width: number; height: number }): Region {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  return {
    x: left,
    y: top,
    width: Math.max(0, Math.min(picture.width, Math.ceil(x + width)) - left),
    height: Math.max(0, Math.min(picture.height, Math.ceil(y + height)) - top),
  };
}

/** Ground around the ink, as shares of its height: with less a line reader takes letters for cut off, with more they become small. */
const ROOM = { x: 0.12, y: 0.36 };

/** The snippet in colour with the ground around it that a line recogniser wants, and how much there is on the left. */
export function padded({ rgb, ground }: Snippet): Rgb & { left: number } {
  const ink = rgb.height - 2 * MARGIN;
  const across = Math.max(0, Math.round(ROOM.x * ink) - MARGIN + 1);
  const down = Math.max(0, Math.round(ROOM.y * ink) - MARGIN);
  const [width, height] = [rgb.width + 2 * across, rgb.height + 2 * down];
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) data.set(ground, i);
  for (let y = 0; y < rgb.height; y++)
    data.set(rgb.data.subarray(3 * y * rgb.width, 3 * (y + 1) * rgb.width), 3 * ((y + down) * width + across));
  return { width, height, data, left: across };
}
