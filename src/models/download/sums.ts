/** `SHA256SUMS`, as `sha256sum` writes it: the file list of a plain mirror and of an air-gap bundle. */
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

export const SUMS = 'SHA256SUMS';

/**
 * File names with their SHA-256. Lines are `<64 hex>  <name>` or `<64 hex> *<name>`; names are plain, never paths.
 * @throws ImpError `download-corrupt`
 */
export function parseSums(text: string, where: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const match = /^([0-9a-fA-F]{64}) [ *]([^/\\\0]{1,200})$/.exec(line);
    if (!match || match[2]!.startsWith('.'))
      throw new ImpError(
        'download-corrupt',
        msg`${SUMS} at ${where} has a line that is not "<SHA-256>  <file name>": ${JSON.stringify(line.slice(0, 80))}.`,
      );
    sums.set(match[2]!, match[1]!.toLowerCase());
  }
  return sums;
}

export function formatSums(sums: Iterable<readonly [name: string, sha256: string]>): string {
  return [...sums].map(([name, sha256]) => `${sha256}  ${name}\n`).join('');
}
