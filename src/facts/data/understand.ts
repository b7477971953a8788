/** From a parse to a query over a dataset: a table of decisions, the most particular first. */
import type { Concept } from '../language/lexicon.ts';
import { strayDates, type Parse } from '../language/parse.ts';
import type { Dataset } from './dataset.ts';
import {
  between2,
  elementOf,
  firstMention,
  isAboutBeing,
  kindsNamed,
  measureNamed,
  named1,
  ordered,
  pointedRank,
  topCount,
} from './asked.ts';
import { missingOf } from './missing.ts';
import { dataTopics } from './names.ts';
import type { DataQuery } from './query.ts';
import { ELEMENTS, select, type Selection } from './select.ts';

/** Any quantity but one is asked for. */
const quantityBut = (parse: Parse, one: Concept) => parse.has(...QUANTITY.filter((each) => each !== one));

const QUANTITY: Concept[] = [
  'max',
  'min',
  'diff',
  'ratio',
  'change',
  'sum',
  'mean',
  'median',
  'above',
  'below',
  'rank',
  'trend',
  'cross',
  'share',
];

export interface Understood {
  query: DataQuery;
  /** How much of the question it explains. */
  score: number;
}

export function understandData(parse: Parse, datasets: readonly Dataset[]): Understood | undefined {
  if (datasets.length === 0) return undefined;
  const owner = chooseDataset(parse, datasets);
  const dataset = datasets[owner]!;
  const selection = select(parse, dataset, owner);
  const found = decide(parse, dataset, selection);
  if (!found) return undefined;
  // A quantity is asked for that the query does not compute: what was understood is less than what was said.
  if (found.op === 'keyList' && parse.has('prev', 'next', 'start', 'end', 'change', 'when')) return undefined;
  const plain = ['value', 'keyList', 'seriesList', 'about', 'count'].includes(found.op);
  if (
    plain &&
    parse.has('diff', 'ratio', 'mean', 'median', 'cross', 'max', 'min', 'rise', 'fall', 'above', 'below', 'order')
  )
    return undefined;
  const query: DataQuery = {
    dataset: owner,
    series: selection.series,
    keys: selection.keys,
    ...(selection.keyRange && { keyRange: true }),
    ...found,
    missing: [],
  };
  query.missing = missingOf(parse, dataset, query);
  const quantities = QUANTITY.filter((concept) => parse.has(concept)).length;
  const named = (selection.series?.length ? 1 : 0) + (selection.keys?.length ? 1 : 0);
  return { query, score: 1 + named * 2 + Math.min(2, quantities) - parse.unknown.length * 0.5 };
}

function chooseDataset(parse: Parse, datasets: readonly Dataset[]): number {
  const scores = datasets.map((dataset, owner) => {
    const named = parse.mentions.filter(({ entities }) => entities.some((entity) => entity.owner === owner));
    const words = parse.tokens.filter(
      ({ stem }) => stem.length > 3 && dataTopics([dataset]).some((text) => text.toLowerCase().includes(stem)),
    );
    const size = Math.sqrt(dataset.box.width * dataset.box.height);
    const kind = parse.has('table') === (dataset.from === 'table') ? 0.3 : 0;
    return named.reduce((sum, { score }) => sum + score * 2, 0) + words.length + size / 1e5 + kind;
  });
  const [ordinal] = parse.ordinals;
  if (ordinal && datasets.length > 1 && parse.concepts.get('picture')?.includes(ordinal.index + 1)) {
    const index = ordinal.rank > 0 ? ordinal.rank - 1 : datasets.length + ordinal.rank;
    if (datasets[index]) return index;
  }
  return scores.indexOf(Math.max(...scores));
}

type Decision = Omit<DataQuery, 'dataset' | 'series' | 'keys' | 'missing'> &
  Partial<Pick<DataQuery, 'series' | 'keys'>>;

function decide(
  parse: Parse,
  dataset: Dataset,
  { series, keys, cells: cellsNamed, at }: Selection,
): Decision | undefined {
  const [nSeries, nKeys] = [series?.length ?? 0, keys?.length ?? 0];
  const named = nSeries + nKeys;
  const { has } = parse;
  const first = parse.tokens[0]?.word ?? '';
  const yesNo =
    /^(?:is|are|was|were|does|do|did|has|have|can|could|will)$/.test(first) ||
    /吗|是否|是不是|有没有/.test(parse.question);
  const pointed = pointedRank(parse) ?? topCount(parse)?.which;
  const which: 'max' | 'min' | undefined =
    has('max') && has('min') ? undefined : has('max') ? 'max' : has('min') ? 'min' : pointed;
  // A year beside keys that are years is a key, there or not.
  const years = dataset.keys.every((key) => /^(?:19|20)\d\d$/.test(key));
  const limits = parse.numbers
    .map(({ value }) => value)
    .filter((value) => !years || !Number.isInteger(value) || value < 1900 || value > 2100);
  const percent = has('percent') && dataset.unit !== '%';
  const multi = dataset.series.length > 1;
  const rank =
    parse.ordinals.find(({ rank: value }) => value !== 1 && value !== -1)?.rank ??
    (has('max') && nKeys === 0 && (has('next') || /\bbehind\b/.test(parse.question)) ? 2 : 1); // "after the leader, which is next"

  const quantity = has(...QUANTITY);
  const counting = parse.counting || /^how many\b/i.test(parse.question);

  // What the picture says of itself
  if (has('color') && !parse.colors.length && !has('howmany')) return { op: 'colorOf' };
  if (
    parse.colors.length > 0 &&
    multi &&
    (!quantity || (has('stands') && !has(...QUANTITY.filter((concept) => concept !== 'mean')))) &&
    nKeys === 0 &&
    !counting &&
    at === undefined &&
    (has('stands', 'which', 'who', 'what', 'series', 'bar', 'slice') || named === 0) &&
    !has('value', 'howmuch')
  )
    return { op: 'seriesOfColor', color: parse.colors[0]!.name };
  if (parse.colors.length > 0 && dataset.from === 'chart' && !multi && !quantity && nKeys === 0)
    return { op: 'seriesOfColor', color: parse.colors[0]!.name };
  const called = /\b(?:title|titled|titel|headline|caption|headed)\b|标题|题目/i.test(parse.question);
  const nameOfChart =
    has('name') &&
    has('picture') &&
    !has('kind') &&
    !has('series', 'legend', 'axis', 'xaxis', 'yaxis', 'bar', 'slice', 'point');
  if ((called || nameOfChart) && named === 0 && !has('axis', 'xaxis', 'yaxis', 'series', 'legend', 'column'))
    return { op: 'title' };
  if (has('kind') === false && named === 0 && (yesNo || has('picture')) && kindsNamed(parse) >= 2)
    return { op: 'kind' };
  if (
    has('title') &&
    !has('axis', 'xaxis', 'yaxis', 'series', 'legend', 'category', 'column') &&
    named === 0 &&
    !has(...QUANTITY.filter((concept) => concept !== 'above' && concept !== 'below')) // "under which heading"
  )
    return { op: 'title' };
  if (has('axis', 'xaxis', 'yaxis') && named === 0 && !(has('xaxis') && /\bx\s*=/.test(parse.question))) {
    const axis = has('xaxis') && !has('yaxis') ? 'x' : 'y';
    if (has('unit')) return { op: 'unit', axis };
    if (has('scale') && !has('range', 'max', 'min')) return { op: 'axisScale', axis };
    if (has('range', 'between', 'max', 'min', 'start', 'end')) return { op: 'axisRange', axis };
    return { op: 'axisTitle', axis };
  }
  if (
    has('unit') &&
    !(named > 0 && dataset.series.some(({ name }) => /^units?$/i.test(name))) &&
    !has('max', 'min', 'sum', 'mean')
  )
    return { op: 'unit', axis: 'y' };
  if (
    has('kind') &&
    (has('picture', 'table') || /[图表]/.test(parse.question)) &&
    named === 0 &&
    !has('max', 'min', 'above', 'below')
  )
    return { op: 'kind' };
  if (
    has('scale') &&
    has('yaxis', 'xaxis', 'unit', 'kind', 'whether') &&
    named === 0 &&
    !quantity &&
    /log|linear|刻度|对数|线性/i.test(parse.question)
  )
    return { op: 'axisScale', axis: 'y' };

  // The ends beside each other
  if (has('max') && has('min') && has('diff', 'range', 'between', 'ratio', 'howmuch', 'above', 'percent'))
    return { op: has('ratio') ? 'ratio' : 'spread' };

  // Crossing, trend, change
  if (
    has('cross') &&
    (nSeries >= 2 || (multi && nSeries === 1) || (multi && has('when', 'where', 'series') && limits.length === 0)) &&
    !(nKeys > 0 && !has('when')) &&
    limits.length === 0
  )
    return { op: 'cross', yesNo };
  const moving = has('change', 'rise', 'fall');
  const rising = has('rise') && !has('fall') ? true : has('fall') && !has('rise') ? false : undefined;
  if (
    moving &&
    (has('max') ||
      /\b(?:sharpest|steepest|fastest|most|biggest|largest|greatest)\b|最快|最大|最多/.test(parse.question)) &&
    nKeys < 2 &&
    dataset.keys.length > 2 &&
    (rising !== undefined || has('change')) &&
    !has('above', 'below')
  )
    return { op: 'biggestChange', ...(rising !== undefined && { rising }) };
  if (moving && nKeys >= 2 && !yesNo)
    return { op: 'change', percent: has('percent'), ...(rising !== undefined && { rising }) };
  if (moving && nKeys >= 2)
    return { op: 'change', yesNo, percent: has('percent'), ...(rising !== undefined && { rising }) };
  if (has('trend') && !which && !(has('first') && nKeys > 0)) return { op: 'trend' };
  if (
    moving &&
    nKeys === 0 &&
    limits.length === 0 &&
    !which &&
    !has('diff', 'above', 'below') &&
    (dataset.continuous || ordered(dataset))
  ) {
    if (has('howmuch') || has('percent') || has('diff'))
      return { op: 'change', percent: has('percent'), ...(rising !== undefined && { rising }) };
    return { op: 'trend', yesNo, ...(rising !== undefined && { rising }) };
  }

  // Counting and lists
  const over =
    has('above') && !has('below')
      ? 'above'
      : has('below') && !has('above')
        ? 'below'
        : has('between') && limits.length === 2
          ? 'between'
          : undefined;
  const usable = limits.length > 0 && at === undefined && (over !== undefined || (has('equal') && limits.length === 1));
  if (usable && named > 0 && (yesNo || nKeys === 1) && !counting && !has('which', 'list') && nKeys > 0)
    return { op: 'isThreshold', limits, side: over ?? 'above', yesNo: true };
  if (usable && over) {
    // More than one "between" only when no key is in the range.
    if (has('when', 'first') && !counting && has('first', 'when'))
      return { op: 'threshold', limits, side: over, rank: 1 };
    return { op: 'threshold', limits, side: over, counting };
  }
  if (cellsNamed.length > 0 && nKeys === 0 && !which) return { op: 'rowsWith', cell: cellsNamed[0]!, counting, series };
  if (counting && nKeys === 0 && !quantity && cellsNamed.length === 0) {
    const element = elementOf(parse, dataset);
    if (element) return { op: 'count', element };
  }
  if (has('howmany') && has('sum') && nKeys === 0 && has(...ELEMENTS, 'series') && !has('value')) {
    const element = elementOf(parse, dataset);
    if (element && !measureNamed(parse)) return { op: 'count', element };
  }

  // Two things beside each other
  if (has('range') && !has('axis') && named <= 1 && !which) return { op: 'spread' };
  if (has('ratio') && named >= 2 && !/\b(?:second|third)\b/.test(parse.question)) {
    const swap =
      keys?.length === 2 &&
      /\bhow many times (?!more|higher|larger|greater|bigger)(?:(?:as|the|\w+er)\s)*(?:\w+ )?(?:as |than )?/i.test(
        parse.question,
      ) &&
      firstMention(parse) > parse.tokens.findIndex(({ word }) => word === 'times');
    const multiple = parse.tokens.findIndex(({ word }) => word === 'multiple');
    const turned = keys?.length === 2 && multiple >= 0 && firstMention(parse) > multiple;
    return { op: 'ratio', ...((swap || turned) && { keys: [keys![1]!, keys![0]!] }) };
  }
  if (between2(parse, /^(?:less|minus|减)$/)) return { op: 'diff', percent };
  if (between2(parse, /^over$/) && first === 'what') return { op: 'ratio' };
  if (has('diff') && (named >= 2 || (nKeys === 1 && nSeries >= 2))) return { op: 'diff', percent };
  if (has('diff') && nKeys === 1 && multi && nSeries === 0) return { op: 'diff', percent };
  if (has('diff') && which && nKeys === 1) return { op: 'diff', which, percent };
  if (has('diff') && has('between') && nKeys === 0 && dataset.keys.length === 2) return { op: 'diff', keys: [0, 1] };
  if (has('equal') && named >= 2) return { op: 'equal', yesNo };
  const comparing = has('above', 'below', 'max', 'min', 'than', 'than');
  const pair = nKeys === 2 || (nSeries === 2 && nKeys <= 1);
  if (comparing && pair && !has('sum', 'mean', 'rank', 'share')) {
    const inRange = has('between') && nKeys === 2 && which && !has('or' as Concept);
    if (!inRange)
      return {
        op: 'compare',
        which: has('below', 'min') && !has('above', 'max') ? 'min' : 'max',
        yesNo:
          (yesNo || (!has('which', 'who', 'what') && !/ or |还是|\bvs\b/.test(parse.question))) &&
          (has('above', 'below', 'than') || (yesNo && !/ or |还是/.test(parse.question))) &&
          !/^compare|对比|比较/i.test(parse.question),
        percent,
      };
  }
  if (pair && / or |还是/.test(parse.question) && !has('sum', 'mean')) return { op: 'compare', which: 'max' };

  // All together
  if (
    has('share') ||
    (has('percent') && dataset.unit !== '%' && nKeys > 0 && !moving && !has('diff', 'above', 'below'))
  )
    if (named > 0 && !which) return { op: 'share' };
  if (has('median')) return { op: 'median' };
  if (
    has('mean') &&
    (named > 0 || !has('stands') || /average|typical|平均|均值|mean\b(?! by)/i.test(parse.question)) &&
    /\b(?:mean|average|avg|averages|typical)\b|平均|均值/i.test(parse.question) &&
    !/what does .* mean/i.test(parse.question)
  )
    return { op: 'mean', ...(which && multi && nSeries === 0 && { which }) };
  if (has('series', 'legend') && has('which', 'what', 'list') && named === 0 && !quantityBut(parse, 'sum') && !counting)
    return { op: 'seriesList' };
  if (has('sum') && !(has('share') && named > 0) && !(nKeys === 1 && !multi) && !named1(parse, 'sum'))
    return { op: 'sum', ...(which && { which }) };

  // Ranks
  const asksRank = has('rank') && (nKeys === 1 || nSeries === 1) && !which;
  if (asksRank && /rank|place|position|排名|名次|第几/.test(parse.question)) return { op: 'rankOf' };
  if (has('order') && !has('first', 'last')) return { op: 'order', which: has('ascending') ? 'min' : 'max' };
  const top = topCount(parse);
  if (top && which) return { op: 'extreme', which, top: top.count };
  if (
    which &&
    yesNo &&
    (nKeys === 1 || (nSeries === 1 && nKeys === 0)) &&
    rank === 1 &&
    !/\bor\b|还是/.test(parse.question) &&
    isAboutBeing(parse)
  )
    return { op: 'isExtreme', which };
  if (which) return { op: 'extreme', which, rank };
  if (parse.has('max') && parse.has('min')) return { op: 'extreme', which: 'max', rank: 0 };

  // "How high does it get"
  if (
    named === 0 &&
    at === undefined &&
    parse.unknown.length === 0 &&
    /^how (?:high|big|large|tall|low)\b/i.test(parse.question)
  )
    return { op: 'extreme', which: /^how low/i.test(parse.question) ? 'min' : 'max', rank: 1 };

  // Values and lists
  if (nKeys > 0 || at !== undefined) return { op: 'value', ...(at !== undefined && nKeys === 0 && { at }) };
  if (has('about') && nSeries === 0) return { op: 'about' };
  if (has('series', 'legend') && nSeries === 0 && (multi || has('legend'))) return { op: 'seriesList' };
  if (has('category', 'bar', 'slice', 'row') && nSeries === 0 && !has('howmuch')) return { op: 'keyList' };
  if (has('column') && dataset.from === 'table' && nSeries === 0) return { op: 'seriesList' };
  if (nSeries > 0) return { op: 'value' };
  if (has('value') && (strayDates(parse).length > 0 || parse.unknown.length > 0)) return { op: 'value' };
  if ((has('howmuch') || counting) && (strayDates(parse).length > 0 || parse.unknown.length > 0))
    return { op: 'value' };
  if (has('value') && dataset.keys.length * dataset.series.length <= 12) return { op: 'value' };
  return undefined;
}
