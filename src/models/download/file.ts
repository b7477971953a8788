/**
 * One file over HTTP, resumable and verified: `<target>.incomplete` grows, is checked, and only then becomes `<target>`.
 * `fetch` is handed in: the editor's own knows its proxy and certificates, the command line brings its own.
 */
import { open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImpError, anySignal, stopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { ensureSpace } from '../../shared/space.ts';
import { START_BYTES, checkStart, startHash, type Digest } from './check.ts';
import { AttemptError, failedNetwork, failedStatus } from './failures.ts';

/** The editor's settings `http.*`. */
export interface ProxySettings {
  proxy: string;
  /** Value of the header Proxy-Authorization. */
  authorization: string;
  noProxy: string[];
  /** False: certificates are not checked; a file's checksum still is. */
  strictSSL: boolean;
}

export type Fetch = typeof globalThis.fetch;

export interface FileRequest {
  url: string;
  /** Absolute path; its folder exists. */
  target: string;
  /** Size that it must have; absent: whatever the server announces. */
  bytes?: number;
  /** The most that it may have where the size is not known. */
  maxBytes?: number;
  digest: Digest;
}

export interface TransferOptions {
  fetch: Fetch;
  signal?: AbortSignal;
  /** Called with the bytes of this file that are on disk. */
  onProgress?: (received: number, total: number | undefined) => void;
  /** An attempt without a byte for so long is given up; a slow link that moves is left alone. */
  stallMs?: number;
  /** Attempts in a row without a byte gained, after which the download fails. */
  attempts?: number;
  /** Wait before the second attempt; doubled for each next one. */
  retryDelayMs?: number;
  /** Replaces the question for free disk space, for tests. */
  free?: (folder: string) => Promise<number>;
}

/** What is remembered beside a half-done file. */
interface Partial {
  url: string;
  /** A strong validator: the server can then tell whether the rest still belongs to what is here. */
  etag?: string;
  digest: string;
}

/** A model of 30 billion weights in 16 bit: an answer without a length is not followed any further. */
const MAX_UNKNOWN_BYTES = 64e9;
/** How often free space is looked at while the length is not known. */
const SPACE_CHECK_BYTES = 64e6;

const incomplete = (target: string) => `${target}.incomplete`;
const sidecar = (target: string) => `${target}.incomplete.json`;

/**
 * Downloads, resumes or finds complete.
 * @throws ImpError `download-failed`, `download-corrupt`, `disk-full`, `cancelled`; all but `download-corrupt` keep
 * what has arrived for the next try
 */
export async function downloadFile(request: FileRequest, options: TransferOptions): Promise<void> {
  const { attempts = 5, retryDelayMs = 1000 } = options;
  let failures = 0;
  let restarted = false;
  for (;;) {
    const before = await sizeOf(incomplete(request.target));
    try {
      await attempt(request, options);
      return;
    } catch (thrown) {
      if (options.signal?.aborted) throw stopped('The download was stopped; it goes on from here next time.');
      const failure = failedNetwork(thrown, request.url);
      if (failure.error.code === 'download-corrupt' && before > 0 && !restarted) {
        restarted = true; // an old half of another version, perhaps: one clean start
        continue;
      }
      failures = (await sizeOf(incomplete(request.target))) > before ? 1 : failures + 1;
      if (!failure.retry || failures >= attempts) throw failure.error;
      const delay = failure.waitSeconds ? Math.min(failure.waitSeconds, 60) * 1000 : retryDelayMs * 2 ** (failures - 1);
      await sleep(delay, undefined, { signal: options.signal }).catch(() => {
        throw stopped('The download was stopped; it goes on from here next time.');
      });
    }
  }
}

async function attempt(request: FileRequest, options: TransferOptions): Promise<void> {
  const { target, url } = request;
  const have = await resumable(request);
  if (request.bytes !== undefined && have.bytes === request.bytes) return finish(request);
  await ensureSpace(dirname(target), Math.max(0, (request.bytes ?? 0) - have.bytes), options.free);

  const stop = new AbortController();
  const watch = new Watchdog(options.stallMs ?? 30_000, stop);
  const signal = anySignal(options.signal, stop.signal);
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have.bytes > 0) headers.range = `bytes=${have.bytes}-`;
    if (have.bytes > 0 && have.etag) headers['if-range'] = have.etag;
    const response = await options.fetch(url, { headers, signal, redirect: 'follow' });
    const offset = await agree(response, request, have.bytes);
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = request.bytes ?? (Number.isFinite(length) ? offset + length : undefined);
    if (request.bytes !== undefined && Number.isFinite(length) && offset + length !== request.bytes) {
      await checkBody(response, request); // a web page says more than a wrong length
      throw wrongSize(request, offset + length);
    }
    if (request.bytes === undefined && total !== undefined)
      await ensureSpace(dirname(target), total - offset, options.free);
    const etag = response.headers.get('etag');
    const partial: Partial = { url, digest: request.digest.hex, ...(etag && !etag.startsWith('W/') && { etag }) };
    await writeFile(sidecar(target), JSON.stringify(partial));
    const most = total ?? request.maxBytes ?? MAX_UNKNOWN_BYTES;
    if (most > (request.maxBytes ?? MAX_UNKNOWN_BYTES) && request.bytes === undefined) throw await tooLong(request);
    let checked = offset;
    const received = await receive(response, request, offset, watch, async (bytes) => {
      options.onProgress?.(bytes, total);
      if (total !== undefined || bytes - checked < SPACE_CHECK_BYTES) return;
      // Nobody knows how long it will be: it must not fill the disk, nor stay there when it nearly did.
      checked = bytes;
      if (bytes > most) throw await tooLong(request);
      await ensureSpace(dirname(target), SPACE_CHECK_BYTES, options.free).catch(async (thrown: unknown) => {
        await discard(target);
        throw thrown;
      });
    });
    if (total !== undefined && received < total) throw new Error('the connection ended early');
    watch.stop();
    await finish(request);
  } catch (thrown) {
    throw watch.stalled ? new AttemptError(stallError(url), true) : thrown;
  } finally {
    watch.stop();
    stop.abort(); // frees the socket of an answer that was not read to its end
  }
}

/** How many bytes of an earlier try can be kept. */
async function resumable(request: FileRequest): Promise<{ bytes: number; etag?: string }> {
  const bytes = await sizeOf(incomplete(request.target));
  if (bytes === 0) return { bytes };
  try {
    const partial = JSON.parse(await readFile(sidecar(request.target), 'utf8')) as Partial;
    const fits = request.bytes === undefined || bytes <= request.bytes;
    // Without a validator the hash at the end decides; another address of the same content may go on as well.
    if (partial.digest === request.digest.hex && fits)
      return { bytes, ...(partial.url === request.url && { etag: partial.etag }) };
  } catch {
    // no readable note about it: start over
  }
  await rm(incomplete(request.target), { force: true });
  return { bytes: 0 };
}

/** The offset at which the answer's body belongs. */
async function agree(response: Response, request: FileRequest, have: number): Promise<number> {
  if (response.status === 200) return 0;
  if (response.status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    const total = range?.[2] === '*' ? undefined : Number(range?.[2]);
    if (
      range &&
      Number(range[1]) === have &&
      (request.bytes === undefined || total === undefined || total === request.bytes)
    )
      return have;
    await discard(request.target);
    throw new AttemptError(
      new ImpError(
        'download-failed',
        msg`${new URL(request.url).host} sent another part of the file than the one asked for. Try again.`,
      ),
      true,
    );
  }
  if (response.status === 416) {
    await discard(request.target); // the file there is shorter than what is here: not the same file
    throw new AttemptError(new ImpError('download-failed', msg`The file on the server has changed. Try again.`), true);
  }
  throw failedStatus(response.status, request.url, response.headers.get('retry-after'));
}

/** Writes the body at `offset`; returns the file's size after it. */
async function receive(
  response: Response,
  request: FileRequest,
  offset: number,
  watch: Watchdog,
  progress: (bytes: number) => Promise<void>,
): Promise<number> {
  let file: FileHandle | undefined;
  let at = offset;
  let start = offset === 0 ? new Uint8Array(0) : undefined; // gathered until the first bytes can be judged
  const write = async (bytes: Uint8Array) => {
    if (request.bytes !== undefined && at + bytes.length > request.bytes) throw wrongSize(request, at + bytes.length);
    file ??= await open(incomplete(request.target), offset === 0 ? 'w' : 'r+');
    for (let done = 0; done < bytes.length;)
      done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    at += bytes.length;
    await progress(at);
  };
  try {
    for await (const chunk of response.body ?? []) {
      watch.feed();
      if (start === undefined) {
        await write(chunk);
        continue;
      }
      start = Buffer.concat([start, chunk]);
      if (start.length < START_BYTES) continue;
      checkStart(basename(request.target), start, request.url);
      await write(start);
      start = undefined;
    }
    if (start !== undefined) {
      checkStart(basename(request.target), start, request.url);
      await write(start);
    }
  } finally {
    await file?.close();
  }
  return at;
}

/** Looks at the first bytes of an answer that is refused anyway, for a better reason. */
async function checkBody(response: Response, request: FileRequest): Promise<void> {
  for await (const chunk of response.body ?? [])
    return checkStart(basename(request.target), chunk.subarray(0, START_BYTES), request.url);
}

/** Verifies the whole `.incomplete` and gives it its name; a wrong one is deleted, since no resume could heal it. */
async function finish(request: FileRequest): Promise<void> {
  const { target, digest } = request;
  const bytes = await sizeOf(incomplete(target));
  if (request.bytes !== undefined && bytes !== request.bytes) throw wrongSize(request, bytes);
  const hash = startHash(digest, bytes);
  const file = await open(incomplete(target));
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20, autoClose: false }))
      hash.update(chunk as Buffer);
  } finally {
    await file.close();
  }
  if (hash.digest('hex') !== digest.hex) {
    await discard(target);
    throw new ImpError(
      'download-corrupt',
      msg`${basename(target)} arrived changed: its ${digest.algorithm === 'sha256' ? 'SHA-256' : msg`hash`} is not the published one. It was deleted; try again, and if it happens again, a proxy or the mirror alters files.`,
    );
  }
  await rename(incomplete(target), target);
  await rm(sidecar(target), { force: true });
}

async function tooLong(request: FileRequest): Promise<ImpError> {
  await discard(request.target);
  return new ImpError(
    'download-corrupt',
    msg`${new URL(request.url).host} sends far more than ${basename(request.target)} can have: it is not the published file. Check the mirror.`,
  );
}

async function discard(target: string): Promise<void> {
  await rm(incomplete(target), { force: true });
  await rm(sidecar(target), { force: true });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

function wrongSize(request: FileRequest, bytes: number): ImpError {
  return new ImpError(
    'download-corrupt',
    msg`${basename(request.target)} on ${new URL(request.url).host} has ${bytes} bytes, ${request.bytes ?? '?'} were expected: it is not the published file. Check the mirror.`,
  );
}

function stallError(url: string): ImpError {
  return new ImpError(
    'download-failed',
    msg`${new URL(url).host} stopped sending. Check the network and start the download again: it goes on where it stopped.`,
  );
}

/** Aborts an attempt in which nothing moves. */
class Watchdog {
  stalled = false;
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number, stop: AbortController) {
    this.#timer = setTimeout(() => {
      this.stalled = true;
      stop.abort();
    }, ms);
  }

  feed(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
