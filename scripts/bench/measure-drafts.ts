/**
 * What prompt lookup decoding (src/engine/language/promptLookup.ts) brings: how long a step takes with so many tokens, and how many tokens a
 * step would have had if the model had written these texts.
 *
 *   node --import tsx scripts/bench/measure-drafts.ts --model LM.gguf --mmproj MMPROJ.gguf [--threads 2] FILE…
 *
 * Texts are cut into answers of 512 tokens, each without anything before it: what the question or the picture's text would add to the drafts
 * is left out. Steps of all lengths are measured alternately; random weights (scripts/bench/make-random-models.py) serve as well.
 */
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { MOST_DRAFTED, PromptLookup } from '../../src/engine/language/promptLookup.ts';
import { checkPair, LoadedPair } from '../../src/engine/loadedPair.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' }, mmproj: { type: 'string' }, threads: { type: 'string', default: '2' } },
});
if (!values.model || !values.mmproj || positionals.length === 0) {
  console.error('usage: measure-drafts --model LM.gguf --mmproj MMPROJ.gguf [--threads N] FILE…');
  process.exit(2);
}
const ROUNDS = 15;
/** Tokens before the measured steps, as after a picture. */
const CONTEXT = 256;
const ANSWER = 512;

const session = await LoadedPair.load(await checkPair({ id: 'measured', model: values.model, mmproj: values.mmproj }), {
  threads: Number(values.threads),
  gpu: 'off',
});
try {
  const { sequence, vocabulary } = session.language;
  while (await session.language.settle());
  const tokens = vocabulary.tokenize(await readFile(positionals[0]!, 'utf8'));
  await sequence.evaluate([{ tokens: tokens.slice(0, CONTEXT) }], {
    embeddings: () => Promise.reject(new Error('no pictures here')),
    imageTokens: 1,
    logits: true,
  });
  const times = Array.from({ length: MOST_DRAFTED + 1 }, () => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, list] of times.entries()) {
      const started = performance.now();
      await sequence.append(tokens.slice(CONTEXT, CONTEXT + i + 1));
      list.push(performance.now() - started);
      sequence.truncate(CONTEXT);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 1]!);
  const cost = medians.map((time) => time / medians[0]!);
  console.log(
    `one token ${medians[0]!.toFixed(1)} ms; a step of 2 to ${cost.length} tokens takes ${cost
      .slice(1)
      .map((value) => value.toFixed(2))
      .join(', ')} times as long`,
  );
  for (const file of positionals) {
    const lookup = new PromptLookup();
    const all = vocabulary.tokenize(await readFile(file, 'utf8'));
    let [steps, time] = [0, 0];
    for (let start = 0; start < all.length; start += ANSWER) {
      for (const drafted of drafts(lookup, all.slice(start, start + ANSWER), medians)) {
        steps++;
        time += cost[drafted]!;
      }
    }
    console.log(
      `${basename(file)}: ${all.length} tokens, ${(all.length / steps).toFixed(2)} a step, ${(all.length / time).toFixed(2)} times as fast`,
    );
  }
} finally {
  await session.free();
}
console.log(`${cpus()[0]!.model}, ${values.threads} threads, load average ${loadavg()[0]!.toFixed(1)}`);

/** Lengths of the drafts with which this text would have been generated. */
function drafts(lookup: PromptLookup, text: readonly number[], times: readonly number[]): number[] {
  const lengths: number[] = [];
  for (let i = 1; i <= text.length; i++) {
    const draft = lookup.draft(text.slice(0, i), Math.min(MOST_DRAFTED, text.length - i));
    lookup.recordStep(1 + draft.length, times[draft.length]!);
    lengths.push(draft.length);
    let right = 0;
    while (right < draft.length && draft[right] === text[i + right]) lookup.observe(text[i + right++]!);
    i += right;
    if (i < text.length) lookup.observe(text[i]!);
  }
  return lengths;
}
