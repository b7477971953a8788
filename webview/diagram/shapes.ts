/** Outlines of a diagram's parts, and where a line meets them. */
import type { Region } from '../../src/shared/engine.ts';
import type { NodeShape } from '../../src/shared/structure.ts';

export type Point = [x: number, y: number];

const n = (value: number) => Number(value.toFixed(2));

const polygon = (points: Point[]) => `${points.map(([x, y], i) => `${i ? 'L' : 'M'}${n(x)} ${n(y)}`).join('')}z`;

function rounded({ x, y, width: w, height: h }: Region, radius: number): string {
  const r = n(Math.min(radius, w / 2, h / 2));
  const arc = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx * r} ${dy * r}`;
  return `M${n(x + r)} ${n(y)}h${n(w - 2 * r)}${arc(1, 1)}v${n(h - 2 * r)}${arc(-1, 1)}h${-n(w - 2 * r)}${arc(-1, -1)}v${-n(h - 2 * r)}${arc(1, -1)}z`;
}

function oval({ x, y, width: w, height: h }: Region): string {
  const arc = (dx: number) => `a${n(w / 2)} ${n(h / 2)} 0 1 0 ${n(dx)} 0`;
  return `M${n(x)} ${n(y + h / 2)}${arc(w)}${arc(-w)}z`;
}

/** As an SVG path. */
export function outlineOf(shape: NodeShape, box: Region): string {
  const { x, y, width: w, height: h } = box;
  const [right, bottom, cx, cy] = [x + w, y + h, x + w / 2, y + h / 2];
  const slant = Math.min(h / 2, w / 4);
  switch (shape) {
    case 'round':
      return rounded(box, Math.min(w, h) / 6);
    case 'stadium':
      return rounded(box, Math.min(w, h) / 2);
    case 'ellipse':
    case 'circle':
    case 'start':
    case 'end':
      return oval(box);
    case 'diamond':
      return polygon([
        [cx, y],
        [right, cy],
        [cx, bottom],
        [x, cy],
      ]);
    case 'hexagon':
      return polygon([
        [x + slant, y],
        [right - slant, y],
        [right, cy],
        [right - slant, bottom],
        [x + slant, bottom],
        [x, cy],
      ]);
    case 'parallelogram':
      return polygon([
        [x + slant, y],
        [right, y],
        [right - slant, bottom],
        [x, bottom],
      ]);
    case 'trapezoid':
      return polygon([
        [x + slant, y],
        [right - slant, y],
        [right, bottom],
        [x, bottom],
      ]);
    case 'cylinder': {
      const lid = n(Math.min(h / 5, w / 6));
      const half = n(w / 2);
      const side = `a${half} ${lid} 0 0 0 ${n(w)} 0`;
      return `M${n(x)} ${n(y + lid)}v${n(h - 2 * lid)}${side}v${-n(h - 2 * lid)}a${half} ${lid} 0 0 0 ${-n(w)} 0${side}`;
    }
    case 'note': {
      const fold = n(Math.min(w, h) / 4);
      return `M${n(x)} ${n(y)}h${n(w - fold)}l${fold} ${fold}v${n(h - fold)}h${-n(w)}zM${n(right - fold)} ${n(y)}v${fold}h${fold}`;
    }
    default:
      return polygon([
        [x, y],
        [right, y],
        [right, bottom],
        [x, bottom],
      ]);
  }
}

const OVALS = new Set<NodeShape>(['ellipse', 'circle', 'start', 'end']);

/** Where the line from the middle of a part to `to` leaves it. */
export function rim(shape: NodeShape, { x, y, width, height }: Region, to: Point): Point {
  const [a, b] = [width / 2, height / 2];
  const [cx, cy] = [x + a, y + b];
  const [dx, dy] = [to[0] - cx, to[1] - cy];
  const [u, v] = [Math.abs(dx) / a, Math.abs(dy) / b];
  const reach = shape === 'diamond' ? u + v : OVALS.has(shape) ? Math.hypot(u, v) : Math.max(u, v);
  if (reach <= 1) return to;
  return [cx + dx / reach, cy + dy / reach];
}

/** Where a line that comes to `from` goes on to the part: straight on where that meets it, else towards its middle. */
export function meets(shape: NodeShape, box: Region, from: Point): Point {
  const [a, b] = [box.width / 2, box.height / 2];
  const [u, v] = [(from[0] - box.x - a) / a, (from[1] - box.y - b) / b];
  const across = (t: number) => (shape === 'diamond' ? 1 - Math.abs(t) : OVALS.has(shape) ? Math.sqrt(1 - t * t) : 1);
  if (Math.abs(u) < 1 && Math.abs(v) > 1) return [from[0], box.y + b + Math.sign(v) * across(u) * b];
  if (Math.abs(v) < 1 && Math.abs(u) > 1) return [box.x + a + Math.sign(u) * across(v) * a, from[1]];
  return rim(shape, box, from);
}
