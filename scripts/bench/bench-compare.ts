/**
 * Runs Table 4's workload (some 41 text tokens, one picture, 64 tokens out) with `imp bench` and with llama.cpp's own
 * llama-mtmd-cli on the same files, threads and picture, alternating, and prints medians, ratios and conditions.
 *
 *   npm run build && npm run bench:compare -- --reference DIR/build/bin/llama-mtmd-cli --model LM.gguf --mmproj MMPROJ.gguf
 *     [--image FILE] [--threads 2] [--runs 3]
 *
 * scripts/bench/build-reference.sh builds the reference, scripts/bench/make-random-models.py full-size files with random weights.
 */
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchResult } from '../../src/shared/engine.ts';

/** With the Vicuna template's own words this makes 41 text tokens in Phi-2's vocabulary; the table shows the count. */
const QUESTION =
  'What is in this picture? Answer the question using a single word or phrase, and name the colours, words and shapes that can be seen in it right now.';
const GENERATE = 64;

interface Figures {
  /** Seconds: picture to embeddings. */
  encode: number;
  promptTokens: number;
  /** Tokens a second. */
  prefill: number;
  generate: number;
  /** Seconds: encode, prefill and generation, without loading. */
  total: number;
  /** Seconds of the whole process, loading included. */
  process: number;
  peakMB: number;
}

const { values } = parseArgs({
  options: {
    reference: { type: 'string' },
    model: { type: 'string' },
    mmproj: { type: 'string' },
    image: {
      type: 'string',
      default: fileURLToPath(new URL('../../test/fixtures/images/editor-ts-dark.png', import.meta.url)),
    },
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '3' },
  },
});
const { reference, model, mmproj, image, threads, runs } = values;
if (!reference || !model || !mmproj) {
  console.error(
    'usage: bench-compare --reference llama-mtmd-cli --model LM.gguf --mmproj MMPROJ.gguf [--image FILE] [--threads N] [--runs N]',
  );
  process.exit(2);
}

/** Runs a program to its end: all it printed, its seconds, and the most memory it and its children had (Linux only). */
async function run(command: string, args: string[]): Promise<{ output: string; seconds: number; peakMB: number }> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentMB(child.pid!))), 100);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-2000)}`);
  return { output, seconds: (performance.now() - started) / 1000, peakMB: peak };
}

/** The kernel's own record of a process's largest resident set. */
function residentMB(pid: number): number {
  const status = spawnSync('grep', ['VmHWM', `/proc/${pid}/status`], { encoding: 'utf8' }).stdout ?? '';
  return Number(/(\d+) kB/.exec(status)?.[1] ?? 0) / 1000;
}

const match = (output: string, pattern: RegExp): number[] => {
  const found = pattern.exec(output);
  if (!found) throw new Error(`the reference printed no ${pattern}:\n${output.slice(-3000)}`);
  return found.slice(1).map(Number);
};

async function referenceRun(flags: string[]): Promise<Figures> {
  const args = [
    '-m',
    model!,
    '--mmproj',
    mmproj!,
    '--image',
    image,
    '-p',
    QUESTION,
    '-n',
    `${GENERATE}`,
    '-t',
    threads,
    '--temp',
    '0',
  ];
  const { output, seconds, peakMB } = await run(reference!, [
    ...args,
    '--ignore-eos',
    '--chat-template',
    'vicuna',
    '--no-mmproj-offload',
    '-lv',
    '4',
    ...flags,
  ]);
  const encodeMs = match(output, /(?:batch encoding done|slice encoded) in (\d+) ms/)[0]!;
  const [promptMs, promptTokens] = match(output, /prompt eval time =\s*([\d.]+) ms \/\s*(\d+) tokens/);
  const [generateMs, generated] = match(output, / eval time =\s*([\d.]+) ms \/\s*(\d+) runs/);
  return {
    encode: encodeMs / 1000,
    promptTokens: promptTokens!,
    prefill: (promptTokens! / promptMs!) * 1000,
    generate: (generated! / generateMs!) * 1000,
    total: (encodeMs + promptMs! + generateMs!) / 1000,
    process: seconds,
    peakMB,
  };
}

async function ourRun(): Promise<Figures> {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const { output, seconds } = await run(process.execPath, [
    cli,
    'bench',
    '--model',
    model!,
    '--mmproj',
    mmproj!,
    '--image',
    image,
    '--threads',
    threads,
    '--gpu',
    'off',
    '--json',
  ]);
  const result = JSON.parse(output.slice(output.indexOf('{'))) as BenchResult;
  const { T_VE, S_prompt, S_gen, T_total, promptTokens } = result.runs[0]!;
  return {
    encode: T_VE,
    promptTokens,
    prefill: S_prompt,
    generate: S_gen,
    total: T_total,
    process: seconds,
    peakMB: result.peakRssBytes / 1e6,
  };
}

const contenders: { name: string; figures: Figures[]; run: () => Promise<Figures> }[] = [
  { name: 'imp', figures: [], run: ourRun },
  { name: 'llama-mtmd-cli', figures: [], run: () => referenceRun([]) },
  { name: 'llama-mtmd-cli -fa off', figures: [], run: () => referenceRun(['-fa', 'off']) },
];

const load = loadavg()[0]!;
for (let i = 0; i < Number(runs); i++) {
  for (const contender of contenders) {
    contender.figures.push(await contender.run());
    console.error(`run ${i + 1} of ${runs}: ${contender.name} ${contender.figures.at(-1)!.total.toFixed(1)} s`);
  }
}

const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]!;
const rows: [string, keyof Figures, string, 'less' | 'more' | 'same'][] = [
  ['image encode', 'encode', 's', 'less'],
  ['prefill', 'prefill', 'tokens/s', 'more'],
  ['generation', 'generate', 'tokens/s', 'more'],
  ['whole workload', 'total', 's', 'less'],
  ['whole process, with load', 'process', 's', 'less'],
  ['prompt', 'promptTokens', 'tokens', 'same'],
  ['peak memory', 'peakMB', 'MB', 'less'],
];
const value = (contender: (typeof contenders)[number], key: keyof Figures) =>
  median(contender.figures.map((figures) => figures[key]));
console.log(`| | ${contenders.map(({ name }) => name).join(' | ')} | imp against defaults | against -fa off |`);
console.log(`|---|${'---|'.repeat(contenders.length + 2)}`);
for (const [title, key, unit, better] of rows) {
  const [ours, ...theirs] = contenders.map((contender) => value(contender, key));
  const digits = key === 'promptTokens' || key === 'peakMB' ? 0 : 2;
  const ratios = theirs.map((other) =>
    better === 'same' ? '' : `${(better === 'less' ? other / ours! : ours! / other).toFixed(2)} ×`,
  );
  console.log(
    `| ${title} (${unit}) | ${[ours!, ...theirs].map((number) => number.toFixed(digits)).join(' | ')} | ${ratios.join(' | ')} |`,
  );
}
const megabytes = (path: string) => `${(statSync(path).size / 1e6).toFixed(0)} MB`;
console.log(
  `\nConditions: ${cpus()[0]!.model}, ${cpus().length} cores, ${(totalmem() / 1e9).toFixed(0)} GB, ${threads} threads, median of ${runs} runs by turns, ` +
    `load average before ${load.toFixed(1)}; language model ${megabytes(model)}, mmproj ${megabytes(mmproj)}. Ratios above 1: imp is better.`,
);
