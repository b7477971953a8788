/** Pictures named in a line of Markdown, HTML, CSS, code or another text. */
import { isPicturePath } from '../../shared/pictureFormat.ts';

export interface Reference {
  /** As written, without quotes, title or angle brackets. */
  target: string;
  /** 0-based columns of the whole reference, end exclusive. */
  start: number;
  end: number;
}

/** Lines of generated files (data addresses, minified code) are looked at around the cursor alone. */
const MAX_LINE = 20_000;
/** More on one line are a list of files, not something that was written. */
const MAX_REFERENCES = 200;

/** Every quantifier is bounded, so a line costs time by its length, whatever stands in it. */
const PATTERNS = [
  /<(?:img|source|image|video)\b[^>]{0,400}?\b(?:src|href|poster)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,2000})/gi, // HTML, JSX
  /\burl\(\s{0,9}["']?([^"')\s]{1,2000})/gi, // CSS
  /["'`]([^"'`\n]{1,2000})["'`]/g, // any string
  /([\w@~%+./-]{1,260}\.\w{3,4})\b/g, // a bare path: LaTeX, AsciiDoc, reStructuredText, YAML, Markdown's [name]: path
];

/** The references of a line, each once, in order of appearance. */
export function pictureReferences(line: string): Reference[] {
  const text = line.slice(0, MAX_LINE);
  const found = new Map<string, Reference>();
  const add = (target: string, start: number, end: number) => {
    if (found.size >= MAX_REFERENCES) return;
    const plain = target.replace(/[?#].*$/, '');
    if (!isPicturePath(plain) && !target.startsWith('data:image/')) return;
    // A bare path may be a part of one that an earlier pattern has found.
    if (found.has(target) || [...found.values()].some((other) => start < other.end && end > other.start)) return;
    found.set(target, { target, start, end });
  };
  for (const { target, start, end } of markdownImages(text)) add(target, start, end);
  for (const pattern of PATTERNS)
    for (const match of text.matchAll(pattern)) add(match[1]!, match.index, match.index + match[0].length);
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** `![text](target "title")`, found by looking for its parts one after the other. */
function markdownImages(line: string): Reference[] {
  const found: Reference[] = [];
  for (let start = line.indexOf('!['); start >= 0; start = line.indexOf('![', start + 2)) {
    const open = line.indexOf('](', start);
    const end = open < 0 ? -1 : line.indexOf(')', open);
    if (end < 0) break;
    const next = line.indexOf('![', start + 2);
    if (next >= 0 && next < open) continue;
    const target = /^\s{0,9}<?([^\s>]+)/.exec(line.slice(open + 2, end))?.[1];
    if (target) found.push({ target, start, end: end + 1 });
  }
  return found;
}

/** The reference at a column, else the line's only one. */
export function referenceAt(line: string, column: number): Reference | undefined {
  const from = line.length > MAX_LINE ? Math.max(0, column - MAX_LINE / 2) : 0;
  const at = column - from;
  const references = pictureReferences(line.slice(from));
  return (
    references.find(({ start, end }) => at >= start && at <= end) ??
    (references.length === 1 ? references[0] : undefined)
  );
}

/** Paths to try for a reference, relative to the document's folder first, then to the workspace's roots. */
export function candidatePaths(target: string): { relative: string; rooted: boolean }[] {
  let path = target.replace(/[?#].*$/, '');
  try {
    path = decodeURIComponent(path);
  } catch {
    // A stray percent sign: the path is taken as it is written.
  }
  path = path.replace(/^(@|~)\//, '/');
  if (!path.startsWith('/'))
    return [
      { relative: path, rooted: false },
      { relative: path, rooted: true },
    ];
  return ['', 'public', 'static', 'src', 'assets'].map((folder) => ({ relative: `${folder}${path}`, rooted: true }));
}
