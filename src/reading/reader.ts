/** Reads pictures, offline, in a thread that starts with the first picture and ends when it is idle: their text, and what stands in them as facts. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Comparison } from '../shared/compare.ts';
import type { TextReading } from '../shared/engine.ts';
import { ImpError, stopped, throwIfStopped } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { FactPart, FactsEvent, PictureFacts, TextSpan } from '../shared/structure.ts';
import { diffTexts } from '../structure/compare/index.ts';
import { textFacts } from '../facts/assemble.ts';
import { checkFiles, installedFiles, tooSlow, unavailable, type OcrFiles } from '../ocr/recognise/data.ts';
import type { Rgb } from '../ocr/page/normalise.ts';
import { inParts, partsOf, type RowSource } from '../ocr/parts.ts';
import type { FromThread, Job, ThreadOptions, ToThread } from './protocol.ts';

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
  /**
   * Everything that stands in the picture. Of pictures with more than {@link MAX_STRUCTURE_PIXELS} only the text is read,
   * and the facts say so.
   * @throws ImpError as {@link read}
   */
  facts(picture: Rgb | RowSource, options?: FactsOptions): Promise<PictureFacts>;
  /**
   * What the second picture differs in from the first, given what each says. Of pictures with more than
   * {@link MAX_STRUCTURE_PIXELS} only the texts are compared.
   * @throws ImpError as {@link read}
   */
  compare(before: Rgb | RowSource, after: Rgb | RowSource, options: CompareOptions): Promise<Comparison>;
  /** Ends the thread; pictures under way reject with `engine-stopped`. */
  dispose(): Promise<void>;
}

export interface CompareOptions {
  texts: { before: TextReading; after: TextReading };
  signal?: AbortSignal;
}

export interface FactsOptions {
  signal?: AbortSignal;
  /** The picture's text, where it was read before. */
  text?: TextReading;
  /** Default: all. */
  want?: readonly FactPart[];
  onEvent?: (event: FactsEvent) => void;
}

/** About four 4K screens: more takes minutes. */
export const MAX_PIXELS = 33.2e6;
/** Structure is read in the whole picture at once, 3 bytes a pixel and several maps of that size beside it. */
export const MAX_STRUCTURE_PIXELS = 16.8e6;
const IDLE_MS = 60_000;
/** A picture takes a second or two; a machine that is busy with other things may need a hundred times as long. */
const LIMIT_MS = 180_000;

/** The thread's file: in the source tree beside this one; in a build at the top of dist, while this may be in a chunk below. */
function threadFile(): URL {
  const candidates = import.meta.url.endsWith('.ts')
    ? ['./threadFromSource.mjs']
    : ['./readingThread.js', '../readingThread.js'];
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
    const started = new Worker(threadFile(), { workerData: files satisfies ThreadOptions, name: 'reading' });
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

  const run = <Result>(
    picture: Rgb,
    job: Job,
    signal: AbortSignal | undefined,
    onEvent?: (event: FactsEvent) => void,
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (disposed) throw new ImpError('engine-stopped', msg`The text reader was closed.`);
      throwIfStopped(signal);
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
      const onAbort = () => giveUp(stopped());
      const onError = (error: Error) => giveUp(unavailable(`the reader crashed (${error.message})`, error));
      const onExit = () => giveUp(unavailable('the reader ended unexpectedly'));
      const onMessage = (message: FromThread) => {
        if (message.id !== id) return;
        if (message.type === 'done') settle(() => resolve(message.result as Result));
        else if (message.type === 'event') onEvent?.(message.event);
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
      const message: ToThread = { id, picture: { width: picture.width, height: picture.height, data }, job };
      current.postMessage(message, [data.buffer]);
    });

  /** Pictures wait for each other; the thread ends when none has come for a while. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    clearTimeout(idle);
    waiting++;
    const result = last.then(work).finally(() => {
      if (--waiting === 0 && !disposed) idle = setTimeout(() => void end(), idleMs).unref();
    });
    last = result.catch(() => {});
    return result;
  };

  const textOf = (picture: Rgb | RowSource, signal: AbortSignal | undefined): Promise<TextReading> => {
    const rows = rowsOf(picture);
    return inParts(partsOf(picture), async ({ top, height }) =>
      run<TextReading>(await rows(top, height), { type: 'text' }, signal),
    );
  };

  return {
    async read(picture, { signal } = {}) {
      check(picture);
      return await inTurn(() => textOf(picture, signal));
    },
    async facts(picture, { signal, text: known, want, onEvent } = {}) {
      check(picture);
      return await inTurn(async () => {
        if (!known) onEvent?.({ type: 'reading', part: 'text' });
        const text = known ?? (await textOf(picture, signal));
        const { width, height } = picture;
        if (width * height > MAX_STRUCTURE_PIXELS)
          return textFacts({ width, height }, text, [TOO_LARGE(width * height)]);
        const pixels = await rowsOf(picture)(0, height);
        return await run<PictureFacts>(pixels, { type: 'facts', text, ...(want && { want }) }, signal, onEvent);
      });
    },
    async compare(before, after, { texts: read, signal }) {
      check(before);
      check(after);
      return await inTurn(async () => {
        const texts = { before: spansOf(read.before), after: spansOf(read.after) };
        if ([before, after].some(({ width, height }) => width * height > MAX_STRUCTURE_PIXELS))
          return diffTexts(before, after, texts);
        const { width, height } = after;
        const second = { width, height, data: (await rowsOf(after)(0, height)).data.slice() };
        return await run<Comparison>(
          await rowsOf(before)(0, before.height),
          { type: 'compare', after: second, texts },
          signal,
        );
      });
    },
    async dispose() {
      disposed = true;
      clearTimeout(idle);
      stopCurrent?.(new ImpError('engine-stopped', msg`The text reader was closed.`));
      await end();
    },
  };
}

const spansOf = ({ lines }: TextReading): TextSpan[] =>
  lines.map(({ text, box, words }) => ({
    text,
    box,
    confidence: Math.min(100, ...words.map((word) => word.confidence)) / 100,
  }));

const TOO_LARGE = (pixels: number) =>
  msg`This picture has ${Math.round(pixels / 1e6)} megapixels; charts, tables and diagrams are read up to ${Math.floor(MAX_STRUCTURE_PIXELS / 1e6)}. Select a region of it.`;

function rowsOf(picture: Rgb | RowSource): RowSource['rows'] {
  if (!('data' in picture)) return (top, count) => picture.rows(top, count);
  const { width, data } = picture;
  return async (top, height) => ({ width, height, data: data.subarray(3 * top * width, 3 * (top + height) * width) });
}

/** @throws ImpError `image-too-large` */
function check(picture: Rgb | RowSource): void {
  const { width, height } = picture;
  if ('data' in picture && picture.data.length !== width * height * 3) {
    throw new TypeError(`expected ${width}×${height}×3 bytes of RGB, got ${picture.data.length}`);
  }
  if (width * height > MAX_PIXELS) {
    throw new ImpError(
      'image-too-large',
      msg`This picture has ${Math.round((width * height) / 1e6)} megapixels; text is read up to ${Math.round(MAX_PIXELS / 1e6)}. Select a region of it to read its text.`,
    );
  }
}
