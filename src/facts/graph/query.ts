/** What can be asked of a diagram. */
import type { NodeShape } from '../../shared/structure.ts';
import type { Reach } from './reach.ts';

export type GraphOp =
  | 'next'
  | 'prev'
  | 'branch'
  | 'between'
  | 'path'
  | 'loops'
  | 'starts'
  | 'ends'
  | 'decisions'
  | 'count'
  | 'list'
  | 'groupOf'
  | 'members'
  | 'groups'
  | 'shapeOf'
  | 'colorOf'
  | 'ofColor'
  | 'degree'
  | 'hub'
  | 'title'
  | 'kind'
  | 'exists'
  | 'describe'
  | 'about';

export interface GraphQuery {
  op: GraphOp;
  diagram: number;
  /** Ids of nodes or groups. */
  ids: string[];
  /** Label of the branch, as it stands on the edge. */
  label?: string;
  element?: 'node' | 'edge' | 'group' | 'decision' | 'start' | 'end' | 'loop' | 'shape' | 'color';
  shape?: NodeShape[];
  color?: string;
  yesNo?: boolean;
  counting?: boolean;
  side?: 'in' | 'out';
  /** How far along the arrows; undefined: to what is next. */
  reach?: Reach;
  /** The question does not say how far: what is next is told beside all. */
  alsoNext?: boolean;
  missing: string[];
}
