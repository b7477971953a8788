/**
 * Reads the mockups of a set and writes their pages as HTML, for a scorer:
 *   node --import tsx scripts/eval/mockups/evaluate.ts TRUTH.json OUT.json [--only NAME] [--page-text | --given-text]
 * TRUTH's folder holds png/. The page's text is kept in .cache/mockups by the picture's hash. --page-text: without reading in place;
 * --given-text: the truth's words instead of read ones, so that layout alone is measured.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { pageToTarget } from '../../../src/mockup/index.ts';
import type { PlaceReader, RegionReading } from '../../../src/ocr/inPlace/types.ts';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { recognizeInStrips } from '../../../src/ocr/recognise/strips.ts';
import { startTesseract, type Recognizer } from '../../../src/ocr/recognise/tesseract.ts';
import { createPlaceReader } from '../../../src/ocr/inPlace/reader.ts';
import type { TextReading } from '../../../src/shared/engine.ts';
import type { PageData } from '../../../src/shared/structure.ts';
import { readPage } from '../../../src/structure/layout/index.ts';

interface Truth {
  width: number;
  height: number;
  scale?: number;
  words?: [text: string, x: number, y: number, width: number, height: number][];
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    'page-text': { type: 'boolean' },
    'given-text': { type: 'boolean' },
    pages: { type: 'string' },
    quiet: { type: 'boolean' },
  },
});
const [truthFile, outFile] = positionals;
const truths = JSON.parse(readFileSync(truthFile!, 'utf8')) as Record<string, Truth>;
const folder = dirname(resolve(truthFile!));
const cache = '.cache/mockups';
mkdirSync(cache, { recursive: true });

let started: Promise<Recognizer> | undefined;
const recognizer: Recognizer = {
  recognize: async (page) => {
    started ??= startTesseract(installedFiles()).then((first) =>
      recognizeInStrips(first, () => startTesseract(installedFiles())),
    );
    return (await started).recognize(page);
  },
};
const nothing: PlaceReader = {
  read: (regions) =>
    Promise.resolve(regions.map(({ box }) => ({ text: '', confidence: 0, box, lines: [], alternatives: [] }))),
};

/** Readings in place are kept, a picture and a list of regions each. */
function kept(picture: Rgb, hash: string): PlaceReader {
  const real = createPlaceReader(picture, recognizer);
  return {
    async read(regions) {
      const key = createHash('sha256').update(hash).update(JSON.stringify(regions)).digest('hex').slice(0, 24);
      const file = join(cache, `place-${key}.json`);
      if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as RegionReading[];
      const start = performance.now();
      const found = await real.read(regions);
      placeMs += performance.now() - start;
      placeRegions += regions.length;
      writeFileSync(file, JSON.stringify(found));
      return found;
    },
  };
}
let placeMs = 0;
let placeRegions = 0;

async function pageText(picture: Rgb, hash: string): Promise<TextReading> {
  const file = join(cache, `${hash}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TextReading;
  const text = await readPicture(picture, recognizer);
  writeFileSync(file, JSON.stringify(text));
  return text;
}

/** What the truth says, as if it had been read; ink is about half of a line. */
function given({ words = [], scale = 1 }: Truth): { text: TextReading; place: PlaceReader } {
  const all = words.map(([text, x, y, width, height]) => ({
    text,
    confidence: 99,
    box: { x: x * scale, y: (y + 0.2 * height) * scale, width: width * scale, height: 0.6 * height * scale },
  }));
  const lines = all.map((word) => ({ text: word.text, words: [word], box: word.box }));
  const place: PlaceReader = {
    read: (regions) =>
      Promise.resolve(
        regions.map(({ box }) => {
          const own = all.filter(({ box: b }) => {
            const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
            return x > box.x - 2 && x < box.x + box.width + 2 && Math.abs(y - box.y - box.height / 2) < b.height / 2;
          });
          const text = own
            .sort((a, b) => a.box.x - b.box.x)
            .map((word) => word.text)
            .join(' ');
          return { text, confidence: text ? 0.99 : 0, box, lines: [], alternatives: [] };
        }),
      ),
  };
  return { text: { lines, text: all.map(({ text }) => text).join(' '), ms: 0 }, place };
}

const answers: Record<string, string> = {};
const pages: Record<string, PageData> = {};
const times: number[] = [];
for (const name of Object.keys(truths).filter((n) => !values.only || n.includes(values.only))) {
  const { data, info } = await sharp(join(folder, 'png', name))
    .flatten({ background: '#fff' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture: Rgb = { width: info.width, height: info.height, data: new Uint8Array(data) };
  const hash = createHash('sha256').update(picture.data).digest('hex').slice(0, 24);
  const known = values['given-text'] ? given(truths[name]!) : null;
  const text = known?.text ?? (await pageText(picture, hash));
  const place = known?.place ?? (values['page-text'] ? nothing : kept(picture, hash));
  const start = performance.now();
  const { page, notes } = await readPage({ picture, text, place });
  times.push(performance.now() - start);
  if (!page) console.log(name, 'no page', JSON.stringify(notes));
  answers[name] = page ? pageToTarget(page, { framework: 'html', tailwind: false }).code : '';
  if (page) pages[name] = page;
}
writeFileSync(outFile!, JSON.stringify(answers));
if (values.pages) writeFileSync(values.pages, JSON.stringify(pages));
times.sort((a, b) => a - b);
console.log(
  `${times.length} pages, median ${Math.round(times[times.length >> 1]!)} ms, most ${Math.round(times.at(-1)!)} ms behind the text`,
);
if (placeRegions) console.log(`${placeRegions} regions read in place, ${Math.round(placeMs / placeRegions)} ms each`);
process.exit(0);
