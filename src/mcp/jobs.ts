/** Answers within the time that every client allows: what takes longer goes on, and can be asked for by its handle. */
import { randomUUID } from 'node:crypto';
import type { ToolResult } from './results.ts';

/** Some clients give up after 60 s, one after 30 where nothing is heard: progress is reported meanwhile. */
export const ANSWER_MS = 45_000;
/** Finished and unfinished ones that are kept at most; the oldest are dropped. */
const MOST = 16;

interface Job {
  result: Promise<ToolResult>;
  stop: AbortController;
  /** What there is so far. */
  partial: () => string | undefined;
}

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #limitMs: number;

  constructor(limitMs = ANSWER_MS) {
    this.#limitMs = limitMs;
  }

  /**
   * Runs `work`, and answers with its result or, when the time is over, with what there is and a handle.
   * A cancelled call ends its work.
   */
  async run(
    cancelled: AbortSignal,
    work: (signal: AbortSignal, tellPartial: (text: string) => void) => Promise<ToolResult>,
  ): Promise<ToolResult> {
    const stop = new AbortController();
    let partial: string | undefined;
    const onCancel = () => stop.abort();
    cancelled.addEventListener('abort', onCancel, { once: true });
    if (cancelled.aborted) stop.abort();
    const result = work(stop.signal, (text) => (partial = text));
    result.catch(() => {}); // reported when it is asked for
    return await this.#within(result, () => {
      const handle = randomUUID();
      this.#jobs.set(handle, { result, stop, partial: () => partial });
      for (const [old, job] of this.#jobs) {
        if (this.#jobs.size <= MOST) break;
        job.stop.abort();
        this.#jobs.delete(old);
      }
      return pending(handle, partial);
    }).finally(() => cancelled.removeEventListener('abort', onCancel));
  }

  /** The result of an earlier call; undefined when there is no such handle. */
  async get(handle: string): Promise<ToolResult | undefined> {
    const job = this.#jobs.get(handle);
    if (!job) return undefined;
    const found = await this.#within(job.result, () => pending(handle, job.partial()));
    if (!found.data['handle']) this.#jobs.delete(handle);
    return found;
  }

  stop(): void {
    for (const { stop } of this.#jobs.values()) stop.abort();
    this.#jobs.clear();
  }

  async #within(result: Promise<ToolResult>, late: () => ToolResult): Promise<ToolResult> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<'over'>((resolve) => {
      timer = setTimeout(() => resolve('over'), this.#limitMs).unref();
    });
    try {
      const first = await Promise.race([result, over]);
      return first === 'over' ? late() : first;
    } finally {
      clearTimeout(timer);
    }
  }
}

function pending(handle: string, partial: string | undefined): ToolResult {
  const text = `This takes longer. Call get_result with handle "${handle}" for the rest.`;
  return { text: partial ? `${text}\n\nRead so far:\n${partial}` : text, data: { handle, complete: false } };
}
