import sharp, { type SharpOptions } from 'sharp';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { bmpSize, decodeBmp } from './bmp.ts';
import { sniffFormat } from './format.ts';
import type { ImageFormat, RgbImage } from './types.ts';

/** 8K screens have 33 megapixels, the largest phone photographs 50; 64 take 192 MB as RGB. */
export const MAX_PIXELS = 64_000_000;
/** A 64-megapixel screenshot as PNG stays below this. */
export const MAX_BYTES = 128 * 1024 * 1024;
/** SVG is text that costs time by its length, and drawings of interest are far smaller. */
export const MAX_SVG_BYTES = 16 * 1024 * 1024;
/** A side of one pixel shows nothing that could be asked about: a broken paste or a tracking pixel. */
export const MIN_SIDE = 2;

/** Settles when the last SVG that was begun is read: see oneSvgAtATime(). */
let lastSvg: Promise<unknown> = Promise.resolve();

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
 * EXIF orientation is applied. Transparency is laid on white, which is what a reader sees in an editor or a browser;
 * Imp's authors drop the alpha channel instead, which shows whatever colour lies under transparent pixels. Colour
 * profiles are ignored, as the authors' Pillow ignores them. SVG is drawn at its own size; it comes from memory, so
 * librsvg resolves no reference to a file or to the network.
 *
 * @param bytes the file as it is
 * @param name for messages only
 * @param rows only these, within the picture: a large PNG then takes no more memory than they do
 * @throws ImpError `image-unreadable` or `image-too-large`; the size is checked before any pixel is decoded
 */
export async function decodeImage(bytes: Uint8Array, name = 'The picture', rows?: Rows): Promise<DecodedImage> {
  if (bytes.length === 0) throw unreadable(name, msg`is empty (0 bytes)`);
  if (bytes.length > MAX_BYTES)
    throw tooLarge(name, msg`has ${megabytes(bytes.length)}`, msg`${megabytes(MAX_BYTES)} is the limit`);
  const format = sniffFormat(bytes);
  if (!format) throw unreadable(name, msg`is no picture that can be read here`);
  if (format === 'svg' && bytes.length > MAX_SVG_BYTES) {
    throw tooLarge(name, msg`is an SVG of ${megabytes(bytes.length)}`, msg`${megabytes(MAX_SVG_BYTES)} is the limit`);
  }
  const read = () => readWithSharp(bytes, format, name, rows);
  const image =
    format === 'bmp' ? rowsOf(readBmp(bytes, name), rows) : await (format === 'svg' ? oneSvgAtATime(read) : read());
  return { ...image, format };
}

/** Malformed SVG that sharp's library reads on several threads at once damages the heap (its XML parser keeps the last error in one place for all): each waits for the one before. */
function oneSvgAtATime<T>(read: () => Promise<T>): Promise<T> {
  const turn = lastSvg.then(read);
  lastSvg = turn.catch(() => {});
  return turn;
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
    const upright = sharp(bytes, { ...options, limitInputPixels: MAX_PIXELS }).autoOrient();
    if (rows) upright.extract({ left: 0, top: rows.top, width: header.autoOrient.width, height: rows.count });
    const { data, info } = await upright
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: toRgb(data, info.width * info.height, info.channels) };
  } catch (cause) {
    if (cause instanceof ImpError) throw cause;
    throw unreadable(
      name,
      msg`is a damaged or truncated ${format.toUpperCase()} file (its ${step} cannot be read)`,
      cause,
    );
  }
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
