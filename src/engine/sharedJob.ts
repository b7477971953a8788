/** Work that several callers wait for: done once, stopped when the last of them has given up. */
import { stopped } from '../shared/errors.ts';

export class SharedJob<Result, Event> {
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #done: Promise<Result>;
  #waiting = 0;
  #last: Event | undefined;

  constructor(work: (signal: AbortSignal, emit: (event: Event) => void) => Promise<Result>) {
    this.#done = work(this.#stop.signal, (event) => {
      this.#last = event;
      for (const listener of this.#listeners) listener(event);
    });
    this.#done.catch(() => {});
  }

  /** Nobody waits for it any more: it ends, and whoever comes now starts it again. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Waits for the result; events from now on, and the last one before. @throws ImpError `cancelled` by the signal */
  wait(signal?: AbortSignal, onEvent?: (event: Event) => void): Promise<Result> {
    if (signal?.aborted) return Promise.reject(stopped());
    this.#waiting++;
    if (onEvent) this.#listeners.add(onEvent);
    if (onEvent && this.#last) onEvent(this.#last);
    return new Promise<Result>((resolve, reject) => {
      const leave = () => {
        signal?.removeEventListener('abort', abort);
        if (onEvent) this.#listeners.delete(onEvent);
        this.#waiting--;
      };
      const abort = () => {
        leave();
        if (this.#waiting === 0) this.#stop.abort();
        reject(stopped());
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#done.then(resolve, reject).finally(leave);
    });
  }
}
