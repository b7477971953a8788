import type { ImageFormat } from './types.ts';

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** The picture format by its magic bytes, never by a file name; undefined for anything else. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  if (bytes.length < 4) return undefined;
  if (ascii(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89) return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 0, 4) === 'GIF8') return 'gif';
  if (ascii(bytes, 0, 2) === 'BM') return 'bmp';
  if (isTiff(bytes)) return 'tiff';
  if (isAvif(bytes)) return 'avif';
  if (isSvg(bytes)) return 'svg';
  return undefined;
}

function isTiff(bytes: Uint8Array): boolean {
  const order = ascii(bytes, 0, 2);
  const little = order === 'II' && (bytes[2] === 42 || bytes[2] === 43) && bytes[3] === 0;
  const big = order === 'MM' && bytes[2] === 0 && (bytes[3] === 42 || bytes[3] === 43);
  return little || big;
}

/** An ISO media file whose brands name AV1 still pictures (HEIC shares the container and is not supported). */
function isAvif(bytes: Uint8Array): boolean {
  if (ascii(bytes, 4, 8) !== 'ftyp') return false;
  const size = Math.min(
    ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0,
    bytes.length,
    128,
  );
  const brands = ascii(bytes, 8, size);
  return brands.includes('avif') || brands.includes('avis');
}

/** Text whose first element, after declaration, comments and document type, is `<svg`. */
function isSvg(bytes: Uint8Array): boolean {
  const head = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8').decode(
    bytes.subarray(0, 4096),
  );
  const text = head
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\?[\s\S]*?\?>/g, '')
    .replace(/<!DOCTYPE[^>[]*(\[[\s\S]*?\])?\s*>/i, '');
  return /^\s*<(\w+:)?svg[\s>]/.test(text);
}
