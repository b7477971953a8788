/** Nodes and groups as geometry finds them, in pixels of the raster. */
import type { NodeShape } from '../../shared/structure.ts';
import type { Rect } from './rect.ts';
import type { Patch } from './shape.ts';

export interface FoundNode extends Patch {
  /** Of a cylinder: where its lid ends, a row of the raster. */
  lid?: number;
  shape: NodeShape;
  fit: number;
  /** Commonest colour inside. */
  fill: [number, number, number];
  /** Where ink stands inside; undefined: none. */
  inkBox: Rect | undefined;
  /** Found by its outline; only an edge makes it a node when nothing stands in it. */
  source: 'hole' | 'flat';
  /** Tiled by smaller regions: a class, an entity, a record. */
  cells: Rect[];
}

export interface FoundGroup extends Patch {
  fill: [number, number, number];
  /** A small box on its upper edge that holds the title, as folders have. */
  tab?: FoundNode;
  source: 'hole' | 'flat';
}

export interface FoundShapes {
  nodes: FoundNode[];
  groups: FoundGroup[];
  /** Grounds behind labels of edges. */
  labelGrounds: Rect[];
}
