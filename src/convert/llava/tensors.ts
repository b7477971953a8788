/**
 * The tensors of LlavaForConditionalGeneration, under the names that transformers, vLLM and SGLang all read
 * (`language_model.model.*`, `vision_tower.vision_model.*`, `multi_modal_projector.*`; those of llava-hf's own repositories).
 */
import type { Architecture, LanguageSpec } from '../checkpoint/config.ts';
import type { WeightType } from '../checkpoint/safetensors.ts';
import { languageTensors, type Layout } from '../models/language.ts';
import { visionTensors, type VisionSpec } from '../models/vision.ts';
import type { Draft, Inventory, Source } from '../plan.ts';

/** A tensor of the folder. */
export interface LlavaTensor {
  name: string;
  /** PyTorch's order. */
  shape: number[];
  type: WeightType;
  /** Rows of a tensor of the checkpoint; absent: zeros. */
  source?: Extract<Source, { weight: unknown }>;
}

const PHI2 = { attn_output: 'self_attn.dense', ffn_up: 'mlp.fc1', ffn_down: 'mlp.fc2' };
const GATED = { attn_output: 'self_attn.o_proj', ffn_norm: 'post_attention_layernorm', ffn_down: 'mlp.down_proj' };
const BLOCK = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
};
/** Parts of a block of the language model: GGUF's names (languageTensors) to Hugging Face's. */
const LANGUAGE: Record<Architecture, Record<string, string>> = {
  phi2: { ...BLOCK, ...PHI2 },
  qwen2: { ...BLOCK, ...GATED, ffn_gate: 'mlp.gate_proj', ffn_up: 'mlp.up_proj' },
  phi3: { ...BLOCK, ...GATED, attn_qkv: 'self_attn.qkv_proj', ffn_up: 'mlp.gate_up_proj' },
};
/** Parts of a block of the tower. */
const VISION: Record<string, string> = {
  ln1: 'layer_norm1',
  ln2: 'layer_norm2',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_out: 'self_attn.out_proj',
  ffn_up: 'mlp.fc1',
  ffn_down: 'mlp.fc2',
};
const OTHERS: Record<string, string> = {
  token_embd: 'language_model.model.embed_tokens',
  output: 'language_model.lm_head',
  'v.patch_embd': 'vision_tower.vision_model.embeddings.patch_embedding',
  'v.position_embd': 'vision_tower.vision_model.embeddings.position_embedding',
  'mm.0': 'multi_modal_projector.linear_1',
  'mm.2': 'multi_modal_projector.linear_2',
};

function llavaName(gguf: string, architecture: Architecture): string {
  const [, stem = '', part = ''] = /^(.*)\.(weight|bias)$/.exec(gguf) ?? [];
  const language = /^blk\.(\d+)\.(\w+)$/.exec(stem);
  const vision = /^v\.blk\.(\d+)\.(\w+)$/.exec(stem);
  const norm = architecture === 'phi2' ? 'final_layernorm' : 'norm';
  const name =
    stem === 'output_norm'
      ? `language_model.model.${norm}`
      : language
        ? `language_model.model.layers.${language[1]}.${LANGUAGE[architecture][language[2]!]}`
        : vision
          ? `${TOWER_BLOCK(Number(vision[1]))}.${VISION[vision[2]!]}`
          : OTHERS[stem];
  if (!name || name.endsWith('undefined')) throw new Error(`${gguf} has no name in Hugging Face's form`);
  return `${name}.${part}`;
}

const TOWER_BLOCK = (index: number) => `vision_tower.vision_model.encoder.layers.${index}`;

/**
 * All tensors, taken out of `inventory`. config.json declares one block of the tower more than runs, and takes the features in front of
 * it (`vision_feature_layer` -2): the block and the norm after it are zeros, so that no loader reports missing weights.
 */
export function llavaTensors(
  inventory: Inventory,
  language: LanguageSpec,
  vision: VisionSpec,
  layout: Layout,
): LlavaTensor[] {
  const { architecture } = language;
  const drafts = [
    ...languageTensors(inventory, language, layout),
    ...visionTensors(inventory, vision, layout, vision.ffn),
  ];
  const tensors = drafts.flatMap((draft) => tensor(draft, architecture));
  const embeddings = tensors.find(({ name }) => name === 'language_model.model.embed_tokens.weight')!;
  // config.json never ties the two: a loader's idea of tying is one thing less that can differ
  if (!tensors.some(({ name }) => name === 'language_model.lm_head.weight'))
    tensors.push({ ...embeddings, name: 'language_model.lm_head.weight' });
  const { type } = tensors.find(({ name }) => name.startsWith('vision_tower.'))!;
  const zeros = (name: string, ...shape: number[]): LlavaTensor => ({ name, shape, type });
  const { width, ffn, blocks } = vision;
  const both = (name: string, rows: number, columns?: number) => [
    zeros(`${name}.weight`, ...(columns === undefined ? [rows] : [rows, columns])),
    zeros(`${name}.bias`, rows),
  ];
  const block = TOWER_BLOCK(blocks);
  return [
    ...tensors,
    ...both(`${block}.layer_norm1`, width),
    ...both(`${block}.layer_norm2`, width),
    ...['q_proj', 'k_proj', 'v_proj', 'out_proj'].flatMap((name) => both(`${block}.self_attn.${name}`, width, width)),
    ...both(`${block}.mlp.fc1`, ffn, width),
    ...both(`${block}.mlp.fc2`, width, ffn),
    ...both('vision_tower.vision_model.post_layernorm', width),
  ];
}

function tensor({ name, source }: Draft, architecture: Architecture): LlavaTensor[] {
  if ('values' in source) return []; // rotary factors: config.json has them
  const { weight, rows } = source;
  return [{ name: llavaName(name, architecture), shape: [rows, ...weight.shape.slice(1)], type: weight.type, source }];
}
