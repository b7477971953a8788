/** Files read and written whole: never half written, never a pipe, never more than is wanted. Plain Node: not for the webview. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';

/**
 * The bytes of a regular file. Opened without waiting and asked before it is read: a pipe that nobody writes to, a device and a
 * file larger than `maxBytes` hold nobody up.
 * @throws the system's error where it cannot be opened, an Error where it is no file or too large
 */
export async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new Error('it is no file');
    if (facts.size > maxBytes) throw new Error(`it has ${facts.size} bytes, more than ${maxBytes}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Writes beside the target and renames: what is there is the old content or the new one.
 * @param mode permissions of the file; those of other new files where it is left out
 */
export async function writeWhole(path: string, data: string | Uint8Array, mode?: number): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, data, { mode });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}
