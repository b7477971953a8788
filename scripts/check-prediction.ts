/**
 * Compares the picker's predicted figures with measured ones, for the four full-size models with constant weights at
 * Q4_K_M and a Q8_0 tower. Usage: node --import tsx scripts/check-prediction.ts FOLDER [MODEL_ID…]
 * FOLDER takes up to 3.5 GB at a time. Calibration and measurements run side by side, on a machine that is otherwise quiet.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { planLanguage } from '../src/convert/quantize/mix.ts';
import { EngineClient } from '../src/engine/client/index.ts';
import type { GgufEntry, TensorPlan } from '../src/gguf/index.ts';
import { byteTokens, count, float, linear, text, writeStandIn, writeVisionStandIn } from '../src/models/calibration/pair.ts';
import type { LanguageShape } from '../src/models/catalog.ts';
import { calibrate, figuresOfBench, inspectPair, loadCatalog } from '../src/models/index.ts';
import { predictSpeed, speedOf } from '../src/models/predict.ts';

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) throw new Error('Which folder?');
const { entries } = await loadCatalog(join(import.meta.dirname, '../models'));
const ids = wanted.length > 0 ? wanted : ['imp-3b-196', 'imp-2b', 'imp-3b', 'imp-4b'];
mkdirSync(folder, { recursive: true });

const engine = new EngineClient({ enginePath: join(import.meta.dirname, '../src/engine/main.ts'), execArgv: ['--import', 'tsx'] });
try {
  const first = performance.now();
  let rates = await calibrate(folder, { engine });
  console.log(`calibration: ${((performance.now() - first) / 1000).toFixed(1)} s`);
  console.log('model         T_VE s            S_prompt tok/s    S_gen tok/s       first word s      (predicted / measured = ratio)');
  for (const id of ids) {
    const entry = entries.find((candidate) => candidate.id === id)!;
    const model = await writeLanguage(join(folder, `${id}.gguf`), entry.language!);
    const mmproj = await writeVisionStandIn(folder, 'Q8_0', entry.vision!.side, entry.vision!.layers, entry.language!.width);
    const { facts } = await inspectPair([model, mmproj]);
    await engine.request('load', { files: { id, model, mmproj }, options: { contextTokens: 1024 } });
    const bench = await engine.request('bench', { textTokens: 41, generateTokens: 16, runs: Number(process.env['RUNS'] ?? 1) });
    await engine.request('unload', {});
    const before = rates;
    rates = await calibrate(folder, { engine }); // around the measurement: a machine's speed drifts
    const figures = figuresOfBench(bench);
    const measured = speedOf('measured', facts, figures);
    const [a, b] = [predictSpeed(facts, before)!, predictSpeed(facts, rates)!];
    const mean = (x: number, y: number) => Math.sqrt(x * y);
    const cell = (p: number, m: number) => `${p.toFixed(1)} / ${m.toFixed(1)} = ${(p / m).toFixed(2)}`.padEnd(18);
    console.log(
      id.padEnd(14) +
        cell(mean(a.encodeSeconds, b.encodeSeconds), measured.encodeSeconds) +
        cell(mean(a.prefillTokensPerSecond, b.prefillTokensPerSecond), measured.prefillTokensPerSecond) +
        cell(mean(a.tokensPerSecond, b.tokensPerSecond), measured.tokensPerSecond) +
        cell(mean(a.firstWordSeconds, b.firstWordSeconds), measured.firstWordSeconds),
    );
    for (const file of [model, mmproj]) rmSync(file);
  }
} finally {
  await engine.stop();
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
  const drafts: TensorPlan[] = [{ name: 'token_embd.weight', shape: [width, vocab], type: 'F16' }, { name: 'output_norm.weight', shape: [width], type: 'F32' }];
  const plain = (name: string, inputs: number, outputs: number): TensorPlan => ({ name: `${name}.weight`, shape: [inputs, outputs], type: 'F16' });
  const vector = (name: string, size = width): TensorPlan => ({ name, shape: [size], type: 'F32' });
  drafts.push(...(architecture === 'phi2' ? [vector('output_norm.bias'), ...linear('output', width, vocab, 'F16')] : [plain('output', width, vocab)]));
  for (let i = 0; i < layers; i++) {
    const layer = `blk.${i}`;
    drafts.push(vector(`${layer}.attn_norm.weight`));
    if (architecture === 'phi2') {
      drafts.push(vector(`${layer}.attn_norm.bias`));
      for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_output']) drafts.push(...linear(`${layer}.${part}`, width, width, 'F16'));
      drafts.push(...linear(`${layer}.ffn_up`, width, ffn, 'F16'), ...linear(`${layer}.ffn_down`, ffn, width, 'F16'));
    } else if (architecture === 'qwen2') {
      for (const part of ['attn_q', 'attn_k', 'attn_v']) drafts.push(...linear(`${layer}.${part}`, width, width, 'F16'));
      drafts.push(plain(`${layer}.attn_output`, width, width), vector(`${layer}.ffn_norm.weight`));
      drafts.push(plain(`${layer}.ffn_gate`, width, ffn), plain(`${layer}.ffn_up`, width, ffn), plain(`${layer}.ffn_down`, ffn, width));
    } else {
      drafts.push(plain(`${layer}.attn_qkv`, width, 3 * width), plain(`${layer}.attn_output`, width, width), vector(`${layer}.ffn_norm.weight`));
      drafts.push(plain(`${layer}.ffn_up`, width, 2 * ffn), plain(`${layer}.ffn_down`, ffn, width));
    }
  }
  const source = { values: new Float32Array() };
  const plans = planLanguage(drafts.map(({ name, shape: dimensions, type }) => ({ name, shape: dimensions, source, keepF32: type === 'F32' })), 'Q4_K_M', layers);
  return writeStandIn(path, metadata, plans);
}
