/** One thing at a time: native code serves one request, the others wait in order and can be cancelled. */
import { stopped, throwIfStopped } from '../shared/errors.ts';

export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #length = 0;
  #background: AbortController | undefined;

  /** Whether a job would have to wait. */
  get busy(): boolean {
    return this.#length > 0;
  }

  /**
   * Runs a job that nobody waits for: its signal aborts as soon as something else is asked for. Failures are its own business.
   * @param instead whether it takes the place of such a job that is running; otherwise it is left out when anything is
   */
  async runInBackground(job: (signal: AbortSignal) => Promise<void>, instead = false): Promise<void> {
    if (this.busy && !(instead && this.#background && this.#length === 1)) return;
    const stop = new AbortController();
    const done = this.run(undefined, () => job(stop.signal));
    this.#background = stop;
    await done.catch(() => {});
    if (this.#background === stop) this.#background = undefined;
  }

  /**
   * Runs a job when all earlier ones are done.
   * @throws ImpError `cancelled` at once when the signal aborts while it waits; the job itself must watch the signal
   */
  async run<T>(signal: AbortSignal | undefined, job: () => Promise<T>): Promise<T> {
    this.#background?.abort();
    this.#length++;
    const turn = this.#tail.then(async () => {
      throwIfStopped(signal);
      started = true;
      return await job();
    });
    let started = false;
    this.#tail = turn.then(
      () => void this.#length--,
      () => void this.#length--,
    );
    if (!signal) return await turn;
    return await new Promise<T>((resolve, reject) => {
      const leave = () => {
        if (!started) reject(stopped());
      };
      signal.addEventListener('abort', leave, { once: true });
      turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }
}
