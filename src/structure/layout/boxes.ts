/** Rectangles nested in each other, with their borders, corners and shadows. */
import type { Region } from '../../shared/engine.ts';
import { apart, brightness, type Colour } from '../pixels/colour.ts';
import { areaOf, bottom, median, newPart, right, within, type Border, type Part } from './part.ts';
import type { Shape, Shapes, Stroke } from './shapes.ts';
import type { Sheet } from './sheet.ts';

export interface BoxTree {
  root: Part;
  /** All boxes but the root, larger ones first. */
  boxes: Part[];
  /** Long thin lines that are nobody's border. */
  strokes: Stroke[];
}

/** Borders are at most so thick. */
const THICKEST = 4;
/** Soft edges reach so far. */
const SHADOW_REACH = 12;
/** Nearer colours are one ground. */
const SAME = 6;

export function nestBoxes(sheet: Sheet, { rectangles, strokes, regions }: Shapes): BoxTree {
  const page: Region = { x: 0, y: 0, width: sheet.width, height: sheet.height };
  const root = newPart('box', page, pageColour(sheet, regions));
  const nested: { part: Part; solid: number; merged: boolean }[] = [{ part: root, solid: 1, merged: false }];
  for (const shape of rectangles) place(shape, nested, root);
  const boxes = nested.slice(1).map(({ part }) => part);
  for (const { part, merged } of nested.slice(1)) if (!merged) findEdge(sheet, part);
  for (const box of boxes) box.parent!.parts.push(box);
  for (const part of [root, ...boxes]) {
    const gradient = sheet.gradients.get(part.fill);
    if (gradient) part.gradient = gradient;
  }
  return { root, boxes, strokes: strokes.filter((stroke) => !isEdge(stroke.box, boxes)) };
}

/** The ground of the page: of the regions that touch its edge the largest. */
function pageColour({ width, height }: Sheet, regions: Shapes['regions']): Colour {
  const sums = new Map<Colour, number>();
  for (let r = 0; r < regions.count; r++) {
    const touches =
      regions.left[r] === 0 || regions.top[r] === 0 || regions.right[r] === width || regions.bottom[r] === height;
    if (touches) sums.set(regions.colour[r]!, (sums.get(regions.colour[r]!) ?? 0) + regions.area[r]!);
  }
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0xffffff;
}

function place(shape: Shape, nested: { part: Part; solid: number; merged: boolean }[], root: Part): void {
  let home = nested[0]!;
  for (let i = nested.length - 1; i > 0; i--) {
    if (within(shape.box, nested[i]!.part.box)) {
      home = nested[i]!;
      break;
    }
  }
  const outer = home.part.box;
  const inner = shape.box;
  const insets = [inner.x - outer.x, inner.y - outer.y, right(outer) - right(inner), bottom(outer) - bottom(inner)];
  if (home.part === root && Math.max(...insets) <= 1) {
    root.fill = shape.colour;
    return;
  }
  if (Math.max(...insets) === 0 && Math.min(...insets) === 0) return;
  // A thin frame and what it frames are one box.
  if (
    home.part !== root &&
    !home.merged &&
    home.solid < 0.5 &&
    Math.min(...insets) >= 1 &&
    Math.max(...insets) <= THICKEST &&
    Math.max(...insets) - Math.min(...insets) <= 2
  ) {
    home.part.border = { width: median(insets), colour: home.part.fill };
    home.part.fill = shape.colour;
    home.merged = true;
    return;
  }
  const part = newPart('box', { ...inner }, shape.colour);
  part.radius = shape.radius;
  part.solid = shape.solid;
  part.parent = home.part;
  nested.push({ part, solid: shape.solid, merged: false });
}

/** Looks outwards from the middle parts of each side: a line of its own colour, or a soft edge, before the ground behind. */
function findEdge(sheet: Sheet, part: Part): void {
  const { x, y, width, height } = part.box;
  const ground = part.parent!.fill;
  const sides: [number, number, number, number, number][] = [
    [x, y - 1, width, 0, -1],
    [x, y + height, width, 0, 1],
    [x - 1, y, height, -1, 0],
    [x + width, y, height, 1, 0],
  ];
  const found = sides.map(([sx, sy, length, dx, dy]) => {
    const seen: ({ width: number; colour: Colour } | null)[] = [];
    let soft = 0;
    for (const share of [0.25, 0.375, 0.5, 0.625, 0.75]) {
      const px = sx + (dx === 0 ? Math.floor(length * share) : 0);
      const py = sy + (dy === 0 ? Math.floor(length * share) : 0);
      const profile = outwards(sheet, px, py, dx, dy);
      seen.push(edgeOf(profile, ground, part.fill));
      if (isSoft(profile, ground)) soft++;
    }
    const real = seen.filter((edge): edge is Border => edge !== null);
    return {
      edge:
        real.length >= 3
          ? { width: median(real.map((e) => e.width)), colour: median(real.map((e) => e.colour)) }
          : null,
      soft: soft >= 3,
    };
  });
  const edges = found.map(({ edge }) => edge).filter((edge) => edge !== null);
  if (found.filter(({ soft }) => soft).length >= 2) part.shadow = true;
  if (edges.length < 3 || (part.shadow && edges.length < 4)) return;
  const thick = Math.min(...edges.map((edge) => edge.width));
  part.border = { width: thick, colour: median(edges.map((edge) => edge.colour)) };
  const grown = { x: x - thick, y: y - thick, width: width + 2 * thick, height: height + 2 * thick };
  const left = Math.max(0, grown.x);
  const top = Math.max(0, grown.y);
  part.box = {
    x: left,
    y: top,
    width: Math.min(sheet.width, right(grown)) - left,
    height: Math.min(sheet.height, bottom(grown)) - top,
  };
  if (part.radius > 0) part.radius += thick;
}

function outwards({ width, height, pixels }: Sheet, x: number, y: number, dx: number, dy: number): Colour[] {
  const out: Colour[] = [];
  for (let k = 0; k < SHADOW_REACH; k++) {
    const px = x + k * dx;
    const py = y + k * dy;
    if (px < 0 || py < 0 || px >= width || py >= height) break;
    out.push(pixels[py * width + px]!);
  }
  return out;
}

function edgeOf(profile: Colour[], ground: Colour, own: Colour): Border | null {
  // The line is what differs most from the ground behind; softer steps may lie inside of it.
  let at = -1;
  let most = SAME;
  for (let k = 0; k < THICKEST && k < profile.length; k++) {
    const far = apart(profile[k]!, ground);
    if (far <= SAME) break;
    if (far > most + 4 && apart(profile[k]!, own) >= 10) {
      most = far;
      at = k;
    }
  }
  if (at < 0) return null;
  let end = at + 1;
  while (
    end < profile.length &&
    end <= THICKEST &&
    apart(profile[end]!, profile[at]!) <= 24 &&
    apart(profile[end]!, ground) > SAME
  )
    end++;
  const behind = profile[end];
  // A neighbour of its kind that touches it has the other half of the line.
  if (end - at > 1 && behind !== undefined && apart(behind, own) <= SAME && apart(behind, ground) > SAME)
    return { width: Math.ceil(end / 2), colour: profile[at]! };
  const clear = behind === undefined || apart(behind, ground) <= SAME;
  return clear || end - at === 1 ? { width: Math.min(end, THICKEST), colour: profile[at]! } : null;
}

/** From dark to the ground in small steps. */
function isSoft(profile: Colour[], ground: Colour): boolean {
  const first = profile[0];
  if (first === undefined || apart(first, ground) < 4) return false;
  let steps = 0;
  for (let k = 1; k < profile.length; k++) {
    const before = brightness(profile[k - 1]!);
    const here = brightness(profile[k]!);
    if (apart(profile[k]!, ground) <= 1) return steps >= 1;
    if (here < before - 1 || here - before > 60) return false;
    if (here > before) steps++;
  }
  return steps >= 3;
}

/** A stroke along a side of a box belongs to that box. */
function isEdge(stroke: Region, boxes: readonly Part[]): boolean {
  const lies = stroke.width > stroke.height;
  return boxes.some(({ box, border, shadow }) => {
    if (!border && !shadow) return false;
    if (!within(stroke, box, 4)) return false;
    const near = lies
      ? Math.min(Math.abs(stroke.y - box.y), Math.abs(bottom(stroke) - bottom(box)))
      : Math.min(Math.abs(stroke.x - box.x), Math.abs(right(stroke) - right(box)));
    return near <= 3 && (lies ? stroke.width > 0.5 * box.width : stroke.height > 0.5 * box.height);
  });
}

/** The smallest box that holds the point, the root at least. */
export function smallestAt(root: Part, x: number, y: number): Part {
  let best = root;
  const visit = (part: Part) => {
    for (const child of part.parts) {
      if (child.kind !== 'box') continue;
      const { box } = child;
      if (x >= box.x && x < right(box) && y >= box.y && y < bottom(box)) {
        if (areaOf(box) <= areaOf(best.box)) best = child;
        visit(child);
      }
    }
  };
  visit(root);
  return best;
}
