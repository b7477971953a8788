/** How many times, and how moved, a model is shown each picture. */
import type { View } from '../shared/geometry.ts';
import { BUILTIN_MODEL } from '../shared/models.ts';

/** The picture as every Imp model gets it. */
const ONE_VIEW: readonly (View | undefined)[] = [undefined];

/**
 * Imp-nano's: besides the picture as it is, four that are moved by half a patch (7 of 196 pixels) to each corner. A line or a corner
 * between two patches of one of them lies within a patch of another; what that brings stands in the model's card.
 */
const NANO_VIEWS: readonly (View | undefined)[] = [
  undefined,
  { margin: 0.036, x: 0, y: 0 },
  { margin: 0.036, x: 1, y: 0 },
  { margin: 0.036, x: 0, y: 1 },
  { margin: 0.036, x: 1, y: 1 },
];

/** The answers to all views are taken together (engine/language/streams.ts). */
export const viewsOf = (id: string): readonly (View | undefined)[] => (id === BUILTIN_MODEL ? NANO_VIEWS : ONE_VIEW);
