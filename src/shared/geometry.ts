/**
 * A picture and the square that the model sees of it: `pad` (Imp v1.5) centres the picture in a square of its longer side,
 * `squash` (Imp v1) stretches it; then the square is resized to `side` pixels.
 */
import type { Region } from './engine.ts';

export interface Size {
  width: number;
  height: number;
}

export type Preprocess = 'pad' | 'squash';

/** A picture made smaller in its square by a share of the square's side, and where in the square it lies: 0 left or top, 1 right or bottom. */
export interface View {
  margin: number;
  x: number;
  y: number;
}

/** From corner to corner: left, top, right, bottom. */
export type Corners = [x1: number, y1: number, x2: number, y2: number];

/** The square's frame in pixels of the picture: with `pad` it begins outside of the picture. */
function frame({ width, height }: Size, preprocess: Preprocess): Region {
  if (preprocess === 'squash') return { x: 0, y: 0, width, height };
  const side = Math.max(width, height);
  // Whole pixels, as the picture is pasted into the square (image/square.ts).
  return { x: -Math.floor((side - width) / 2), y: -Math.floor((side - height) / 2), width: side, height: side };
}

/** A region of the picture as corners in 0..1 of the model's square: how Imp's training data writes boxes. */
export function toSquareBox({ x, y, width, height }: Region, size: Size, preprocess: Preprocess): Corners {
  const square = frame(size, preprocess);
  const [left, top] = [(x - square.x) / square.width, (y - square.y) / square.height];
  return [left, top, left + width / square.width, top + height / square.height];
}

/**
 * Corners in 0..1 of the model's square as a region of the picture, padding undone, cut to the picture, in whole pixels.
 * Undefined when no pixel of the picture is inside.
 */
export function fromSquareBox([x1, y1, x2, y2]: Corners, size: Size, preprocess: Preprocess): Region | undefined {
  const square = frame(size, preprocess);
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const left = clamp(square.x + x1 * square.width, size.width);
  const top = clamp(square.y + y1 * square.height, size.height);
  const right = clamp(square.x + x2 * square.width, size.width);
  const bottom = clamp(square.y + y2 * square.height, size.height);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Model pixels per picture pixel, across and down. */
export function squareScale(size: Size, side: number, preprocess: Preprocess): { x: number; y: number } {
  const square = frame(size, preprocess);
  return { x: side / square.width, y: side / square.height };
}

/** A region grown by `margin` pixels on each side and cut to the picture, in whole pixels. */
export function grow({ x, y, width, height }: Region, margin: number, size: Size): Region {
  const left = Math.max(0, Math.floor(x - margin));
  const top = Math.max(0, Math.floor(y - margin));
  const right = Math.min(size.width, Math.ceil(x + width + margin));
  const bottom = Math.min(size.height, Math.ceil(y + height + margin));
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** The smallest region around all of them; undefined of none. */
export function around(regions: readonly Region[]): Region | undefined {
  if (regions.length === 0) return undefined;
  const x = Math.min(...regions.map((region) => region.x));
  const y = Math.min(...regions.map((region) => region.y));
  const right = Math.max(...regions.map((region) => region.x + region.width));
  const bottom = Math.max(...regions.map((region) => region.y + region.height));
  return { x, y, width: right - x, height: bottom - y };
}
