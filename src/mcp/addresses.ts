/** Pictures by `data:` and `file:` URL, for agents and for the command line: one reading of them. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ImpError } from '../shared/errors.ts';
import { checkPictureSize, MAX_BYTES } from '../shared/pictureLimits.ts';

const usage = (message: string, cause?: unknown) => new ImpError('usage', message, { cause });

/** @throws ImpError `usage` with what is wrong with it, `image-too-large` before anything is decoded */
export function bytesOfDataUrl(url: string): Uint8Array {
  const comma = url.indexOf(',');
  if (comma < 0) throw usage('The data: URL has no comma before its data.');
  // Percent signs treble a byte, base64 takes a third more.
  if (url.length - comma > 4 * MAX_BYTES)
    throw new ImpError('image-too-large', 'The data: URL is larger than any picture that is read.');
  const data = decoded(url.slice(comma + 1));
  let bytes: Uint8Array;
  if (/;\s*base64\s*$/i.test(url.slice(5, Math.min(comma, 200)))) {
    const plain = data.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) throw usage('The data: URL is not valid base64.');
    bytes = Buffer.from(plain, 'base64');
  } else bytes = Buffer.from(data, 'utf8');
  if (bytes.length === 0) throw usage('The data: URL is empty.');
  // A copy: a small Buffer is a view of a larger block, which must not travel on.
  return new Uint8Array(bytes);
}

function decoded(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch (cause) {
    throw usage('The data: URL is not validly encoded.', cause);
  }
}

/**
 * The bytes of a picture's file. Opened once, then asked: what is checked is what is read. Without waiting, so that a pipe
 * that nobody writes to holds nobody up.
 * @throws ImpError `usage` where it is no file, `image-too-large`; the system's error where it cannot be opened
 */
export async function readPictureFile(path: string, name: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw usage(`"${name}" is no file.`);
    checkPictureSize(facts.size, name);
    const bytes = new Uint8Array(await file.readFile());
    checkPictureSize(bytes.byteLength, name);
    return bytes;
  } finally {
    await file.close();
  }
}

/** The path that a `file:` URL names. @throws ImpError `usage` where it names none on this machine */
export function pathOfFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw usage(`${url.slice(0, 200)} is no address of a file on this machine: ${(cause as Error).message}.`, cause);
  }
}
