/** Boxes that touch: the rows of one list, or the parts of one card. */
import { apart } from '../pixels/colour.ts';
import { adopt, bottom, hull, newPart, right, textsOf, type Part } from './part.ts';

/** Boxes of one width that follow each other without a gap are one: rows of a list, or the parts of a card. */
export function findStacks(part: Part, lineAt: (x: number, y: number) => number): void {
  for (const child of part.parts) if (child.kind === 'box' && !child.role) findStacks(child, lineAt);
  const boxes = part.parts
    .filter(
      ({ kind, role, box }) =>
        kind === 'box' && (!role || role === 'image' || role === 'field' || role === 'select') && box.width > 60,
    )
    .sort((a, b) => a.box.y - b.box.y);
  const used = new Set<Part>();
  for (const first of boxes) {
    if (used.has(first)) continue;
    const run = [first];
    for (const next of boxes) {
      const last = run.at(-1)!;
      if (used.has(next) || next === first) continue;
      const gap = next.box.y - bottom(last.box);
      const loose = next.role === 'image' || last.role === 'image' ? 8 : 0;
      const sameSides =
        Math.abs(next.box.x - first.box.x) <= 1.5 + loose &&
        Math.abs(right(next.box) - right(first.box)) <= 1.5 + loose;
      if (sameSides && gap >= -2 && gap <= 4 + loose) run.push(next);
    }
    if (run.length < 2) continue;
    const looks =
      part.rule !== undefined ||
      run.some(({ border, shadow, radius, fill }) => border || shadow || radius > 1 || apart(fill, part.fill) > 6);
    if (!looks || run.some(({ role }) => role === 'field' || role === 'select')) continue;
    // Bands of the page itself are no card.
    if (first.box.width > 0.94 * part.box.width && part.parent === null) continue;
    run.forEach((box) => used.add(box));
    stack(part, run, lineAt);
  }
}

function stack(home: Part, run: Part[], lineAt: (x: number, y: number) => number): void {
  const box = hull(run.map((item) => item.box));
  const low = run.every((item) => item.box.height <= 84 && !item.role && textsOf(item).length >= 1);
  const whole = newPart('box', box, (run.find(({ role }) => !role) ?? run[0]!).fill);
  whole.border = run.find(({ border }) => border)?.border ?? null;
  whole.shadow = run.some(({ shadow }) => shadow);
  whole.radius = Math.max(...run.map(({ radius }) => radius));
  for (const item of run) {
    // A photograph's rim may be of its surroundings' colour.
    if (item.role === 'image' && item.busy) item.box = { ...item.box, x: box.x, width: box.width };
    const edge = item.border?.width ?? 0;
    item.box = {
      x: item.box.x + edge,
      y: item.box.y + edge,
      width: item.box.width - 2 * edge,
      height: item.box.height - 2 * edge,
    };
    item.border = null;
    item.shadow = false;
    item.radius = 0;
  }
  if (low && run.length >= 3) {
    whole.role = 'list';
    whole.flow = 'column';
    whole.parts = run;
    const gap = run[1]!.box.y - bottom(run[0]!.box);
    if (home.rule) whole.rule = home.rule;
    else if (gap >= 1)
      whole.rule = whole.border
        ? { ...whole.border, width: Math.min(gap, 2) }
        : { width: Math.min(gap, 2), colour: lineAt(run[0]!.box.x + 8, bottom(run[0]!.box)) };
    for (const item of run) item.kept = true;
  } else {
    run.forEach((item, k) => {
      if (item.role || apart(item.fill, whole.fill) > 6) whole.parts.push(item);
      else whole.parts.push(...item.parts);
      const next = run[k + 1];
      const gap = next ? next.box.y - bottom(item.box) : 0;
      if (next && gap >= 1 && apart(item.fill, next.fill) <= 6) {
        const line = newPart(
          'stroke',
          { x: item.box.x, y: bottom(item.box), width: item.box.width, height: gap },
          lineAt(item.box.x + 8, bottom(item.box)),
        );
        line.role = 'divider';
        whole.parts.push(line);
      }
    });
  }
  whole.parent = home;
  home.parts = [...home.parts.filter((child) => !run.includes(child)), whole];
  adopt(home);
}

/**
 * A frame with bars inside holds several boxes a bar apart: they become the rows of one box (each row's cells together), and
 * the frame its border.
 */
export function openFrames(part: Part): void {
  for (const child of [...part.parts]) if (child.kind === 'box') openFrames(child);
  if (!part.parent || part.role || part.border || (part.solid ?? 1) > 0.4) return;
  const cells = part.parts.filter(({ kind, role }) => kind === 'box' && role !== 'icon');
  if (cells.length < 2) return;
  const covered = cells.reduce((sum, { box }) => sum + box.width * box.height, 0);
  if (covered < 0.72 * part.box.width * part.box.height) return;
  const first = cells.reduce((least, cell) => (cell.box.y + cell.box.x < least.box.y + least.box.x ? cell : least));
  const thick = Math.max(1, Math.round(Math.min(first.box.x - part.box.x, first.box.y - part.box.y)));
  if (thick > 5) return;
  const frame = { width: thick, colour: part.fill };
  const rows: Part[][] = [];
  for (const cell of [...cells].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x)) {
    const row = rows.at(-1);
    if (row && Math.abs(row[0]!.box.y - cell.box.y) <= 3) row.push(cell);
    else rows.push([cell]);
  }
  const fills = cells.map(({ fill }) => fill);
  part.fill = fills.sort((a, b) => fills.filter((f) => f === b).length - fills.filter((f) => f === a).length)[0]!;
  part.border = frame;
  if (rows.length > 1 && rows.every((row) => row.length > 1)) part.columned = true;
  part.solid = 1;
  const bars = part.parts.filter(
    ({ kind, box }) => kind === 'stroke' && (box.width > 0.7 * part.box.width || box.height > 0.7 * part.box.height),
  );
  const rest = part.parts.filter((child) => !cells.includes(child) && !bars.includes(child));
  const bands = rows.map((row) => {
    if (row.length === 1) return row[0]!;
    const band = newPart(
      'box',
      { x: part.box.x + thick, y: row[0]!.box.y, width: part.box.width - 2 * thick, height: row[0]!.box.height },
      row[0]!.fill,
    );
    // A control alone in its cell stays one; a cell's words are the row's.
    band.parts = row.flatMap((cell) =>
      cell.role && cell.role !== 'button' && cell.role !== 'badge' ? [cell] : unboxed(cell),
    );
    return band;
  });
  part.rule = bars[0] ? { width: Math.min(bars[0].box.height, bars[0].box.width), colour: bars[0].fill } : frame;
  part.parts = [...rest, ...bands];
  adopt(part);
}

function unboxed(cell: Part): Part[] {
  for (const child of cell.parts) if (child.kind === 'text') child.role = null;
  return cell.parts;
}
