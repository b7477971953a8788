/** Answers that put two values, or one and all others, beside each other. */
import { msg, type Message } from '../../shared/message.ts';
import type { Dataset } from './dataset.ts';
import type { DataQuery } from './query.ts';
import {
  answer,
  cellText,
  cellsOf,
  displayKey,
  evidenceOf,
  nameOf,
  nothingRead,
  numberAt,
  refuse,
  sureness,
  unitAt,
  type Cell,
  type Result,
} from './result.ts';
import { amount, combine, listed, plainNumber } from './say.ts';

/** The pairs that a question compares: two keys of each series, or two series at each key. */
function pairs({ series, keys }: DataQuery, dataset: Dataset): [Cell, Cell][] {
  const at = (s: number, k: number) => cellsOf(dataset, [s], [k])[0];
  const pair = (a: Cell | undefined, b: Cell | undefined): [Cell, Cell][] => (a && b ? [[a, b]] : []);
  if (keys && keys.length >= 2)
    return (series ?? dataset.series.map((_, i) => i)).flatMap((s) => pair(at(s, keys[0]!), at(s, keys[1]!)));
  if (series && series.length >= 2)
    return (keys ?? dataset.keys.map((_, i) => i)).flatMap((k) => pair(at(series[0]!, k), at(series[1]!, k)));
  if (keys?.length === 1 && dataset.series.length === 2) return pair(at(0, keys[0]!), at(1, keys[0]!));
  return [];
}

export function differences(query: DataQuery, dataset: Dataset): Result {
  const { series, keys, which } = query;
  if (query.op === 'spread' || (which && keys?.length === 1)) {
    const all = cellsOf(dataset, series, query.op === 'spread' ? keys : null).sort((a, b) => numberAt(b) - numberAt(a));
    if (all.length < 2) return nothingRead();
    const own = query.op === 'diff' ? cellsOf(dataset, series, keys)[0] : undefined;
    const [high, low] = [
      own && which === 'min' ? own : all[0]!,
      own ? (which === 'min' ? all.at(-1)! : own) : all.at(-1)!,
    ];
    return difference(dataset, high, low, query.percent);
  }
  const found = pairs(query, dataset);
  if (found.length === 0) {
    const cells = cellsOf(dataset, series, keys);
    if (keys?.length === 1 && cells.length > 2)
      return difference(
        dataset,
        ...(cells.sort((a, b) => numberAt(b) - numberAt(a)).filter((_, i, all) => i === 0 || i === all.length - 1) as [
          Cell,
          Cell,
        ]),
        query.percent,
      );
    return nothingRead();
  }
  if (found.length === 1) return difference(dataset, ...found[0]!, query.percent);
  if (found.length > 8) return meanDifference(dataset, found);
  const parts = found.map(([a, b]) => {
    const name =
      query.keys && query.keys.length >= 2 ? dataset.series[a.series]!.name : displayKey(dataset, a.value.key);
    return msg`${name}: ${amount(combine([a.value, b.value], Math.abs(numberAt(a) - numberAt(b))), unitAt(dataset, a.series))}`;
  });
  const cells = found.flat();
  return answer(msg`${listed(parts)}.`, evidenceOf(dataset, cells), sureness(cells));
}

function difference(dataset: Dataset, a: Cell, b: Cell, percent?: boolean): Result {
  const [high, low] = numberAt(a) >= numberAt(b) ? [a, b] : [b, a];
  const by = amount(combine([a.value, b.value], numberAt(high) - numberAt(low)), unitAt(dataset, a.series));
  const text: Message[] = [];
  if (percent && numberAt(b) !== 0)
    text.push(msg`${plainNumber((100 * Math.abs(numberAt(a) - numberAt(b))) / Math.abs(numberAt(b)), 1)}%.`);
  text.push(
    msg`The difference is ${by}: ${nameOf(dataset, high.series, high.value.key)} ${cellText(dataset, high)}, ${nameOf(dataset, low.series, low.value.key)} ${cellText(dataset, low)}.`,
  );
  return answer(text, evidenceOf(dataset, [high, low]), sureness([a, b]));
}

function meanDifference(dataset: Dataset, found: [Cell, Cell][]): Result {
  const gaps = found.map(([a, b]) => numberAt(a) - numberAt(b));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const widest = found[gaps.map(Math.abs).indexOf(Math.max(...gaps.map(Math.abs)))]!;
  const [a, b] = widest;
  const values = found.flat().map(({ value }) => value);
  return answer(
    msg`On average ${amount(combine(values, Math.abs(mean), 'mean'), unitAt(dataset, a.series))}; the most at ${displayKey(dataset, a.value.key)}: ${amount(combine([a.value, b.value], Math.abs(numberAt(a) - numberAt(b))), unitAt(dataset, a.series))}.`,
    evidenceOf(dataset, widest),
    sureness(found.flat()),
  );
}

export function ratios(query: DataQuery, dataset: Dataset): Result {
  let [pair] = pairs(query, dataset);
  if (!pair && query.op === 'ratio') {
    const all = cellsOf(dataset, query.series, query.keys).sort((a, b) => numberAt(b) - numberAt(a));
    if (all.length >= 2) pair = [all[0]!, all.at(-1)!];
  }
  if (!pair) return nothingRead();
  const [a, b] = pair;
  if (numberAt(b) === 0) return refuse(msg`I cannot tell: ${nameOf(dataset, b.series, b.value.key)} is zero.`);
  const ratio = numberAt(a) / numberAt(b);
  const text = plainNumber(ratio, Math.abs(ratio) < 10 ? 2 : 1);
  const names = [nameOf(dataset, a.series, a.value.key), nameOf(dataset, b.series, b.value.key)] as const;
  const printed = a.value.printed && b.value.printed;
  return answer(
    printed ? msg`${names[0]} is ${text} times ${names[1]}.` : msg`${names[0]} is about ${text} times ${names[1]}.`,
    evidenceOf(dataset, pair),
    sureness(pair),
  );
}

export function compareCells(query: DataQuery, dataset: Dataset): Result {
  const found = pairs(query, dataset);
  if (found.length === 0) return nothingRead();
  const { which = 'max', yesNo, op } = query;
  const better = ([a, b]: [Cell, Cell]) => (which === 'min' ? numberAt(a) < numberAt(b) : numberAt(a) > numberAt(b));
  if (found.length > 1) return compareMany(query, dataset, found);
  const [a, b] = found[0]!;
  const [left, right] = [a, b].map(
    (cell) => msg`${nameOf(dataset, cell.series, cell.value.key)} ${cellText(dataset, cell)}`,
  ) as [Message, Message];
  const gap = Math.abs(numberAt(a) - numberAt(b));
  const sure = gap > Math.max(a.value.tolerance, b.value.tolerance);
  const confidence = sure ? sureness([a, b]) : Math.min(0.55, sureness([a, b]));
  const evidence = evidenceOf(dataset, [a, b]);
  if (op === 'equal')
    return answer(
      gap <= 1e-9 || (!sure && gap > 0) ? msg`Yes: ${left}, ${right}.` : msg`No: ${left}, ${right}.`,
      evidence,
      confidence,
    );
  if (yesNo)
    return answer(better([a, b]) ? msg`Yes: ${left}, ${right}.` : msg`No: ${left}, ${right}.`, evidence, confidence);
  const winner = better([a, b]) ? a : b;
  const name = nameOf(dataset, winner.series, winner.value.key);
  return answer(msg`${name}: ${left}, ${right}.`, evidence, confidence);
}

function compareMany(query: DataQuery, dataset: Dataset, found: [Cell, Cell][]): Result {
  const { which = 'max', yesNo } = query;
  const wins = found.filter(([a, b]) => (which === 'min' ? numberAt(a) < numberAt(b) : numberAt(a) > numberAt(b)));
  const total = (index: 0 | 1) => found.reduce((sum, pair) => sum + numberAt(pair[index]), 0);
  const [a, b] = found[0]!;
  const names =
    query.keys && query.keys.length >= 2
      ? [displayKey(dataset, a.value.key), displayKey(dataset, b.value.key)]
      : [dataset.series[a.series]!.name, dataset.series[b.series]!.name];
  const first = which === 'min' ? total(0) < total(1) : total(0) > total(1);
  const values = (index: 0 | 1) =>
    amount(
      combine(
        found.map((pair) => pair[index].value),
        total(index),
      ),
      dataset.unit,
    );
  const said = msg`${names[0]!} ${values(0)}, ${names[1]!} ${values(1)}`;
  const text = [
    yesNo
      ? first
        ? msg`Yes, in total: ${said}.`
        : msg`No, in total: ${said}.`
      : msg`${names[first ? 0 : 1]!}, in total: ${said}.`,
  ];
  if (wins.length > 0 && wins.length < found.length)
    text.push(msg`${names[0]!} is ahead in ${wins.length} of ${found.length}.`);
  return answer(text, evidenceOf(dataset, found.flat()), sureness(found.flat()));
}

export function rankings({ keys, series }: DataQuery, dataset: Dataset): Result {
  const cells = cellsOf(dataset, series && keys ? series : null, keys || !series ? null : null).sort(
    (a, b) => numberAt(b) - numberAt(a),
  );
  const index = cells.findIndex((cell) => (keys ? cell.value.key === keys[0] : cell.series === series?.[0]));
  const found = cells[index];
  if (!found) return nothingRead();
  return answer(
    msg`${nameOf(dataset, found.series, found.value.key)} is number ${index + 1} of ${cells.length}, with ${cellText(dataset, found)}.`,
    evidenceOf(dataset, [found]),
    sureness(cells),
  );
}
