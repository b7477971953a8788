/** Disk space, asked before anything large is written. */
import { mkdir, statfs } from 'node:fs/promises';
import { ImpError } from './errors.ts';
import { msg } from './message.ts';
import { formatBytes } from './models.ts';

/** Left free beside the files themselves: a file system that is full to the last byte breaks the editor too. */
const MARGIN_BYTES = 64e6;

/** Free bytes for this user on the disk of `folder` (which is created). */
export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const stats = await statfs(folder);
  return stats.bavail * stats.bsize;
}

/**
 * @param bytes what is about to be written into `folder`
 * @throws ImpError `disk-full` with both figures, the margin included
 */
export async function ensureSpace(folder: string, bytes: number, free = freeBytes): Promise<void> {
  const available = await free(folder);
  const needed = bytes + MARGIN_BYTES;
  if (available >= needed) return;
  throw new ImpError(
    'disk-full',
    msg`Not enough disk space: ${formatBytes(needed)} needed, ${formatBytes(available)} free in ${folder}. Free some space or choose another folder, then try again; what is there already is kept.`,
    { details: { needBytes: needed, freeBytes: available } },
  );
}
