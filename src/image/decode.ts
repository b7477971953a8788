import sharp, { type SharpOptions } from 'sharp';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { pictureFormat } from '../shared/pictureFormat.ts';
import { MAX_BYTES, MAX_PIXELS, MAX_SVG_BYTES, MIN_SIDE } from '../shared/pictureLimits.ts';
import { bmpSize, decodeBmp } from './bmp.ts';
import { GROUNDS, groundFor } from './ground.ts';
import { drawSvg } from './svg/draw.ts';
import type { ImageFormat, RgbImage } from './types.ts';

/** Some rows of a picture, all of its columns. */
export interface Rows {
  top: number;
  count: number;
}

export interface DecodedImage extends RgbImage {
  format: ImageFormat;
}

// Pictures differ from call to call: libvips' cache of operations would only hold memory.
sharp.cache(false);

/**
 * Decodes PNG, JPEG, WebP, GIF (first frame), BMP, AVIF, TIFF or SVG, found by magic bytes, to RGB of 8 bits.
 *
 * EXIF orientation is applied. Transparency is laid on white, which is what a reader sees in an editor or a browser, or on
 * dark where what is drawn is light (see ground.ts);
 * Imp's authors drop the alpha channel instead, which shows whatever colour lies under transparent pixels. Colour
 * profiles are ignored, as the authors' Pillow ignores them. SVG is drawn at its own size by a process of its own
 * (svg/draw.ts); it comes from memory, so librsvg resolves no reference to a file or to the network.
 *
 * @param bytes the file as it is
 * @param name for messages only
 * @param rows only these, within the picture: a large PNG then takes no more memory than they do
 * @param signal ends the drawing of an SVG
 * @throws ImpError `image-unreadable`, `image-too-large` or `cancelled`; the size is checked before any pixel is decoded
 */
export async function decodeImage(
  bytes: Uint8Array,
  name = 'The picture',
  rows?: Rows,
  signal?: AbortSignal,
): Promise<DecodedImage> {
  const { bytes: bitmap, format } = await asBitmap(bytes, name, signal);
  const drawn = format === 'svg' ? 'png' : format;
  const image = drawn === 'bmp' ? rowsOf(readBmp(bitmap, name), rows) : await readWithSharp(bitmap, drawn, name, rows);
  return { ...image, format };
}

/**
 * The picture as a file of pixels: an SVG drawn as PNG, with its transparency; anything else as it is.
 * @throws as `decodeImage`
 */
export async function asBitmap(
  bytes: Uint8Array,
  name: string,
  signal?: AbortSignal,
): Promise<{ bytes: Uint8Array; format: ImageFormat }> {
  if (bytes.length > MAX_BYTES)
    throw tooLarge(name, msg`has ${megabytes(bytes.length)}`, msg`${megabytes(MAX_BYTES)} is the limit`);
  const format = pictureFormat(bytes, name);
  if (format !== 'svg') return { bytes, format };
  if (bytes.length > MAX_SVG_BYTES)
    throw tooLarge(name, msg`is an SVG of ${megabytes(bytes.length)}`, msg`${megabytes(MAX_SVG_BYTES)} is the limit`);
  const drawn = await drawSvg(bytes, name, { signal });
  if (drawn.type === 'drawn') return { bytes: drawn.png, format };
  if (drawn.type === 'failed') throw damaged(name, 'svg', drawn.step, drawn.message);
  const { width, height } = drawn as { width: number; height: number };
  checkSize(width, height, name);
  throw damaged(name, 'svg', 'header', drawn.type);
}

function readBmp(bytes: Uint8Array, name: string): RgbImage {
  const size = bmpSize(bytes);
  if (!size) throw unreadable(name, msg`has a broken BMP header`);
  checkSize(size.width, size.height, name);
  try {
    return decodeBmp(bytes);
  } catch (cause) {
    throw unreadable(name, msg`is a damaged BMP file`, cause);
  }
}

const rowsOf = ({ width, height, data }: RgbImage, { top, count }: Rows = { top: 0, count: height }): RgbImage => ({
  width,
  height: count,
  data: data.subarray(3 * top * width, 3 * (top + count) * width),
});

async function readWithSharp(
  bytes: Uint8Array,
  format: ImageFormat,
  name: string,
  rows: Rows | undefined,
): Promise<RgbImage> {
  const options: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false, animated: false };
  let step = 'header';
  try {
    const header = await sharp(bytes, options).metadata();
    checkSize(header.width ?? 0, header.pageHeight ?? header.height ?? 0, name);
    step = 'data';
    const ground = header.hasAlpha ? await groundFor(bytes, { ...options, limitInputPixels: MAX_PIXELS }) : 'light';
    const upright = sharp(bytes, { ...options, limitInputPixels: MAX_PIXELS }).autoOrient();
    if (rows) upright.extract({ left: 0, top: rows.top, width: header.autoOrient.width, height: rows.count });
    const { data, info } = await upright
      .flatten({ background: GROUNDS[ground] })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: toRgb(data, info.width * info.height, info.channels) };
  } catch (cause) {
    if (cause instanceof ImpError) throw cause;
    throw damaged(name, format, step, cause);
  }
}

function damaged(name: string, format: ImageFormat, step: string, cause: unknown): ImpError {
  const what = msg`is a damaged or truncated ${format.toUpperCase()} file (its ${step} cannot be read)`;
  return unreadable(name, what, cause);
}

/** Grey, with or without alpha, and RGBA made RGB; alpha has been flattened before. */
function toRgb(data: Uint8Array, pixels: number, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const rgb = new Uint8Array(pixels * 3);
  const step = channels >= 3 ? 1 : 0;
  for (let i = 0; i < pixels; i++) {
    rgb[i * 3] = data[i * channels]!;
    rgb[i * 3 + 1] = data[i * channels + step]!;
    rgb[i * 3 + 2] = data[i * channels + 2 * step]!;
  }
  return rgb;
}

function checkSize(width: number, height: number, name: string): void {
  if (width < 1 || height < 1) throw unreadable(name, msg`has a broken header: no width or height`);
  if (width < MIN_SIDE || height < MIN_SIDE) {
    throw unreadable(name, msg`has only ${width} × ${height} pixels: there is nothing to see in it`);
  }
  if (width * height > MAX_PIXELS) {
    const limit = msg`${MAX_PIXELS / 1e6} megapixels is the limit`;
    throw tooLarge(
      name,
      msg`has ${width} × ${height} pixels (${Math.round((width * height) / 1e6)} megapixels)`,
      limit,
    );
  }
}

function unreadable(name: string, what: Message, cause?: unknown): ImpError {
  return new ImpError(
    'image-unreadable',
    msg`${name} ${what}. Use a PNG, JPEG, WebP, GIF, BMP, AVIF, TIFF or SVG file.`,
    { cause },
  );
}

function tooLarge(name: string, what: Message, limit: Message): ImpError {
  return new ImpError('image-too-large', msg`${name} ${what}; ${limit}. Scale it down or crop it, then try again.`);
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
