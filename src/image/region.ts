import { createHash } from 'node:crypto';
import type { ImageId, Region } from '../shared/engine.ts';
import { cropId } from '../shared/crop.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { MIN_SIDE } from '../shared/pictureLimits.ts';
import type { RgbImage } from './types.ts';

/** A picture's id: SHA-256 of its bytes, in hex; for a crop, of that and the rectangle. */
export function imageId(bytes: Uint8Array, region?: Region): ImageId {
  const id = createHash('sha256').update(bytes).digest('hex');
  return region ? cropId(id, region) : id;
}

/**
 * Cuts a rectangle out; fractions are rounded to whole pixels and what lies outside the picture is left out.
 * @throws ImpError `usage` when the rectangle is not finite or covers fewer than 2 × 2 pixels of the picture
 */
export function cropImage(image: RgbImage, region: Region): RgbImage {
  const x = Math.max(Math.round(region.x), 0);
  const y = Math.max(Math.round(region.y), 0);
  const width = Math.min(Math.round(region.x + region.width), image.width) - x;
  const height = Math.min(Math.round(region.y + region.height), image.height) - y;
  if (!(width >= MIN_SIDE && height >= MIN_SIDE)) {
    const asked = `${region.width} × ${region.height} pixels at ${region.x}, ${region.y}`;
    const picture = `${image.width} × ${image.height} pixels`;
    throw new ImpError(
      'usage',
      msg`The region (${asked}) covers no usable part of the picture (${picture}). Choose a larger region.`,
    );
  }
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}
