/**
 * How alike a chart and its picture are, pixel by pixel: of what is drawn from the data, how much stands in the original in
 * that colour, and of what stands there in the series' colours, how much is drawn (their harmonic mean, F1).
 */
import type { ChartData } from '../../src/shared/structure.ts';
import type { PictureView } from '../../src/shared/panel.ts';
import { pathOf, type Mark } from './redraw.ts';

/** Larger pictures are compared at a smaller size. */
const MOST_PIXELS = 1_200_000;
/** Distance in RGB up to which a pixel has a series' colour: antialiasing and JPEG stay below it, other series above. */
const SAME = 70;
/** Pixels beside a mark that still count as on it, in the compared size. */
const ROOM = 2;

/** 0..1; undefined where the picture cannot be looked at here. Colours of slices are taken from the picture. */
export async function likeness(
  picture: PictureView,
  whole: PictureView | undefined,
  chart: ChartData,
  marks: readonly Mark[],
): Promise<number | undefined> {
  const { plot } = chart;
  const x0 = Math.max(0, Math.floor(plot.x) - 2);
  const y0 = Math.max(0, Math.floor(plot.y) - 2);
  const width = Math.min(picture.width, Math.ceil(plot.x + plot.width) + 2) - x0;
  const height = Math.min(picture.height, Math.ceil(plot.y + plot.height) + 2) - y0;
  if (width < 4 || height < 4) return undefined;
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const image = await loaded(picture.src);
  if (!image) return undefined;
  const { x: cx, y: cy } = picture.cropOf?.region ?? { x: 0, y: 0 };
  const full = whole ?? picture;
  // Pixels of the file and pixels of the picture differ where what is shown is smaller.
  const per = image.naturalWidth / full.width;
  const original = canvas(w, h);
  original.drawImage(image, (cx + x0) * per, (cy + y0) * per, width * per, height * per, 0, 0, w, h);
  const seen = pixels(original, w, h);
  if (!seen) return undefined;
  const place = (context: CanvasRenderingContext2D) =>
    context.setTransform(scale, 0, 0, scale, -x0 * scale, -y0 * scale);
  const colours = coloursOf(marks, chart, seen, w, h, (x, y) => [(x - x0) * scale, (y - y0) * scale]);
  const distinct = [...new Map(colours.map((rgb) => [rgb.join(), rgb])).values()].slice(0, 255);
  const numbers = colours.map((rgb) => 1 + distinct.findIndex((each) => each.join() === rgb.join()));
  const drawn = canvas(w, h);
  place(drawn);
  marks.forEach((mark, i) => paint(drawn, mark, numbers[i]!));
  const owner = pixels(drawn, w, h);
  return owner && agreement(seen, owner, distinct, w, h);
}

type Rgb = [number, number, number];

/** One colour a mark; marks of one series share theirs, slices have what stands in their middle. */
function coloursOf(
  marks: readonly Mark[],
  chart: ChartData,
  seen: Uint8ClampedArray,
  w: number,
  h: number,
  to: (x: number, y: number) => [number, number],
): Rgb[] {
  return marks.map((mark) => {
    if (mark.shape !== 'slice') return rgbOf(chart.series[mark.series]!.color);
    const middle = (mark.from + mark.to) / 2;
    const r = mark.hole + (mark.radius - mark.hole) * 0.85;
    const [x, y] = to(mark.x + Math.sin(middle) * r, mark.y - Math.cos(middle) * r);
    const at = (Math.min(h - 1, Math.max(0, Math.round(y))) * w + Math.min(w - 1, Math.max(0, Math.round(x)))) * 4;
    return [seen[at]!, seen[at + 1]!, seen[at + 2]!];
  });
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The mark in a colour that is its colour's number: red holds it, alpha says that something is drawn. */
function paint(context: CanvasRenderingContext2D, mark: Mark, number: number): void {
  context.fillStyle = context.strokeStyle = `rgb(${number} 0 0)`;
  const path = new Path2D(pathOf(mark));
  if (mark.shape !== 'path' || mark.closed) return context.fill(path);
  context.lineWidth = mark.width;
  context.lineJoin = 'round';
  context.stroke(path);
}

function agreement(seen: Uint8ClampedArray, owner: Uint8ClampedArray, colours: Rgb[], w: number, h: number): number {
  const inColour = new Uint8Array(w * h);
  const drawn = new Uint8Array(w * h);
  for (let i = 0; i < w * h; i++) {
    const at = i * 4;
    let best = SAME * SAME;
    for (const [n, rgb] of colours.entries()) {
      const distance = away(seen, at, rgb);
      if (distance < best) [best, inColour[i]] = [distance, n + 1];
    }
    if (owner[at + 3]! > 127) drawn[i] = owner[at]!;
  }
  const onDrawn = hits(drawn, inColour, w, h);
  const onSeen = hits(inColour, drawn, w, h);
  return onDrawn + onSeen === 0 ? 0 : (2 * onDrawn * onSeen) / (onDrawn + onSeen);
}

const away = (from: Uint8ClampedArray, at: number, [r, g, b]: Rgb) =>
  (from[at]! - r) ** 2 + (from[at + 1]! - g) ** 2 + (from[at + 2]! - b) ** 2;

/** Of the pixels that one picture has, how many the other has in the same colour, at most `ROOM` beside. */
function hits(of: Uint8Array, where: Uint8Array, w: number, h: number): number {
  let all = 0;
  let found = 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const n = of[y * w + x]!;
      if (n === 0) continue;
      all++;
      if (where[y * w + x] === n || near(where, n, x, y, w, h)) found++;
    }
  }
  return all === 0 ? 0 : found / all;
}

function near(where: Uint8Array, n: number, x: number, y: number, w: number, h: number): boolean {
  for (let dy = -ROOM; dy <= ROOM; dy++)
    for (let dx = -ROOM; dx <= ROOM; dx++) {
      const [px, py] = [x + dx, y + dy];
      if (px >= 0 && py >= 0 && px < w && py < h && where[py * w + px] === n) return true;
    }
  return false;
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  Object.assign(element, { width, height });
  return element.getContext('2d', { willReadFrequently: true })!;
}

/** Undefined where the page may not read what it shows. */
function pixels(context: CanvasRenderingContext2D, w: number, h: number): Uint8ClampedArray | undefined {
  try {
    return context.getImageData(0, 0, w, h).data;
  } catch {
    return undefined;
  }
}

function loaded(src: string): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const image = new Image();
    image.crossOrigin = 'anonymous';
    image.onload = () => resolve(image);
    image.onerror = () => resolve(undefined);
    image.src = src;
  });
}
