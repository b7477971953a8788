/** `port: 8080`, `Node version   v20.1`: the value beside a name, and lines that hold given words. */
import { similar, stem } from '../language/fuzzy.ts';
import { nameWords } from '../language/tokens.ts';
import type { Token } from '../language/tokens.ts';
import { spot, type Screen, type Spot } from './finders.ts';

/** The lines that hold all of the words, most of the line being them first. */
export function linesWith(
  { lines }: Screen,
  words: readonly string[],
): { line: Screen['lines'][number]; share: number }[] {
  return lines
    .flatMap((line) => {
      const own = nameWords(line.text);
      const has = (word: string) =>
        own.some(
          (other) =>
            other === word ||
            stem(other) === word ||
            similar(other, word) ||
            (word.length >= 4 && other.includes(word)),
        );
      return words.every(has) ? [{ line, share: words.join('').length / Math.max(1, own.join('').length) }] : [];
    })
    .sort((a, b) => b.share - a.share);
}

/** The value that belongs to a name: after `:` or `=`, in the next column, or the rest of the line. */
export function valueOf(screen: Screen, asked: readonly Token[]): Spot | undefined {
  const words = asked.map(({ word, kind }) => (kind === 'quoted' ? nameWords(word) : [stem(word)])).flat();
  if (words.length === 0) return undefined;
  for (const { line } of linesWith(screen, words).slice(0, 6)) {
    const text = line.text.slice(0, 400);
    const last = Math.max(...words.map((word) => positionOf(text, word)));
    const pair = pairOf(text);
    if (pair && holds(pair[0], words)) return spot(line, clean(pair[1]));
    const after = text
      .slice(last)
      .replace(/^[\w'"’)\]]*/, '')
      .trim()
      .replace(/^(?:[:=]|is )/, '')
      .trim();
    if (after !== '' && last > 0) return spot(line, clean(after));
  }
  return undefined;
}

/** Name and value of a line: parted by `:`, `=`, an arrow, a dash, or a wide gap. */
function pairOf(text: string): [name: string, value: string] | undefined {
  const place = text.search(/[:=→\t]| {3}| - /);
  if (place <= 0) return undefined;
  const value = text.slice(place).replace(/^[\s:=→>-]+/, '');
  return value === '' ? undefined : [text.slice(0, place).trim(), value];
}

const holds = (text: string, words: readonly string[]) => {
  const own = nameWords(text);
  return words.every((word) =>
    own.some((other) => other === word || similar(other, word) || (word.length >= 4 && other.includes(word))),
  );
};

const clean = (text: string) => text.trim().replace(/^["'`]|["'`,;]+$/g, '');

/** Where the word ends in the text; 0 where it is not found as such. */
function positionOf(text: string, word: string): number {
  const at = text.toLowerCase().indexOf(word);
  return at < 0 ? 0 : at + word.length;
}
