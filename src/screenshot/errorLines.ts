/** Lines of a screenshot that report a failure, in the words of common runtimes, compilers and shells. */

const STRONG =
  /\b(?:[A-Z]\w*(?:Error|Exception)\b|error(?:\[\w+\])?\s*(?:[:(]|[A-Z]{1,4}\d{2,5})|fatal(?: error)?:|panic:|panicked at|Traceback|Caused by|Unhandled|Uncaught|FAIL(?:ED)?\b|npm ERR!|ERR!|Segmentation fault|command not found|No such file|Permission denied|cannot find|could not|undefined reference|not defined|Expected:|Received:|AssertionError)/i;
const WEAK =
  /\b(?:error|err|fail(?:s|ed|ure)?|exception|warn(?:ing)?|denied|refused|timeout|timed out|abort(?:ed)?|invalid|missing|exit(?:ed)? (?:code|status)|at .+:\d+)\b/i;

/** 2: certainly part of an error report, 1: perhaps, 0: no sign of one. */
export function errorWeight(line: string): 0 | 1 | 2 {
  if (STRONG.test(line)) return 2;
  return WEAK.test(line) ? 1 : 0;
}

/** How runtimes, compilers, shells, package managers and browsers begin the line that says what went wrong. */
const ERROR_LINES: readonly RegExp[] = [
  /^(?:\W*)(?:Caused by:\s*)?(?:(?:Uncaught|Unhandled)\s+)?((?:[\w$]+\.)*(?:[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit)|Error|Exception)\b(?::\s*.*|$)|(?:fatal(?: error)?|panic|error(?:\[\w+\])?)\s*:\s*.+|thread '.*' panicked at.*|.*\berror\s+[A-Z]{1,4}\d{2,5}:\s*.+|.*(?:command not found|No such file or directory|Permission denied)\b.*|.*Segmentation fault.*)/,
  /^\W*Exception in thread "[^"]*" \S/,
  /^\W*Unhandled [Ee]xception[.:] \S/,
  /^\W*Uncaught (?:\(in promise\):? )?\S/,
  /^\W*(?:PHP )?(?:Fatal|Parse) error: +\S/,
  /^\S+\.rb:\d+:in .+ \([\w:]+\)$/,
  /^\S+\.\w{1,4}[:(]\d+[^ ]* (?:fatal )?error\b[^:]{0,20}: \S/,
  /^npm (?:error|ERR!) (?!code\b|errno\b|path\b|syscall\b|A complete|To see|while|Found|node_modules|\s)\S/,
  /^\*\* \([\w.]+\) \S/,
  /^Error from server\b/,
  /^(?:ORA|SP2|PLS)-\d+: /,
  /^ERROR \d+ \(\w+\): /,
  /^ERROR: +\S/,
  /^CONFLICT \(/,
  /\bundefined reference to\b/,
  /^Module not found: /,
  /\bis not recognized as (?:an internal|the name)\b/,
];

/** Lines that report a failure where nothing is more exact. */
const WEAKER_LINES: readonly RegExp[] = [
  /\bblocked by CORS policy\b/,
  /^Failed to load resource: /,
  /\bnet::ERR_\w+/,
  /^\s*\d+:\d+\s+error\s+\S/,
  /^\[ERROR\] +\S/,
  /^E {2,}\S/,
  /^make(?:\[\d+\])?: \*\*\* /,
  /^error\s+\S/,
  /^\W*(?:FAILURE: Build failed|BUILD FAILED)\b/,
];

/** Logs of servers and CI put the time before each line. */
const TIME_BEFORE = /^\[?\d{4}-\d\d-\d\d[T ][\d:.,]{5,16}Z?\]?\s+/;

/** 2: says what went wrong, 1: says that something did, 0: neither. */
export function errorRank(line: string): 0 | 1 | 2 {
  const text = line.slice(0, 400).replace(TIME_BEFORE, '');
  if (ERROR_LINES.some((pattern) => pattern.test(text))) return 2;
  return WEAKER_LINES.some((pattern) => pattern.test(text)) ? 1 : 0;
}
