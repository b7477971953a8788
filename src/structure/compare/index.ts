/** Compares two pictures of one page: how like they are, and what differs where. Pure: pixels and texts in, a report out. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { Region } from '../../shared/engine.ts';
import type { TextSpan } from '../../shared/structure.ts';
import { similarity } from './similarity.ts';
import { ssim } from './ssim.ts';

/** What is wrong at a place. */
export type DifferenceKind = 'missing-text' | 'extra-text' | 'changed-text' | 'moved-text' | 'pixels';

export interface Difference {
  kind: DifferenceKind;
  /** Where, in pixels of the first picture. */
  box: Region;
  /** Of texts: what the first says and what the second says. */
  before?: string;
  after?: string;
  /** Of moved texts: by how many pixels, right and down. */
  by?: [x: number, y: number];
  /** Of pixels: share of the place that differs, 0..1. */
  share?: number;
}

export interface Comparison {
  /** Mean structural similarity at a width of 320 pixels, in grey, 0..1. */
  ssim: number;
  /** Share of the pixels that differ visibly, 0..1. */
  differing: number;
  /** Share of the first one's texts that the second has; null where no texts were given. */
  texts: number | null;
  /** 1 less the farther of their two distances as a share of the page, mean over the texts that both have. */
  place: number | null;
  /** Most serious first, at most 40. */
  differences: Difference[];
}

/** Side of the squares that are looked at, in pixels. */
const CELL = 16;
/** Sum of the channels' differences that eyes see. */
const VISIBLE = 48;
const MOST = 40;

/**
 * @param before e.g. the mockup; `after`, e.g. a screenshot, is looked at in the first one's size
 * @param texts what each says, in pixels of its own picture
 */
export function diffPictures(
  before: Rgb,
  after: Rgb,
  texts?: { before: readonly TextSpan[]; after: readonly TextSpan[] },
): Comparison {
  const second =
    after.width === before.width && after.height === before.height
      ? after
      : resized(after, before.width, before.height);
  const { places, differing } = differingPlaces(before, second);
  const scale = { x: before.width / after.width, y: before.height / after.height };
  const words = texts
    ? compareTexts(
        texts.before,
        texts.after.map((span) => ({ ...span, box: scaled(span.box, scale) })),
        before,
      )
    : null;
  const explained = words?.differences.map(({ box }) => box) ?? [];
  const pixels = places
    .filter(({ box }) => !explained.some((other) => overlap(box, other) > 0.6 * box.width * box.height))
    .map(({ box, share }): Difference => ({ kind: 'pixels', box, share }));
  const weight = ({ kind, box, share = 1 }: Difference) =>
    (kind === 'pixels' ? 0.3 : kind === 'moved-text' ? 0.6 : 1) * Math.sqrt(box.width * box.height) * share;
  const differences = [...(words?.differences ?? []), ...pixels].sort((a, b) => weight(b) - weight(a)).slice(0, MOST);
  return {
    ssim: ssim(before, second),
    differing,
    texts: words?.share ?? null,
    place: words?.place ?? null,
    differences,
  };
}

const scaled = ({ x, y, width, height }: Region, by: { x: number; y: number }): Region => ({
  x: x * by.x,
  y: y * by.y,
  width: width * by.x,
  height: height * by.y,
});

function overlap(a: Region, b: Region): number {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/** Squares with visible differences, neighbours joined. */
function differingPlaces(a: Rgb, b: Rgb): { places: { box: Region; share: number }[]; differing: number } {
  const across = Math.ceil(a.width / CELL);
  const down = Math.ceil(a.height / CELL);
  const counts = new Int32Array(across * down);
  let all = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      const i = (y * a.width + x) * 3;
      const far =
        Math.abs(a.data[i]! - b.data[i]!) +
        Math.abs(a.data[i + 1]! - b.data[i + 1]!) +
        Math.abs(a.data[i + 2]! - b.data[i + 2]!);
      if (far <= VISIBLE) continue;
      all++;
      counts[Math.floor(y / CELL) * across + Math.floor(x / CELL)]!++;
    }
  }
  const seen = new Uint8Array(counts.length);
  const places: { box: Region; share: number }[] = [];
  for (let start = 0; start < counts.length; start++) {
    if (seen[start] || counts[start]! < 6) continue;
    const queue = [start];
    seen[start] = 1;
    let [left, top, right, bottom, sum] = [across, down, 0, 0, 0];
    for (let k = 0; k < queue.length; k++) {
      const at = queue[k]!;
      const [cx, cy] = [at % across, Math.floor(at / across)];
      left = Math.min(left, cx);
      right = Math.max(right, cx);
      top = Math.min(top, cy);
      bottom = Math.max(bottom, cy);
      sum += counts[at]!;
      for (const [nx, ny] of [
        [cx - 1, cy],
        [cx + 1, cy],
        [cx, cy - 1],
        [cx, cy + 1],
      ] as const) {
        const next = ny * across + nx;
        if (nx < 0 || ny < 0 || nx >= across || ny >= down || seen[next] || counts[next]! < 6) continue;
        seen[next] = 1;
        queue.push(next);
      }
    }
    const box = {
      x: left * CELL,
      y: top * CELL,
      width: Math.min(a.width, (right + 1) * CELL) - left * CELL,
      height: Math.min(a.height, (bottom + 1) * CELL) - top * CELL,
    };
    places.push({ box, share: sum / (box.width * box.height) });
  }
  return { places, differing: all / Math.max(1, a.width * a.height) };
}

/** Texts are the same from this similarity on; below it one is missing and another extra. */
const ALIKE = 0.7;
/** Pixels that a text may be off before it counts as moved, and as a share of the page. */
const STILL = { pixels: 4, share: 0.006 };
const MOST_TEXTS = 1500;

function compareTexts(
  before: readonly TextSpan[],
  after: readonly TextSpan[],
  { width, height }: Rgb,
): { differences: Difference[]; share: number; place: number } {
  const [first, second] = [before.slice(0, MOST_TEXTS), after.slice(0, MOST_TEXTS)];
  const middle = ({ box }: TextSpan) => [box.x + box.width / 2, box.y + box.height / 2] as const;
  const free = new Set(second);
  const differences: Difference[] = [];
  const offs: number[] = [];
  const match = (span: TextSpan, least: number): TextSpan | undefined => {
    let best: TextSpan | undefined;
    let score = -Infinity;
    for (const other of free) {
      const like =
        span.text === other.text
          ? 1
          : Math.abs(span.text.length - other.text.length) > 0.4 * Math.max(span.text.length, other.text.length)
            ? 0
            : similarity(span.text, other.text);
      if (like < least) continue;
      const [p, q] = [middle(span), middle(other)];
      const far = Math.hypot((p[0] - q[0]) / width, (p[1] - q[1]) / height);
      if (like - far > score) {
        score = like - far;
        best = other;
      }
    }
    return best;
  };
  const pairs = new Map<TextSpan, TextSpan>();
  for (const least of [1, ALIKE]) {
    for (const span of first) {
      if (pairs.has(span)) continue;
      const other = match(span, least);
      if (!other) continue;
      pairs.set(span, other);
      free.delete(other);
    }
  }
  for (const span of first) {
    const other = pairs.get(span);
    if (!other) {
      differences.push({ kind: 'missing-text', box: span.box, before: span.text });
      continue;
    }
    const [p, q] = [middle(span), middle(other)];
    const by: [number, number] = [q[0] - p[0], q[1] - p[1]];
    offs.push(1 - Math.min(1, Math.max(Math.abs(by[0]) / width, Math.abs(by[1]) / height)));
    if (span.text !== other.text)
      differences.push({ kind: 'changed-text', box: span.box, before: span.text, after: other.text });
    else if (
      Math.abs(by[0]) > STILL.pixels + STILL.share * width ||
      Math.abs(by[1]) > STILL.pixels + STILL.share * height
    )
      differences.push({
        kind: 'moved-text',
        box: span.box,
        before: span.text,
        by: [Math.round(by[0]), Math.round(by[1])],
      });
  }
  for (const span of free) differences.push({ kind: 'extra-text', box: span.box, after: span.text });
  return {
    differences,
    share: first.length ? pairs.size / first.length : 1,
    place: offs.length ? offs.reduce((sum, off) => sum + off, 0) / offs.length : 1,
  };
}

/** Nearest neighbour: enough to say where two pictures differ. */
function resized({ width, height, data }: Rgb, to: number, down: number): Rgb {
  const out = new Uint8Array(to * down * 3);
  for (let y = 0, o = 0; y < down; y++) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / down)) * width;
    for (let x = 0; x < to; x++) {
      const i = (row + Math.min(width - 1, Math.floor(((x + 0.5) * width) / to))) * 3;
      out[o++] = data[i]!;
      out[o++] = data[i + 1]!;
      out[o++] = data[i + 2]!;
    }
  }
  return { width: to, height: down, data: out };
}
