/** `SHA256SUMS`, as `sha256sum` and BSD's `sha256` write it: the file list of a plain mirror and of an air-gap bundle. */
import { ImpError } from '../../shared/errors.ts';
import { isPlainFileName } from '../../shared/fileName.ts';
import { msg } from '../../shared/message.ts';

export const SUMS = 'SHA256SUMS';

/** GNU: `<64 hex>  <name>` or `<64 hex> *<name>`. BSD: `SHA256 (<name>) = <64 hex>`. */
function entryOf(line: string): [name: string, sha256: string] | undefined {
  const gnu = /^([0-9a-fA-F]{64}) [ *]?(.{1,220})$/.exec(line);
  if (gnu) return [gnu[2]!, gnu[1]!];
  const bsd = /^SHA256 \((.{1,220})\) = ([0-9a-fA-F]{64})$/.exec(line);
  return bsd ? [bsd[1]!, bsd[2]!] : undefined;
}

/**
 * File names with their SHA-256. Names are plain, never paths; a leading `./`, as `find` writes it, and a byte order mark are
 * passed over.
 * @throws ImpError `download-corrupt`
 */
export function parseSums(text: string, where: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [written = '', sha256 = ''] = entryOf(line.trimEnd()) ?? [];
    const name = written.replace(/^\.\//, '');
    if (!isPlainFileName(name))
      throw new ImpError(
        'download-corrupt',
        msg`${SUMS} at ${where} has a line that is not "<SHA-256>  <file name>": ${JSON.stringify(line.slice(0, 80))}.`,
      );
    sums.set(name, sha256.toLowerCase());
  }
  return sums;
}
