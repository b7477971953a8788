/** Tesseract, offline: its own worker thread, local data, words with glyph boxes. */
import { createWorker, type Worker } from 'tesseract.js';
import { correctGlyph } from '../lines/correct.ts';
import type { OcrFiles } from './data.ts';
import type { Grey } from '../page/normalise.ts';
import { toPgm } from '../page/pgm.ts';
import type { FoundWord } from '../page/words.ts';

export interface Recognizer {
  /** Words of a page that is dark on white, in any order; boxes in pixels of the page. */
  recognize(page: Grey): Promise<FoundWord[]>;
  /** The same of a page in Korean, with data and a program of its own that are gone afterwards; absent: not installed. */
  korean?(page: Grey): Promise<FoundWord[]>;
  /** Ends the program. */
  end?(): Promise<void>;
}

const LSTM_ONLY = 1;
/** `11`, sparse text: find as much as possible, in no particular order; layout is ours. `6`: lines one below the other. */
type PageMode = '6' | '11';

/**
 * Starts Tesseract. Data comes from `langPath`, is never fetched and never written anywhere.
 * Rejects with an Error when the data cannot be used; tesseract.js by itself would wait for ever.
 */
export function startTesseract(
  { langPath }: Pick<OcrFiles, 'langPath'>,
  language = 'eng',
  mode: PageMode = '11',
): Promise<Recognizer> {
  return new Promise((resolve, reject) => {
    createWorker(language, LSTM_ONLY, {
      langPath,
      cacheMethod: 'none',
      gzip: true,
      errorHandler: (error: unknown) => reject(new Error(String(error))),
    }).then(
      async (worker) => {
        await worker.setParameters({
          tessedit_pageseg_mode: mode as never,
          // Screens have no dots per inch; without a figure Tesseract guesses one and says so on stderr.
          user_defined_dpi: '150',
          // Pages are dark on white: a second try at each doubtful line, inverted, finds nothing and takes time.
          tessedit_do_invert: '0' as never,
          invert_threshold: '0' as never,
        });
        resolve({
          recognize: (page) => recognize(worker, page),
          end: async () => void (await worker.terminate()),
        });
      },
      (error: unknown) => reject(new Error(String(error))),
    );
  });
}

/** From how many glyphs on their mean confidence says more than Tesseract's figure for the word, which falls with every character of a path or a line of JSON. */
const LONG = 4;
/** Mean confidence of the glyphs and what it is worth as a word's: noise lies at 88 to 94, turned text at 93 to 97, text at 98 and more. */
const WORTH = [
  { mean: 98.4, word: 86 },
  { mean: 97.4, word: 76 },
];

/** Tesseract's own figure below which a word is worth another look. */
const DOUBTFUL = 80;

function byGlyphs(glyphs: { confidence: number }[]): number {
  if (glyphs.length < LONG) return 0;
  const mean = glyphs.reduce((sum, { confidence }) => sum + confidence, 0) / glyphs.length;
  return WORTH.find((step) => mean >= step.mean)?.word ?? 0;
}

async function recognize(worker: Worker, page: Grey): Promise<FoundWord[]> {
  const { data } = await worker.recognize(Buffer.from(toPgm(page)), {}, { text: false, blocks: true });
  const words = (data.blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap(({ lines }) => lines)
    .flatMap((line) => line.words);
  return words
    .filter((word) => word.text.trim() !== '')
    .map((word) => ({
      confidence: Math.max(word.confidence, byGlyphs(word.symbols)),
      ...(word.confidence < DOUBTFUL && { doubtful: true }),
      box: word.bbox,
      glyphs: word.symbols.map(({ text, bbox, confidence }) => ({ text: correctGlyph(text), box: bbox, confidence })),
    }));
}
