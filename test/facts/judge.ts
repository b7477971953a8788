/** Whether an answer has what was expected, as ../shared/questions judges it, and where its evidence lies. */
import type { FactsAnswer } from '../../src/facts/index.ts';
import { english } from '../../src/shared/message.ts';
import type { Asked, Expect } from './worlds/random.ts';

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const has = (answer: string, text: string) => ` ${plain(answer)} `.includes(` ${plain(text)} `);
const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

export type Verdict = 'right' | 'refused' | 'wrong';

export const textOf = (answer: FactsAnswer): string =>
  answer.kind === 'other' ? '' : answer.text.map(english).join(' ');

function rightText(text: string, first: string, expect: Expect): boolean {
  if (expect.none?.some((one) => has(text, one))) return false;
  if (expect.any)
    return (
      expect.any.some((one) => has(first, one)) || (expect.any.length === 1 && !first && has(text, expect.any[0]!))
    );
  if (expect.all) return expect.all.every((one) => has(text, one));
  const numbers = [...text.matchAll(/[-−]?\d[\d,]*(?:\.\d+)?/g)].map(([n]) =>
    parseFloat(n.replace(/,/g, '').replace('−', '-')),
  );
  WORDS.forEach((word, i) => new RegExp(`\\b${word}\\b`, 'i').test(text) && numbers.push(i));
  return numbers.some((n) => Math.abs(n - expect.number!) <= expect.tolerance! + 1e-9);
}

export function judge(answer: FactsAnswer, expect: Expect): Verdict {
  if (answer.kind !== 'answer') return expect.refuse ? 'right' : 'refused';
  if (expect.refuse) return 'wrong';
  const text = textOf(answer);
  // The first sentence is the answer: a name that comes up later in it does not count, except in lists.
  return rightText(text, english(answer.text[0]!), expect) ? 'right' : 'wrong';
}

/** Whether one of the first marks covers the place; undefined: nothing to check. */
export function marked(answer: FactsAnswer, at: Asked['at']): boolean | undefined {
  if (!at || answer.kind !== 'answer') return undefined;
  return answer.evidence
    .slice(0, 6)
    .some(
      ({ box }) =>
        at.x >= box.x - 1 && at.x <= box.x + box.width + 1 && at.y >= box.y - 1 && at.y <= box.y + box.height + 1,
    );
}
