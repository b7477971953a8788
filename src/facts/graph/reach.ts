/** How far along the arrows a question asks, and which of two named parts it puts first. */
import type { Parse } from '../language/parse.ts';

/** The very next part, as many steps on, all that can be reached, or only where that ends. */
export type Reach = 'direct' | 'all' | 'end' | number;

const PARTS = 'steps?|box(?:es)?|nodes?|parts?|states?|stages?|elements?|shapes?|tasks?|activities|blocks?|items?';
const DIRECT =
  /\b(?:direct(?:ly)?|immediate(?:ly)?|next|previous|(?:right|just|straight) (?:after|before|to))\b|直接|紧[接跟挨]|立[即刻]|马上|[下上前后]一(?:步|个)/;
const NOT_DIRECT = /\bindirectly\b|\bnot (?:directly|immediately)\b|间接|不直接/;
const END =
  /\b(?:ultimately|finally|in the end|ends? up)\b|\bfinal (?:result|outcome|destination)\b|最终|最后[会到去变]/;
const ALL = new RegExp(
  `\\b(?:eventually|at some point|sooner or later|later on|everything|all (?:of )?(?:the |those |these )?(?:other )?(?:${PARTS}|that|of (?:it|them))|every (?:single )?(?:${PARTS}))\\b|所有|全部|一切|都有[哪什]|迟早`,
);
const NUMBERS = 'one two three four five six seven eight nine'.split(' ');
const CHINESE_NUMBERS = '一二三四五六七八九';
const STEPS = new RegExp(
  `\\b(${NUMBERS.join('|')}|[1-9]) (?:${PARTS}|hops?|arrows?|places?) (?:after|before|later|from|past|ahead|behind|away|further|earlier|back)\\b`,
);
const CHINESE_STEPS = new RegExp(
  `(?<!第)([两${CHINESE_NUMBERS}1-9])步(?:之|以)?[后前]|[后前]面?的?第([${CHINESE_NUMBERS}1-9])(?:步|个)`,
);
/** Words that only say how far. */
const FAR =
  /^(?:direct(?:ly)?|indirectly|immediate(?:ly)?|eventually|ultimately|finally|right|just|straight|直接|间接|最终|迟早)$/;

/** Words that only say that all are counted, or in what way an arrow goes. */
const HOW_MANY =
  /^(?:remain(?:s|ing)?|total|altogether|overall|leav(?:es?|ing)|enter(?:s|ing)?|一共|总共|总计|合计|共|剩|剩下|还剩|余下|出发)$/;

export const saysHowFar = (word: string): boolean => FAR.test(word);
export const saysHowMany = (word: string): boolean => HOW_MANY.test(word);

const AFTER =
  /\b(?:after|follow(?:s|ing)?|past|beyond|downstream|remain(?:s|ing)?|to go|left(?! of\b)(?<!the left))\b|[之以]后|后面|后续|[还余]?剩|余下/;
const BEFORE = /\b(?:before|preced(?:es?|ing)|prior|upstream)\b|[之以]前|前面/;
/** Arrows are counted where they are named, and they are those of the part itself. */
const ARROWS =
  /\b(?:arrows?|edges?|lines?|links?|connections?|transitions?|branch(?:es)?|outputs?|inputs?)\b|箭头|连线|连接|分支|条/;

/** "How many steps come after A": all that follow along the arrows, where the question does not say how far. */
export function countsAlong(parse: Parse): 'in' | 'out' | undefined {
  const text = outsideNames(parse);
  if (ARROWS.test(text)) return undefined;
  if (AFTER.test(text)) return 'out';
  return BEFORE.test(text) ? 'in' : undefined;
}

/** `undefined`: the question does not say. Words inside of names say nothing. */
export function reachOf(parse: Parse): Reach | undefined {
  const text = outsideNames(parse);
  const steps = stepsOf(text);
  if (steps !== undefined) return steps === 1 ? 'direct' : steps;
  if (NOT_DIRECT.test(text)) return 'all';
  if (DIRECT.test(text)) return 'direct';
  if (END.test(text)) return 'end';
  return ALL.test(text) ? 'all' : undefined;
}

function outsideNames({ tokens, mentions, language }: Parse): string {
  const words = tokens.map(({ word }, index) =>
    mentions.some(({ start, end }) => index >= start && index < end) ? '…' : word,
  );
  return words.join(language === 'zh' ? '' : ' ');
}

function stepsOf(text: string): number | undefined {
  const word = STEPS.exec(text)?.[1];
  if (word) return NUMBERS.indexOf(word) + 1 || Number(word);
  const found = CHINESE_STEPS.exec(text);
  const digit = found?.[1] ?? found?.[2];
  if (!digit) return undefined;
  return digit === '两' ? 2 : CHINESE_NUMBERS.indexOf(digit) + 1 || Number(digit);
}

/** What comes first of the two in "B after A": the one the word stands by; false: the other one does. */
const ORDER: readonly [RegExp, boolean][] = [
  [/^(?:after|following|follows?|succeeds?|downstream|past)$/, true],
  [/^(?:before|precedes?|preceding|prior|upstream)$/, false],
  [/^(?:followed|succeeded)$/, false],
  [/^preceded$/, true],
  [/^(?:from|successor|next)$/, true],
  [/^(?:predecessor|previous)$/, false],
];
const CHINESE_ORDER: readonly [RegExp, boolean][] = [
  [/^(?:之后|以后|后面|后|下一步|下一个|下游|后续)$/, true],
  [/^(?:之前|以前|前面|前|上一步|前一步|上一个|前一个|上游)$/, false],
];

/** Two parts as the way between them would go: "does B follow A", "is B before A". */
export function inOrder(parse: Parse, ids: readonly string[], places: readonly number[]): string[] {
  const [a, b] = ids as [string, string];
  const zh = parse.language === 'zh';
  const { tokens, mentions } = parse;
  for (const [pattern, forward] of zh ? CHINESE_ORDER : ORDER) {
    const at = tokens.findIndex(
      ({ word }, index) => pattern.test(word) && !mentions.some(({ start, end }) => index >= start && index < end),
    );
    if (at < 0) continue;
    // English words of order stand before the name that they belong to, Chinese ones after it.
    const two = places.slice(0, 2);
    const own = zh ? two.findLastIndex((place) => place < at) : two.findIndex((place) => place > at);
    if (own < 0) continue;
    const [beside, other] = own === 0 ? [a, b] : [b, a];
    return forward ? [beside, other] : [other, beside];
  }
  return [a, b];
}
