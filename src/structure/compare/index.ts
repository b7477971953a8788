/** Compares two pictures of one page: how similar they are, and what differs where. Pure: pixels and texts in, a report out. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Comparison, Difference } from '../../shared/compare.ts';
import type { Region } from '../../shared/engine.ts';
import type { TextSpan } from '../../shared/structure.ts';
import { describe, differingPlaces, joinMoved } from './places.ts';
import { ssim } from './ssim.ts';
import { compareTexts } from './texts.ts';

const MOST = 40;
/** Most differences that are examined closely, largest first. */
const MOST_PLACES = 400;
/** What is drawn within so many pixels of a text that differs is a part of it. */
const MARGIN = 16;
/** A field or button around a text that differs or moved is no larger than this many times the text. */
const AROUND = 12;

interface Size {
  width: number;
  height: number;
}
interface Texts {
  before: readonly TextSpan[];
  after: readonly TextSpan[];
}

/**
 * @param before e.g. the mockup; `after`, e.g. a screenshot, is looked at in the first one's size
 * @param texts what each says, in pixels of its own picture
 */
export function diffPictures(before: Rgb, after: Rgb, texts?: Texts): Comparison {
  const same = after.width === before.width && after.height === before.height;
  const second = same ? after : resized(after, before.width, before.height);
  const { places, differing } = differingPlaces(before, second, !same);
  const words = texts && textsOf(before, after, texts);
  const explained = words ? [...words.differences.map(({ box }) => box), ...words.explained] : [];
  const largest = places.sort((a, b) => area(b.box) - area(a.box)).slice(0, MOST_PLACES);
  const shapes = joinMoved(
    before,
    second,
    largest
      .filter(({ box }) => !explained.some((text) => belongs(box, text)))
      .map((place) => describe(before, second, place)),
  );
  return report(before, after, [...(words?.differences ?? []), ...shapes], {
    ssim: ssim(before, second),
    differing,
    texts: words?.share ?? null,
    place: words?.place ?? null,
  });
}

/** By texts alone: of pictures that are too large for their pixels to be compared. */
export function diffTexts(before: Size, after: Size, texts: Texts): Comparison {
  const { differences, share, place } = textsOf(before, after, texts);
  return report(before, after, differences, { ssim: null, differing: null, texts: share, place });
}

function textsOf(before: Size, after: Size, texts: Texts) {
  const scale = { x: before.width / after.width, y: before.height / after.height };
  const second = texts.after.map((span) => ({ ...span, box: scaled(span.box, scale) }));
  return compareTexts(texts.before, second, before);
}

function report(
  before: Size,
  after: Size,
  found: Difference[],
  figures: Pick<Comparison, 'ssim' | 'differing' | 'texts' | 'place'>,
): Comparison {
  const ordered = found.sort((a, b) => weight(b) - weight(a));
  return {
    sizes: { before: [before.width, before.height], after: [after.width, after.height] },
    ...figures,
    differences: ordered.slice(0, MOST),
    more: Math.max(0, ordered.length - MOST),
  };
}

const FACTORS: Partial<Record<Difference['kind'], number>> = {
  pixels: 0.3,
  colour: 0.5,
  'moved-text': 0.6,
  moved: 0.6,
};

const weight = ({ kind, box, share = 1 }: Difference) => (FACTORS[kind] ?? 1) * Math.sqrt(area(box)) * share;

const area = ({ width, height }: Region) => width * height;

const scaled = ({ x, y, width, height }: Region, by: { x: number; y: number }): Region => ({
  x: x * by.x,
  y: y * by.y,
  width: width * by.x,
  height: height * by.y,
});

/** Whether what differs in a box is a text, or the field or button that it stands in. */
function belongs(box: Region, text: Region): boolean {
  const near = {
    x: text.x - MARGIN,
    y: text.y - MARGIN,
    width: text.width + 2 * MARGIN,
    height: text.height + 2 * MARGIN,
  };
  if (overlap(box, near) > 0.8 * area(box)) return true;
  return area(box) <= AROUND * area(text) && overlap(box, text) > 0.8 * area(text);
}

function overlap(a: Region, b: Region): number {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/** Each pixel the mean of those that it covers; where it covers none, the nearest. */
function resized({ width, height, data }: Rgb, to: number, down: number): Rgb {
  const out = new Uint8Array(to * down * 3);
  const range = (at: number, size: number, of: number): [number, number] => {
    const first = Math.min(of - 1, Math.floor((at * of) / size));
    return [first, Math.max(first + 1, Math.floor(((at + 1) * of) / size))];
  };
  for (let y = 0, o = 0; y < down; y++) {
    const [top, bottom] = range(y, down, height);
    for (let x = 0; x < to; x++, o += 3) {
      const [left, right] = range(x, to, width);
      let [r, g, b] = [0, 0, 0];
      for (let v = top; v < bottom; v++) {
        for (let i = (v * width + left) * 3, end = (v * width + right) * 3; i < end; i += 3) {
          r += data[i]!;
          g += data[i + 1]!;
          b += data[i + 2]!;
        }
      }
      const count = (bottom - top) * (right - left);
      out[o] = Math.round(r / count);
      out[o + 1] = Math.round(g / count);
      out[o + 2] = Math.round(b / count);
    }
  }
  return { width: to, height: down, data: out };
}
