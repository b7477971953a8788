/** What a question may ask that pictures do not say: causes, makers, the future, opinions, efforts. */
import { msg, type Message } from '../../shared/message.ts';
import type { Query } from '../types.ts';
import type { Concept } from './lexicon.ts';
import type { Parse } from './parse.ts';

type Domain = Query['domain'];

const BEYOND: { concept: Concept; of: Domain[]; say: Message }[] = [
  { concept: 'cause', of: ['data', 'graph', 'page'], say: msg`I cannot tell: the picture shows what is so, not why.` },
  {
    concept: 'maker',
    of: ['data', 'graph', 'page', 'text'],
    say: msg`I cannot tell: the picture does not say who made, wrote or answers for it.`,
  },
  { concept: 'future', of: ['data', 'page'], say: msg`I cannot tell: the picture does not show what comes later.` },
  { concept: 'opinion', of: ['data', 'graph', 'page'], say: msg`I cannot tell: the picture does not judge.` },
  {
    concept: 'effort',
    of: ['graph'],
    say: msg`I cannot tell: the diagram shows an order, neither times nor costs.`,
  },
  { concept: 'beyond', of: ['data'], say: msg`I cannot tell: the picture does not say where this comes from.` },
];

/**
 * Why the picture cannot answer; undefined where it may. What is called so in the picture is no concept of the parse, and
 * with a cell of a table named ("Who wrote Dune?") the table may know.
 */
export function beyondPicture(parse: Parse, domain: Domain): Message | undefined {
  if (parse.mentions.some(({ entities }) => entities.some(({ type }) => type === 'cell'))) return undefined;
  return BEYOND.find(({ concept, of }) => of.includes(domain) && parse.has(concept))?.say;
}
