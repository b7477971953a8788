/**
 * References to files in text that was read from a screenshot: frames of stack traces, compiler and test output of the common
 * languages, editor breadcrumbs. Tolerant of what OCR confuses.
 */

export interface FileReference {
  /** As it stands in the line, location included. */
  text: string;
  /** Path as written, OCR's stray spaces removed, separators `/`. */
  file: string;
  /** 1-based. */
  line?: number;
  column?: number;
  /** `frame`: of a stack trace; `diagnostic`: of a compiler or test runner; `mention`: no more than a name. */
  kind: 'frame' | 'diagnostic' | 'mention';
  /** Which of the given lines it stands in. */
  row: number;
  /** Function, method or test. */
  symbol?: string;
  /** What the compiler says about the place. */
  message?: string;
  /** A longer path that the reference implies, such as a Java package's folders. */
  implied?: string;
  /** Of a library or a runtime, not of the user's own code. */
  external: boolean;
}

const EXTENSIONS =
  'tsx?|[cm]?[jt]s|jsx|py|pyi|java|kts?|scala|groovy|go|rs|cs|fs|vb|cpp|cc|cxx|c|hpp|hh|h|mm?|swift|rb|php|pl|lua|dart|exs?|clj|hs|vue|svelte|astro|html?|s?css|less|json5?|jsonc|ya?ml|toml|ini|xml|sql|sh|ps1|bat|tf|proto|gradle|ipynb|cshtml|razor|csproj';
/** Digits, and what OCR makes of 1 and 0. */
const NUMBER = '(?:[OoIl|]{0,5}[0-9][0-9OoIl|]{0,5})';
const PATH = String.raw`(?:[A-Za-z]:[\\/]|~[\\/]|\.{1,2}[\\/]|[\\/])?(?:[\w@+$.\-]+[\\/])*[\w@+$.\-]*\w\.(?:${EXTENSIONS})`;
const LOCATION = String.raw`(?:[:;](${NUMBER})(?:[:;](${NUMBER}))?|\((${NUMBER})(?:,\s?(${NUMBER}))?\)|:line\s(${NUMBER})|["'’”],?\s?line\s(${NUMBER})|\son\sline\s(${NUMBER}))`;
const REFERENCE = new RegExp(String.raw`(?<![\w@+$.\\/-])(${PATH})(?![\w./\\])${LOCATION}?`, 'g');

const EXTERNAL =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|\.cargo|\.rustup|rustc)[\\/]|^node:|^\/usr\/(?:lib|local|include)|[\\/]go[\\/]pkg[\\/]mod[\\/]|[\\/]lib[\\/]python\d/;
const EXTERNAL_JAVA =
  /\b(?:java\.base|javax?|jdk|sun|com\.sun|kotlinx?|scala|org\.(?:springframework|hibernate|apache|junit|eclipse|jboss)|com\.(?:mysql|google|fasterxml|zaxxer)|io\.(?:netty|micrometer))[./]/;

const BREADCRUMB = new RegExp(
  String.raw`^\s*((?:[\w.@-]+\s*[>›»]\s*){1,8}[\w.-]+\.(?:${EXTENSIONS}))(?:\s*[>›»]|\s*$)`,
);

/** All references, in the order of the lines. A file without a line counts only where it is surely meant: with a folder, or after FAIL. */
export function fileReferences(lines: readonly string[]): FileReference[] {
  return lines.flatMap((line, row) => inLine(line, row));
}

function inLine(raw: string, row: number): FileReference[] {
  const crumbs = BREADCRUMB.exec(raw);
  if (crumbs) {
    const file = crumbs[1]!.split(/\s*[>›»]\s*/).join('/');
    return [{ text: crumbs[1]!, file, kind: 'mention', row, external: false }];
  }
  const line = joinBroken(raw);
  const isFrame =
    /^\s*(?:at\b|File\b|from\b|in\b|#\d+|\d+:|[.…]{3})/.test(line) || /^\s*[\w./*()]+\([^)]*\)\s*$/.test(line);
  return [...line.matchAll(REFERENCE)].flatMap((match): FileReference[] => {
    const [text, path] = match;
    const [at, column] = [match[2] ?? match[4] ?? match[6] ?? match[7] ?? match[8], match[3] ?? match[5]];
    const lineNumber = toNumber(at);
    const before = line.slice(0, match.index);
    const after = line.slice(match.index + text.length);
    const test = /^(?:::[\w:[\]-]+)+/.exec(after)?.[0];
    if (lineNumber === undefined && !test && !/[\\/]/.test(path!) && !/\b(?:FAIL|PASS|FAILED|ERROR)\s*$/.test(before))
      return [];
    if (lineNumber === undefined && /^\w+:\/\/|:\/\/\S*$/.test(before)) return []; // an address of the web
    const java = javaFrame(before, path!);
    const symbol = test?.replace(/^::/, '') ?? java?.symbol ?? symbolOf(before, after);
    const message = isFrame || lineNumber === undefined ? undefined : messageOf(after);
    return [
      {
        text,
        file: path!.replace(/\\/g, '/'),
        ...(lineNumber !== undefined && { line: lineNumber }),
        ...(lineNumber !== undefined && toNumber(column) !== undefined && { column: toNumber(column) }),
        kind: lineNumber === undefined ? 'mention' : isFrame || java ? 'frame' : 'diagnostic',
        row,
        ...(symbol && { symbol }),
        ...(message && { message }),
        ...(java && { implied: java.implied }),
        external:
          EXTERNAL.test(path!) ||
          EXTERNAL.test(
            line
              .slice(0, match.index + text.length)
              .split(/[\s(]/)
              .at(-1)!,
          ) ||
          (java !== undefined && EXTERNAL_JAVA.test(before)),
      },
    ];
  });
}

/** OCR sets spaces around dots and colons: `layer. js :95:5`. */
function joinBroken(line: string): string {
  return line
    .replace(new RegExp(String.raw`(\w)\s?\.\s?(${EXTENSIONS})(?=\s?[:;]\s?\d)\s?`, 'g'), '$1.$2')
    .replace(new RegExp(String.raw`(\.(?:${EXTENSIONS}))\s?([:;])\s?(?=\d)`, 'g'), '$1$2')
    .replace(/([:;]\d+)\s?([:;])\s?(?=\d)/g, '$1$2');
}

/** A line or column number, unless there is no digit in it at all. */
function toNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/\d/.test(text)) return undefined;
  const value = Number(text.replace(/[Il|]/g, '1').replace(/[Oo]/g, '0'));
  return value > 0 ? value : undefined;
}

/** `at com.acme.orders.OrderService.place(` in front of `OrderService.java` implies com/acme/orders/OrderService.java. */
function javaFrame(before: string, path: string): { symbol: string; implied: string } | undefined {
  const frame = /([\w$.]+(?:\/[\w$.]+)?)\.([\w$<>]+)\($/.exec(before);
  if (!frame || /[\\/]/.test(path) || !/\.(?:java|kts?|scala|groovy|clj)$/.test(path)) return undefined;
  const packages = frame[1]!.split('/').at(-1)!.split('.').slice(0, -1);
  return { symbol: frame[2]!, implied: [...packages, path].join('/') };
}

function symbolOf(before: string, after: string): string | undefined {
  return (
    /^,?\s*in\s+([\w.<>$]+)/.exec(after)?.[1] ??
    /\bat\s+(?:async\s+)?([\w$.<>]+)(?:\s\[as [^\]]+\])?\s\($/.exec(before)?.[1]
  );
}

function messageOf(after: string): string | undefined {
  const text = after.replace(/^[\s:)\-–—]+/, '').trim();
  return /[A-Za-z]{3}/.test(text) ? text : undefined;
}
