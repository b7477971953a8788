/** What reaches into a region and is no text: the mark beside a value, an axis or a connector that runs through it. */
import type { Region } from '../../shared/engine.ts';
import type { Rgb } from '../page/normalise.ts';

type Colour = readonly [red: number, green: number, blue: number];

const apart = (data: Uint8Array, i: number, [r, g, b]: Colour) =>
  Math.max(Math.abs(data[i]! - r), Math.abs(data[i + 1]! - g), Math.abs(data[i + 2]! - b));

/** Share of a side of the region's rim from which one colour there is another ground. */
const SIDE = 0.6;
/** Pixels as near as this to the other ground's colour are part of it. */
const ALIKE = 40;
const THINNEST = 3;

/** Where the region lies and what its pixels are. */
export interface Isolated {
  picture: Rgb;
  area: Region;
  ground: Colour;
  /** Of each of the area's pixels from the ground; becomes 0 where something is taken away. */
  distance: Uint8Array;
  /** Distances up to this are ground. */
  least: number;
}

/**
 * Takes away the ground beside: a bar whose edge a value touches, the page after a label's end.
 * Flooded from the rim, so that letters of the same colour stay.
 * @returns 1 where something was taken away
 */
export function withoutOtherGrounds(of: Isolated): Uint8Array {
  const { picture, area, ground, distance, least } = of;
  const gone = new Uint8Array(area.width * area.height);
  for (const side of sides(area.width, area.height)) {
    const colour = commonColour(
      side.map((i) => byteOf(of, i)),
      picture.data,
      ground,
      least,
    );
    if (colour) flood(of, side, colour, gone);
  }
  softEdges(gone, area.width, area.height, distance);
  for (let i = 0; i < gone.length; i++) if (gone[i]) distance[i] = 0;
  return gone;
}

/** Inks that reach in from the rim in so many colours: the lines of a chart, a marker, a frame. */
const MOST_INKS = 3;
/** Two inks are of different colours from this distance on. */
const OTHER_INK = 60;

/**
 * Takes away lines and marks in other colours than the text's, also where they cross its letters.
 * @param box of the text, in pixels of the picture
 * @returns 1 where something was taken away
 */
export function withoutOtherInks(of: Isolated, box: Region): Uint8Array {
  const { area, distance, least } = of;
  const gone = new Uint8Array(area.width * area.height);
  for (let round = 0; round < MOST_INKS; round++) {
    const rim = sides(area.width, area.height)
      .flat()
      .filter((i) => !gone[i] && distance[i]! > 2 * least);
    const colour = commonest(of, rim);
    if (!colour) break;
    const flooded = gone.slice();
    flood(of, rim, colour, flooded);
    const text = middleOfRest(of, box, flooded);
    if (!text || Math.max(...text.map((value, c) => Math.abs(value - colour[c]!))) < OTHER_INK) break;
    gone.set(flooded);
  }
  softEdges(gone, area.width, area.height, distance);
  for (let i = 0; i < gone.length; i++) if (gone[i]) distance[i] = 0;
  return gone;
}

const byteOf = ({ picture, area }: Isolated, i: number) =>
  3 * ((area.y + Math.floor(i / area.width)) * picture.width + area.x + (i % area.width));

/** Marks what is connected with `from` and of the colour. */
function flood(of: Isolated, from: number[], colour: Colour, gone: Uint8Array): void {
  const { picture, area, distance, least } = of;
  const is = (i: number) => !gone[i] && distance[i]! > least && apart(picture.data, byteOf(of, i), colour) < ALIKE;
  const stack = from.filter(is);
  for (const i of stack) gone[i] = 1;
  while (stack.length > 0) {
    const i = stack.pop()!;
    const x = i % area.width;
    for (const next of [x > 0 ? i - 1 : -1, x + 1 < area.width ? i + 1 : -1, i - area.width, i + area.width]) {
      if (next < 0 || next >= gone.length || !is(next)) continue;
      gone[next] = 1;
      stack.push(next);
    }
  }
}

/** The colour that most of the pixels are near to. */
function commonest(of: Isolated, pixels: number[]): Colour | undefined {
  const groups = new Map<number, { count: number; colour: Colour }>();
  for (const i of pixels) {
    const at = byteOf(of, i);
    const [r, g, b] = [of.picture.data[at]!, of.picture.data[at + 1]!, of.picture.data[at + 2]!];
    const key = ((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5);
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { count: 1, colour: [r, g, b] });
  }
  const best = [...groups.values()].sort((a, b) => b.count - a.count)[0];
  return best && best.count >= 2 ? best.colour : undefined;
}

/** The colour of the ink that is left inside the box: of the half that stands out most; undefined where hardly any is left. */
function middleOfRest(of: Isolated, box: Region, gone: Uint8Array): [number, number, number] | undefined {
  const { area, distance, least, picture } = of;
  const left: number[] = [];
  for (let y = Math.max(0, box.y - area.y); y < Math.min(area.height, box.y + box.height - area.y); y++)
    for (let x = Math.max(0, box.x - area.x); x < Math.min(area.width, box.x + box.width - area.x); x++) {
      const i = Math.floor(y) * area.width + Math.floor(x);
      if (!gone[i] && distance[i]! > 2 * least) left.push(i);
    }
  if (left.length < 0.03 * box.width * box.height) return undefined;
  const strong = left.sort((a, b) => distance[b]! - distance[a]!).slice(0, Math.ceil(left.length / 2));
  const middle = (c: number) =>
    strong.map((i) => picture.data[byteOf(of, i) + c]!).sort((a, b) => a - b)[strong.length >> 1]!;
  return [middle(0), middle(1), middle(2)];
}

/** Pixels of the four sides. */
function sides(width: number, height: number): number[][] {
  const row = (y: number) => Array.from({ length: width }, (_, x) => y * width + x);
  const column = (x: number) => Array.from({ length: height }, (_, y) => y * width + x);
  return [row(0), row(height - 1), column(0), column(width - 1)];
}

function commonColour(pixels: number[], data: Uint8Array, ground: Colour, ink: number): Colour | undefined {
  const others = pixels.filter((i) => apart(data, i, ground) > ink);
  if (others.length < SIDE * pixels.length) return undefined;
  const middle = (c: number) => others.map((i) => data[i + c]!).sort((a, b) => a - b)[others.length >> 1]!;
  const colour: Colour = [middle(0), middle(1), middle(2)];
  const alike = others.filter((i) => apart(data, i, colour) < ALIKE).length;
  return alike >= SIDE * pixels.length ? colour : undefined;
}

/** The blend of two grounds where they meet is neither: one more pixel, where it is paler than the next one. */
function softEdges(gone: Uint8Array, width: number, height: number, distance: Uint8Array): void {
  const before = gone.slice();
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (before[i]) continue;
      for (const next of [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width])
        if (next >= 0 && next < before.length && before[next] && distance[i]! < 0.85 * distance[next]!) gone[i] = 1;
    }
  }
}

/**
 * Takes away thin lines from rim to rim; where a letter's stroke crosses one, the stroke stays whole.
 * @param mask 1 where there is ink
 * @returns the pixels that were taken away
 */
export function withoutLinesThrough(mask: Uint8Array, width: number, height: number): Uint8Array {
  const gone = new Uint8Array(mask.length);
  const along = (count: number, length: number, step: number, across: number) => {
    const through: boolean[] = [];
    for (let line = 0; line < count; line++) {
      let run = 0;
      for (let k = 0; k < length; k++) if (mask[line * across + k * step]) run++;
      through.push(run >= 0.97 * length);
    }
    for (let from = 0; from < count; from++) {
      if (!through[from]) continue;
      let to = from;
      while (to < count && through[to]) to++;
      if (to - from <= THINNEST && length >= 8) {
        for (let k = 0; k < length; k++) {
          const before = from > 0 && mask[(from - 1) * across + k * step];
          const after = to < count && mask[to * across + k * step];
          if (before && after) continue;
          for (let line = from; line < to; line++) gone[line * across + k * step] = 1;
        }
      }
      from = to;
    }
  };
  along(height, width, 1, width);
  along(width, height, width, 1);
  for (let i = 0; i < gone.length; i++) if (gone[i]) mask[i] = 0;
  return gone;
}
