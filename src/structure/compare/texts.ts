/** Texts of two pictures, matched by what they say and where they stand. */
import type { Difference } from '../../shared/compare.ts';
import type { TextSpan } from '../../shared/structure.ts';
import { lettersShared, similarity } from './similarity.ts';

/** Texts are the same from this similarity on; below it one is missing and another extra. */
const ALIKE = 0.7;
/** Pixels that a text may be off before it counts as moved, and as a share of the page. */
const STILL = { pixels: 4, share: 0.006 };
const MOST_TEXTS = 1500;
/** A lone character is a text from this height and confidence on; else it is a speck of a drawing. */
const LONE = { height: 6, confidence: 0.8 };
/** Steps that similarities may take altogether, about a second: what is left then counts as unlike. */
const MOST_STEPS = 4e8;

export interface TextComparison {
  differences: Difference[];
  /** Share of the first one's texts that the second has, 0..1. */
  share: number;
  place: number;
  /** Where texts stand that differ or moved, in the second picture: what is drawn there is explained by them. */
  explained: Difference['box'][];
}

function isText({ text, box, confidence }: TextSpan): boolean {
  const signs = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  return signs > 1 || (signs === 1 && box.height >= LONE.height && confidence >= LONE.confidence);
}

/** @param page size in which both are given */
export function compareTexts(
  before: readonly TextSpan[],
  after: readonly TextSpan[],
  { width, height }: { width: number; height: number },
): TextComparison {
  const [first, second] = [before, after].map((texts) => texts.filter(isText).slice(0, MOST_TEXTS)) as [
    TextSpan[],
    TextSpan[],
  ];
  const middle = ({ box }: TextSpan) => [box.x + box.width / 2, box.y + box.height / 2] as const;
  const free = new Set(second);
  let steps = 0;
  const likeness = (a: string, b: string): number => {
    if (a === b) return 1;
    if (lettersShared(a, b) < ALIKE || steps > MOST_STEPS) return 0;
    steps += a.length * b.length;
    return similarity(a, b);
  };
  const match = (span: TextSpan, least: number): TextSpan | undefined => {
    let best: TextSpan | undefined;
    let score = -Infinity;
    for (const other of free) {
      const like = least === 1 ? Number(span.text === other.text) : likeness(span.text, other.text);
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
  const differences: Difference[] = [];
  const explained: Difference['box'][] = [];
  const offs: number[] = [];
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
    else continue;
    explained.push(other.box);
  }
  for (const span of free) differences.push({ kind: 'extra-text', box: span.box, after: span.text });
  return {
    differences,
    share: first.length ? pairs.size / first.length : second.length ? 0 : 1,
    place: offs.length ? offs.reduce((sum, off) => sum + off, 0) / offs.length : 1,
    explained,
  };
}
