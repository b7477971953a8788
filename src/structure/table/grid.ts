/** Rows and columns from pieces of text: what stands at one height is a row, gaps that all rows share part the columns. */
import type { Region } from '../../shared/engine.ts';

export interface Piece {
  text: string;
  box: Region;
  confidence: number;
}

export interface Row {
  top: number;
  bottom: number;
  pieces: Piece[];
}

/** Pieces in rows, top to bottom, each left to right. */
export function rowsOf(pieces: readonly Piece[]): Row[] {
  const rows: Row[] = [];
  for (const piece of [...pieces].sort((a, b) => a.box.y + a.box.height / 2 - b.box.y - b.box.height / 2)) {
    const middle = piece.box.y + piece.box.height / 2;
    const row = rows.find((one) => middle > one.top && middle < one.bottom && piece.box.y < (one.top + one.bottom) / 2);
    if (row) {
      row.pieces.push(piece);
      row.top = Math.min(row.top, piece.box.y);
      row.bottom = Math.max(row.bottom, piece.box.y + piece.box.height);
    } else rows.push({ top: piece.box.y, bottom: piece.box.y + piece.box.height, pieces: [piece] });
  }
  for (const row of rows) row.pieces.sort((a, b) => a.box.x - b.box.x);
  return rows.sort((a, b) => a.top - b.top);
}

/**
 * Columns of a run of rows: stretches of x in which text stands, parted where (nearly) no row has any. A head that spans
 * several columns may cross a gap: a tenth of the rows, at least one, may.
 */
export function columnsOf(rows: readonly Row[], gap: number): { x0: number; x1: number }[] {
  const boxes = rows.flatMap((row) => row.pieces.map((piece) => piece.box));
  if (boxes.length === 0) return [];
  const left = Math.floor(Math.min(...boxes.map((box) => box.x)));
  const right = Math.ceil(Math.max(...boxes.map((box) => box.x + box.width)));
  const crossed = new Uint16Array(right - left + 1);
  for (const row of rows) {
    for (const { box } of row.pieces) {
      for (let x = Math.floor(box.x); x < Math.ceil(box.x + box.width); x++) crossed[x - left]!++;
    }
  }
  const allowed = rows.length >= 5 ? Math.max(1, Math.floor(rows.length / 10)) : 0;
  const columns: { x0: number; x1: number }[] = [];
  let start = -1;
  let end = -1;
  for (let x = 0; x < crossed.length; x++) {
    if (crossed[x]! > allowed) {
      if (start < 0) start = x;
      else if (x - end > gap) {
        columns.push({ x0: start + left, x1: end + left });
        start = x;
      }
      end = x + 1;
    }
  }
  if (start >= 0) columns.push({ x0: start + left, x1: end + left });
  return columns;
}
