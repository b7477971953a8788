/** What the parts of the chart reader hand to each other. */
import type { Region } from '../../shared/engine.ts';

/** Text found in its place. */
export interface Label {
  text: string;
  box: Region;
  /** 0..1 */
  confidence: number;
  /** Other readings of the same ink. */
  alternatives: string[];
  /** Runs up or down. */
  turned: boolean;
}

/** Read surely enough to say where text stands; pieces of marks taken for letters are not. */
export function credible(label: Label): boolean {
  const signs = label.text.replace(/[^\p{L}\p{N}]/gu, '').length;
  return signs > 0 && label.confidence >= (signs < 2 ? 0.9 : 0.45);
}

/** A tick of a fitted axis. */
export interface FittedTick {
  label: Label;
  /** Pixels along the axis. */
  at: number;
  /** As the axis counts: milliseconds on a time axis. */
  value: number;
  /** The value was not read but follows from its place. */
  repaired: boolean;
}

/** A value axis: `t(value) = slope · position + offset`, t the identity or log10. */
export interface AxisFit {
  /** `y`: positions are rows. */
  along: 'x' | 'y';
  log: boolean;
  time: boolean;
  yearKnown: boolean;
  slope: number;
  offset: number;
  ticks: FittedTick[];
  /** Ticks in line, by the numbers in the same place: how well the fit is carried. */
  support: number;
  /** Root mean square of ticks beside the fit, in pixels. */
  error: number;
  unit: string | null;
  /** Where the labels stand across the axis. */
  across: number;
}

export function valueAt(axis: AxisFit, position: number): number {
  const t = axis.slope * position + axis.offset;
  return axis.log ? 10 ** t : t;
}

/** Position of a value in pixels; null where a log axis has none. */
export function placeOf(axis: AxisFit, value: number): number | null {
  if (axis.log && value <= 0) return null;
  return ((axis.log ? Math.log10(value) : value) - axis.offset) / axis.slope;
}

/** Rectangle by its edges; x1 and y1 are exclusive. */
export interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export function rectOf(box: Region): Rect {
  return { x0: box.x, y0: box.y, x1: box.x + box.width, y1: box.y + box.height };
}

export function regionOf(rect: Rect): Region {
  return { x: rect.x0, y: rect.y0, width: rect.x1 - rect.x0, height: rect.y1 - rect.y0 };
}

export const centreX = (label: { box: Region }): number => label.box.x + label.box.width / 2;
export const centreY = (label: { box: Region }): number => label.box.y + label.box.height / 2;

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
