/** How much of a picture's text the model can make out: the height of letters in its square, and which crops would help. */
import type { OcrLine, Region, TextReading } from '../shared/engine.ts';
import { around, grow, squareScale, type Preprocess, type Size } from '../shared/geometry.ts';

export interface Legibility {
  /** Median height of a line of text in the model's square, in its pixels; 0 when there is no text. */
  letterHeight: number;
  /** Share of the text (in characters) that is high enough to be read, 0..1. */
  readable: number;
  /** Most of the text is too small. */
  tooSmall: boolean;
  /** Regions whose crops show their text larger, best first; empty when a crop would not help. */
  crops: Region[];
}

/**
 * Lines lower than this, in the model's pixels, count as too small. A patch is 14 pixels: at 8 a line of text with its
 * ascenders fills half a patch. That is a rule of thumb and no measurement of Imp.
 */
export const READABLE_HEIGHT = 8;
/** A crop helps when letters become at least this much larger. */
const WORTHWHILE = 1.3;
const MOST_CROPS = 3;
/** Lines further apart than this many line heights belong to different blocks. */
const BLOCK_GAP = 2.5;

/** @param side of the model's square in pixels (384 or 196 for Imp) */
export function legibility(reading: TextReading, size: Size, side: number, preprocess: Preprocess): Legibility {
  const lines = reading.lines.filter(
    ({ text, box, sideways }) => !sideways && /[\p{L}\p{N}]/u.test(text) && box.height > 0,
  );
  if (lines.length === 0) return { letterHeight: 0, readable: 1, tooSmall: false, crops: [] };
  const scale = squareScale(size, side, preprocess).y;
  const heights = lines.map(({ box }) => box.height * scale).sort((a, b) => a - b);
  const letterHeight = heights[heights.length >> 1]!;
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0);
  const high = lines
    .filter(({ box }) => box.height * scale >= READABLE_HEIGHT)
    .reduce((sum, { text }) => sum + text.length, 0);
  const readable = high / characters;
  const tooSmall = readable < 0.5;
  const crops = tooSmall ? suggestCrops(lines, size, side, preprocess) : [];
  return { letterHeight, readable, tooSmall, crops };
}

/** Blocks of lines whose crop would show the text larger; the ones with the most text first. */
function suggestCrops(lines: OcrLine[], size: Size, side: number, preprocess: Preprocess): Region[] {
  const whole = squareScale(size, side, preprocess).y;
  return blocks(lines)
    .map((block) => {
      const height = Math.max(...block.map(({ box }) => box.height));
      const region = grow(around(block.map(({ box }) => box))!, height / 2, size);
      return {
        region,
        gain: squareScale(region, side, preprocess).y / whole,
        characters: block.reduce((sum, { text }) => sum + text.length, 0),
      };
    })
    .filter(({ gain, characters }) => gain >= WORTHWHILE && characters >= 4)
    .sort((a, b) => b.characters * Math.min(b.gain, 4) - a.characters * Math.min(a.gain, 4))
    .slice(0, MOST_CROPS)
    .map(({ region }) => region);
}

/** Lines that follow each other closely. */
function blocks(lines: OcrLine[]): OcrLine[][] {
  const out: OcrLine[][] = [];
  for (const line of [...lines].sort((a, b) => a.box.y - b.box.y)) {
    const last = out.at(-1)?.at(-1);
    const gap = last ? line.box.y - last.box.y - last.box.height : Infinity;
    if (last && gap <= BLOCK_GAP * last.box.height) out.at(-1)!.push(line);
    else out.push([line]);
  }
  return out;
}
