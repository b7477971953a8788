/** Checkpoints of any size for the converter's tests, in the newer layout. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKPOINTS, randomF16, writeSafetensors, type TestTensor } from './support.ts';

export interface Size {
  width: number;
  ffn: number;
  layers: number;
}

/** A fixture's folder, copied into `out`, with other sizes of its language model and random values in F16; -> the folder. */
export async function randomCheckpoint(out: string, fixture: string, { width, ffn, layers }: Size): Promise<string> {
  const folder = path.join(out, `${fixture}-${width}`);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(path.join(CHECKPOINTS, fixture))) {
    if (!name.includes('safetensors')) await copyFile(path.join(CHECKPOINTS, fixture, name), path.join(folder, name));
  }
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as {
    vocab_size: number;
    [key: string]: unknown;
  };
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify({
      ...config,
      hidden_size: width,
      intermediate_size: ffn,
      num_hidden_layers: layers,
      num_attention_heads: 4,
      num_key_value_heads: 4,
    }),
  );

  const tensors: Record<string, TestTensor> = {};
  const add = (name: string, ...shape: number[]) => (tensors[name] = { dtype: 'F16', shape, data: randomF16(shape) });
  const both = (name: string, rows: number, columns: number) => (
    add(`${name}.weight`, rows, columns),
    add(`${name}.bias`, rows)
  );
  const phi2 = fixture.endsWith('phi2');
  add('model.embed_tokens.weight', config.vocab_size, width);
  add('lm_head.weight', config.vocab_size, width);
  if (phi2) {
    add('lm_head.bias', config.vocab_size);
    add('model.final_layernorm.weight', width);
    add('model.final_layernorm.bias', width);
  } else add('model.norm.weight', width);
  for (let i = 0; i < layers; i++) {
    const at = `model.layers.${i}`;
    add(`${at}.input_layernorm.weight`, width);
    if (phi2) {
      add(`${at}.input_layernorm.bias`, width);
      for (const name of ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.dense'])
        both(`${at}.${name}`, width, width);
      both(`${at}.mlp.fc1`, ffn, width);
      both(`${at}.mlp.fc2`, width, ffn);
      continue;
    }
    add(`${at}.post_attention_layernorm.weight`, width);
    add(`${at}.self_attn.o_proj.weight`, width, width);
    add(`${at}.mlp.down_proj.weight`, width, ffn);
    if (fixture.endsWith('phi3')) {
      add(`${at}.self_attn.qkv_proj.weight`, 3 * width, width);
      add(`${at}.mlp.gate_up_proj.weight`, 2 * ffn, width);
    } else {
      for (const name of ['q_proj', 'k_proj', 'v_proj']) both(`${at}.self_attn.${name}`, width, width);
      add(`${at}.mlp.gate_proj.weight`, ffn, width);
      add(`${at}.mlp.up_proj.weight`, ffn, width);
    }
  }
  addVision(add, both, width);
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}

/** The fixtures' tower, random. */
function addVision(
  add: (name: string, ...shape: number[]) => unknown,
  both: (name: string, rows: number, columns: number) => unknown,
  width: number,
): void {
  const at = 'model.vision_tower.vision_tower.vision_model';
  add(`${at}.embeddings.patch_embedding.weight`, 64, 3, 14, 14);
  add(`${at}.embeddings.patch_embedding.bias`, 64);
  add(`${at}.embeddings.position_embedding.weight`, 16, 64);
  for (let i = 0; i < 3; i++) {
    for (const norm of ['layer_norm1', 'layer_norm2'])
      for (const part of ['weight', 'bias']) add(`${at}.encoder.layers.${i}.${norm}.${part}`, 64);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj'])
      both(`${at}.encoder.layers.${i}.self_attn.${name}`, 64, 64);
    both(`${at}.encoder.layers.${i}.mlp.fc1`, 76, 64);
    both(`${at}.encoder.layers.${i}.mlp.fc2`, 64, 76);
  }
  both('model.mm_projector.0', width, 64);
  both('model.mm_projector.2', width, width);
}
