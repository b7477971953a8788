/** Finer points of a question about data: ranks, how many are asked for, what is counted. */
import type { Concept } from '../language/lexicon.ts';
import type { Parse } from '../language/parse.ts';
import type { Dataset } from './dataset.ts';
import type { DataQuery } from './query.ts';
import { ELEMENTS } from './select.ts';

export const firstMention = ({ mentions }: Parse) => mentions[0]?.start ?? 0;

/** "Who comes second", 第二高: a rank that stands for the superlative. */
export function pointedRank(parse: Parse): 'max' | 'min' | undefined {
  const [ordinal] = parse.ordinals;
  if (!ordinal || parse.has(...ELEMENTS.filter((concept) => concept !== 'category'), 'picture')) return undefined;
  const own = parse.tokens[ordinal.index]!.word;
  if (/-(?:highest|largest|biggest|best|most)$/.test(own)) return 'max';
  if (/-(?:lowest|smallest|worst|least)$/.test(own)) return 'min';
  const next = parse.tokens[ordinal.index + 1]?.word ?? '';
  if (/^[低小少]/.test(next)) return 'min';
  if (ordinal.rank > 0 && /^[高大多](?!少)/.test(next)) return 'max';
  const before = parse.tokens.slice(Math.max(0, ordinal.index - 3), ordinal.index).map(({ word }) => word);
  const alone = parse.mentions.length === 0 && ordinal.rank > 0;
  if (alone && parse.has('rank')) return 'max';
  if (alone && (/^runner/.test(own) || (parse.language === 'zh' && parse.has('which', 'who')))) return 'max';
  const asked =
    parse.has('which', 'who', 'what') &&
    (parse.has('rank') ||
      before.some((word) => /^(?:come|comes|came|ranks?|is|finish|finished|what's|who's|排名|排)$/.test(word)) ||
      /runner|second-/.test(parse.tokens[ordinal.index]!.word));
  return asked && parse.mentions.length === 0 ? 'max' : undefined;
}

const KINDS_OF_CHARTS = /^(?:bar|line|pie|area|donut|doughnut|scatter|column|stacked|histogram|条形|柱状|折线|饼|散点)/;

/** "A less B": the word stands between two things and nothing else does. */
export function between2({ mentions, tokens }: Parse, word: RegExp): boolean {
  const [a, b] = mentions;
  return a !== undefined && b !== undefined && b.start === a.end + 1 && word.test(tokens[a.end]!.word);
}

export const kindsNamed = ({ tokens }: Parse) => tokens.filter(({ word }) => KINDS_OF_CHARTS.test(word)).length;

/** "The top three", "which 3 are the largest", 前三: how many are asked for, from which end. */
export function topCount(parse: Parse): { count: number; which: 'max' | 'min' } | undefined {
  if (parse.has('above', 'below', 'between', 'diff', 'ratio')) return undefined;
  const bottom = parse.has('min') && !parse.has('max');
  const front = parse.tokens.findIndex(({ word }) => word.startsWith('前'));
  const counted = parse.numbers.find(
    ({ value, index }) =>
      Number.isInteger(value) &&
      value > 1 &&
      value <= 20 &&
      !/^(?:in|at|of|on|for|line|than|第)$/.test(parse.tokens[index - 1]?.word ?? '') &&
      (front >= 0 ? index === front || index === front + 1 : parse.has('max', 'min')),
  );
  return counted && { count: counted.value, which: bottom ? 'min' : 'max' };
}

export const named1 = (parse: Parse, concept: Concept) =>
  parse.mentions.some(({ start, end }) => parse.concepts.get(concept)?.every((place) => place >= start && place < end));

/** "Is East the highest?": the named thing is the subject, not "is the highest in East". */
export const isAboutBeing = (parse: Parse): boolean => {
  const place = parse.mentions[0]?.start ?? 99;
  const extreme = Math.min(...(parse.concepts.get('max') ?? [99]), ...(parse.concepts.get('min') ?? [99]));
  return place < extreme;
};

/** Keys that stand in an order: months, years, quarters, versions; regions do not. */
export function ordered({ keys }: Dataset): boolean {
  return (
    keys.filter((key) =>
      /\d|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)/i.test(key),
    ).length >=
    keys.length * 0.7
  );
}

/** "How many downloads did v1.0 have" asks for a value, "how many bars" counts. */
export function elementOf(parse: Parse, dataset: Dataset): DataQuery['element'] {
  const places = parse.concepts.get('howmany') ?? [];
  const after = Math.max(...places, 0);
  const near = (concept: Concept) =>
    parse.concepts
      .get(concept)
      ?.some(
        (place) =>
          (place > after && place <= after + 3) ||
          (place < after && after >= parse.tokens.length - 1 && after - place <= 2 && parse.language === 'en') ||
          (parse.language === 'zh' &&
            Math.abs(place - after) <= 4 &&
            !(place < after && parse.has('sum') && !/个/.test(parse.tokens[after]?.word ?? ''))),
      );
  if (
    near('picture') &&
    !near('series') &&
    !near('bar') &&
    parse.tokens.some(({ word }) => /charts?|graphs?|图表|张图/.test(word))
  )
    return 'chart';
  if (dataset.from === 'table' && near('column')) return 'column';
  if (near('row')) return 'row';
  const lineChart = dataset.kind === 'line' || dataset.kind === 'area' || dataset.kind === 'scatter';
  if (lineChart && near('series')) return 'series';
  if (near('bar') && dataset.series.length > 1 && dataset.from === 'chart') return 'point';
  if (near('bar') || near('slice')) return 'key';
  if (near('point')) return 'point';
  if (near('series') || near('color') || near('legend')) return 'series';
  if (near('category')) return 'key';
  if (
    dataset.keyTitle &&
    parse.tokens.some(
      ({ stem, word }) =>
        [stem, word].includes(dataset.keyTitle!.toLowerCase()) || dataset.keyTitle!.toLowerCase() === stem,
    )
  )
    return 'key';
  if (dataset.from === 'table' && near('cell')) return 'point';
  return undefined;
}

export const measureNamed = (parse: Parse) => parse.unknown.length > 0;
