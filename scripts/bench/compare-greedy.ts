/**
 * Converted pairs in this engine and in llama.cpp's own llama-mtmd-cli: the image embeddings, and the greedy answer to one
 * question until the two part; there, how far apart the two best logits are. Three answers of the engine, to tell causes
 * apart: the product's own; ours on the embeddings that mtmd computed; the same by ggml's kernels alone.
 *
 *   node --import tsx scripts/bench/compare-greedy.ts --reference DIR/build/bin/llama-mtmd-cli
 *     [--model LM.gguf --mmproj MMPROJ.gguf --image SQUARE.png] [--tokens 64] [--threads 2] [--question TEXT]
 *
 * Without --model: the four tiny checkpoints of the tests, converted to F16, Q8_0 and Q4_K_M. scripts/bench/build-reference.sh
 * builds the reference. The picture must have the tower's size: the two programs resize differently.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { checkPair, LoadedPair } from '../../src/engine/loadedPair.ts';
import { decodeImage } from '../../src/image/decode.ts';
import type { Tuning } from '../../src/shared/engine.ts';
import { ROOT, ScriptError, main } from '../lib/run.ts';

const FIXTURES = ['imp-v1.5-tiny-phi2', 'imp-v1-tiny-phi2', 'imp-v1.5-tiny-qwen1.5', 'imp-v1.5-tiny-phi3'];
const TYPES = [
  ['F16', 'F16'],
  ['Q8_0', 'Q8_0'],
  ['Q4_K_M', 'Q4_K'],
] as const;

interface Case {
  model: string;
  mmproj: string;
  image: string;
}

interface Theirs {
  /** UTF-8 of the answer. */
  answer: Buffer;
  /** [tokens, width] */
  embeddings: Float32Array;
  width: number;
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      reference: { type: 'string' },
      model: { type: 'string' },
      mmproj: { type: 'string' },
      image: { type: 'string' },
      tokens: { type: 'string', default: '64' },
      question: { type: 'string', default: 'What does this picture show?' },
      threads: { type: 'string', default: '2' },
    },
  });
  const { reference, model, mmproj, image, tokens, threads, question } = values;
  if (!reference || (model && !(mmproj && image)))
    throw new ScriptError(
      '--reference is needed, and with --model also --mmproj and --image: see the head of this file',
    );
  const folder = mkdtempSync(join(tmpdir(), 'imp-greedy-'));
  try {
    const cases = model ? [{ model, mmproj: mmproj!, image: image! }] : await tinyPairs(folder);
    for (const one of cases)
      await compare(
        one,
        await theirs(reference, one, folder, question, tokens, threads),
        question,
        Number(tokens),
        Number(threads),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function tinyPairs(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const fixture of FIXTURES) {
    const checkpointDir = join(ROOT, 'test/fixtures/checkpoints', fixture);
    for (const [type, visionType] of TYPES) {
      const made = await convertCheckpoint({ checkpointDir, outDir: folder, type, visionType });
      cases.push({ model: made.modelPath, mmproj: made.mmprojPath, image: join(checkpointDir, 'picture.png') });
    }
  }
  return cases;
}

/** The file's own chat template, and Imp's line break after the picture. */
async function theirs(
  cli: string,
  { model, mmproj, image }: Case,
  folder: string,
  question: string,
  tokens: string,
  threads: string,
): Promise<Theirs> {
  const dump = join(folder, 'embeddings.bin');
  const args = [
    '-m',
    model,
    '--mmproj',
    mmproj,
    '--image',
    image,
    '-p',
    `<__media__>\n${question}`,
    '-n',
    tokens,
    '-t',
    threads,
    '--temp',
    '0',
    '-fa',
    'off',
    '--jinja',
    '--no-warmup',
    '--no-mmproj-offload',
  ];
  const printed = execFileSync(cli, args, {
    env: { ...process.env, MTMD_DEBUG_EMBEDDINGS: dump },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  const data = readFileSync(dump);
  const [, width] = [data.readInt32LE(0), data.readInt32LE(4)];
  // it prints a line break before the answer, and one or two after it
  return {
    answer: Buffer.from(
      printed
        .toString('latin1')
        .replace(/^\n/, '')
        .replace(/\n{1,2}$/, ''),
      'latin1',
    ),
    embeddings: new Float32Array(data.buffer.slice(data.byteOffset + 8, data.byteOffset + data.length)),
    width,
  };
}

async function compare(
  { model, mmproj, image }: Case,
  reference: Theirs,
  question: string,
  tokens: number,
  threads: number,
): Promise<void> {
  console.log(`${basename(model)} + ${basename(mmproj)}`);
  const ask = async (label: string, tuning: Partial<Tuning>, given?: Float32Array) => {
    const session = await LoadedPair.load(await checkPair({ id: 'compared', model, mmproj }), {
      threads,
      gpu: 'off',
      tuning,
    });
    try {
      const embeddings = given ?? (await session.vision.encode(await decodeImage(readFileSync(image))));
      const { kernels } = session.facts.tuning;
      if (!given)
        console.log(
          `  embeddings: smallest cosine of a row ${smallestCosine(embeddings, reference.embeddings, reference.width).toFixed(7)}`,
        );
      console.log(
        `  ${label} (kernels ${kernels}): ${await greedy(session, question, embeddings, reference.answer, tokens)}`,
      );
    } finally {
      await session.free();
    }
  };
  await ask('the engine', {});
  await ask("on mtmd's embeddings", {}, reference.embeddings);
  await ask("on mtmd's embeddings, ggml's kernels", { kernels: 'plain', flashAttention: false }, reference.embeddings);
}

/** Follows the engine's best token until its text leaves the reference's, and says where and how closely. */
async function greedy(
  session: LoadedPair,
  question: string,
  embeddings: Float32Array,
  answer: Buffer,
  limit: number,
): Promise<string> {
  const { language, template, languageFacts, facts } = session;
  const { sequence, vocabulary } = language;
  const segments = vocabulary.segments(
    template.pieces([{ role: 'user', text: question, images: ['picture'] }], languageFacts.system),
  );
  await sequence.evaluate(segments, { embeddings: () => embeddings, imageTokens: facts.imageTokens, logits: true });
  let at = 0;
  let closest = Infinity;
  for (let n = 0; n < limit; n++) {
    const logits = sequence.logits();
    const [first, second] = bestTwo(logits);
    const gap = logits[first]! - logits[second]!;
    const over = vocabulary.isEnd(first) && /^\n*$/.test(answer.toString('latin1', at));
    if (over || (at === answer.length && n > 0))
      return `all ${n} tokens of mtmd's answer equal; smallest gap of the two best logits ${closest.toFixed(3)}`;
    const continues = (token: number) =>
      answer.subarray(at, at + piece(session, token).length).equals(piece(session, token));
    const bytes = piece(session, first);
    if (!continues(first)) {
      const said = answer.subarray(at, at + 12).toString();
      return `${n} tokens equal, then "${bytes}" where mtmd says "${said}": gap of the two best logits ${gap.toFixed(3)} at a spread of ${spread(logits).toFixed(2)}${continues(second) ? ', mtmd took the second' : ''}`;
    }
    closest = Math.min(closest, gap);
    at += bytes.length;
    await sequence.append([first]);
  }
  return `all ${limit} tokens equal; smallest gap of the two best logits ${closest.toFixed(3)}`;
}

/** A token as llama.cpp's tools print it: control tokens by their names. */
function piece({ native, language }: LoadedPair, token: number): Buffer {
  const buffer = new Uint8Array(256);
  return Buffer.from(
    buffer.subarray(0, native.llama.llama_token_to_piece(language.vocabPointer, token, buffer, buffer.length, 0, true)),
  );
}

function bestTwo(logits: Float32Array): [number, number] {
  let [first, second] = [0, 1];
  for (let i = 0; i < logits.length; i++) {
    if (logits[i]! > logits[first]!) [first, second] = [i, first];
    else if (i !== first && logits[i]! > logits[second]!) second = i;
  }
  return [first, second];
}

/** Standard deviation. */
function spread(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function smallestCosine(a: Float32Array, b: Float32Array, width: number): number {
  let smallest = 1;
  for (let row = 0; row < a.length / width; row++) {
    let [dot, aa, bb] = [0, 0, 0];
    for (let i = row * width; i < (row + 1) * width; i++) {
      dot += a[i]! * b[i]!;
      aa += a[i]! ** 2;
      bb += b[i]! ** 2;
    }
    smallest = Math.min(smallest, dot / Math.sqrt(aa * bb));
  }
  return smallest;
}
