/** The line recogniser's readings of snippets, with what else their doubtful characters could be. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Decoding, LineRecognizer } from '../line/index.ts';
import { capitalHeight, withLetterCase } from './letterCase.ts';
import { inkColumns, withEllipsis, withSpaces } from './spacing.ts';
import { padded, type Snippet } from './snippet.ts';
import type { Candidate } from './merge.ts';
import type { Alphabet } from './types.ts';

/** Milliseconds of reading after which others have their turn: a wish to stop arrives only between two turns. */
const TURN_MS = 50;
/** What takes longer is left to the sheets: a chart takes a second, a busy machine some more. */
const MOST_MS = 20_000;
/** How much a line's reading counts beside a sheet's. */
const WEIGHT = 1.5;
/** Characters below this could be their second choice. */
const SURE = 0.9;
const MOST_VARIANTS = 4;
/** Readings of a region with clutter in it count from here on, and that much. */
const SURE_OF_RAW = 0.6;
const CLUTTERED = 0.9;

interface Read {
  found: Decoding;
  /** With signs of numbers alone. */
  numeric?: Decoding;
  /** Of the region as it is, with whatever runs through it. */
  raw?: Decoding;
  place: { width: number; left: number };
}

/** @returns for each snippet its readings; what is read twice (the same pixels) costs once */
export async function readLines(
  pieces: { snippet: Snippet; alphabet: Alphabet }[],
  lines: LineRecognizer,
  signal?: AbortSignal,
): Promise<Candidate[][]> {
  const known = new Map<string, Read>();
  const read: (Read | undefined)[] = [];
  const start = performance.now();
  let turn = start;
  for (const { snippet, alphabet } of pieces) {
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
    signal?.throwIfAborted();
    const picture = padded(snippet);
    const key = `${alphabet} ${picture.width} ${createHash('sha1').update(picture.data).digest('base64')}`;
    let same = snippet.raw ? undefined : known.get(key);
    if (!same && turn - start < MOST_MS) {
      same = readOne(picture, snippet, alphabet, lines);
      known.set(key, same);
    }
    read.push(same);
  }
  const usual = usualCapitals(read, pieces);
  return read.map((one, i) => (one ? candidates(one, pieces[i]!.snippet, usual) : []));
}

function readOne(
  picture: ReturnType<typeof padded>,
  snippet: Snippet,
  alphabet: Alphabet,
  lines: LineRecognizer,
): Read {
  const found = lines.read(picture);
  // Only signs of numbers, where one must stand: a second opinion that costs the line once more.
  const numeric = alphabet === 'number' && found.confidence < SURE ? lines.read(picture, 'number') : undefined;
  const raw = snippet.raw && lines.read(snippet.raw);
  return { found, place: picture, ...(numeric && { numeric }), ...(raw && { raw }) };
}

/** Height of capitals and digits where most of the texts have the same. */
function usualCapitals(read: (Read | undefined)[], pieces: { snippet: Snippet }[]): number | undefined {
  const heights = read
    .map((one, i) =>
      one && one.found.confidence >= SURE
        ? capitalHeight(one.found.characters, pieces[i]!.snippet.pieces, one.place)
        : undefined,
    )
    .filter((height) => height !== undefined)
    .sort((a, b) => a - b);
  const middle = heights[heights.length >> 1];
  if (middle === undefined || heights.length < 3) return undefined;
  const alike = heights.filter((height) => Math.abs(height - middle) <= Math.max(1, 0.1 * middle)).length;
  return alike >= 0.6 * heights.length ? middle : undefined;
}

function candidates({ found, numeric, raw, place }: Read, snippet: Snippet, usual: number | undefined): Candidate[] {
  const out = variants(mended(found, snippet, place, usual));
  if (numeric) out.push(...variants(numeric));
  if (!raw || raw.confidence < SURE_OF_RAW) return out;
  const [clean] = out;
  const reading = { text: raw.text, confidence: CLUTTERED * raw.confidence, weight: WEIGHT };
  // A letter that what runs through took along: the region as it is has more of the same text.
  const alike = (text: string) => text.toLowerCase().replace(/o/g, '0');
  const longer = clean ? raw.text.length - clean.text.length : Infinity;
  const more = longer > 0 && longer <= 3 && alike(raw.text).includes(alike(clean?.text ?? ''));
  return more || !clean ? [reading, ...out.map((other) => ({ ...other, variant: true }))] : [...out, reading];
}

/** What geometry knows better than the recogniser: the case of letters of one shape, spaces, rows of dots. */
function mended(
  found: Decoding,
  { pieces, height }: Snippet,
  place: { width: number; left: number },
  usual?: number,
): Decoding {
  const cased = withLetterCase(found.characters, pieces, place, usual);
  const characters = withEllipsis(withSpaces(cased, inkColumns(pieces), height, place), pieces);
  return { ...found, characters, text: characters.map(({ text }) => text).join('') };
}

/** The reading, and what it would be with one doubtful character's second choice. */
function variants({ text, confidence, characters }: Decoding): Candidate[] {
  if (text === '') return [];
  const out: Candidate[] = [{ text, confidence, weight: WEIGHT }];
  characters.forEach((character, i) => {
    if (character.confidence >= SURE || out.length > MOST_VARIANTS) return;
    const [other] = character.others;
    if (!other) return;
    const changed = characters.map(({ text: same }, k) => (k === i ? other.text : same)).join('');
    if (changed.trim() !== '')
      out.push({ text: changed, confidence: Math.min(confidence, other.confidence), weight: WEIGHT, variant: true });
  });
  return out;
}
