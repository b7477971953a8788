/** What a question about a dataset asks for that is not there. */
import { strayDates, type Parse } from '../language/parse.ts';
import type { Token } from '../language/tokens.ts';
import type { Dataset } from './dataset.ts';
import { measureMismatch } from './measures.ts';
import { dataTopics } from './names.ts';
import type { DataOp, DataQuery } from './query.ts';

/** Written as a name: with a capital, a digit, in quotes; in a Chinese question every word in Latin letters. */
const isName = ({ capital, kind, raw }: Token, { language }: Parse) =>
  capital || kind === 'quoted' || /\d/.test(raw) || (language === 'zh' && kind === 'word' && raw.length > 1);

/** Names, dates and measures that the question gives and the picture does not have. */
export function missingOf(parse: Parse, dataset: Dataset, query: DataQuery): string[] {
  const missing = new Set<string>();
  const selfish: DataOp[] = ['title', 'kind', 'about', 'axisTitle', 'axisRange', 'axisScale', 'unit'];
  const titles = dataTopics([dataset]).join(' ').toLowerCase();
  for (const date of strayDates(parse))
    if (
      !titles.includes(date.toLowerCase()) &&
      !(query.limits ?? []).includes(Number(date)) &&
      query.at !== Number(date)
    )
      missing.add(date);
  for (const token of parse.unknown) if (isName(token, parse)) missing.add(token.raw);
  if (selfish.includes(query.op)) return [...missing];
  // "Iceland minus Brazil", "Netscape or Firefox": two are asked for, one is there. "Tokyo in May": a name comes first.
  const named = (query.series?.length ?? 0) + (query.keys?.length ?? 0);
  const pairAsked =
    parse.has('diff', 'ratio', 'above', 'below', 'than', 'equal') || /\bor\b|\bvs\b|还是|和|与|跟/.test(parse.question);
  for (const token of parse.unknown)
    if (
      query.op === 'value' &&
      ((named === 1 && pairAsked) || (token === parse.tokens[0] && /^\p{Lu}/u.test(token.raw)))
    )
      missing.add(token.raw);
  // "How many people were surveyed": a list of names is no answer to words that nothing explains.
  if (query.op === 'keyList' || query.op === 'about') for (const token of parse.unknown) missing.add(token.raw);
  const needsKey = query.op === 'value' && !query.keys && !query.series && query.at === undefined;
  if (needsKey) for (const token of parse.unknown) missing.add(token.raw);
  // A word in the place of a name: "in Mars", "for the north-east".
  if (
    missing.size === 0 &&
    ['value', 'diff', 'ratio', 'compare', 'change', 'share', 'rankOf', 'colorOf', 'isExtreme'].includes(query.op)
  )
    parse.unknown.forEach((token) => {
      const index = parse.tokens.indexOf(token);
      const before = parse.tokens.slice(Math.max(0, index - 3), index).map(({ word }) => word);
      const preposition = before.findLastIndex((word) =>
        /^(?:of|for|in|at|on|does|did|between|and|than|from|to|with)$/.test(word),
      );
      if (preposition >= 0 && before.slice(preposition + 1).every((word) => /^(?:the|a|an|our|this)$/.test(word)))
        missing.add(token.raw);
    });
  for (const { value, index } of parse.numbers) {
    const used = query.at !== undefined || query.limits?.length || query.top !== undefined;
    const before = parse.tokens[index - 1]?.word ?? '';
    if (!used && dataset.continuous !== 'number' && /^(?:in|for|at|of|on)$/.test(before) && !query.keys?.length)
      missing.add(parse.tokens[index]!.raw || String(value));
  }
  for (const { value, index } of parse.numbers) {
    // "Week 14", and a year where no value comes near it: keys that are not there, not limits.
    const noun = parse.tokens[index - 1];
    const named =
      noun !== undefined && parse.concepts.get('category')?.includes(index - 1) && /^[a-z]+$/.test(noun.word);
    const largest = Math.max(
      ...dataset.series.flatMap(({ values }) => values.map((one) => Math.abs(one?.number ?? 0))),
    );
    const year = Number.isInteger(value) && value >= 1900 && value <= 2100 && largest * 3 < value;
    if ((named || year) && dataset.continuous !== 'number' && query.at === undefined && query.top === undefined)
      missing.add(named ? `${noun.raw} ${parse.tokens[index]!.raw}` : parse.tokens[index]!.raw);
  }
  const measure = measureMismatch(parse, dataset);
  if (measure) missing.add(measure);
  return [...missing];
}
