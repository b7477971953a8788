/** Reads many regions of a picture together: each isolated and read as a line; what stays doubtful again, all on a few sheets. */
import type { Region } from '../../shared/engine.ts';
import { throwIfStopped } from '../../shared/errors.ts';
import { sharedLineRecognizer, type LineRecognizer } from '../line/index.ts';
import type { Rgb } from '../page/normalise.ts';
import type { Recognizer } from '../recognise/tesseract.ts';
import { isolate } from './isolate.ts';
import type { Direction, Snippet } from './snippet.ts';
import { readLines } from './lineReading.ts';
import { isDoubtful, merge, type Candidate, type Merged } from './merge.ts';
import { readSheets } from './sheetReading.ts';
import type { Alphabet, PlaceReader, RegionReading, TextRegion } from './types.ts';

/** Regions beyond this are not read: bounded time for a picture full of specks. */
export const MOST_REGIONS = 400;

export interface PlaceReaderOptions {
  /** Reads single lines; default: the one that this thread shares. `null`: sheets alone. */
  lines?: LineRecognizer | null;
}

interface Piece {
  region: number;
  alphabet: Alphabet;
  direction: Direction;
  snippet: Snippet;
}

/**
 * @param picture at full resolution
 * @param recognizer reads pages that are dark on white
 */
export function createPlaceReader(picture: Rgb, recognizer: Recognizer, options: PlaceReaderOptions = {}): PlaceReader {
  const read = async (regions: readonly TextRegion[], signal?: AbortSignal): Promise<RegionReading[]> => {
    const pieces = regions.slice(0, MOST_REGIONS).flatMap((region, index) =>
      directionsOf(region).flatMap((direction) =>
        isolate(picture, region, direction).map((snippet): Piece => ({
          region: index,
          alphabet: region.alphabet ?? 'any',
          direction,
          snippet,
        })),
      ),
    );
    const lines = options.lines === undefined ? await sharedLineRecognizer() : options.lines;
    const found = lines ? await readLines(pieces, lines, signal) : pieces.map((): Candidate[] => []);
    const doubtful = pieces.map((_, i) => i).filter((i) => isDoubtful(found[i]!, pieces[i]!.alphabet));
    const again = await readSheets(
      doubtful.map((i) => pieces[i]!.snippet),
      recognizer,
      signal,
    );
    doubtful.forEach((i, k) => found[i]!.push(...again[k]!));
    const merged = pieces.map(({ alphabet }, i) => merge(found[i]!, alphabet));
    return regions.map((region, index) => readingOf(region, index, pieces, merged));
  };
  return {
    async read(regions, signal) {
      throwIfStopped(signal);
      try {
        return await read(regions, signal);
      } catch (error) {
        throwIfStopped(signal);
        throw error;
      }
    },
  };
}

/** Text on its side mostly reads upwards: that is tried first. */
function directionsOf({ direction = 0, box }: TextRegion): Direction[] {
  if (direction !== 'auto') return [direction];
  if (box.height > 1.6 * box.width) return [270, 90];
  if (box.width > 1.6 * box.height) return [0, 180];
  return [0, 270, 90, 180];
}

/** Upside down still characters, if others. */
const BOTH_WAYS = /^[\dWMNZSHIOXHunoxszdpbqwm.,:-]{1,2}$/;

const NOTHING: RegionReading['alternatives'] = [];

function readingOf(region: TextRegion, index: number, pieces: Piece[], merged: Merged[]): RegionReading {
  const byDirection = new Map<Direction, { snippet: Snippet; merged: Merged }[]>();
  pieces.forEach(({ region: of, direction, snippet }, i) => {
    if (of !== index) return;
    const lines = byDirection.get(direction) ?? [];
    lines.push({ snippet, merged: merged[i]! });
    byDirection.set(direction, lines);
  });
  const read = new Map([...byDirection].map(([direction, lines]) => [direction, together(lines)]));
  // The first of two opposite directions is the likeliest: the other must be clearly surer, and the text none that reads both ways.
  const pairs = [
    [0, 180],
    [270, 90],
  ] as const;
  const chosen = pairs.flatMap(([first, opposite]) => {
    const [one, other] = [read.get(first), read.get(opposite)];
    if (!one || !other) return (one ?? other) ? [(one ?? other)!] : [];
    return [other.confidence > one.confidence + 0.1 && !BOTH_WAYS.test(one.text) ? other : one];
  });
  const best = chosen.reduce<RegionReading | undefined>(
    (a, b) => (a && a.confidence + 0.1 >= b.confidence ? a : b),
    undefined,
  );
  return best ?? { text: '', confidence: 0, box: region.box, lines: [], alternatives: NOTHING };
}

function together(lines: { snippet: Snippet; merged: Merged }[]): RegionReading {
  const read = lines.filter(({ merged }) => merged.text !== '');
  const characters = read.reduce((sum, { merged }) => sum + merged.text.length, 0);
  const weighted = read.reduce((sum, { merged }) => sum + merged.text.length * merged.confidence, 0);
  return {
    text: read.map(({ merged }) => merged.text).join('\n'),
    confidence: characters ? weighted / characters : 0,
    box: around(lines.map(({ snippet }) => snippet.box)),
    lines: read.map(({ snippet, merged }) => ({
      text: merged.text,
      confidence: merged.confidence,
      box: snippet.box,
    })),
    alternatives: read.length === 1 ? read[0]!.merged.alternatives : NOTHING,
  };
}

function around(boxes: Region[]): Region {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
