/** Repetition: tables, lists and grids of cards, each one pattern rather than many parts. */
import { apart } from '../pixels/colour.ts';
import { adopt, bottom, hull, median, middleX, middleY, newPart, right, textsOf, type Part } from './part.ts';

/** What a cell may hold: a text, a badge, a button, a check, an icon, an avatar. */
const isCell = (part: Part): boolean =>
  part.kind === 'text'
    ? part.words!.lines === 1 && part.role !== 'heading'
    : ['badge', 'button', 'checkbox', 'icon', 'avatar', 'switch'].includes(part.role ?? '') && part.box.height <= 48;

interface Row {
  cells: Part[];
  /** The boxes or loose parts that it is made of. */
  from: Part[];
  middle: number;
  band: Part | null;
}

const sideBySide = (parts: readonly Part[]): boolean => {
  const middles = parts.map(({ box }) => middleY(box));
  return Math.max(...middles) - Math.min(...middles) <= 7;
};

/** @param seconds of two columns only: label and value need a rule or a head to be a table */
export function findTables(part: Part): void {
  for (const child of part.parts) if (child.kind === 'box' && !child.role) findTables(child);
  if (part.role) return;
  const rows: Row[] = [];
  const loose: Part[] = [];
  for (const child of part.parts) {
    const inner = child.parts.filter(({ kind }) => kind !== 'stroke');
    if (
      child.kind === 'box' &&
      !child.role &&
      inner.length >= 2 &&
      child.box.height <= 72 &&
      child.radius < 3 &&
      inner.every(isCell) &&
      sideBySide(inner)
    ) {
      rows.push({
        cells: [...inner].sort((a, b) => a.box.x - b.box.x),
        from: [child],
        middle: middleY(child.box),
        band: child,
      });
    } else if (isCell(child)) loose.push(child);
  }
  loose.sort((a, b) => middleY(a.box) - middleY(b.box));
  for (let i = 0; i < loose.length;) {
    const row = [loose[i]!];
    let j = i + 1;
    while (j < loose.length && middleY(loose[j]!.box) - middleY(loose[i]!.box) <= 6) row.push(loose[j++]!);
    if (row.length >= 2) {
      row.sort((a, b) => a.box.x - b.box.x);
      rows.push({ cells: row, from: row, middle: middleY(row[0]!.box), band: null });
    }
    i = j;
  }
  rows.sort((a, b) => a.middle - b.middle);
  for (let i = 0; i < rows.length;) {
    let j = i;
    while (j + 1 < rows.length && alike(rows[j]!, rows[j + 1]!)) j++;
    const run = rows.slice(i, j + 1);
    if (isTable(run, part)) toTable(part, run);
    i = j + 1;
  }
}

function alike(a: Row, b: Row): boolean {
  if (Math.abs(a.cells.length - b.cells.length) > 2 || b.middle - a.middle > 84) return false;
  const matches = (x: Row, y: Row) =>
    x.cells.filter(({ box: p }) =>
      y.cells.some(
        ({ box: q }) =>
          Math.abs(p.x - q.x) <= 7 || Math.abs(right(p) - right(q)) <= 5 || Math.abs(middleX(p) - middleX(q)) <= 3,
      ),
    ).length;
  return (
    Math.min(matches(a, b), matches(b, a)) >= Math.min(a.cells.length, b.cells.length) - (a.cells.length > 3 ? 1 : 0)
  );
}

function isTable(run: readonly Row[], home: Part): boolean {
  if (run.length < 3) return false;
  const most = Math.max(...run.map(({ cells }) => cells.length));
  if (most < 2) return false;
  const gaps = run.flatMap(({ cells }) => cells.slice(1).map((cell, k) => cell.box.x - right(cells[k]!.box)));
  if (median(gaps) < 24) return false;
  if (run.filter(({ cells }) => cells[0]?.kind === 'text' || cells[1]?.kind === 'text').length < run.length)
    return false;
  const pitches = run.slice(1).map((row, k) => row.middle - run[k]!.middle);
  const usual = median(pitches.slice(1).length ? pitches.slice(1) : pitches);
  if (pitches.slice(1).some((pitch) => Math.abs(pitch - usual) > Math.max(6, 0.25 * usual))) return false;
  if (most >= 3) return true;
  const head =
    run[0]!.cells.every((cell) => cell.kind === 'text') &&
    (hasHead(run) || (run[0]!.band !== null && run[1]?.band !== null && run[0]!.band.fill !== run[1]!.band.fill));
  const rules = home.parts.filter(
    ({ kind, box }) =>
      kind === 'stroke' && box.width > 0.6 * home.box.width && box.y > run[0]!.middle && box.y < run.at(-1)!.middle,
  );
  return head && (rules.length >= run.length - 2 || run.some(({ band }) => band));
}

function hasHead(run: readonly Row[]): boolean {
  const [first, second] = [run[0]!.cells, run[1]!.cells];
  if (!first.every(({ kind }) => kind === 'text')) return false;
  const [a, b] = [
    first.map((cell) => cell.words!),
    second.filter(({ kind }) => kind === 'text').map((cell) => cell.words!),
  ];
  if (b.length === 0) return false;
  const bolder = median(a.map(({ weight }) => weight)) >= 600 && median(b.map(({ weight }) => weight)) < 600;
  const other = apart(a.at(-1)!.colour, b.at(-1)!.colour) > 60 || Math.abs(a.at(-1)!.size - b.at(-1)!.size) >= 1;
  const wordsOnly = a.every(({ text }) => !/\d/.test(text)) && b.some(({ text }) => /\d/.test(text));
  const banded = run[0]!.band !== null && (run[1]!.band === null || apart(run[0]!.band.fill, run[1]!.band.fill) > 6);
  return (
    bolder ||
    banded ||
    (other && wordsOnly) ||
    (wordsOnly && run.slice(1).every(({ cells }) => cells.some((cell) => /\d/.test(cell.words?.text ?? ''))))
  );
}

function toTable(home: Part, run: readonly Row[]): void {
  const widest = run.reduce((most, row) => (row.cells.length > most.cells.length ? row : most));
  const columns = widest.cells.map((cell) => {
    const own = run.flatMap(({ cells }) =>
      cells.filter(
        ({ box }) =>
          Math.abs(box.x - cell.box.x) <= 7 ||
          Math.abs(right(box) - right(cell.box)) <= 5 ||
          Math.abs(middleX(box) - middleX(cell.box)) <= 3,
      ),
    );
    const spread = (value: (box: Part['box']) => number) => {
      const all = own.map(({ box }) => value(box));
      return Math.max(...all) - Math.min(...all);
    };
    const [l, r, m] = [spread((b) => b.x), spread(right), spread(middleX)];
    return {
      from: Math.min(...own.map(({ box }) => box.x)),
      to: Math.max(...own.map(({ box }) => right(box))),
      align: l <= r + 2 && l <= m + 2 ? ('left' as const) : r <= m + 2 ? ('right' as const) : ('center' as const),
    };
  });
  const cells = run.flatMap((row) => row.cells);
  const bands = run.flatMap(({ band }) => (band ? [band.box] : []));
  const body = hull(cells.map(({ box }) => box));
  const pitch = median(run.slice(1).map((row, k) => row.middle - run[k]!.middle));
  const rules = home.parts.filter(
    ({ kind, box }) =>
      kind === 'stroke' &&
      box.width > box.height &&
      box.y > body.y - pitch &&
      box.y < bottom(body) + pitch &&
      box.width >= 0.7 * body.width,
  );
  const across = hull([body, ...bands, ...rules.map(({ box }) => box)]);
  const top = run[0]!.band?.box.y ?? Math.round(run[0]!.middle - pitch / 2);
  const end = run.at(-1)!.band ? bottom(run.at(-1)!.band!.box) : Math.round(run.at(-1)!.middle + pitch / 2);
  const above = home.parts.filter(
    ({ box, kind }) => kind !== 'stroke' && bottom(box) <= body.y && !cells.some((cell) => cell.box === box),
  );
  const from = Math.max(top, home.box.y, ...above.map(({ box }) => bottom(box)));
  const sources = new Set(run.flatMap(({ from: parts }) => parts));
  const table = newPart('box', { x: across.x, y: from, width: across.width, height: end - from }, home.fill);
  table.role = 'table';
  table.columns = columns;
  table.headRows = hasHead(run) ? 1 : 0;
  table.rows = run.map(({ cells: own }) => {
    const out: (Part | undefined)[] = columns.map(() => undefined);
    for (const cell of own) {
      const near = columns.map(({ from: a, to: b }) =>
        Math.min(Math.abs(cell.box.x - a), Math.abs(right(cell.box) - b), Math.abs(middleX(cell.box) - (a + b) / 2)),
      );
      let best = near.indexOf(Math.min(...near));
      if (out[best] && best + 1 < out.length && !out[best + 1]) best++;
      if (!out[best]) out[best] = cell;
    }
    return out.map((cell) => cell ?? newPart('group', { x: 0, y: 0, width: 0, height: 0 }, home.fill));
  });
  table.bands = run.map(({ band }) => (band && apart(band.fill, home.fill) > 4 ? band.fill : null));
  table.rowHeights = run.map((row, k) => {
    const next = run[k + 1];
    const a = row.band?.box.y ?? (k === 0 ? from : row.middle - (row.middle - run[k - 1]!.middle) / 2);
    const b = row.band ? bottom(row.band.box) : next ? row.middle + (next.middle - row.middle) / 2 : end;
    return Math.round(b - a);
  });
  if (rules.length >= run.length - 2 && rules.length > 0)
    table.rule = { width: rules[0]!.box.height, colour: rules[Math.min(1, rules.length - 1)]!.fill };
  else if (home.rule) table.rule = home.rule;
  if (home.columned) table.columned = true;
  delete home.rule;
  table.parts = cells;
  home.parts = [...home.parts.filter((child) => !sources.has(child) && !rules.includes(child)), table];
  adopt(home);
}

/** The text by which an item is compared. */
const textOf = (part: Part): Part | undefined => (part.kind === 'text' ? part : textsOf(part)[0]);

/** What is no container of lists. */
const CLOSED = new Set([
  'header',
  'nav',
  'list',
  'table',
  'button',
  'field',
  'textarea',
  'select',
  'badge',
  'avatar',
  'image',
  'icon',
  'checkbox',
  'radio',
  'switch',
]);

/** Texts (or boxes of one text) below each other at one pitch. */
export function findLists(part: Part, inSide = false): void {
  for (const child of part.parts)
    if (!CLOSED.has(child.role ?? '')) findLists(child, inSide || child.role === 'sidebar');
  if (CLOSED.has(part.role ?? '')) return;
  const candidates = part.parts
    .filter((child) => {
      if (child.kind === 'text') return child.role !== 'heading' && child.words!.lines <= 2 && !isLabel(child, part);
      if (child.kind !== 'box' || child.box.height > 76) return false;
      if (child.role === 'button' && (inSide || part.parts.filter(({ role }) => role === 'button').length >= 3))
        return inSide;
      return !child.role && child.parts.length >= 1 && child.parts.length <= 6 && textsOf(child).length >= 1;
    })
    .sort((a, b) => middleY(a.box) - middleY(b.box));
  const used = new Set<Part>();
  for (const first of candidates) {
    if (used.has(first)) continue;
    const run = [first];
    for (const next of candidates) {
      if (used.has(next) || run.includes(next)) continue;
      const last = run.at(-1)!;
      const [a, b] = [textOf(last)!, textOf(next)!];
      if (Math.abs(a.box.x - b.box.x) > 4 || (next.kind !== last.kind && !inSide)) continue;
      const pitch = middleY(b.box) - middleY(a.box);
      if (pitch < 12) continue;
      const before = run.length > 1 ? middleY(a.box) - middleY(textOf(run.at(-2)!)!.box) : pitch;
      if (pitch > 84 || Math.abs(pitch - before) > 4) break;
      if (Math.abs(a.words!.size - b.words!.size) > 1) break;
      if (
        !inSide &&
        (Math.abs(a.words!.weight - b.words!.weight) > 200 || apart(a.words!.colour, b.words!.colour) > 90)
      )
        break;
      run.push(next);
    }
    const bulleted = run.every(
      (item) => item.kind === 'text' && (item.marked || /^(?:\d+[.)]|[•·*–-])\s/.test(item.words!.text)),
    );
    // Anything beside the items makes them rows of something else.
    const box = hull(run.map((item) => item.box));
    const beside = part.parts.filter(
      (child) =>
        !run.includes(child) &&
        child.kind !== 'stroke' &&
        child.box.y < bottom(box) &&
        bottom(child.box) > box.y &&
        child.box.x < right(box) + 160 &&
        child.role !== 'icon',
    );
    if (run.length < (bulleted ? 2 : 3) || (beside.length > 0 && !bulleted)) continue;
    run.forEach((item) => used.add(item));
    toList(part, run, bulleted);
  }
}

const isLabel = (text: Part, home: Part): boolean => home.parts.some(({ label }) => label === text);

function toList(home: Part, run: Part[], bulleted: boolean): void {
  const list = newPart('group', hull(run.map(({ box }) => box)), home.fill, run);
  list.role = 'list';
  list.flow = 'column';
  list.numbered = bulleted && run.every((item) => /^\d+[.)]\s/.test(item.words!.text));
  if (bulleted) {
    for (const item of run) {
      const words = item.words!;
      const mark = /^(?:\d+[.)]|[•·*–-])\s+/.exec(words.text)?.[0];
      if (!mark) continue;
      const share = mark.length / words.text.length;
      words.text = words.text.slice(mark.length);
      const moved = Math.round(Math.min(words.ink.width * share, words.size * 2));
      words.ink = { ...words.ink, x: words.ink.x + moved, width: words.ink.width - moved };
      item.box = { ...item.box, x: item.box.x + moved, width: item.box.width - moved };
    }
    list.bulleted = true;
    list.box = hull(run.map(({ box }) => box));
  }
  const rules = home.parts.filter(
    ({ kind, box }) => kind === 'stroke' && box.width > box.height && box.y > list.box.y && box.y < bottom(list.box),
  );
  if (rules.length >= run.length - 1) {
    list.rule = { width: rules[0]!.box.height, colour: rules[0]!.fill };
    list.box = hull([list.box, ...rules.map(({ box }) => box)]);
    home.parts = home.parts.filter((child) => !rules.includes(child));
  }
  const items = new Set(run);
  home.parts = [...home.parts.filter((child) => !items.has(child)), list];
  adopt(home);
}

/** Boxes of one width in rows and columns. */
export function findGrids(part: Part): void {
  for (const child of part.parts) findGrids(child);
  const boxes = part.parts.filter(
    ({ kind, role, box, parts }) =>
      kind === 'box' &&
      (!role || role === 'card' || role === 'image') &&
      box.width >= 60 &&
      box.height >= 40 &&
      (parts.length > 0 || role === 'image'),
  );
  const used = new Set<Part>();
  for (const first of boxes) {
    if (used.has(first)) continue;
    const same = boxes.filter((box) => !used.has(box) && Math.abs(box.box.width - first.box.width) <= 3);
    const columns = new Set(same.map(({ box }) => Math.round(box.x / 4)));
    if (same.length < 3 || columns.size < 2) continue;
    const all = hull(same.map(({ box }) => box));
    const strangers = part.parts.filter(
      (child) =>
        !same.includes(child) &&
        child.box.x < right(all) &&
        right(child.box) > all.x &&
        child.box.y < bottom(all) &&
        bottom(child.box) > all.y,
    );
    if (strangers.length) continue;
    same.forEach((box) => used.add(box));
    same.sort((a, b) => (Math.abs(a.box.y - b.box.y) > 12 ? a.box.y - b.box.y : a.box.x - b.box.x));
    const grid = newPart('group', all, part.fill, same);
    grid.flow = 'grid';
    part.parts = [...part.parts.filter((child) => !same.includes(child)), grid];
  }
  adopt(part);
}
