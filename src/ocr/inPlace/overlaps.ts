/** Of readings in one place the best one: the insides of letters and halves of words are found as well. */
import type { Region } from '../../shared/engine.ts';

/** Share of a reading's box that another one may cover. */
const MOST_COVERED = 0.35;
/** Readings beyond this are compared with none: time grows with the square. */
const MOST = 2000;

/** The readings without those that lie on better ones: more characters, read more surely. In their order. */
export function withoutOverlaps<T extends { text: string; confidence: number; box: Region }>(
  readings: readonly T[],
): T[] {
  const worth = ({ text, confidence }: T) =>
    confidence * Math.min(12, text.replace(/\s/g, '').length) + 0.5 * confidence;
  const kept: T[] = [];
  const read = readings.filter(({ text }) => text !== '').slice(0, MOST);
  for (const one of [...read].sort((a, b) => worth(b) - worth(a))) {
    const covered = kept.some(({ box }) => overlap(box, one.box) > MOST_COVERED * one.box.width * one.box.height);
    if (!covered) kept.push(one);
  }
  const stays = new Set(kept);
  return read.filter((one) => stays.has(one));
}

function overlap(a: Region, b: Region): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 0 && down > 0 ? across * down : 0;
}
