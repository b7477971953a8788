/** The three language models: which checkpoint tensor becomes which GGUF tensor. Names: llama.cpp's src/llama-arch.cpp. */
import type { LanguageSpec } from '../checkpoint/config.ts';
import { unsupported } from '../errors.ts';
import { matrix, vector, type Draft, type Inventory } from '../plan.ts';
import { msg } from '../../shared/message.ts';

/** How the checkpoint spells its tensors: `model.*`, or `transformer.*` as imp-v1-3b and the 196 model do. */
export type Layout = 'newer' | 'older';

export function findLayout(inventory: Inventory): Layout {
  if (inventory.has('model.embed_tokens.weight')) return 'newer';
  if (inventory.has('transformer.embd.wte.weight')) return 'older';
  throw unsupported(
    msg`it has neither model.embed_tokens.weight nor transformer.embd.wte.weight, so it is no Imp checkpoint`,
  );
}

/** All tensors of the language model. */
export function languageTensors(inventory: Inventory, spec: LanguageSpec, layout: Layout): Draft[] {
  if (spec.architecture === 'phi2') return layout === 'older' ? phi2Older(inventory, spec) : phi2(inventory, spec);
  if (layout === 'older')
    throw unsupported(msg`the transformer.* layout is known for Phi-2 only, not for ${spec.architecture}`);
  return spec.architecture === 'qwen2' ? qwen2(inventory, spec) : phi3(inventory, spec);
}

/** Helpers bound to one inventory: a linear layer or a norm with its bias, under its new name. */
function taker(inventory: Inventory) {
  const bias = (from: string, to: string, size: number) => vector(`${to}.bias`, inventory.take(`${from}.bias`, [size]));
  return {
    linear: (from: string, to: string, rows: number, columns: number) =>
      matrix(`${to}.weight`, inventory.take(`${from}.weight`, [rows, columns])),
    scale: (from: string, to: string, size: number) => vector(`${to}.weight`, inventory.take(`${from}.weight`, [size])),
    bias,
  };
}

function phi2(inventory: Inventory, { width, layers, heads, kvHeads, ffn, vocab, tied }: LanguageSpec): Draft[] {
  const { linear, scale, bias } = taker(inventory);
  const kv = (width / heads) * kvHeads;
  const both = (from: string, to: string, rows: number, columns: number) => [
    linear(from, to, rows, columns),
    bias(from, to, rows),
  ];
  const drafts = [
    linear('model.embed_tokens', 'token_embd', vocab, width),
    scale('model.final_layernorm', 'output_norm', width),
    bias('model.final_layernorm', 'output_norm', width),
    tied && !inventory.has('lm_head.weight')
      ? linear('model.embed_tokens', 'output', vocab, width)
      : linear('lm_head', 'output', vocab, width),
    bias('lm_head', 'output', vocab),
  ];
  for (let i = 0; i < layers; i++) {
    const [from, to] = [`model.layers.${i}`, `blk.${i}`];
    drafts.push(
      scale(`${from}.input_layernorm`, `${to}.attn_norm`, width),
      bias(`${from}.input_layernorm`, `${to}.attn_norm`, width),
      ...both(`${from}.self_attn.q_proj`, `${to}.attn_q`, width, width),
      ...both(`${from}.self_attn.k_proj`, `${to}.attn_k`, kv, width),
      ...both(`${from}.self_attn.v_proj`, `${to}.attn_v`, kv, width),
      ...both(`${from}.self_attn.dense`, `${to}.attn_output`, width, width),
      ...both(`${from}.mlp.fc1`, `${to}.ffn_up`, ffn, width),
      ...both(`${from}.mlp.fc2`, `${to}.ffn_down`, width, ffn),
    );
  }
  inventory.ignore(/\.rotary_emb\.inv_freq$/);
  return drafts;
}

/** The older layout keeps query, key and value in one matrix, Wqkv; they are taken apart, so that both layouts make the same file. */
function phi2Older(inventory: Inventory, { width, layers, heads, kvHeads, ffn, vocab }: LanguageSpec): Draft[] {
  if (kvHeads !== heads)
    throw unsupported(msg`its older layout with grouped key and value heads (n_head_kv) is not known`);
  const { linear, scale, bias } = taker(inventory);
  const both = (from: string, to: string, rows: number, columns: number) => [
    linear(from, to, rows, columns),
    bias(from, to, rows),
  ];
  const drafts = [
    linear('transformer.embd.wte', 'token_embd', vocab, width),
    scale('lm_head.ln', 'output_norm', width),
    bias('lm_head.ln', 'output_norm', width),
    ...both('lm_head.linear', 'output', vocab, width),
  ];
  for (let i = 0; i < layers; i++) {
    const [from, to] = [`transformer.h.${i}`, `blk.${i}`];
    const weight = inventory.take(`${from}.mixer.Wqkv.weight`, [3 * width, width]);
    const offset = inventory.take(`${from}.mixer.Wqkv.bias`, [3 * width]);
    drafts.push(scale(`${from}.ln`, `${to}.attn_norm`, width), bias(`${from}.ln`, `${to}.attn_norm`, width));
    for (const [index, name] of ['attn_q', 'attn_k', 'attn_v'].entries()) {
      const part = { firstRow: index * width, rows: width };
      drafts.push(matrix(`${to}.${name}.weight`, weight, part), vector(`${to}.${name}.bias`, offset, part));
    }
    drafts.push(
      ...both(`${from}.mixer.out_proj`, `${to}.attn_output`, width, width),
      ...both(`${from}.mlp.fc1`, `${to}.ffn_up`, ffn, width),
      ...both(`${from}.mlp.fc2`, `${to}.ffn_down`, width, ffn),
    );
  }
  inventory.ignore(/\.rotary_emb\.inv_freq$|\.inner_(cross_)?attn\./);
  return drafts;
}

function qwen2(inventory: Inventory, { width, layers, heads, kvHeads, ffn, vocab, tied }: LanguageSpec): Draft[] {
  const { linear, scale, bias } = taker(inventory);
  const kv = (width / heads) * kvHeads;
  const drafts = [linear('model.embed_tokens', 'token_embd', vocab, width), scale('model.norm', 'output_norm', width)];
  // without output.weight llama.cpp uses the embeddings
  if (!tied || inventory.has('lm_head.weight')) drafts.push(linear('lm_head', 'output', vocab, width));
  for (let i = 0; i < layers; i++) {
    const [from, to] = [`model.layers.${i}`, `blk.${i}`];
    drafts.push(
      scale(`${from}.input_layernorm`, `${to}.attn_norm`, width),
      linear(`${from}.self_attn.q_proj`, `${to}.attn_q`, width, width),
      bias(`${from}.self_attn.q_proj`, `${to}.attn_q`, width),
      linear(`${from}.self_attn.k_proj`, `${to}.attn_k`, kv, width),
      bias(`${from}.self_attn.k_proj`, `${to}.attn_k`, kv),
      linear(`${from}.self_attn.v_proj`, `${to}.attn_v`, kv, width),
      bias(`${from}.self_attn.v_proj`, `${to}.attn_v`, kv),
      linear(`${from}.self_attn.o_proj`, `${to}.attn_output`, width, width),
      scale(`${from}.post_attention_layernorm`, `${to}.ffn_norm`, width),
      linear(`${from}.mlp.gate_proj`, `${to}.ffn_gate`, ffn, width),
      linear(`${from}.mlp.up_proj`, `${to}.ffn_up`, ffn, width),
      linear(`${from}.mlp.down_proj`, `${to}.ffn_down`, width, ffn),
    );
  }
  inventory.ignore(/\.rotary_emb\.inv_freq$/);
  return drafts;
}

/** Query, key and value stay fused, and so do gate and up: llama.cpp's phi3 wants them so. */
function phi3(inventory: Inventory, spec: LanguageSpec): Draft[] {
  const { width, layers, heads, kvHeads, ffn, vocab, tied, ropeFactors } = spec;
  const { linear, scale } = taker(inventory);
  const kv = (width / heads) * kvHeads;
  const drafts: Draft[] = [];
  for (const [name, factors] of [
    ['long', ropeFactors?.long],
    ['short', ropeFactors?.short],
  ] as const) {
    if (factors)
      drafts.push({
        name: `rope_factors_${name}.weight`,
        shape: [factors.length],
        source: { values: Float32Array.from(factors) },
        keepF32: true,
      });
  }
  drafts.push(linear('model.embed_tokens', 'token_embd', vocab, width), scale('model.norm', 'output_norm', width));
  if (!tied || inventory.has('lm_head.weight')) drafts.push(linear('lm_head', 'output', vocab, width));
  for (let i = 0; i < layers; i++) {
    const [from, to] = [`model.layers.${i}`, `blk.${i}`];
    drafts.push(
      scale(`${from}.input_layernorm`, `${to}.attn_norm`, width),
      linear(`${from}.self_attn.qkv_proj`, `${to}.attn_qkv`, width + 2 * kv, width),
      linear(`${from}.self_attn.o_proj`, `${to}.attn_output`, width, width),
      scale(`${from}.post_attention_layernorm`, `${to}.ffn_norm`, width),
      linear(`${from}.mlp.gate_up_proj`, `${to}.ffn_up`, 2 * ffn, width),
      linear(`${from}.mlp.down_proj`, `${to}.ffn_down`, width, ffn),
    );
  }
  inventory.ignore(/\.rotary_emb\.inv_freq$/);
  return drafts;
}
