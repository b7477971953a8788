/** A diagram as a graph with neighbours, starts, ends, paths and loops. */
import { msg, type MessagePart } from '../../shared/message.ts';
import type { Region } from '../../shared/reading.ts';
import type { DiagramData, DiagramEdge, DiagramGroup, DiagramNode, NodeShape } from '../../shared/structure.ts';

export interface Step {
  edge: DiagramEdge;
  /** The node or group at the other end. */
  to: string;
}

export class Graph {
  readonly nodes: DiagramNode[];
  readonly groups: DiagramGroup[];
  readonly #byId = new Map<string, DiagramNode | DiagramGroup>();
  readonly #out = new Map<string, Step[]>();
  readonly #in = new Map<string, Step[]>();

  constructor(readonly diagram: DiagramData) {
    this.nodes = diagram.nodes;
    this.groups = diagram.groups;
    for (const part of [...diagram.nodes, ...diagram.groups]) this.#byId.set(part.id, part);
    const add = (map: Map<string, Step[]>, at: string, step: Step) => map.set(at, [...(map.get(at) ?? []), step]);
    for (const edge of diagram.edges) {
      add(this.#out, edge.from, { edge, to: edge.to });
      add(this.#in, edge.to, { edge, to: edge.from });
      if (edge.arrow === 'end' || edge.from === edge.to) continue;
      add(this.#out, edge.to, { edge, to: edge.from });
      add(this.#in, edge.from, { edge, to: edge.to });
    }
  }

  out = (id: string): Step[] => this.#out.get(id) ?? [];
  in = (id: string): Step[] => this.#in.get(id) ?? [];

  part(id: string): DiagramNode | DiagramGroup | undefined {
    return this.#byId.get(id);
  }

  box = (id: string): Region => this.part(id)?.box ?? this.diagram.box;

  name(id: string): MessagePart {
    const part = this.part(id);
    if (!part) return '?';
    const text = 'nodes' in part ? '' : 'title' in part ? (part.title?.text ?? '') : part.text;
    if (text.trim() !== '') return flat(text);
    const shape = 'shape' in part ? part.shape : undefined;
    return shape === 'start' ? msg`the start point` : shape === 'end' ? msg`the end point` : msg`a part without a name`;
  }

  /** Those that carry words or are more than a point of a line. */
  get boxes(): DiagramNode[] {
    return this.nodes.filter(({ shape, text }) => !(POINTS.has(shape) && text.trim() === ''));
  }

  starts(): DiagramNode[] {
    const marked = this.nodes.filter(({ shape }) => shape === 'start');
    if (marked.length > 0) return marked;
    return this.nodes.filter(
      ({ id, shape }) => shape !== 'note' && this.in(id).length === 0 && this.out(id).length > 0,
    );
  }

  ends(): DiagramNode[] {
    const marked = this.nodes.filter(({ shape }) => shape === 'end');
    if (marked.length > 0) return marked;
    return this.nodes.filter(
      ({ id, shape }) => shape !== 'note' && this.out(id).length === 0 && this.in(id).length > 0,
    );
  }

  decisions(): DiagramNode[] {
    return this.nodes.filter(
      ({ shape, id, text }) => shape === 'diamond' || (text.trim().endsWith('?') && this.out(id).length > 1),
    );
  }

  /** The shortest way along the arrows, as steps; undefined: there is none. */
  path(from: string, to: string): Step[] | undefined {
    const before = new Map<string, { at: string; step: Step }>();
    const queue = [from];
    const seen = new Set([from]);
    for (const at of queue) {
      for (const step of this.out(at)) {
        if (step.to === to) {
          const steps = [step];
          for (let back = at; back !== from; back = before.get(back)!.at) steps.unshift(before.get(back)!.step);
          return steps;
        }
        if (seen.has(step.to)) continue;
        seen.add(step.to);
        before.set(step.to, { at, step });
        queue.push(step.to);
      }
    }
    return undefined;
  }

  /** One loop for each edge that goes back, shortest first, each once. */
  loops(): string[][] {
    const found = new Map<string, string[]>();
    for (const { from, to, arrow } of this.diagram.edges) {
      if (arrow !== 'end') continue;
      const back = from === to ? [] : this.path(to, from);
      if (!back) continue;
      const ids = [to, ...back.map((step) => step.to)];
      const key = [...new Set(ids)].sort().join();
      if (!found.has(key)) found.set(key, [...new Set(ids)]);
      if (found.size >= 20) break;
    }
    return [...found.values()].sort((a, b) => a.length - b.length);
  }

  members(group: string): DiagramNode[] {
    const inside = new Set([group]);
    for (let size = 0; size !== inside.size;) {
      size = inside.size;
      for (const { id, parent } of this.groups) if (parent && inside.has(parent)) inside.add(id);
    }
    return this.nodes.filter((node) => node.group !== null && inside.has(node.group));
  }
}

const POINTS: ReadonlySet<NodeShape> = new Set(['start', 'end', 'bar', 'text']);

export const flat = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
