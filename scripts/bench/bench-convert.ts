/**
 * Converts a random Imp-3B checkpoint of full size (F16, newer layout, three shards) to Q4_K_M with a Q8_0 tower, alternating
 * with llama.cpp's own llama-quantize for its part (the language model, from an F16 GGUF), and prints times and peak memory.
 *
 *   npm run build && node --import tsx scripts/bench/bench-convert.ts FOLDER --reference DIR/build/bin/llama-quantize [--runs 1] [--prepare]
 *
 * FOLDER takes 17 GB and keeps what was made: the checkpoint, the F16 pair and the converted pair, which llama-mtmd-cli and
 * `imp ask --model FOLDER/pair` load. --prepare only writes them. scripts/bench/build-reference.sh builds the reference. Linux only.
 */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { reference: { type: 'string' }, runs: { type: 'string', default: '1' }, prepare: { type: 'boolean' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder || (!values.reference && !values.prepare)) {
  console.error('usage: bench-convert FOLDER --reference llama-quantize [--runs N] [--prepare]');
  process.exit(2);
}
const root = join(import.meta.dirname, '../..');
/** Any Phi-2 checkpoint's configuration and tokenizer; sizes are replaced. */
const fixture = join(root, 'test/fixtures/checkpoints/imp-v1.5-tiny-phi2');
const checkpoint = join(folder, 'Imp-v1.5-3B-random');
const THREADS = 2;

const [WIDTH, FFN, LAYERS, HEADS, VOCAB] = [2560, 10240, 32, 32, 51200];
const VISION = {
  hidden_size: 1152,
  num_hidden_layers: 27,
  num_attention_heads: 16,
  intermediate_size: 4304,
  patch_size: 14,
  image_size: 384,
};
const SHARDS = 3;

if (!existsSync(checkpoint)) await writeCheckpoint(checkpoint);
const f16 = join(folder, 'f16');
if (!existsSync(f16))
  await measure(process.execPath, [
    join(root, 'dist/cli.js'),
    'convert',
    checkpoint,
    '--out',
    f16,
    '--type',
    'F16',
    '--vision-type',
    'F16',
  ]);
const pair = join(folder, 'pair');
if (values.prepare) process.exit();

const source = join(
  f16,
  readdirSync(f16).find((name) => !name.startsWith('mmproj'))!,
);
console.log('                 wall s   processor s   peak MB');
for (let run = 0; run < Number(values.runs); run++) {
  rmSync(pair, { recursive: true, force: true });
  report(
    'imp convert',
    await measure(process.execPath, [join(root, 'dist/cli.js'), 'convert', checkpoint, '--out', pair]),
  );
  const quantized = join(folder, 'llama-quantize.gguf');
  report('llama-quantize', await measure(values.reference!, [source, quantized, 'Q4_K_M', String(THREADS)]));
  rmSync(quantized);
}
console.log(`${cpus()[0]!.model}, ${THREADS} threads, load average ${loadavg()[0]!.toFixed(1)}`);

interface Cost {
  seconds: number;
  processor: number;
  peakMB: number;
}

function report(name: string, { seconds, processor, peakMB }: Cost): void {
  console.log(
    `${name.padEnd(15)} ${seconds.toFixed(1).padStart(7)} ${processor.toFixed(1).padStart(12)} ${peakMB.toFixed(0).padStart(10)}`,
  );
}

/** Runs a program to its end; processor time and memory are those of all its processes, peaks added up. */
async function measure(command: string, args: string[]): Promise<Cost> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => (errors = (errors + String(data)).slice(-2000)));
  const seen = new Map<number, { processor: number; peakKB: number }>();
  const timer = setInterval(() => {
    for (const pid of family(child.pid!)) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        seen.set(pid, {
          processor: (Number(fields[11]) + Number(fields[12])) / 100,
          peakKB: Number(/VmHWM:\s+(\d+)/.exec(status)![1]),
        });
      } catch {
        // it has ended meanwhile
      }
    }
  }, 100);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${errors}`);
  const parts = [...seen.values()];
  return {
    seconds: (performance.now() - started) / 1000,
    processor: parts.reduce((sum, part) => sum + part.processor, 0),
    peakMB: parts.reduce((sum, part) => sum + part.peakKB, 0) / 1000,
  };
}

/** The process and its children. */
function family(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...(children ? children.split(' ').map(Number).flatMap(family) : [])];
  } catch {
    return [];
  }
}

async function writeCheckpoint(out: string): Promise<void> {
  const incomplete = `${out}.incomplete`;
  mkdirSync(incomplete, { recursive: true });
  const config = JSON.parse(readFileSync(join(fixture, 'config.json'), 'utf8')) as Record<string, object>;
  const sizes = {
    vocab_size: VOCAB,
    hidden_size: WIDTH,
    intermediate_size: FFN,
    num_hidden_layers: LAYERS,
    num_attention_heads: HEADS,
    num_key_value_heads: HEADS,
    partial_rotary_factor: 0.4,
    mm_hidden_size: VISION.hidden_size,
  };
  writeFileSync(
    join(incomplete, 'config.json'),
    JSON.stringify({ ...config, ...sizes, vision_config: { ...config['vision_config'], ...VISION } }),
  );
  copyFileSync(join(fixture, 'tokenizer_config.json'), join(incomplete, 'tokenizer_config.json'));
  writeFileSync(
    join(incomplete, 'tokenizer.json'),
    wholeVocabulary(readFileSync(join(fixture, 'tokenizer.json'), 'utf8')),
  );
  const tensors = shapes();
  const each = Math.ceil(tensors.length / SHARDS);
  const random = randomF16(24 << 20);
  const map: Record<string, string> = {};
  for (let shard = 0; shard < SHARDS; shard++) {
    const name = `model-0000${shard + 1}-of-0000${SHARDS}.safetensors`;
    const part = tensors.slice(shard * each, (shard + 1) * each);
    for (const [tensor] of part) map[tensor] = name;
    await writeShard(join(incomplete, name), part, random);
  }
  writeFileSync(join(incomplete, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }));
  renameSync(incomplete, out);
}

/** Words up to the model's last token, so that whatever it says can be read and compared. */
function wholeVocabulary(json: string): string {
  const tokenizer = JSON.parse(json) as { model: { vocab: Record<string, number> }; added_tokens: { id: number }[] };
  const { vocab } = tokenizer.model;
  const first = 1 + Math.max(...Object.values(vocab), ...tokenizer.added_tokens.map(({ id }) => id));
  for (let id = first; id < VOCAB; id++) vocab[`Ġw${id}`] = id;
  return JSON.stringify(tokenizer);
}

/** Names and shapes of Imp-v1.5-3B-Phi2's tensors. */
function shapes(): [string, number[]][] {
  const list: [string, number[]][] = [['model.embed_tokens.weight', [VOCAB, WIDTH]]];
  const both = (name: string, ...weight: number[]) =>
    list.push([`${name}.weight`, weight], [`${name}.bias`, [weight[0]!]]);
  for (let i = 0; i < LAYERS; i++) {
    const at = `model.layers.${i}`;
    both(`${at}.input_layernorm`, WIDTH);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'dense']) both(`${at}.self_attn.${name}`, WIDTH, WIDTH);
    both(`${at}.mlp.fc1`, FFN, WIDTH);
    both(`${at}.mlp.fc2`, WIDTH, FFN);
  }
  both('model.final_layernorm', WIDTH);
  both('lm_head', VOCAB, WIDTH);
  const {
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: blocks,
    patch_size: patch,
    image_size: side,
  } = VISION;
  const tower = 'model.vision_tower.vision_tower.vision_model';
  both(`${tower}.embeddings.patch_embedding`, hidden, 3, patch, patch);
  list.push([`${tower}.embeddings.position_embedding.weight`, [Math.floor(side / patch) ** 2, hidden]]);
  for (let i = 0; i < blocks - 1; i++) {
    const at = `${tower}.encoder.layers.${i}`;
    for (const norm of ['layer_norm1', 'layer_norm2']) both(`${at}.${norm}`, hidden);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) both(`${at}.self_attn.${name}`, hidden, hidden);
    both(`${at}.mlp.fc1`, inner, hidden);
    both(`${at}.mlp.fc2`, hidden, inner);
  }
  both('model.mm_projector.0', WIDTH, hidden);
  both('model.mm_projector.2', WIDTH, WIDTH);
  return list;
}

async function writeShard(path: string, tensors: [string, number[]][], random: Buffer): Promise<void> {
  const header: Record<string, object> = {};
  let at = 0;
  const sizes = tensors.map(([name, shape]) => {
    const bytes = 2 * shape.reduce((product, n) => product * n, 1);
    header[name] = { dtype: 'F16', shape, data_offsets: [at, (at += bytes)] };
    return bytes;
  });
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const stream = createWriteStream(path);
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve())));
  await write(length);
  await write(text);
  for (const [i, bytes] of sizes.entries()) {
    const name = tensors[i]![0];
    // every tensor from another place of the pool; norms near one as trained ones are
    const constant = /norm.*\.weight$/.test(name)
      ? Buffer.from(new Uint16Array(bytes / 2).fill(0x3c00).buffer)
      : undefined;
    let from = (i * 4098) % (random.length / 2);
    for (let left = bytes; left > 0; from = 0) {
      const piece = (constant ?? random).subarray(constant ? 0 : from, (constant ? 0 : from) + left);
      await write(piece);
      left -= piece.length;
    }
  }
  await new Promise<void>((resolve, reject) =>
    stream.end((error?: Error | null) => (error ? reject(error) : resolve())),
  );
}

/** Normal values with the spread of trained weights, as F16. */
function randomF16(count: number): Buffer {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const out = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    float[0] = 0.02 * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    const exponent = ((bits[0]! >>> 23) & 255) - 112;
    out[i] = exponent > 0 ? ((bits[0]! >>> 16) & 0x8000) | (exponent << 10) | ((bits[0]! >>> 13) & 0x3ff) : 0; // what F16 holds as denormal becomes 0
  }
  return Buffer.from(out.buffer);
}
