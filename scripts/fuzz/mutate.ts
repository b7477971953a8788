/** Small damage to files: to bytes wherever they are, to texts by their structure. */
export type Random = () => number;

const ODD = [
  '',
  'null',
  '-1',
  '1e999',
  '9007199254740993',
  '"\\u0000"',
  '[]',
  '{}',
  '"../../x"',
  'true',
  '[[[[',
  '"'.repeat(3),
];
const CHARACTERS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  '&',
  ';',
  '\0',
  '\n',
  '\u202e',
  '%',
  '0',
  'e',
  '\\',
  "'",
  '/',
  ':',
];

/** Cuts, doubles, flips and fills; headers are where it hurts, so half of the changes fall there. */
export function mutateBytes(source: Buffer, next: Random): Buffer {
  const spot = () => Math.floor(next() * source.length);
  const kind = next();
  if (kind < 0.12) return source.subarray(0, spot());
  if (kind < 0.2) return Buffer.concat([source.subarray(0, spot()), source.subarray(spot())]);
  const bytes = Buffer.from(source);
  const changes = 1 + Math.floor(next() * next() * 24);
  for (let i = 0; i < changes; i++) {
    const at = kind < 0.6 ? Math.floor(next() * Math.min(bytes.length, 96)) : spot();
    const how = next();
    if (how < 0.4) bytes[at] = Math.floor(next() * 256);
    else if (how < 0.7) bytes[at] = bytes[at]! ^ (1 << Math.floor(next() * 8));
    else bytes.fill(how < 0.85 ? 0xff : 0, at, Math.min(at + 1 + Math.floor(next() * 8), bytes.length));
  }
  return bytes;
}

/** Values replaced, pieces moved, doubled and left out: of texts, whose bytes alone would nearly always break the syntax. */
export function mutateText(source: Buffer, next: Random): Buffer {
  if (next() < 0.25) return mutateBytes(source, next);
  let text = source.toString('utf8');
  const changes = 1 + Math.floor(next() * 4);
  for (let i = 0; i < changes; i++) {
    const at = Math.floor(next() * text.length);
    const length = Math.floor(next() * next() * 60);
    const how = next();
    if (how < 0.35) {
      // One of the values, strings and numbers alike.
      const values = [...text.slice(at, at + 4000).matchAll(/"[^"\n]{0,80}"|-?\d+(?:\.\d+)?|true|false|null/g)];
      const value = values[Math.floor(next() * values.length)];
      if (!value) continue;
      const from = at + value.index;
      text = text.slice(0, from) + ODD[Math.floor(next() * ODD.length)]! + text.slice(from + value[0].length);
    } else if (how < 0.55) text = text.slice(0, at) + text.slice(at + length);
    else if (how < 0.75)
      text = text.slice(0, at) + text.slice(at, at + length).repeat(1 + Math.floor(next() * 40)) + text.slice(at);
    else text = text.slice(0, at) + CHARACTERS[Math.floor(next() * CHARACTERS.length)]! + text.slice(at);
  }
  return Buffer.from(text);
}
