/** Small file helpers for the extension's storage folder; plain Node, so that unit tests use the real ones. */
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../shared/wholeFile.ts';

/** Conversations and their pictures are nobody else's business, on machines with several users too. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** A folder that only this user can look into; one that is there already becomes so. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  await chmod(path, PRIVATE_FOLDER).catch(() => {}); // file systems without modes
}

/** Writes beside the target and renames, so that a crash leaves the old content or the new one. Only this user can read it. */
export async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await privateFolder(dirname(path));
  await writeWhole(path, data, PRIVATE_FILE);
}

/** The file's bytes, or undefined when there is none. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}
