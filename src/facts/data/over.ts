/** Answers over many values: extremes, sums, means, shares, orders, thresholds. */
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
  namesOf,
  nothingRead,
  numberAt,
  refuse,
  sureness,
  unitAt,
  type Cell,
  type Result,
} from './result.ts';
import { amount, combine, listed, plainNumber, withUnit } from './say.ts';

/** Cells that the query is about, the most extreme first. */
function sorted(cells: readonly Cell[], which: 'max' | 'min' | undefined): Cell[] {
  return [...cells].sort((a, b) => (which === 'min' ? numberAt(a) - numberAt(b) : numberAt(b) - numberAt(a)));
}

/** Of a table's columns, the one that is meant where none is named: the first that holds numbers. */
function meant(dataset: Dataset, series: number[] | null): number[] | null {
  if (series || dataset.from !== 'table') return series;
  const numeric = dataset.series.findIndex((_, i) => cellsOf(dataset, [i], null).length >= dataset.keys.length * 0.5);
  return numeric < 0 ? null : [numeric];
}

export function extremes(query: DataQuery, dataset: Dataset): Result {
  const { which = 'max', rank = 1, top } = query;
  const cells = sorted(cellsOf(dataset, meant(dataset, query.series), query.keys), which);
  if (cells.length === 0) return nothingRead();
  if (rank === 0) {
    const [high, low] = [cells[0]!, cells.at(-1)!];
    return answer(
      msg`The highest is ${nameOf(dataset, high.series, high.value.key)} with ${cellText(dataset, high)}, the lowest ${nameOf(dataset, low.series, low.value.key)} with ${cellText(dataset, low)}.`,
      evidenceOf(dataset, [high, low]),
      sureness(cells),
    );
  }
  if (top !== undefined) {
    const chosen = cells.slice(0, top);
    return answer(
      msg`${listed(chosen.map((cell) => msg`${nameOf(dataset, cell.series, cell.value.key)} (${cellText(dataset, cell)})`))}.`,
      evidenceOf(dataset, chosen),
      sureness(chosen),
    );
  }
  const index = rank > 0 ? rank - 1 : cells.length + rank;
  const found = cells[index];
  if (!found) return refuse(msg`I cannot tell: there are only ${cells.length} values.`);
  // Marks of the same height share the place; measured ones within their tolerance may.
  const ties = cells.filter(
    (cell) => cell !== found && Math.abs(numberAt(cell) - numberAt(found)) <= Math.abs(numberAt(found)) * 1e-9,
  );
  const close = cells.filter(
    (cell) =>
      cell !== found &&
      !ties.includes(cell) &&
      !(cell.value.printed && found.value.printed) &&
      Math.abs(numberAt(cell) - numberAt(found)) < Math.max(cell.value.tolerance, found.value.tolerance) * 0.5,
  );
  const text: Message[] = [
    msg`${listed([found, ...ties].map((cell) => nameOf(dataset, cell.series, cell.value.key)))}: ${cellText(dataset, found)}.`,
  ];
  if (close.length > 0 && rank === 1)
    text.push(
      msg`Too close to tell apart for sure: ${namesOf(
        close.map((cell) => nameOf(dataset, cell.series, cell.value.key)),
        4,
      )}.`,
    );
  const totals = dataset.kind === 'stacked-bar' && !query.series && !query.keys ? totalsOf(dataset) : [];
  if (totals.length > 1) {
    const ranked = [...totals].sort((a, b) => (which === 'min' ? a.total - b.total : b.total - a.total));
    const best = ranked[rank > 0 ? rank - 1 : ranked.length + rank];
    if (best) {
      const sum = combine(
        best.cells.map(({ value }) => value),
        best.total,
      );
      text.unshift(msg`${displayKey(dataset, best.key)}: ${amount(sum, dataset.unit)} in total.`);
      text[1] = msg`As a single part: ${nameOf(dataset, found.series, found.value.key)}, ${cellText(dataset, found)}.`;
      return answer(text, evidenceOf(dataset, [...best.cells, found]), sureness(best.cells));
    }
  }
  return answer(
    text,
    evidenceOf(dataset, [found, ...ties]),
    close.length > 0 ? Math.min(0.6, sureness([found])) : sureness([found]),
  );
}

function totalsOf(dataset: Dataset): { key: number; total: number; cells: Cell[] }[] {
  return dataset.keys.map((_, key) => {
    const cells = cellsOf(dataset, null, [key]);
    return { key, total: cells.reduce((sum, cell) => sum + numberAt(cell), 0), cells };
  });
}

export function isExtreme(query: DataQuery, dataset: Dataset): Result {
  const { which = 'max' } = query;
  const series = query.series && !query.keys ? null : query.series;
  const cells = sorted(cellsOf(dataset, series, null), which);
  const best = cells[0];
  if (!best) return nothingRead();
  const asked = query.keys ? best.value.key === query.keys[0] : best.series === query.series?.[0];
  const name = nameOf(dataset, best.series, best.value.key);
  const evidence = evidenceOf(dataset, [best, ...cellsOf(dataset, series, query.keys).slice(0, 1)]);
  return answer(
    asked
      ? msg`Yes: ${name} with ${cellText(dataset, best)}.`
      : which === 'max'
        ? msg`No: the highest is ${name} with ${cellText(dataset, best)}.`
        : msg`No: the lowest is ${name} with ${cellText(dataset, best)}.`,
    evidence,
    sureness([best]),
  );
}

export function sums(query: DataQuery, dataset: Dataset): Result {
  const series = meant(dataset, query.series);
  const cells = cellsOf(dataset, series, query.keys);
  if (cells.length === 0) return nothingRead();
  if (query.which && !query.keys) {
    const groups =
      dataset.series.length > 1 && (query.series || !/bar/.test(dataset.kind))
        ? bySeries(dataset)
        : totalsOf(dataset).map(({ key, total, cells: own }) => ({
            name: displayKey(dataset, key),
            total,
            cells: own,
          }));
    const ranked = groups.sort((a, b) => (query.which === 'min' ? a.total - b.total : b.total - a.total));
    const best = ranked[0]!;
    return answer(
      msg`${best.name}: ${amount(
        combine(
          best.cells.map(({ value }) => value),
          best.total,
        ),
        dataset.unit,
      )} in total.`,
      evidenceOf(dataset, best.cells),
      sureness(best.cells),
    );
  }
  const units = new Set(cells.map((cell) => unitAt(dataset, cell.series)));
  if (units.size > 1) return refuse(msg`I cannot add values of different units.`);
  const total = cells.reduce((sum, cell) => sum + numberAt(cell), 0);
  return answer(
    msg`The total is ${amount(
      combine(
        cells.map(({ value }) => value),
        total,
      ),
      unitAt(dataset, cells[0]!.series),
    )}.`,
    evidenceOf(dataset, cells),
    sureness(cells),
  );
}

const bySeries = (dataset: Dataset) =>
  dataset.series.map(({ name }, i) => {
    const cells = cellsOf(dataset, [i], null);
    return { name, cells, total: cells.reduce((sum, cell) => sum + numberAt(cell), 0) };
  });

export function means(query: DataQuery, dataset: Dataset): Result {
  if (query.op === 'mean' && query.which) {
    const ranked = bySeries(dataset)
      .map((group) => ({ ...group, mean: group.total / Math.max(1, group.cells.length) }))
      .sort((a, b) => (query.which === 'min' ? a.mean - b.mean : b.mean - a.mean));
    const best = ranked[0]!;
    return answer(
      msg`${best.name}: ${amount(
        combine(
          best.cells.map(({ value }) => value),
          best.mean,
          'mean',
        ),
        dataset.unit,
      )} on average.`,
      evidenceOf(dataset, best.cells),
      sureness(best.cells),
    );
  }
  const cells = cellsOf(dataset, meant(dataset, query.series), query.keys);
  if (cells.length === 0) return nothingRead();
  const values = cells.map(({ value }) => value);
  const unit = unitAt(dataset, cells[0]!.series);
  if (query.op === 'median') {
    const ranked = sorted(cells, 'min');
    const [a, b] = [ranked[(ranked.length - 1) >> 1]!, ranked[ranked.length >> 1]!];
    return answer(
      msg`The median is ${amount(combine([a.value, b.value], (numberAt(a) + numberAt(b)) / 2, 'mean'), unit)}.`,
      evidenceOf(dataset, cells),
      sureness(cells),
    );
  }
  const mean = cells.reduce((sum, cell) => sum + numberAt(cell), 0) / cells.length;
  return answer(
    msg`The average is ${amount(combine(values, mean, 'mean'), unit)}.`,
    evidenceOf(dataset, cells),
    sureness(cells),
  );
}

export function shares(query: DataQuery, dataset: Dataset): Result {
  const chosen = cellsOf(dataset, query.series, query.keys);
  // Of a series at a key: its part of the key; of a key: its part of everything.
  const whole = cellsOf(
    dataset,
    query.keys && query.series ? null : query.keys ? query.series : null,
    query.keys && query.series ? query.keys : null,
  );
  if (chosen.length === 0) return nothingRead();
  const part = chosen.reduce((sum, cell) => sum + numberAt(cell), 0);
  if (dataset.unit === '%' && (dataset.kind === 'pie' || dataset.kind === 'donut' || dataset.kind === 'stacked-bar'))
    return answer(msg`${withUnit(plainNumber(part, 1), '%')}.`, evidenceOf(dataset, chosen), sureness(chosen));
  const total = whole.reduce((sum, cell) => sum + numberAt(cell), 0);
  if (!(total > 0)) return nothingRead();
  const share = (100 * part) / total;
  const printed = whole.every(({ value }) => value.printed);
  const text = `${plainNumber(share, 1)}%`;
  return answer(
    printed ? msg`${text} of the total.` : msg`About ${text} of the total.`,
    evidenceOf(dataset, chosen),
    sureness(whole),
  );
}

export function ordered({ which = 'max', series, keys }: DataQuery, dataset: Dataset): Result {
  const cells = sorted(cellsOf(dataset, meant(dataset, series), keys), which);
  if (cells.length === 0) return nothingRead();
  return answer(
    msg`${listed(cells.slice(0, 25).map((cell) => msg`${nameOf(dataset, cell.series, cell.value.key)} (${cellText(dataset, cell)})`))}.`,
    evidenceOf(dataset, cells),
    sureness(cells),
  );
}

export function thresholds(query: DataQuery, dataset: Dataset): Result {
  const { limits = [], side = 'above', counting, op, rank } = query;
  const [low, high] = [Math.min(...limits), Math.max(...limits)];
  const scale = scaleOf(dataset, high);
  const test = (value: number) =>
    side === 'between'
      ? value >= low * scale && value <= high * scale
      : side === 'above'
        ? value > high * scale
        : value < low * scale;
  const cells = cellsOf(dataset, meant(dataset, query.series), query.keys);
  if (cells.length === 0) return nothingRead();
  const found = cells.filter((cell) => test(numberAt(cell)));
  const doubtful = cells.some(
    (cell) =>
      !cell.value.printed && limits.some((limit) => Math.abs(numberAt(cell) - limit * scale) < cell.value.tolerance),
  );
  const confidence = doubtful ? Math.min(0.6, sureness(cells)) : sureness(cells);
  if (op === 'isThreshold') {
    const shown = listed(
      cells.slice(0, 6).map((cell) => msg`${nameOf(dataset, cell.series, cell.value.key)}: ${cellText(dataset, cell)}`),
    );
    return answer(
      found.length === cells.length ? msg`Yes: ${shown}.` : msg`No: ${shown}.`,
      evidenceOf(dataset, cells),
      confidence,
    );
  }
  const names = found.map((cell) => nameOf(dataset, cell.series, cell.value.key));
  if (rank === 1 && found[0])
    return answer(
      msg`First at ${names[0]!}: ${cellText(dataset, found[0])}.`,
      evidenceOf(dataset, [found[0]]),
      confidence,
    );
  if (counting)
    return answer(
      names.length === 0 ? msg`None: 0.` : msg`${names.length}: ${namesOf(names)}.`,
      evidenceOf(dataset, found),
      confidence,
    );
  return answer(names.length === 0 ? msg`None.` : msg`${namesOf(names)}.`, evidenceOf(dataset, found), confidence);
}

/** "100k" where the axis counts in thousands: the limit is brought to the data's size when it is far outside. */
function scaleOf(dataset: Dataset, limit: number): number {
  const most = Math.max(...cellsOf(dataset, null, null).map((cell) => Math.abs(numberAt(cell))));
  if (/k|千|thousand/i.test(dataset.unit ?? '') && limit >= 1000 && limit / 1000 <= most * 1.5 && limit > most * 2)
    return 1 / 1000;
  return 1;
}
