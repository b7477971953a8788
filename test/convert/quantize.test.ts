/** Tensor types and bytes against llama.cpp's own `llama_model_quantize`, for every type, family and odd width. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { openCpuLibrary } from '../../src/convert/quantize/native.ts';
import { readGguf, TENSOR_TYPES, type TensorType } from '../../src/gguf/index.ts';
import type { ModelType } from '../../src/shared/convert.ts';
import { CHECKPOINTS, randomF16, temporaryFolder, writeSafetensors, type TestTensor } from './support.ts';

const out = await temporaryFolder();
/** `enum llama_ftype` */
const FTYPES: [ModelType, number][] = [['Q8_0', 7], ['Q6_K', 18], ['Q5_K_M', 17], ['Q4_K_M', 15], ['Q4_0', 2]];

interface Size {
  width: number;
  ffn: number;
  layers: number;
}

/** A fixture's folder with other sizes of its language model and random values in F16. */
async function checkpoint(fixture: string, { width, ffn, layers }: Size): Promise<string> {
  const folder = path.join(out, `${fixture}-${width}`);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(path.join(CHECKPOINTS, fixture))) {
    if (!name.includes('safetensors')) await copyFile(path.join(CHECKPOINTS, fixture, name), path.join(folder, name));
  }
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as { vocab_size: number; [key: string]: unknown };
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...config, hidden_size: width, intermediate_size: ffn, num_hidden_layers: layers, num_attention_heads: 4, num_key_value_heads: 4 }));

  const tensors: Record<string, TestTensor> = {};
  const add = (name: string, ...shape: number[]) => (tensors[name] = { dtype: 'F16', shape, data: randomF16(shape) });
  const both = (name: string, rows: number, columns: number) => (add(`${name}.weight`, rows, columns), add(`${name}.bias`, rows));
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
      for (const name of ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.dense']) both(`${at}.${name}`, width, width);
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
function addVision(add: (name: string, ...shape: number[]) => unknown, both: (name: string, rows: number, columns: number) => unknown, width: number): void {
  const at = 'model.vision_tower.vision_tower.vision_model';
  add(`${at}.embeddings.patch_embedding.weight`, 64, 3, 14, 14);
  add(`${at}.embeddings.patch_embedding.bias`, 64);
  add(`${at}.embeddings.position_embedding.weight`, 16, 64);
  for (let i = 0; i < 3; i++) {
    for (const norm of ['layer_norm1', 'layer_norm2']) for (const part of ['weight', 'bias']) add(`${at}.encoder.layers.${i}.${norm}.${part}`, 64);
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) both(`${at}.encoder.layers.${i}.self_attn.${name}`, 64, 64);
    both(`${at}.encoder.layers.${i}.mlp.fc1`, 76, 64);
    both(`${at}.encoder.layers.${i}.mlp.fc2`, 64, 76);
  }
  both('model.mm_projector.0', width, 64);
  both('model.mm_projector.2', width, width);
}

async function tensorBytes(file: string): Promise<Map<string, { type: TensorType; bytes: Buffer }>> {
  const { tensors } = await readGguf(file);
  const content = await readFile(file);
  return new Map(tensors.map(({ name, type, offset, bytes }) => [name, { type, bytes: content.subarray(offset, offset + bytes) }]));
}

const CASES: [string, Size][] = [
  // 9 layers: the first eighth, the last eighth and each third between are different layers
  ['imp-v1.5-tiny-phi2', { width: 256, ffn: 512, layers: 9 }],
  ['imp-v1.5-tiny-qwen1.5', { width: 256, ffn: 512, layers: 9 }],
  ['imp-v1.5-tiny-phi3', { width: 256, ffn: 512, layers: 9 }],
  // rows that are no multiple of 256, and an FFN that is not even one of 32
  ['imp-v1.5-tiny-phi2', { width: 96, ffn: 384, layers: 3 }],
  ['imp-v1.5-tiny-qwen1.5', { width: 160, ffn: 440, layers: 3 }],
];

for (const [fixture, size] of CASES) {
  test(`${fixture} of width ${size.width}: each type is what llama_model_quantize makes of the F16 file, byte for byte`, async () => {
    const folder = await checkpoint(fixture, size);
    const outDir = path.join(folder, 'out');
    const { modelPath } = await convertCheckpoint({ checkpointDir: folder, outDir, type: 'F16', visionType: 'F16' });
    const { llama } = openCpuLibrary();
    for (const [type, ftype] of FTYPES) {
      const expectedPath = path.join(outDir, `expected-${type}.gguf`);
      assert.equal(llama.llama_model_quantize(modelPath, expectedPath, { ...llama.llama_model_quantize_default_params(), ftype, nthread: 1 }), 0);
      const made = await convertCheckpoint({ checkpointDir: folder, outDir, type, visionType: 'Q8_0', overwrite: true });
      const [expected, actual] = [await tensorBytes(expectedPath), await tensorBytes(made.modelPath)];
      assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
      for (const [name, tensor] of expected) {
        assert.equal(actual.get(name)!.type, tensor.type, `${type}: type of ${name}`);
        assert.ok(actual.get(name)!.bytes.equals(tensor.bytes), `${type}: values of ${name}`);
      }
      const [expectedFile, actualFile] = [await readGguf(expectedPath), await readGguf(made.modelPath)];
      for (const key of ['general.file_type', 'general.quantization_version']) assert.deepEqual(actualFile.metadata.get(key), expectedFile.metadata.get(key));
    }
  });
}

test('every vision matrix is quantized in every vision type', async () => {
  const folder = await checkpoint('imp-v1.5-tiny-phi2', { width: 256, ffn: 512, layers: 1 });
  const expected = { Q8_0: ['Q8_0'], Q4_0: ['Q4_0'], Q4_K: ['Q4_K', 'Q5_0'] } as const;
  for (const visionType of ['Q8_0', 'Q4_0', 'Q4_K'] as const) {
    const { mmprojPath } = await convertCheckpoint({ checkpointDir: folder, outDir: path.join(folder, 'vision'), type: 'F16', visionType, overwrite: true });
    const file = await readGguf(mmprojPath);
    const matrices = file.tensors.filter(({ name, shape }) => shape.length === 2 && name !== 'v.position_embd.weight');
    assert.equal(matrices.length, 3 * 6 + 2);
    for (const { name, type } of matrices) assert.ok((expected[visionType] as readonly string[]).includes(type), `${name} is ${type}`);
    assert.equal(file.tensor('v.blk.0.ffn_down.weight')!.type, visionType);
    assert.equal(file.number('clip.vision.feed_forward_length'), visionType === 'Q4_K' ? 256 : 96);
    assert.equal(file.tensor('v.blk.0.ffn_up.bias')!.shape[0], visionType === 'Q4_K' ? 256 : 96);
  }
});

test('the table of tensor types is the native library\'s', () => {
  const { ggml } = openCpuLibrary();
  for (const [name, { id, block, bytes }] of Object.entries(TENSOR_TYPES)) {
    assert.equal(ggml.ggml_type_name(id).toUpperCase(), name);
    assert.equal(Number(ggml.ggml_blck_size(id)), block, name);
    assert.equal(Number(ggml.ggml_type_size(id)), bytes, name);
  }
});
