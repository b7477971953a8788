/** The threads that a context computes with: as many as find a free core. */
import type { FreeCores } from '../../native/freeCores.ts';
import type { Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { ThreadPool, ThreadPools } from '../../native/threadPool.ts';
import type { Products } from '../kernels/backend.ts';

export class ComputeThreads {
  readonly #native: NativeLibrary;
  readonly #context: Ptr;
  readonly #pools: ThreadPools;
  readonly #products: Products | undefined;
  readonly #cores: FreeCores | undefined;
  #now: ThreadPool;

  /**
   * @param pools freed with this; `context` and `products` are freed before
   * @param cores absent: always all threads
   */
  constructor(
    native: NativeLibrary,
    context: Ptr,
    pools: ThreadPools,
    products: Products | undefined,
    cores: FreeCores | undefined,
  ) {
    this.#native = native;
    this.#context = context;
    this.#pools = pools;
    this.#products = products;
    this.#cores = cores;
    this.#now = pools.all;
    native.llama.llama_attach_threadpool(context, this.#now.pointer, this.#now.pointer);
  }

  /** Threads that the next batch or token will take. */
  get count(): number {
    return this.#now.threads;
  }

  /** Before a batch or a token: takes as many threads as cores are free. Nothing may be evaluated meanwhile. */
  fit(): void {
    const pool = this.#pools.fitting(this.#cores);
    if (pool === this.#now) return;
    const { llama } = this.#native;
    llama.llama_attach_threadpool(this.#context, pool.pointer, pool.pointer);
    llama.llama_set_n_threads(this.#context, pool.threads, pool.threads);
    this.#products?.moveTo(pool);
    this.#now = pool;
  }

  free(): void {
    this.#pools.free();
  }
}
