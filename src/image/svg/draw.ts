/** SVG to PNG in processes that can be ended: with limits on time, memory and pixels, and without one waiting for another. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ImpError, anySignal, stopped, throwIfStopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { DrawAnswer, DrawRequest } from './protocol.ts';

export interface DrawOptions {
  signal?: AbortSignal;
  /** A drawing that takes longer is given up. */
  limitMs?: number;
}

/** What one drawing may take, the start of its process not counted. Drawings of interest take a fraction of a second. */
const LIMIT_MS = 10_000;
/** A process starts in well under a second; on a busy machine in some. */
const START_MS = 30_000;
/** Drawings side by side: one that takes its whole limit keeps no other waiting. */
const MAX_PROCESSES = 3;
/** A process without work ends after this long: about 80 MB. */
const IDLE_MS = 20_000;

interface Artist {
  child: ChildProcess;
  busy: boolean;
  /** Settles when the process has started, or has not. */
  ready: Promise<void>;
  idle?: NodeJS.Timeout;
}

const artists = new Set<Artist>();
const waiting: (() => void)[] = [];
let nextId = 1;

/**
 * Draws an SVG at its own size (at a smaller one above 16 megapixels) as a PNG with its transparency.
 * Drawn from memory: references to files and addresses are not followed.
 * @throws ImpError `image-unreadable`, `image-too-large`, `cancelled`
 */
export async function drawSvg(bytes: Uint8Array, name: string, options: DrawOptions = {}): Promise<DrawAnswer> {
  const { signal, limitMs = LIMIT_MS } = options;
  const artist = await hire(signal);
  try {
    employ(artist);
    await begun(artist, signal);
    return await drawWith(artist, bytes, name, limitMs, signal);
  } finally {
    release(artist);
  }
}

/** A process without work, or the next one that has none. */
async function hire(signal: AbortSignal | undefined): Promise<Artist> {
  for (;;) {
    throwIfStopped(signal);
    const free = [...artists].find(({ busy }) => !busy);
    const artist = free ?? (artists.size < MAX_PROCESSES ? start() : undefined);
    if (artist) {
      artist.busy = true;
      clearTimeout(artist.idle);
      return artist;
    }
    await new Promise<void>((resolve) => {
      const go = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        const at = waiting.indexOf(go);
        if (at >= 0) waiting.splice(at, 1);
        resolve();
      };
      waiting.push(go);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }
}

function release(artist: Artist): void {
  artist.busy = false;
  rest(artist);
  if (artists.has(artist)) artist.idle = setTimeout(() => end(artist), IDLE_MS).unref();
  waiting.shift()?.();
}

function end(artist: Artist): void {
  artists.delete(artist);
  clearTimeout(artist.idle);
  artist.child.kill('SIGKILL');
}

/** The caller's process may end while nothing is drawn. */
function rest({ child }: Artist): void {
  child.unref();
  child.channel?.unref();
}

function employ({ child }: Artist): void {
  child.ref();
  child.channel?.ref();
}

/** Waits for the process to start; ends it where the caller gives up or it takes too long. */
async function begun(artist: Artist, signal: AbortSignal | undefined): Promise<void> {
  const late = AbortSignal.timeout(START_MS);
  const stop = anySignal(signal, late);
  const left = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(notStarted(signal)), { once: true });
  });
  try {
    await Promise.race([artist.ready, left]);
  } catch (thrown) {
    end(artist);
    throw thrown;
  }
}

function notStarted(signal: AbortSignal | undefined): ImpError {
  return signal?.aborted ? stopped() : new ImpError('internal', 'The process that draws SVG pictures did not start.');
}

function start(): Artist {
  const { path, execArgv } = childFile();
  const child = fork(path, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv,
    env: { ...process.env, VIPS_CONCURRENCY: '1', ELECTRON_RUN_AS_NODE: '1' },
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new ImpError('internal', 'The process that draws SVG pictures did not start.')));
    child.once('error', (cause) => reject(ImpError.from(cause)));
  });
  ready.catch(() => {});
  const artist: Artist = { child, busy: true, ready };
  artists.add(artist);
  child.once('exit', () => artists.delete(artist));
  child.on('error', () => artists.delete(artist));
  rest(artist);
  return artist;
}

/** In the source tree beside this file; in a build at the top of dist, while this may be in a chunk below. */
function childFile(): { path: string; execArgv: string[] } {
  const source = import.meta.url.endsWith('.ts');
  const candidates = source ? ['./childFromSource.mjs'] : ['./svg.js', '../svg.js'];
  const found = candidates
    .map((file) => fileURLToPath(new URL(file, import.meta.url)))
    .find((file) => existsSync(file));
  if (!found) throw new ImpError('internal', 'A part of Imp that draws SVG pictures is missing. Reinstall it.');
  return { path: found, execArgv: [] };
}

function drawWith(
  artist: Artist,
  bytes: Uint8Array,
  name: string,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<DrawAnswer> {
  const { child } = artist;
  return new Promise((resolve, reject) => {
    const id = nextId++;
    const settle = (finish: () => void) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      finish();
    };
    const giveUp = (error: ImpError) => {
      end(artist);
      settle(() => reject(error));
    };
    const onAbort = () => giveUp(stopped());
    const tooMuch = () =>
      new ImpError(
        'image-too-large',
        msg`${name} is an SVG that takes too much time or memory to draw. Export it as PNG from the program that made it, then add that.`,
      );
    const onExit = () => giveUp(tooMuch());
    const onMessage = (answer: DrawAnswer) => {
      if (answer.id !== id) return;
      if (answer.type === 'memory') return giveUp(tooMuch());
      settle(() => resolve(answer));
    };
    const limit = setTimeout(() => giveUp(tooMuch()), limitMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.once('error', onExit);
    child.send({ id, bytes } satisfies DrawRequest, (error) => {
      if (error) giveUp(tooMuch());
    });
  });
}
