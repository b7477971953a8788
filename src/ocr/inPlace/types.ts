/**
 * Reading in place: what stands in given regions of a picture, each read alone, enlarged, dark on white. Structure
 * readers find the regions by geometry and say what may stand there; they never run a recogniser themselves.
 */
import type { Region } from '../../shared/engine.ts';

/** What may stand in a region: `number` is digits, signs, separators and units. */
export type Alphabet = 'any' | 'number';

export interface TextRegion {
  /** Pixels of the picture; grown by some pixels where there is room. */
  box: Region;
  /** Default `any`. */
  alphabet?: Alphabet;
  /**
   * Degrees by which the text is turned clockwise from upright; default 0. `auto`: the most likely of the four.
   */
  direction?: 0 | 90 | 180 | 270 | 'auto';
  /** Several lines may stand in it (a node's label, a table's cell); default false: one line. */
  multiline?: boolean;
  /** Only ink inside this outline (polygon, pixels of the picture) counts: the inside of a diamond, say. */
  outline?: readonly (readonly [x: number, y: number])[];
  /** RGB of the ground, where it is known: what differs from it is ink. Default: found from the region's rim. */
  ground?: readonly [number, number, number];
}

export interface RegionReading {
  /** Lines joined by a newline; empty: nothing is there, or nothing that could be read. */
  text: string;
  /** 0..1; how surely it says what `text` says: agreement of the readings, the recogniser's own confidence. */
  confidence: number;
  /** The ink that was read, in pixels of the picture. */
  box: Region;
  lines: { text: string; confidence: number; box: Region }[];
  /** Other readings of the same ink, likeliest first: an axis decides which of them is possible. */
  alternatives: { text: string; confidence: number }[];
}

export interface PlaceReader {
  /**
   * Reads all regions together, many on one sheet: call it once with all that is wanted.
   * @returns one reading a region, in their order
   * @throws ImpError `cancelled`, `ocr-unavailable`
   */
  read(regions: readonly TextRegion[], signal?: AbortSignal): Promise<RegionReading[]>;
}
