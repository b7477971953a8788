/** What adjacent nodes indicate: compartments of one box, tabs of groups, faces between lines. */
import type { FoundGroup, FoundNode } from './found.ts';
import type { Raster } from './raster.ts';
import { union } from './rect.ts';

const isBox = ({ shape }: FoundNode) => shape === 'box' || shape === 'round';

/** Boxes of one width that stand on one another are the compartments of one. */
export function withStacks(nodes: FoundNode[], letter: number): FoundNode[] {
  const out: FoundNode[] = [];
  for (const node of [...nodes].sort((a, b) => a.y - b.y)) {
    const above = isBox(node)
      ? out.find(
          (other) =>
            isBox(other) &&
            // An empty compartment is low, and hangs below one that says something.
            (node.inkBox || (other.inkBox && node.h < 4 * letter)) &&
            other.inkBox &&
            Math.abs(other.x - node.x) < 4 &&
            Math.abs(other.x + other.w - node.x - node.w) < 4 &&
            Math.abs(node.y - other.y - other.h) < 0.35 * letter,
        )
      : undefined;
    if (!above) {
      out.push(node);
      continue;
    }
    const { x, y, w, h } = node;
    const cells = above.cells.length > 0 ? above.cells : [{ x: above.x, y: above.y, w: above.w, h: above.h }];
    const box = union(above, node);
    // Of a state's two parts the outer corners are round.
    const shape = above.shape === 'round' || node.shape === 'round' ? 'round' : 'box';
    const inkBox = above.inkBox && node.inkBox ? union(above.inkBox, node.inkBox) : (above.inkBox ?? node.inkBox);
    const mask = new Uint8Array(box.w * box.h).fill(1);
    Object.assign(above, {
      ...box,
      mask,
      area: mask.length,
      shape,
      inkBox,
      cells: [...cells, { x, y, w, h }],
    });
  }
  return out;
}

/** Boxes that stand on the upper edge of a group, at its left, are given to it. */
export function withoutTabs(nodes: FoundNode[], groups: FoundGroup[], letter: number): FoundNode[] {
  return nodes.filter((node) => {
    if (node.h > 2.6 * letter) return true;
    const group = groups.find(
      (g) =>
        Math.abs(node.y + node.h - g.y) < 0.6 * letter &&
        Math.abs(node.x - g.x) < 0.6 * letter &&
        node.w < g.w &&
        g.h > 1.5 * node.h,
    );
    if (!group || group.tab) return true;
    group.tab = node;
    return false;
  });
}

/**
 * Faces between lines and nodes look like nodes now and then. A node has page around it; a face has other nodes just
 * behind its outline.
 */
export function withoutFaces(nodes: FoundNode[], { letter }: Raster): FoundNode[] {
  const gap = 0.4 * letter;
  const rank = (node: FoundNode) => node.fit + (node.inkBox ? 0.05 : 0) + (node.source === 'flat' ? 0.03 : 0);
  const order = [...nodes].sort((a, b) => rank(b) - rank(a));
  const beside = (node: FoundNode) => {
    const sides = { left: false, right: false, top: false, bottom: false };
    for (const other of order) {
      if (other === node) continue;
      const down = Math.min(node.y + node.h, other.y + other.h) - Math.max(node.y, other.y);
      const across = Math.min(node.x + node.w, other.x + other.w) - Math.max(node.x, other.x);
      if (down > 0.6 * Math.min(node.h, other.h)) {
        if (Math.abs(other.x + other.w - node.x) < gap) sides.left = true;
        if (Math.abs(node.x + node.w - other.x) < gap) sides.right = true;
      }
      if (across > 0.6 * Math.min(node.w, other.w)) {
        if (Math.abs(other.y + other.h - node.y) < gap) sides.top = true;
        if (Math.abs(node.y + node.h - other.y) < gap) sides.bottom = true;
      }
    }
    return sides;
  };
  return order.filter((node) => {
    const sides = beside(node);
    const opposite = (sides.left && sides.right) || (sides.top && sides.bottom);
    const any = sides.left || sides.right || sides.top || sides.bottom;
    if (node.source === 'hole' && (opposite || (any && !node.inkBox && node.shape !== 'end'))) return false;
    return !(node.shape === 'box' && node.fit < 0.93 && any);
  });
}
