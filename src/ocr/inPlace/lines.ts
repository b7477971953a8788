/** Pieces of ink become lines of text. */
import type { Component } from './components.ts';

/** A run of rows this much lower than the others is no line of its own: a dot, an accent, a hyphen's row. */
const LOW = 0.4;

/**
 * @param parts upright pieces
 * @returns the pieces of each line, from top to bottom; one line of all unless there may be several
 */
export function intoLines(parts: Component[], multiline: boolean): Component[][] {
  if (parts.length === 0) return [];
  if (!multiline) return [parts];
  const runs: Component[][] = [];
  let bottom = -Infinity;
  for (const part of [...parts].sort((a, b) => a.y0 - b.y0)) {
    if (part.y0 < bottom) runs.at(-1)!.push(part);
    else runs.push([part]);
    bottom = Math.max(bottom, part.y1);
  }
  const split = runs.flatMap(splitTall);
  return joinLow(split);
}

const top = (parts: Component[]) => Math.min(...parts.map(({ y0 }) => y0));
const foot = (parts: Component[]) => Math.max(...parts.map(({ y1 }) => y1));

/** Lines whose descenders reach into the next one's ascenders: pieces gather around the rows where most of them stand. */
function splitTall(parts: Component[]): Component[][] {
  const heights = parts.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b);
  const usual = heights[Math.floor(0.6 * heights.length)]!;
  if (foot(parts) - top(parts) < 1.9 * usual || parts.length < 4) return [parts];
  const lines: { middle: number; parts: Component[] }[] = [];
  for (const part of parts.filter(({ y0, y1 }) => y1 - y0 >= 0.6 * usual).sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1)) {
    const middle = (part.y0 + part.y1) / 2;
    const line = lines.at(-1);
    if (line && middle - line.middle < 0.7 * usual) {
      line.parts.push(part);
      line.middle += (middle - line.middle) / line.parts.length;
    } else lines.push({ middle, parts: [part] });
  }
  if (lines.length < 2) return [parts];
  for (const part of parts.filter(({ y0, y1 }) => y1 - y0 < 0.6 * usual)) {
    const middle = (part.y0 + part.y1) / 2;
    lines.reduce((a, b) => (Math.abs(a.middle - middle) <= Math.abs(b.middle - middle) ? a : b)).parts.push(part);
  }
  return lines.map((line) => line.parts);
}

function joinLow(runs: Component[][]): Component[][] {
  const tallest = Math.max(...runs.map((run) => foot(run) - top(run)));
  const lines: Component[][] = [];
  let pending: Component[] = [];
  for (const run of runs) {
    const low = foot(run) - top(run) < LOW * tallest;
    const line = lines.at(-1);
    if (!low) {
      lines.push([...pending, ...run]);
      pending = [];
    } else if (line && top(run) - foot(line) < 0.25 * tallest) line.push(...run);
    else pending.push(...run);
  }
  if (pending.length > 0) (lines.at(-1) ?? (lines[0] = [])).push(...pending);
  return lines;
}
