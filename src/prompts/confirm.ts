/** Numbers and identifiers in an answer, held against the text that was recognised in the picture. */
import type { TextReading } from '../shared/engine.ts';

/** A number or identifier of an answer. `start` and `end` are offsets of the answer's UTF-16 code units. */
export interface Confirmation {
  start: number;
  end: number;
  text: string;
  /** OCR found it in the picture as well. */
  confirmed: boolean;
}

const NUMBER = String.raw`[$€£¥]?\d[\d,.]*\d(?:\s?%|[a-zA-Z]{1,2}\b)?|\d\s?%`;
// Paths and dotted names, snake_case, camelCase, letters with digits, SHOUTED_NAMES.
const IDENTIFIER = String.raw`[A-Za-z_][\w]*(?:[./\\:-]+\w+)*\.[A-Za-z]\w*(?::\d+)*|\w+_\w+|[a-z]+[A-Z]\w*|(?:[A-Z][a-z0-9]+){2,}|(?=\w*\d)(?=\w*[A-Za-z])\w{3,}|#\w+`;
const CLAIM = new RegExp(`(?:${IDENTIFIER})|(?<![\\w.])(?:${NUMBER})(?!\\w)`, 'g');
const FENCED = /```[\s\S]*?(?:```|$)/g;

/**
 * All numbers (of two digits or more, or percentages) and identifiers outside code blocks, each with whether the reading
 * confirms it. What the user wrote in the question is taken as confirmed: it did not come from the picture.
 * Numbers agree whatever their separators and units are; identifiers must agree to the letter.
 */
export function confirmations(answer: string, reading: TextReading, question = ''): Confirmation[] {
  const known = `${reading.text}\n${reading.lines.map((line) => line.text).join('\n')}\n${question}`;
  const numbers = new Set((known.match(/\d[\d,.]*\d|\d/g) ?? []).map(plainNumber));
  const squeezed = known.replace(/\s+/g, '');
  const prose = answer.replace(FENCED, (block) => ' '.repeat(block.length));
  return [...prose.matchAll(CLAIM)].map((match) => {
    const text = match[0].replace(/[.,:]+$/, '');
    const isNumber = /^[$€£¥]?\d[\d,.]*(?:\s?%|[a-zA-Z]{0,2})$/.test(text);
    const confirmed = isNumber
      ? numbers.has(plainNumber(/\d[\d,.]*/.exec(text)![0]))
      : squeezed.includes(text.replace(/\s+/g, ''));
    return { start: match.index, end: match.index + text.length, text, confirmed };
  });
}

/** The texts that the reading does not confirm, each once, in the order of the answer. */
export function unconfirmed(answer: string, reading: TextReading, question = ''): string[] {
  return [
    ...new Set(
      confirmations(answer, reading, question)
        .filter((claim) => !claim.confirmed)
        .map((claim) => claim.text),
    ),
  ];
}

/** `1,234.50` and `1234.5` alike; a comma in front of exactly three digits separates thousands, any other is a decimal point. */
function plainNumber(text: string): string {
  const plain = text
    .replace(/[.,]+$/, '')
    .replace(/,(?=\d{3}(?:\D|$))/g, '')
    .replace(',', '.');
  return plain.includes('.') && plain.split('.').length === 2 ? plain.replace(/0+$/, '').replace(/\.$/, '') : plain;
}
