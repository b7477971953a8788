/** Cuts between parts give rows and columns: the reading order and the flow of a page. */
import { bottom, hull, middleX, middleY, newPart, right, type Part } from './part.ts';

/** Lines of text have air above and below their letters. */
const AIR = 2;

const extent = (part: Part, axis: 'x' | 'y'): [number, number] => {
  if (axis === 'x') return [part.box.x, right(part.box)];
  const air = part.kind === 'text' ? Math.min(AIR, part.box.height / 5) : 0;
  return [part.box.y + air, bottom(part.box) - air];
};

/** Parts whose extents overlap stay together; the gaps between the groups. */
function groupsAlong(parts: readonly Part[], axis: 'x' | 'y', slack = 0): { groups: Part[][]; gaps: number[] } {
  const sorted = [...parts].sort((a, b) => {
    const [p, q] = [extent(a, axis), extent(b, axis)];
    return p[0] + slack * (p[1] - p[0]) - q[0] - slack * (q[1] - q[0]);
  });
  const groups: Part[][] = [];
  const gaps: number[] = [];
  let end = -Infinity;
  for (const part of sorted) {
    const [start, stop] = extent(part, axis);
    const [from, to] = [start + slack * (stop - start), stop - slack * (stop - start)];
    if (groups.length === 0 || from >= end - 1) {
      if (groups.length) gaps.push(from - end);
      groups.push([part]);
    } else groups.at(-1)!.push(part);
    end = Math.max(end, to);
  }
  return { groups, gaps };
}

/** Orders a part's children and puts them into rows and columns. */
export function flowOf(part: Part): void {
  for (const child of part.parts) if (child.role !== 'table') flowOf(child);
  if (part.role === 'table' || part.parts.length === 0) return;
  if (part.role === 'list' || part.flow === 'grid') {
    return;
  }
  pairLabels(part);
  if (part.parts.length === 1) {
    part.flow = 'column';
    return;
  }
  const cut = cutUp(part.parts, part);
  part.flow = cut.flow;
  part.parts = cut.parts;
}

interface Cut {
  flow: 'row' | 'column' | 'overlay';
  parts: Part[];
}

const asPart = (parts: Part[], home: Part): Part => {
  if (parts.length === 1) return parts[0]!;
  const group = newPart('group', hull(parts.map(({ box }) => box)), home.fill);
  const cut = cutUp(parts, home);
  group.flow = cut.flow;
  group.parts = cut.parts;
  return group;
};

function cutUp(parts: readonly Part[], home: Part): Cut {
  const down = groupsAlong(parts, 'y');
  const across = groupsAlong(parts, 'x');
  if (down.groups.length > 1) {
    if (across.groups.length > 1 && areColumns(down.groups, across.groups, down.gaps, across.gaps)) {
      return { flow: 'row', parts: across.groups.map((group) => asPart(group, home)) };
    }
    return { flow: 'column', parts: columnsWithin(down.groups, home) };
  }
  if (across.groups.length > 1) return { flow: 'row', parts: rowParts(across.groups, across.gaps, home) };
  return { flow: 'overlay', parts: [...parts].sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height) };
}

/** Whether these are columns of their own content rather than rows of cells. */
function areColumns(rows: Part[][], columns: Part[][], rowGaps: number[], columnGaps: number[]): boolean {
  if (rows.some((row) => row.length === 1) && columns.some((column) => column.length === 1)) {
    // One tall thing beside a stack: an image beside its text.
    const tall = columns.filter((column) => column.length === 1).map((column) => column[0]!);
    const all = hull(rows.flat().map(({ box }) => box));
    return tall.some(({ box }) => box.height > 0.6 * all.height);
  }
  if (columns.some((column) => column.length === 1)) return false;
  const widest = Math.max(...rowGaps);
  if (Math.min(...columnGaps) < Math.max(10, Math.min(widest, 24))) return false;
  if (rows.some((row) => row.length === 1)) return Math.min(...columnGaps) > widest;
  return (
    !rowsAlike(rows) ||
    (Math.min(...columnGaps) > 2.5 * widest && !rows.every((row) => row.every(({ kind }) => kind === 'text')))
  );
}

/** Rows that all look the same are rows; a heading over its text is a column. */
function rowsAlike(rows: Part[][]): boolean {
  const look = (part: Part) =>
    `${part.kind}${part.role ?? ''}${Math.round(part.words?.size ?? part.box.height / 8)}${(part.words?.weight ?? 400) >= 600}`;
  const [first, ...others] = rows.map((row) =>
    [...row]
      .sort((a, b) => a.box.x - b.box.x)
      .map(look)
      .join('|'),
  );
  return others.every((other) => other === first);
}

/** Among rows below each other, a run that is made of columns stays together. */
function columnsWithin(rows: Part[][], home: Part): Part[] {
  const out: Part[] = [];
  for (let i = 0; i < rows.length;) {
    let best = i;
    for (let j = rows.length - 1; j > i; j--) {
      const run = rows.slice(i, j + 1);
      if (run[0]!.length < 2 || run.some((row) => row.length < 2)) continue;
      const flat = run.flat();
      const across = groupsAlong(flat, 'x');
      const down = groupsAlong(flat, 'y');
      if (across.groups.length < 2 || !areColumns(down.groups, across.groups, down.gaps, across.gaps)) continue;
      best = j;
      break;
    }
    out.push(asPart(rows.slice(i, best + 1).flat(), home));
    i = best + 1;
  }
  return out;
}

/** A wide gap parts a row first: a name at the left, links at the right. */
function rowParts(groups: Part[][], gaps: number[], home: Part): Part[] {
  if (groups.length > 2) {
    const widest = Math.max(...gaps);
    const usual = [...gaps].sort((a, b) => a - b)[(gaps.length - 1) >> 1]!;
    if (widest > 2.2 * usual && widest > 40) {
      const parts: Part[][] = [[]];
      groups.forEach((group, i) => {
        parts.at(-1)!.push(...group);
        if (i < gaps.length && gaps[i]! > Math.max(0.5 * widest, 32)) parts.push([]);
      });
      if (parts.length > 1 && parts.length < groups.length) return parts.map((group) => asPart(group, home));
    }
  }
  return groups.map((group) => asPart(group, home));
}

/** A field with its label above it (or a check with its words beside it) is one thing. */
function pairLabels(part: Part): void {
  const pairs: Part[] = [];
  const used = new Set<Part>();
  for (const child of part.parts) {
    const { label } = child;
    if (!label || used.has(label) || !part.parts.includes(label)) continue;
    const beside = Math.abs(middleY(label.box) - middleY(child.box)) < 10;
    const members = [child, label];
    // A line of help right below.
    const help = part.parts.find(
      (other) =>
        other.kind === 'text' &&
        other !== label &&
        !beside &&
        other.role !== 'heading' &&
        other.box.y - bottom(child.box) >= -3 &&
        other.box.y - bottom(child.box) <= 6 &&
        Math.abs(other.box.x - child.box.x) <= 6 &&
        other.words!.size < label.words!.size &&
        !part.parts.some(({ label: l }) => l === other),
    );
    if (help) members.push(help);
    const pair = newPart('group', hull(members.map(({ box }) => box)), part.fill);
    pair.flow = beside ? 'row' : 'column';
    pair.parts = beside
      ? members.sort((a, b) => middleX(a.box) - middleX(b.box))
      : [label, child, ...(help ? [help] : [])];
    pair.paired = true;
    pairs.push(pair);
    members.forEach((member) => used.add(member));
  }
  part.parts = [...part.parts.filter((child) => !used.has(child)), ...pairs];
}
