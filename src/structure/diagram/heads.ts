/** Heads of arrows: ink on both sides of a line's last stretch, filled or only its barbs. */
import type { Space, Vector } from './space.ts';

/** By the square of a letter's height; below it is no head. */
export const HEAD = 0.028;

/**
 * How much ink stands on both sides of the course's first pixels.
 * @param points from the node outwards
 * @param ink lines and heads, without letters
 * @returns pixels on the poorer side, by the square of a letter's height
 */
export function headScore(points: readonly Vector[], ink: Uint8Array, space: Space): number {
  const { width, height, letter, stroke } = space;
  const [tip] = points;
  if (!tip) return 0;
  const far = points[Math.min(points.length - 1, Math.round(1.3 * letter), Math.max(4, points.length >> 1))]!;
  let u = tip[0] - far[0];
  let v = tip[1] - far[1];
  const length = Math.hypot(u, v);
  if (length < 2) return 0;
  u /= length;
  v /= length;
  const reach = Math.round(0.6 * letter);
  const side = (x: number, y: number, sx: number, sy: number) => {
    let inked = 0;
    for (let d = 1; d <= reach; d++) {
      const px = Math.round(x + sx * d);
      const py = Math.round(y + sy * d);
      if (px < 0 || py < 0 || px >= width || py >= height) break;
      const i = py * width + px;
      if (ink[i] && space.gapAt(i) > 0.8) inked++;
    }
    return Math.max(0, inked - stroke / 2);
  };
  let sum = 0;
  // A short line's two halves are kept apart.
  const steps = Math.min(Math.round(1.1 * letter), points.length >> 1);
  for (let t = -4; t <= steps; t++) {
    let x: number;
    let y: number;
    if (t < 0) {
      x = tip[0] - u * t;
      y = tip[1] - v * t;
      const i = Math.round(y) * width + Math.round(x);
      if (x < 0 || y < 0 || x >= width || y >= height || space.gapAt(i) <= 0.8) continue;
    } else {
      const point = points[t];
      if (!point) break;
      [x, y] = point;
    }
    sum += Math.min(side(x, y, -v, u), side(x, y, v, -u));
  }
  return sum / (letter * letter);
}
