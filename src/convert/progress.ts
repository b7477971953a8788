import type { TensorType } from '../gguf/index.ts';
import type { ConvertProgress } from '../shared/convert.ts';
import type { Planned } from './plan.ts';

/** Time that a value takes in each type, relative to copying it; measured with ggml on one core. */
const COST: Partial<Record<TensorType, number>> = {
  F32: 1,
  F16: 1,
  Q8_0: 1.5,
  Q4_0: 1.5,
  Q5_0: 2,
  Q5_1: 2,
  Q6_K: 8,
  Q5_K: 17,
  Q4_K: 18,
};
/** Reports at most this often, in milliseconds. */
const INTERVAL = 200;

/** Fraction of the work and the time left, over both files. */
export class Progress {
  readonly #total: number;
  readonly #report: ((progress: ConvertProgress) => void) | undefined;
  readonly #started = performance.now();
  #done = 0;
  #reported = -Infinity;

  constructor(language: readonly Planned[], vision: readonly Planned[], report?: (progress: ConvertProgress) => void) {
    this.#report = report;
    this.#total = [...language, ...vision].reduce(
      (sum, planned) => sum + planned.shape.reduce((product, n) => product * n, 1) * cost(planned),
      0,
    );
  }

  add(phase: 'language' | 'vision', values: number, planned: Planned): void {
    this.#done += values * cost(planned);
    const now = performance.now();
    if (now - this.#reported < INTERVAL) return;
    this.#reported = now;
    const fraction = Math.min(0.999, this.#done / this.#total);
    const seconds = (now - this.#started) / 1000;
    // after two seconds the rate is no longer noise
    this.#report?.({
      type: 'convert',
      phase,
      fraction,
      ...(seconds > 2 && { secondsLeft: (seconds / fraction) * (1 - fraction) }),
    });
  }

  verifying(): void {
    this.#report?.({ type: 'convert', phase: 'verify', fraction: 0.999, secondsLeft: 0 });
  }
}

function cost({ type }: Planned): number {
  return COST[type] ?? 10;
}
