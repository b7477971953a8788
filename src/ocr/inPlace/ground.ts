/** The colour that text stands on. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../page/normalise.ts';

/** Pixels that are looked at: of larger regions a sample. */
const SAMPLES = 20_000;

/** The commonest colour of the region, the mean of what is like it (16 steps a channel): more is ground than ink. */
export function groundOf(picture: Rgb, { x, y, width, height }: Region): [number, number, number] {
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
  const counts = new Map<number, { count: number; sum: [number, number, number] }>();
  let best: { count: number; sum: [number, number, number] } | undefined;
  for (let v = y; v < y + height; v += step) {
    for (let u = x; u < x + width; u += step) {
      const i = 3 * (v * picture.width + u);
      const [r, g, b] = [picture.data[i]!, picture.data[i + 1]!, picture.data[i + 2]!];
      // Steps are centred on 0 and 255, so that white and its dithering are one.
      const key = (((r + 8) >> 4) << 10) | (((g + 8) >> 4) << 5) | ((b + 8) >> 4);
      let entry = counts.get(key);
      if (!entry) counts.set(key, (entry = { count: 0, sum: [0, 0, 0] }));
      entry.count++;
      entry.sum[0] += r;
      entry.sum[1] += g;
      entry.sum[2] += b;
      if (!best || entry.count > best.count) best = entry;
    }
  }
  if (!best) return [255, 255, 255];
  const { count, sum } = best;
  return [Math.round(sum[0] / count), Math.round(sum[1] / count), Math.round(sum[2] / count)];
}

/** Whether a point lies inside a polygon (crossings of a ray, even-odd). */
export function inside(x: number, y: number, polygon: readonly (readonly [x: number, y: number])[]): boolean {
  let is = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i]!;
    const [xj, yj] = polygon[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) is = !is;
  }
  return is;
}
