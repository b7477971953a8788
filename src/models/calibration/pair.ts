/**
 * A small stand-in for a full model: a few of Phi-2's layers and of SigLIP's blocks at their true width, in one weight
 * type. It answers nonsense, but each of its layers takes as long as one of the real model's.
 */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { GgufWriter, type GgufEntry, type TensorPlan, type TensorType } from '../../gguf/index.ts';
import { IMP_KEYS } from '../../shared/gguf.ts';

const WIDTH = 2560;
const FFN = 10240;
const HEADS = 32;
const CONTEXT = 2048;
const VISION = { width: 1152, ffn: 4304, heads: 16, patch: 14 };

export const text = (value: string): GgufEntry => ({ type: 'string', value });
export const count = (value: number): GgufEntry => ({ type: 'uint32', value });
export const float = (value: number): GgufEntry => ({ type: 'float32', value });
const flag = (value: boolean): GgufEntry => ({ type: 'bool', value });
const floats = (value: number[]): GgufEntry => ({ type: 'array', items: 'float32', value });

/** A matrix with its bias. */
export const linear = (name: string, inputs: number, outputs: number, type: TensorType): TensorPlan[] => [
  { name: `${name}.weight`, shape: [inputs, outputs], type },
  { name: `${name}.bias`, shape: [outputs], type: 'F32' },
];
const norm = (name: string, width: number): TensorPlan[] => [
  { name: `${name}.weight`, shape: [width], type: 'F32' },
  { name: `${name}.bias`, shape: [width], type: 'F32' },
];

/** Writes the language model; returns its path. The folder exists. */
export async function writeLanguageStandIn(folder: string, type: TensorType, layers: number): Promise<string> {
  const tokens = [...byteTokens(), '<|endoftext|>'];
  const end = tokens.length - 1;
  const metadata = new Map<string, GgufEntry>([
    ['general.architecture', text('phi2')],
    ['general.name', text(`Calibration ${type}`)],
    ['phi2.context_length', count(CONTEXT)],
    ['phi2.embedding_length', count(WIDTH)],
    ['phi2.feed_forward_length', count(FFN)],
    ['phi2.block_count', count(layers)],
    ['phi2.attention.head_count', count(HEADS)],
    ['phi2.attention.head_count_kv', count(HEADS)],
    ['phi2.attention.layer_norm_epsilon', float(1e-5)],
    ['phi2.rope.dimension_count', count(32)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', { type: 'array', items: 'string', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', items: 'int32', value: tokens.map((_, i) => (i === end ? 3 : 1)) }],
    ['tokenizer.ggml.merges', { type: 'array', items: 'string', value: ['a b'] }],
    ['tokenizer.ggml.bos_token_id', count(end)],
    ['tokenizer.ggml.eos_token_id', count(end)],
    ['tokenizer.ggml.add_bos_token', flag(false)],
    [IMP_KEYS.template, text('vicuna')],
  ]);
  const plans: TensorPlan[] = [
    { name: 'token_embd.weight', shape: [WIDTH, tokens.length], type: 'F16' },
    ...norm('output_norm', WIDTH),
    ...linear('output', WIDTH, tokens.length, 'F16'),
  ];
  for (let i = 0; i < layers; i++) {
    const layer = `blk.${i}`;
    plans.push(...norm(`${layer}.attn_norm`, WIDTH));
    for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_output'])
      plans.push(...linear(`${layer}.${part}`, WIDTH, WIDTH, type));
    plans.push(...linear(`${layer}.ffn_up`, WIDTH, FFN, type), ...linear(`${layer}.ffn_down`, FFN, WIDTH, type));
  }
  return writeStandIn(join(folder, `language-${type}-${layers}.gguf`), metadata, plans);
}

/** Writes the vision tower with its projector to embeddings of width `projected`; returns its path. */
export async function writeVisionStandIn(
  folder: string,
  type: TensorType,
  side: number,
  blocks: number,
  projected = WIDTH,
  fill?: Fill,
): Promise<string> {
  const { width, heads, patch } = VISION;
  // the converter pads the FFN so that every type can hold its rows
  const ffn =
    type === 'F16'
      ? VISION.ffn
      : type.endsWith('_K')
        ? Math.ceil(VISION.ffn / 256) * 256
        : Math.ceil(VISION.ffn / 32) * 32;
  const attentionType = type.endsWith('_K') ? 'Q5_0' : type; // rows of 1152 are no multiple of 256
  const key = (name: string) => `clip.vision.${name}`;
  const metadata = new Map<string, GgufEntry>([
    ['general.architecture', text('clip')],
    ['clip.has_vision_encoder', flag(true)],
    ['clip.has_text_encoder', flag(false)],
    ['clip.has_llava_projector', flag(true)],
    ['clip.projector_type', text('mlp')],
    ['clip.use_gelu', flag(true)],
    [key('image_size'), count(side)],
    [key('patch_size'), count(patch)],
    [key('embedding_length'), count(width)],
    [key('feed_forward_length'), count(ffn)],
    [key('projection_dim'), count(projected)],
    [key('attention.head_count'), count(heads)],
    [key('block_count'), count(blocks)],
    [key('attention.layer_norm_epsilon'), float(1e-6)],
    [key('image_mean'), floats([0.5, 0.5, 0.5])],
    [key('image_std'), floats([0.5, 0.5, 0.5])],
    [key('feature_layer'), { type: 'array', items: 'int32', value: [blocks] }],
  ]);
  const patches = Math.floor(side / patch) ** 2;
  const plans: TensorPlan[] = [
    { name: 'v.patch_embd.weight', shape: [patch, patch, 3, width], type: 'F16' },
    { name: 'v.patch_embd.bias', shape: [width], type: 'F32' },
    { name: 'v.position_embd.weight', shape: [width, patches], type: 'F32' },
  ];
  for (let i = 0; i < blocks; i++) {
    const block = `v.blk.${i}`;
    plans.push(...norm(`${block}.ln1`, width), ...norm(`${block}.ln2`, width));
    for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_out'])
      plans.push(...linear(`${block}.${part}`, width, width, attentionType));
    plans.push(
      ...linear(`${block}.ffn_up`, width, ffn, attentionType),
      ...linear(`${block}.ffn_down`, ffn, width, type),
    );
  }
  plans.push(...linear('mm.0', width, projected, attentionType), ...linear('mm.2', projected, projected, type));
  return writeStandIn(join(folder, `mmproj-${type}-${side}-${blocks}.gguf`), metadata, plans, fill);
}

/** Whole rows of a matrix of this type and row length, to be repeated over the tensor. */
export type Fill = (type: TensorType, columns: number) => Uint8Array;

/**
 * Unless `fill` makes other weights, 0x11 fills every byte: a small finite number in each weight type (an F16 of 0.0006,
 * also as a block's scale), so no kernel meets NaN or denormal values; norms get ones and biases zeros, as in a trained model.
 */
export async function writeStandIn(
  path: string,
  metadata: Map<string, GgufEntry>,
  plans: TensorPlan[],
  fill?: Fill,
): Promise<string> {
  await rm(path, { force: true });
  const writer = await GgufWriter.create(path, metadata, plans);
  const constant = Buffer.alloc(4 << 20, 0x11);
  try {
    for (const tensor of writer.tensors) {
      if (tensor.type === 'F32') {
        const value = tensor.name.includes('norm.weight') || /ln\d\.weight$/.test(tensor.name) ? 1 : 0;
        await writer.write(tensor, 0, new Uint8Array(new Float32Array(tensor.bytes / 4).fill(value).buffer));
        continue;
      }
      const weights = fill?.(tensor.type, tensor.shape[0]!) ?? constant;
      for (let at = 0; at < tensor.bytes; at += weights.length)
        await writer.write(tensor, at, weights.subarray(0, Math.min(weights.length, tensor.bytes - at)));
    }
    await writer.finish();
  } catch (thrown) {
    await writer.abort().catch(() => {});
    await rm(path, { force: true });
    throw thrown;
  }
  return path;
}

/** GPT-2's 256 byte tokens: printable bytes as themselves, the others as letters from U+0100 on (its encoder.py). */
export function byteTokens(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}
