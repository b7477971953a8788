/**
 * What a file is, by its first bytes: names and MIME types from elsewhere are not trusted. Everything here takes time
 * linear in the bytes it looks at.
 */
import { ImpError } from './errors.ts';
import { msg, type Message } from './message.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'avif' | 'tiff' | 'svg';

/** File extensions offered in pickers and matched in paths. */
export const PICTURE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'svg', 'tif', 'tiff', 'avif'];

/** How far the root element of an SVG is looked for: licence texts and editors' declarations come before it. */
const PROLOGUE_BYTES = 1024 * 1024;
/** Brands are at the very start of an ISO media file. */
const BRAND_BYTES = 128;

/** The format by magic bytes; undefined for anything that is not read here. */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes.length < 4) return undefined;
  const head = latin1(bytes, 0, 12);
  if (head.startsWith('\x89PNG')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('BM')) return 'bmp';
  // 42: TIFF, 43: BigTIFF
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (brandsOf(bytes).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return isSvg(bytes) ? 'svg' : undefined;
}

/** File extension of the store for a format. */
export const extensionOf = (format: PictureFormat): string =>
  format === 'jpeg' ? 'jpg' : format === 'tiff' ? 'tif' : format;

/** As `sniffFormat`, but fails with `image-unreadable`, and says of well-known files what to do with them. */
export function pictureFormat(bytes: Uint8Array, name: string): PictureFormat {
  const format = sniffFormat(bytes);
  if (format) return format;
  if (bytes.length === 0)
    throw new ImpError('image-unreadable', msg`${name} is empty (0 bytes). Save it again and add it once more.`);
  const known = wellKnown(bytes, name);
  if (known) throw new ImpError('image-unreadable', known);
  throw new ImpError(
    'image-unreadable',
    msg`${name} is no picture that Imp can read. Use PNG, JPEG, WebP, GIF, BMP, SVG, TIFF or AVIF.`,
  );
}

/** Whether a path looks like a picture, by its extension. */
export function isPicturePath(path: string): boolean {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return extension.length < path.length && PICTURE_EXTENSIONS.includes(extension);
}

/** What it is instead of a picture, and what helps. */
function wellKnown(bytes: Uint8Array, name: string): Message | undefined {
  const head = latin1(bytes, 0, 1024);
  if (brandsOf(bytes).some((brand) => /^(hei[cfmsx]|hev[cmsx]|mif1|msf1)$/.test(brand)))
    return msg`${name} is a HEIC picture, as phones take them, which Imp does not read. Export it as JPEG or PNG, or take a screenshot of it.`;
  if (head.slice(0, 1024).includes('%PDF-'))
    return msg`${name} is a PDF document. Take a screenshot of the page that you mean, or export the page as PNG.`;
  if (/^\0\0[\x01\x02]\0/.test(head))
    return msg`${name} is an icon or a cursor (ICO), which Imp does not read. Save it as PNG: an icon editor or a browser does that.`;
  if (head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL '))
    return msg`${name} is a JPEG XL picture, which Imp does not read. Export it as PNG or JPEG.`;
  if (head.startsWith('\0\0\0\x0cjP  ') || head.startsWith('\xff\x4f\xff\x51'))
    return msg`${name} is a JPEG 2000 picture, which Imp does not read. Export it as PNG or JPEG.`;
  if (head.startsWith('8BPS')) return msg`${name} is a Photoshop document. Export it as PNG.`;
  if (head.startsWith('\x1f\x8b'))
    return msg`${name} is a compressed file (gzip), perhaps an SVGZ. Unpack it, then add the file that comes out.`;
  if (head.startsWith('PK\x03\x04'))
    return msg`${name} is an archive or an office document. Add the pictures in it one by one.`;
  if (brandsOf(bytes).length) return msg`${name} is a video. Take a screenshot of the frame that you mean.`;
  if (head.startsWith('version https://git-lfs'))
    return msg`${name} is a git-lfs pointer, not the picture itself. Run "git lfs pull" where it was cloned.`;
  if (/^[\s\xef\xbb\xbf]{0,64}<(!doctype html|html|head|body)/i.test(head))
    return msg`${name} is a web page. Take a screenshot of it, or save the picture that it shows.`;
  return undefined;
}

/** Brands of an ISO media file, its own first; none where it is not one. */
function brandsOf(bytes: Uint8Array): string[] {
  if (latin1(bytes, 4, 8) !== 'ftyp') return [];
  const size = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
  const brands = [latin1(bytes, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, bytes.length, BRAND_BYTES); at += 4)
    brands.push(latin1(bytes, at, at + 4));
  return brands;
}

/** Text of XML by its byte order mark, else as UTF-8: what a browser does, whatever the declaration says. */
export function xmlText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const encoding =
    (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)
      ? 'utf-16le'
      : (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Text whose first element, after declaration, comments and document type, is `<svg`, with or without a namespace prefix. */
function isSvg(bytes: Uint8Array): boolean {
  const text = xmlText(bytes.subarray(0, PROLOGUE_BYTES));
  const root = rootElement(text);
  return root !== undefined && /^(\w[\w.-]{0,62}:)?svg$/.test(root.name);
}

/** The first element's name and where it begins; undefined where there is none in the text. */
export function rootElement(text: string): { name: string; at: number } | undefined {
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0xfeff) at++;
    else if (text.startsWith('<?', at)) at = after(text, '?>', at + 2);
    else if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4);
    else if (text.startsWith('<!', at)) at = afterDoctype(text, at + 2);
    else if (code === 0x3c) {
      let end = at + 1;
      while (end < text.length && end - at < 80 && !/[\s/>]/.test(text[end]!)) end++;
      return end < text.length ? { name: text.slice(at + 1, end), at } : undefined;
    } else return undefined;
  }
  return undefined;
}

/** The position after the next `end`, or the end of the text. */
function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found + end.length;
}

/** After a document type: its quoted texts and its internal subset may hold `>`. */
function afterDoctype(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'") at = after(text, char, at + 1) - 1;
    else if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4) - 1;
    else if (text.startsWith('<?', at)) at = after(text, '?>', at + 2) - 1;
    else if (char === '[') depth++;
    else if (char === ']') depth--;
    else if (char === '>' && depth <= 0) return at + 1;
  }
  return text.length;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (const byte of bytes.subarray(from, to)) text += String.fromCharCode(byte);
  return text;
}
