/** Photographs become surfaces of one colour, so that they are one part and not a heap of specks; flat print over them stays. */
import type { Region } from '../../shared/engine.ts';
import { blue, fromRgb, green, red, type Colour } from '../pixels/colour.ts';

/** Squares of so many pixels a side are looked at. */
const CELL = 16;
/** Distinct colours of a photograph's square; print and its soft edges have fewer. */
const MANY = 60;
/** A square in which one colour has more than this share has a ground: print stands on it. */
const GROUND = 0.35;
/** Smaller pictures are icons: squares across and down. */
const LEAST = 3;
/** Share of its box that a photograph's busy squares cover. */
const COVERED = 0.6;
/** A colour that so much of a photograph has is flat print, or a button, over it. */
const FLAT = 0.003;

/** @param pixels are changed. `noisy`: they went through lossy compression. @returns where photographs are */
export function flattenPhotos(pixels: Int32Array, width: number, height: number, noisy: boolean): Region[] {
  const across = Math.floor(width / CELL);
  const down = Math.floor(height / CELL);
  const busy = new Uint8Array(across * down);
  for (let v = 0; v < down; v++)
    for (let u = 0; u < across; u++) busy[v * across + u] = isBusy(pixels, width, u * CELL, v * CELL, noisy) ? 1 : 0;
  const photos: Region[] = [];
  const queue: number[] = [];
  for (let start = 0; start < busy.length; start++) {
    if (busy[start] !== 1) continue;
    let [left, top, right, bottom, count] = [across, down, 0, 0, 0];
    queue.length = 0;
    queue.push(start);
    busy[start] = 2;
    for (let k = 0; k < queue.length; k++) {
      const at = queue[k]!;
      const [u, v] = [at % across, Math.floor(at / across)];
      count++;
      left = Math.min(left, u);
      right = Math.max(right, u + 1);
      top = Math.min(top, v);
      bottom = Math.max(bottom, v + 1);
      for (const [x, y] of [
        [u - 1, v],
        [u + 1, v],
        [u, v - 1],
        [u, v + 1],
      ] as const) {
        if (x < 0 || y < 0 || x >= across || y >= down || busy[y * across + x] !== 1) continue;
        busy[y * across + x] = 2;
        queue.push(y * across + x);
      }
    }
    if (right - left < LEAST || bottom - top < LEAST || count < COVERED * (right - left) * (bottom - top)) continue;
    const box = { x: left * CELL, y: top * CELL, width: (right - left) * CELL, height: (bottom - top) * CELL };
    photos.push(flatten(pixels, width, fitted(pixels, width, height, box)));
  }
  return photos;
}

function isBusy(pixels: Int32Array, width: number, x: number, y: number, noisy: boolean): boolean {
  const distinct = new Set<number>();
  const bins = new Map<number, number>();
  const shift = noisy ? 4 : 2;
  let most = 0;
  for (let v = y; v < y + CELL; v++) {
    for (let u = x; u < x + CELL; u++) {
      const colour = pixels[v * width + u]!;
      distinct.add(colour);
      const bin = ((red(colour) >> shift) << 16) | ((green(colour) >> shift) << 8) | (blue(colour) >> shift);
      const n = (bins.get(bin) ?? 0) + 1;
      bins.set(bin, n);
      if (n > most) most = n;
    }
  }
  return distinct.size >= MANY && most <= GROUND * CELL * CELL;
}

/** Squares end before or behind the photograph: each side goes to where pixels stop to be as different as inside. */
function fitted(pixels: Int32Array, width: number, height: number, box: Region): Region {
  let { x, y } = box;
  let [right, bottom] = [x + box.width, y + box.height];
  const lively = (from: number, step: number, length: number): boolean => {
    const distinct = new Set<number>();
    const looked = Math.min(length, 64);
    for (let k = 0; k < looked; k++) distinct.add(pixels[from + Math.floor((k * length) / looked) * step]!);
    return distinct.size > 0.5 * looked;
  };
  for (let k = 0; k < CELL && !lively(y * width + x, width, bottom - y); k++) x++;
  for (let k = 0; k < CELL && !lively(y * width + right - 1, width, bottom - y); k++) right--;
  for (let k = 0; k < CELL && !lively(y * width + x, 1, right - x); k++) y++;
  for (let k = 0; k < CELL && !lively((bottom - 1) * width + x, 1, right - x); k++) bottom--;
  for (let k = 0; k < CELL && x > 0 && lively(y * width + x - 1, width, bottom - y); k++) x--;
  for (let k = 0; k < CELL && right < width && lively(y * width + right, width, bottom - y); k++) right++;
  for (let k = 0; k < CELL && y > 0 && lively((y - 1) * width + x, 1, right - x); k++) y--;
  for (let k = 0; k < CELL && bottom < height && lively(bottom * width + x, 1, right - x); k++) bottom++;
  return { x, y, width: right - x, height: bottom - y };
}

function flatten(pixels: Int32Array, width: number, box: Region): Region {
  const counts = new Map<Colour, number>();
  const sums = [0, 0, 0];
  for (let v = box.y; v < box.y + box.height; v++) {
    for (let u = box.x; u < box.x + box.width; u++) {
      const colour = pixels[v * width + u]!;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      sums[0]! += red(colour);
      sums[1]! += green(colour);
      sums[2]! += blue(colour);
    }
  }
  const area = box.width * box.height;
  const [r, g, b] = sums.map((sum) => Math.round(sum / area));
  const mean = fromRgb(r!, g!, b!);
  for (let v = box.y; v < box.y + box.height; v++)
    for (let u = box.x; u < box.x + box.width; u++)
      if (counts.get(pixels[v * width + u]!)! < FLAT * area) pixels[v * width + u] = mean;
  return box;
}
