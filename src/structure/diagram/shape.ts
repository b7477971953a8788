/** What a filled outline looks like: compared with templates on a grid, corners by the pixels they lack. */
import type { NodeShape } from '../../shared/structure.ts';

/** A filled region of the raster: its box and its pixels, row-major `w × h`, 0 or 1. */
export interface Patch {
  x: number;
  y: number;
  w: number;
  h: number;
  mask: Uint8Array;
  area: number;
}

export interface ShapeFit {
  shape: NodeShape;
  /** Intersection over union with the best template, 0..1. */
  fit: number;
  /** Likeness with its mirror image left to right and top to bottom. */
  mirror: { across: number; down: number };
  /** Area by that of the convex hull. */
  solidity: number;
  /** Radius of rounded corners, pixels, as the corners' missing pixels show. */
  radius: number;
}

const GRID = 64;
const CELLS = GRID * GRID;

type Template = { shape: NodeShape; cells: Uint8Array };

/** `inside` gets u, v in -1..1. */
function template(shape: NodeShape, inside: (u: number, v: number) => boolean): Template {
  const cells = new Uint8Array(CELLS);
  for (let j = 0, k = 0; j < GRID; j++)
    for (let i = 0; i < GRID; i++, k++)
      cells[k] = inside(((i + 0.5) / GRID) * 2 - 1, ((j + 0.5) / GRID) * 2 - 1) ? 1 : 0;
  return { shape, cells };
}

const FIXED: Template[] = [
  template('box', () => true),
  template('ellipse', (u, v) => u * u + v * v <= 1),
  template('diamond', (u, v) => Math.abs(u) + Math.abs(v) <= 1),
];

/** Templates that depend on the sides' ratio. */
function templatesFor(w: number, h: number): Template[] {
  const all = [...FIXED];
  const short = Math.min(w, h);
  for (const share of [0.12, 0.2, 0.3, 0.4, 0.5]) {
    const r = share * short;
    all.push(
      template(share === 0.5 ? 'stadium' : 'round', (u, v) => {
        const x = Math.max(0, (Math.abs(u) * w) / 2 - (w / 2 - r));
        const y = Math.max(0, (Math.abs(v) * h) / 2 - (h / 2 - r));
        return x * x + y * y <= r * r;
      }),
    );
  }
  for (const share of [0.2, 0.3, 0.42, 0.5, 0.6, 0.8, 1, 1.3]) {
    const cut = (share * h * 2) / w;
    if (cut < 0.95) all.push(template('hexagon', (u, v) => Math.abs(u) <= 1 - cut * Math.abs(v)));
  }
  for (const share of [0.2, 0.33, 0.5, 0.75, 1]) {
    const skew = (share * h * 2) / w; // of the whole width of 2
    if (skew > 1.2) continue;
    const leaning = (u: number, v: number) => {
      const left = -1 + (skew * (v + 1)) / 2;
      return u >= left && u <= left + 2 - skew;
    };
    all.push(
      template('parallelogram', leaning),
      template('parallelogram', (u, v) => leaning(-u, v)),
    );
    const narrow = (u: number, v: number) => Math.abs(u) <= 1 - (skew * (v + 1)) / 4;
    if (skew > 0.15)
      all.push(
        template('trapezoid', narrow),
        template('trapezoid', (u, v) => narrow(u, -v)),
      );
  }
  for (const px of [0.2, 0.35]) {
    const cut = px * h;
    all.push(template('note', (u, v) => ((1 - u) * w) / 2 + ((v + 1) * h) / 2 >= cut));
  }
  return all;
}

export function shapeOf(patch: Patch): ShapeFit {
  const { w, h, mask, area } = patch;
  const cells = new Uint8Array(CELLS);
  let filled = 0;
  for (let j = 0, k = 0; j < GRID; j++) {
    const row = Math.min(h - 1, Math.floor(((j + 0.5) * h) / GRID)) * w;
    for (let i = 0; i < GRID; i++, k++)
      filled += cells[k] = mask[row + Math.min(w - 1, Math.floor(((i + 0.5) * w) / GRID))]!;
  }
  const fits = new Map<NodeShape, number>();
  for (const { shape, cells: wanted } of templatesFor(w, h)) {
    let both = 0;
    let all = 0;
    for (let k = 0; k < CELLS; k++) {
      both += cells[k]! & wanted[k]!;
      all += wanted[k]!;
    }
    const likeness = both / (filled + all - both);
    if (likeness > (fits.get(shape) ?? 0)) fits.set(shape, likeness);
  }
  const mirror = { across: 0, down: 0 };
  let sameAcross = 0;
  let sameDown = 0;
  for (let j = 0, k = 0; j < GRID; j++) {
    for (let i = 0; i < GRID; i++, k++) {
      sameAcross += cells[k]! & cells[j * GRID + GRID - 1 - i]!;
      sameDown += cells[k]! & cells[(GRID - 1 - j) * GRID + i]!;
    }
  }
  mirror.across = sameAcross / Math.max(1, 2 * filled - sameAcross);
  mirror.down = sameDown / Math.max(1, 2 * filled - sameDown);
  const radius = cornerRadius(patch);
  const fit = (shape: NodeShape) => fits.get(shape) ?? 0;
  // Corners are recognised by pixels, not by the grid: below, the four only compete with what has other sides.
  const straight = Math.max(fit('box'), fit('round'), fit('stadium'));
  let best: NodeShape = 'box';
  let likeness = straight;
  for (const shape of ['ellipse', 'diamond', 'hexagon', 'parallelogram', 'trapezoid', 'note'] as const) {
    // What is nearly a plainer shape is that one.
    const margin = {
      ellipse: 0.004,
      diamond: -0.02,
      hexagon: 0.003,
      note: 0.006,
      parallelogram: 0.01,
      trapezoid: 0.012,
    }[shape];
    if (fit(shape) > likeness + margin) {
      best = shape;
      likeness = fit(shape);
    }
  }
  if (best === 'box') {
    const short = Math.min(w, h);
    if (radius > 0.43 * short) best = 'stadium';
    else if (radius > Math.max(3.4, 0.05 * short)) best = 'round';
  }
  if ((best === 'ellipse' || best === 'stadium') && Math.abs(w - h) < 0.12 * Math.max(w, h)) best = 'circle';
  return { shape: best, fit: likeness, mirror, solidity: area / Math.max(1, hullArea(patch)), radius };
}

/**
 * From the corners' missing pixels: r² · (1 - π/4) are missing in each of four round ones. The smallest but one counts,
 * unless the smallest is far smaller: a hand's wobbling corners.
 */
function cornerRadius({ w, h, mask }: Patch): number {
  const reach = Math.floor(Math.min(w, h) / 2);
  const missing = [0, 0, 0, 0];
  for (let y = 0; y < h; y++) {
    if (y >= reach && y < h - reach) continue;
    const top = y < reach;
    for (let x = 0; x < reach; x++) {
      if (!mask[y * w + x]) missing[top ? 0 : 2]!++;
      if (!mask[y * w + w - 1 - x]) missing[top ? 1 : 3]!++;
    }
  }
  missing.sort((a, b) => a - b);
  return Math.sqrt(Math.min(missing[1]!, 2.2 * missing[0]! + 1) / 0.2146);
}

/** Of the leftmost and rightmost pixels of each row, by the monotone chain. */
function hullArea({ w, h, mask }: Patch): number {
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  for (let y = 0; y < h; y++) {
    let a = 0;
    while (a < w && !mask[y * w + a]) a++;
    if (a === w) continue;
    let b = w - 1;
    while (!mask[y * w + b]) b--;
    for (const edge of [y, y + 1]) {
      push(left, [a, edge], 1);
      push(right, [b + 1, edge], -1);
    }
  }
  const ring = [...right, ...left.reverse()];
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i]!;
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    twice += x1 * y2 - x2 * y1;
  }
  return Math.abs(twice) / 2;
}

/** Keeps a chain convex: `side` 1 bulges to the left, -1 to the right. */
function push(chain: [number, number][], point: [number, number], side: number): void {
  while (chain.length >= 2) {
    const [ax, ay] = chain[chain.length - 2]!;
    const [bx, by] = chain[chain.length - 1]!;
    const cross = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax);
    if (side * cross < 0) break; // convex already
    chain.pop();
  }
  chain.push(point);
}
