/** Cuts the ink of a region out of a picture: upright, what differs from the ground as dark on white, a line at a time. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../page/normalise.ts';
import { asItIs, isCluttered, onlyAsItIs } from './clutter.ts';
import { componentsOf, type Component } from './components.ts';
import { withoutLinesThrough, withoutOtherGrounds, withoutOtherInks } from './foreign.ts';
import { groundOf, inside } from './ground.ts';
import { intoLines } from './lines.ts';
import { clipped, MARGIN, type Direction, type Snippet } from './snippet.ts';
import type { TextRegion } from './types.ts';

/** Differences from the ground (0..255) below which nothing stands out: noise, JPEG, dithering. */
const LEAST_CONTRAST = 18;
/** Share of the peak from which a pixel is ink. */
const INK = 0.34;
/** Regions larger than this are not text in place: bounded time for whatever is asked. */
const MOST_PIXELS = 1_500_000;

/** A region that cuts letters grows until they are whole, at most this many times. */
const MOST_GROWTH = 3;

/** Lines of the region from top to bottom as they are read; none where nothing stands out. */
export function isolate(picture: Rgb, region: TextRegion, direction: Direction, growth = 0): Snippet[] {
  const area = grown(region.box, picture);
  if (area.width < 3 || area.height < 3 || area.width * area.height > MOST_PIXELS) return [];
  const ground = region.ground ?? groundOf(picture, withRim(region.box, picture));
  const distance = distances(picture, area, ground);
  if (region.outline) maskOutline(distance, area, region.outline);
  const of = { picture, area, ground, distance, least: LEAST_CONTRAST };
  const beside = withoutOtherGrounds(of);
  const inks = withoutOtherInks(of, region.box);
  const peak = peakOf(distance);
  if (peak < LEAST_CONTRAST) return [];
  const mask = distance.map((value) => (value > INK * peak ? 1 : 0));
  const lines = withoutLinesThrough(mask, area.width, area.height);
  const { labels, parts } = componentsOf(mask, area.width, area.height);
  if (growth < MOST_GROWTH && !region.outline) {
    const box = withWholeLetters(region.box, parts, area, direction);
    if (box) return isolate(picture, { ...region, box }, direction, growth + 1);
  }
  const kept = parts.filter((part) => !isForeign(part, area, region.box));
  const cluttered = !region.outline && !region.multiline && isCluttered(parts, kept, area, region.box);
  const raw = cluttered ? asItIs(picture, region.box, direction) : undefined;
  if (kept.length === 0) return raw ? [onlyAsItIs(raw, clipped(region.box, picture), ground)] : [];
  const keep = new Uint8Array(parts.length + 1);
  for (const { label } of kept) keep[label] = 1;
  // Soft edges of the letters lie outside the mask: they stay where only kept ink is near.
  const foreign = near(labels, keep, area.width, area.height);
  for (let i = 0; i < foreign.length; i++) if (beside[i] || inks[i] || lines[i]) foreign[i] = 1;
  const upright = turnBack({ area, distance, foreign, labels }, direction);
  return intoLines(
    kept.map((part) => turnedPart(part, area, direction)),
    region.multiline ?? false,
  ).map((line) => ({ ...snippetOf(line, upright, peak, picture, area, ground, direction), ...(raw && { raw }) }));
}

interface Upright {
  width: number;
  height: number;
  /** Index into the area of each upright pixel. */
  from: Int32Array;
  distance: Uint8Array;
  foreign: Uint8Array;
}

function snippetOf(
  parts: Component[],
  upright: Upright,
  peak: number,
  picture: Rgb,
  area: Region,
  ground: readonly [number, number, number],
  direction: Direction,
): Snippet {
  const x0 = Math.min(...parts.map((part) => part.x0));
  const y0 = Math.min(...parts.map((part) => part.y0));
  const x1 = Math.max(...parts.map((part) => part.x1));
  const y1 = Math.max(...parts.map((part) => part.y1));
  const [width, height] = [x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN];
  const grey = new Uint8Array(width * height).fill(255);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o++) {
      const [u, v] = [x + x0 - MARGIN, y + y0 - MARGIN];
      rgb.set(ground, 3 * o);
      // Margins hold soft edges only; of a neighbouring line nothing comes along.
      if (u < x0 - 1 || v < y0 - 1 || u > x1 || v > y1) continue;
      if (u < 0 || v < 0 || u >= upright.width || v >= upright.height) continue;
      const i = v * upright.width + u;
      if (upright.foreign[i]) continue;
      const value = upright.distance[i]!;
      grey[o] = Math.round(255 * (1 - Math.min(1, Math.max(0, (value / peak - 0.08) / 0.84))));
      const at = upright.from[i]!;
      const p = 3 * ((area.y + Math.floor(at / area.width)) * picture.width + area.x + (at % area.width));
      rgb[3 * o] = picture.data[p]!;
      rgb[3 * o + 1] = picture.data[p + 1]!;
      rgb[3 * o + 2] = picture.data[p + 2]!;
    }
  }
  const tallest = Math.max(...parts.map((part) => part.y1 - part.y0));
  return {
    grey: { width, height, data: grey },
    rgb: { width, height, data: rgb },
    ground,
    pieces: parts.map((part) => ({
      x0: part.x0 - x0 + MARGIN,
      y0: part.y0 - y0 + MARGIN,
      x1: part.x1 - x0 + MARGIN,
      y1: part.y1 - y0 + MARGIN,
    })),
    height: Math.max(tallest, 0.6 * (y1 - y0)),
    box: regionOf({ x0, y0, x1, y1 }, upright, area, direction),
  };
}

/** A box that is tight around bold letters holds more of them than of their ground: what is right outside counts as well. */
function withRim({ x, y, width, height }: Region, picture: Rgb): Region {
  const by = Math.min(2, Math.max(1, Math.round(0.2 * Math.min(width, height))));
  return clipped({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }, picture);
}

/** The region with some pixels around it, so that letters cut off by a tight box are whole. */
function grown({ x, y, width, height }: Region, picture: Rgb): Region {
  const by = Math.min(6, Math.max(2, Math.round(0.2 * Math.min(width, height))));
  return clipped({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }, picture);
}

/** Distance of each of the area's pixels from the ground: the largest of the three channels. */
function distances(picture: Rgb, area: Region, ground: readonly [number, number, number]): Uint8Array {
  const out = new Uint8Array(area.width * area.height);
  for (let y = 0, o = 0; y < area.height; y++) {
    for (let x = 0, i = 3 * ((area.y + y) * picture.width + area.x); x < area.width; x++, i += 3, o++) {
      const { data } = picture;
      out[o] = Math.max(
        Math.abs(data[i]! - ground[0]),
        Math.abs(data[i + 1]! - ground[1]),
        Math.abs(data[i + 2]! - ground[2]),
      );
    }
  }
  return out;
}

function maskOutline(distance: Uint8Array, area: Region, outline: readonly (readonly [x: number, y: number])[]): void {
  for (let y = 0, i = 0; y < area.height; y++)
    for (let x = 0; x < area.width; x++, i++) if (!inside(area.x + x + 0.5, area.y + y + 0.5, outline)) distance[i] = 0;
}

/** The contrast that letters reach: one pixel in a hundred, four at least, is stronger. */
function peakOf(distance: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const value of distance) counts[value]!++;
  let left = Math.max(4, Math.round(distance.length / 100));
  for (let value = 255; value > 0; value--) {
    left -= counts[value]!;
    if (left <= 0) return value;
  }
  return 0;
}

/** The box so far that letters which it cuts through lie in it; undefined where it cuts none. */
function withWholeLetters(box: Region, parts: Component[], area: Region, direction: Direction): Region | undefined {
  const sideways = direction === 90 || direction === 270;
  const [from, to] = sideways
    ? [box.y - area.y, box.y + box.height - area.y]
    : [box.x - area.x, box.x + box.width - area.x];
  const along = (part: Component) => (sideways ? [part.y0, part.y1] : [part.x0, part.x1]) as [number, number];
  const high = (part: Component) => (sideways ? part.x1 - part.x0 : part.y1 - part.y0);
  const within = (part: Component) => part.x0 > 0 && part.y0 > 0 && part.x1 < area.width && part.y1 < area.height;
  const whole = parts.filter((part) => within(part) && along(part)[0] >= from && along(part)[1] <= to);
  const usual = Math.max(...whole.map(high));
  if (whole.length === 0 || usual < 4) return undefined;
  const first = Math.min(...whole.map((part) => along(part)[0]));
  const last = Math.max(...whole.map((part) => along(part)[1]));
  const end = sideways ? area.height : area.width;
  let [before, after] = [0, 0];
  for (const part of parts) {
    const [start, stop] = along(part);
    if (high(part) > 1.25 * usual || high(part) < 0.5 * usual || stop - start > 1.3 * usual) continue;
    if (part.x0 === 0 && part.x1 === area.width) continue;
    // Through the edge of the box, as far as can be seen, and of one word with what is inside.
    if (start === 0 && stop > from + 1 && first - stop < 0.3 * usual) before = Math.ceil(0.8 * usual);
    if (stop === end && start < to - 1 && start - last < 0.3 * usual) after = Math.ceil(0.8 * usual);
  }
  if (before === 0 && after === 0) return undefined;
  return sideways
    ? { ...box, y: box.y - before, height: box.height + before + after }
    : { ...box, x: box.x - before, width: box.width + before + after };
}

/** A neighbour's letter, a frame, an axis or a connector that reaches into the grown region. */
function isForeign({ x0, y0, x1, y1, area: ink }: Component, area: Region, box: Region): boolean {
  const [width, height] = [x1 - x0, y1 - y0];
  const rims = [x0 === 0, y0 === 0, x1 === area.width, y1 === area.height];
  const touches = rims.some((rim) => rim);
  const through = (rims[0] && rims[2]) || (rims[1] && rims[3]);
  if (through) return true;
  // A rule under or over a word.
  if (width > 0.9 * area.width && height <= 2 && width > 12 * height && area.width > 40) return true;
  if (!touches) return false;
  const across = Math.min(x1 + area.x, box.x + box.width) - Math.max(x0 + area.x, box.x);
  const down = Math.min(y1 + area.y, box.y + box.height) - Math.max(y0 + area.y, box.y);
  const share = across <= 0 || down <= 0 ? 0 : (across * down) / (width * height);
  if (share < 0.6) return true;
  // A shape's edge: large and hollow or large and solid, unlike a letter.
  return width > 0.8 * area.width && height > 0.8 * area.height && ink < 0.3 * width * height;
}

/** 1 where ink that is not kept stands or is nearer than ink that is. */
function near(labels: Int32Array, keep: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i]!;
      if (label) {
        out[i] = keep[label] ? 0 : 1;
        continue;
      }
      let ours = false;
      let others = false;
      for (let dy = -1; dy <= 1; dy++) {
        const v = y + dy;
        if (v < 0 || v >= height) continue;
        for (let dx = -1; dx <= 1; dx++) {
          const u = x + dx;
          if (u < 0 || u >= width) continue;
          const other = labels[v * width + u]!;
          if (!other) continue;
          if (keep[other]) ours = true;
          else others = true;
        }
      }
      out[i] = others && !ours ? 1 : 0;
    }
  }
  return out;
}

function turnBack(
  { area, distance, foreign }: { area: Region; distance: Uint8Array; foreign: Uint8Array; labels: Int32Array },
  direction: Direction,
): Upright {
  const sideways = direction === 90 || direction === 270;
  const [width, height] = sideways ? [area.height, area.width] : [area.width, area.height];
  const from = new Int32Array(width * height);
  for (let v = 0, o = 0; v < height; v++) {
    for (let u = 0; u < width; u++, o++) {
      const [x, y] =
        direction === 0
          ? [u, v]
          : direction === 180
            ? [area.width - 1 - u, area.height - 1 - v]
            : direction === 90
              ? [area.width - 1 - v, u]
              : [v, area.height - 1 - u];
      from[o] = y * area.width + x;
    }
  }
  if (direction === 0) return { width, height, from, distance, foreign };
  return {
    width,
    height,
    from,
    distance: Uint8Array.from(from, (i) => distance[i]!),
    foreign: Uint8Array.from(from, (i) => foreign[i]!),
  };
}

/** The component's box as it lies upright. */
function turnedPart(part: Component, { width, height }: Region, direction: Direction): Component {
  const { x0, y0, x1, y1 } = part;
  if (direction === 90) return { ...part, x0: y0, y0: width - x1, x1: y1, y1: width - x0 };
  if (direction === 180) return { ...part, x0: width - x1, y0: height - y1, x1: width - x0, y1: height - y0 };
  if (direction === 270) return { ...part, x0: height - y1, y0: x0, x1: height - y0, y1: x1 };
  return part;
}

/** A box of the upright area in pixels of the picture. */
function regionOf(
  { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number },
  upright: { width: number; height: number },
  area: Region,
  direction: Direction,
): Region {
  const [w, h] = [x1 - x0, y1 - y0];
  if (direction === 90) return { x: area.x + upright.height - y1, y: area.y + x0, width: h, height: w };
  if (direction === 180)
    return { x: area.x + upright.width - x1, y: area.y + upright.height - y1, width: w, height: h };
  if (direction === 270) return { x: area.x + y0, y: area.y + upright.width - x1, width: h, height: w };
  return { x: area.x + x0, y: area.y + y0, width: w, height: h };
}
