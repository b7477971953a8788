/** Files that a reader, or a crash, never meets half written. Plain Node: not for the webview. */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

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
