/**
 * Reads every screenshot of a set with known text and prints how well: npm run eval:ocr -- [SET] [--text] [--only NAME]
 * SET is a folder of pictures with truth.json; default: ../shared/ocr/set where it exists, else the small set of the tests.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createReader, type Rgb } from '../src/ocr/index.ts';
import { linkScore } from '../test/ocr/linkedFiles.ts';
import { add, percent, score, type Score, type Truth } from '../test/ocr/score.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { text: { type: 'boolean' }, only: { type: 'string' } } });
const set = positionals[0] ?? ['../shared/ocr/set', 'test/fixtures/ocr'].find((folder) => existsSync(join(folder, 'truth.json')))!;
const truths = Object.entries(JSON.parse(readFileSync(join(set, 'truth.json'), 'utf8')) as Record<string, Truth>)
  .filter(([name]) => !values.only || name.includes(values.only));

async function decode(file: string): Promise<Rgb> {
  const { data, info } = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const reader = createReader();
const row = (cells: (string | number)[]) => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(28) : String(cell).padStart(10))).join(''));
row(['picture', 'size', 'errors %', 'words %', 'tokens %', 's']);
let total: Score | undefined;
let seconds = 0;
const links = { right: 0, expected: 0, notes: [] as string[] };
for (const [name, truth] of truths) {
  const reading = await reader.read(await decode(join(set, name)));
  const result = score(truth, reading);
  total = total ? add(total, result) : result;
  seconds += reading.ms / 1000;
  const { characterErrors, words, tokens } = percent(result);
  row([name, `${truth.width}×${truth.height}`, characterErrors.toFixed(2), words.toFixed(1), tokens.toFixed(1), (reading.ms / 1000).toFixed(2)]);
  const linked = linkScore(truth.scene, reading.lines.map((line) => line.text));
  links.right += linked.right;
  links.expected += linked.expected;
  for (const place of linked.missing) links.notes.push(`${name}: no link to ${place}`);
  for (const place of linked.wrong) links.notes.push(`${name}: wrong link to ${place}`);
  if (values.text) console.log(reading.text);
}
const all = percent(total!);
row(['all', '', all.characterErrors.toFixed(2), all.words.toFixed(1), all.tokens.toFixed(1), (seconds / truths.length).toFixed(2)]);
console.log(`file references that become the right link: ${links.right} of ${links.expected}`);
for (const note of links.notes) console.log(`  ${note}`);
console.log(`peak memory of the whole process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
await reader.dispose();
