/** Everything that geometry shows of a diagram, before any text in it is read. */
import type { TextReading } from '../../shared/engine.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import { distances } from '../pixels/distance.ts';
import { close } from '../pixels/morphology.ts';
import { thin } from '../pixels/thin.ts';
import { edgesOf, type FoundEdge } from './edges.ts';
import { inkOf } from './ink.ts';
import { chooseShapes, type FoundGroup, type FoundNode } from './nodes.ts';
import { rasterOf, type Raster } from './raster.ts';
import { findRegions } from './regions.ts';
import { clearRim, paintWithRim, rimOf } from './rims.ts';
import { findRoutes } from './routes.ts';
import { findSnippets, type Snippet } from './snippets.ts';
import { STRIP, type Space } from './space.ts';
import { Strokes } from './strokes.ts';
import { traceSkeleton } from './trace.ts';

export interface Geometry {
  raster: Raster;
  nodes: FoundNode[];
  groups: FoundGroup[];
  edges: FoundEdge[];
  snippets: Snippet[];
  /** Thin ink, 0 or 1 by pixel; absent where there are no nodes. */
  ink?: Uint8Array;
  /** Too many lines to follow. */
  tooDense: boolean;
  /** Milliseconds by step, for measurement. */
  ms: Record<string, number>;
}

/** What lies between steps, for looking at failures. */
export interface Trace {
  withHeads: Uint8Array;
  lines: Uint8Array;
  skeleton: Uint8Array;
  own: Uint16Array;
  strokes: Strokes;
}

export function geometryOf(picture: Rgb, text: TextReading, probe?: (trace: Trace) => void): Geometry {
  const ms: Record<string, number> = {};
  let last = performance.now();
  const lap = (name: string) => {
    const now = performance.now();
    ms[name] = Math.round(now - last);
    last = now;
  };
  const raster = rasterOf(picture, text);
  lap('raster');
  const ink = inkOf(raster);
  lap('ink');
  const candidates = findRegions(raster, ink);
  lap('regions');
  const { nodes, groups } = chooseShapes(raster, ink, candidates);
  lap('nodes');
  const { width, height, letter } = raster;
  if (nodes.length < 2) return { raster, nodes, groups, edges: [], snippets: [], tooDense: false, ms };

  const own = new Uint16Array(width * height);
  for (const [k, node] of nodes.entries()) paintWithRim(raster, node, rimOf(raster, ink, node), own, k + 1);
  const { fifths, nearest } = distances(own, width, height);
  const gapAt = (i: number) => fifths[i]! / 5;
  lap('distances');

  // Lines, heads and letters outside of nodes.
  const outside = new Uint8Array(width * height);
  for (let i = 0; i < outside.length; i++) outside[i] = ink.mask[i] && gapAt(i) > 0.5 ? 1 : 0;
  const borders = new Uint16Array(width * height);
  const lines = outside.slice();
  for (const [g, group] of groups.entries())
    for (const part of group.tab ? [group, group.tab] : [group])
      clearRim(raster, part, rimOf(raster, ink, part), lines, borders, g + 1);
  const stroke = strokeOf(lines, width, height);
  const boxes = nodes.map(({ x, y, w, h }) => ({ x, y, w, h }));
  const { snippets, erase } = findSnippets(raster, lines, text, boxes, (i) => gapAt(i) < 2);
  erase(lines);
  lap('text');
  const withHeads = lines.slice();
  for (let i = 0; i < lines.length; i++) if (lines[i] && gapAt(i) <= STRIP) lines[i] = 0;
  const skeleton = thin(close(lines, width, height, 3), width, height);
  lap('thin');
  const traced = traceSkeleton(skeleton, width, height);
  if (!traced) return { raster, nodes, groups, edges: [], snippets, ink: ink.mask, tooDense: true, ms };
  const space: Space = {
    width,
    height,
    letter,
    stroke,
    gapAt,
    nearest: (i) => nearest[i]! - 1,
    groupAt: (i) => borders[i]!,
    inkAt: (i) => outside[i] === 1,
    snippets,
  };
  const strokes = new Strokes(traced, space);
  lap('strokes');
  probe?.({ withHeads, skeleton, strokes, own, lines });
  const routes = findRoutes(strokes, width);
  const edges = edgesOf(routes, withHeads, space, {
    node: (index) => nodes[index]!,
    group: (index) => groups[index]!,
  });
  lap('edges');
  return { raster, nodes, groups, edges, snippets, ink: ink.mask, tooDense: false, ms };
}

/** Commonest thickness of ink: of each run across and the run down through its middle the shorter. */
function strokeOf(mask: Uint8Array, width: number, height: number): number {
  const counts = new Float64Array(16);
  for (let y = 1; y < height - 1; y += 2) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue;
      const x0 = x;
      while (x < width && mask[y * width + x]) x++;
      const middle = y * width + ((x0 + x) >> 1);
      let down = 1;
      for (let k = 1; k < 16 && middle - k * width >= 0 && mask[middle - k * width]; k++) down++;
      for (let k = 1; k < 16 && middle + k * width < mask.length && mask[middle + k * width]; k++) down++;
      const least = Math.min(x - x0, down);
      if (least < 16) counts[least]!++;
    }
  }
  let best = 2;
  for (let k = 1; k < 16; k++) if (counts[k]! > counts[best]!) best = k;
  return Math.max(1.5, best);
}
