import { ImpError } from './errors.ts';
import { msg } from './message.ts';

/** Larger files are refused before they are read into memory. */
const MAX_PICTURE_BYTES = 100e6;

/** Fails with `image-too-large` for files that no screenshot needs. */
export function checkPictureSize(bytes: number, name: string): void {
  if (bytes > MAX_PICTURE_BYTES) {
    throw new ImpError(
      'image-too-large',
      msg`${name} has ${Math.round(bytes / 1e6)} MB; ${MAX_PICTURE_BYTES / 1e6} MB is the limit. Crop or shrink it first.`,
    );
  }
}
