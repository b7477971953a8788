/** A question as a parse: its concepts, the things of the picture that it names, numbers, ordinals, colours, and what is left. */
import type { Language } from '../types.ts';
import { colorOfWord, colorWords, type ColorName } from './colors.ts';
import { datePartsOf, monthOf, weekdayOf } from './dates.ts';
import { similar } from './fuzzy.ts';
import { lexicon, type Concept, type Lexicon } from './lexicon.ts';
import { Linker, type Entity, type Mention } from './link.ts';
import { languageOf, nameWords, tokenize, type Token } from './tokens.ts';

export interface Parse {
  question: string;
  language: Language;
  tokens: Token[];
  mentions: Mention[];
  /** Places of each concept. */
  concepts: Map<Concept, number[]>;
  numbers: { value: number; index: number }[];
  /** `second` → 2, `last` → -1, `second to last` → -2 */
  ordinals: { rank: number; index: number }[];
  colors: { name: ColorName; index: number }[];
  /** Words that nothing explains. */
  unknown: Token[];
  /** How many there are is asked for. */
  counting: boolean;
  has(...concepts: Concept[]): boolean;
  /** All of them. */
  all(...concepts: Concept[]): boolean;
}

const ORDINALS: Record<string, number> = Object.fromEntries(
  [
    'first 1st 第一 第1 首个 头一个',
    'second 2nd runner runner-up runnerup second-highest second-largest second-biggest 第二 排第二 亚军 第2',
    'third 3rd 第三 排第三 季军 第3',
    'fourth 4th 第四 排第四 第4',
    'fifth 5th 第五 排第五 第5',
    'sixth 6th 第六 排第六 第6',
    'seventh 7th 第七 排第七 第7',
    'eighth 8th 第八 排第八 第8',
    'ninth 9th 第九 排第九 第9',
    'tenth 10th 第十 排第十 第10',
  ].flatMap((words, i) => words.split(' ').map((word) => [word, i + 1])),
);
const LAST = new Set('last final rightmost bottommost 最后 最后一个 末 最右 最右边'.split(' '));
const NUMBER_WORDS: Record<string, number> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, i) => [word, i]),
);
Object.assign(NUMBER_WORDS, {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  hundred: 100,
  half: 0.5,
  两: 2,
  ...Object.fromEntries('两二三四五六七八九十'.split('').map((digit, i) => [`${digit}个`, i === 0 ? 2 : i + 1])),
});
/** 前三: the first three of a ranking. */
const FRONT = '二三四五六七八九十'.split('').map((digit) => `前${digit}`);
const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
  千: 1e3,
  万: 1e4,
  亿: 1e8,
};

/** 节点数, 错误数: a number of things, not a value. */
const COUNTED = /(?:节点|框|步骤|箭头|连线|按钮|字段|输入框|链接|错误|警告|测试|柱子?|行|列)(?:总|个)?数(?![据值字])/;

/** @param topic words of titles, axes, heads: they explain words of the question without being asked about */
export function parse(question: string, entities: readonly Entity[], topic: readonly string[] = []): Parse {
  const words = lexicon();
  const linker = new Linker(entities);
  const known = new Set([
    ...words.chinese,
    ...colorWords(),
    ...linker.chinese,
    ...Object.keys(ORDINALS),
    ...Object.keys(SCALES),
    ...Object.keys(NUMBER_WORDS).filter((word) => /[\u3400-\u9fff]/.test(word)),
    ...FRONT,
  ]);
  for (const text of topic) if (/[\u3400-\u9fff]/.test(text)) known.add(text);
  for (let i = 1; i <= 12; i++)
    known.add(`${i}月`).add(`${'一二三四五六七八九十'[i - 1] ?? (i === 11 ? '十一' : '十二')}月`);
  for (const day of '一二三四五六日') known.add(`周${day}`).add(`星期${day}`);
  for (const quarter of '一二三四') known.add(`第${quarter}季度`).add(`${quarter}季度`);
  const tokens = tokenize(question, known);
  const mentions = linker.mentions(tokens, words);
  const concepts = findConcepts(tokens, words);
  const covered = new Set(mentions.flatMap(({ start, end }) => range(start, end)));
  const strong = new Set(mentions.filter(({ weak }) => !weak).flatMap(({ start, end }) => range(start, end)));
  for (const [concept, places] of concepts) {
    const left = places.filter((place) => !strong.has(place));
    if (left.length > 0) concepts.set(concept, left);
    else concepts.delete(concept);
  }
  const parse: Parse = {
    question,
    language: languageOf(question),
    tokens,
    mentions,
    concepts,
    ...quantities(tokens, covered),
    colors: tokens.flatMap((token, index) => {
      const name = strong.has(index)
        ? undefined
        : (colorOfWord(token.word) ?? colorOfWord(token.word.replace(/ish$/, '')));
      return name ? [{ name, index }] : [];
    }),
    unknown: [],
    counting: concepts.has('howmany') || COUNTED.test(question),
    has: (...asked) => asked.some((concept) => concepts.has(concept)),
    all: (...asked) => asked.every((concept) => concepts.has(concept)),
  };
  const topicWords = new Set(topic.flatMap(nameWords));
  const explained = new Set([
    ...covered,
    ...[...concepts.values()].flat(),
    ...parse.numbers.map(({ index }) => index),
    ...parse.ordinals.map(({ index }) => index),
    ...parse.colors.map(({ index }) => index),
  ]);
  parse.unknown = tokens.filter((token, index) => {
    if (explained.has(index)) return false;
    if (token.kind === 'word' && !token.capital && isEmpty(token, words)) return false;
    if (token.kind === 'cjk' && words.empty.has(token.word)) return false;
    if (token.kind === 'word' && SCALES[token.word] !== undefined) return false;
    const own = nameWords(token.raw);
    return !own.every((word) => topicWords.has(word) || [...topicWords].some((other) => similar(word, other)));
  });
  return parse;
}

const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);
const isEmpty = (token: Token, { empty }: Lexicon) => empty.has(token.word) || empty.has(token.stem);

function findConcepts(tokens: readonly Token[], { phrases, words, empty }: Lexicon): Map<Concept, number[]> {
  const found = new Map<Concept, number[]>();
  const add = (concept: Concept, places: number[]) => found.set(concept, [...(found.get(concept) ?? []), ...places]);
  /** Places that a phrase explains as a whole: "how high" asks for no maximum, "name of the chart" for no list. */
  const taken = new Set<number>();
  tokens.forEach((token, index) => {
    let longest = 0;
    for (const { words: phrase, concept } of [...(phrases.get(token.word) ?? []), ...(phrases.get(token.stem) ?? [])]) {
      if (phrase.length < longest) break;
      if (
        !phrase.every(
          (word, i) => tokens[index + i] && (tokens[index + i]!.word === word || tokens[index + i]!.stem === word),
        )
      )
        continue;
      const places = range(index, index + phrase.length);
      add(concept, places);
      if (phrase.length > 2 || concept === 'howmuch' || concept === 'howmany')
        for (const place of places) taken.add(place);
      longest = phrase.length;
    }
  });
  tokens.forEach((token, index) => {
    if (token.kind === 'quoted') return;
    const direct = words.get(token.word) ?? words.get(token.stem);
    if (direct) {
      for (const concept of direct) if (!taken.has(index) || concept === 'time') add(concept, [index]);
      return;
    }
    // A slip in a longer word of questions.
    if (
      token.kind !== 'word' ||
      token.word.length < 5 ||
      token.capital ||
      empty.has(token.word) ||
      monthOf(token.word) ||
      weekdayOf(token.word)
    )
      return;
    for (const [word, concepts] of words)
      if (/^[a-z]+$/.test(word) && word.length >= 5 && similar(word, token.word)) {
        for (const concept of concepts) add(concept, [index]);
        return;
      }
  });
  return found;
}

function quantities(tokens: readonly Token[], covered: ReadonlySet<number>): Pick<Parse, 'numbers' | 'ordinals'> {
  const numbers: Parse['numbers'] = [];
  const ordinals: Parse['ordinals'] = [];
  tokens.forEach((token, index) => {
    if (covered.has(index)) return;
    const next = tokens[index + 1];
    const scale = SCALES[next?.word ?? ''] ?? 1;
    const glued = /^([\d.,]+)(k|m|bn|b)$/i.exec(token.raw);
    if (token.value !== undefined) numbers.push({ value: token.value * scale, index });
    else if (glued)
      numbers.push({ value: Number(glued[1]!.replace(/,/g, '')) * (SCALES[glued[2]!.toLowerCase()] ?? 1e9), index });
    else if (FRONT.includes(token.word)) numbers.push({ value: FRONT.indexOf(token.word) + 2, index });
    else if (NUMBER_WORDS[token.word] !== undefined && token.word !== 'one')
      numbers.push({ value: NUMBER_WORDS[token.word]! * scale, index });
    if (ORDINALS[token.word] !== undefined) ordinals.push({ rank: ORDINALS[token.word]!, index });
    else if (/^\d+(?:st|nd|rd|th)$/.test(token.word)) ordinals.push({ rank: parseInt(token.word), index });
    else if (LAST.has(token.word)) {
      const before = ordinals.at(-1);
      if (before && before.index >= index - 3 && before.rank > 1 && tokens[index - 1]?.word === 'to')
        before.rank = -before.rank;
      else if (tokens[index - 1]?.word === 'to' && /^(?:next|penultimate)$/.test(tokens[index - 2]?.word ?? ''))
        ordinals.push({ rank: -2, index });
      else ordinals.push({ rank: -1, index });
    }
  });
  return { numbers, ordinals };
}

/** The date that a run of tokens says, where no thing of the picture is called so. */
export function strayDates({ tokens, mentions }: Parse): string[] {
  const covered = new Set(mentions.flatMap(({ start, end }) => range(start, end)));
  const stray: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (covered.has(i)) continue;
    const token = tokens[i]!;
    const isYear = token.kind === 'number' && /^(?:19|20)\d\d$/.test(token.raw);
    const parts = isYear || token.kind !== 'number' ? datePartsOf(token.raw) : undefined;
    // "may" and "mar", "sun" and the like are words as well.
    if (parts && (isYear || token.capital || /\d|月|周|季/.test(token.raw) || token.word.length > 4))
      stray.push(token.raw);
  }
  return stray;
}
