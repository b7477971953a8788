/**
 * Parts of a large screenshot asked about together and one after the other, on the same parts and with answers of the same
 * length: node --import tsx scripts/bench/measure-tiles.ts MODEL.gguf MMPROJ.gguf PICTURE [TOKENS] (npm run build first). What the choice in
 * src/prompts/tiles.ts rests on. With random weights this says how long each way takes, not which answers better.
 */
import { readFileSync } from 'node:fs';
import { EngineClient } from '../../src/client/index.ts';
import { planTiles, tileBudget } from '../../src/prompts/tiles.ts';

const [model, mmproj, picture, tokens] = process.argv.slice(2);
if (!model || !mmproj || !picture) throw new Error('usage: measure-tiles.ts MODEL.gguf MMPROJ.gguf PICTURE [TOKENS]');
const maxTokens = Number(tokens ?? 32);
const bytes = readFileSync(picture);
const engine = new EngineClient({ enginePath: 'dist/engine.js' });
const seconds = (ms: number) => (ms / 1000).toFixed(1).padStart(8);
try {
  const facts = await engine.request('load', { files: { id: 'measured', model, mmproj }, options: { gpu: 'off' } });
  const whole = await engine.request('attach', { bytes });
  const reading = await engine.request('read', { id: whole.id });
  const plan = planTiles(
    whole,
    facts.imageSide,
    facts.imageTokens,
    tileBudget(facts, maxTokens),
    facts.preprocess,
    reading,
  );
  const parts: string[] = [];
  for (const region of plan.tiles) parts.push((await engine.request('attach', { bytes, region })).id);
  console.log(
    `${facts.name}, ${facts.imageTokens} tokens a picture, context ${facts.contextTokens}: ${parts.length} parts, letters ${plan.gain.toFixed(1)} times larger; planned ${plan.mode}`,
  );

  const ask = async (images: string[]) => {
    const started = performance.now();
    let first = 0;
    const { timings } = await engine.request(
      'ask',
      { turns: [{ role: 'user', text: 'What does the error say?', images }], maxTokens, sampling: { temperature: 0 } },
      {
        onEvent: (event) => {
          if (event.type === 'text') first ||= performance.now() - started;
        },
      },
    );
    return { first, all: performance.now() - started, timings };
  };
  const row = (way: string, runs: Awaited<ReturnType<typeof ask>>[]) => {
    const sum = (of: (timings: (typeof runs)[number]['timings']) => number) =>
      runs.reduce((total, { timings }) => total + of(timings), 0);
    console.log(
      way.padEnd(12),
      'first word',
      seconds(runs[0]!.first),
      's  whole',
      seconds(runs.reduce((total, { all }) => total + all, 0)),
      's  encode',
      seconds(sum((t) => t.encode_ms)),
      's  prefill',
      seconds(sum((t) => t.prefill_ms)),
      `s of ${sum((t) => t.prefill_tokens)} tokens  generation`,
      seconds(sum((t) => t.generate_ms)),
      `s of ${sum((t) => t.generated_tokens)} tokens`,
    );
  };
  // The whole picture is encoded and evaluated while the user reads, as in the panel; parts are new to both ways.
  await ask([whole.id]);
  const inTurn = [];
  for (const id of parts) inTurn.push(await ask([id]));
  row('in turn', inTurn);
  if (facts.imageTokens * (parts.length + 1) > tileBudget(facts, maxTokens))
    console.log('together: does not fit into the context');
  else {
    // Fresh encodings of the parts, or the first way would have paid for the second.
    for (const id of parts) await engine.request('detach', { id });
    for (const region of plan.tiles) await engine.request('attach', { bytes, region });
    await ask([whole.id]);
    row('together', [await ask([whole.id, ...parts])]);
  }
} finally {
  await engine.stop();
}
