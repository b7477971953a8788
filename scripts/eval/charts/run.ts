/**
 * Reads a set of charts and writes answers for the scorer:
 *     node --import tsx scripts/eval/charts/run.ts TRUTH.json PNG_DIR ANSWERS.json [--truth-text] [--only PART] [--cache DIR]
 * `--truth-text` takes the truth's texts for the reader's, to measure geometry apart from text. `--cache` keeps what the
 * recogniser read, by the pixels of the sheets it was given. ANSWERS.data.json gets the whole data, for calibration.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeImage } from '../../../src/image/decode.ts';
import { createPlaceReader } from '../../../src/ocr/inPlace/reader.ts';
import type { Grey } from '../../../src/ocr/page/normalise.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract, type Recognizer } from '../../../src/ocr/recognise/tesseract.ts';
import type { ChartData } from '../../../src/shared/structure.ts';
import { chartFrom, readCharts, type Label } from '../../../src/structure/chart/index.ts';

interface TruthText {
  text: string;
  box: [number, number, number, number];
  turned: boolean;
  role: string;
}

const [truthFile, pictures, answersFile] = process.argv.slice(2);
if (!truthFile || !pictures || !answersFile) throw new Error('usage: run.ts TRUTH.json PNG_DIR ANSWERS.json');
const option = (name: string) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1]! : '');
const only = option('--only');
const cache = option('--cache');
const perfect = process.argv.includes('--truth-text');
if (cache) mkdirSync(cache, { recursive: true });

const truths = JSON.parse(readFileSync(truthFile, 'utf8')) as Record<string, { texts: TruthText[] }>;
const answers: Record<string, unknown> = {};
const data: Record<string, ChartData[]> = {};
let tesseract: Promise<Recognizer> | undefined;
const recognizer: Recognizer = {
  async recognize(page) {
    const file = cache && join(cache, `${hashOf(page)}.json`);
    if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as never;
    const words = await (await (tesseract ??= startTesseract(installedFiles()))).recognize(page);
    if (file) writeFileSync(file, JSON.stringify(words));
    return words;
  },
};

for (const [name, truth] of Object.entries(truths)) {
  if (!name.includes(only) || !existsSync(join(pictures, name))) continue;
  const picture = await decodeImage(readFileSync(join(pictures, name)));
  try {
    const charts = perfect
      ? [chartFrom(picture, truth.texts.map(labelOf), { x: 0, y: 0, width: picture.width, height: picture.height })]
      : (
          await readCharts({
            picture,
            text: await readPicture(picture, recognizer),
            place: createPlaceReader(picture, recognizer),
          })
        ).charts;
    const found = charts.filter((chart): chart is ChartData => chart !== null);
    const chart = found.sort((a, b) => b.plot.width * b.plot.height - a.plot.width * a.plot.height)[0];
    if (!chart) continue;
    data[name] = found;
    answers[name] = { kind: chart.kind, series: chart.series };
  } catch (error) {
    console.error(name, error instanceof Error ? error.stack : error);
  }
}
writeFileSync(answersFile, JSON.stringify(answers));
writeFileSync(answersFile.replace(/\.json$/, '.data.json'), JSON.stringify(data));
console.log(`${Object.keys(answers).length} read`);
process.exit(0);

function labelOf(text: TruthText): Label {
  const [x, y, width, height] = text.box;
  return { text: text.text, box: { x, y, width, height }, confidence: 0.95, alternatives: [], turned: text.turned };
}

function hashOf({ width, height, data: pixels }: Grey): string {
  return createHash('sha1').update(`${width}x${height}`).update(pixels).digest('hex');
}
