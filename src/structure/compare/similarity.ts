const folded = (text: string) => text.toLowerCase().slice(0, 400);

/** 1 for equal texts (case aside), 0 for texts without anything in common: by Levenshtein's distance, in time of the product of the lengths. */
export function similarity(one: string, two: string): number {
  const [a, b] = [folded(one), folded(two)];
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let last = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const up = row[j]!;
      row[j] = Math.min(up + 1, row[j - 1]! + 1, last + (a[i - 1] === b[j - 1] ? 0 : 1));
      last = up;
    }
  }
  return 1 - row[b.length]! / longest;
}

/** Share of the longer text's letters that the other has as well: never below {@link similarity}, in time of the sum of the lengths. */
export function lettersShared(one: string, two: string): number {
  const [a, b] = [folded(one), folded(two)];
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  const counts = new Map<string, number>();
  for (let i = 0; i < a.length; i++) counts.set(a[i]!, (counts.get(a[i]!) ?? 0) + 1);
  let shared = 0;
  for (let i = 0; i < b.length; i++) {
    const left = counts.get(b[i]!) ?? 0;
    if (left === 0) continue;
    shared++;
    counts.set(b[i]!, left - 1);
  }
  return shared / longest;
}
