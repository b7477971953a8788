/** Metadata of the two files: what llama.cpp's convert_hf_to_gguf.py writes for the same model, and this project's `imp.*` keys. */
import { FILE_TYPES, type GgufEntry } from '../../gguf/index.ts';
import { DEFAULT_SYSTEM } from '../../pair/templates.ts';
import type { ModelType, VisionType } from '../../shared/convert.ts';
import { IMP_KEYS } from '../../shared/gguf.ts';
import type { LanguageSpec } from '../checkpoint/config.ts';
import type { Identity } from '../checkpoint/identity.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { PROMPTS } from './prompts.ts';
import type { VisionSpec } from './vision.ts';

/** GGML_QNT_VERSION. */
const QUANTIZATION_VERSION = 2;

const text = (value: string): GgufEntry => ({ type: 'string', value });
const u32 = (value: number): GgufEntry => ({ type: 'uint32', value });
const f32 = (value: number): GgufEntry => ({ type: 'float32', value });
const bool = (value: boolean): GgufEntry => ({ type: 'bool', value });
const texts = (value: string[]): GgufEntry => ({ type: 'array', items: 'string', value });
const floats = (value: number[]): GgufEntry => ({ type: 'array', items: 'float32', value });
const ints = (value: ArrayLike<number>): GgufEntry => ({ type: 'array', items: 'int32', value });

function general(
  architecture: string,
  identity: Identity,
  type: ModelType | VisionType,
  parameters: number,
): [string, GgufEntry][] {
  const entries: [string, GgufEntry][] = [
    ['general.architecture', text(architecture)],
    ['general.type', text(architecture === 'clip' ? 'mmproj' : 'model')],
    ['general.name', text(identity.name)],
    ['general.size_label', text(sizeLabel(parameters))],
  ];
  if (identity.license) entries.push(['general.license', text(identity.license)]);
  if (identity.source)
    entries.push(['general.source.url', text(identity.source)], ['general.source.repo_url', text(identity.source)]);
  entries.push(['general.file_type', u32(fileTypeId(type))]);
  if (type !== 'F16') entries.push(['general.quantization_version', u32(QUANTIZATION_VERSION)]);
  return entries;
}

/** Q4_K has no file type of its own: Q4_K_M says what it mostly is. */
const fileTypeId = (type: ModelType | VisionType): number => FILE_TYPES[type === 'Q4_K' ? 'Q4_K_M' : type];

/** 2.8B, 400M: as gguf-py's `size_label`. */
function sizeLabel(parameters: number): string {
  const units: [number, string][] = [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ];
  const [unit, letter] = units.find(([size]) => parameters >= size) ?? [1e3, 'K'];
  const value = parameters / unit;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${letter}`;
}

/** Metadata of the language model. */
export function languageMetadata(
  spec: LanguageSpec,
  identity: Identity,
  type: ModelType,
  parameters: number,
  tokenizer: Tokenizer,
): Map<string, GgufEntry> {
  const { architecture: arch, ropeFactors } = spec;
  const entries: [string, GgufEntry][] = [
    ...general(arch, identity, type, parameters),
    [`${arch}.context_length`, u32(spec.context)],
    [`${arch}.embedding_length`, u32(spec.width)],
    [`${arch}.feed_forward_length`, u32(spec.ffn)],
    [`${arch}.block_count`, u32(spec.layers)],
    [`${arch}.attention.head_count`, u32(spec.heads)],
    [`${arch}.attention.head_count_kv`, u32(spec.kvHeads)],
    [`${arch}.attention.${arch === 'phi2' ? 'layer_norm_epsilon' : 'layer_norm_rms_epsilon'}`, f32(spec.normEps)],
    [`${arch}.rope.freq_base`, f32(spec.ropeBase)],
    [`${arch}.vocab_size`, u32(spec.vocab)],
  ];
  if (arch !== 'qwen2') entries.push([`${arch}.rope.dimension_count`, u32(spec.ropeDims)]);
  if (arch === 'phi3') {
    entries.push(
      [`${arch}.rope.scaling.original_context_length`, u32(ropeFactors?.originalContext ?? spec.context)],
      [`${arch}.attention.sliding_window`, u32(spec.slidingWindow)],
    );
    if (ropeFactors) entries.push([`${arch}.rope.scaling.attn_factor`, f32(ropeFactors.attention)]);
  }
  const prompt = PROMPTS[arch];
  entries.push(
    ...tokenizerMetadata(tokenizer),
    ['tokenizer.chat_template', text(prompt.jinja)],
    [IMP_KEYS.template, text(prompt.template)],
    [IMP_KEYS.system, text(DEFAULT_SYSTEM)],
    [IMP_KEYS.stop, texts([...prompt.stop])],
  );
  return new Map(entries);
}

function tokenizerMetadata({
  model,
  pre,
  tokens,
  types,
  scores,
  merges,
  special,
  addBos,
}: Tokenizer): [string, GgufEntry][] {
  const entries: [string, GgufEntry][] = [
    ['tokenizer.ggml.model', text(model)],
    ['tokenizer.ggml.pre', text(pre)],
    ['tokenizer.ggml.tokens', texts(tokens)],
    ['tokenizer.ggml.token_type', ints(types)],
  ];
  if (scores) entries.push(['tokenizer.ggml.scores', { type: 'array', items: 'float32', value: scores }]);
  if (merges) entries.push(['tokenizer.ggml.merges', texts(merges)]);
  const names = { bos: 'bos', eos: 'eos', unk: 'unknown', pad: 'padding' } as const;
  for (const kind of ['bos', 'eos', 'unk', 'pad'] as const) {
    const id = special[kind];
    if (id !== undefined) entries.push([`tokenizer.ggml.${names[kind]}_token_id`, u32(id)]);
  }
  if (addBos !== undefined) entries.push(['tokenizer.ggml.add_bos_token', bool(addBos)]);
  return entries;
}

/**
 * Metadata of the mmproj file, for llama.cpp's clip loader and this project's engine.
 * @param paddedFfn FFN width in the file.
 */
export function visionMetadata(
  spec: VisionSpec,
  identity: Identity,
  type: VisionType,
  parameters: number,
  paddedFfn: number,
): Map<string, GgufEntry> {
  return new Map<string, GgufEntry>([
    ...general('clip', identity, type, parameters),
    ['clip.has_vision_encoder', bool(true)],
    ['clip.has_text_encoder', bool(false)],
    ['clip.has_llava_projector', bool(true)],
    ['clip.projector_type', text('mlp')],
    ['clip.use_gelu', bool(true)],
    ['clip.vision.image_size', u32(spec.side)],
    ['clip.vision.patch_size', u32(spec.patch)],
    ['clip.vision.embedding_length', u32(spec.width)],
    ['clip.vision.feed_forward_length', u32(paddedFfn)],
    ['clip.vision.projection_dim', u32(spec.projection)],
    ['clip.vision.attention.head_count', u32(spec.heads)],
    ['clip.vision.attention.layer_norm_epsilon', f32(spec.normEps)],
    ['clip.vision.block_count', u32(spec.blocks)],
    // without it llama.cpp leaves out the last block
    ['clip.vision.feature_layer', ints([spec.blocks])],
    ['clip.vision.image_mean', floats([0.5, 0.5, 0.5])],
    ['clip.vision.image_std', floats([0.5, 0.5, 0.5])],
    [IMP_KEYS.preprocess, text(spec.preprocess)],
    [IMP_KEYS.padColor, ints([127, 127, 127])],
  ]);
}
