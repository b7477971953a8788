/** Pools of compute threads, made once: without them every graph makes and joins its own. */
import type { FreeCores } from './freeCores.ts';
import type { Ptr } from './bind.ts';
import type { NativeLibrary } from './library.ts';

export interface ThreadPool {
  readonly pointer: Ptr;
  readonly threads: number;
  /** After its users are gone. */
  free(): void;
}

/**
 * How long a thread without work looks for more before it sleeps: some milliseconds, enough from one token to the next. ggml's default of 50
 * is a third of a second, in which the vision tower's threads would keep a core from the prompt that follows, and the other way round.
 */
const POLL = 1;

/** Normal priority, no affinity. */
export function createThreadPool({ cpu }: NativeLibrary, threads: number): ThreadPool {
  const pointer = cpu.ggml_threadpool_new({
    cpumask: new Array<boolean>(512).fill(false),
    n_threads: threads,
    prio: 0,
    poll: POLL,
    strict_cpu: false,
    paused: false,
  });
  if (!pointer) throw new Error('ggml_threadpool_new failed');
  return { pointer, threads, free: () => cpu.ggml_threadpool_free(pointer) };
}

/**
 * A pool of all threads, and smaller ones, made when first needed, for when other programs compute. A pool's threads sleep while another
 * one works; those of a larger pool that are left over would spin.
 */
export class ThreadPools {
  readonly all: ThreadPool;
  readonly #native: NativeLibrary;
  readonly #smaller = new Map<number, ThreadPool>();

  constructor(native: NativeLibrary, threads: number) {
    this.#native = native;
    this.all = createThreadPool(native, threads);
  }

  /** With as many threads as cores are free. @param cores absent: all */
  fitting(cores: FreeCores | undefined): ThreadPool {
    const threads = cores?.threads(this.all.threads) ?? this.all.threads;
    if (threads === this.all.threads) return this.all;
    const pool = this.#smaller.get(threads) ?? createThreadPool(this.#native, threads);
    this.#smaller.set(threads, pool);
    return pool;
  }

  /** After their users are gone. */
  free(): void {
    for (const pool of [this.all, ...this.#smaller.values()]) pool.free();
  }
}
