/**
 * Large screenshots in parts: an overview and tiles together within the context, or one tile after the other with the
 * answers put together. How many parts follows from how high letters become and how many tokens it takes; which way, where
 * the context holds them all, from what was measured of the model on this machine.
 */
import type { OcrLine, Region, TextReading } from '../shared/engine.ts';
import { squareScale, type Preprocess, type Size } from '../shared/geometry.ts';
import { READABLE_HEIGHT } from './legibility.ts';

export interface TilePlan {
  /** `whole`: tiles are not needed or not possible; `together`: overview and tiles in one prompt; `in-turn`: a question a tile. */
  mode: 'whole' | 'together' | 'in-turn';
  /** Those with text, in reading order, overlapping a little; empty for `whole`. */
  tiles: Region[];
  /** Visual tokens of all prompts of the plan. */
  tokens: number;
  /** How much larger than in the whole picture the tiles show it. */
  gain: number;
}

/** What was measured or predicted of the model in use on this machine. */
export interface LookSpeed {
  /** Of one picture. */
  encodeSeconds: number;
  prefillTokensPerSecond: number;
  tokensPerSecond: number;
}

/** Tokens that an answer about a part is taken to have: those of the paper's Table 4. */
const TYPICAL_ANSWER = 64;

/** Tiles share this part of their side with the next one, so that a line that is cut in one is whole in the other. */
const OVERLAP = 0.08;
/** More tiles than this would take minutes on a CPU. */
const MOST_TILES = 9;
/** The gain below which a grid is not worth its tokens. */
const WORTHWHILE = 1.25;

/**
 * The plan for a picture of `size`: the smallest grid of near-square tiles that makes its letters readable, or the finest
 * affordable one.
 * @param budget visual tokens that one prompt may hold
 * @param reading for the height of its letters; without text the picture stays whole
 * @param speed absent where nothing was measured: then tiles go together whenever they fit
 */
export function planTiles(
  size: Size,
  side: number,
  tokensPerImage: number,
  budget: number,
  preprocess: Preprocess,
  reading: TextReading,
  speed?: LookSpeed,
): TilePlan {
  const whole: TilePlan = { mode: 'whole', tiles: [], tokens: tokensPerImage, gain: 1 };
  const needed = neededGain(reading.lines, size, side, preprocess);
  if (needed <= 1) return whole;
  // The overview takes one.
  const together = speed && soonerInTurn(speed, tokensPerImage) ? 0 : Math.floor(budget / tokensPerImage) - 1;
  const most = budget < tokensPerImage ? 0 : MOST_TILES;
  let best: TilePlan | undefined;
  for (const [columns, rows] of grids(size, most)) {
    const parts = cut(size, columns, rows);
    const gain = squareScale(parts[0]!, side, preprocess).y / squareScale(size, side, preprocess).y;
    // A part without text costs a prompt of its own and shows nothing that the whole does not.
    const tiles = parts.filter((tile) => readingIn(reading, tile).lines.length > 0);
    const mode = tiles.length <= together ? 'together' : 'in-turn';
    const plan: TilePlan = {
      mode,
      tiles,
      tokens: tokensPerImage * (tiles.length + (mode === 'together' ? 1 : 0)),
      gain,
    };
    if (gain < WORTHWHILE || (best && gain <= best.gain)) continue;
    best = plan;
    if (gain >= needed) return plan;
  }
  return best ?? whole;
}

/** Tokens kept for the question, its template and the recognised text that goes with it. */
const TEXT_TOKENS = 160;

/** Visual tokens that one prompt may hold: what the answer (at most a quarter of the context) and the text leave. */
export function tileBudget({ contextTokens }: { contextTokens: number }, answerTokens: number): number {
  return Math.max(0, contextTokens - Math.min(answerTokens, Math.floor(contextTokens / 4)) - TEXT_TOKENS);
}

/** Lines whose middle lies in the tile, where they are in it. */
export function readingIn({ lines, ms }: TextReading, tile: Region): TextReading {
  const inside = lines.filter(({ box }) => {
    const [x, y] = [box.x + box.width / 2 - tile.x, box.y + box.height / 2 - tile.y];
    return x >= 0 && y >= 0 && x < tile.width && y < tile.height;
  });
  return { lines: inside, text: inside.map(({ text }) => text).join('\n'), ms };
}

/**
 * Together, the first word waits for all n parts, in turn for one; but in turn n answers are written instead of one. The
 * mean of first and last word comes sooner in turn where looking at a part takes longer than writing an answer about it.
 */
export function soonerInTurn(
  { encodeSeconds, prefillTokensPerSecond, tokensPerSecond }: LookSpeed,
  tokensPerImage: number,
): boolean {
  return encodeSeconds + tokensPerImage / prefillTokensPerSecond > TYPICAL_ANSWER / tokensPerSecond;
}

/** How much larger letters must become for three quarters of the text to be readable. */
function neededGain(lines: OcrLine[], size: Size, side: number, preprocess: Preprocess): number {
  const scale = squareScale(size, side, preprocess).y;
  const heights = lines
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map(({ box }) => box.height * scale)
    .sort((a, b) => a - b);
  return heights.length ? READABLE_HEIGHT / Math.max(0.1, heights[Math.floor(heights.length / 4)]!) : 1;
}

/** Grids of at most `most` tiles whose tiles are as square as the picture allows, coarse ones first. */
function grids({ width, height }: Size, most: number): [columns: number, rows: number][] {
  const out: [number, number][] = [];
  for (let columns = 1; columns <= most; columns++) {
    for (let rows = 1; rows * columns <= most; rows++) {
      const shape = width / columns / (height / rows);
      if (columns * rows > 1 && shape >= 0.5 && shape <= 2) out.push([columns, rows]);
    }
  }
  return out.sort(([a, b], [c, d]) => a * b - c * d);
}

function cut({ width, height }: Size, columns: number, rows: number): Region[] {
  const span = (length: number, parts: number, i: number) => {
    const part = length / (parts - OVERLAP * (parts - 1)); // parts overlap and end at the border
    const start = Math.round(i * part * (1 - OVERLAP));
    return { start, length: Math.min(length, Math.round(start + part)) - start };
  };
  const tiles: Region[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [span(width, columns, column), span(height, rows, row)];
      tiles.push({ x: x.start, y: y.start, width: x.length, height: y.length });
    }
  }
  return tiles;
}

/** Where a tile lies, in words for the question about it and for the answers put together. */
export function tilePlace(tile: Region, size: Size): string {
  const part = (start: number, length: number, whole: number, names: [string, string, string]) => {
    if (length > 0.9 * whole) return '';
    const middle = (start + length / 2) / whole;
    return names[middle < 0.4 ? 0 : middle > 0.6 ? 2 : 1];
  };
  const vertical = part(tile.y, tile.height, size.height, ['top', 'middle', 'bottom']);
  const horizontal = part(tile.x, tile.width, size.width, ['left', 'centre', 'right']);
  return [vertical, horizontal].filter(Boolean).join(' ') || 'whole picture';
}

/**
 * Answers of tiles as one: what several tiles answer alike stands once, with all their places. Empty answers and plain
 * refusals ("No.", "There is none.") are left out unless nothing else was said.
 */
export function mergeAnswers(answers: readonly { tile: Region; text: string }[], size: Size): string {
  const groups = new Map<string, { text: string; places: string[] }>();
  for (const { tile, text } of answers) {
    const trimmed = text.trim();
    const key = trimmed
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (key === '') continue;
    const group = groups.get(key) ?? { text: trimmed, places: [] };
    const place = tilePlace(tile, size);
    if (!group.places.includes(place)) group.places.push(place);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  const telling = all.filter(
    ({ text }) =>
      !/^(?:no|none|nothing|unanswerable|there (?:is|are) (?:no|none)\b.*|not (?:visible|shown))[.!]?$/i.test(text),
  );
  const kept = telling.length > 0 ? telling : all;
  if (kept.length === 1) return kept[0]!.text;
  return kept.map(({ text, places }) => `- **${places.join(', ')}:** ${text.replace(/\n/g, '\n  ')}`).join('\n');
}
