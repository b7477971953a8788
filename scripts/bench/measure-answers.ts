/**
 * How long a user waits for an answer that stands in a picture, through the built engine: from the pasted picture to the first answer,
 * text and structure read, and from a further question to its answer.
 *
 *   npm run build && node --import tsx scripts/bench/measure-answers.ts PICTURE|FOLDER … [--rounds 1]
 *
 * The first picture is told by itself: the engine and its recognisers start with it. Exits with 1 where a median misses its target.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineClient } from '../../src/client/index.ts';
import { answerFromFacts } from '../../src/facts/index.ts';
import { main, ROOT, ScriptError } from '../lib/run.ts';

const TARGET_MS = { first: 2500, further: 100 };
/** One question on each side of what facts hold; a refusal takes the same way. */
const QUESTIONS = [
  'What is the title?',
  'Which one is the highest?',
  'What follows the first box?',
  'How many steps are there?',
  'What does it say?',
  'Is the trend rising?',
  '最高的是哪个？',
];

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const ninetieth = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.9)]!;

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const files = positionals.flatMap((place) =>
    statSync(place).isDirectory()
      ? readdirSync(place, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.(?:png|jpe?g|webp)$/i.test(name))
          .map((name) => join(place, name))
      : [place],
  );
  if (files.length === 0) throw new ScriptError('measure-answers PICTURE|FOLDER … [--rounds N]');
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; ${files.length} pictures`,
  );
  const first: number[] = [];
  const further: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    // Anew each time: an engine knows what it has read.
    const started = performance.now();
    const engine = new EngineClient({ enginePath: join(ROOT, 'dist/engine.js') });
    try {
      for (const [index, file] of files.entries()) {
        const pasted = index === 0 ? started : performance.now();
        const { id } = await engine.request('attach', { bytes: readFileSync(file) });
        const facts = await engine.request('facts', { id });
        answerFromFacts(QUESTIONS[0]!, [facts]);
        const waited = performance.now() - pasted;
        if (index === 0)
          console.log(`the first picture, start of the engine included: ${(waited / 1000).toFixed(2)} s`);
        else first.push(waited);
        for (const question of QUESTIONS) {
          const asked = performance.now();
          answerFromFacts(question, [await engine.request('facts', { id })]);
          further.push(performance.now() - asked);
        }
      }
    } finally {
      await engine.stop();
    }
  }
  if (first.length > 0) {
    const late = first.filter((ms) => ms > TARGET_MS.first).length;
    console.log(
      `first answer after a picture: median ${(median(first) / 1000).toFixed(2)} s, 90 % within ${(ninetieth(first) / 1000).toFixed(2)} s, ${late} of ${first.length} later than ${TARGET_MS.first / 1000} s`,
    );
    if (median(first) > TARGET_MS.first) process.exitCode = 1;
  }
  console.log(
    `a further question: median ${median(further).toFixed(1)} ms, 90 % within ${ninetieth(further).toFixed(1)} ms, slowest ${Math.max(...further).toFixed(0)} ms of ${further.length}`,
  );
  if (median(further) > TARGET_MS.further) process.exitCode = 1;
});
