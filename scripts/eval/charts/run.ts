/**
 * Reads a set of charts and writes answers for the scorer:
 *     node --import tsx scripts/eval/charts/run.ts TRUTH.json PNG_DIR ANSWERS.json [--truth-text] [--only PART] [--every N] [--cache DIR]
 * `--truth-text` takes the truth's texts for the reader's, to measure geometry apart from text. `--every` takes each Nth picture.
 * `--cache` keeps the labels that were read, by the pixels of the picture: with it only what follows the text is read again.
 * ANSWERS.data.json gets the whole data, for calibration; the time after reading the text is printed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeImage } from '../../../src/image/decode.ts';
import { createPlaceReader } from '../../../src/ocr/inPlace/reader.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract } from '../../../src/ocr/recognise/tesseract.ts';
import type { ChartData } from '../../../src/shared/structure.ts';
import { chartsIn, type Label } from '../../../src/structure/chart/index.ts';
import { mayHoldChart } from '../../../src/structure/chart/gate.ts';
import { readLabels } from '../../../src/structure/chart/labels.ts';

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
const every = Number(option('--every') || 1);
const times: number[] = [];
const tesseract = perfect ? null : await startTesseract(installedFiles());

for (const [i, [name, truth]] of Object.entries(truths)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .entries()) {
  if (i % every !== 0 || !name.includes(only) || !existsSync(join(pictures, name))) continue;
  const bytes = readFileSync(join(pictures, name));
  const picture = await decodeImage(bytes);
  try {
    const labels = perfect ? truth.texts.map(labelOf) : await labelsOf(picture, bytes);
    const start = performance.now();
    const found = labels.length === 0 ? [] : chartsIn(picture, labels);
    times.push(performance.now() - start);
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
times.sort((a, b) => a - b);
console.log(
  `${Object.keys(answers).length} of ${times.length} read; behind the labels ${Math.round(times[times.length >> 1] ?? 0)} ms in the middle, ${Math.round(times[Math.floor(0.95 * times.length)] ?? 0)} ms at most in 95 %`,
);
process.exit(0);

/** What stands in the picture, or nothing where no chart may be. */
async function labelsOf(picture: Awaited<ReturnType<typeof decodeImage>>, bytes: Uint8Array): Promise<Label[]> {
  const file = cache && join(cache, `${createHash('sha1').update(bytes).digest('hex')}.json`);
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Label[];
  const text = await readPicture(picture, tesseract!);
  const { labels } = mayHoldChart(picture, text)
    ? await readLabels({ picture, text, place: createPlaceReader(picture, tesseract!) })
    : { labels: [] };
  if (file) writeFileSync(file, JSON.stringify(labels));
  return labels;
}

function labelOf(text: TruthText): Label {
  const [x, y, width, height] = text.box;
  return { text: text.text, box: { x, y, width, height }, confidence: 0.95, alternatives: [], turned: text.turned };
}
