/** Numbers, lists and names as people read them. */
import { msg, type MessagePart } from '../../shared/message.ts';
import type { Value } from './dataset.ts';

/** With thousands marks, without rounding noise. */
export function plainNumber(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = decimals ?? (Math.abs(value) >= 1000 ? 1 : Math.abs(value) >= 1 ? 2 : 4);
  const rounded = Number(value.toFixed(Math.max(0, Math.min(8, digits))));
  const text = decimals === undefined ? String(rounded) : rounded.toFixed(Math.max(0, Math.min(8, digits)));
  const [whole, fraction] = text.split('.');
  // Years and the like are not cut by marks: only numbers of five digits and more, and those with a fraction.
  const marked = Math.abs(value) >= 10_000 ? whole!.replace(/\B(?=(\d{3})+$)/g, ',') : whole!;
  return fraction && Number(fraction) !== 0 ? `${marked}.${fraction}` : marked;
}

export function withUnit(text: string, unit: string | null): string {
  if (!unit) return text;
  if (/^[$€£¥]$/.test(unit)) return text.startsWith('-') ? `-${unit}${text.slice(1)}` : `${unit}${text}`;
  return unit === '%' || unit.startsWith('°') ? `${text}${unit}` : `${text} ${unit}`;
}

/** Digits that a measured value deserves: one finer than its tolerance. */
export function measuredNumber(value: number, tolerance: number): string {
  if (!(tolerance > 0)) return plainNumber(value);
  const step = 10 ** Math.floor(Math.log10(tolerance));
  const decimals = Math.max(0, -Math.floor(Math.log10(tolerance)));
  return plainNumber(Math.round(value / step) * step, Math.min(6, decimals));
}

export interface Amount {
  number: number;
  printed: boolean;
  tolerance: number;
}

/** A printed value exactly, a measured one as about, with its tolerance. */
export function amount({ number, printed, tolerance }: Amount, unit: string | null): MessagePart {
  if (printed || !(tolerance > 0)) return withUnit(plainNumber(number), unit);
  const text = withUnit(measuredNumber(number, tolerance), unit);
  const digits = Math.max(0, -Math.floor(Math.log10(tolerance)));
  return msg`about ${text} (±${plainNumber(Number(tolerance.toPrecision(1)), Math.min(6, digits))})`;
}

export function valueText(value: Value, unit: string | null): MessagePart {
  if (value.text !== undefined) return value.text;
  if (value.number === null) return msg`not readable`;
  return amount({ number: value.number, printed: value.printed, tolerance: value.tolerance }, unit);
}

/** `a, b and c` is grammar of one language: commas do in all. */
export function listed(parts: readonly MessagePart[]): MessagePart {
  if (parts.length === 0) return '–';
  return parts
    .slice(1)
    .reduce<MessagePart>(
      (before, part) =>
        typeof before === 'string' && typeof part === 'string' ? `${before}, ${part}` : msg`${before}, ${part}`,
      parts[0]!,
    );
}

/** The result of adding or subtracting: printed when all are. */
export function combine(values: readonly Value[], number: number, spread: 'sum' | 'mean' = 'sum'): Amount {
  const squares = values.reduce((sum, { tolerance }) => sum + tolerance ** 2, 0);
  const tolerance = Math.sqrt(squares) / (spread === 'mean' ? Math.max(1, values.length) : 1);
  return { number, printed: values.every(({ printed }) => printed), tolerance };
}
