/** How often the engine may crash before it is left alone: an immutable value, so that a decision is a plain comparison. */
export interface RestartBudget {
  /** Whether another start is allowed at this time (milliseconds). */
  allows(now: number): boolean;
  /** The budget after one more crash. */
  spend(now: number): RestartBudget;
}

/** @param limit crashes within the window that are still followed by a restart  @param windowMs crashes older than this are forgotten */
export function restartBudget(limit = 4, windowMs = 5 * 60_000, crashes: readonly number[] = []): RestartBudget {
  const recent = (now: number) => crashes.filter((time) => now - time < windowMs);
  return {
    allows: (now) => recent(now).length <= limit - 1,
    spend: (now) => restartBudget(limit, windowMs, [...recent(now), now]),
  };
}
