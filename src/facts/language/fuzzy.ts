/** Likeness of words: what people mistype and what recognition misreads. */

/** Optimal string alignment distance (swapped neighbours count once), at most `limit` + 1. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[b.length]!;
}

/** Errors that a word of this length may have and still be meant: short words none. */
export const allowedErrors = (length: number) => (length < 5 ? 0 : length < 8 ? 1 : 2);

/** Whether one is the other with a slip; the first letter is seldom wrong, digits never count as slips. */
export function similar(a: string, b: string): boolean {
  if (a === b) return true;
  const limit = allowedErrors(Math.min(a.length, b.length));
  if (limit === 0 || /\d/.test(a) || /\d/.test(b)) return false;
  if (a[0] !== b[0] && a[1] !== b[0] && a[0] !== b[1]) return false;
  return distance(a, b, limit) <= limit;
}

/** Letters and digits that recognition confuses made one. */
export const foldGlyphs = (text: string) =>
  text
    .replace(/[il|!]/g, '1')
    .replace(/o/g, '0')
    .replace(/s/g, '5')
    .replace(/b/g, '8')
    .replace(/z/g, '2');

const IRREGULAR: Record<string, string> = {
  children: 'child',
  people: 'people',
  men: 'man',
  women: 'woman',
  axes: 'axis',
  indices: 'index',
  vertices: 'vertex',
  sold: 'sell',
  grew: 'grow',
  fell: 'fall',
  rose: 'rise',
  series: 'series',
  status: 'status',
  process: 'process',
  address: 'address',
  access: 'access',
  redis: 'redis',
  sales: 'sale',
};

/** A light stem: plural and the commonest endings go, so that `releases` and `release` meet. */
export function stem(word: string): string {
  const known = IRREGULAR[word];
  if (known) return known;
  const plain = word.replace(/['’]s$/, '');
  if (plain.length < 4 || /\d/.test(plain)) return plain;
  if (plain.length < 4 || /(?:ss|us|is)$/.test(plain)) return plain;
  if (/ies$/.test(plain) && plain.length > 4) return `${plain.slice(0, -3)}y`;
  if (/(?:xes|ches|shes|sses|zes)$/.test(plain)) return plain.slice(0, -2);
  return plain.endsWith('s') ? plain.slice(0, -1) : plain;
}
