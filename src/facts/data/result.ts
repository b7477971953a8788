/** What evaluating a query gives: sentences with their evidence, or why not. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { Region } from '../../shared/reading.ts';
import type { EvidenceSource } from '../types.ts';
import type { Dataset, Value } from './dataset.ts';
import { listed, valueText } from './say.ts';

export interface Found {
  ok: true;
  text: Message[];
  evidence: { box: Region; text: string; source: EvidenceSource }[];
  confidence: number;
}

export interface NotFound {
  ok: false;
  text: Message[];
}

export type Result = Found | NotFound;

export const refuse = (...text: Message[]): NotFound => ({ ok: false, text });

export const nothingRead = (): NotFound => refuse(msg`I cannot tell: no values could be read there.`);

/** More marks than this would cover the picture. */
const MOST_MARKS = 40;

export function answer(text: Message | Message[], evidence: Found['evidence'] = [], confidence?: number): Found {
  return { ok: true, text: [text].flat(), evidence: evidence.slice(0, MOST_MARKS), confidence: confidence ?? 0.9 };
}

/** The name of a value: its key, with its series where there are several. */
export function nameOf(dataset: Dataset, series: number, key: number): string {
  const [keyName, seriesName] = [displayKey(dataset, key), dataset.series[series]?.name ?? ''];
  if (dataset.series.length > 1 && seriesName) return keyName ? `${seriesName}, ${keyName}` : seriesName;
  return keyName || seriesName;
}

/** Midnight of a day is that day. */
export const displayKey = (dataset: Dataset, key: number): string =>
  (dataset.keys[key] ?? '').replace(/T00:00(?::00(?:\.000)?)?Z?$/, '');

export const unitAt = (dataset: Dataset, series: number): string | null => dataset.series[series]?.unit ?? dataset.unit;

export interface Cell {
  series: number;
  value: Value;
}

export const evidenceOf = (dataset: Dataset, cells: readonly Cell[]): Found['evidence'] =>
  cells.map(({ series, value }) => ({
    box: value.box,
    text: `${nameOf(dataset, series, value.key)}: ${flat(valueText(value, unitAt(dataset, series)))}`,
    source: value.printed ? ('printed' as const) : ('measured' as const),
  }));

/** Evidence names are data for people of any language: plain text. */
function flat(part: MessagePart): string {
  if (typeof part !== 'object') return String(part);
  return part.template.replace(/\{(\d)\}/g, (_, index: string) => flat(part.args[Number(index)] ?? ''));
}

export const sureness = (cells: readonly Cell[]): number =>
  Math.min(0.98, ...cells.map(({ value }) => value.confidence));

/** The number of a cell that `cellsOf` gave. */
export const numberAt = ({ value }: Cell): number => value.number!;

/** A cell's value as people read it. */
export const cellText = (dataset: Dataset, { series, value }: Cell): MessagePart =>
  valueText(value, unitAt(dataset, series));

/** All cells of the chosen series and keys that have a number; null chooses all. */
export function cellsOf(dataset: Dataset, series: readonly number[] | null, keys: readonly number[] | null): Cell[] {
  const wanted = keys && new Set(keys);
  return (series ?? dataset.series.map((_, i) => i)).flatMap((index) =>
    (dataset.series[index]?.values ?? []).flatMap((value) =>
      value && value.number !== null && Number.isFinite(value.number) && (!wanted || wanted.has(value.key))
        ? [{ series: index, value }]
        : [],
    ),
  );
}

export const namesOf = (names: readonly string[], most = 25): MessagePart =>
  listed(names.length > most ? [...names.slice(0, most), `… (${names.length})`] : names);
