/**
 * Reads every screenshot of a set with known text and prints how well: npm run eval:ocr -- [SET] [--text] [--only NAME]
 * SET is a folder of pictures with truth.json; default: ../shared/ocr/set where it exists, else the small set of the tests,
 * and after it screens of 1280×800 full of text. Read by the engine of dist/ (npm run build first), a process of its own for
 * each set; memory is that process's peak. The first picture's seconds count the start of Tesseract.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineClient } from '../../src/client/index.ts';
import { linkScore } from '../../test/ocr/linkedFiles.ts';
import { add, percent, score, type Score, type Truth } from '../../test/ocr/score.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { text: { type: 'boolean' }, only: { type: 'string' } },
});
const SETS = [
  ['../shared/ocr/set', 'test/fixtures/ocr'].find((folder) => existsSync(join(folder, 'truth.json')))!,
  'test/fixtures/ocr/dense',
];

const row = (cells: (string | number)[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(30) : String(cell).padStart(10))).join(''));
const figures = (result: Score) => {
  const { characterErrors, words, tokens } = percent(result);
  return [characterErrors.toFixed(2), words.toFixed(1), tokens.toFixed(1)];
};

async function evaluate(set: string): Promise<void> {
  const truths = Object.entries(
    JSON.parse(readFileSync(join(set, 'truth.json'), 'utf8')) as Record<string, Truth>,
  ).filter(([name]) => !values.only || name.includes(values.only));
  if (truths.length === 0) return;
  const engine = new EngineClient({ enginePath: 'dist/engine.js' });
  let total: Score | undefined;
  const times: { name: string; seconds: number }[] = [];
  const links = { right: 0, expected: 0, notes: [] as string[] };
  row([set, 'size', 'errors %', 'words %', 'tokens %', 's']);
  for (const [name, truth] of truths) {
    const { id } = await engine.request('attach', { bytes: readFileSync(join(set, name)) });
    const reading = await engine.request('read', { id });
    const result = score(truth, reading);
    total = total ? add(total, result) : result;
    times.push({ name, seconds: reading.ms / 1000 });
    row([name, `${truth.width}×${truth.height}`, ...figures(result), (reading.ms / 1000).toFixed(2)]);
    const linked = linkScore(
      truth.scene,
      reading.lines.map((line) => line.text),
    );
    links.right += linked.right;
    links.expected += linked.expected;
    for (const place of linked.missing) links.notes.push(`${name}: no link to ${place}`);
    for (const place of linked.wrong) links.notes.push(`${name}: wrong link to ${place}`);
    if (values.text) console.log(reading.text);
  }
  row([
    'all',
    '',
    ...figures(total!),
    (times.reduce((sum, { seconds }) => sum + seconds, 0) / times.length).toFixed(2),
  ]);
  const { peakRssBytes } = await engine.request('stats', {});
  await engine.stop();
  const slowest = times.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  console.log(
    `slowest: ${slowest.name}, ${slowest.seconds.toFixed(2)} s; peak memory of the engine: ${Math.round(peakRssBytes / 2 ** 20)} MB`,
  );
  if (links.expected > 0)
    console.log(`file references that become the right link: ${links.right} of ${links.expected}`);
  for (const note of links.notes) console.log(`  ${note}`);
  console.log();
}

for (const set of positionals.length ? positionals : SETS) await evaluate(set);
