/** Finds the things of a picture in a question: by name, by a part of it, with slips of typing and of recognition. */
import { agrees, datePartsOf, type DateParts } from './dates.ts';
import { foldGlyphs, similar } from './fuzzy.ts';
import type { Lexicon } from './lexicon.ts';
import { nameWords, type Token } from './tokens.ts';

/** Something in the picture that a question can name. */
export interface Entity {
  /** `series`, `key`, `node`, `group`, `edge`, `control` … */
  type: string;
  /** Index within its type. */
  index: number;
  /** To which chart, table or diagram it belongs, where there are several. */
  owner: number;
  name: string;
}

export interface Mention {
  /** Tokens from `start` up to `end`, the latter not included. */
  start: number;
  end: number;
  /** All that are called so: of several types, or of the same name. */
  entities: Entity[];
  /** 0..1 */
  score: number;
  /** The span is also a word of questions ("total", "open"), written without a capital or quotes. */
  weak: boolean;
}

interface Known extends Entity {
  words: string[];
  compact: string;
  folded: string;
  date: DateParts | undefined;
}

/** Tokens that one name may span. */
const LONGEST = 9;
const compactOf = (words: readonly string[]) => words.join('').replace(/[^\p{L}\p{N}%$€£+#]/gu, '');

export class Linker {
  readonly #known: Known[];
  readonly #exact = new Map<string, Known[]>();

  constructor(entities: readonly Entity[]) {
    this.#known = entities
      .filter(({ name }) => name.trim() !== '')
      .map((entity) => {
        const words = nameWords(entity.name).slice(0, 24);
        const compact = compactOf(words);
        return {
          ...entity,
          words,
          compact,
          folded: foldGlyphs(compact),
          date: datePartsOf(entity.name.slice(0, 40).replace(/(['’]) (?=\d\d$)/, '$1')),
        };
      })
      .filter(({ compact }) => compact !== '');
    for (const known of this.#known) this.#exact.set(known.compact, [...(this.#exact.get(known.compact) ?? []), known]);
  }

  /** Words of names in Chinese, for the tokenizer. */
  get chinese(): string[] {
    return this.#known.flatMap(({ name }) => (/[\u3400-\u9fff]/.test(name) ? [name.replace(/\s+/g, '')] : []));
  }

  mentions(tokens: readonly Token[], lexicon: Lexicon): Mention[] {
    const found: Mention[] = [];
    for (let start = 0; start < tokens.length; start++) {
      for (let end = start + 1; end <= Math.min(tokens.length, start + LONGEST); end++) {
        const mention = this.#match(tokens, start, end, lexicon);
        if (mention) found.push(mention);
      }
    }
    return withoutOverlaps(found, tokens);
  }

  #match(tokens: readonly Token[], start: number, end: number, lexicon: Lexicon): Mention | undefined {
    const span = tokens.slice(start, end);
    const quoted = span.some(({ kind }) => kind === 'quoted');
    const words = span.flatMap((token) => (token.kind === 'quoted' ? nameWords(token.raw) : nameWords(token.raw)));
    const compact = compactOf(words);
    if (compact === '') return undefined;
    const empty = !quoted && span.every((token) => isEmpty(token, lexicon));
    const make = (entities: readonly Known[], score: number): Mention => ({
      start,
      end,
      entities: entities.map(({ type, index, owner, name }) => ({ type, index, owner, name })),
      score,
      weak:
        !quoted &&
        span.length === 1 &&
        !span[0]!.capital &&
        span[0]!.kind !== 'number' &&
        (lexicon.words.has(span[0]!.word) || lexicon.words.has(span[0]!.stem)),
    });
    const exact = this.#exact.get(compact);
    if (
      exact &&
      (!empty ||
        (span.length === 1 &&
          (span[0]!.capital ||
            (span[0]!.raw.length === 1 && !/^[ai]$/i.test(span[0]!.raw)) ||
            /[\u3400-\u9fff]/.test(compact))))
    )
      return make(exact, 1);
    if (empty) return undefined;
    const date =
      span.length <= 5 && !/^[\p{L}]$/u.test(compact) ? datePartsOf(span.map(({ raw }) => raw).join(' ')) : undefined;
    if (date) {
      const dated = this.#known.filter((known) => known.date && agrees(date, known.date));
      if (dated.length > 0) return make(dated, 0.95);
    }
    if (date || /^[\d.,-]+$/.test(compact)) return undefined;
    const folded = foldGlyphs(compact);
    const misread = compact.length > 2 ? this.#known.filter((known) => known.folded === folded) : [];
    if (misread.length > 0) return make(misread, 0.93);
    const slipped = this.#known.filter(
      (known) => !known.date && similar(known.compact, compact) && !lexicon.words.has(compact),
    );
    if (slipped.length > 0) return make(slipped, 0.85);
    return this.#partial(span, words, compact, make, lexicon);
  }

  /** A part of the names' words, where it distinguishes them from the others. */
  #partial(
    span: readonly Token[],
    words: readonly string[],
    compact: string,
    make: (entities: readonly Known[], score: number) => Mention,
    lexicon: Lexicon,
  ): Mention | undefined {
    if (isEmpty(span[0]!, lexicon) || isEmpty(span.at(-1)!, lexicon)) return undefined;
    if (span.length === 1 && compact.length < 3 && !/[\u3400-\u9fff]/.test(compact)) return undefined;
    const candidates = this.#known
      .filter(
        ({ words: own }) =>
          own.length > words.length && words.every((word) => own.some((other) => sameWord(word, other))),
      )
      .map((known) => ({ known, share: compact.length / known.compact.length }));
    // North for "northern", Prod for "production"
    if (candidates.length === 0 && words.length === 1 && compact.length >= 4) {
      const [word] = words;
      for (const known of this.#known)
        if (
          known.words.length === 1 &&
          known.compact.length >= 4 &&
          commonStart(word!, known.compact) &&
          !known.date &&
          !lexicon.words.has(word!)
        )
          candidates.push({ known, share: 0.7 });
    }
    if (candidates.length === 0) return undefined;
    const best = Math.max(...candidates.map(({ share }) => share));
    const winners = candidates.filter(({ share }) => share > best - 0.05).map(({ known }) => known);
    if (new Set(winners.map(({ compact: name }) => name)).size > 1 && best < 0.5) return undefined;
    return make(winners, 0.45 + 0.4 * best);
  }
}

const sameWord = (a: string, b: string) => a === b || similar(a, b) || compactOf([a]) === compactOf([b]);

function commonStart(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && long.length - short.length <= 4;
}

const isEmpty = (token: Token, lexicon: Lexicon) =>
  token.kind !== 'quoted' &&
  token.kind !== 'number' &&
  !token.capital &&
  (lexicon.empty.has(token.word) || lexicon.empty.has(token.stem));

/** The surest and longest mentions; each token belongs to one. */
function withoutOverlaps(found: readonly Mention[], tokens: readonly Token[]): Mention[] {
  const length = ({ start, end }: Mention) => tokens.slice(start, end).reduce((sum, { raw }) => sum + raw.length, 0);
  const weight = (mention: Mention) => mention.score * (4 + length(mention)) - (mention.weak ? 1 : 0);
  const chosen: Mention[] = [];
  for (const mention of [...found].sort((a, b) => weight(b) - weight(a)))
    if (chosen.every(({ start, end }) => mention.end <= start || mention.start >= end)) chosen.push(mention);
  return chosen.sort((a, b) => a.start - b.start);
}
