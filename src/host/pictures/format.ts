/** What a file says it is, by its first bytes: names and MIME types from elsewhere are not trusted. */
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

/** File extensions offered in pickers and matched in paths. */
export const PICTURE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'svg', 'tif', 'tiff', 'avif'];

const MAGIC: [extension: string, offset: number, bytes: string][] = [
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['jpg', 0, '\xff\xd8\xff'],
  ['gif', 0, 'GIF8'],
  ['webp', 8, 'WEBP'],
  ['bmp', 0, 'BM'],
  ['tif', 0, 'II*\0'],
  ['tif', 0, 'MM\0*'],
  ['avif', 4, 'ftypavif'],
];

/** The file extension for these bytes; fails with `image-unreadable` when they are no picture that is supported. */
export function pictureExtension(bytes: Uint8Array, name: string): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  const found = MAGIC.find(([, offset, magic]) => head.startsWith(magic, offset));
  if (found) return found[0];
  if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(head))
    return 'svg';
  if (bytes.byteLength === 0)
    throw new ImpError('image-unreadable', msg`${name} is empty. Save it again and add it once more.`);
  throw new ImpError(
    'image-unreadable',
    msg`${name} is not a picture that Imp can read. Use PNG, JPEG, WebP, GIF, BMP, SVG, TIFF or AVIF.`,
  );
}

/** Whether a path looks like a picture, by its extension. */
export function isPicturePath(path: string): boolean {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  return extension !== undefined && PICTURE_EXTENSIONS.includes(extension);
}
