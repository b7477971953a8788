/** Bars: rectangles of one colour that stand on a common line, side by side or on each other. */
import { partsOf } from '../pixels/parts.ts';
import { median, type Rect } from './model.ts';
import type { SeriesMask } from './masks.ts';

export interface Bar {
  series: number;
  /** Pixels of the plot's rectangle. */
  rect: Rect;
  /** Share of the rectangle that has the colour. */
  fill: number;
}

/** Height profile of a mask's part: outlines of one part may hold several bars that touch. */
export function barsOf(
  series: readonly SeriesMask[],
  blocked: Uint8Array,
  width: number,
  height: number,
  unit: number,
): Bar[] {
  const bars: Bar[] = [];
  series.forEach((one, index) => {
    const closed = bridged(one.mask, series, index, blocked, width, height, Math.round(3.2 * unit));
    const { parts, labels } = partsOf(closed, width, height);
    const found: Bar[] = [];
    for (const part of parts) {
      if (part.area < 6 * unit * unit || part.x1 - part.x0 < 2) continue;
      found.push(...withoutSlivers(rectangles(part, labels, width, index, unit), unit));
    }
    bars.push(...pieced(found, unit));
  });
  return bars;
}

/** Slices of a few columns, where an outline's shade frays an edge, belong to the bar that they stand at. */
function withoutSlivers(slices: readonly Bar[], unit: number): Bar[] {
  const out: Bar[] = [];
  const width = (bar: Bar) => bar.rect.x1 - bar.rect.x0;
  const sorted = [...slices].sort((a, b) => a.rect.x0 - b.rect.x0);
  for (const slice of sorted) {
    const thin = width(slice) <= 3.5 * unit;
    const beside = sorted.find(
      (other) =>
        thin &&
        other !== slice &&
        width(other) >= 2.5 * width(slice) &&
        Math.min(Math.abs(other.rect.x0 - slice.rect.x1), Math.abs(slice.rect.x0 - other.rect.x1)) <= 10 * unit &&
        Math.min(other.rect.y1, slice.rect.y1) - Math.max(other.rect.y0, slice.rect.y0) > 0,
    );
    if (!beside) out.push(slice);
  }
  return out;
}

/** Pieces of one height that a line or letters cut apart, each narrower than a bar, become one again. */
function pieced(bars: readonly Bar[], unit: number): Bar[] {
  const widest = Math.max(
    0,
    ...bars.filter((bar) => bar.rect.y1 - bar.rect.y0 > 3 * unit).map((bar) => bar.rect.x1 - bar.rect.x0),
  );
  const out: Bar[] = [];
  for (const bar of [...bars].sort((a, b) => a.rect.x0 - b.rect.x0)) {
    const last = out.find(
      (one) =>
        Math.abs(one.rect.y0 - bar.rect.y0) <= Math.max(1.5, 0.03 * (one.rect.y1 - one.rect.y0)) &&
        Math.abs(one.rect.y1 - bar.rect.y1) <= 1.5 &&
        bar.rect.x0 - one.rect.x1 >= -1 &&
        bar.rect.x0 - one.rect.x1 <= 4 * unit &&
        bar.rect.x1 - one.rect.x0 <= 1.15 * widest &&
        Math.max(bar.rect.x1 - bar.rect.x0, one.rect.x1 - one.rect.x0) < 0.8 * widest,
    );
    if (last) {
      const wider = bar.rect.x1 - bar.rect.x0 > last.rect.x1 - last.rect.x0 ? bar.rect : last.rect;
      last.rect = { ...wider, x0: last.rect.x0, x1: bar.rect.x1 };
    } else out.push({ ...bar, rect: { ...bar.rect } });
  }
  return out;
}

/** Lines, letters and gaps of a few pixels across a bar are closed, upwards and sideways, where no other series shows. */
function bridged(
  mask: Uint8Array,
  series: readonly SeriesMask[],
  index: number,
  blocked: Uint8Array,
  width: number,
  height: number,
  most: number,
): Uint8Array {
  const out = mask.slice();
  const other = (i: number) => series.some((one, s) => s !== index && one.mask[i]);
  for (let x = 0; x < width; x++) {
    let last = -1;
    let text = 0;
    for (let y = 0; y < height; y++) {
      const i = y * width + x;
      if (mask[i]) {
        if (last >= 0 && y - last > 1 && y - last - 1 - text <= most)
          for (let k = last + 1; k < y; k++) out[k * width + x] = 1;
        last = y;
        text = 0;
      } else if (other(i)) last = -1;
      else if (blocked[i]) text++;
    }
  }
  for (let y = 0; y < height; y++) {
    let last = -1;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (mask[i]) {
        if (last >= 0 && x - last > 1 && x - last - 1 <= most) {
          // Sideways only through lines and letters: a gap between two bars is ground all the way up.
          let hole = true;
          for (let k = last + 1; k < x && hole; k++) hole = enclosed(mask, k, y, width, height);
          if (hole) for (let k = last + 1; k < x; k++) out[y * width + k] = 1;
        }
        last = x;
      } else if (other(i)) last = -1;
    }
  }
  return out;
}

function enclosed(mask: Uint8Array, x: number, y: number, width: number, height: number): boolean {
  let up = false;
  let down = false;
  for (let k = 1; k < 40 && !(up && down); k++) {
    if (y - k >= 0 && mask[(y - k) * width + x]) up = true;
    if (y + k < height && mask[(y + k) * width + x]) down = true;
  }
  return up && down;
}

/** A part's outline, cut where its upper or lower edge jumps. */
function rectangles(
  part: { x0: number; y0: number; x1: number; y1: number; area: number; id: number },
  labels: Int32Array,
  width: number,
  series: number,
  unit: number,
): Bar[] {
  const columns: { top: number; bottom: number; ink: number }[] = [];
  for (let x = part.x0; x < part.x1; x++) {
    let top = -1;
    let bottom = -1;
    let ink = 0;
    for (let y = part.y0; y < part.y1; y++) {
      if (labels[y * width + x] !== part.id) continue;
      if (top < 0) top = y;
      bottom = y + 1;
      ink++;
    }
    columns.push({ top, bottom, ink });
  }
  const jump = Math.max(2, 1.6 * unit);
  const out: Bar[] = [];
  let start = 0;
  const flush = (end: number) => {
    const piece = columns.slice(start, end).filter((column) => column.top >= 0);
    if (piece.length >= Math.max(2, 1.5 * unit)) {
      const core = piece.length > 6 ? piece.slice(1, -1) : piece;
      const top = median(core.map((column) => column.top));
      const bottom = median(core.map((column) => column.bottom));
      // A slope is no bar's end.
      const level = core.filter((column) => Math.abs(column.top - top) <= Math.max(1.5, 2 * unit)).length;
      if (level < 0.75 * core.length) {
        start = end;
        return;
      }
      const ink = piece.reduce((sum, column) => sum + column.ink, 0);
      const rect: Rect = { x0: part.x0 + start, x1: part.x0 + end, y0: top, y1: bottom };
      const area = (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
      if (area > 0) out.push({ series, rect, fill: Math.min(1, ink / area) });
    }
    start = end;
  };
  for (let i = 1; i < columns.length; i++) {
    const a = columns[i - 1]!;
    const b = columns[i]!;
    // A rounded corner goes over several columns; a step between bars goes at once.
    if (Math.abs(a.top - b.top) > jump || Math.abs(a.bottom - b.bottom) > jump) {
      const ahead = columns[Math.min(columns.length - 1, i + Math.round(3 * unit))]!;
      const corner =
        i - start < 4 * unit && Math.abs(ahead.top - b.top) <= 0.5 && out.length === 0 && start === 0 && i <= 4 * unit;
      const ending = columns.length - i < 4 * unit;
      if (!corner && !ending) flush(i);
    }
  }
  flush(columns.length);
  return out;
}

/**
 * Whether the rectangles are bars: most of the ink lies in them, they are solid, and they share widths or a base line.
 */
export function barLikeness(bars: readonly Bar[], series: readonly SeriesMask[], unit: number): number {
  const ink = series.reduce((sum, one) => sum + one.count, 0);
  if (ink === 0 || bars.length === 0) return 0;
  const solid = bars.filter((bar) => bar.fill > 0.86 && bar.rect.x1 - bar.rect.x0 >= 3 * unit);
  const area = solid.reduce(
    (sum, bar) => sum + (bar.rect.x1 - bar.rect.x0) * (bar.rect.y1 - bar.rect.y0) * bar.fill,
    0,
  );
  const widths = solid.map((bar) => bar.rect.x1 - bar.rect.x0);
  const usual = median(widths);
  const same =
    widths.filter((value) => Math.abs(value - usual) <= Math.max(2, 0.12 * usual)).length / Math.max(1, widths.length);
  return Math.min(1, area / ink) * (0.4 + 0.6 * same);
}
