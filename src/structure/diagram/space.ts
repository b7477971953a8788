/** What following lines works on: ends of branches, and the page around them. */
import type { Snippet } from './snippets.ts';
import type { Branch } from './trace.ts';

/** An end of a branch: twice the branch's number, plus one for its last pixel. */
export type End = number;
export type Vector = [x: number, y: number];

export interface Terminal {
  kind: 'node' | 'group';
  /** Index of the node or group. */
  index: number;
  /** Reached only by going on over empty page. */
  weak: boolean;
}

export interface Space {
  width: number;
  height: number;
  letter: number;
  /** Thickness of a line. */
  stroke: number;
  /** Pixels from the nearest node's line (negative inside it); by pixel index. */
  gapAt(i: number): number;
  /** Index of that node. */
  nearest(i: number): number;
  /** Group whose line was cleared at this pixel, plus one; 0: none. */
  groupAt(i: number): number;
  /** Lines and heads, before anything was cut. */
  inkAt(i: number): boolean;
  snippets: readonly Snippet[];
}

/** Lines are cut this far before a node's own line. */
export const STRIP = 2.5;

/** Branches and how their ends go on. */
export interface Lines {
  readonly branches: readonly Branch[];
  /** Where an end may go on, by end; more than one at a place where lines part. */
  readonly next: readonly End[][];
  /** Ends joined over a gap: `label` under a snippet. */
  readonly gaps: Map<End, 'gap' | 'label' | 'border'>;
  point(end: End): Vector;
  /** Unit vector that leads out at this end, from `n` pixels before. */
  direction(end: End, n: number): Vector;
}
