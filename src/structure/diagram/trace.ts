/** A skeleton as a graph: branches between junctions and free ends. */
import { components } from '../pixels/components.ts';

export interface Branch {
  /** Pixels along it, as y · width + x. */
  points: number[];
  /** Junction at its start and at its end, -1: free. */
  at: [start: number, end: number];
}

export interface Skeleton {
  branches: Branch[];
  /** Middles of the junctions. */
  junctions: { x: number; y: number }[];
}

/** More pieces than these are no drawing of lines that could be followed. */
const MOST_BRANCHES = 20000;

/** @returns undefined where there are too many pieces */
export function traceSkeleton(skeleton: Uint8Array, width: number, height: number): Skeleton | undefined {
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  const pixels: number[] = [];
  for (let i = width; i < skeleton.length - width; i++) if (skeleton[i]) pixels.push(i);
  const junction = new Uint8Array(skeleton.length);
  for (const i of pixels) {
    let n = 0;
    for (const d of around) n += skeleton[i + d]!;
    if (n >= 3) junction[i] = 1;
  }
  const clusters = components(junction, width, height, true);
  const junctions = Array.from({ length: clusters.count }, (_, k) => ({
    x: (clusters.x0[k + 1]! + clusters.x1[k + 1]! - 1) / 2,
    y: (clusters.y0[k + 1]! + clusters.y1[k + 1]! - 1) / 2,
  }));
  const seen = new Uint8Array(skeleton.length);
  const branches: Branch[] = [];
  const isOpen = (i: number) => skeleton[i] === 1 && !junction[i] && !seen[i];
  const walk = (start: number) => {
    const points = [start];
    seen[start] = 1;
    for (let at = start; ;) {
      const next = around.find((d) => isOpen(at + d));
      if (next === undefined) break;
      at += next;
      seen[at] = 1;
      points.push(at);
    }
    const touched = (i: number) => around.map((d) => clusters.labels[i + d]!).filter((label) => label > 0);
    const first = touched(points[0]!);
    const last = touched(points.at(-1)!);
    let at: [number, number];
    if (points.length === 1) {
      const two = [...new Set(first)];
      at = [(two[0] ?? 0) - 1, (two[1] ?? 0) - 1];
    } else at = [(first[0] ?? 0) - 1, (last[0] ?? 0) - 1];
    branches.push({ points, at });
  };
  const neighbours = (i: number) => around.filter((d) => skeleton[i + d] && !junction[i + d]).length;
  for (const i of pixels) {
    if (!isOpen(i) || neighbours(i) > 1) continue;
    walk(i);
    if (branches.length > MOST_BRANCHES) return undefined;
  }
  for (const i of pixels) if (isOpen(i)) walk(i);
  return { branches, junctions };
}
