/** Tables in pictures, ruled, striped or by alignment alone. */
import type { Region } from '../../shared/engine.ts';
import type { TableCell, TableData } from '../../shared/structure.ts';
import type { ReaderInput } from '../input.ts';
import { median } from '../chart/model.ts';
import { numberOf } from '../chart/numbers.ts';
import { columnsOf, rowsOf, type Piece, type Row } from './grid.ts';

/** Rows and columns below which aligned text is no table. */
const LEAST_ROWS = 3;
const LEAST_COLUMNS = 2;

/**
 * The tables of a picture; empty where there is none.
 * @throws ImpError `cancelled`
 */
export async function readTables(input: ReaderInput): Promise<TableData[]> {
  const pieces = piecesOf(input);
  if (pieces.length < LEAST_ROWS * LEAST_COLUMNS) return [];
  const found: TableData[] = [];
  for (const run of runsOf(rowsOf(pieces).filter((row) => !isRule(row)))) {
    const table = tableOf(run);
    if (table) found.push(table);
  }
  return found;
}

/** A line of dashes between rows of a terminal's table, some of them read as letters. */
function isRule(row: Row): boolean {
  const signs = row.pieces
    .map((piece) => piece.text)
    .join(' ')
    .split(/\s+/);
  return (
    signs.length >= 2 &&
    signs.every((sign) => sign.length <= 1 || /^[-—–=_+~.]+$/.test(sign)) &&
    !signs.some((sign) => /\d/.test(sign))
  );
}

/** Words that stand a space apart are one piece; frames of characters (`|`, `+--`) are none. */
function piecesOf({ text }: ReaderInput): Piece[] {
  const out: Piece[] = [];
  for (const line of text.lines) {
    if (line.sideways) continue;
    let last: Piece | null = null;
    for (const word of line.words) {
      if (/^[|│┃+\-─═=_┌┐└┘├┤┬┴┼╔╗╚╝║]+$/.test(word.text) && !/^[-–]$/.test(word.text)) {
        last = null;
        continue;
      }
      const plain = word.text.replace(/^[|│║]+|[|│║]+$/g, '');
      if (plain === '') continue;
      const gap: number = last ? word.box.x - last.box.x - last.box.width : Infinity;
      if (last && gap < 0.62 * Math.max(last.box.height, word.box.height) && gap > -3) {
        last.text += ` ${plain}`;
        last.box = union(last.box, word.box);
        last.confidence = Math.min(last.confidence, word.confidence / 100);
      } else {
        last = { text: plain, box: { ...word.box }, confidence: word.confidence / 100 };
        out.push(last);
      }
    }
  }
  return out;
}

function union(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** Rows of several pieces that follow each other at about one distance. */
function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  let run: Row[] = [];
  const flush = () => {
    while (run.length > 0 && run[run.length - 1]!.pieces.length < 2) run.pop();
    if (run.filter((row) => row.pieces.length >= 2).length >= LEAST_ROWS) runs.push(run);
    run = [];
  };
  const pitches = rows.slice(1).map((row, i) => row.top - rows[i]!.top);
  for (const [i, row] of rows.entries()) {
    const last = run[run.length - 1];
    const height = row.bottom - row.top;
    const usual = median(run.slice(1).map((one, k) => one.top - run[k]!.top)) || median(pitches);
    if (last && row.top - last.bottom > Math.max(2.2 * height, 1.7 * usual - height)) flush();
    // A line of running text between ends it; a second line of one cell does not.
    if (row.pieces.length < 2 && (run.length === 0 || (rows[i + 1]?.pieces.length ?? 0) < 2)) flush();
    else run.push(row);
  }
  flush();
  return runs;
}

function tableOf(rows: readonly Row[]): TableData | null {
  const height = median(rows.flatMap((row) => row.pieces.map((piece) => piece.box.height)));
  const columns = columnsOf(rows, 0.75 * height);
  if (columns.length < LEAST_COLUMNS) return null;
  const cells: (TableCell | null)[][] = [];
  for (const row of rows) {
    const line: (TableCell | null)[] = columns.map(() => null);
    for (const piece of row.pieces) {
      const [first, last] = spanOf(piece.box, columns);
      const known = line[first];
      if (known) {
        known.text += ` ${piece.text}`;
        known.box = union(known.box, piece.box);
        known.confidence = Math.min(known.confidence, piece.confidence);
      } else {
        line[first] = { text: piece.text, box: piece.box, confidence: piece.confidence };
        if (last > first) line[first].colSpan = last - first + 1;
      }
    }
    cells.push(line);
  }
  const joined = withoutWrapped(cells, rows, height);
  if (joined.length < LEAST_ROWS || !looksLikeTable(joined)) return null;
  const filled = joined.map((row) => blanks(row, rows, columns));
  const boxes = rows.flatMap((row) => row.pieces.map((piece) => piece.box));
  const all = filled.flat().filter((cell): cell is TableCell => cell !== null && cell.text !== '');
  return {
    title: null,
    box: boxes.reduce(union),
    headRows: headRowsOf(filled),
    rows: filled,
    alignment: columns.map((_, c) => alignmentOf(filled, c, height)),
    confidence: all.reduce((sum, cell) => sum + cell.confidence, 0) / Math.max(1, all.length),
    notes: [],
  };
}

function spanOf(box: Region, columns: readonly { x0: number; x1: number }[]): [number, number] {
  const over = columns.map((column) => Math.min(column.x1, box.x + box.width) - Math.max(column.x0, box.x));
  const first = over.findIndex((value, i) => value > 0.3 * Math.min(box.width, columns[i]!.x1 - columns[i]!.x0));
  if (first < 0) return nearest(box, columns);
  let last = first;
  while (
    last + 1 < over.length &&
    over[last + 1]! > 0.3 * Math.min(box.width, columns[last + 1]!.x1 - columns[last + 1]!.x0)
  )
    last++;
  return [first, last];
}

function nearest(box: Region, columns: readonly { x0: number; x1: number }[]): [number, number] {
  const centre = box.x + box.width / 2;
  let best = 0;
  columns.forEach((column, i) => {
    const away = (one: { x0: number; x1: number }) => Math.abs((one.x0 + one.x1) / 2 - centre);
    if (away(column) < away(columns[best]!)) best = i;
  });
  return [best, best];
}

/** A row close below another, with its first cell empty and few others, is the second line of cells that wrap. */
function withoutWrapped(cells: (TableCell | null)[][], rows: readonly Row[], height: number): (TableCell | null)[][] {
  const gaps = rows.slice(1).map((row, i) => row.top - rows[i]!.bottom);
  const usual = median(gaps);
  const out: (TableCell | null)[][] = [];
  cells.forEach((row, i) => {
    const above = out[out.length - 1];
    const gap = i > 0 ? gaps[i - 1]! : Infinity;
    const filled = row.filter((cell) => cell !== null).length;
    const wraps = above && row[0] === null && filled <= row.length / 2 && gap < 0.55 * height && gap < 0.6 * usual;
    if (!wraps) return void out.push(row);
    row.forEach((cell, c) => {
      if (!cell) return;
      const target = above[c];
      if (target) {
        target.text += `\n${cell.text}`;
        target.box = union(target.box, cell.box);
      } else above[c] = cell;
    });
  });
  return out;
}

/** Most cells are filled, most are short, and columns hold something of one kind: lists of prose do not. */
function looksLikeTable(rows: readonly (readonly (TableCell | null)[])[]): boolean {
  const columns = rows[0]!.length;
  const cells = rows.flat();
  const filled = cells.filter((cell) => cell !== null);
  if (filled.length < 0.55 * cells.length) return false;
  const long = filled.filter((cell) => cell!.text.length > 60).length;
  if (long > 0.25 * filled.length) return false;
  const full = rows.filter((row) => row.filter((cell) => cell !== null).length >= Math.max(2, 0.7 * columns)).length;
  if (full < 0.6 * rows.length) return false;
  // Code and prose parted by accident: two columns need numbers, or a head, or short words all through.
  const numeric = filled.filter((cell) => numberOf(cell!.text) !== null).length / filled.length;
  const short = filled.filter((cell) => cell!.text.length <= 24).length / filled.length;
  const signs = filled.filter((cell) => /[{};]|=>|\(\)|::|^\/\/|^#|["'`],?$/.test(cell!.text)).length / filled.length;
  const trailing = filled.filter((cell) => /[,;:({[]$/.test(cell!.text)).length / filled.length;
  if (signs > 0.12 || trailing > 0.15) return false;
  return columns === 2 ? (numeric > 0.25 && short > 0.8) || (rows.length >= 5 && short > 0.95) : short > 0.6;
}

function blanks(
  row: readonly (TableCell | null)[],
  rows: readonly Row[],
  columns: readonly { x0: number; x1: number }[],
): (TableCell | null)[] {
  const some = row.find((cell) => cell !== null);
  let covered = 0;
  return row.map((cell, c) => {
    if (covered > 0) {
      covered--;
      return null;
    }
    if (cell) {
      covered = (cell.colSpan ?? 1) - 1;
      return cell;
    }
    const y = some?.box.y ?? rows[0]!.top;
    return {
      text: '',
      box: { x: columns[c]!.x0, y, width: columns[c]!.x1 - columns[c]!.x0, height: some?.box.height ?? 1 },
      confidence: 0.9,
    };
  });
}

/** Words over columns of numbers are a head; a first row that spans columns belongs to it. */
function headRowsOf(rows: readonly (readonly (TableCell | null)[])[]): number {
  const spanning = rows[0]!.some((cell) => (cell?.colSpan ?? 1) > 1) ? 1 : 0;
  const head = rows[spanning];
  if (!head) return 1;
  const numeric = (cell: TableCell | null | undefined) =>
    cell != null && cell.text !== '' && numberOf(cell.text) !== null;
  const columns = head.map(
    (_, c) =>
      rows.slice(spanning + 1).filter((row) => numeric(row[c])).length / Math.max(1, rows.length - spanning - 1),
  );
  const below = columns.filter((share) => share > 0.6).length;
  const above = head.filter((cell, c) => columns[c]! > 0.6 && !numeric(cell)).length;
  if (below === 0) return spanning + 1;
  return above >= 0.5 * below ? spanning + 1 : spanning;
}

function alignmentOf(
  rows: readonly (readonly (TableCell | null)[])[],
  column: number,
  height: number,
): 'left' | 'right' | 'center' {
  const boxes = rows
    .map((row) => row[column])
    .filter((cell): cell is TableCell => cell != null && cell.text !== '' && (cell.colSpan ?? 1) === 1)
    .map((cell) => cell.box);
  const spread = (at: (box: Region) => number) => {
    const values = boxes.map(at);
    const middle = median(values);
    return median(values.map((value) => Math.abs(value - middle)));
  };
  const left = spread((box) => box.x);
  const right = spread((box) => box.x + box.width);
  const centre = spread((box) => box.x + box.width / 2);
  if (left <= right && left <= centre + 0.1 * height) return 'left';
  return right <= centre ? 'right' : 'center';
}
