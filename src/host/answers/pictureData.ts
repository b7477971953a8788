/** The data under an answer: taken from what was read, changed by the user, and put back into what later answers rest on. */
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { ImageId, Region } from '../../shared/engine.ts';
import type { ChartPart, DataEdit, DataPart, TablePart } from '../../shared/pictureData.ts';
import type { ChartPoint, PictureFacts } from '../../shared/structure.ts';
import type { ConversationTurn } from '../conversation/model.ts';
import { diagramSchema } from '../conversation/keptData.ts';
import { keyOf } from '../../facts/exports.ts';

/** More parts in one picture are a wall that nobody reads. */
const MOST_PARTS = 12;
/** Names and cells that a person types are short. */
const MOST_LETTERS = 500;
/** Letters of a diagram's text. */
const MOST_SOURCE = 200_000;

/** Every chart, table and diagram of a picture that can be shown as data. */
export function partsOf(facts: PictureFacts, picture: ImageId): DataPart[] {
  const parts: DataPart[] = [
    ...facts.charts.map((data, index) => ({ kind: 'chart' as const, picture, index, data })),
    ...facts.tables.map((data, index) => ({ kind: 'table' as const, picture, index, data })),
    ...facts.diagrams.map((data, index) => ({ kind: 'diagram' as const, picture, index, data })),
  ];
  return parts.filter(isShown).slice(0, MOST_PARTS);
}

function isShown(part: DataPart): boolean {
  if (part.kind === 'chart') return part.data.series.some(({ points }) => points.length > 0);
  if (part.kind === 'table') return part.data.rows.length > 0;
  return part.data.nodes.length > 0;
}

/** Whether a place lies (by its middle) in what the part was read from. */
export function holds({ data }: DataPart, { x, y, width, height }: Region): boolean {
  const { box } = data;
  const [cx, cy] = [x + width / 2, y + height / 2];
  return cx >= box.x && cx <= box.x + box.width && cy >= box.y && cy <= box.y + box.height;
}

/** What was read of a picture, with what the user changed in the conversation so far. */
export function asChanged(facts: PictureFacts, picture: ImageId, turns: readonly ConversationTurn[]): PictureFacts {
  const changed = turns.flatMap((turn) =>
    turn.role === 'assistant' ? (turn.data ?? []).filter((part) => part.picture === picture && part.read) : [],
  );
  if (changed.length === 0) return facts;
  const out = { ...facts, charts: [...facts.charts], tables: [...facts.tables], diagrams: [...facts.diagrams] };
  for (const part of changed) {
    if (part.kind === 'chart' && part.index < out.charts.length) out.charts[part.index] = part.data;
    if (part.kind === 'table' && part.index < out.tables.length) out.tables[part.index] = part.data;
    if (part.kind === 'diagram' && part.index < out.diagrams.length) out.diagrams[part.index] = part.data;
  }
  return out;
}

/** @throws ImpError `usage` where the part has no such place */
export function changed(part: DataPart, edit: DataEdit): DataPart {
  const { read, ...rest } = part;
  if (edit.type === 'reset') {
    if (rest.kind === 'diagram') delete rest.source;
    return { ...rest, ...(read && { data: read }) } as DataPart;
  }
  const before = { read: read ?? part.data };
  if (edit.type === 'title') {
    const text = short(edit.text);
    const { box, title } = part.data;
    const at = title?.box ?? { x: box.x, y: box.y, width: box.width, height: 16 };
    return {
      ...part,
      ...before,
      data: { ...part.data, title: text ? { text, box: at, confidence: 1 } : null },
    } as DataPart;
  }
  if (part.kind === 'diagram' && edit.type === 'diagram') {
    if (!diagramSchema.safeParse(edit.data).success) throw gone();
    return { ...part, read: part.read ?? part.data, data: edit.data, source: edit.source.slice(0, MOST_SOURCE) };
  }
  if (part.kind === 'table' && edit.type === 'cell')
    return { ...part, read: part.read ?? part.data, data: tableWith(part, edit) };
  if (part.kind === 'chart' && (edit.type === 'value' || edit.type === 'key' || edit.type === 'series'))
    return { ...part, read: part.read ?? part.data, data: chartWith(part, edit) };
  throw gone();
}

function chartWith(
  { data }: ChartPart,
  edit: Extract<DataEdit, { type: 'value' | 'key' | 'series' }>,
): ChartPart['data'] {
  const series = data.series.map((one) => ({ ...one, points: [...one.points] }));
  if (edit.type === 'key') {
    for (const one of series)
      one.points = one.points.map((point) => (keyOf(point) === edit.key ? renamed(point, short(edit.to)) : point));
    const x = data.x && {
      ...data.x,
      ticks: data.x.ticks.map((tick) =>
        tick.value === null && tick.text === edit.key ? { ...tick, text: short(edit.to) } : tick,
      ),
    };
    return { ...data, x, series };
  }
  const one = series[edit.series];
  if (!one) throw gone();
  if (edit.type === 'series') {
    one.name = short(edit.name);
    return { ...data, series };
  }
  const point = one.points[edit.point];
  if (!point) throw gone();
  const { printed: _, measured: __, tolerance: ___, reason: ____, ...rest } = point;
  one.points[edit.point] = { ...rest, y: edit.value, from: 'user', confidence: 1 };
  return { ...data, series };
}

/** A category or slice by its name; on an axis of numbers a number, on one of times the text. */
function renamed(point: ChartPoint, to: string): ChartPoint {
  if (point.label !== undefined || point.x === undefined) return { ...point, label: to };
  if (typeof point.x === 'string') return { ...point, x: to };
  const number = Number(to);
  if (to === '' || !Number.isFinite(number)) throw new ImpError('usage', msg`A number stands here: "${to}" is none.`);
  return { ...point, x: number };
}

function tableWith({ data }: TablePart, { row, column, text }: Extract<DataEdit, { type: 'cell' }>): TablePart['data'] {
  const cell = data.rows[row]?.[column];
  if (!cell) throw gone();
  const rows = data.rows.map((cells) => [...cells]);
  rows[row]![column] = { ...cell, text: short(text), confidence: 1 };
  return { ...data, rows };
}

const short = (text: string) => text.slice(0, MOST_LETTERS).trim();

const gone = () => new ImpError('usage', msg`This value is not part of the answer any more.`);
