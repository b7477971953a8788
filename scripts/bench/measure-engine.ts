/**
 * Measures on one model, through the built engine's own process, what a user waits for besides Table 4's workload: the second
 * question on a picture, the first word after a prefill ahead, stopping in each phase, memory over many pictures.
 *
 *   npm run build && node --import tsx scripts/bench/measure-engine.ts --model LM.gguf --mmproj MMPROJ.gguf [--threads 2] [--pictures 10]
 *
 * scripts/bench/make-random-models.py and scripts/bench/check-prediction.ts --write make full-size files with random weights. Exits with 1
 * when a figure misses its target.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineClient } from '../../src/client/index.ts';
import { ImpError } from '../../src/shared/errors.ts';
import type { AskEvent, AskResult, Phase, Turn } from '../../src/shared/engine.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    mmproj: { type: 'string' },
    threads: { type: 'string', default: '2' },
    pictures: { type: 'string', default: '0' },
  },
});
if (!values.model || !values.mmproj) {
  console.error('usage: measure-engine --model LM.gguf --mmproj MMPROJ.gguf [--threads N] [--pictures N]');
  process.exit(2);
}
const FIRST = 'What is shown in this picture?';
const OTHER = 'Which colours does it have?';
/** What the panel gave the engine half a second before the end, as people type. */
const TYPED = 'Which colours does it h';
/** Tokens of answers that are compared. */
const SHORT = 8;
/** More than can be generated before the stop. */
const LONG = 900;
/** No model ends an answer that has to go on. */
const ENDLESS = 'root ::= [a-z ]+';
/** Growth that counts as none: what allocators keep between pictures; only after so many are the caches as full as they get. */
const GROWTH = { megabytes: 25, pictures: 80 };

const engine = new EngineClient({ enginePath: join(import.meta.dirname, '../../dist/engine.js') });
let missed = false;
let a = '';
let first: AskResult;
try {
  const idle = await engine.request('stats', {});
  row('process without a model', idle.rssBytes / 1e6, 150, 'MB');
  const { name, loadMs, imageSide, tuning } = await engine.request('load', {
    files: { id: 'measured', model: values.model, mmproj: values.mmproj },
    options: { threads: Number(values.threads), gpu: 'off' },
  });
  console.log(`${name}, ${imageSide} px, ${tuning.kernels} kernels, loaded in ${(loadMs / 1000).toFixed(1)} s`);

  a = await attach(1);
  first = await ask(a, FIRST, SHORT);
  row('first token of the first question', first, Infinity);
  const turns: Turn[] = [
    { role: 'user', text: FIRST, images: [a] },
    { role: 'assistant', text: first.answer },
  ];
  row('first token of the next turn', await ask(a, OTHER, SHORT, turns), Infinity);
  row(
    'first token of another question on the picture',
    await ask(a, OTHER, SHORT),
    first.timings.first_token_ms / 20 / 1000,
  );

  await ask(a, FIRST, 1);
  await engine.request('prepare', { turns: [{ role: 'user', text: TYPED, images: [a] }] });
  row(
    'the same, when half a second before its end it was prepared',
    await ask(a, OTHER, SHORT),
    first.timings.first_token_ms / 20 / 1000,
  );

  const b = (await engine.request('attach', { bytes: noise(2), ahead: { turns: [] } })).id;
  row('first token after prefill ahead', await ask(b, FIRST, SHORT), 1.5);

  row('stop while generating', await stopIn('generating', b, 2000), 0.3);
  // early and late in a phase, however long it takes here
  const { encode_ms: encoding, prefill_ms: prefilling } = first.timings;
  for (const [seed, phase, part] of [
    [3, 'encoding', 0.2],
    [4, 'encoding', 0.6],
    [5, 'prefilling', 0.1],
    [6, 'prefilling', 0.6],
  ] as const) {
    const after = Math.round(part * { encoding, prefilling }[phase]);
    row(`stop ${after} ms into ${phase}`, await stopIn(phase, await attach(seed), after), 2);
  }

  const pictures = Number(values.pictures);
  let warm = 0;
  for (let i = 0; i < pictures; i++) {
    await ask(await attach(100 + i), FIRST, 1);
    if (i === Math.floor(pictures / 2) - 1) warm = (await engine.request('stats', {})).rssBytes;
  }
  const { rssBytes, peakRssBytes } = await engine.request('stats', {});
  if (pictures > 1)
    row(
      `growth over the last ${Math.ceil(pictures / 2)} of ${pictures} pictures`,
      (rssBytes - warm) / 1e6,
      pictures < GROWTH.pictures ? Infinity : GROWTH.megabytes,
      'MB',
    );
  row('peak memory', peakRssBytes / 1e6, Infinity, 'MB');
} finally {
  await engine.stop();
}
console.log(`${cpus()[0]!.model}, ${values.threads} threads, load average ${loadavg()[0]!.toFixed(1)}`);
process.exitCode = missed ? 1 : 0;

/** A line of the table: an answer's first token, or a number with its unit. */
function row(what: string, value: AskResult | number, limit: number, unit = 's'): void {
  const [number, note] =
    typeof value === 'number'
      ? [value, '']
      : [value.timings.first_token_ms / 1000, ` (${value.timings.prefill_tokens} tokens evaluated)`];
  const good = number <= limit;
  missed ||= !good;
  const judgement = limit === Infinity ? '' : ` ${good ? 'within' : 'MISSES'} ${limit.toFixed(2)}`;
  console.log(`${what.padEnd(48)} ${number.toFixed(2).padStart(8)} ${unit}${judgement}${note}`);
}

async function attach(seed: number): Promise<string> {
  return (await engine.request('attach', { bytes: noise(seed) })).id;
}

function ask(
  id: string,
  text: string,
  maxTokens: number,
  before?: Turn[],
  onEvent?: (event: AskEvent) => void,
): Promise<AskResult> {
  const turns: Turn[] = before ? [...before, { role: 'user', text }] : [{ role: 'user', text, images: [id] }];
  return engine.request('ask', { turns, maxTokens }, { onEvent });
}

/**
 * Stops so many milliseconds after the phase began, and asks the first question again at once: its answer must be the same.
 * @returns seconds from the stop to the moment at which the engine takes up that next question
 */
async function stopIn(wanted: Phase, id: string, afterMs: number): Promise<number> {
  const stop = new AbortController();
  let stopped = 0;
  let timer: NodeJS.Timeout | undefined;
  let phase: Phase | undefined;
  const onEvent = (event: AskEvent) => {
    if (event.type === 'phase') phase = event.phase;
    else if (event.type === 'text') phase = 'generating';
    if (phase !== wanted || timer) return;
    timer = setTimeout(() => {
      if (phase !== wanted) throw new Error(`${wanted} was over after ${afterMs} ms`);
      stopped = performance.now();
      stop.abort();
    }, afterMs);
  };
  const turns: Turn[] = [{ role: 'user', text: OTHER, images: [id] }];
  const result = await engine
    .request('ask', { turns, maxTokens: LONG, sampling: { grammar: ENDLESS } }, { signal: stop.signal, onEvent })
    .catch((thrown: unknown) => {
      if (thrown instanceof ImpError && thrown.code === 'cancelled') return undefined;
      throw thrown;
    });
  if (stopped === 0 || (result && result.stop !== 'cancelled'))
    throw new Error(`the answer ended by itself while ${phase}`);
  let taken = 0;
  const again = await ask(a, FIRST, SHORT, undefined, (event) => {
    if (taken === 0 && event.type === 'phase' && event.phase !== 'queued') taken = performance.now();
  });
  if (again.answer !== first.answer)
    throw new Error(
      `after a stop the answer is ${JSON.stringify(again.answer)}, before it was ${JSON.stringify(first.answer)}`,
    );
  return (taken - stopped) / 1000;
}

/** A picture that no other seed gives: BMP, 480 × 360. */
function noise(seed: number): Uint8Array {
  const [width, height] = [480, 360];
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + width * height * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  let state = seed;
  const pixels = Uint8Array.from(
    { length: width * height * 3 },
    () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >> 16,
  );
  return Buffer.concat([header, pixels]);
}
