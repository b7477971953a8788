/** Two screenshots by what they say and where: texts that are missing, new, changed or moved. */
import type { OcrLine } from '../shared/engine.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { boxOf, round } from './results.ts';

export interface TextDifference {
  kind: 'missing' | 'new' | 'changed' | 'moved';
  expected: string | null;
  actual: string | null;
  /** Where it stands (or stood), pixels of its picture. */
  box: number[];
  /** Of moved text: by how many pixels of the expected picture. */
  by?: [x: number, y: number];
}

export interface Difference {
  sizes: { expected: [number, number]; actual: [number, number] };
  /** Share of the expected characters that stand in both, near the same place: 0..1. */
  likeness: number;
  differences: TextDifference[];
}

/** In heights of the line: what counts as the same place, and as moved rather than missing. */
const SAME_PLACE = 0.75;
const MOST = 300;

/** Boxes of the actual picture are compared at the expected one's size. */
export function compareFacts(expected: PictureFacts, actual: PictureFacts): Difference {
  const scale = { x: expected.width / actual.width, y: expected.height / actual.height };
  const rest = new Set(actual.text.lines);
  const differences: TextDifference[] = [];
  let [same, all] = [0, 0];
  const place = (line: OcrLine) => ({ x: line.box.x * scale.x, y: line.box.y * scale.y });
  const distance = (a: OcrLine, b: OcrLine) =>
    Math.hypot(a.box.x - place(b).x, a.box.y - place(b).y) / Math.max(1, a.box.height);
  const nearest = (line: OcrLine, fits: (other: OcrLine) => boolean) =>
    [...rest].filter(fits).sort((a, b) => distance(line, a) - distance(line, b))[0];
  const changed: OcrLine[] = [];
  for (const line of expected.text.lines) {
    all += line.text.length;
    const twin = nearest(line, (other) => words(other.text) === words(line.text));
    if (!twin) {
      changed.push(line);
      continue;
    }
    rest.delete(twin);
    if (distance(line, twin) <= SAME_PLACE) same += line.text.length;
    else {
      same += line.text.length / 2;
      const by: [number, number] = [Math.round(place(twin).x - line.box.x), Math.round(place(twin).y - line.box.y)];
      differences.push({ kind: 'moved', expected: line.text, actual: twin.text, box: boxOf(line.box), by });
    }
  }
  for (const line of changed) {
    const other = nearest(line, (candidate) => distance(line, candidate) <= 2);
    if (other) rest.delete(other);
    differences.push({
      kind: other ? 'changed' : 'missing',
      expected: line.text,
      actual: other?.text ?? null,
      box: boxOf(line.box),
    });
  }
  for (const line of rest) differences.push({ kind: 'new', expected: null, actual: line.text, box: boxOf(line.box) });
  return {
    sizes: { expected: [expected.width, expected.height], actual: [actual.width, actual.height] },
    likeness: round(all === 0 ? (actual.text.lines.length === 0 ? 1 : 0) : same / all),
    differences: differences.slice(0, MOST),
  };
}

const words = (text: string) => text.trim().replace(/\s+/g, ' ');

export function compareText({ sizes, likeness, differences }: Difference): string {
  const head = [`Likeness of the texts and their places: ${Math.round(likeness * 100)} %.`];
  if (sizes.expected.join() !== sizes.actual.join())
    head.push(
      `Sizes differ: ${sizes.expected.join('×')} expected, ${sizes.actual.join('×')} actual (compared at the expected size).`,
    );
  if (differences.length === 0) head.push('No text differs. Colours and pictures were not compared.');
  const lines = differences.map(({ kind, expected, actual, box, by }) => {
    const at = `at [${box.join(', ')}]`;
    if (kind === 'missing') return `- missing: ${JSON.stringify(expected)} ${at}`;
    if (kind === 'new') return `- new: ${JSON.stringify(actual)} ${at}`;
    if (kind === 'moved') return `- moved by ${by!.join(', ')} px: ${JSON.stringify(expected)} ${at}`;
    return `- changed: ${JSON.stringify(expected)} → ${JSON.stringify(actual)} ${at}`;
  });
  return [...head, ...lines].join('\n');
}
