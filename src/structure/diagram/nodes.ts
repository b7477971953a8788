/** Which regions are nodes, which are groups around nodes, and which are neither: faces between lines, grounds of labels. */
import type { NodeShape } from '../../shared/structure.ts';
import { withCylinders } from './cylinder.ts';
import type { FoundGroup, FoundNode, FoundShapes } from './found.ts';
import { findFrames } from './frames.ts';
import type { Ink } from './ink.ts';
import { withoutFaces, withoutTabs, withStacks } from './neighbours.ts';
import { overlap, contains, type Rect } from './rect.ts';
import { difference, type Raster } from './raster.ts';
import type { Candidate } from './regions.ts';
import { alongOutline } from './rims.ts';
import type { Patch } from './shape.ts';

export type { FoundGroup, FoundNode, FoundShapes } from './found.ts';

const MOST_NODES = 600;

export function chooseShapes(raster: Raster, ink: Ink, candidates: Candidate[]): FoundShapes {
  const letter = raster.letter;
  const whole = withCylinders(candidates, letter);
  const good = whole.filter((c) => plausible(c) && c.h >= 0.8 * letter && c.w >= 0.8 * letter);
  const kept = unique(good);
  kept.sort((a, b) => a.w * a.h - b.w * b.h);
  const nodes: FoundNode[] = [];
  const groups: FoundGroup[] = [];
  const labelGrounds: Rect[] = [];
  for (const region of kept) {
    if (nodes.length >= MOST_NODES) break;
    const inner = nodes.filter((node) => contains(region, node, 0.85));
    const inside = inkInside(raster, region);
    const empty = inner.filter((n) => !n.inkBox && !['start', 'end', 'circle', 'diamond'].includes(n.shape));
    if (inner.length > 0 && empty.length === inner.length && inside.box) {
      // Spaces between the letters of one node.
      const node = asNode(region, inside, raster, ink, labelGrounds);
      if (node) {
        for (const one of empty) nodes.splice(nodes.indexOf(one), 1);
        nodes.push(node);
        continue;
      }
    }
    if (inner.length > 0) {
      settleNested(region, inner, inside, nodes, groups, raster);
      continue;
    }
    const node = asNode(region, inside, raster, ink, labelGrounds);
    if (node) nodes.push(node);
  }
  for (const frame of findFrames(raster, ink)) {
    if (groups.some((group) => overlap(group, frame) > 0.75) || nodes.some((node) => overlap(node, frame) > 0.5))
      continue;
    if (!nodes.some((node) => contains(frame, node, 0.9) && frame.w * frame.h > 1.6 * node.w * node.h)) continue;
    const mask = new Uint8Array(frame.w * frame.h).fill(1);
    const { fill } = inkInside(raster, { ...frame, mask, area: mask.length });
    groups.push({ ...frame, mask, area: mask.length, fill, source: 'hole' });
  }
  const real = withoutTabs(withoutFaces(withStacks(nodes, letter), raster), groups, letter);
  return {
    nodes: real,
    groups: groups.filter((group) => real.some((node) => contains(group, node, 0.85))),
    labelGrounds,
  };
}

function plausible({ shape, fit, mirror, solidity }: Candidate): boolean {
  if (shape === 'cylinder') return true;
  if (fit < 0.88 || solidity < 0.9) return false;
  if (shape === 'parallelogram' || shape === 'note' || shape === 'trapezoid') return fit > 0.93;
  return mirror.across > 0.87;
}

const quality = (c: Candidate) =>
  (c.shape === 'cylinder' ? 1.1 : c.fit) + 0.008 * Math.min(c.votes, 5) + (c.source === 'hole' ? 0.01 : 0);

/** Of regions with about the same box the best. */
function unique(regions: Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const region of [...regions].sort((a, b) => quality(b) - quality(a)))
    if (kept.every((other) => overlap(region, other) < 0.72)) kept.push(region);
  return kept;
}

export interface Inside {
  fill: [number, number, number];
  box: Rect | undefined;
  /** Share of the inside that is ink. */
  share: number;
}

/** Commonest colour inside the outline and what differs from it clearly. */
export function inkInside(
  raster: Raster,
  { x, y, w, h, mask, shape, lid }: Patch & { shape?: NodeShape; lid?: number },
): Inside {
  const { width, planes } = raster;
  const pad = Math.max(2, Math.round(0.06 * Math.min(w, h)));
  // The lower line of a lid belongs to the drawing.
  const below = lid === undefined ? 0.3 * h : Math.min(0.6 * h, lid - y + 0.3 * raster.letter);
  const top = shape === 'cylinder' ? Math.round(below) : pad;
  const bottom = h - (shape === 'cylinder' ? Math.round(0.1 * h) : pad);
  const counts = new Uint32Array(4096);
  const inner: number[] = [];
  for (let j = top; j < bottom; j++) {
    // The outline's pixels are left out: as far as the row goes, less the pad on both sides.
    let a = 0;
    while (a < w && !mask[j * w + a]) a++;
    let b = w - 1;
    while (b > a && !mask[j * w + b]) b--;
    for (let i = a + pad; i <= b - pad; i++) {
      const p = (y + j) * width + x + i;
      inner.push(p);
      counts[((planes[0][p]! >> 4) << 8) | ((planes[1][p]! >> 4) << 4) | (planes[2][p]! >> 4)]!++;
    }
  }
  let best = 0;
  for (let k = 1; k < 4096; k++) if (counts[k]! > counts[best]!) best = k;
  const sums = [0, 0, 0];
  let n = 0;
  for (const p of inner) {
    if ((((planes[0][p]! >> 4) << 8) | ((planes[1][p]! >> 4) << 4) | (planes[2][p]! >> 4)) !== best) continue;
    n++;
    for (let c = 0; c < 3; c++) sums[c]! += planes[c]![p]!;
  }
  const fill: Inside['fill'] = [0, 1, 2].map((c) => Math.round(sums[c]! / Math.max(1, n))) as Inside['fill'];
  const histogram = new Uint32Array(256);
  for (const p of inner) histogram[difference(raster, p, fill)]!++;
  let seen = 0;
  let strongest = 255;
  while (strongest > 0 && (seen += histogram[strongest]!) < 0.01 * inner.length) strongest--;
  const threshold = Math.max(38, 0.45 * strongest);
  const columns = new Uint32Array(w);
  const rows = new Uint32Array(h);
  let count = 0;
  for (const p of inner) {
    if (difference(raster, p, fill) <= threshold) continue;
    count++;
    columns[(p % width) - x]!++;
    rows[Math.floor(p / width) - y]!++;
  }
  if (count < 10) return { fill, box: undefined, share: 0 };
  const [x0, x1] = percentiles(columns, count);
  const [y0, y1] = percentiles(rows, count);
  return {
    fill,
    box: { x: x + x0, y: y + y0, w: x1 - x0 + 1, h: y1 - y0 + 1 },
    share: count / Math.max(1, inner.length),
  };
}

function percentiles(histogram: Uint32Array, count: number): [number, number] {
  let low = 0;
  let high = histogram.length - 1;
  for (let sum = histogram[0]!; sum < 0.01 * count;) sum += histogram[++low]!;
  for (let sum = histogram[high]!; sum < 0.01 * count;) sum += histogram[--high]!;
  return [low, high];
}

function asNode(
  region: Candidate,
  inside: Inside,
  raster: Raster,
  ink: Ink,
  labelGrounds: Rect[],
): FoundNode | undefined {
  const { w, h } = region;
  const letter = raster.letter;
  if (h > 32 * letter || w > 56 * letter) return undefined;
  const node = (shape: NodeShape, inkBox: Rect | undefined): FoundNode => ({
    ...region,
    shape,
    fill: inside.fill,
    inkBox,
    cells: [],
  });
  const apart = Math.max(...inside.fill.map((value, c) => Math.abs(value - raster.ground[c]!)));
  if (!inside.box || inside.share < 0.0012) {
    const small = Math.max(w, h) < 3.2 * letter;
    if (region.shape === 'circle' && small && region.fit > 0.93 && apart > 60 && region.source === 'flat')
      return node('start', undefined);
    if (region.fit < 0.95 || Math.min(w, h) < letter || region.source === 'flat') return undefined;
    const least = region.shape === 'circle' || region.shape === 'diamond' ? 0.9 : 1.6;
    if (Math.min(w, h) < least * letter) return undefined;
    return node(region.shape, undefined);
  }
  const { box } = inside;
  const cx = (box.x + box.w / 2 - region.x) / w;
  const cy = (box.y + box.h / 2 - region.y) / h;
  if (inside.share > 0.6 || Math.abs(cx - 0.5) > 0.36 || Math.abs(cy - 0.5) > 0.32) return undefined;
  if (region.shape === 'circle' && Math.max(w, h) < 3.2 * letter && isDisc(raster, box, inside.fill))
    return node('end', undefined);
  if (h < 1.2 * letter || w < 1.1 * letter || box.h < 0.4 * letter) return undefined;
  // A light ground as wide as its words, without a line around it, lies behind the label of an edge.
  const tight = h < 2.4 * letter && w - box.w < 1.7 * letter;
  if (tight && apart < 90 && rimInk(raster, ink, region) < 0.35) {
    labelGrounds.push({ x: region.x, y: region.y, w, h });
    return undefined;
  }
  return node(region.shape, box);
}

/** Ink that fills its box as a disc does: the end of a state machine. */
function isDisc(raster: Raster, box: Rect, fill: [number, number, number]): boolean {
  if (Math.abs(box.w - box.h) > 0.2 * Math.max(box.w, box.h)) return false;
  let inked = 0;
  for (let j = 0; j < box.h; j++)
    for (let i = 0; i < box.w; i++) {
      const u = ((i + 0.5) / box.w) * 2 - 1;
      const v = ((j + 0.5) / box.h) * 2 - 1;
      if (u * u + v * v > 0.8) continue;
      if (difference(raster, (box.y + j) * raster.width + box.x + i, fill) > 60) inked++;
    }
  return inked > 0.92 * 0.628 * box.w * box.h;
}

/** Share of the outline beside which ink stands. */
export function rimInk({ width, height }: Raster, ink: Ink, region: Patch): number {
  let all = 0;
  let inked = 0;
  alongOutline(region, (px, py, dx, dy) => {
    all++;
    for (let k = -1; k <= 3; k++) {
      const qx = px + k * dx;
      const qy = py + k * dy;
      if (qx < 0 || qy < 0 || qx >= width || qy >= height) continue;
      if (ink.mask[qy * width + qx]) {
        inked++;
        return;
      }
    }
  });
  return inked / Math.max(1, all);
}

/** A region around others: a group, one node in another's border, or the box of a class with its compartments. */
function settleNested(
  region: Candidate,
  inner: FoundNode[],
  inside: Inside,
  nodes: FoundNode[],
  groups: FoundGroup[],
  raster: Raster,
): void {
  const area = region.area;
  const covered = inner.reduce((sum, node) => sum + node.area, 0);
  const wide = inner.filter((node) => node.w > 0.9 * region.w || node.h > 0.9 * region.h);
  const remove = (some: FoundNode[]) => {
    for (const node of some) nodes.splice(nodes.indexOf(node), 1);
  };
  const asWhole = (cells: Rect[], shape: NodeShape): void => {
    nodes.push({
      ...region,
      shape,
      fill: inside.fill,
      inkBox: inside.box ?? undefined,
      cells,
    });
  };
  const [first] = inner;
  if (inner.length === 1 && first!.shape === 'start' && region.shape === 'circle' && region.w < 3.6 * raster.letter) {
    remove(inner);
    nodes.push({
      ...region,
      shape: 'end',
      fill: first!.fill,
      inkBox: undefined,
      cells: [],
    });
    return;
  }
  if (
    inner.length === 1 &&
    covered > 0.5 * area &&
    Math.min(region.w - inner[0]!.w, region.h - inner[0]!.h) < 2 * raster.letter
  ) {
    // A second line around it, or a shadow: the outer one is what connectors meet.
    const only = inner[0]!;
    const centred =
      Math.abs(only.x + only.w / 2 - region.x - region.w / 2) < 0.08 * region.w &&
      Math.abs(only.y + only.h / 2 - region.y - region.h / 2) < 0.12 * region.h;
    if (only.shape === 'start' || (centred && covered > 0.6 * area)) {
      remove([only]);
      nodes.push({
        ...region,
        shape: only.shape === 'start' ? 'end' : only.shape,
        fill: only.fill,
        inkBox: only.inkBox,
        cells: [],
      });
      return;
    }
  }
  if (inner.length >= 1 && wide.length === inner.length && covered > 0.55 * area && region.shape !== 'circle') {
    if (inner.length >= 2 || covered > 0.7 * area) {
      remove(inner);
      asWhole(
        inner.map(({ x, y, w, h }) => ({ x, y, w, h })),
        'box',
      );
      return;
    }
  }
  groups.push({
    x: region.x,
    y: region.y,
    w: region.w,
    h: region.h,
    mask: region.mask,
    area,
    fill: inside.fill,
    source: region.source,
  });
}
