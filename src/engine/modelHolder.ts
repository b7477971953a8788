/** Which model is wanted, whether it is loaded, and when it leaves: unloaded after an idle time, back with the next request. */
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

/** Every public method must run inside the queue. */
export class ModelHolder {
  readonly #queue: SerialQueue;
  readonly #onUnload: () => void;
  #wanted: Wanted | undefined;
  #session: LoadedPair | undefined;
  #idle: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #fileBytes = 0;
  #identity: string | undefined;

  constructor(queue: SerialQueue, onUnload: () => void) {
    this.#queue = queue;
    this.#onUnload = onUnload;
  }

  get current(): LoadedPair | undefined {
    return this.#session;
  }

  /** Bytes of both files. */
  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** Loads a pair in place of what was loaded; the same pair with the same options stays. */
  async load(wanted: Wanted, options: LoadOptions): Promise<LoadedPair> {
    const identity = await identityOf(wanted);
    if (this.#session && identity === this.#identity) return this.session(options);
    const pair = await checkPair(wanted.files); // a broken file must not cost the model that is loaded
    await this.#leave();
    this.#wanted = undefined;
    const session = await this.#open(pair, wanted.options, options);
    this.#wanted = wanted;
    this.#identity = identity;
    return session;
  }

  /** The loaded model; one that left after an idle time comes back. @throws ImpError `model-not-loaded` */
  async session(options: LoadOptions): Promise<LoadedPair> {
    if (!this.#wanted) throw new ImpError('model-not-loaded', msg`No model is loaded. Load one first.`);
    const session =
      this.#session ?? (await this.#open(await checkPair(this.#wanted.files), this.#wanted.options, options));
    this.#watchIdle(this.#wanted.options);
    return session;
  }

  async unload(): Promise<void> {
    this.#wanted = undefined;
    await this.#leave();
  }

  /** Uses measured settings from now on, and keeps them for this machine. */
  async keepTuning(session: LoadedPair, tuning: Tuning): Promise<void> {
    const cacheDir = this.#wanted?.options.cacheDir;
    if (cacheDir) await keepCalibration(cacheDir, session.build, session.languageFacts.parameters, tuning);
    if (this.#wanted) await this.#reload(tuning);
  }

  async #reload(tuning: Tuning): Promise<void> {
    if (JSON.stringify(tuning) === JSON.stringify(this.#session?.facts.tuning)) return;
    await this.#leave();
    const { files, options } = this.#wanted!;
    await this.#open(await checkPair(files), { ...options, tuning }, {});
  }

  async #open(pair: CheckedPair, options: EngineOptions, load: LoadOptions): Promise<LoadedPair> {
    this.#session = await LoadedPair.load(pair, options, load);
    this.#fileBytes = pair.model.fileBytes + pair.mmproj.fileBytes;
    this.#watchIdle(options);
    this.#settleWhenIdle(this.#session);
    return this.#session;
  }

  /** What a session can do for later answers is done while nothing is asked for. */
  #settleWhenIdle(session: LoadedPair): void {
    this.#settling = setTimeout(() => {
      if (this.#queue.busy) return this.#settleWhenIdle(session);
      void this.#queue.runInBackground(async (signal) => {
        if (session === this.#session && (await session.language.settle(signal))) this.#settleWhenIdle(session);
      });
    }, SETTLE_MS).unref();
  }

  async #leave(): Promise<void> {
    clearTimeout(this.#idle);
    clearTimeout(this.#settling);
    const session = this.#session;
    this.#session = undefined;
    this.#onUnload();
    await session?.free();
  }

  /** The KV cache goes with the model: the one moment at which measuring the machine costs nobody an answer. */
  async #leaveIdle(options: EngineOptions, signal: AbortSignal): Promise<void> {
    const session = this.#session;
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
    await this.#leave();
  }

  #watchIdle(options: EngineOptions): void {
    clearTimeout(this.#idle);
    const minutes = options.idleUnloadMinutes ?? 0;
    if (minutes <= 0) return;
    this.#idle = setTimeout(() => {
      if (this.#queue.busy) this.#watchIdle(options);
      else void this.#queue.runInBackground((signal) => this.#leaveIdle(options, signal));
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
