/** Places of a diagram in its picture: what a click there chooses, and the mark of what was chosen. */
import { svg, type SVGTemplateResult } from 'lit-html';
import type { Region } from '../../src/shared/engine.ts';
import type { DiagramData } from '../../src/shared/structure.ts';
import { outline } from '../data/stage.ts';
import { keyOf, type Key } from './draw.ts';
import { hasPlace } from './edited.ts';

/** Areas over the picture; groups lie below their parts, links between them. */
export function areas({ nodes, edges, groups }: DiagramData, choose: (key: Key) => void): SVGTemplateResult[] {
  const area = (key: Key, box: Region) =>
    svg`<rect class="area" data-area=${key} x=${box.x} y=${box.y} width=${box.width} height=${box.height} @click=${() => choose(key)} />`;
  return [
    ...groups.filter(({ box }) => hasPlace(box)).map(({ id, box }) => area(keyOf('group', id), box)),
    ...edges
      .filter(({ path }) => path.length > 1)
      .map(
        ({ id, path }) =>
          svg`<polyline class="area" data-area=${keyOf('edge', id)} points=${path.join(' ')} @click=${() => choose(keyOf('edge', id))} />`,
      ),
    ...edges.flatMap(({ id, label }) => (label && hasPlace(label.box) ? [area(keyOf('edge', id), label.box)] : [])),
    ...nodes.filter(({ box }) => hasPlace(box)).map(({ id, box }) => area(keyOf('node', id), box)),
  ];
}

/** Nothing for what the user added: it has no place in the picture. */
export function markOf({ nodes, edges, groups }: DiagramData, chosen: Key | undefined): SVGTemplateResult[] {
  if (chosen === undefined) return [];
  const edge = edges.find(({ id }) => keyOf('edge', id) === chosen);
  if (edge)
    return [
      ...(edge.path.length > 1 ? [svg`<polyline class="pointed-line" points=${edge.path.join(' ')} />`] : []),
      ...(edge.label && hasPlace(edge.label.box) ? [outline(edge.label.box, 'pointed')] : []),
    ];
  const node =
    nodes.find(({ id }) => keyOf('node', id) === chosen) ?? groups.find(({ id }) => keyOf('group', id) === chosen);
  return node && hasPlace(node.box) ? [outline(node.box, 'pointed')] : [];
}
