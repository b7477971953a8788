/** From file references of a screenshot to files of the workspace, by the end of their paths. */
import type { FileReference } from './references.ts';

export interface WorkspaceLink {
  reference: FileReference;
  /** One of the given paths. */
  path: string;
}

/**
 * The file that each reference means, where exactly one fits. All of the shorter of the two paths must agree from its end, or
 * at least folder and name; letters that OCR confuses (l and 1, O and 0, a lost underscore) count as the same where nothing
 * agrees better. What fits several files equally well gets no link: a wrong link is worse than none.
 * @param paths of the workspace's files, relative to its folders, separators `/`
 */
export function linkFiles(references: readonly FileReference[], paths: readonly string[]): WorkspaceLink[] {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = fold(path.slice(path.lastIndexOf('/') + 1));
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return references.flatMap((reference) => {
    const path = find(reference, byName);
    return path === undefined ? [] : [{ reference, path }];
  });
}

function find(reference: FileReference, byName: ReadonlyMap<string, string[]>): string | undefined {
  const wanted = segments(reference.implied ?? reference.file);
  const name = wanted.at(-1)!;
  const candidates =
    byName.get(fold(name)) ?? [...byName].filter(([known]) => near(fold(name), known)).flatMap(([, list]) => list);
  const scored = candidates
    .map((path) => ({ path, score: agreement(wanted, segments(path)) }))
    .filter(({ score }) => score > 0);
  const best = Math.max(...scored.map(({ score }) => score));
  const winners = scored.filter(({ score }) => score === best);
  return winners.length === 1 ? winners[0]!.path : undefined;
}

const segments = (path: string) =>
  path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..' && part !== '~');

/** How many segments agree from the end, exact ones a little more; 0 when too few do. */
function agreement(wanted: string[], path: string[]): number {
  const most = Math.min(wanted.length, path.length);
  let count = 0;
  let score = 0;
  while (count < most) {
    const [a, b] = [wanted.at(-1 - count)!, path.at(-1 - count)!];
    if (a === b) score += 1;
    else if (fold(a) === fold(b)) score += 0.9;
    else if (near(fold(a), fold(b))) score += 0.7;
    else break;
    count++;
  }
  if (count < most && count < 2) return 0;
  // A file of a library is not the workspace's file of the same name.
  const library = (parts: string[]) => parts.some((part) => part === 'node_modules' || part === 'site-packages');
  return library(wanted) !== library(path) ? 0 : score;
}

/** Letters and digits alone, with those that OCR confuses made equal. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\-\s.]/g, '')
    .replace(/[il|!]/g, '1')
    .replace(/o/g, '0')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/s/g, '5')
    .replace(/b/g, '8');
}

/** One letter wrong, lost or too many, in names long enough for that to be a misreading. */
function near(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 7 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const rest = (skipA: number, skipB: number) => a.slice(i + skipA) === b.slice(i + skipB);
  return rest(1, 1) || rest(1, 0) || rest(0, 1);
}
