/** What came over the network, looked at without trust: a value of another kind counts as absent. */

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** A name or a short text: not empty, of at most 10,000 characters. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 10_000 ? value : undefined;

/** A count of something: a whole number from 1 to a billion. */
export const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 1e9 ? value : undefined;

/** Zero counts, and fractions. */
export const amount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1e12 ? value : undefined;
