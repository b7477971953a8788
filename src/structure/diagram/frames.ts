/**
 * Frames of groups: rectangles whose four sides are edges between colours. Connectors cut a group's ground into pieces, so
 * that no hole shows it whole; its sides stay.
 */
import type { Ink } from './ink.ts';
import { overlap, type Rect } from './rect.ts';
import type { Raster } from './raster.ts';

/** A straight edge: at `at` across its direction, from `from` to `to` along it. */
interface Side {
  at: number;
  from: number;
  to: number;
}

const MOST_SIDES = 700;

/** Inner boxes of frames, smallest first. */
export function findFrames(raster: Raster, ink: Ink): Rect[] {
  const { letter } = raster;
  const tolerance = Math.max(6, Math.round(0.4 * ink.low));
  const flat = sides(raster, tolerance, false);
  const upright = sides(raster, tolerance, true);
  const corner = 1.1 * letter;
  const same = 0.4 * letter;
  const found: Rect[] = [];
  for (const top of flat) {
    for (const bottom of flat) {
      const h = bottom.at - top.at;
      if (h < 2.5 * letter || Math.abs(top.from - bottom.from) > same || Math.abs(top.to - bottom.to) > same) continue;
      const x0 = Math.min(top.from, bottom.from);
      const x1 = Math.max(top.to, bottom.to);
      // The innermost: of a line both its edges are seen.
      const left = at(
        upright.filter((side) => closes(side, x0, top.at, bottom.at, corner)),
        -1,
      );
      const right =
        left &&
        at(
          upright.filter((side) => closes(side, x1, top.at, bottom.at, corner)),
          1,
        );
      if (!left || !right) continue;
      const box = { x: left.at + 1, y: top.at + 1, w: right.at - left.at - 1, h: h - 1 };
      if (box.w > 0.97 * raster.width && box.h > 0.97 * raster.height) continue;
      found.push(box);
      if (found.length > 2000) break;
    }
  }
  found.sort((a, b) => a.w * a.h - b.w * b.h);
  const kept: Rect[] = [];
  for (const box of found) if (kept.every((other) => overlap(other, box) < 0.86)) kept.push(box);
  return kept;
}

const at = (some: Side[], sign: 1 | -1): Side | undefined =>
  some.reduce<Side | undefined>((best, side) => (!best || sign * side.at < sign * best.at ? side : best), undefined);

function closes(side: Side, x: number, top: number, bottom: number, corner: number): boolean {
  const inset = Math.abs(side.at - x);
  if (inset > corner) return false;
  // Where corners are round, the sides end before them.
  if (inset > 0.35 * corner && side.to > bottom - 0.2 * inset) return false;
  return side.from <= top + corner && side.to >= bottom - corner;
}

/** Long straight edges between colours, the longest. */
function sides({ width, height, planes, letter }: Raster, tolerance: number, upright: boolean): Side[] {
  const found: Side[] = [];
  const least = (upright ? 2.5 : 4) * letter;
  const most = 0.8 * letter;
  const lanes = upright ? width - 1 : height - 1;
  const length = upright ? height : width;
  const different = [...new Set(planes)];
  const step = upright ? 1 : width;
  const along = upright ? width : 1;
  for (let lane = 0; lane < lanes; lane++) {
    let start = -1;
    let last = -1;
    let count = 0;
    const end = () => {
      // Dashes cover half of their line; what letters leave is less.
      if (start >= 0 && last - start >= least && count > 0.45 * (last - start))
        found.push({ at: lane, from: start, to: last });
      start = -1;
    };
    for (let k = 0, i = upright ? lane : lane * width; k < length; k++, i += along) {
      let edge = false;
      for (const plane of different) {
        const d = plane[i]! - plane[i + step]!;
        if (d > tolerance || d < -tolerance) {
          edge = true;
          break;
        }
      }
      if (!edge) {
        if (start >= 0 && k - last > most) end();
        continue;
      }
      if (start < 0) {
        start = k;
        count = 0;
      }
      last = k;
      count++;
    }
    end();
  }
  return found.sort((a, b) => b.to - b.from - a.to + a.from).slice(0, MOST_SIDES);
}
