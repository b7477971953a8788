/** Answers about how values go on: change, trend, crossing. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { Dataset } from './dataset.ts';
import type { DataQuery } from './query.ts';
import {
  answer,
  cellText,
  cellsOf,
  displayKey,
  evidenceOf,
  nothingRead,
  numberAt,
  refuse,
  sureness,
  unitAt,
  type Cell,
  type Result,
} from './result.ts';
import { amount, combine, listed, plainNumber } from './say.ts';

const inOrder = (dataset: Dataset, series: number, keys: number[] | null) =>
  cellsOf(dataset, [series], keys).sort((a, b) => dataset.xs[a.value.key]! - dataset.xs[b.value.key]!);

const chosen = ({ series }: DataQuery, dataset: Dataset) => series ?? dataset.series.map((_, i) => i);

export function changes(query: DataQuery, dataset: Dataset): Result {
  const parts: Message[] = [];
  const used: Cell[] = [];
  for (const index of chosen(query, dataset)) {
    const cells = inOrder(dataset, index, query.keys);
    const [from, to] = [cells[0], cells.at(-1)];
    if (!from || !to || from === to) continue;
    const by = numberAt(to) - numberAt(from);
    const share =
      numberAt(from) === 0 ? undefined : `${plainNumber((100 * Math.abs(by)) / Math.abs(numberAt(from)), 1)}%`;
    const size = amount(combine([from.value, to.value], Math.abs(by)), unitAt(dataset, index));
    const how: MessagePart =
      query.percent && share ? share : share && dataset.unit !== '%' ? msg`${size} (${share})` : size;
    const name = dataset.series.length > 1 ? dataset.series[index]!.name : '';
    const said = by === 0 ? msg`unchanged` : by > 0 ? msg`up by ${how}` : msg`down by ${how}`;
    const between = msg`${said}, from ${cellText(dataset, from)} (${displayKey(dataset, from.value.key)}) to ${cellText(dataset, to)} (${displayKey(dataset, to.value.key)})`;
    parts.push(name ? msg`${name}: ${between}` : between);
    used.push(from, to);
  }
  if (parts.length === 0) return nothingRead();
  if (query.yesNo && parts.length === 1) {
    const up = numberAt(used[1]!) > numberAt(used[0]!);
    const yes = query.rising === undefined ? numberAt(used[1]!) !== numberAt(used[0]!) : query.rising === up;
    return answer(yes ? msg`Yes: ${parts[0]!}.` : msg`No: ${parts[0]!}.`, evidenceOf(dataset, used), sureness(used));
  }
  return answer(msg`${listed(parts)}.`, evidenceOf(dataset, used), sureness(used));
}

/** The steepest step between neighbours. */
export function largestChange(query: DataQuery, dataset: Dataset): Result {
  let best: { from: Cell; to: Cell; by: number } | undefined;
  for (const index of chosen(query, dataset)) {
    const cells = inOrder(dataset, index, null);
    for (let i = 1; i < cells.length; i++) {
      const by = numberAt(cells[i]!) - numberAt(cells[i - 1]!);
      const counts = query.rising === undefined ? Math.abs(by) : query.rising ? by : -by;
      const most = best && (query.rising === undefined ? Math.abs(best.by) : query.rising ? best.by : -best.by);
      if (counts > 0 && (most === undefined || counts > most)) best = { from: cells[i - 1]!, to: cells[i]!, by };
    }
  }
  if (!best)
    return query.rising === undefined
      ? nothingRead()
      : answer(query.rising ? msg`It never rises.` : msg`It never falls.`);
  const { from, to, by } = best;
  const size = amount(combine([from.value, to.value], Math.abs(by)), unitAt(dataset, to.series));
  const name = dataset.series.length > 1 ? msg`${dataset.series[to.series]!.name}, ` : '';
  const place = msg`${name}from ${displayKey(dataset, from.value.key)} to ${displayKey(dataset, to.value.key)}`;
  return answer(
    by > 0 ? msg`${place}: up by ${size}.` : msg`${place}: down by ${size}.`,
    evidenceOf(dataset, [from, to]),
    sureness([from, to]),
  );
}

type Course = 'rising' | 'falling' | 'flat' | 'mixed';

/** What a series does as a whole: its rank correlation with the order, and how far it gets. */
export function courseOf(numbers: readonly number[]): Course {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (high - low <= Math.max(Math.abs(high), Math.abs(low)) * 0.02) return 'flat';
  let agreeing = 0;
  let pairs = 0;
  const step = Math.max(1, Math.floor(numbers.length / 60));
  for (let i = 0; i < numbers.length; i += step)
    for (let j = i + step; j < numbers.length; j += step) {
      agreeing += Math.sign(numbers[j]! - numbers[i]!);
      pairs++;
    }
  const tau = pairs ? agreeing / pairs : 0;
  return tau >= 0.45 ? 'rising' : tau <= -0.45 ? 'falling' : 'mixed';
}

const COURSES: Record<Course, Message> = {
  rising: msg`rises`,
  falling: msg`falls`,
  flat: msg`stays about the same`,
  mixed: msg`goes up and down`,
};

export function trends(query: DataQuery, dataset: Dataset): Result {
  const parts: Message[] = [];
  const used: Cell[] = [];
  let only: Course | undefined;
  for (const index of chosen(query, dataset)) {
    const cells = inOrder(dataset, index, query.keys);
    if (cells.length < 2) continue;
    only = courseOf(cells.map(numberAt));
    const [from, to] = [cells[0]!, cells.at(-1)!];
    const numbers = cells.map(numberAt);
    const peak = cells[numbers.indexOf(Math.max(...numbers))]!;
    const name = dataset.series.length > 1 && dataset.series[index]!.name ? dataset.series[index]!.name : msg`It`;
    const course = msg`${name} ${COURSES[only]}, from ${cellText(dataset, from)} (${displayKey(dataset, from.value.key)}) to ${cellText(dataset, to)} (${displayKey(dataset, to.value.key)})`;
    parts.push(
      only === 'mixed'
        ? msg`${course}; the highest is ${cellText(dataset, peak)} (${displayKey(dataset, peak.value.key)})`
        : course,
    );
    used.push(from, to);
  }
  if (parts.length === 0) return nothingRead();
  const evidence = evidenceOf(dataset, used);
  if (query.yesNo && query.rising !== undefined && parts.length === 1) {
    const yes = only === (query.rising ? 'rising' : 'falling');
    return answer(yes ? msg`Yes: ${parts[0]!}.` : msg`No: ${parts[0]!}.`, evidence, sureness(used));
  }
  return answer(msg`${listed(parts)}.`, evidence, sureness(used));
}

export function crossings(query: DataQuery, dataset: Dataset): Result {
  const [a, b] =
    query.series && query.series.length >= 2
      ? query.series
      : query.series?.length === 1 && dataset.series.length === 2
        ? [0, 1]
        : dataset.series.length === 2
          ? [0, 1]
          : [];
  if (a === undefined || b === undefined)
    return refuse(msg`I cannot tell which two series are meant: there are ${dataset.series.length}.`);
  const names = [dataset.series[a]!.name, dataset.series[b]!.name] as const;
  const shared = dataset.keys.flatMap((_, key) => {
    const [x, y] = [cellsOf(dataset, [a], [key])[0], cellsOf(dataset, [b], [key])[0]];
    return x && y ? [{ key, x, y, gap: numberAt(x) - numberAt(y) }] : [];
  });
  shared.sort((p, q) => dataset.xs[p.key]! - dataset.xs[q.key]!);
  const found: { from: (typeof shared)[number]; to: (typeof shared)[number] }[] = [];
  let before: (typeof shared)[number] | undefined;
  for (const point of shared) {
    if (point.gap === 0) continue;
    if (before && Math.sign(before.gap) !== Math.sign(point.gap)) found.push({ from: before, to: point });
    before = point;
  }
  if (found.length === 0) {
    const first = shared[0];
    if (!first) return nothingRead();
    const above = (before?.gap ?? 0) > 0 ? names[0] : names[1];
    return answer(
      msg`They do not cross: ${above} is always the higher one.`,
      evidenceOf(dataset, [first.x, first.y]),
      0.8,
    );
  }
  const parts = found.slice(0, 6).map(({ from, to }) => {
    const above = to.gap > 0 ? names[0] : names[1];
    return msg`between ${displayKey(dataset, from.key)} and ${displayKey(dataset, to.key)}, then ${above} is higher`;
  });
  const cells = found.flatMap(({ from, to }) => [from.x, from.y, to.x, to.y]);
  return answer(
    found.length === 1 ? msg`They cross ${parts[0]!}.` : msg`They cross ${found.length} times: ${listed(parts)}.`,
    evidenceOf(dataset, cells),
    sureness(cells),
  );
}
