/** Which series and keys of a dataset a question is about: by name, by colour, by place. */
import { withColor } from '../language/colors.ts';
import type { Concept } from '../language/lexicon.ts';
import type { Parse } from '../language/parse.ts';
import type { Dataset } from './dataset.ts';

/** What the marks of charts and the parts of tables are called. */
export const ELEMENTS: Concept[] = ['bar', 'slice', 'point', 'category', 'column', 'row'];

export interface Selection {
  series: number[] | null;
  keys: number[] | null;
  cells: { series: number; key: number; text: string }[];
  keyRange: boolean;
  at?: number;
}

/** Which series and keys are named: by name, colour, or place. */
export function select(parse: Parse, dataset: Dataset, owner: number): Selection {
  const selection: Selection = { series: null, keys: null, cells: [], keyRange: false };
  const series = new Set<number>();
  const keys = new Set<number>();
  const groups: number[][] = [];
  for (const { entities, weak } of parse.mentions) {
    const own = entities.filter((entity) => entity.owner === owner);
    const asSeries = own.filter(({ type }) => type === 'series');
    const asKeys = own.filter(({ type }) => type === 'key');
    const asCells = own.filter(({ type }) => type === 'cell');
    if (weak && asCells.length > 0 && asSeries.length + asKeys.length === 0) continue;
    if (asSeries.length > 0 && (asKeys.length === 0 || series.size <= keys.size))
      for (const { index } of asSeries) series.add(index);
    else if (asKeys.length > 0) {
      groups.push(asKeys.map(({ index }) => index));
      for (const { index } of asKeys) keys.add(index);
    } else
      for (const { index, name } of asCells)
        selection.cells.push({
          series: Math.floor(index / dataset.keys.length),
          key: index % dataset.keys.length,
          text: name,
        });
  }
  for (const { name } of parse.colors) {
    const colored = withColor(dataset.series, ({ color }) => color, name);
    if (colored.length > 0 && dataset.series.length > 1)
      for (const one of colored) series.add(dataset.series.indexOf(one));
  }
  const place = placeOf(parse, dataset);
  if (place !== undefined) {
    keys.add(place);
    groups.push([place]);
  }
  if (series.size > 0) selection.series = [...series];
  if (keys.size > 0) selection.keys = [...keys];
  // Between A and B, from A to B: the ends of a range, unless the two are what is compared.
  const ranged = parse.has('between') && groups.length === 2 && !parse.has('above', 'below');
  selection.keyRange = ranged && !parse.has('diff', 'change', 'rise', 'fall', 'ratio') && dataset.keys.length > 2;
  if (dataset.continuous === 'number') {
    const [number] = parse.numbers.filter(
      ({ index }) =>
        /^(?:at|in|for|on|when|x|=|is|after|epoch|step|of|year|在|第|当)$/i.test(parse.tokens[index - 1]?.word ?? '') ||
        parse.tokens[index - 1]?.kind === 'word',
    );
    if (number && !parse.has('above', 'below')) selection.at = number.value;
    else if (
      number &&
      parse.tokens[number.index - 1] &&
      keys.size === 0 &&
      /^(?:at|epoch|step|x)$/.test(parse.tokens[number.index - 1]!.word)
    )
      selection.at = number.value;
  }
  return selection;
}

/** `the third bar from the left`, `the last month`: a key by its place. */
function placeOf(parse: Parse, { keys, chart }: Dataset): number | undefined {
  if (parse.has('rank', 'picture') && !parse.has(...ELEMENTS)) return undefined;
  if (parse.ordinals.length === 0 && /\b(?:far|very|extreme|on the|at the) right\b|最右/.test(parse.question))
    return keys.length - 1;
  if (parse.ordinals.length === 0 && /\b(?:far|very|extreme) left\b|最左/.test(parse.question)) return 0;
  const [ordinal] = parse.ordinals;
  if (!ordinal || parse.has('max', 'min')) return undefined;
  const after = parse.tokens[ordinal.index + 1]?.word ?? '';
  const alone =
    /^(?:first|last|final|第|最后)/.test(parse.tokens[ordinal.index]!.word) &&
    /^(?:one|value|个|那个|那根|这个|的|多少|是)?$/.test(after) &&
    parse.has('howmuch', 'howmany', 'value', 'what') &&
    !parse.has('rank');
  if (!alone && (parse.has('howmany') || !parse.has(...ELEMENTS, 'left', 'right'))) return undefined;
  if (/-(?:\w+est|best|most|least|worst)$/.test(parse.tokens[ordinal.index]!.word)) return undefined; // "second-highest"
  const near = [1, 2].some((step) =>
    [...ELEMENTS, 'left' as const, 'right' as const].some((concept) =>
      parse.concepts.get(concept)?.includes(ordinal.index + step),
    ),
  );
  if (
    !near &&
    !alone &&
    !['最左', '最右', '最左边', '最右边', 'leftmost', 'rightmost'].includes(parse.tokens[ordinal.index]!.word)
  )
    return undefined;
  const fromRight = parse.has('right') && ordinal.rank > 0 && !parse.has('left');
  const fromEnd = ordinal.rank < 0;
  const index = fromRight ? keys.length - ordinal.rank : fromEnd ? keys.length + ordinal.rank : ordinal.rank - 1;
  // Bars that lie on their side are counted from the top.
  void chart;
  return index >= 0 && index < keys.length ? index : undefined;
}
