/** What a colour is drawn as. */
import type { Bar } from './bars.ts';
import type { SeriesMask } from './masks.ts';
import { median } from './model.ts';
import { dotsOf } from './scatter.ts';

export type Shape = 'bar' | 'line' | 'area' | 'dots' | 'none';

export function shapeOf(
  one: SeriesMask,
  bars: readonly Bar[],
  all: readonly SeriesMask[],
  width: number,
  height: number,
  unit: number,
  zero: number | null,
): Shape {
  const solid = bars.filter((bar) => bar.fill > 0.8 && bar.rect.x1 - bar.rect.x0 >= 3 * unit);
  const area = (list: readonly Bar[]) =>
    list.reduce((sum, bar) => sum + (bar.rect.x1 - bar.rect.x0) * (bar.rect.y1 - bar.rect.y0) * bar.fill, 0);
  const share = area(solid) / Math.max(1, one.count);
  const tall = solid.filter(
    (bar) =>
      bar.rect.y1 - bar.rect.y0 >= 0.25 * (bar.rect.x1 - bar.rect.x0) || touches(bar, one, all, width, height, zero),
  );
  const usual = commonWidth(solid);
  const same =
    area(solid.filter((bar) => Math.abs(bar.rect.x1 - bar.rect.x0 - usual) <= Math.max(2, 0.2 * usual))) /
    Math.max(1, area(solid));
  const standing = area(solid.filter((bar) => touches(bar, one, all, width, height, zero))) / Math.max(1, area(solid));
  if (isStair(solid, unit)) return 'area';
  if (
    share > 0.7 &&
    same > 0.6 &&
    !areSquares(solid, unit) &&
    (standing > 0.5 || (usual > 14 * unit && area(tall) > 0.5 * area(solid)))
  )
    return 'bar';
  const runs = columnRuns(one.mask, width, height);
  const covered = runs.filter((run) => run.ink > 0);
  const spread = covered.length / Math.max(1, width);
  const tallness = median(covered.map((run) => run.longest));
  if (spread > 0.25 && tallness > Math.max(9 * unit, 0.06 * height) && share < 0.9) return 'area';
  const dots = dotsOf(one.mask, width, height, unit);
  const dotArea = dots.reduce((sum, dot) => sum + Math.PI * dot.radius ** 2, 0);
  if (
    dots.length >= 2 &&
    dotArea > 0.72 * one.count &&
    dots.every((dot) => dot.radius >= 1.2 * unit) &&
    !isDashed(dots)
  ) {
    return 'dots';
  }
  const extent = covered.length === 0 ? 0 : (lastOf(runs) - firstOf(runs)) / width;
  if (extent > 0.12 && covered.length > 0.3 * extent * width) return 'line';
  return share > 0.7 && solid.length > 0 && (standing > 0.5 || tall.length > 0) ? 'bar' : 'none';
}

/** Pieces side by side that go up and down by a pixel or two: a slope cut into levels, no bars. */
function isStair(bars: readonly Bar[], unit: number): boolean {
  if (bars.length < 10) return false;
  const sorted = [...bars].sort((a, b) => a.rect.x0 - b.rect.x0);
  const small = sorted.slice(1).filter((bar, i) => {
    const before = sorted[i]!.rect;
    const beside = Math.abs(bar.rect.x0 - before.x1) <= 1;
    return beside && Math.abs(bar.rect.y1 - before.y1) <= 2 && Math.abs(bar.rect.y0 - before.y0) <= 4 * unit;
  }).length;
  return small > 0.6 * (sorted.length - 1);
}

/** Square markers: all of one small size, as high as they are wide. */
function areSquares(bars: readonly Bar[], unit: number): boolean {
  if (bars.length < 4) return false;
  const square = bars.filter(({ rect }) => {
    const [w, h] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
    return Math.abs(w - h) <= Math.max(2, 0.25 * w) && w <= 14 * unit;
  }).length;
  return square > 0.8 * bars.length;
}

/** Dashes and dots of a line: each as far from the next as all others, and close by. */
export function isDashed(dots: readonly { x: number; y: number; radius: number }[]): boolean {
  if (dots.length < 12) return false;
  const next = dots
    .map((dot) =>
      Math.min(...dots.map((other) => (other === dot ? Infinity : Math.hypot(other.x - dot.x, other.y - dot.y)))),
    )
    .sort((a, b) => a - b);
  const at = (share: number) => next[Math.floor(share * (next.length - 1))]!;
  return at(0.85) < 1.5 * at(0.15) && at(0.5) < 6 * median(dots.map((dot) => dot.radius));
}

/** The width that half of the bars' area is not wider than: slivers and rims weigh little. */
function commonWidth(bars: readonly Bar[]): number {
  const sorted = [...bars].sort((a, b) => a.rect.x1 - a.rect.x0 - (b.rect.x1 - b.rect.x0));
  const size = (bar: Bar) => (bar.rect.x1 - bar.rect.x0) * (bar.rect.y1 - bar.rect.y0);
  const half = sorted.reduce((sum, bar) => sum + size(bar), 0) / 2;
  let sum = 0;
  for (const bar of sorted) {
    sum += size(bar);
    if (sum >= half) return bar.rect.x1 - bar.rect.x0;
  }
  return 0;
}

/** Stands on the base line or on another series. */
function touches(
  bar: Bar,
  one: SeriesMask,
  all: readonly SeriesMask[],
  width: number,
  height: number,
  zero: number | null,
): boolean {
  if (zero !== null && (Math.abs(bar.rect.y1 - zero) <= 3 || Math.abs(bar.rect.y0 - zero) <= 3)) return true;
  const x = Math.round((bar.rect.x0 + bar.rect.x1) / 2);
  return all.some((other) => {
    if (other === one) return false;
    for (let d = 1; d <= 4; d++) {
      const below = Math.round(bar.rect.y1) + d - 1;
      const above = Math.round(bar.rect.y0) - d;
      if (below < height && other.mask[below * width + x]) return true;
      if (above >= 0 && other.mask[above * width + x]) return true;
    }
    return false;
  });
}

function columnRuns(mask: Uint8Array, width: number, height: number): { ink: number; longest: number }[] {
  return Array.from({ length: width }, (_, x) => {
    let ink = 0;
    let longest = 0;
    let run = 0;
    for (let y = 0; y < height; y++) {
      if (mask[y * width + x]) {
        ink++;
        if (++run > longest) longest = run;
      } else run = 0;
    }
    return { ink, longest };
  });
}

const firstOf = (runs: readonly { ink: number }[]): number => runs.findIndex((run) => run.ink > 0);
const lastOf = (runs: readonly { ink: number }[]): number =>
  runs.length - 1 - [...runs].reverse().findIndex((run) => run.ink > 0);
