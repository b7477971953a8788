/** One window or process at a time: locks that survive crashes (a lock nobody renews is taken over). */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';

/** A lock not renewed for so long belongs to a process that is gone. */
const STALE_MS = 15_000;

/**
 * Runs `action` while holding the lock `name` of the store at `root`.
 * @param what the work, for the message: msg`imp-3b is being downloaded`
 * @param wait true: wait up to some seconds, for short work; false: fail at once, for work that takes minutes
 * @throws ImpError `store-busy`; whatever `action` throws
 */
export async function withLock<T>(
  root: string,
  name: string,
  what: Message,
  wait: boolean,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = join(root, 'locks');
  await mkdir(folder, { recursive: true });
  const lost = new AbortController();
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(folder, {
      lockfilePath: join(folder, `${name}.lock`),
      stale: STALE_MS,
      retries: wait ? { retries: 20, minTimeout: 100, maxTimeout: 1000 } : 0,
      // Sleep of the whole machine lets a lock go stale and another window take it: stop before both write.
      onCompromised: () => lost.abort(),
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw cause;
    throw new ImpError(
      'store-busy',
      msg`${what} in another window or terminal. Wait for it, or stop it there; if that window has just crashed, try again in a quarter of a minute.`,
      { cause },
    );
  }
  try {
    const result = await action(lost.signal);
    if (lost.signal.aborted)
      throw new ImpError(
        'store-busy',
        msg`Another window took over the model store while this one slept. Look at the list of models, and start again if it is not there.`,
      );
    return result;
  } finally {
    await release().catch(() => {}); // already lost
  }
}

/** Whether somebody holds the lock `name` now. */
export async function isLocked(root: string, name: string): Promise<boolean> {
  const folder = join(root, 'locks');
  try {
    return await lockfile.check(folder, { lockfilePath: join(folder, `${name}.lock`), stale: STALE_MS });
  } catch {
    return false;
  }
}
