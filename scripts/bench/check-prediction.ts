/**
 * Compares the picker's predicted figures with measured ones, for the four full-size models with random weights at
 * Q4_K_M and a Q8_0 tower. Usage: node --import tsx scripts/bench/check-prediction.ts FOLDER [--write] [MODEL_ID…]
 * FOLDER keeps the models (10 GB for all four); with --write they are only written. Calibration and measurement run in
 * turns, on a machine that should be quiet otherwise. RUNS (2) says how often each model is measured; the best run counts.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { planLanguage } from '../../src/convert/quantize/mix.ts';
import { openCpuLibrary } from '../../src/convert/quantize/native.ts';
import { EngineClient } from '../../src/client/index.ts';
import { pack } from '../../src/engine/kernels/trial.ts';
import type { GgufEntry, TensorPlan, TensorType } from '../../src/gguf/index.ts';
import {
  byteTokens,
  count,
  float,
  linear,
  text,
  writeStandIn,
  writeVisionStandIn,
} from '../../src/models/calibration/pair.ts';
import type { LanguageShape } from '../../src/pair/shapes.ts';
import { calibrate, figuresOfBench, inspectPair, loadCatalog } from '../../src/models/index.ts';
import { predictSpeed, speedOf } from '../../src/models/predict.ts';

const [folder, ...others] = process.argv.slice(2);
const onlyWrite = others[0] === '--write';
const wanted = others.slice(onlyWrite ? 1 : 0);
if (!folder) throw new Error('Which folder?');
/** Values in a random piece: more than a processor's cache holds. */
const PIECE_VALUES = 16 << 20;
const pieces = new Map<string, Uint8Array>();
const native = openCpuLibrary();
const { entries } = await loadCatalog(join(import.meta.dirname, '../../models'));
const ids = wanted.length > 0 ? wanted : ['imp-3b-196', 'imp-2b', 'imp-3b', 'imp-4b'];
mkdirSync(folder, { recursive: true });
for (const id of onlyWrite ? ids : []) await files(id);
if (onlyWrite) process.exit();

const engine = new EngineClient({
  enginePath: join(import.meta.dirname, '../../src/engine/main.ts'),
  execArgv: ['--import', 'tsx'],
});
try {
  const first = performance.now();
  let rates = await calibrate(folder, { engine });
  console.log(`calibration: ${((performance.now() - first) / 1000).toFixed(1)} s`);
  console.log(
    'model         T_VE s               S_prompt tok/s       S_gen tok/s          first word s         (predicted / measured = ratio)',
  );
  for (const id of ids) {
    const [model, mmproj] = await files(id);
    const { facts } = await inspectPair([model, mmproj]);
    await engine.request('load', { files: { id, model, mmproj }, options: { contextTokens: 1024 } });
    const bench = await engine.request('bench', {
      textTokens: 41,
      generateTokens: 24,
      runs: Number(process.env['RUNS'] ?? 2),
    });
    await engine.request('unload', {});
    const before = rates;
    rates = await calibrate(folder, { engine }); // around the measurement: a machine's speed drifts
    const figures = figuresOfBench(bench);
    const measured = speedOf('measured', facts, figures);
    const [a, b] = [predictSpeed(facts, before)!, predictSpeed(facts, rates)!];
    const mean = (x: number, y: number) => Math.sqrt(x * y);
    const cell = (p: number, m: number) => `${p.toFixed(1)} / ${m.toFixed(1)} = ${(p / m).toFixed(2)}`.padEnd(21);
    console.log(
      id.padEnd(14) +
        cell(mean(a.encodeSeconds, b.encodeSeconds), measured.encodeSeconds) +
        cell(mean(a.prefillTokensPerSecond, b.prefillTokensPerSecond), measured.prefillTokensPerSecond) +
        cell(mean(a.tokensPerSecond, b.tokensPerSecond), measured.tokensPerSecond) +
        cell(mean(a.firstWordSeconds, b.firstWordSeconds), measured.firstWordSeconds),
    );
  }
} finally {
  await engine.stop();
}

/** Both files of a model, written where they are not there yet. */
async function files(id: string): Promise<[string, string]> {
  const { language, vision } = entries.find((entry) => entry.id === id)!;
  const [model, mmproj] = [join(folder!, `${id}.gguf`), join(folder!, `mmproj-${id}.gguf`)];
  if (!existsSync(model)) renameSync(await writeLanguage(`${model}.incomplete`, language!), model);
  if (!existsSync(mmproj))
    renameSync(
      await writeVisionStandIn(folder!, 'Q8_0', vision!.side, vision!.layers, language!.width, random),
      mmproj,
    );
  return [model, mmproj];
}

/** Some megabytes of normal values with the spread of trained weights, quantized. */
function random(type: TensorType, columns: number): Uint8Array {
  const key = `${type} ${columns}`;
  const known = pieces.get(key);
  if (known) return known;
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const values = Float32Array.from({ length: Math.ceil(PIECE_VALUES / columns) * columns }, () => 0.02 * normal());
  const piece = pack(native, type, values, columns);
  pieces.set(key, piece);
  return piece;
}

/** A language model of the catalog's dimensions in llama.cpp's names, Q4_K_M as the converter mixes it. */
async function writeLanguage(path: string, shape: LanguageShape): Promise<string> {
  const { architecture, layers, width, ffn, heads, vocab, context } = shape;
  const tokens = byteTokens();
  while (tokens.length < vocab) tokens.push(`[PAD${tokens.length}]`);
  const eps = architecture === 'phi2' ? 'layer_norm_epsilon' : 'layer_norm_rms_epsilon';
  const metadata = new Map<string, GgufEntry>([
    ['general.architecture', text(architecture)],
    [`${architecture}.context_length`, count(context)],
    [`${architecture}.embedding_length`, count(width)],
    [`${architecture}.feed_forward_length`, count(ffn)],
    [`${architecture}.block_count`, count(layers)],
    [`${architecture}.attention.head_count`, count(heads)],
    [`${architecture}.attention.head_count_kv`, count(shape.kvHeads)],
    [`${architecture}.attention.${eps}`, float(1e-5)],
    [`${architecture}.rope.dimension_count`, count(architecture === 'phi2' ? 32 : width / heads)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', { type: 'array', items: 'string', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', items: 'int32', value: tokens.map(() => 1) }],
    ['tokenizer.ggml.merges', { type: 'array', items: 'string', value: ['a b'] }],
    ['tokenizer.ggml.eos_token_id', count(vocab - 1)],
  ]);
  const drafts: TensorPlan[] = [
    { name: 'token_embd.weight', shape: [width, vocab], type: 'F16' },
    { name: 'output_norm.weight', shape: [width], type: 'F32' },
  ];
  const plain = (name: string, inputs: number, outputs: number): TensorPlan => ({
    name: `${name}.weight`,
    shape: [inputs, outputs],
    type: 'F16',
  });
  const vector = (name: string, size = width): TensorPlan => ({ name, shape: [size], type: 'F32' });
  drafts.push(
    ...(architecture === 'phi2'
      ? [vector('output_norm.bias'), ...linear('output', width, vocab, 'F16')]
      : [plain('output', width, vocab)]),
  );
  for (let i = 0; i < layers; i++) {
    const layer = `blk.${i}`;
    drafts.push(vector(`${layer}.attn_norm.weight`));
    if (architecture === 'phi2') {
      drafts.push(vector(`${layer}.attn_norm.bias`));
      for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_output'])
        drafts.push(...linear(`${layer}.${part}`, width, width, 'F16'));
      drafts.push(...linear(`${layer}.ffn_up`, width, ffn, 'F16'), ...linear(`${layer}.ffn_down`, ffn, width, 'F16'));
    } else if (architecture === 'qwen2') {
      for (const part of ['attn_q', 'attn_k', 'attn_v'])
        drafts.push(...linear(`${layer}.${part}`, width, width, 'F16'));
      drafts.push(plain(`${layer}.attn_output`, width, width), vector(`${layer}.ffn_norm.weight`));
      drafts.push(
        plain(`${layer}.ffn_gate`, width, ffn),
        plain(`${layer}.ffn_up`, width, ffn),
        plain(`${layer}.ffn_down`, ffn, width),
      );
    } else {
      drafts.push(
        plain(`${layer}.attn_qkv`, width, 3 * width),
        plain(`${layer}.attn_output`, width, width),
        vector(`${layer}.ffn_norm.weight`),
      );
      drafts.push(plain(`${layer}.ffn_up`, width, 2 * ffn), plain(`${layer}.ffn_down`, ffn, width));
    }
  }
  const source = { values: new Float32Array() };
  const plans = planLanguage(
    drafts.map(({ name, shape: dimensions, type }) => ({ name, shape: dimensions, source, keepF32: type === 'F32' })),
    'Q4_K_M',
    layers,
  );
  return writeStandIn(path, metadata, plans, random);
}
