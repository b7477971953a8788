/** Lists a zip archive (a .vsix is one). */
import { openPromise, type Entry, type ZipFile } from 'yauzl';

export interface ArchiveEntry {
  /** Bytes unpacked. */
  size: number;
  /** The first 4 KiB, or all of a file that was asked for whole. */
  head: Buffer;
}

const HEAD = 4096;

/**
 * Every file of the archive by its path, with its first bytes.
 * @param whole files that are read to their end
 */
export async function readArchive(file: string, whole?: RegExp): Promise<Map<string, ArchiveEntry>> {
  const zip = await openPromise(file);
  const entries = new Map<string, ArchiveEntry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/'))
        entries.set(entry.fileName, {
          size: entry.uncompressedSize,
          head: await head(zip, entry, whole?.test(entry.fileName) ? Infinity : HEAD),
        });
    }
  } finally {
    zip.close();
  }
  return entries;
}

async function head(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(parts).subarray(0, Math.min(bytes, most));
}
