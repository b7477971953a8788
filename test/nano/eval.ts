/**
 * Asks the shipped pair, through the real engine process, the held-out questions and prints the table of the model card:
 * npm run eval:nano -- [--set DIR] [--limit PICTURES] [--no-blank] [--model FILE --mmproj FILE] [--python PROGRAM]
 * The pictures come from a seed (models/nano/train/make_eval.py); they are drawn on the first run, which needs the Python of the training's README.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { EngineClient } from '../../src/client/index.ts';
import type { ImageId } from '../../src/shared/engine.ts';
import { chosen, pictures, type Answer, type Question } from './questions.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    set: { type: 'string', default: join(root, '.cache/nano-eval') },
    limit: { type: 'string', default: '0' },
    'no-blank': { type: 'boolean', default: false },
    model: { type: 'string', default: join(root, 'models/nano/model.gguf') },
    mmproj: { type: 'string', default: join(root, 'models/nano/mmproj.gguf') },
    python: { type: 'string', default: process.env['PYTHON'] ?? 'python3' },
  },
});
const train = join(root, 'models/nano/train');
const questionsFile = join(values.set, 'questions.jsonl');

function python(...args: string[]): void {
  const { status, error } = spawnSync(values.python, args, { cwd: train, stdio: 'inherit' });
  if (error ?? status !== 0) {
    console.error(
      `${values.python} ${args[0]} failed. Set up Python as models/nano/train/README.md says, and name it with --python.`,
    );
    process.exit(1);
  }
}

if (!existsSync(questionsFile)) {
  mkdirSync(values.set, { recursive: true });
  python('make_eval.py', '--out', values.set);
}
const questions = read<Question>(questionsFile);
const asked = chosen(questions, Number(values.limit));

const client = new EngineClient({ enginePath: join(root, 'dist/engine.js'), onLog: (line) => console.error(line) });
const facts = await client.request('load', {
  files: { id: 'imp-nano', model: resolve(values.model), mmproj: resolve(values.mmproj) },
  options: { gpu: 'off' },
});
console.log(
  `${facts.name} ${facts.quantization}, ${facts.backend}, ${facts.tuning.threads} threads; ${asked.length} questions on ${pictures(asked).length} pictures`,
);

async function ask(image: ImageId, question: string): Promise<{ answer: string; first: number; total: number }> {
  const result = await client.request('ask', {
    turns: [{ role: 'user', text: question, images: [image] }],
    maxTokens: 256,
  });
  return { answer: result.answer, first: result.timings.first_token_ms, total: result.timings.total_ms };
}

// Every answer is kept at once: a run that is ended and started again goes on where it was.
const answersFile = join(values.set, `answers-${modelKey(values.model)}.jsonl`);
const known = new Set(existsSync(answersFile) ? read<Answer>(answersFile).map((a) => a.id) : []);
const first: number[] = [];
const total: number[] = [];
for (const picture of pictures(asked.filter((q) => !known.has(q.id)))) {
  const { id } = await client.request('attach', { bytes: readFileSync(join(values.set, picture)), name: picture });
  for (const [i, q] of asked.filter((x) => x.picture === picture && !known.has(x.id)).entries()) {
    const r = await ask(id, q.question);
    appendFileSync(answersFile, JSON.stringify({ id: q.id, answer: r.answer }) + '\n');
    if (i === 0) first.push(r.first); // the first question pays for the picture
    total.push(r.total);
  }
  await client.request('detach', { id });
}

const files = [questionsFile, answersFile];
if (!values['no-blank']) {
  // the same model on a white picture: what the wording of a question gives away
  const white = await sharp({ create: { width: 196, height: 196, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const { id } = await client.request('attach', { bytes: white, name: 'blank.png' });
  const said = new Map<string, string>();
  for (const q of asked) if (!said.has(q.question)) said.set(q.question, (await ask(id, q.question)).answer);
  files.push(join(values.set, 'blank.jsonl'));
  writeFileSync(files[2]!, lines(asked.map((q) => ({ id: q.id, answer: said.get(q.question)! }))));
}
const stats = await client.request('stats', {});
await client.stop();

python('score.py', ...files);
const median = (x: number[]) => Math.round([...x].sort((a, b) => a - b)[x.length >> 1] ?? 0);
console.log(
  `\nmedian first token of a new picture ${median(first)} ms, median answer ${median(total)} ms, peak memory of the engine ${Math.round(stats.peakRssBytes / 2 ** 20)} MB`,
);

function read<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** Other weights have other answers. */
function modelKey(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8);
}

function lines(rows: Answer[]): string {
  return rows.map((row) => JSON.stringify(row) + '\n').join('');
}
