/** What a download must look like: first bytes, hash. A proxy's sign-in page is distinguished from a model here. */
import { createHash, type Hash } from 'node:crypto';
import { ImpError } from '../../shared/errors.ts';
import { msg, type Message } from '../../shared/message.ts';

/** How the content is known to be right. */
export type Digest =
  | { algorithm: 'sha256'; hex: string }
  /** What the hub gives for small files: git's object id, SHA-1 over `blob <size>\0` and the content. */
  | { algorithm: 'git-blob'; hex: string };

/** Bytes that `checkStart` wants to see. */
export const START_BYTES = 16;
/** A safetensors header above this is refused by the format's own reader. */
const SAFETENSORS_HEADER_LIMIT = 100_000_000n;

/**
 * Checks the first bytes of a file against its name's extension.
 * @param start the first `START_BYTES` bytes, or the whole file when it is shorter
 * @throws ImpError `download-corrupt`
 */
export function checkStart(name: string, start: Uint8Array, url: string): void {
  const text = Buffer.from(start).toString('latin1');
  const trimmed = text.replace(/^(\xef\xbb\xbf)?\s*/, '');
  if (/^<(!doctype|html|head|\?xml|!--)/i.test(trimmed)) {
    throw new ImpError(
      'download-corrupt',
      msg`${new URL(url).host} sent a web page in place of ${name}; most often that is a proxy that wants you to sign in. Open the address in a browser, sign in, and try again, or set imp.download.mirror.`,
    );
  }
  const bad = (what: Message) =>
    new ImpError(
      'download-corrupt',
      msg`What ${new URL(url).host} sent as ${name} is not ${what}. Check the address or the mirror.`,
    );
  if (name.endsWith('.gguf') && !text.startsWith('GGUF')) throw bad(msg`a GGUF file`);
  if (name.endsWith('.json') && !/^[{[]/.test(trimmed)) throw bad(msg`JSON`);
  if (name.endsWith('.safetensors')) {
    const header = start.length >= 9 ? Buffer.from(start).readBigUInt64LE(0) : 0n;
    if (header === 0n || header > SAFETENSORS_HEADER_LIMIT || start[8] !== 0x7b) throw bad(msg`a safetensors file`);
  }
}

/** A running hash for `digest`; `bytes` is the size of the whole file, which git hashes first. */
export function startHash(digest: Digest, bytes: number): Hash {
  if (digest.algorithm === 'sha256') return createHash('sha256');
  return createHash('sha1').update(`blob ${bytes}\0`);
}
