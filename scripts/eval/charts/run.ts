/**
 * Reads a set of charts and writes answers for the scorer:
 *     node --import tsx scripts/eval/charts/run.ts TRUTH.json PNG_DIR ANSWERS.json [--truth-text] [--only PART] [--data]
 * `--truth-text` takes the truth's texts for the reader's, to measure geometry apart from text. `--data` writes the whole
 * data beside the answers (ANSWERS.data.json), for calibration.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeImage } from '../../../src/image/decode.ts';
import type { ChartData } from '../../../src/shared/structure.ts';
import { chartFrom, type Label } from '../../../src/structure/chart/index.ts';

interface TruthText {
  text: string;
  box: [number, number, number, number];
  turned: boolean;
  role: string;
}

const [truthFile, pictures, answersFile] = process.argv.slice(2);
if (!truthFile || !pictures || !answersFile) throw new Error('usage: run.ts TRUTH.json PNG_DIR ANSWERS.json');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]! : '';
const truths = JSON.parse(readFileSync(truthFile, 'utf8')) as Record<string, { texts: TruthText[] }>;
const answers: Record<string, unknown> = {};
const data: Record<string, ChartData> = {};
let slowest = 0;
for (const [name, truth] of Object.entries(truths)) {
  if (!name.includes(only) || !existsSync(join(pictures, name))) continue;
  const picture = await decodeImage(readFileSync(join(pictures, name)));
  const began = performance.now();
  try {
    const chart = chartFrom(picture, truth.texts.map(labelOf), { x: 0, y: 0, width: picture.width, height: picture.height });
    if (chart) {
      data[name] = chart;
      answers[name] = { kind: chart.kind, series: chart.series };
    }
  } catch (error) {
    console.error(name, error instanceof Error ? error.stack : error);
  }
  slowest = Math.max(slowest, performance.now() - began);
}
writeFileSync(answersFile, JSON.stringify(answers));
if (process.argv.includes('--data')) writeFileSync(answersFile.replace(/\.json$/, '.data.json'), JSON.stringify(data));
console.log(`${Object.keys(answers).length} read, slowest ${slowest.toFixed(0)} ms`);

function labelOf(text: TruthText): Label {
  const [x, y, width, height] = text.box;
  return { text: text.text, box: { x, y, width, height }, confidence: 0.95, alternatives: [], turned: text.turned };
}
