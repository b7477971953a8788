import type { PictureFormat } from '../shared/pictureFormat.ts';
import type { View } from '../shared/geometry.ts';

/** Pixels, 8 bits a channel, RGB interleaved, row-major, no padding between rows: `data.length === width * height * 3`. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** How a vision tower wants its square; from the mmproj's metadata. */
export interface SquareSpec {
  /** Side of the square in pixels: 384 or 196 for Imp. */
  side: number;
  /** `pad`: centred on a square of the pad colour (Imp v1.5), `squash`: stretched to the square (Imp v1). */
  mode: 'pad' | 'squash';
  /** RGB 0..255; Imp: 127, 127, 127. */
  padColor: readonly [number, number, number];
  /** Absent: as large as fits, centred. */
  view?: View;
}

export type ImageFormat = PictureFormat;
