/** Large pictures are decoded and read a part at a time: what 33 megapixels take by themselves would be 100 MB, and as much again for each step. */
import type { Region, TextReading } from '../shared/engine.ts';
import type { Rgb } from './page/normalise.ts';

/** A picture whose rows are decoded when they are wanted. */
export interface RowSource {
  width: number;
  height: number;
  /** All columns of `count` rows from row `top` on. */
  rows(top: number, count: number): Promise<Rgb>;
}

export interface Part {
  /** First row and number of rows that are read. */
  top: number;
  height: number;
  /** Rows of the picture whose lines count; a line belongs to the row of its middle. */
  from: number;
  to: number;
}

/** Larger pictures are read in parts: 18 MB of RGB each. A screen of 2560 × 1600 is one part, one of 3840 × 2160 two. */
const PART_PIXELS = 6e6;
/** Rows that a part has beyond its own on each side: higher than a line of text. */
const MARGIN = 100;

/** Parts from top to bottom. */
export function partsOf({ width, height }: { width: number; height: number }): Part[] {
  const count = Math.ceil((width * height) / PART_PIXELS);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [Math.round((i * height) / count), Math.round(((i + 1) * height) / count)];
    const top = Math.max(0, from - MARGIN);
    return { top, height: Math.min(height, to + MARGIN) - top, from, to };
  });
}

/** The readings of the parts as one of the picture. */
export async function inParts(parts: Part[], read: (part: Part) => Promise<TextReading>): Promise<TextReading> {
  const all: TextReading = { lines: [], text: '', ms: 0 };
  const text: string[] = [];
  for (const part of parts) {
    const { lines, text: own, ms, left, unread, languages } = await read(part);
    const indented = own.split('\n'); // one for each line
    all.ms += ms;
    const down = <Box extends { y: number }>(box: Box): Box => ({ ...box, y: box.y + part.top });
    const isOwn = ({ y, height }: { y: number; height: number }) => {
      const middle = part.top + y + height / 2;
      return middle >= part.from && (middle < part.to || part === parts.at(-1));
    };
    const add = <Item extends { box: Region }>(known: Item[] | undefined, items: Item[] = []) => {
      const more = items.filter(({ box }) => isOwn(box)).map((item) => ({ ...item, box: down(item.box) }));
      return known || more.length > 0 ? [...(known ?? []), ...more] : undefined;
    };
    all.left = add(all.left, left);
    all.unread = add(all.unread, unread);
    if (languages) all.languages = [...new Set([...(all.languages ?? []), ...languages])];
    lines.forEach((line, i) => {
      if (!isOwn(line.box)) return;
      all.lines.push({
        ...line,
        box: down(line.box),
        words: line.words.map((word) => ({ ...word, box: down(word.box) })),
      });
      text.push(indented[i]!);
    });
  }
  if (!all.left) delete all.left;
  if (!all.unread) delete all.unread;
  return { ...all, text: text.join('\n') };
}
