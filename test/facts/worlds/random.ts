/** A seeded source of choices. */
export function source(seed: number) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const shuffle = <T>(items: readonly T[]): T[] => {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = int(0, i);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  };
  return { next, int, pick, shuffle, some: <T>(items: readonly T[], count: number) => shuffle(items).slice(0, count) };
}

export type Source = ReturnType<typeof source>;

export interface Expect {
  any?: string[];
  all?: string[];
  /** None of these may appear in the answer. */
  none?: string[];
  number?: number;
  tolerance?: number;
  /** The picture does not hold the answer. */
  refuse?: true;
}

export interface Asked {
  kind: string;
  question: string;
  expect: Expect;
  /** Where the evidence must lie: the index of a box of `boxes`. */
  at?: { x: number; y: number };
  /** Questions of the same conversation before it. */
  before?: string[];
}
