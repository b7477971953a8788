/** What well-known error messages mean, in a sentence: a help beside the model's answer, not a diagnosis. */

import { msg, type Message } from '../shared/message.ts';

const CAUSES: [RegExp, (match: RegExpExecArray) => Message][] = [
  [
    /Cannot read propert(?:y|ies) of (undefined|null) \(reading ['"“‘]?([\w$]+)/,
    ([, value, name]) => msg`Something is ${value!} where its property \`${name!}\` is read.`,
  ],
  [
    /(?:undefined|null) is not an object|([\w$.]+) is (undefined|null)\b/,
    () => msg`A value is missing where the code expects an object.`,
  ],
  [/([\w$.]+) is not a function/, ([, name]) => msg`\`${name!}\` is called, but it is not a function.`],
  [
    /([\w$]+) is not defined|name ['"]([\w]+)['"] is not defined/,
    ([, js, py]) => msg`The name \`${(js ?? py)!}\` is used but not declared or imported here.`,
  ],
  [
    /Cannot find module ['"]?([^'"\s]+)|No module named ['"]?([\w.]+)/,
    ([, js, py]) => msg`The module \`${(js ?? py)!}\` is not installed or its path is wrong.`,
  ],
  [/'NoneType' object (?:has no attribute|is not)/, () => msg`A value is None where the code expects an object.`],
  [/KeyError: (['\"\w.-]+)/, ([, key]) => msg`The key ${key!} is not in the dictionary.`],
  [/IndexError|IndexOutOfBounds|index out of range/i, () => msg`An index lies outside of its list or array.`],
  [/NullPointerException/, () => msg`A reference is null where an object is needed.`],
  [/ClassNotFoundException|NoClassDefFoundError/, () => msg`A class is missing from the class path.`],
  [
    /Duplicate entry|duplicate key value|UNIQUE constraint/i,
    () => msg`A row with the same value of a unique key exists already.`,
  ],
  [/time data .+ does not match format/, () => msg`The text of a date does not have the format that is asked for.`],
  [/EADDRINUSE|address already in use/i, () => msg`Another process listens on this port already.`],
  [/ECONNREFUSED|connection refused/i, () => msg`Nothing answers at this address and port.`],
  [/ENOENT|No such file or directory/i, () => msg`A file or folder does not exist at this path.`],
  [/EACCES|EPERM|Permission denied/i, () => msg`The user has no permission for this.`],
  [
    /(?:heap out of memory|OutOfMemoryError|MemoryError|Cannot allocate memory)/i,
    () => msg`The process ran out of memory.`,
  ],
  [/command not found|is not recognized as/i, () => msg`The program is not installed or not on the PATH.`],
  [
    /is possibly ['"‘]?(undefined|null)/,
    ([, value]) => msg`The compiler cannot rule out that the value is ${value!}; check it first.`,
  ],
  [/is not assignable to (?:parameter of )?type/, () => msg`The value has another type than the one that is declared.`],
  [/Argument of type/, () => msg`An argument has another type than the parameter.`],
  [
    /SyntaxError|unexpected token|Unexpected end of/i,
    () => msg`The parser met something it does not expect; look at this place and just before it.`,
  ],
  [
    /borrowed value does not live long enough|cannot borrow|use of moved value/,
    () => msg`The borrow checker: a value is used while it is borrowed elsewhere, or after it was moved.`,
  ],
  [
    /Expected:[\s\S]{0,2000}Received:|AssertionError|assert(?:ion)? failed/i,
    () => msg`The code gives another value than the test expects.`,
  ],
  [
    /No 'Access-Control-Allow-Origin'|blocked by CORS policy/,
    () => msg`The server does not allow requests from this origin; it must send the CORS header.`,
  ],
  [/\bMissing script\b/, () => msg`package.json has no script of this name.`],
  [
    /non-fast-forward|fetch first/,
    () => msg`The remote branch has commits that the local one lacks: pull before you push.`,
  ],
  [/^CONFLICT \(|Merge conflict in/, () => msg`Both sides changed the same lines: they must be merged by hand.`],
  [
    /No matching distribution found|Could not find a version that satisfies/,
    () => msg`No release of this package fits the name and the version asked for.`,
  ],
  [
    /ImagePullBackOff|ErrImagePull/,
    () => msg`The container's image cannot be fetched: its name, tag or access is wrong.`,
  ],
  [/CrashLoopBackOff/, () => msg`The container ends again and again right after its start; its log says why.`],
  [/OOMKilled|exit code:? 137/, () => msg`The process was killed, most often because it ran out of memory.`],
  [/exit code:? 127/, () => msg`A command was not found.`],
  [/called `Option::unwrap\(\)` on a `None`/, () => msg`An Option was unwrapped that holds nothing.`],
  [/undefined method .{1,60} for nil/, () => msg`A value is nil where the code expects an object.`],
  [
    /Call to undefined function|use of undeclared identifier|undefined reference to/,
    () => msg`The name is used but declared nowhere that is in reach here.`,
  ],
  [/Sequence contains no elements/, () => msg`The first element of an empty sequence is asked for.`],
  [
    /IllegalArgumentException|ArgumentException|ValueError/,
    () => msg`A function was called with a value that it does not accept.`,
  ],
  [/Failed to fetch|net::ERR_/, () => msg`The request did not reach the server, or the browser withheld its answer.`],
  [
    /DataIntegrityViolationException|ConstraintViolation/,
    () => msg`The database refused a row that breaks a constraint.`,
  ],
];

/** The usual meaning of the first message that is known, as one sentence of Markdown; the most telling message comes first. */
export function usualCause(messages: readonly string[]): Message | undefined {
  for (const message of messages) {
    for (const [pattern, explain] of CAUSES) {
      const match = pattern.exec(message);
      if (match) return explain(match);
    }
  }
  return undefined;
}
