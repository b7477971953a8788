/** One pool of compute threads, made once: without it every graph makes and joins its own. */
import type { Ptr } from './bind.ts';
import type { NativeLibrary } from './library.ts';

export interface ThreadPool {
  readonly pointer: Ptr;
  readonly threads: number;
  /** After its users are gone. */
  free(): void;
}

/** ggml's own defaults: normal priority, half polling, no affinity. */
export function createThreadPool({ cpu }: NativeLibrary, threads: number): ThreadPool {
  const pointer = cpu.ggml_threadpool_new({
    cpumask: new Array<boolean>(512).fill(false),
    n_threads: threads,
    prio: 0,
    poll: 50,
    strict_cpu: false,
    paused: false,
  });
  if (!pointer) throw new Error('ggml_threadpool_new failed');
  return { pointer, threads, free: () => cpu.ggml_threadpool_free(pointer) };
}
