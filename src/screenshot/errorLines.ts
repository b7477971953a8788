/** Lines of a screenshot that tell of a failure, in the words of common runtimes, compilers and shells. */

const STRONG =
  /\b(?:[A-Z]\w*(?:Error|Exception)\b|error(?:\[\w+\])?\s*(?:[:(]|[A-Z]{1,4}\d{2,5})|fatal(?: error)?:|panic:|panicked at|Traceback|Caused by|Unhandled|Uncaught|FAIL(?:ED)?\b|npm ERR!|ERR!|Segmentation fault|command not found|No such file|Permission denied|cannot find|could not|undefined reference|not defined|Expected:|Received:|AssertionError)/i;
const WEAK =
  /\b(?:error|err|fail(?:s|ed|ure)?|exception|warn(?:ing)?|denied|refused|timeout|timed out|abort(?:ed)?|invalid|missing|exit(?:ed)? (?:code|status)|at .+:\d+)\b/i;

/** 2: certainly part of an error report, 1: perhaps, 0: no sign of one. */
export function errorWeight(line: string): 0 | 1 | 2 {
  if (STRONG.test(line)) return 2;
  return WEAK.test(line) ? 1 : 0;
}
