/** Pictures named in a line of Markdown, HTML, CSS, code or another text. */
import { isPicturePath } from '../../shared/pictureFormat.ts';

export interface Reference {
  /** As written, without quotes, title or angle brackets. */
  target: string;
  /** 0-based columns of the whole reference, end exclusive. */
  start: number;
  end: number;
}

const PATTERNS = [
  /!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g, // Markdown
  /<(?:img|source|image|video)\b[^>]*?\b(?:src|href|poster)\s*=\s*["']?([^"'\s>]+)/gi, // HTML, JSX
  /\burl\(\s*["']?([^"')\s]+)["']?\s*\)/gi, // CSS
  /["'`]([^"'`\n]+)["'`]/g, // any string
  /([\w@~%+./-]+\.\w{3,4})\b/g, // a bare path: LaTeX, AsciiDoc, reStructuredText, YAML, Markdown's [name]: path
];

/** The references of a line, each once, in order of appearance. */
export function pictureReferences(line: string): Reference[] {
  const found = new Map<string, Reference>();
  for (const pattern of PATTERNS) {
    for (const match of line.matchAll(pattern)) {
      const target = match[1]!;
      const plain = target.replace(/[?#].*$/, '');
      if (!isPicturePath(plain) && !target.startsWith('data:image/')) continue;
      const [start, end] = [match.index, match.index + match[0].length];
      // A bare path may be a part of one that an earlier pattern has found.
      if ([...found.values()].some((other) => other.target === target || (start < other.end && end > other.start)))
        continue;
      found.set(target, { target, start, end });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The reference at a column, else the line's only one. */
export function referenceAt(line: string, column: number): Reference | undefined {
  const references = pictureReferences(line);
  return (
    references.find(({ start, end }) => column >= start && column <= end) ??
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
