/** What a question about a diagram asks for that is not drawn. */
import { lexicon, type Concept } from '../language/lexicon.ts';
import type { Parse } from '../language/parse.ts';
import type { Token } from '../language/tokens.ts';
import { saysOrder } from './ordinal.ts';
import type { GraphQuery } from './query.ts';
import { saysHowFar, saysHowMany } from './reach.ts';

/** Concepts that a question about a diagram may use; a word of others ("added", "people") asks for what is not drawn. */
const OWN: ReadonlySet<Concept> = new Set<Concept>(
  'what which where how howmany whether list about say find exist max first last ordinal left right topside bottomside middle between until start end title color kind stands next prev leads branch decision path loop connect node group label shape flow most_connected picture name series point line value than both'.split(
    ' ',
  ) as Concept[],
);

function foreign({ tokens, mentions, concepts, unknown, colors, ordinals, numbers, counting }: Parse): Token[] {
  const empty = lexicon().empty;
  return tokens.filter((token, index) => {
    if (saysHowFar(token.word) || saysOrder(token.word) || (counting && saysHowMany(token.word))) return false;
    if (unknown.includes(token)) return true;
    if (mentions.some(({ start, end }) => index >= start && index < end)) return false;
    if ([...colors, ...ordinals, ...numbers].some((each) => each.index === index)) return false;
    if (empty.has(token.word) || empty.has(token.stem)) return false;
    const own = [...concepts].filter(([, places]) => places.includes(index));
    return own.length > 0 && own.every(([concept]) => !OWN.has(concept));
  });
}

export function missingOf(parse: Parse, query: GraphQuery): string[] {
  if (query.op === 'exists') return [];
  // "When was it added": a time, which no arrow shows.
  if (
    parse.has('when') &&
    !parse.has('next', 'prev', 'leads', 'decision') &&
    /^when (?:was|is|did|were)|什么时候|何时/i.test(parse.question)
  )
    return [...new Set(foreign(parse).map(({ raw }) => raw))];
  const vague =
    ['describe', 'degree', 'members'].includes(query.op) ||
    (query.op === 'next' && !parse.has('next', 'leads', 'branch'));
  if (vague && query.ids.length === 1) return [...new Set(foreign(parse).map(({ raw }) => raw))];
  const missing = parse.unknown.filter(({ capital, kind }) => capital || kind === 'quoted').map(({ raw }) => raw);
  const needs =
    ['next', 'prev', 'branch', 'between', 'path', 'groupOf', 'shapeOf', 'describe'].includes(query.op) &&
    query.ids.length === 0;
  if (needs && missing.length === 0) missing.push(...parse.unknown.map(({ raw }) => raw));
  return [...new Set(missing)];
}
