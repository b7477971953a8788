/** Columns of characters: text on its side. */

export interface Glyph {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  id: number;
}

/** Characters that stand alone in their line, one above the other: text on its side. */
export function inColumns(single: readonly Glyph[], unit: number): Glyph[][] {
  const sorted = [...single].sort((a, b) => a.y0 - b.y0);
  const used = new Set<Glyph>();
  const columns: Glyph[][] = [];
  for (const first of sorted) {
    if (used.has(first)) continue;
    const group = [first];
    for (const next of sorted) {
      const last = group[group.length - 1]!;
      if (used.has(next) || next === last || next.y0 < last.y0 + 0.6 * (last.y1 - last.y0)) continue;
      const gap = next.y0 - last.y1;
      const wide = Math.max(next.x1 - next.x0, last.x1 - last.x0);
      if (gap > 0.8 * wide + unit) {
        if (gap > 40 * unit) break;
        continue;
      }
      if (
        Math.min(last.x1, next.x1) - Math.max(last.x0, next.x0) <
        0.55 * Math.min(last.x1 - last.x0, next.x1 - next.x0)
      )
        continue;
      group.push(next);
    }
    if (group.length < 3) continue;
    const widths = group.map((glyph) => glyph.x1 - glyph.x0).sort((a, b) => a - b);
    const tall = group.map((glyph) => glyph.y1 - glyph.y0).sort((a, b) => a - b);
    if (widths[widths.length - 1]! > 24 * unit || widths[widths.length >> 1]! < 0.95 * tall[tall.length >> 1]!)
      continue;
    group.forEach((glyph) => used.add(glyph));
    columns.push(group);
  }
  return columns;
}

/** Columns of characters that have nothing on one side of them. */
export function sideColumns(glyphs: readonly Glyph[], unit: number): Glyph[][] {
  const free = (glyph: Glyph, side: -1 | 1) =>
    !glyphs.some(
      (other) =>
        other !== glyph &&
        Math.min(other.y1, glyph.y1) - Math.max(other.y0, glyph.y0) > 0 &&
        (side < 0
          ? other.x1 <= glyph.x0 + unit && other.x1 > glyph.x0 - 14 * unit
          : other.x0 >= glyph.x1 - unit && other.x0 < glyph.x1 + 14 * unit),
    );
  if (glyphs.length > 1500) return [];
  return ([-1, 1] as const).flatMap((side) =>
    inColumns(
      glyphs.filter((glyph) => glyph.x1 - glyph.x0 <= 20 * unit && free(glyph, side)),
      unit,
    ).filter((column) => {
      const box = boxOf(column);
      // Last letters of lines below each other have their words beside them; a title's stand alone.
      const alone = column.filter(
        (glyph) =>
          !glyphs.some(
            (other) =>
              !column.includes(other) &&
              Math.min(other.y1, glyph.y1) - Math.max(other.y0, glyph.y0) > 0 &&
              other.x1 > glyph.x0 - 4 * unit &&
              other.x0 < glyph.x1 + 4 * unit,
          ),
      ).length;
      return column.length >= 4 && box.y1 - box.y0 > 3 * (box.x1 - box.x0) && alone >= 0.7 * column.length;
    }),
  );
}

export function boxOf(glyphs: readonly Glyph[]): { x0: number; y0: number; x1: number; y1: number } {
  return {
    x0: Math.min(...glyphs.map((glyph) => glyph.x0)),
    y0: Math.min(...glyphs.map((glyph) => glyph.y0)),
    x1: Math.max(...glyphs.map((glyph) => glyph.x1)),
    y1: Math.max(...glyphs.map((glyph) => glyph.y1)),
  };
}
