import type { OcrLine } from '../../../src/shared/reading.ts';
import type { PictureFacts } from '../../../src/shared/structure.ts';

/** A picture in which nothing was found but what is given. */
export const emptyFacts = (found: Partial<PictureFacts>): PictureFacts => ({
  version: 1,
  width: 800,
  height: 500,
  kind: { name: 'other', confidence: 0.4 },
  text: { lines: [], text: '', ms: 0 },
  charts: [],
  tables: [],
  diagrams: [],
  page: null,
  numbers: [],
  notes: [],
  ms: {},
  ...found,
});

const [WIDTH, HEIGHT] = [8, 18];

/** Lines of a monospaced screen as a recogniser without errors gives them. */
export function readingOf(texts: readonly string[]): PictureFacts['text'] {
  const lines = texts.flatMap((text, row): OcrLine[] => {
    if (text.trim() === '') return [];
    const words = [...text.matchAll(/\S+/g)].map((match) => ({
      text: match[0],
      confidence: 95,
      box: { x: match.index * WIDTH, y: row * HEIGHT, width: match[0].length * WIDTH, height: HEIGHT },
    }));
    const first = words[0]!.box;
    const last = words.at(-1)!.box;
    return [{ text, words, box: { ...first, width: last.x + last.width - first.x } } as OcrLine];
  });
  return { lines, text: texts.join('\n'), ms: 0 };
}
