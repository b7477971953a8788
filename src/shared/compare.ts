/** What two pictures of one page differ in: the types that the engine answers with. */
import type { Region } from './reading.ts';

/**
 * What is wrong at a place. Texts: `missing-text`, `extra-text`, `changed-text`, `moved-text`. Shapes and pictures: `missing`, `new`,
 * `moved`, `colour` (the same shapes in other colours), `pixels` (looks different in another way).
 */
export type DifferenceKind =
  'missing-text' | 'extra-text' | 'changed-text' | 'moved-text' | 'missing' | 'new' | 'moved' | 'colour' | 'pixels';

export interface Difference {
  kind: DifferenceKind;
  /** Where, in pixels of the first picture. */
  box: Region;
  /** Of texts: what the first says and what the second says. Of colours: both as #rrggbb. */
  before?: string;
  after?: string;
  /** Of what moved: by how many pixels, right and down. */
  by?: [x: number, y: number];
  /** Of shapes and pictures: share of the place that differs, 0..1. */
  share?: number;
}

export interface Comparison {
  sizes: { before: [width: number, height: number]; after: [width: number, height: number] };
  /** Mean structural similarity at a width of 320 pixels, in grey, 0..1; null where the pictures are too large for their pixels to be compared. */
  ssim: number | null;
  /** Share of the pixels that differ visibly, 0..1; null as `ssim`. */
  differing: number | null;
  /** Share of the first one's texts that the second has; null where no texts were given. */
  texts: number | null;
  /** 1 less the farther of their two distances as a share of the page, mean over the texts that both have. */
  place: number | null;
  /** Most serious first, at most 40. */
  differences: Difference[];
  /** Differences that were left out. */
  more: number;
}
