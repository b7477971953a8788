/**
 * Which type each tensor gets: the mixes of llama-quantize, and the one of the vision file.
 * Source: llama.cpp release v0.4.0, src/llama-quant.cpp (llama_tensor_get_type_impl, tensor_type_fallback); a test
 * compares every tensor with what llama_model_quantize of the same library makes.
 */
import { TENSOR_TYPES, type TensorType } from '../../gguf/index.ts';
import type { ModelType, VisionType } from '../../shared/convert.ts';
import type { Draft, Planned } from '../plan.ts';

const DEFAULTS: Record<ModelType, TensorType> = {
  F16: 'F16',
  Q8_0: 'Q8_0',
  Q6_K: 'Q6_K',
  Q5_K_M: 'Q5_K',
  Q4_K_M: 'Q4_K',
  Q4_0: 'Q4_0',
};
/** For rows that are no multiple of 256. */
const FALLBACKS: Partial<Record<TensorType, TensorType>> = { Q4_K: 'Q5_0', Q5_K: 'Q5_1', Q6_K: 'Q8_0' };

/** The first and last eighth of the layers, and every third between. */
function useMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.trunc(layers / 8);
  return layer < eighth || layer >= Math.trunc((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/** `type`, or the nearest one that rows of this length allow. */
function fitting(type: TensorType, rowLength: number): TensorType {
  if (rowLength % TENSOR_TYPES[type].block === 0) return type;
  const fallback = FALLBACKS[type] ?? type;
  return rowLength % TENSOR_TYPES[fallback].block === 0 ? fallback : 'F16';
}

/** Types of the language model's tensors. */
export function planLanguage(drafts: readonly Draft[], type: ModelType, layers: number): Planned[] {
  const preset = DEFAULTS[type];
  const hasOutput = drafts.some(({ name }) => name === 'output.weight');
  return drafts.map((draft): Planned => {
    if (draft.keepF32) return { ...draft, type: 'F32' };
    if (type === 'F16') return { ...draft, type: 'F16' };
    const { name } = draft;
    const row = draft.shape[0]!;
    let chosen = preset;
    if (name === 'output.weight' || (!hasOutput && name === 'token_embd.weight')) {
      if (row % TENSOR_TYPES[preset].block !== 0) chosen = 'Q8_0';
      else if (preset !== 'Q8_0') chosen = 'Q6_K';
    } else if ((type === 'Q4_K_M' || type === 'Q5_K_M') && /\.(attn_v|attn_qkv|ffn_down)\.weight$/.test(name)) {
      const layer = Number(/^blk\.(\d+)\./.exec(name)![1]);
      if (useMoreBits(layer, layers)) chosen = 'Q6_K';
    }
    return { ...draft, type: fitting(chosen, row) };
  });
}

/** FFN width in the file: up to whole blocks of the type, so that no matrix has to stay unquantized. */
export function paddedFfn(ffn: number, type: VisionType): number {
  const { block } = TENSOR_TYPES[type];
  return Math.ceil(ffn / block) * block;
}

/**
 * Types of the mmproj's tensors: every matrix alike. Rows of 1152 are no multiple of 256: in a Q4_K file those matrices
 * are Q5_0, as llama-quantize would make them, and the ones after the FFN and the projector's second are Q4_K.
 */
export function planVision(drafts: readonly Draft[], type: VisionType): Planned[] {
  return drafts.map((draft) => {
    if (draft.keepF32) return { ...draft, type: 'F32' };
    if (draft.name === 'v.patch_embd.weight') return { ...draft, type: 'F16' };
    return { ...draft, type: fitting(type, draft.shape[0]!) };
  });
}
