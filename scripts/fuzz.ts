// npm run fuzz [-- INPUTS [SEED]]: damaged inputs (default 100,000) to every reader of bytes from elsewhere. Ends with code 1 where one
// crashes, hangs or fails without a code; such inputs are kept in .cache/fuzz/faults.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzReaders } from './fuzz/readers.ts';
import { fuzz } from './fuzz/run.ts';
import { ROOT, ScriptError, main } from './lib/run.ts';

await main(async () => {
  const [inputs = 100_000, seed = 20261129] = process.argv.slice(2).map(Number);
  if (!(inputs! > 0)) throw new ScriptError('npm run fuzz -- INPUTS [SEED]');
  const folder = join(ROOT, '.cache/fuzz');
  const results = await fuzz(fuzzReaders(join(folder, 'inputs')), inputs!, seed!);
  let faults = 0;
  for (const { name, inputs: count, read, slowestMs, faults: found } of results) {
    console.log(`${name}: ${count} inputs, ${read} read, slowest ${Math.round(slowestMs)} ms, ${found.length} faults`);
    faults += found.length;
    mkdirSync(join(folder, 'faults'), { recursive: true });
    for (const { number, why, bytes } of found) {
      writeFileSync(join(folder, 'faults', `${name.replace(/\W/g, '-')}-${number}`), bytes);
      console.error(`  input ${number}: ${why}`);
    }
  }
  console.log(`${results.reduce((sum, { inputs: count }) => sum + count, 0)} inputs in all`);
  if (faults) throw new ScriptError(`${faults} faults; the inputs are in ${join(folder, 'faults')}`);
});
