/** What well-known error messages mean, in a sentence: a help beside the model's answer, not a diagnosis. */

const CAUSES: [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /Cannot read propert(?:y|ies) of (undefined|null) \(reading ['"“‘]?([\w$]+)/,
    ([, value, name]) => `Something is ${value} where its property \`${name}\` is read.`,
  ],
  [
    /(?:undefined|null) is not an object|([\w$.]+) is (undefined|null)\b/,
    () => 'A value is missing where the code expects an object.',
  ],
  [/([\w$.]+) is not a function/, ([, name]) => `\`${name}\` is called, but it is not a function.`],
  [
    /([\w$]+) is not defined|name ['"]([\w]+)['"] is not defined/,
    ([, js, py]) => `The name \`${js ?? py}\` is used but not declared or imported here.`,
  ],
  [
    /Cannot find module ['"]?([^'"\s]+)|No module named ['"]?([\w.]+)/,
    ([, js, py]) => `The module \`${js ?? py}\` is not installed or its path is wrong.`,
  ],
  [/'NoneType' object (?:has no attribute|is not)/, () => 'A value is None where the code expects an object.'],
  [/KeyError: (\S+)/, ([, key]) => `The key ${key} is not in the dictionary.`],
  [/IndexError|IndexOutOfBounds|index out of range/i, () => 'An index lies outside of its list or array.'],
  [/NullPointerException/, () => 'A reference is null where an object is needed.'],
  [/ClassNotFoundException|NoClassDefFoundError/, () => 'A class is missing from the class path.'],
  [
    /Duplicate entry|duplicate key value|UNIQUE constraint/i,
    () => 'A row with the same value of a unique key exists already.',
  ],
  [/time data .+ does not match format/, () => 'The text of a date does not have the format that is asked for.'],
  [/EADDRINUSE|address already in use/i, () => 'Another process listens on this port already.'],
  [/ECONNREFUSED|connection refused/i, () => 'Nothing answers at this address and port.'],
  [/ENOENT|No such file or directory/i, () => 'A file or folder does not exist at this path.'],
  [/EACCES|EPERM|Permission denied/i, () => 'The user has no permission for this.'],
  [
    /(?:heap out of memory|OutOfMemoryError|MemoryError|Cannot allocate memory)/i,
    () => 'The process ran out of memory.',
  ],
  [/command not found|is not recognized as/i, () => 'The program is not installed or not on the PATH.'],
  [
    /is possibly ['"‘]?(undefined|null)/,
    ([, value]) => `The compiler cannot rule out that the value is ${value}; check it first.`,
  ],
  [/is not assignable to (?:parameter of )?type/, () => 'The value has another type than the one that is declared.'],
  [/Argument of type/, () => 'An argument has another type than the parameter.'],
  [
    /SyntaxError|unexpected token|Unexpected end of/i,
    () => 'The parser met something it does not expect; look at this place and just before it.',
  ],
  [
    /borrowed value does not live long enough|cannot borrow|use of moved value/,
    () => 'The borrow checker: a value is used while it is borrowed elsewhere, or after it was moved.',
  ],
  [
    /Expected:[\s\S]{0,2000}Received:|AssertionError|assert(?:ion)? failed/i,
    () => 'The code gives another value than the test expects.',
  ],
  [/DataIntegrityViolationException|ConstraintViolation/, () => 'The database refused a row that breaks a constraint.'],
];

/** The usual meaning of the first message that is known, as one sentence of Markdown; the most telling message comes first. */
export function usualCause(messages: readonly string[]): string | undefined {
  for (const message of messages) {
    for (const [pattern, explain] of CAUSES) {
      const match = pattern.exec(message);
      if (match) return explain(match);
    }
  }
  return undefined;
}
