/** Questions that go on from earlier ones: "and in May?", "why?", "what about Asia?" */
import { datasetsOf } from './data/dataset.ts';
import { dataEntities } from './data/names.ts';
import { graphEntities } from './graph/understand.ts';
import { lexicon } from './language/lexicon.ts';
import { Linker, type Entity, type Mention } from './language/link.ts';
import { tokenize } from './language/tokens.ts';
import { pageEntities } from './page/controls.ts';
import type { Scene } from './scene.ts';

export interface Asked {
  question: string;
  before: readonly string[];
}

const OPENING =
  /^(?:and|or|what about|how about|then|also|same for|now|ok(?:ay)?,?)\b|^(?:那|那么|还有|再|另外)|^(?:和|以及)/i;
/** Words that ask for something by themselves: a question with one of them stands alone. */
const FULL =
  /\b(?:what|which|where|who|how|is|are|does|do|did|when|why|list|show|tell|give)\b.*\b(?:is|are|was|were|the|many|much|after|before|between|of|have|has)\b/i;

/**
 * The question with what it leaves out taken from the one before: its things stand in place of the earlier ones of their
 * kind. A full question stays as it is.
 */
export function withContext({ question, before }: Asked, scenes: readonly Scene[]): string {
  const last = before.at(-1);
  if (!last) return question;
  const earlier = withContext({ question: last, before: before.slice(0, -1) }, scenes);
  const opening = OPENING.test(question.trim());
  const rest = question
    .trim()
    .replace(OPENING, '')
    .replace(/[?？。.!呢]+$/u, '')
    .trim();
  const short = rest.split(/\s+/).length <= 5 && !FULL.test(rest) && rest.length <= 60;
  if (!opening && !(short && !/^(?:what|which|where|who|how|list|is|are|title|什么|哪|多少|为什么|why)/i.test(rest)))
    return question;
  if (!short && !/^(?:what|how) about/i.test(question.trim())) return question;
  const entities = scenes.flatMap((scene) => entitiesOf(scene));
  const own = mentionsIn(rest, entities);
  const old = mentionsIn(earlier, entities);
  if (own.mentions.length === 0) return replaceExtreme(earlier, rest) ?? question;
  let tokens = old.tokens.map(({ raw }) => raw);
  const replaced = new Set<Mention>();
  const added: string[] = [];
  for (const mention of own.mentions) {
    const types = new Set(mention.entities.map(({ type }) => type));
    const text = quoteIfNeeded(
      own.tokens
        .slice(mention.start, mention.end)
        .map(({ raw }) => raw)
        .join(' '),
    );
    const same = old.mentions.find((each) => !replaced.has(each) && each.entities.some(({ type }) => types.has(type)));
    if (same) {
      replaced.add(same);
      tokens = tokens.map((raw, index) =>
        index === same.start ? text : index > same.start && index < same.end ? '' : raw,
      );
    } else added.push(text);
  }
  const joined = tokens.filter((raw) => raw !== '').join(/[\u3400-\u9fff]/.test(earlier) ? '' : ' ');
  return added.length > 0 ? `${joined} ${/[\u3400-\u9fff]/.test(earlier) ? '' : 'in '}${added.join(' ')}` : joined;
}

const quoteIfNeeded = (text: string) => text;

/** "And the lowest?" after "Which month has the highest …". */
function replaceExtreme(earlier: string, rest: string): string | undefined {
  const words =
    /\b(?:highest|largest|biggest|maximum|max|most|lowest|smallest|minimum|min|least|fewest|average|mean|total|sum|median)\b|最高|最低|最大|最小|最多|最少|平均|总和|总计/gi;
  const own = rest.match(words)?.[0];
  if (!own || !words.test(earlier)) return undefined;
  return earlier.replace(words, own);
}

function entitiesOf({ facts, graphs, controls }: Scene): Entity[] {
  return [...dataEntities(datasetsOf(facts)), ...graphEntities(graphs), ...(facts.page ? pageEntities(controls) : [])];
}

function mentionsIn(text: string, entities: readonly Entity[]) {
  const words = lexicon();
  const linker = new Linker(entities);
  const tokens = tokenize(text, new Set([...words.chinese, ...linker.chinese]));
  return { tokens, mentions: linker.mentions(tokens, words).filter(({ weak }) => !weak) };
}
