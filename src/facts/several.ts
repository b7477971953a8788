/** Questions about several pictures: which one, what changed, and those that only one of them can answer. */
import { msg, type Message } from '../shared/message.ts';
import { answer, type Found } from './data/result.ts';
import { listed, plainNumber } from './data/say.ts';
import { displayKey } from './data/result.ts';
import { flat } from './graph/graph.ts';
import { languageOf } from './language/tokens.ts';
import type { Scene } from './scene.ts';
import type { FactsAnswer } from './types.ts';

type AnswerOne = (question: string, scene: Scene, picture: number) => FactsAnswer;

const ORDINAL =
  /\b(first|1st|second|2nd|third|3rd|fourth|4th|last|left|right|previous|other)\s+(?:one|picture|image|chart|graph|diagram|screenshot|page|plot|table)\b|第([一二三四五1-5])(?:张|个|幅)|(?:上|前)一张|最后一张/i;

/** Undefined: the question is about one picture, the last. */
export function aboutSeveral(
  question: string,
  scenes: readonly Scene[],
  answerOne: AnswerOne,
): FactsAnswer | undefined {
  const language = languageOf(question);
  const ordinal = ORDINAL.exec(question);
  if (ordinal) {
    const index = whichOf(ordinal, scenes.length);
    const scene = scenes[index];
    if (!scene)
      return {
        kind: 'refusal',
        text: [msg`I cannot tell: there are only ${scenes.length} pictures.`],
        query: null,
        language,
      };
    return answerOne(question.replace(ORDINAL, ' '), scene, index);
  }
  if (
    /\b(?:changed?|changes|differ(?:s|ent|ence|ences)?|compare|comparison|new|removed|added)\b|变化|不同|区别|差异|对比|比较|变了|改/i.test(
      question,
    ) &&
    /\b(?:pictures?|images?|charts?|screenshots?|diagrams?|pages?|two|both|them|versions?)\b|两|图|之间|版/i.test(
      question,
    )
  )
    return changes(question, scenes);
  if (
    /\b(?:which|what|whose)\s+(?:of the\s+)?(?:two\s+)?(?:one|pictures?|images?|charts?|graphs?|diagrams?|screenshots?|pages?|plots?)\b|哪(?:一)?(?:张|幅|个图)/i.test(
      question,
    )
  )
    return whichPicture(question, scenes, answerOne);
  // The one picture that knows the things asked about; the last where several do.
  const answers = scenes.map((scene, index) => answerOne(question, scene, index));
  const good = answers.filter((each) => each.kind === 'answer');
  if (good.length === 0) return answers.at(-1);
  const named = good.filter((each) => each.query.about.length > 0);
  return (named.length > 0 ? named : good).at(-1);
}

function whichOf(match: RegExpExecArray, count: number): number {
  const word = (match[1] ?? '').toLowerCase();
  if (match[2]) return '一二三四五'.includes(match[2]) ? '一二三四五'.indexOf(match[2]) : Number(match[2]) - 1;
  if (/last|right/.test(word) || match[0].includes('最后')) return count - 1;
  if (/left/.test(word)) return 0;
  if (/previous|other/.test(word) || /[上前]一张/.test(match[0])) return count - 2;
  return ['first', 'second', 'third', 'fourth'].findIndex((name) => name === word) >= 0
    ? ['first', 'second', 'third', 'fourth'].indexOf(word)
    : parseInt(word) - 1;
}

function whichPicture(question: string, scenes: readonly Scene[], answerOne: AnswerOne): FactsAnswer {
  const language = languageOf(question);
  const rest = question.replace(
    /\b(?:which|what|whose)\s+(?:of the\s+)?(?:two\s+)?(?:one|pictures?|images?|charts?|graphs?|diagrams?|screenshots?|pages?|plots?)\b|哪(?:一)?(?:张|幅|个图)(?:图)?/gi,
    'which ',
  );
  const answers = scenes.map((scene, index) => answerOne(rest, scene, index));
  const good = answers.flatMap((each, index) => (each.kind === 'answer' ? [{ each, index }] : []));
  if (good.length === 0)
    return { kind: 'refusal', text: [msg`I cannot tell: none of the pictures shows that.`], query: null, language };
  const extreme = good.every(({ each }) => each.query.op === 'extreme') && good.length > 1;
  if (extreme) {
    const low = /\b(?:lowest|smallest|least|fewest|min)/i.test(question) || /最低|最小|最少/.test(question);
    const value = (index: number) => {
      const numbers = scenes[index]!.datasets.flatMap(({ series }) =>
        series.flatMap(({ values }) => values.flatMap((one) => (one?.number == null ? [] : [one.number]))),
      );
      return low ? -Math.min(...numbers) : Math.max(...numbers);
    };
    good.sort((a, b) => value(b.index) - value(a.index));
  }
  const best = good[0]!;
  const text: Message[] = [msg`Picture ${best.index + 1}.`, ...best.each.text];
  return { ...best.each, text, query: { ...best.each.query, domain: 'pictures' } };
}

/** What the last picture has that the one before has not, and the other way, by kind. */
function changes(question: string, scenes: readonly Scene[]): FactsAnswer {
  const language = languageOf(question);
  const [before, after] = [scenes.at(-2)!, scenes.at(-1)!];
  const text: Message[] = [];
  const evidence: (Found['evidence'][number] & { picture: number })[] = [];
  const last = scenes.length - 1;
  const say = (gone: string[], come: string[]) => {
    if (come.length > 0) text.push(msg`New: ${listed(come.slice(0, 15))}.`);
    if (gone.length > 0) text.push(msg`Gone: ${listed(gone.slice(0, 15))}.`);
  };
  if (before.datasets[0] && after.datasets[0]) {
    const [a, b] = [before.datasets[0], after.datasets[0]];
    if (a.title !== b.title) text.push(msg`Title: "${a.title ?? '–'}" became "${b.title ?? '–'}".`);
    const keysA = a.keys.map((_, i) => displayKey(a, i));
    const keysB = b.keys.map((_, i) => displayKey(b, i));
    say(
      keysA.filter((key) => !keysB.includes(key)),
      keysB.filter((key) => !keysA.includes(key)),
    );
    for (const series of b.series) {
      const other =
        a.series.find(({ name }) => name === series.name) ??
        (a.series.length === 1 && b.series.length === 1 ? a.series[0] : undefined);
      if (!other) {
        text.push(msg`New: ${series.name}.`);
        continue;
      }
      for (const value of series.values) {
        if (!value || value.number === null) continue;
        const old = other.values[keysA.indexOf(keysB[value.key]!)];
        if (!old || old.number === null) continue;
        const off = Math.max(value.tolerance + old.tolerance, Math.abs(old.number) * 0.005);
        if (Math.abs(value.number - old.number) <= off) continue;
        if (text.length < 16)
          text.push(
            msg`${series.name && b.series.length > 1 ? `${series.name}, ${keysB[value.key]!}` : keysB[value.key]!}: ${plainNumber(old.number)} became ${plainNumber(value.number)}.`,
          );
        evidence.push({
          picture: last,
          box: value.box,
          text: plainNumber(value.number),
          source: value.printed ? 'printed' : 'measured',
        });
      }
    }
  } else if (before.graphs[0] && after.graphs[0]) {
    const names = ({ graphs }: Scene) => graphs[0]!.nodes.map((node) => flat(node.text)).filter(Boolean);
    const ways = ({ graphs }: Scene) =>
      graphs[0]!.diagram.edges.map(
        ({ from, to }) => `${flat(String(graphs[0]!.name(from)))} → ${flat(String(graphs[0]!.name(to)))}`,
      );
    say(without(names(before), names(after)), without(names(after), names(before)));
    say(without(ways(before), ways(after)), without(ways(after), ways(before)));
  } else {
    const lines = ({ screen }: Scene) => screen.lines.map((line) => line.text.trim()).filter(Boolean);
    say(without(lines(before), lines(after)), without(lines(after), lines(before)));
    for (const line of after.screen.lines)
      if (!lines(before).includes(line.text.trim()) && evidence.length < 30)
        evidence.push({ picture: last, box: line.box, text: line.text, source: 'printed' });
  }
  if (text.length === 0) text.push(msg`Nothing of what was read differs.`);
  const found = answer(text, [], 0.75);
  return {
    kind: 'answer',
    text: found.text,
    evidence,
    confidence: 0.75,
    query: { domain: 'pictures', op: 'changes', about: [] },
    language,
  };
}

const without = (all: readonly string[], some: readonly string[]) => [
  ...new Set(all.filter((one) => !some.includes(one))),
];
