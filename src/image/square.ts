import sharp from 'sharp';
import type { Region } from '../shared/engine.ts';
import { resizeBicubic, type Canvas } from './resize.ts';
import type { RgbImage, SquareSpec } from './types.ts';

export interface Square extends RgbImage {
  /** The picture inside the square, in the square's pixels (rounded outwards). */
  content: Region;
}

/**
 * The square that the vision tower sees, as Imp's authors make it: `expand2square` of MILVLG/imp (v1.5) or a plain
 * stretch (v1), then Pillow's bicubic resize. With a view: padded to a larger square, whatever the mode.
 * @returns RGB, `spec.side` × `spec.side`
 */
export function toSquare(image: RgbImage, spec: SquareSpec): Square {
  const { side, view = { margin: 0, x: 0.5, y: 0.5 } } = spec;
  if (view.margin === 0 && (spec.mode === 'squash' || image.width === image.height)) {
    return { ...resizeBicubic(image, side, side), content: { x: 0, y: 0, width: side, height: side } };
  }
  const inner = Math.max(image.width, image.height);
  const longer = Math.round(inner * (1 + view.margin));
  const spare = longer - inner;
  const canvas: Canvas = {
    width: longer,
    height: longer,
    left: Math.floor((inner - image.width) / 2 + spare * view.x),
    top: Math.floor((inner - image.height) / 2 + spare * view.y),
    color: spec.padColor,
  };
  const scale = side / longer;
  const x = Math.floor(canvas.left * scale);
  const y = Math.floor(canvas.top * scale);
  const content = {
    x,
    y,
    width: Math.min(Math.ceil((canvas.left + image.width) * scale), side) - x,
    height: Math.min(Math.ceil((canvas.top + image.height) * scale), side) - y,
  };
  return { ...resizeBicubic(image, side, side, canvas), content };
}

/** How pixels become the tower's input: value / 255, minus mean, by std, per channel. */
export interface Normalization {
  mean: readonly number[];
  std: readonly number[];
}

/**
 * Patches of a square, normalised: [patches, 3 × patch × patch] float32, patches row by row, each ordered channel, row,
 * column, as the patch convolution's weights are. Pixels right of and below the last whole patch are left out, as a
 * convolution of stride `patch` leaves them out (384 = 27 × 14 + 6).
 */
export function toPatches(square: RgbImage, patch: number, { mean, std }: Normalization): Float32Array {
  const perSide = Math.floor(square.width / patch);
  const table = [0, 1, 2].map((c) => Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean[c]!) / std[c]!));
  const out = new Float32Array(perSide * perSide * 3 * patch * patch);
  let at = 0;
  for (let py = 0; py < perSide; py++) {
    for (let px = 0; px < perSide; px++) {
      for (let c = 0; c < 3; c++) {
        const values = table[c]!;
        for (let y = 0; y < patch; y++) {
          let from = ((py * patch + y) * square.width + px * patch) * 3 + c;
          for (let x = 0; x < patch; x++, from += 3) out[at++] = values[square.data[from]!]!;
        }
      }
    }
  }
  return out;
}

/** RGB pixels as a PNG file. */
export async function toPng(image: RgbImage): Promise<Uint8Array> {
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  return await sharp(image.data, { raw }).png({ compressionLevel: 6 }).toBuffer();
}
