/**
 * Reads the mockups of a set and writes their pages as HTML, for a scorer:
 *   node --import tsx scripts/eval/mockups/evaluate.ts TRUTH.json OUT.json [--only NAME] [--page-text] [--target html]
 * TRUTH's folder holds png/. The page's text is kept in .cache/mockups by the picture's hash. --page-text: without reading in place.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { pageToTarget } from '../../../src/mockup/index.ts';
import type { PlaceReader } from '../../../src/ocr/inPlace/types.ts';
import { createReader, type Rgb } from '../../../src/ocr/index.ts';
import type { TextReading } from '../../../src/shared/engine.ts';
import type { PageData } from '../../../src/shared/structure.ts';
import { readPage } from '../../../src/structure/layout/index.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    'page-text': { type: 'boolean' },
    pages: { type: 'string' },
    quiet: { type: 'boolean' },
  },
});
const [truthFile, outFile] = positionals;
const truths = JSON.parse(readFileSync(truthFile!, 'utf8')) as Record<string, { width: number; height: number }>;
const folder = dirname(resolve(truthFile!));
const cache = '.cache/mockups';
mkdirSync(cache, { recursive: true });

const reader = createReader();
const nothing: PlaceReader = {
  read: (regions) =>
    Promise.resolve(regions.map(({ box }) => ({ text: '', confidence: 0, box, lines: [], alternatives: [] }))),
};

async function pageText(picture: Rgb): Promise<TextReading> {
  const file = join(cache, `${createHash('sha256').update(picture.data).digest('hex').slice(0, 24)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TextReading;
  const text = await reader.read(picture);
  writeFileSync(file, JSON.stringify(text));
  return text;
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
  const text = await pageText(picture);
  const start = performance.now();
  const { page, notes } = await readPage({ picture, text, place: nothing });
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
await reader.dispose();
