/** Diagrams in a picture: geometry first, then all text that belongs to it, read in place in one go. */
import type { RegionReading, TextRegion } from '../../ocr/inPlace/types.ts';
import { throwIfStopped } from '../../shared/errors.ts';
import type { Message } from '../../shared/message.ts';
import type { DiagramData } from '../../shared/structure.ts';
import type { ReaderInput } from '../input.ts';
import { build } from './build.ts';
import { geometryOf, type Geometry } from './geometry.ts';
import { isDiagram } from './gate.ts';
import { nameAll } from './labels.ts';
import type { FoundNode } from './nodes.ts';
import { union, type Rect } from './rect.ts';

/** @throws ImpError `cancelled` */
export async function readDiagrams(input: ReaderInput): Promise<{ diagrams: DiagramData[]; notes: Message[] }> {
  const { picture, text, place, signal } = input;
  throwIfStopped(signal);
  const geometry = geometryOf(picture, text);
  throwIfStopped(signal);
  const found = isDiagram(geometry, text);
  if (!found.diagram) return { diagrams: [], notes: found.notes };
  const { nodes, edges, groups, snippets, raster } = found.geometry;
  const all = [...nodes, ...groups].reduce<Rect>((sum, r) => union(sum, r), nodes[0]!);
  const naming = nameAll(snippets, edges, groups, all, raster.letter);
  const wanted: TextRegion[] = [];
  const nodeAt = nodes.map((node) => (node.inkBox ? wanted.push(nodeRegion(node, found.geometry)) - 1 : -1));
  const named = new Set([
    ...naming.edges.values(),
    ...naming.groups.values(),
    ...(naming.title === undefined ? [] : [naming.title]),
  ]);
  const snippetAt = snippets.map((snippet, k) =>
    named.has(k)
      ? wanted.push({
          box: inPicture(snippet, found.geometry, 2),
          multiline: snippet.lines > 1,
        }) - 1
      : -1,
  );
  const readings = await place.read(wanted, signal);
  const reading = (at: number): RegionReading | undefined => (at < 0 ? undefined : readings[at]);
  const diagram = build(found.geometry, naming, nodeAt.map(reading), snippetAt.map(reading));
  return { diagrams: [diagram], notes: diagram.notes };
}

function inPicture({ x, y, w, h }: Rect, { raster }: Geometry, margin: number) {
  const s = raster.scale;
  return {
    x: (x - margin) / s,
    y: (y - margin) / s,
    width: (w + 2 * margin) / s,
    height: (h + 2 * margin) / s,
  };
}

/** Where a node's label stands: the ink inside its outline, with the outline where that is not a box. */
function nodeRegion(node: FoundNode, geometry: Geometry): TextRegion {
  const { scale, letter } = geometry.raster;
  const ink = node.inkBox!;
  const margin = 0.25 * letter;
  const x0 = Math.max(node.x + 1, ink.x - margin);
  // Of a cylinder the lower line of its lid stays outside.
  const y0 = Math.max(node.y + 1, ink.y - margin, node.lid === undefined ? 0 : node.lid + margin);
  const x1 = Math.min(node.x + node.w - 1, ink.x + ink.w + margin);
  const y1 = Math.min(node.y + node.h - 1, ink.y + ink.h + margin);
  return {
    box: {
      x: x0 / scale,
      y: y0 / scale,
      width: (x1 - x0) / scale,
      height: (y1 - y0) / scale,
    },
    multiline: true,
    ground: node.fill,
    ...(node.shape === 'box' || node.shape === 'cylinder' ? {} : { outline: outlineOf(node, scale) }),
  };
}

/** The region's outline as a polygon, two pixels inside, a corner every few rows. */
function outlineOf({ x, y, w, h, mask }: FoundNode, scale: number): [number, number][] {
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  const step = Math.max(1, Math.floor(h / 24));
  for (let j = 1; j < h - 1; j += step) {
    let a = 0;
    while (a < w && !mask[j * w + a]) a++;
    if (a === w) continue;
    let b = w - 1;
    while (!mask[j * w + b]) b--;
    if (b - a < 6) continue;
    left.push([(x + a + 2) / scale, (y + j + 0.5) / scale]);
    right.push([(x + b - 1) / scale, (y + j + 0.5) / scale]);
  }
  return [...right, ...left.reverse()];
}
