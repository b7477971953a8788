/** What two screenshots differ in, as words and as data: texts, colours, what moved, is missing or new, each with its place. */
import type { Comparison, Difference } from '../shared/compare.ts';
import { boxOf, round, type ToolResult } from './results.ts';

/** Agents know the two as expected and actual. */
const KINDS: Record<Difference['kind'], string> = {
  'missing-text': 'missing',
  'extra-text': 'new',
  'changed-text': 'changed',
  'moved-text': 'moved',
  missing: 'missing',
  new: 'new',
  moved: 'moved',
  colour: 'colour',
  pixels: 'looks different',
};

/** `likeness`: of the texts and their places, 0..1; where neither says anything, of the pixels. */
export function compared({ sizes, ssim, differing, texts, place, differences, more }: Comparison): ToolResult {
  const likeness = round(texts === null ? (ssim ?? 0) : texts * (place ?? 1));
  const data = {
    sizes: { expected: sizes.before, actual: sizes.after },
    likeness,
    structural_similarity: ssim === null ? null : round(ssim),
    differing_pixels: differing === null ? null : Math.round(differing * 10_000) / 10_000,
    differences: differences.map((one) => ({
      kind: KINDS[one.kind],
      what: one.kind.endsWith('-text') ? 'text' : 'shape',
      box: boxOf(one.box),
      ...(one.kind !== 'moved' && { expected: one.before ?? null, actual: one.after ?? null }),
      ...(one.by && { by: one.by }),
    })),
    more,
  };
  const head = [`Likeness of the texts and their places: ${Math.round(likeness * 100)} %.`];
  if (differing === null)
    head.push('The pictures are too large for colours and shapes: only their texts were compared.');
  else head.push(`${(differing * 100).toFixed(differing < 0.001 ? 2 : 1)} % of the pixels differ visibly.`);
  if (sizes.before.join() !== sizes.after.join())
    head.push(
      `Sizes differ: ${sizes.before.join('×')} expected, ${sizes.after.join('×')} actual (compared at the expected size).`,
    );
  if (differences.length === 0) head.push('No difference was found.');
  const rest = more > 0 ? [`- and ${more} more, smaller ones`] : [];
  return { text: [...head, ...differences.map(line), ...rest].join('\n'), data };
}

function line(one: Difference): string {
  const at = `at [${boxOf(one.box).join(', ')}]`;
  const shape = one.kind.endsWith('-text') ? JSON.stringify(one.before ?? one.after) : 'a shape or picture';
  switch (one.kind) {
    case 'changed-text':
      return `- changed: ${JSON.stringify(one.before)} → ${JSON.stringify(one.after)} ${at}`;
    case 'colour':
      return `- colour: ${one.before} → ${one.after} ${at}`;
    case 'moved':
    case 'moved-text':
      return `- moved by ${one.by!.join(', ')} px: ${shape} ${at}`;
    default:
      return `- ${KINDS[one.kind]}: ${shape} ${at}`;
  }
}
