/** Lists a zip archive (a .vsix is one). */
import { openPromise, type Entry, type ZipFile } from 'yauzl';

export interface ArchiveEntry {
  /** Bytes unpacked. */
  size: number;
  /** The first 4 KiB. */
  head: Buffer;
}

const HEAD = 4096;

/** Every file of the archive by its path, with its first bytes. */
export async function readArchive(file: string): Promise<Map<string, ArchiveEntry>> {
  const zip = await openPromise(file);
  const entries = new Map<string, ArchiveEntry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/'))
        entries.set(entry.fileName, { size: entry.uncompressedSize, head: await head(zip, entry) });
    }
  } finally {
    zip.close();
  }
  return entries;
}

async function head(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= HEAD) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD);
}
