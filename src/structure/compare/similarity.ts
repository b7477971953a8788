/** 1 for equal texts (case aside), 0 for texts without anything in common: by Levenshtein's distance, in time of the product of the lengths. */
export function similarity(one: string, two: string): number {
  const [a, b] = [one.toLowerCase().slice(0, 400), two.toLowerCase().slice(0, 400)];
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
