/** A question as tokens: English words, numbers, quoted texts, Chinese words found by the longest match. */
import type { Language } from '../types.ts';
import { stem } from './fuzzy.ts';

export interface Token {
  /** As typed. */
  raw: string;
  /** Lower case, full-width forms and quotes made plain. */
  word: string;
  stem: string;
  kind: 'word' | 'number' | 'cjk' | 'quoted';
  /** Written with a capital although it does not begin the question. */
  capital: boolean;
  value?: number;
}

/** Questions longer than this are not for facts. */
export const MOST_CHARACTERS = 600;

const CJK = /[\u3400-\u9fff\uf900-\ufaff]/;

export const languageOf = (question: string): Language =>
  (question.match(/[\u3400-\u9fff\uf900-\ufaff]/g)?.length ?? 0) >= 2 ? 'zh' : 'en';

const QUOTED = /["“”„«»]([^"“”„«»]{1,80})["“”„«»]|[‘'`「『]([^'’`「」『』]{1,80})['’`」』](?![\p{L}\p{N}])/gu;
const PIECE =
  /[\u3400-\u9fff\uf900-\ufaff]+|[-−]?\d[\d,]*(?:\.\d+)?(?!(?![\u3400-\u9fff])[\p{L}\d])|(?![\u3400-\u9fff])[\p{L}\p{N}](?:(?![\u3400-\u9fff])[\p{L}\p{N}'’.\-_/:+#&])*|[%$€£¥><=]+|(?<=\s)[/÷](?=\s)/gu;

/** @param words Chinese words that are known: of the lexicon and of the picture */
export function tokenize(question: string, words: ReadonlySet<string>): Token[] {
  const text = question.slice(0, MOST_CHARACTERS).normalize('NFKC').replace(/[’‘]/g, "'");
  const tokens: Token[] = [];
  let end = 0;
  for (const quote of text.matchAll(QUOTED)) {
    const start = quote.index;
    const open = /[\p{L}\p{N}]/u.test(text[start - 1] ?? ' ');
    if (open && quote[2] !== undefined) continue; // an apostrophe inside of a word
    tokens.push(...pieces(text.slice(end, start), words, tokens.length === 0));
    const raw = (quote[1] ?? quote[2])!.trim();
    if (raw) tokens.push(make(raw, 'quoted', false));
    end = start + quote[0].length;
  }
  tokens.push(...pieces(text.slice(end), words, tokens.length === 0));
  return tokens;
}

function pieces(text: string, words: ReadonlySet<string>, first: boolean): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(PIECE)) {
    const raw = /^[/÷]$/.test(match[0]) ? match[0] : match[0].replace(/[.\-/:']+$/, '').replace(/^'+/, '');
    if (!raw) continue;
    if (CJK.test(raw[0]!)) tokens.push(...chinese(raw, words));
    else if (/^[-−]?\d[\d,]*(?:\.\d+)?$/.test(raw)) tokens.push(make(raw, 'number', false));
    else tokens.push(make(raw, 'word', /^\p{Lu}/u.test(raw) && !(first && tokens.length === 0)));
  }
  return tokens;
}

function make(raw: string, kind: Token['kind'], capital: boolean): Token {
  const word = raw.toLowerCase();
  capital &&= !/^I(?:'|$)/.test(raw); // "I" and "I'd" are no names
  const token: Token = { raw, word, stem: kind === 'word' ? stem(word.replace(/'s$/, '')) : word, kind, capital };
  if (kind === 'number') token.value = Number(raw.replace(/,/g, '').replace('−', '-'));
  return token;
}

/** The longest known words from the left; what lies between is one unknown word. */
function chinese(run: string, words: ReadonlySet<string>): Token[] {
  const tokens: Token[] = [];
  let unknown = '';
  const flush = () => {
    if (unknown) tokens.push(make(unknown, 'cjk', false));
    unknown = '';
  };
  for (let i = 0; i < run.length;) {
    let length = Math.min(12, run.length - i);
    while (length > 0 && !words.has(run.slice(i, i + length))) length--;
    if (length === 0) unknown += run[i++]!;
    else {
      flush();
      tokens.push(make(run.slice(i, i + length), 'cjk', false));
      i += length;
    }
  }
  flush();
  return tokens;
}

/** Words of a name in the picture, as a question's words are compared with them. */
export function nameWords(name: string): string[] {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, "'")
    .split(/[^\p{L}\p{N}.+#%$€£'&-]+/u)
    .map((word) => word.replace(/^[.'&-]+|[.'-]+$/g, ''))
    .filter((word) => word !== '')
    .map((word) => (CJK.test(word) ? word : stem(word)));
}
