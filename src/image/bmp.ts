import { decode } from 'bmp-ts';
import type { RgbImage } from './types.ts';

/** Width and height that a BMP header claims, in pixels; undefined when there is no such header. */
export function bmpSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 26) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  if (headerSize === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  if (headerSize < 40) return undefined;
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/**
 * Pixels of a BMP (sharp reads none). The caller has checked the size.
 * @throws any Error on broken data, and on the rare variants that bmp-ts gets wrong: the caller makes a message of it
 */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(14, true) === 12) throw new Error('an OS/2 header');
  const bitsPerPixel = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const { width, height } = bmpSize(bytes)!;
  if (![1, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw new Error(`${bitsPerPixel} bits a pixel`);
  if (![0, 1, 3].includes(compression) || (bitsPerPixel === 4 && width % 2 === 1))
    throw new Error('a rare kind of packing');
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const pixelsAt = view.getUint32(10, true);
  if (compression !== 1 && bytes.length < pixelsAt + rowBytes * height) throw new Error('truncated pixel data');
  // Bytes come as A, B, G, R; the alpha of most 32-bit files is unused, so it is not looked at.
  const { data } = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from + 3]!;
    rgb[to + 1] = data[from + 2]!;
    rgb[to + 2] = data[from + 1]!;
  }
  return { width, height, data: rgb };
}
