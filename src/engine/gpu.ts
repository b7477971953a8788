/**
 * Whether and how a GPU is used. All or nothing: a picture's path through half a GPU is slower than none. A driver that takes the whole
 * process with it leaves no error behind, so whatever is computed on a GPU is guarded: by a mark that stays when the process ends, and by
 * a limit of time. A GPU that crashed or hung once is left alone until its driver changes, or until the user asks for it again.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Ptr } from '../native/bind.ts';
import { isGpu } from '../native/constants.ts';
import type { NativeLibrary } from '../native/library.ts';
import type { EngineOptions } from '../shared/engine.ts';
import { GPU_FILE, verdictNote, type GpuVerdict } from '../shared/gpuVerdict.ts';
import type { Message } from '../shared/message.ts';
import { writeWhole } from '../shared/wholeFile.ts';
import { dropGpuMark, setGpuMark } from './gpuMark.ts';

export interface GpuPlan {
  /** 0: CPU, -1: all layers */
  layers: number;
  /** Device for the vision tower; null: CPU. */
  device: Ptr;
  name: string;
}

export const NO_GPU: GpuPlan = { layers: 0, device: null, name: 'CPU' };

/** Share of a GPU's free memory that a model may take: drivers and the desktop need some. */
const USABLE = 0.9;

/** The first GPU whose free memory takes the whole model, if any. */
export function gpuPlan({ ggml }: NativeLibrary, needBytes: number): GpuPlan {
  for (let i = 0; i < ggml.ggml_backend_dev_count(); i++) {
    const device = ggml.ggml_backend_dev_get(i);
    if (!isGpu(ggml.ggml_backend_dev_type(device))) continue;
    const free = new BigInt64Array(1);
    ggml.ggml_backend_dev_memory(device, free, new BigInt64Array(1));
    if (Number(free[0]) * USABLE >= needBytes)
      return { layers: -1, device, name: ggml.ggml_backend_dev_description(device) };
  }
  return NO_GPU;
}

interface Kept {
  /** Drivers and release that this was seen with. */
  key: string;
  verdict?: GpuVerdict;
  /** Processes in a row that ended on the GPU for reasons unknown. */
  strikes?: number;
}

const MARKS = 'gpu-use';
/** A process that was killed together with its parent says little about the driver: so many in a row do. */
const MAX_STRIKES = 2;
/** A driver that is opened answers at once, or after it has compiled its own parts. */
const OPEN_MS = 30_000;
/** Without any progress. A GPU that takes longer for a batch is not worth using. */
const IDLE_MS = 120_000;

export class GpuGuard {
  readonly #folder: string | undefined;
  readonly #kept: Kept;

  private constructor(folder: string | undefined, kept: Kept) {
    this.#folder = folder;
    this.#kept = kept;
  }

  /**
   * What is known of this machine's GPU.
   * @param key of drivers and release: another one makes what was kept worthless
   */
  static async open(key: string, { cacheDir, gpu, lostGpu }: EngineOptions): Promise<GpuGuard> {
    const file = cacheDir && join(cacheDir, GPU_FILE);
    // Who turns it off, or asks for it again, gets another try with the next `auto`.
    const forget = gpu === 'again' || gpu === 'off';
    const read = file && !forget ? await readFile(file, 'utf8').then(parse, () => undefined) : undefined;
    const guard = new GpuGuard(cacheDir, read?.key === key ? read : { key });
    if (forget && file) await rm(file, { force: true });
    const lost = await guard.#lostMarks();
    if (lostGpu && gpu !== 'off') {
      await guard.#keep({ verdict: { device: lostGpu.device, why: 'crashed', detail: lostGpu.how } });
    } else if (lost.length > 0 && !forget) {
      const { device, phase, hung } = lost.at(-1)!;
      const strikes = (guard.#kept.strikes ?? 0) + lost.length;
      const verdict: GpuVerdict = { device, why: hung ? 'hung' : 'crashed', detail: phase };
      await guard.#keep(hung || strikes >= MAX_STRIKES ? { verdict } : { strikes });
    }
    return guard;
  }

  /** Present: the GPU is to be left alone. */
  get verdict(): GpuVerdict | undefined {
    return this.#kept.verdict;
  }

  /** For the log and the picker. */
  get note(): Message | undefined {
    return this.verdict && verdictNote(this.verdict);
  }

  /** Opens a driver: blocks this thread, so another one ends the process when it takes too long. */
  async opening<T>(device: string, open: () => T): Promise<T> {
    await this.#mark(device, 'opening');
    const hung = JSON.stringify(this.#content(device, 'opening', true));
    const file = JSON.stringify(this.#markFile ?? '');
    const watch = new Worker(
      `setTimeout(() => {
        try { if (${file}) require('node:fs').writeFileSync(${file}, ${JSON.stringify(hung)}); } catch {}
        process.kill(process.pid, 'SIGABRT');
      }, ${OPEN_MS})`,
      { eval: true },
    );
    try {
      return open();
    } finally {
      await watch.terminate();
      dropGpuMark();
    }
  }

  /**
   * Work on the GPU.
   * @param work calls `beat` whenever it gets on; without that for IDLE_MS, the driver hangs, and the process ends
   */
  async during<T>(device: string, phase: 'loading' | 'answering', work: (beat: () => void) => Promise<T>): Promise<T> {
    await this.#mark(device, phase);
    const end = () => {
      if (this.#markFile) setGpuMark(this.#markFile, JSON.stringify(this.#content(device, phase, true)));
      process.stderr.write(`The GPU (${device}) made no progress for ${IDLE_MS / 1000} s while ${phase}.\n`);
      process.kill(process.pid, 'SIGABRT');
    };
    let timer = setTimeout(end, IDLE_MS).unref();
    const beat = () => {
      clearTimeout(timer);
      timer = setTimeout(end, IDLE_MS).unref();
    };
    try {
      const result = await work(beat);
      if (phase === 'answering' && this.#kept.strikes) await this.#keep({ strikes: 0 });
      return result;
    } finally {
      clearTimeout(timer);
      dropGpuMark();
    }
  }

  get #markFile(): string | undefined {
    return this.#folder && join(this.#folder, MARKS, String(process.pid));
  }

  #content(device: string, phase: string, hung = false): Mark {
    return { key: this.#kept.key, device, phase, hung };
  }

  async #mark(device: string, phase: string): Promise<void> {
    if (!this.#folder || !this.#markFile) return;
    await mkdir(join(this.#folder, MARKS), { recursive: true }).catch(() => {});
    setGpuMark(this.#markFile, JSON.stringify(this.#content(device, phase)));
  }

  /** Marks of processes that are gone, removed. */
  async #lostMarks(): Promise<Mark[]> {
    if (!this.#folder) return [];
    const folder = join(this.#folder, MARKS);
    const lost: Mark[] = [];
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      if (!/^\d+$/.test(name) || alive(Number(name))) continue;
      const mark = await readFile(join(folder, name), 'utf8').then(parse<Mark>, () => undefined);
      await rm(join(folder, name), { force: true }).catch(() => {});
      if (mark?.key === this.#kept.key) lost.push(mark);
    }
    return lost;
  }

  async #keep(change: Partial<Kept>): Promise<void> {
    Object.assign(this.#kept, change);
    if (!this.#folder) return;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeWhole(join(this.#folder, GPU_FILE), JSON.stringify(this.#kept, null, 2));
    } catch {
      // Not kept: this process knows all the same.
    }
  }
}

interface Mark {
  key: string;
  device: string;
  phase: string;
  hung: boolean;
}

function parse<T = Kept>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined; // damaged: nothing is known
  }
}

function alive(pid: number): boolean {
  if (pid === process.pid) return false; // a number that was used again: this process has made no mark yet
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
