/** Pictures that lie on their side or upside down: noticed by what no text is sure of, read upright, boxes turned back. */
import type { LeftOut, OcrLine, OcrWord, Region, TextReading } from '../../shared/engine.ts';
import type { Rgb } from '../page/normalise.ts';
import { isSure } from '../page/words.ts';

/** Quarter turns clockwise. */
export type Turn = 1 | 2 | 3;
const TURNS: Turn[] = [2, 1, 3];

/** Share of the characters in sure words from which a picture is taken as upright; more is wanted where there are few. */
const UPRIGHT = { share: 0.25, ofFew: 0.7, few: 40 };
/** Where less than this is sure in any direction, what was read is noise, another script, or no text at all; of few characters, where their confidence is low too. */
const NOISE = { share: 0.1, ofFew: 50 };
/** Fewer sure characters say nothing about a direction. */
const LEAST = 6;
/** What is kept of noise: words that are read alike once more, by themselves, with this share of their height around them; so many are looked at. */
const ALONE = { around: 0.6, most: 16 };
/** Side of the sample that is tried in the other directions, pixels: some lines. */
const SAMPLE = 640;

interface Quality {
  characters: number;
  sure: number;
  share: number;
  /** Mean over the characters, 0..100. */
  confidence: number;
}

/** @param least characters of a word that counts as sure: in a wrong direction single strokes pass for letters */
export function quality({ lines, left = [] }: TextReading, least = 1): Quality {
  const length = (words: { text: string }[]) => words.reduce((sum, { text }) => sum + text.length, 0);
  // Lines that stand on their side are read upright: in a turned picture they would speak for the wrong direction.
  // What neither eye was sure of speaks of the picture too.
  const words = [
    ...lines.filter(({ sideways }) => !sideways).flatMap((line) => line.words),
    ...left.filter(({ why }) => why === 'noise'),
  ];
  const characters = length(words);
  const sure = length(words.filter(({ text, confidence }) => text.length >= least && isSure(text, confidence)));
  const confidence = words.reduce((sum, word) => sum + word.confidence * word.text.length, 0);
  return {
    characters,
    sure,
    share: characters ? sure / characters : 0,
    confidence: characters ? confidence / characters : 0,
  };
}

/**
 * Reads a picture whichever way it is turned. Only where hardly a word is sure a sample is tried in the other three
 * directions; where none of them is better either, it is noise, of which only what a second look confirms is reported.
 */
export async function readAnyWay(picture: Rgb, read: (picture: Rgb) => Promise<TextReading>): Promise<TextReading> {
  const start = performance.now();
  const asIs = await read(picture);
  const { characters, share, sure, confidence } = quality(asIs);
  if (characters === 0 || share >= (characters < UPRIGHT.few ? UPRIGHT.ofFew : UPRIGHT.share)) return asIs;
  const sample = crop(
    picture,
    densest(
      asIs.lines.flatMap(({ words }) => words),
      picture,
    ),
  );
  let best: { turn: Turn; found: Quality } | undefined;
  for (const turn of TURNS) {
    const found = quality(await read(turned(sample, turn)), 2);
    if (found.sure > (best?.found.sure ?? Math.max(sure, LEAST)) && found.share > Math.max(share, UPRIGHT.share))
      best = { turn, found };
  }
  if (best)
    return {
      ...turnedBack(await read(turned(picture, best.turn)), picture, best.turn),
      ms: performance.now() - start,
    };
  const noise = share < NOISE.share && (characters >= UPRIGHT.few || confidence < NOISE.ofFew);
  return { ...(noise ? await withoutNoise(asIs, picture, read) : asIs), ms: performance.now() - start };
}

/** Of a reading that is mostly noise the words that a second look by themselves agrees with; the rest is left out, with where it was. */
async function withoutNoise(
  reading: TextReading,
  picture: Rgb,
  read: (picture: Rgb) => Promise<TextReading>,
): Promise<TextReading> {
  const kept = new Set<OcrWord>();
  const words = reading.lines.flatMap((line) => line.words);
  const likely = words.filter(({ text, confidence }) => isSure(text, confidence) && /[\p{L}\p{N}]{2}/u.test(text));
  for (const word of likely.sort((a, b) => b.confidence - a.confidence).slice(0, ALONE.most)) {
    const again = (await read(crop(picture, grown(word.box, picture)))).lines.flatMap((line) => line.words);
    if (again.length === 1 && again[0]!.text === word.text && isSure(word.text, again[0]!.confidence)) kept.add(word);
  }
  const lines = reading.lines.flatMap((line) => {
    const some = line.words.filter((word) => kept.has(word));
    return some.length > 0 ? [{ ...line, words: some, text: some.map(({ text }) => text).join(' ') }] : [];
  });
  const left = words
    .filter((word) => !kept.has(word))
    .map(({ text, confidence, box }): LeftOut => ({ text, confidence, box, why: 'noise' }));
  return {
    ...reading,
    lines,
    text: lines.map(({ text }) => text).join('\n'),
    left: [...(reading.left ?? []), ...left],
  };
}

function grown({ x, y, width, height }: Region, picture: Rgb): Region {
  const more = Math.ceil(ALONE.around * height);
  const [x0, y0] = [Math.max(0, Math.floor(x) - more), Math.max(0, Math.floor(y) - more)];
  return {
    x: x0,
    y: y0,
    width: Math.min(picture.width, Math.ceil(x + width) + more) - x0,
    height: Math.min(picture.height, Math.ceil(y + height) + more) - y0,
  };
}

/** The square of the sample's size with the most that was taken for text. */
function densest(words: OcrWord[], { width, height }: Rgb): Region {
  const [w, h] = [Math.min(width, SAMPLE), Math.min(height, SAMPLE)];
  let best: Region = { x: 0, y: 0, width: w, height: h };
  let most = -1;
  for (let y = 0; ; y = Math.min(y + SAMPLE / 2, height - h)) {
    for (let x = 0; ; x = Math.min(x + SAMPLE / 2, width - w)) {
      const inside = words.reduce(
        (sum, { box, text }) => sum + (box.x >= x && box.x < x + w && box.y >= y && box.y < y + h ? text.length : 0),
        0,
      );
      if (inside > most) [most, best] = [inside, { x, y, width: w, height: h }];
      if (x >= width - w) break;
    }
    if (y >= height - h) return best;
  }
}

function crop({ width, data }: Rgb, { x, y, width: w, height: h }: Region): Rgb {
  const out = new Uint8Array(3 * w * h);
  for (let row = 0; row < h; row++)
    out.set(data.subarray(3 * ((y + row) * width + x), 3 * ((y + row) * width + x + w)), 3 * row * w);
  return { width: w, height: h, data: out };
}

/** The picture turned clockwise. */
export function turned({ width, height, data }: Rgb, turn: Turn): Rgb {
  const [w, h] = turn === 2 ? [width, height] : [height, width];
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++, i += 3) {
      const [u, v] =
        turn === 1 ? [y, height - 1 - x] : turn === 2 ? [width - 1 - x, height - 1 - y] : [width - 1 - y, x];
      const from = 3 * (v * width + u);
      out[i] = data[from]!;
      out[i + 1] = data[from + 1]!;
      out[i + 2] = data[from + 2]!;
    }
  }
  return { width: w, height: h, data: out };
}

/** The reading of a turned picture with boxes in the picture (of `width` × `height`) as it was. */
function turnedBack(reading: TextReading, { width, height }: Rgb, turn: Turn): TextReading {
  const back = ({ x, y, width: w, height: h }: Region): Region => {
    if (turn === 1) return { x: y, y: height - x - w, width: h, height: w };
    if (turn === 2) return { x: width - x - w, y: height - y - h, width: w, height: h };
    return { x: width - y - h, y: x, width: h, height: w };
  };
  const lines = reading.lines.map((line): OcrLine => ({
    ...line,
    box: back(line.box),
    words: line.words.map((word) => ({ ...word, box: back(word.box) })),
  }));
  const inPlace = <Item extends { box: Region }>(item: Item): Item => ({ ...item, box: back(item.box) });
  return {
    ...reading,
    lines,
    ...(reading.left && { left: reading.left.map(inPlace) }),
    ...(reading.unread && { unread: reading.unread.map(inPlace) }),
  };
}
