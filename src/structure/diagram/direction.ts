/** The direction in which most of a diagram flows. */
import type { DiagramData } from '../../shared/structure.ts';
import type { FoundEdge } from './edges.ts';
import type { Rect } from './rect.ts';
import type { Terminal } from './space.ts';

export function directionOf(
  edges: readonly FoundEdge[],
  nodes: readonly Rect[],
  groups: readonly Rect[],
): DiagramData['direction'] {
  const box = (t: Terminal) => (t.kind === 'node' ? nodes[t.index]! : groups[t.index]!);
  const votes = { TB: 0, BT: 0, LR: 0, RL: 0 };
  for (const { from, to } of edges) {
    const [a, b] = [box(from), box(to)];
    // Boxes that lie beside each other, whole, vote; a step back is worth less, loops return.
    if (b.y >= a.y + a.h) votes.TB += 1;
    else if (a.y >= b.y + b.h) votes.BT += 1;
    if (b.x >= a.x + a.w) votes.LR += 1;
    else if (a.x >= b.x + b.w) votes.RL += 1;
  }
  const down = votes.TB + votes.BT;
  const across = votes.LR + votes.RL;
  // Ranks: in the direction of flow hardly any edge stays within its rank.
  if (down >= across) return votes.BT > 1.5 * votes.TB ? 'BT' : 'TB';
  return votes.RL > 1.5 * votes.LR ? 'RL' : 'LR';
}
