/**
 * Branches of the skeleton become strokes: at junctions they go on straight, over gaps (dashes, labels, borders of groups)
 * they are joined again, and at nodes they end.
 */
import { joinGaps, runsInto } from './joins.ts';
import { STRIP, type End, type Lines, type Space, type Terminal, type Vector } from './space.ts';
import type { Branch, Skeleton } from './trace.ts';

export class Strokes implements Lines {
  readonly branches: Branch[];
  readonly #space: Space;
  readonly #dead: Uint8Array;
  /** Where an end may go on, by end; more than one at a place where lines part. */
  readonly next: End[][];
  /** Ends at places where lines part. */
  readonly parting: Uint8Array;
  readonly terminals = new Map<End, Terminal>();
  /** Pairs of ends joined over a gap, by end: `label` under a snippet. */
  readonly gaps = new Map<End, 'gap' | 'label' | 'border'>();

  constructor(skeleton: Skeleton, space: Space) {
    this.branches = skeleton.branches;
    this.#space = space;
    this.#dead = new Uint8Array(this.branches.length);
    this.next = Array.from({ length: 2 * this.branches.length }, () => []);
    this.parting = new Uint8Array(2 * this.branches.length);
    const groups = this.#clusters(skeleton);
    for (const ends of groups) this.#link(ends);
    const free = this.#freeEnds();
    // Dashes first: a single one is too short to show where it leads.
    joinGaps(
      this,
      space,
      free,
      (end) => this.branches[end >> 1]!.points.length < 0.9 * space.letter && free.has(end ^ 1),
    );
    for (const end of free) if (this.#ray(end, 0.8 * space.letter + 5)) free.delete(end);
    this.#dropSpecks(free);
    joinGaps(this, space, free, () => true);
    this.#attach(free);
  }

  point(end: End): Vector {
    const points = this.branches[end >> 1]!.points;
    const i = end & 1 ? points.at(-1)! : points[0]!;
    const x = i % this.#space.width;
    return [x, (i - x) / this.#space.width];
  }

  /**
   * Unit vector that leads out at this end, from `n` pixels before, as far back as the way is the only one; 0, 0 for a
   * single pixel.
   */
  direction(end: End, n: number): Vector {
    const { width } = this.#space;
    const [x, y] = this.point(end);
    let [fx, fy] = [x, y];
    let left = n;
    let at = end;
    for (let hops = 0; hops < 40; hops++) {
      const { points } = this.branches[at >> 1]!;
      const steps = Math.min(left, points.length - 1);
      const from = at & 1 ? points[points.length - 1 - steps]! : points[steps]!;
      fx = from % width;
      fy = (from - fx) / width;
      left -= points.length;
      const before = this.next[at ^ 1]!;
      if (left <= 0 || before.length !== 1) break;
      at = before[0]!;
    }
    const length = Math.hypot(x - fx, y - fy);
    return length > 0 ? [(x - fx) / length, (y - fy) / length] : [0, 0];
  }

  /** Ends by junction, junctions a few pixels apart taken as one, spurs left out. */
  #clusters({ branches, junctions }: Skeleton): End[][] {
    const { letter, stroke } = this.#space;
    const parent = junctions.map((_, i) => i);
    const find = (i: number): number => {
      while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
      return i;
    };
    for (const [b, { at, points }] of branches.entries()) {
      const [j, k] = at;
      if (j < 0 || k < 0 || j === k || points.length >= Math.max(2.2 * stroke, 0.3 * letter)) continue;
      parent[find(j)] = find(k);
      this.#dead[b] = 1;
    }
    const groups: End[][] = junctions.map(() => []);
    for (const [b, { at }] of branches.entries()) {
      if (this.#dead[b]) continue;
      for (const k of [0, 1] as const) if (at[k] >= 0) groups[find(at[k])]!.push(2 * b + k);
    }
    for (const [g, ends] of groups.entries()) {
      if (ends.length < 3) continue;
      const at = junctions[g]!;
      const spurs = ends.filter((end) => this.#isSpur(end, at) && !this.#crosses(end, ends, at));
      // A head whose line is dashed: of its three pieces the one that leads straight away from the node is the line.
      const line = ends.some((end) => !spurs.includes(end) && !this.#isStub(end));
      const keep = line ? undefined : this.#straightAway(spurs, at);
      for (const end of spurs) if (end !== keep) this.#dead[end >> 1] = 1;
      groups[g] = ends.filter((end) => !this.#dead[end >> 1]);
    }
    return groups.filter((ends) => ends.length > 0);
  }

  #gapAtPoint({ x, y }: { x: number; y: number }): number {
    const { width, height } = this.#space;
    const inside = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.round(value)));
    return this.#space.gapAt(inside(y, height) * width + inside(x, width));
  }

  /** A short piece with a free end. */
  #isStub(end: End): boolean {
    const branch = this.branches[end >> 1]!;
    return branch.at[(end ^ 1) & 1]! < 0 && branch.points.length < 0.6 * this.#space.letter;
  }

  /** Barbs of heads, which are near nodes, may be longer than what thick lines leave elsewhere. */
  #shortAt(at: { x: number; y: number }): number {
    return (this.#gapAtPoint(at) < 1.3 * this.#space.letter ? 1 : 0.6) * this.#space.letter;
  }

  /** A dash that crosses a line: the same on the other side. */
  #crosses(end: End, ends: readonly End[], at: { x: number; y: number }): boolean {
    if (ends.length < 4 || this.#gapAtPoint(at) < 1.3 * this.#space.letter) return false;
    const [u, v] = this.direction(end, 8);
    return ends.some((other) => {
      if (other === end || !this.#isStub(other)) return false;
      const [p, q] = this.direction(other, 8);
      return u * p + v * q < -0.85;
    });
  }

  /** Short and not straight towards a node: a barb of a head, the corner of a thick line. `end` is at the junction. */
  #isSpur(end: End, at: { x: number; y: number }): boolean {
    const { stroke } = this.#space;
    const branch = this.branches[end >> 1]!;
    const length = branch.points.length;
    const free = end ^ 1;
    if (branch.at[free & 1]! >= 0 || length >= this.#shortAt(at)) return false;
    // What leads into a label or to the border of a group goes on behind it.
    if (
      this.#groupAhead(free) ||
      this.#space.snippets.some((snippet) => runsInto(this, this.#space, free, snippet, 0.5))
    )
      return false;
    const [x, y] = this.point(free);
    const tip = this.#gapAtPoint({ x, y });
    const base = this.#gapAtPoint(at);
    return tip > STRIP + 3 || base <= STRIP + 0.5 * stroke + 3 || base - tip < 0.5 * length;
  }

  #straightAway(spurs: readonly End[], at: { x: number; y: number }): End | undefined {
    if (this.#gapAtPoint(at) > 1.5 * this.#space.letter) return undefined;
    const dx = this.#gapAtPoint({ x: at.x + 3, y: at.y }) - this.#gapAtPoint({ x: at.x - 3, y: at.y });
    const dy = this.#gapAtPoint({ x: at.x, y: at.y + 3 }) - this.#gapAtPoint({ x: at.x, y: at.y - 3 });
    let best: End | undefined;
    let most = 0;
    for (const end of spurs) {
      const [x, y] = this.point(end ^ 1);
      const length = Math.hypot(x - at.x, y - at.y) || 1;
      const along = ((x - at.x) * dx + (y - at.y) * dy) / length;
      if (along > most) {
        most = along;
        best = end;
      }
    }
    return best;
  }

  #link(ends: End[]): void {
    if (ends.length === 1 || ends.length > 12) return;
    const n = Math.max(6, Math.round(0.6 * this.#space.letter));
    const out = ends.map((end) => this.direction(end, n));
    const pairs: { likeness: number; a: number; b: number }[] = [];
    for (let a = 0; a < ends.length; a++)
      for (let b = 0; b < a; b++)
        if (ends[a]! >> 1 !== ends[b]! >> 1)
          pairs.push({ likeness: out[a]![0] * out[b]![0] + out[a]![1] * out[b]![1], a, b });
    pairs.sort((p, q) => p.likeness - q.likeness);
    const taken = new Set<number>();
    for (const { likeness, a, b } of pairs) {
      if (likeness > (ends.length === 2 ? 0.5 : -0.5)) break;
      if (taken.has(a) || taken.has(b)) continue;
      taken.add(a);
      taken.add(b);
      this.next[ends[a]!]!.push(ends[b]!);
      this.next[ends[b]!]!.push(ends[a]!);
    }
    if (ends.length === 2) return;
    for (const { likeness, a, b } of pairs) {
      if ((taken.has(a) && taken.has(b)) || likeness > 0.25) continue;
      this.next[ends[a]!]!.push(ends[b]!);
      this.next[ends[b]!]!.push(ends[a]!);
      for (const end of ends) this.parting[end] = 1;
    }
  }

  #freeEnds(): Set<End> {
    const free = new Set<End>();
    for (let b = 0; b < this.branches.length; b++) {
      if (this.#dead[b]) continue;
      for (const end of [2 * b, 2 * b + 1]) if (this.next[end]!.length === 0) free.add(end);
    }
    return free;
  }

  /** Goes on straight; true where a node's line is met, which becomes the end's terminal. */
  #ray(end: End, reach: number, weak = false): boolean {
    const { width, height, letter } = this.#space;
    const [x, y] = this.point(end);
    const [u, v] = this.direction(end, Math.max(6, Math.round(0.7 * letter)));
    for (let t = 0; t <= reach; t++) {
      const px = Math.round(x + u * t);
      const py = Math.round(y + v * t);
      if (px < 0 || py < 0 || px >= width || py >= height) return false;
      const i = py * width + px;
      if (this.#space.gapAt(i) <= 1) {
        this.terminals.set(end, { kind: 'node', index: this.#space.nearest(i), weak });
        return true;
      }
      if (u === 0 && v === 0) return false;
    }
    return false;
  }

  /** Pieces of two or three pixels beside nodes are rests of heads and shadows. */
  #dropSpecks(free: Set<End>): void {
    for (const end of [...free]) {
      if (!free.has(end) || !free.has(end ^ 1)) continue;
      const { points } = this.branches[end >> 1]!;
      if (points.length < 4 && this.#space.gapAt(points[0]!) < 5) {
        free.delete(end);
        free.delete(end ^ 1);
        this.#dead[end >> 1] = 1;
      }
    }
  }

  /** Ends that are still free: at the border of a group, then near a node. */
  #attach(free: Set<End>): void {
    const { letter, width } = this.#space;
    for (const end of free) {
      const [x, y] = this.point(end);
      const i = y * width + x;
      const near = this.#space.gapAt(i);
      if (near <= STRIP + Math.max(4, 0.3 * letter)) {
        this.terminals.set(end, { kind: 'node', index: this.#space.nearest(i), weak: false });
        continue;
      }
      const group = this.#groupAhead(end);
      if (group > 0 && !this.#throughBorder(end)) {
        this.terminals.set(end, { kind: 'group', index: group - 1, weak: false });
        continue;
      }
      const long = this.#lengthBehind(end, letter) > 0.5 * letter;
      if (long && this.#ray(end, 1.8 * letter, true)) continue;
      if (long && near < 1.2 * letter)
        this.terminals.set(end, { kind: 'node', index: this.#space.nearest(i), weak: true });
    }
  }

  /** Pixels of the only way that leads to an end, at most about `most`. */
  #lengthBehind(end: End, most: number): number {
    let sum = 0;
    let at = end;
    for (let hops = 0; hops < 20 && sum < most; hops++) {
      sum += this.branches[at >> 1]!.points.length;
      const before = this.next[at ^ 1]!;
      if (before.length !== 1) break;
      at = before[0]!;
    }
    return sum;
  }

  /** A line whose head lies on a group's border leads to the node behind it: ink goes on as far as there. */
  #throughBorder(end: End): boolean {
    const { width, height, letter } = this.#space;
    const [x, y] = this.point(end);
    const [u, v] = this.direction(end, Math.max(6, Math.round(letter)));
    let inked = 0;
    for (let t = 1; t <= 2.6 * letter; t++) {
      const px = Math.round(x + u * t);
      const py = Math.round(y + v * t);
      if (px < 0 || py < 0 || px >= width || py >= height) return false;
      const i = py * width + px;
      if (this.#space.gapAt(i) <= 1) {
        if (inked < 0.6 * (t - 1)) return false;
        this.terminals.set(end, { kind: 'node', index: this.#space.nearest(i), weak: false });
        return true;
      }
      if (this.#space.inkAt(i)) inked++;
    }
    return false;
  }

  #groupAhead(end: End): number {
    const { width, height, letter } = this.#space;
    const [x, y] = this.point(end);
    const [u, v] = this.direction(end, Math.max(6, Math.round(0.7 * letter)));
    for (let t = 0; t <= 8; t++) {
      const px = Math.round(x + u * t);
      const py = Math.round(y + v * t);
      if (px < 1 || py < 1 || px >= width - 1 || py >= height - 1) return 0;
      for (const d of [0, 1, -1, width, -width]) {
        const group = this.#space.groupAt(py * width + px + d);
        if (group) return group;
      }
    }
    return 0;
  }
}
