/** The line recogniser's readings of snippets, with what else their doubtful characters could be. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Decoding, LineRecognizer } from '../line/index.ts';
import { withLetterCase } from './letterCase.ts';
import { padded, type Snippet } from './isolate.ts';
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

export async function readLines(
  pieces: { snippet: Snippet; alphabet: Alphabet }[],
  lines: LineRecognizer,
  signal?: AbortSignal,
): Promise<Candidate[][]> {
  const out: Candidate[][] = [];
  const known = new Map<string, Candidate[]>();
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
    const same = known.get(key);
    if (same || turn - start > MOST_MS) {
      out.push([...(same ?? [])]);
      continue;
    }
    const found = variants(withCase(lines.read(picture), snippet, picture));
    // Only signs of numbers, where one must stand: a second opinion that costs the line once more.
    if (alphabet === 'number' && (found[0]?.confidence ?? 0) < SURE)
      found.push(...variants(lines.read(picture, 'number')));
    known.set(key, found);
    out.push([...found]);
  }
  return out;
}

function withCase(found: Decoding, { pieces }: Snippet, { width, left }: { width: number; left: number }): Decoding {
  const characters = withLetterCase(found.characters, pieces, { width, left });
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
