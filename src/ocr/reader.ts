/** Reads text in pictures, offline, in a thread that starts with the first picture and ends when it is idle. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { TextReading } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { checkFiles, installedFiles, tooSlow, unavailable, type OcrFiles } from './recognise/data.ts';
import type { Rgb } from './page/normalise.ts';
import { inParts, partsOf, type RowSource } from './parts.ts';
import type { FromThread, ThreadOptions, ToThread } from './protocol.ts';

export interface ReaderOptions {
  /** Where Tesseract's files are; absent: those of the installed packages. */
  files?: OcrFiles;
  /** The thread ends after this long without a picture, and its memory (about 200 MB) is free again. Default 60 s. */
  idleMs?: number;
  /** A picture (of a large one: a part) that takes longer is given up, start of the thread included. Default 180 s. */
  limitMs?: number;
}

export interface Reader {
  /**
   * Text of an RGB picture ({@link Rgb}), lines in reading order, boxes in its pixels. Pictures wait for each other.
   * What is given as a {@link RowSource} is decoded when its turn comes, and large pictures a part at a time.
   * A picture with more pixels than {@link MAX_PIXELS} is refused: select a region of it.
   * @throws ImpError `ocr-unavailable` (data missing or broken, or too slow), `image-too-large`, `cancelled`, `engine-stopped`
   */
  read(picture: Rgb | RowSource, options?: { signal?: AbortSignal }): Promise<TextReading>;
  /** Ends the thread; pictures under way reject with `engine-stopped`. */
  dispose(): Promise<void>;
}

/** About four 4K screens: more takes minutes. */
export const MAX_PIXELS = 33.2e6;
const IDLE_MS = 60_000;
/** A picture takes a second or two; a machine that is busy with other things may need a hundred times as long. */
const LIMIT_MS = 180_000;

/** The thread's file: in the source tree beside this one; in a build at the top of dist, while this may be in a chunk below. */
function threadFile(): URL {
  const candidates = import.meta.url.endsWith('.ts')
    ? ['./threadFromSource.mjs']
    : ['./ocrThread.js', '../ocrThread.js'];
  const found = candidates.map((file) => new URL(file, import.meta.url)).find((file) => existsSync(file));
  if (!found) throw unavailable('a part of the extension is missing');
  return found;
}

/** Nothing starts and no file is touched before the first picture. */
export function createReader(options: ReaderOptions = {}): Reader {
  const { idleMs = IDLE_MS, limitMs = LIMIT_MS } = options;
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;
  let waiting = 0;
  let disposed = false;
  let stopCurrent: ((error: ImpError) => void) | undefined;

  const start = (): Worker => {
    const files = options.files ?? installedFiles();
    checkFiles(files);
    const started = new Worker(threadFile(), { workerData: files satisfies ThreadOptions, name: 'ocr' });
    started.unref();
    // A thread that ends by itself is replaced at the next picture; the request under way hears of it in its own listener.
    started.on('error', () => {});
    started.on('exit', () => {
      if (thread === started) thread = undefined;
    });
    return started;
  };

  const end = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    await ending?.terminate();
  };

  const readOne = (picture: Rgb, signal: AbortSignal | undefined): Promise<TextReading> =>
    new Promise((resolve, reject) => {
      if (disposed) throw new ImpError('engine-stopped', msg`The text reader was closed.`);
      if (signal?.aborted) throw new ImpError('cancelled', 'Stopped.');
      const current = (thread ??= start());
      const id = nextId++;
      current.ref(); // the process stays while a picture is read
      const settle = (finish: () => void) => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', onAbort);
        current.off('message', onMessage);
        current.off('error', onError);
        current.off('exit', onExit);
        current.unref();
        stopCurrent = undefined;
        finish();
      };
      // Tesseract cannot be interrupted: the thread ends and the next picture starts another (about half a second).
      const giveUp = (error: ImpError) => settle(() => void end().then(() => reject(error)));
      const onAbort = () => giveUp(new ImpError('cancelled', 'Stopped.'));
      const onError = (error: Error) => giveUp(unavailable(`the reader crashed (${error.message})`, error));
      const onExit = () => giveUp(unavailable('the reader ended unexpectedly'));
      const onMessage = (message: FromThread) => {
        if (message.id !== id) return;
        if (message.type === 'read') settle(() => resolve(message.reading));
        else if (message.fatal) giveUp(unavailable(`its data cannot be used (${message.message})`));
        else settle(() => reject(unavailable(`Tesseract failed on this picture (${message.message})`)));
      };
      const limit = setTimeout(() => giveUp(tooSlow(limitMs)), limitMs);
      stopCurrent = giveUp;
      signal?.addEventListener('abort', onAbort, { once: true });
      current.on('message', onMessage);
      current.once('error', onError);
      current.once('exit', onExit);
      // A copy: the caller keeps its pixels, and only they travel, not a larger buffer around them.
      const data = picture.data.slice();
      current.postMessage({ id, picture: { width: picture.width, height: picture.height, data } } satisfies ToThread, [
        data.buffer,
      ]);
    });

  return {
    read(picture, { signal } = {}) {
      const { width, height } = picture;
      if ('data' in picture && picture.data.length !== width * height * 3) {
        throw new TypeError(`expected ${width}×${height}×3 bytes of RGB, got ${picture.data.length}`);
      }
      if (width * height > MAX_PIXELS) {
        return Promise.reject(
          new ImpError(
            'image-too-large',
            msg`This picture has ${Math.round((width * height) / 1e6)} megapixels; text is read up to ${Math.round(MAX_PIXELS / 1e6)}. Select a region of it to read its text.`,
          ),
        );
      }
      clearTimeout(idle);
      waiting++;
      const rows = (top: number, count: number) =>
        'data' in picture
          ? { width, height: count, data: picture.data.subarray(3 * top * width, 3 * (top + count) * width) }
          : picture.rows(top, count);
      const reading = last
        .then(() =>
          inParts(partsOf(picture), async ({ top, height: count }) => readOne(await rows(top, count), signal)),
        )
        .finally(() => {
          if (--waiting === 0 && !disposed) idle = setTimeout(() => void end(), idleMs).unref();
        });
      last = reading.catch(() => {});
      return reading;
    },
    async dispose() {
      disposed = true;
      clearTimeout(idle);
      stopCurrent?.(new ImpError('engine-stopped', msg`The text reader was closed.`));
      await end();
    },
  };
}
