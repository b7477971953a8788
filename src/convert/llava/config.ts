/** The small files of a llava-hf folder: configurations of the model, of generation, of pictures. */
import type { LanguageSpec } from '../checkpoint/config.ts';
import { PROMPTS, partsTemplate } from '../models/prompts.ts';
import type { Checkpoint } from '../prepare.ts';
import type { LlavaResult } from '../../shared/convert.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** Value of `architectures`, and of `model_type`, in transformers, vLLM and SGLang. */
const CLASSES = {
  phi2: ['PhiForCausalLM', 'phi'],
  qwen2: ['Qwen2ForCausalLM', 'qwen2'],
  phi3: ['Phi3ForCausalLM', 'phi3'],
} as const;

/** Contents of the folder's JSON and Jinja files by name. `imageToken` is the id of `<image>`. */
export function smallFiles(
  checkpoint: Checkpoint,
  dtype: LlavaResult['dtype'],
  imageToken: number,
): Record<string, unknown> {
  const { language, vision, tokenizer } = checkpoint;
  const { side, patch } = vision;
  const perSide = Math.floor(side / patch);
  const ends = endTokens(checkpoint);
  const tokens = {
    ...(tokenizer.special.bos !== undefined && { bos_token_id: tokenizer.special.bos }),
    ...(ends.length > 0 && { pad_token_id: tokenizer.special.pad ?? ends[0] }),
  };
  return {
    'config.json': {
      architectures: ['LlavaForConditionalGeneration'],
      model_type: 'llava',
      dtype,
      torch_dtype: dtype, // releases of transformers before 4.56, and what reads them
      image_token_index: imageToken,
      image_token_id: imageToken,
      image_seq_length: perSide ** 2,
      projector_hidden_act: 'gelu',
      multimodal_projector_bias: true,
      vision_feature_layer: -2,
      vision_feature_select_strategy: 'full',
      tie_word_embeddings: false,
      vocab_size: language.vocab,
      ...tokens,
      eos_token_id: ends.length === 1 ? ends[0] : ends,
      text_config: { ...textConfig(language), ...tokens, eos_token_id: ends[0], dtype, torch_dtype: dtype },
      vision_config: {
        model_type: 'siglip_vision_model',
        architectures: ['SiglipVisionModel'],
        hidden_size: vision.width,
        intermediate_size: vision.ffn,
        num_hidden_layers: vision.blocks + 1,
        num_attention_heads: vision.heads,
        num_channels: 3,
        image_size: side,
        patch_size: patch,
        layer_norm_eps: vision.normEps,
        hidden_act: 'gelu_pytorch_tanh',
        attention_dropout: 0,
        vision_use_head: false,
        dtype,
        torch_dtype: dtype,
      },
    },
    'generation_config.json': { do_sample: false, ...tokens, eos_token_id: ends },
    'preprocessor_config.json': pictures(checkpoint),
    'processor_config.json': {
      processor_class: 'LlavaProcessor',
      patch_size: patch,
      vision_feature_select_strategy: 'full',
      num_additional_image_tokens: 0,
      image_token: '<image>',
    },
    // servers do not add the start token to a chat by themselves
    'chat_template.jinja': (tokenizer.addBos ? '{{- bos_token -}}' : '') + partsTemplate(language.architecture),
  };
}

function textConfig(language: LanguageSpec): Record<string, unknown> {
  const { architecture, width, heads, ropeDims, ropeBase, ropeFactors, context, slidingWindow } = language;
  const [className, modelType] = CLASSES[architecture];
  const common = {
    architectures: [className],
    model_type: modelType,
    vocab_size: language.vocab,
    hidden_size: width,
    intermediate_size: language.ffn,
    num_hidden_layers: language.layers,
    num_attention_heads: heads,
    num_key_value_heads: language.kvHeads,
    max_position_embeddings: context,
    rope_theta: ropeBase,
    attention_dropout: 0,
    tie_word_embeddings: false,
    use_cache: true,
  };
  const dropouts = { resid_pdrop: 0, embd_pdrop: 0 };
  if (architecture === 'phi2')
    return {
      ...common,
      ...dropouts,
      hidden_act: 'gelu_new',
      layer_norm_eps: language.normEps,
      partial_rotary_factor: ropeDims / (width / heads),
      rope_scaling: null,
      qk_layernorm: false,
    };
  if (architecture === 'qwen2')
    return {
      ...common,
      hidden_act: 'silu',
      rms_norm_eps: language.normEps,
      rope_scaling: null,
      use_sliding_window: false,
      sliding_window: null,
    };
  return {
    ...common,
    ...dropouts,
    hidden_act: 'silu',
    rms_norm_eps: language.normEps,
    rope_scaling: ropeFactors
      ? { type: 'longrope', long_factor: ropeFactors.long, short_factor: ropeFactors.short }
      : null,
    original_max_position_embeddings: ropeFactors?.originalContext ?? context,
    sliding_window: slidingWindow || null,
  };
}

/** Pictures become squares as the checkpoint says: SigLIP's processor squashes, LLaVA's own pads with the mean colour, 127. */
function pictures({ vision: { side, preprocess } }: Checkpoint): Record<string, unknown> {
  const common = {
    processor_class: 'LlavaProcessor',
    do_convert_rgb: true,
    do_resize: true,
    resample: 3,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  };
  const square = { height: side, width: side };
  if (preprocess === 'squash') return { ...common, image_processor_type: 'SiglipImageProcessor', size: square };
  return {
    ...common,
    image_processor_type: 'LlavaImageProcessor',
    do_pad: true,
    do_center_crop: true,
    size: { shortest_edge: side },
    crop_size: square,
  };
}

/** Ids that end an answer: the tokenizer's own end, and the template's where it is one token. */
function endTokens({ tokenizer, language }: Checkpoint): number[] {
  const named = [...PROMPTS[language.architecture].stop, '<|endoftext|>'].map((text) => idOf(tokenizer, text));
  return [...new Set([tokenizer.special.eos, ...named])].filter((id) => id !== undefined);
}

function idOf({ tokens }: Tokenizer, text: string): number | undefined {
  const id = tokens.indexOf(text);
  return id < 0 ? undefined : id;
}
