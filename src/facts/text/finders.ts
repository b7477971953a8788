/** What terminals, editors and pages of text say: errors, places, commands, codes, versions, tests, addresses. */
import { explainReading, type ScreenFacts } from '../../screenshot/screenshot.ts';
import type { OcrLine, Region, TextReading } from '../../shared/reading.ts';

/** A text with where it stands. */
export interface Spot {
  text: string;
  line: OcrLine;
  box: Region;
}

export interface Screen {
  reading: TextReading;
  lines: OcrLine[];
  facts: ScreenFacts;
}

export const screenOf = (reading: TextReading): Screen => ({
  reading,
  lines: reading.lines,
  facts: explainReading(reading),
});

/** The words of a line that hold a part of it. */
export function spot(line: OcrLine, part: string): Spot {
  const wanted = part.replace(/\s+/g, '');
  const words = line.words.filter((word) => {
    const text = word.text.replace(/\s+/g, '');
    return text !== '' && (wanted.includes(text) || text.includes(wanted));
  });
  const boxes = words.length > 0 ? words.map(({ box }) => box) : [line.box];
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    text: part,
    line,
    box: {
      x,
      y,
      width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
      height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
    },
  };
}

/** Lines are cut at this length before patterns run over them. */
const LONGEST = 400;

/** One space for many, so that patterns need not try how many there are. */
const plain = ({ text }: OcrLine) => text.slice(0, LONGEST).replace(/\s+/g, ' ').trimStart();

function matches(lines: readonly OcrLine[], pattern: RegExp): Spot[] {
  return lines.flatMap((line) =>
    [...plain(line).matchAll(pattern)].map((match) => spot(line, (match[1] ?? match[0]).trim())),
  );
}

const distinct = (spots: Spot[]): Spot[] =>
  spots.filter((each, i) => spots.findIndex((other) => other.text === each.text) === i);

/** The prompt's own end: `$`, `%`, `#`, `>`, `❯`, `➜`, `PS C:\>`. */
const PROMPT =
  /^ ?(?:\([\w.-]{1,40}\) ?)?(?:[\w.-]{1,40}@[\w.-]{1,60}[:\s]?[^\s$#%❯]{0,80} ?[$#%❯]|PS [A-Z]:[^>]{0,120}>|[A-Z]:\\[^>]{0,120}>|[~\w./-]{0,80}\s?[$❯➜§%]|>) ([A-Za-z./~][^\n]{0,300})$/;

export function commands({ lines, facts }: Screen): Spot[] {
  const found = lines.flatMap((line) => {
    const command = PROMPT.exec(plain(line))?.[1];
    return command && !/^(?:Expected|Received|at |\d)/.test(command) ? [spot(line, command.trim())] : [];
  });
  if (found.length > 0 || !facts.command) return found;
  const line = lines.find(({ text }) => text.includes(facts.command!));
  return line ? [spot(line, facts.command)] : [];
}

export function exitCodes({ lines }: Screen): Spot[] {
  return distinct([
    ...matches(
      lines,
      /\b(?:exit(?:ed|ing)?(?: with)?(?: (?:non-zero))? ?(?:code|status|value)?|return(?:ed)?(?: (?:code|status|value))?|status code|exit status|rc|errno|code) ?[:=]? ?\(?(-?\d{1,4}|0x[0-9a-f]{2,8})\b/gi,
    ),
    ...matches(lines, /\b(?:Error|make.{0,40}\bError) (\d{1,3})$/g),
  ]);
}

/** Codes that name an error: TS2322, E0382, CS0103, ERR_X, ENOENT, SQLSTATE, HTTP. */
export function errorCodes({ lines, facts }: Screen): Spot[] {
  const pattern =
    /\b(TS\d{3,5}|E\d{4}|[A-Z]{2,5}-?\d{4,6}|C\d{4}|ERR_[A-Z_0-9]{3,40}|E(?:NOENT|ACCES|ADDRINUSE|CONNREFUSED|CONNRESET|PERM|EXIST|PIPE|TIMEDOUT|MFILE|NOTFOUND|ISDIR|NOTDIR|INVAL|RESOLVE|LIFECYCLE|401|403|404|BADENGINE|INTEGRITY|NETUNREACH|HOSTUNREACH)|SIG[A-Z]{3,5}|[A-Z]\d{3,4}(?=[:\]\s]))\b/g;
  const near = facts.error
    ? lines.filter(
        ({ text }) => facts.error!.includes(text.trim().slice(0, 30)) || /error|fail|fatal|ERR|warning/i.test(text),
      )
    : lines;
  const found = matches(near, pattern);
  const http = matches(
    lines,
    /\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?: code)?(?: of)?|error|returned error|code) ?[:=]? ?([1-5]\d\d)\b/gi,
  );
  return distinct([...found, ...(found.length === 0 ? matches(lines, pattern) : []), ...http]);
}

export const urls = ({ lines }: Screen): Spot[] =>
  distinct([
    ...matches(lines, /\b((?:https?|ftp|wss?):\/\/[^\s"'<>)\]}]{3,200})/gi).map(trimmed),
    ...matches(
      lines,
      /(?<![\w@/.])((?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]{1,40}\.){1,4}(?:com|org|net|io|dev|app|ai|edu|gov|cn|de|local))(?::\d{2,5})?(?:\/[^\s"'<>)\]}]{0,120})?)/gi,
    ).map(trimmed),
  ]).filter(
    (each, _, all) =>
      !all.some((other) => other !== each && other.text.includes(each.text) && other.text.includes('://')),
  );

const trimmed = (each: Spot): Spot => ({ ...each, text: each.text.replace(/[.,;:]+$/, '') });

export const versions = ({ lines }: Screen): Spot[] =>
  matches(
    lines,
    /(?<![\d./\w-])(v?\d{1,4}\.\d{1,5}(?:\.\d{1,6})?(?:[-+][\w.]{1,20})?)(?![\d/]|\.\d|\s?(?:s|ms|%|KB|MB|GB|kB|sec)\b)/g,
  );

export const addresses = ({ lines }: Screen): Spot[] =>
  distinct(matches(lines, /\b([\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4})\b/g));

export const ports = ({ lines }: Screen): Spot[] =>
  distinct([
    ...matches(lines, /\bport ?[:=]? ?(\d{2,5})\b/gi),
    ...matches(lines, /(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\*|::\]?|0\.0\.0\.0):(\d{2,5})\b/g),
  ]);

export const durations = ({ lines }: Screen): Spot[] =>
  distinct([
    ...matches(
      lines,
      /\b(?:time|duration|took|finished in|done in|ran .{0,40} in|built in|completed in|elapsed|real|in) ?:? ?((?:\d+\s?m(?:in)?\s?)?\d+(?:[.,]\d+)?\s?(?:ms|s|sec|seconds|m|min|minutes)\b)/gi,
    ),
    ...matches(lines, /[([] ?(\d+(?:[.,]\d+)?\s?(?:ms|s)) ?[)\]]/g),
  ]);

export const branches = ({ lines }: Screen): Spot[] =>
  distinct(matches(lines, /\b(?:on branch|switched to (?:a new )?branch|branch) ['"]?([\w./-]{1,80})/gi));

export const warnings = ({ lines }: Screen): Spot[] =>
  lines.filter(({ text }) => /\bwarn(?:ing)?\b/i.test(text)).map((line) => spot(line, line.text.trim()));

/** Names of tests that failed, as their runners write them. */
export function failedTests({ lines }: Screen): Spot[] {
  const found = lines.flatMap((line): Spot[] => {
    const text = plain(line);
    const match =
      /^\W*(?:FAILED|--- FAIL:|not ok \d+ -|✗|✕|×|✖|●) ([^\n]{2,200}?)(?: \(?\d+(?:\.\d+)?\s?m?s\)?)?$/.exec(text) ??
      /^ ?(?:\d+\)|\[FAIL\]|FAIL[:\s]) ?([A-Za-z][^\n]{2,200})$/.exec(text) ??
      /^test ([\w:]{2,200}) ?\.\.\. ?FAILED/.exec(text) ??
      /^(?:FAIL|ERROR): (test[\w.]{0,200}|[\w.]{2,200}(?= \())/.exec(text) ??
      /^[\w./]{2,200}::([\w[\]-]{2,200}) FAILED/.exec(text) ??
      /^\W*(\w[\w.]{1,160}) FAILED ?$/.exec(text);
    return match ? [spot(line, match[1]!.trim())] : [];
  });
  return distinct(found.filter(({ text }) => !/^\d+ (?:failed|passed)/.test(text)));
}

export interface TestCounts {
  failed?: Spot;
  passed?: Spot;
  skipped?: Spot;
  total?: Spot;
}

/** The runner's own summary; the last line that has one. */
export function testCounts({ lines }: Screen): TestCounts {
  const counts: TestCounts = {};
  const take = (name: keyof TestCounts, pattern: RegExp) => {
    const summary = lines.filter((line) => pattern.test(plain(line)));
    // "Tests: 1 failed" counts tests, "Test Suites: 1 failed" counts files.
    const line =
      summary.findLast(({ text }) => /\btests?\b/i.test(text) && !/suites|files/i.test(text)) ?? summary.at(-1);
    const match = line && pattern.exec(plain(line));
    if (line && match) counts[name] = spot(line, (match[1] ?? match[2])!);
  };
  take('failed', /\b(\d+) (?:failed|failing|failures?)\b|\b(?:failures?|failed|fail)[:=\s]+(\d+)\b/i);
  take('passed', /\b(\d+) (?:passed|passing)\b|\b(?:passed|pass)[:=\s]+(\d+)\b/i);
  take('skipped', /\b(\d+) (?:skipped|pending|ignored)\b|\b(?:skipped|ignored)[:=\s]+(\d+)\b/i);
  take('total', /\b(\d+) total\b|\b(?:tests run|# tests|total)[:=\s]+(\d+)\b/i);
  return counts;
}

/** Lines that say what was expected and what came. */
export function expectation({ lines }: Screen): { expected?: Spot; received?: Spot } {
  const find = (pattern: RegExp) => {
    for (const line of lines) {
      const match = pattern.exec(plain(line));
      if (match?.[1]) return spot(line, match[1].trim());
    }
    return undefined;
  };
  const expected =
    find(/\bexpected(?: value)? ?[:=] ?(.{1,160})$/i) ??
    find(/\bexpected:? ?<?([^<>,;]{1,80}?)>? ?(?:,|;|but|to (?:equal|be)|got)/i) ??
    find(/^ ?- (\S.{0,80})$/);
  const received =
    find(/\b(?:received|actual|but was|got)(?: value)? ?[:=] ?(.{1,160})$/i) ??
    find(/\b(?:but (?:was|got)|got|received) ?:? ?<?([^<>;]{1,80}?)>? ?$/i) ??
    find(/^ ?\+ (\S.{0,80})$/);
  return { ...(expected && { expected }), ...(received && { received }) };
}

/** What code declares: functions, classes, types. */
export const declarations = ({ lines }: Screen): Spot[] =>
  distinct(
    matches(
      lines,
      /\b(?:function|def|fn|func|fun|sub|class|struct|interface|trait|enum|type)\s+(?:\([^)]{0,60}\)\s*)?([A-Za-z_$][\w$]{0,80})(?=\s*[<({:=]|\s*$|\s)/g,
    ),
  );

/** A line of numbered code: what follows its number. */
export function codeLine({ lines }: Screen, number: number): Spot | undefined {
  for (const line of lines) {
    const match = /^ ?[>→*]? ?(\d{1,6}) ?[|:│]? (\S.*)$/.exec(plain(line));
    if (match && Number(match[1]) === number) return spot(line, match[2]!);
  }
  return undefined;
}
