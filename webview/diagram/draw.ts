/** A diagram drawn from its graph in the editor's theme: a list box whose options are its groups, parts and links. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { Region } from '../../src/shared/engine.ts';
import { DOUBTFUL, type DiagramData, type DiagramEdge, type DiagramNode } from '../../src/shared/structure.ts';
import { courses, halfway, head } from './courses.ts';
import { hasPlace } from './edited.ts';
import { places, type Places } from './place.ts';
import { outlineOf, type Point } from './shapes.ts';
import { edgeSaid, nodeSaid, textSize, wrapped, type Named } from './words.ts';

/** What can be chosen, as `node n1`, `edge e2`, `group g1`. */
export type Key = string;
export const keyOf = (kind: 'node' | 'edge' | 'group', id: string): Key => `${kind} ${id}`;

export interface Drawing {
  diagram: DiagramData;
  name: Named;
  label: string;
  /** Begins the ids of its elements. */
  id: string;
  chosen: Key | undefined;
  choose: (key: Key | undefined) => void;
}

/** Letters are never drawn smaller than this many pixels; the drawing scrolls instead. */
const SMALLEST = 10;

/** All that can be chosen in the order of reading: groups, then each part followed by the links that leave it. */
export function order({ nodes, edges, groups }: DiagramData): Key[] {
  const leaving = new Map<string, DiagramEdge[]>();
  for (const edge of edges) leaving.set(edge.from, [...(leaving.get(edge.from) ?? []), edge]);
  const from = (id: string) => (leaving.get(id) ?? []).map((edge) => keyOf('edge', edge.id));
  return [
    ...groups.flatMap(({ id }) => [keyOf('group', id), ...from(id)]),
    ...nodes.flatMap(({ id }) => [keyOf('node', id), ...from(id)]),
  ];
}

export function drawn(drawing: Drawing): TemplateResult {
  const { diagram, label, id, chosen, choose } = drawing;
  const at = places(diagram);
  const ways = courses(diagram, at);
  const { x, y, width, height } = at.all;
  const keys = order(diagram);
  const onKey = (event: KeyboardEvent) => {
    const now = chosen === undefined ? -1 : keys.indexOf(chosen);
    const next =
      { ArrowDown: now + 1, ArrowRight: now + 1, ArrowUp: now - 1, ArrowLeft: now - 1, Home: 0, End: keys.length - 1 }[
        event.key
      ] ?? undefined;
    if (event.key === 'Escape' && chosen !== undefined) choose(undefined);
    else if (next !== undefined) choose(keys[Math.min(keys.length - 1, Math.max(0, next))]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) =>
    choose((event.target as Element).closest('[data-key]')?.getAttribute('data-key') ?? undefined);
  const option = (key: Key, name: string, more: string, content: SVGTemplateResult) => svg`<g
    role="option"
    id=${`${id} ${key}`.replaceAll(' ', '-')}
    class=${more}
    data-key=${key}
    aria-selected=${chosen === key}
    aria-label=${name}
  ><title>${name}</title>${content}</g>`;
  return html`<div class="diagram-scroll">
    <svg
      class="diagram"
      role="listbox"
      tabindex="0"
      aria-label=${label}
      aria-activedescendant=${chosen === undefined ? nothing : `${id} ${chosen}`.replaceAll(' ', '-')}
      viewBox="${x} ${y} ${width} ${height}"
      .style=${`--wide: ${Math.ceil((width * SMALLEST) / at.size)}px; --most: ${Math.ceil((width * 18) / at.size)}px`}
      data-testid="diagram"
      @keydown=${onKey}
      @click=${onClick}
    >
      ${svg`${groups(drawing, at, option)}${diagram.edges.map((edge, i) =>
        ways[i]
          ? option(keyOf('edge', edge.id), edgeSaid(edge, drawing.name), lineClass(edge), link(edge, ways[i], at.size))
          : nothing,
      )}${diagram.nodes.map((node) =>
        option(
          keyOf('node', node.id),
          nodeSaid(node, diagram.edges, drawing.name),
          `node ${node.shape}`,
          part(node, at.boxes.get(node.id)!, at.size),
        ),
      )}`}
    </svg>
  </div>`;
}

function groups(
  { diagram, name }: Drawing,
  { boxes, size }: Places,
  option: (key: Key, name: string, more: string, content: SVGTemplateResult) => SVGTemplateResult,
): (SVGTemplateResult | typeof nothing)[] {
  return diagram.groups.map(({ id, title }) => {
    const box = boxes.get(id);
    if (!box) return nothing;
    const words = title && hasPlace(title.box) ? middle(title.box) : ([box.x + box.width / 2, box.y + size] as Point);
    return option(
      keyOf('group', id),
      name(id),
      'group',
      svg`<path class="outline" d=${outlineOf('box', box)} />${title ? lines([title.text.replaceAll('\n', ' ')], words, size) : nothing}`,
    );
  });
}

const lineClass = ({ line, confidence }: DiagramEdge) => `edge ${confidence < DOUBTFUL ? 'dashed doubtful' : line}`;

function link({ label, arrow }: DiagramEdge, way: Point[], size: number): SVGTemplateResult {
  const d = way.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
  const long = size * 0.75;
  const at = label && hasPlace(label.box) ? middle(label.box) : halfway(way);
  return svg`<path class="hit" d=${d} /><path class="line" d=${d} />${arrow === 'none' ? nothing : svg`<path class="head" d=${head(way, long)} />`}${
    arrow === 'both' ? svg`<path class="head" d=${head(way.toReversed(), long)} />` : nothing
  }${label ? lines(label.text.split('\n'), at, size * 0.85) : nothing}`;
}

function part({ shape, text, lines: read }: DiagramNode, box: Region, size: number): SVGTemplateResult {
  const outline = svg`<path class="outline" d=${outlineOf(shape, box)} />`;
  if (shape === 'start' || shape === 'bar') return outline;
  const inner = { x: box.x + box.width / 4, y: box.y + box.height / 4, width: box.width / 2, height: box.height / 2 };
  if (shape === 'end' && !text.trim()) return svg`${outline}<path class="dot" d=${outlineOf('end', inner)} />`;
  return svg`${outline}${label(text, box, read.length > 0, size)}`;
}

/** Words in the lines they were read in, or broken anew where they were changed, as large as the part has room for. */
function label(text: string, box: Region, asRead: boolean, size: number): SVGTemplateResult {
  const asBroken = text.split('\n');
  const whole = asRead && Math.max(...asBroken.map(textSize)) * size <= box.width * 1.3;
  const split = whole ? asBroken : wrapped(text, Math.max(6, (box.width * 0.9) / size));
  const wide = Math.max(0.1, ...split.map(textSize));
  const fits = Math.min(size, (box.width * 0.96) / wide, (box.height * 0.96) / (split.length * 1.15));
  return lines(split, middle(box), Math.max(fits, size * 0.55));
}

const middle = ({ x, y, width, height }: Region): Point => [x + width / 2, y + height / 2];

function lines(words: readonly string[], [x, y]: Point, size: number): SVGTemplateResult {
  const step = size * 1.2;
  const top = y - ((words.length - 1) * step) / 2;
  return svg`${words.map(
    (line, i) =>
      svg`<text x=${x} y=${top + i * step} font-size=${size} text-anchor="middle" dominant-baseline="central" aria-hidden="true">${line}</text>`,
  )}`;
}
