/** How many cores other programs leave free. */
import { cpus } from 'node:os';

/** Processor time since some beginning, in milliseconds. */
export interface CpuTimes {
  /** The clock on the wall. */
  at: number;
  /** Of all cores, whoever used them. */
  busy: number;
  /** Of this process. */
  own: number;
}

/** The system counts in steps of up to 16 ms: shorter intervals say little. */
const INTERVAL_MS = 500;
/** Other programs must have computed in so many intervals in a row: an editor that draws a window is not worth a change. */
const INTERVALS = 3;

/**
 * A pass through a model is hundreds of operations, and after each of them all threads busy-wait for the last one. When other
 * programs take the cores, every operation waits for a thread that does not run, and more threads make it slower: beside two programs
 * on two cores, one thread encodes and reads twice as fast as two and writes three times as fast. So work takes only as many threads
 * as there are cores left to it.
 */
export class FreeCores {
  readonly #cores: number;
  readonly #read: () => CpuTimes;
  #last: CpuTimes;
  /** Cores that other programs used in the last intervals. */
  #others: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(cores = cpus().length, read = readTimes) {
    this.#cores = cores;
    this.#read = read;
    this.#last = read();
  }

  /** Watches from now on, without keeping the process alive. */
  watch(): this {
    this.#timer ??= setInterval(() => this.count(), INTERVAL_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends an interval; too short ones go on. */
  count(): void {
    const now = this.#read();
    const ms = now.at - this.#last.at;
    if (ms < INTERVAL_MS * 0.8) return;
    this.#others.push(Math.max(0, now.busy - this.#last.busy - (now.own - this.#last.own)) / ms);
    if (this.#others.length > INTERVALS) this.#others.shift();
    this.#last = now;
  }

  /** Threads for the next piece of work: 1 to `most`. */
  threads(most: number): number {
    if (this.#others.length < INTERVALS) return most;
    return Math.min(most, Math.max(1, Math.round(this.#cores - Math.min(...this.#others))));
  }
}

function readTimes(): CpuTimes {
  const { user, system } = process.cpuUsage();
  const busy = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { at: performance.now(), busy, own: (user + system) / 1000 };
}
