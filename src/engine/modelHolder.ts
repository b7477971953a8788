/**
 * The pair that is loaded, and when it is evicted: after an idle time, or for another one. Which pair is wanted is the client's to know:
 * a request without one ends with `model-not-loaded`, and the client loads again.
 */
import { stat } from 'node:fs/promises';
import type { EngineOptions, ModelFiles, Tuning } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { calibrate } from './calibrate.ts';
import type { SerialQueue } from './queue.ts';
import { checkPair, LoadedPair, type LoadOptions, type CheckedPair } from './loadedPair.ts';
import { isCalibrated, keepCalibration } from './tuning.ts';

/** Between a request and the work that is left for idle moments, and between looks whether one has come. */
const SETTLE_MS = 200;

interface Wanted {
  files: ModelFiles;
  options: EngineOptions;
}

interface Loaded extends Wanted {
  session: LoadedPair;
  /** Bytes of both files. */
  fileBytes: number;
  /** Of files and options, to know the same pair again. */
  identity: string | undefined;
}

/** Every public method must run inside the queue. */
export class ModelHolder {
  readonly #queue: SerialQueue;
  readonly #onUnload: () => void;
  #loaded: Loaded | undefined;
  #idle: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(queue: SerialQueue, onUnload: () => void) {
    this.#queue = queue;
    this.#onUnload = onUnload;
  }

  get current(): LoadedPair | undefined {
    return this.#loaded?.session;
  }

  /** Bytes of both files. */
  get fileBytes(): number {
    return this.#loaded?.fileBytes ?? 0;
  }

  /** Loads a pair in place of what was loaded; the same pair with the same options stays. */
  async load(wanted: Wanted, options: LoadOptions): Promise<LoadedPair> {
    const identity = await identityOf(wanted);
    if (this.#loaded && identity === this.#loaded.identity) return this.session();
    const pair = await checkPair(wanted.files); // a broken file must not cost the model that is loaded
    await this.unload();
    return await this.#open(pair, wanted, identity, options);
  }

  /** The loaded model. @throws ImpError `model-not-loaded` */
  session(): LoadedPair {
    if (!this.#loaded) throw new ImpError('model-not-loaded', msg`No model is loaded. Load one first.`);
    this.#watchIdle(this.#loaded.options);
    return this.#loaded.session;
  }

  async unload(): Promise<void> {
    clearTimeout(this.#idle);
    clearTimeout(this.#settling);
    const session = this.#loaded?.session;
    this.#loaded = undefined;
    this.#onUnload();
    await session?.free();
  }

  /** Uses measured settings from now on, and keeps them for this machine. */
  async keepTuning(session: LoadedPair, tuning: Tuning): Promise<void> {
    if (!this.#loaded) return;
    const { files, options, identity } = this.#loaded;
    if (options.cacheDir)
      await keepCalibration(options.cacheDir, session.build, session.languageFacts.parameters, tuning);
    if (JSON.stringify(tuning) === JSON.stringify(this.#loaded.session.facts.tuning)) return;
    await this.unload();
    await this.#open(await checkPair(files), { files, options: { ...options, tuning } }, identity, {});
  }

  async #open(pair: CheckedPair, wanted: Wanted, identity: string | undefined, load: LoadOptions): Promise<LoadedPair> {
    const session = await LoadedPair.load(pair, wanted.options, load);
    this.#loaded = { ...wanted, session, identity, fileBytes: pair.model.fileBytes + pair.mmproj.fileBytes };
    this.#watchIdle(wanted.options);
    this.#settleWhenIdle(session);
    return session;
  }

  /** What a session can do for later answers is done while nothing is asked for. */
  #settleWhenIdle(session: LoadedPair): void {
    this.#settling = setTimeout(() => {
      if (this.#queue.busy) return this.#settleWhenIdle(session);
      void this.#queue.runInBackground(async (signal) => {
        if (session === this.current && (await session.language.settle(signal))) this.#settleWhenIdle(session);
      });
    }, SETTLE_MS).unref();
  }

  /** Evicts the model. The KV cache goes with it: the one moment at which measuring the machine costs nobody an answer. */
  async #unloadIdle(options: EngineOptions, signal: AbortSignal): Promise<void> {
    const session = this.current;
    const { cacheDir } = options;
    if (
      session &&
      cacheDir &&
      !options.tuning &&
      !options.threads &&
      !(await isCalibrated(cacheDir, session.build, session.languageFacts.parameters))
    ) {
      await keepCalibration(
        cacheDir,
        session.build,
        session.languageFacts.parameters,
        await calibrate(session, signal, () => {}),
      );
    }
    await this.unload();
  }

  #watchIdle(options: EngineOptions): void {
    clearTimeout(this.#idle);
    const minutes = options.idleUnloadMinutes ?? 0;
    if (minutes <= 0) return;
    this.#idle = setTimeout(() => {
      if (this.#queue.busy) this.#watchIdle(options);
      else void this.#queue.runInBackground((signal) => this.#unloadIdle(options, signal));
    }, minutes * 60_000).unref();
  }
}

/** Changes when a file was replaced under the same name; undefined when one is missing. */
async function identityOf(wanted: Wanted): Promise<string | undefined> {
  try {
    const stats = await Promise.all([wanted.files.model, wanted.files.mmproj].map((file) => stat(file)));
    return JSON.stringify([wanted, ...stats.map(({ size, mtimeMs, ino }) => [size, mtimeMs, ino])]);
  } catch {
    return undefined;
  }
}
