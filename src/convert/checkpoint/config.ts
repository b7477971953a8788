/**
 * What a checkpoint's config.json says of the language model. Both spellings are read: today's (hidden_size, …) and
 * the one of imp-v1-3b and the 196 model (n_embd, …). What has no counterpart in llama.cpp is refused by name.
 */
import path from 'node:path';
import { z } from 'zod';
import { unsupported } from '../errors.ts';
import { readJson } from './json.ts';
import { msg } from '../../shared/message.ts';

/** No model has sizes beyond this; the format could not hold them either. */
const MAX_SIZE = 1 << 24;
const count = z.number().int().positive().max(MAX_SIZE);
const tokenId = z.union([z.number().int(), z.array(z.number().int())]).nullish();
const rope = z.object({
  type: z.string().optional(),
  rope_type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  partial_rotary_factor: z.number().positive().optional(),
  factor: z.number().optional(),
  original_max_position_embeddings: count.optional(),
  long_factor: z.array(z.number()).optional(),
  short_factor: z.array(z.number()).optional(),
});
export const visionConfigSchema = z.object({
  hidden_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  intermediate_size: count,
  image_size: count,
  patch_size: count,
  num_channels: z.literal(3).default(3),
  layer_norm_eps: z.number().positive().default(1e-6),
  hidden_act: z.string().default('gelu_pytorch_tanh'),
});
const configSchema = z.looseObject({
  model_type: z.string(),
  vocab_size: count,
  hidden_size: count.optional(),
  n_embd: count.optional(),
  num_hidden_layers: count.optional(),
  n_layer: count.optional(),
  num_attention_heads: count.optional(),
  n_head: count.optional(),
  num_key_value_heads: count.nullish(),
  n_head_kv: count.nullish(),
  intermediate_size: count.nullish(),
  n_inner: count.nullish(),
  max_position_embeddings: count.optional(),
  n_positions: count.optional(),
  layer_norm_eps: z.number().positive().optional(),
  layer_norm_epsilon: z.number().positive().optional(),
  rms_norm_eps: z.number().positive().optional(),
  hidden_act: z.string().optional(),
  activation_function: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  partial_rotary_factor: z.number().positive().optional(),
  rotary_dim: count.optional(),
  rope_scaling: rope.nullish(),
  rope_parameters: rope.nullish(),
  original_max_position_embeddings: count.optional(),
  sliding_window: count.nullish(),
  use_sliding_window: z.boolean().optional(),
  qk_layernorm: z.boolean().optional(),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: tokenId,
  eos_token_id: tokenId,
  pad_token_id: tokenId,
  mm_vision_tower: z.string().optional(),
  mm_projector_type: z.string().optional(),
  mm_vision_select_layer: z.number().int().optional(),
  mm_vision_select_feature: z.string().optional(),
  mm_use_im_start_end: z.boolean().optional(),
  image_aspect_ratio: z.string().nullish(),
  vision_config: visionConfigSchema.optional(),
  vision_tower_config: visionConfigSchema.optional(),
  _name_or_path: z.string().optional(),
});
export type Config = z.output<typeof configSchema>;

export type Architecture = 'phi2' | 'qwen2' | 'phi3';
/** `model_type` of the authors' code. */
const MODEL_TYPES: Record<string, Architecture> = {
  imp: 'phi2',
  imp_phi: 'phi2',
  imp_phi2: 'phi2',
  imp_qwen2: 'qwen2',
  'imp_qwen1.5': 'qwen2',
  imp_phi3: 'phi3',
};
const ACTIVATIONS: Record<Architecture, string[]> = {
  phi2: ['gelu_new', 'gelu_pytorch_tanh'],
  qwen2: ['silu'],
  phi3: ['silu'],
};

/** Sizes and constants of the language model. */
export interface LanguageSpec {
  architecture: Architecture;
  vocab: number;
  width: number;
  layers: number;
  heads: number;
  kvHeads: number;
  ffn: number;
  /** Tokens. */
  context: number;
  normEps: number;
  /** Dimensions of a head that are rotated. */
  ropeDims: number;
  ropeBase: number;
  /** Phi-3 with a long context. */
  ropeFactors?: { originalContext: number; attention: number; long: number[]; short: number[] };
  slidingWindow: number;
  /** The output matrix is the embedding matrix. */
  tied: boolean;
}

/** Reads config.json; `language` is its language model. Errors: `checkpoint-unsupported`. */
export async function readConfig(folder: string): Promise<{ config: Config; language: LanguageSpec }> {
  const config = await readJson(path.join(folder, 'config.json'), configSchema);
  const architecture = MODEL_TYPES[config.model_type];
  if (!architecture) {
    throw unsupported(msg`its model_type is "${config.model_type}"; Imp's are ${Object.keys(MODEL_TYPES).join(', ')}`);
  }
  if (config['quantization_config'] != null)
    throw unsupported(msg`it is quantized already (quantization_config); convert the original`);
  if (config.qk_layernorm) throw unsupported(msg`qk_layernorm is on, which llama.cpp does not compute for Phi-2`);
  if (config.use_sliding_window) throw unsupported(msg`use_sliding_window is on`);
  const activation = config.hidden_act ?? config.activation_function;
  if (activation !== undefined && !ACTIVATIONS[architecture].includes(activation))
    throw unsupported(msg`its activation ${activation} is not that of ${architecture}`);

  const width = required(config.hidden_size ?? config.n_embd, 'hidden_size');
  const heads = required(config.num_attention_heads ?? config.n_head, 'num_attention_heads');
  if (width % heads !== 0) throw unsupported(msg`its hidden_size ${width} is not a multiple of its ${heads} heads`);
  const kvHeads = config.num_key_value_heads ?? config.n_head_kv ?? heads;
  if (heads % kvHeads !== 0)
    throw unsupported(msg`its ${heads} heads are not a multiple of its ${kvHeads} key and value heads`);
  const context = required(config.max_position_embeddings ?? config.n_positions, 'max_position_embeddings');
  // Phi-2's older configs leave the FFN out: it is 4 × width there
  const ffn = required(
    config.intermediate_size ?? config.n_inner ?? (architecture === 'phi2' ? 4 * width : undefined),
    'intermediate_size',
  );
  const normEps =
    architecture === 'phi2'
      ? required(config.layer_norm_eps ?? config.layer_norm_epsilon, 'layer_norm_eps')
      : required(config.rms_norm_eps, 'rms_norm_eps');
  const parameters = config.rope_parameters ?? config.rope_scaling ?? {};
  const language: LanguageSpec = {
    architecture,
    vocab: config.vocab_size,
    width,
    layers: required(config.num_hidden_layers ?? config.n_layer, 'num_hidden_layers'),
    heads,
    kvHeads,
    ffn,
    context,
    normEps,
    ropeDims: ropeDims(config, architecture, width / heads),
    ropeBase: config.rope_theta ?? parameters.rope_theta ?? 10000,
    slidingWindow: config.sliding_window ?? 0,
    tied: config.tie_word_embeddings,
  };
  const ropeFactors = longRope(config, language);
  return { config, language: ropeFactors ? { ...language, ropeFactors } : language };
}

function ropeDims(config: Config, architecture: Architecture, headDim: number): number {
  const factor = config.partial_rotary_factor ?? config.rope_parameters?.partial_rotary_factor;
  if (factor !== undefined) return Math.trunc(factor * headDim);
  if (config.rotary_dim !== undefined) return config.rotary_dim;
  if (architecture === 'phi2') throw unsupported(msg`config.json has neither partial_rotary_factor nor rotary_dim`);
  return headDim;
}

/** Rotary factors of the long-context Phi-3; undefined for plain rotary embeddings. Source: convert_hf_to_gguf's Phi3MiniModel. */
function longRope(
  config: Config,
  { architecture, context, ropeDims: dims }: LanguageSpec,
): LanguageSpec['ropeFactors'] {
  const scaling = config.rope_parameters ?? config.rope_scaling;
  const type = scaling?.rope_type ?? scaling?.type ?? 'default';
  if (!scaling || type === 'default') return undefined;
  if (architecture !== 'phi3' || !['su', 'longrope', 'yarn'].includes(type))
    throw unsupported(msg`its rope scaling of type ${type} is not known for ${architecture}`);
  const { long_factor: long, short_factor: short } = scaling;
  const originalContext = required(
    config.original_max_position_embeddings ?? scaling.original_max_position_embeddings,
    'original_max_position_embeddings',
  );
  if (!long || !short || long.length !== dims / 2 || short.length !== dims / 2)
    throw unsupported(msg`its rope scaling needs long_factor and short_factor of ${dims / 2} numbers`);
  const scale = context / originalContext;
  const attention =
    scale <= 1
      ? 1
      : type === 'yarn'
        ? 0.1 * Math.log(scale) + 1
        : Math.sqrt(1 + Math.log(scale) / Math.log(originalContext));
  return { originalContext, attention, long, short };
}

function required<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw unsupported(msg`config.json has no ${name}`);
  return value;
}
