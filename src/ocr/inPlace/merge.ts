/** Several readings of the same ink become one, as sure as they agree. */
import type { Alphabet } from './types.ts';
import { asNumber, numberIn } from './numbers.ts';

/** One reading of a snippet. */
export interface Candidate {
  text: string;
  /** 0..1 */
  confidence: number;
  /** How much it counts beside others; default 1. */
  weight?: number;
  /** Another form of a reading that is there as well, not a reading of its own. */
  variant?: boolean;
}

export interface Merged {
  text: string;
  confidence: number;
  alternatives: { text: string; confidence: number }[];
}

/** What is one reading in different dress: spaces, accents, signs that are easily lost and the case of letters of one shape do not count. */
const keyOf = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}$%€£¥<>=+-]/gu, '')
    .replace(/[COSVWXZ]/g, (letter) => letter.toLowerCase());

/** Confidence from which one reading is enough. */
const ENOUGH = 0.9;

/** Whether another reading is worth its time. */
export function isDoubtful([first]: Candidate[], alphabet: Alphabet): boolean {
  if (!first || first.confidence < ENOUGH) return true;
  return alphabet === 'number' && numberIn(first.text) === undefined;
}

/**
 * @param readings of one snippet; empty texts say that nothing was found
 */
export function merge(readings: Candidate[], alphabet: Alphabet): Merged {
  const forms = new Map<string, { score: number; texts: Map<string, number>; best: number }>();
  let total = 0;
  for (const { text, confidence, weight = 1, variant } of readings) {
    if (!variant) total += weight;
    const cleaned = clean(text);
    const form = alphabet === 'number' ? asNumber(cleaned) : cleaned;
    if (form === '') continue;
    const key = keyOf(form) || form;
    // What is no number where one must stand counts half.
    const fits = alphabet !== 'number' || numberIn(form) !== undefined ? 1 : 0.5;
    const score = weight * Math.max(0.05, confidence) * fits;
    const entry = forms.get(key) ?? { score: 0, texts: new Map<string, number>(), best: 0 };
    entry.score += variant ? 0.5 * score : score;
    entry.best = Math.max(entry.best, confidence * fits);
    entry.texts.set(form, (entry.texts.get(form) ?? 0) + score);
    forms.set(key, entry);
  }
  const ranked = [...forms.values()]
    .sort((a, b) => b.score - a.score)
    .map(({ score, texts, best }) => ({ text: spelled(texts), confidence: Math.min(best, score / total), best }));
  const [first, ...others] = ranked;
  if (!first) return { text: '', confidence: 0, alternatives: [] };
  return {
    text: first.text,
    confidence: first.confidence,
    alternatives: others.map(({ text, confidence }) => ({ text, confidence })),
  };
}

/** Of spellings that differ in signs and spaces the one with the most support; a sign that one reading has was there. */
function spelled(texts: Map<string, number>): string {
  const signs = (text: string) => text.normalize('NFD').match(/[.,'’/&+()\-: \p{M}]/gu)?.length ?? 0;
  return [...texts].sort(([a, x], [b, y]) => y * (1 + 0.4 * signs(b)) - x * (1 + 0.4 * signs(a)))[0]![0];
}

/** Without what a recogniser makes of edges and specks at the ends. */
export function clean(text: string): string {
  return text
    .trim()
    .replace(/^[|_~=—`]+(?=[\p{L}\p{N}])/u, '')
    .replace(/(?<=[\p{L}\p{N}])[|_~=—`]+$/u, '')
    .replace(/\s+/g, ' ')
    .trim();
}
