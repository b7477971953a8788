/**
 * What a screenshot's text says for certain: the kind of screen, the error, where it happened, the command that failed, the
 * code. Found by rules in the OCR's text, without the model, and shown beside the model's answer as what it is.
 */
import type { TextReading } from '../shared/engine.ts';
import type { Message } from '../shared/message.ts';
import { usualCause } from './causes.ts';
import { errorRank } from './errorLines.ts';
import { languageOfCode, languageOfFile, numberedCode } from './codeText.ts';
import { fileReferences, type FileReference } from './references.ts';

export type ScreenKind = 'stack-trace' | 'test-failure' | 'compiler' | 'terminal' | 'code' | 'other';

export interface ScreenFacts {
  kind: ScreenKind;
  /** The error's own line, lines that it was broken into joined. */
  error?: string;
  /** `Caused by` and the like, from the outside in. */
  causedBy: string[];
  /** What such a message usually means: one sentence of Markdown. */
  usualCause?: Message;
  /** The command at the prompt before the error. */
  command?: string;
  /** Every file reference, in reading order. */
  references: FileReference[];
  /** Where to look first: the innermost frame of the user's own code, or the first diagnostic. */
  place?: FileReference;
  /** Test runner's summary, such as `1 failed, 27 passed`. */
  tests?: string;
  code?: { text: string; /** identifier of the editor */ language?: string; firstLine?: number };
}

const CAUSED_BY = /^\W*(?:Caused by:|\[cause\]:|During handling of|The above exception)/;
const PROMPT =
  /^\s*(?:\([\w.-]+\)\s*)?(?:(?:[\w.-]+@[\w.-]+)[:\s]?[^\s$#%❯]*\s*[$#%❯§]|PS [A-Z]:[^>]*>|[A-Z]:\\[^>]*>|[~\w./-]*\s?[$❯➜§%])\s+(\S.*)$/;
const TESTS =
  /(?:Tests?:\s+)?(\d+ (?:failed|failing|errors?)\b.*\b(?:passed|passing|total|skipped).*|\d+ failing|FAILED \(.*\)|Tests run: \d+, Failures: [1-9].*|test result: FAILED.*)/i;
const TEST_FILE = /^\W*(?:FAIL|FAILED|--- FAIL:|●|not ok)\s/;

/** The facts of a reading; deterministic, never empty-handed about the kind. */
export function explainReading(reading: TextReading): ScreenFacts {
  const lines = reading.lines.map((line) => line.text);
  const references = fileReferences(lines);
  const { error, row } = findError(lines);
  const causedBy = lines.flatMap((line, i) =>
    i !== row && CAUSED_BY.test(line) && /Error|Exception|cause/i.test(line) ? [joined(lines, i)] : [],
  );
  const tests = lines
    .map((line) => TESTS.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .at(-1)
    ?.replace(/[\s=]+$/, '');
  const command = failingCommand(lines, row);
  const code = error === undefined ? codeOf(reading, references) : undefined;
  const frames = references.filter((reference) => reference.kind === 'frame');
  const diagnostics = references.filter((reference) => reference.kind === 'diagnostic');
  const failedTest = lines.some((line) => TEST_FILE.test(line)) || tests !== undefined;
  const kind: ScreenKind = failedTest
    ? 'test-failure'
    : frames.length >= 2 || (frames.length === 1 && error !== undefined)
      ? 'stack-trace'
      : diagnostics.length > 0
        ? 'compiler'
        : command !== undefined || lines.some((line) => PROMPT.test(line))
          ? 'terminal'
          : code
            ? 'code'
            : error !== undefined
              ? 'terminal'
              : 'other';
  // The innermost cause is the most specific; Python's "during handling" is the other way round.
  const inner = causedBy.filter((line) => /^\W*(?:Caused by|\[cause)/.test(line)).reverse();
  const usual = usualCause([...inner, ...(error ? [error] : []), ...causedBy, ...lines]);
  const place =
    references.find((each) => each.row === row && each.line && !each.external) ?? placeOf(lines, frames, diagnostics);
  return {
    kind,
    causedBy,
    references,
    ...(error !== undefined && { error }),
    ...(usual !== undefined && (error !== undefined || failedTest) && { usualCause: usual }),
    ...(command !== undefined && { command }),
    ...(place && { place }),
    ...(tests !== undefined && { tests }),
    ...(code && { code }),
  };
}

/** The error that ends a Python traceback, else the first one; `Caused by` lines only when there is no other. */
function findError(lines: string[]): { error?: string; row: number } {
  const ranks = lines.map((line) => (/^\s*(?:raise|throw)\b/.test(line) ? 0 : errorRank(line)));
  const rows =
    [2, 1].map((rank) => ranks.flatMap((own, i) => (own === rank ? [i] : []))).find((some) => some.length) ?? [];
  const own = rows.filter((i) => !CAUSED_BY.test(lines[i]!));
  const python = lines.some((line) => /Traceback \(most recent call/.test(line));
  const row = (own.length ? own : rows).at(python ? -1 : 0);
  if (row !== undefined) return { error: joined(lines, row), row };
  // A test that fails by comparison has no error line.
  const expected = lines.findIndex((line) => /^\s*Expected\b.*:/.test(line));
  const received = lines.findIndex((line) => /^\s*(?:Received|Actual|but was)\b.*:/.test(line));
  if (expected >= 0 && received >= 0)
    return { error: `${lines[expected]!.trim()} – ${lines[received]!.trim()}`, row: expected };
  return { row: -1 };
}

/** A message with the row that a narrow terminal broke it into. */
function joined(lines: string[], row: number): string {
  const [text, next] = [lines[row]!.trim(), lines[row + 1]?.trim() ?? ''];
  const continues =
    /^['"‘“a-z(]/.test(next) &&
    !/^(?:at|in|from|goroutine)\b/.test(next) &&
    fileReferences([next]).length === 0 &&
    !PROMPT.test(next);
  return continues && !/[.;]$/.test(text) && text.length > 40 ? `${text} ${next}` : text;
}

function failingCommand(lines: string[], errorRow: number): string | undefined {
  const prompts = lines.flatMap((line, row) => {
    const command = PROMPT.exec(line)?.[1];
    return command && /^[\w./~"'-]/.test(command) ? [{ row, command }] : [];
  });
  const before = prompts.filter(({ row }) => errorRow < 0 || row < errorRow);
  return errorRow < 0 ? undefined : (before.at(-1) ?? undefined)?.command;
}

/** Python prints the innermost frame last, the others print it first. */
function placeOf(lines: string[], frames: FileReference[], diagnostics: FileReference[]): FileReference | undefined {
  const own = frames.filter((frame) => !frame.external);
  const pythonFirst = frames.some((frame) => /^\s*File\b/.test(lines[frame.row]!));
  return (pythonFirst ? own.at(-1) : own[0]) ?? diagnostics.find((reference) => !reference.external) ?? frames[0];
}

function codeOf(reading: TextReading, references: FileReference[]): ScreenFacts['code'] {
  const rows = reading.text.split('\n');
  const numbered = numberedCode(rows);
  const named = reading.lines
    .flatMap((line) => line.text.match(/[\w.-]+\.[a-z]{1,5}\b/g) ?? [])
    .map(languageOfFile)
    .find((language) => language !== undefined);
  if (numbered) {
    const language =
      references.map(({ file }) => languageOfFile(file)).find((found) => found !== undefined) ??
      languageOfCode(numbered.text.split('\n')) ??
      named;
    return { ...numbered, ...(language && { language }) };
  }
  const language = languageOfCode(rows);
  return language ? { text: rows.join('\n'), language } : undefined;
}
