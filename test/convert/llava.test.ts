/**
 * The folder for transformers, vLLM and SGLang, by what is in its files; test/servers/transformers.test.ts holds what transformers
 * computes with it against PyTorch.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { exportLlava, llavaInProcess } from '../../src/convert/index.ts';
import {
  CHECKPOINTS,
  failsWith,
  FIXTURES,
  readReference,
  readTensors,
  temporaryFolder,
  writeSafetensors,
  type TestTensor,
} from './support.ts';

const work = await temporaryFolder();
const json = async (...at: string[]) => JSON.parse(await readFile(path.join(...at), 'utf8')) as Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
let folders = 0;
const fresh = () => path.join(work, `out-${folders++}`);
const checkpoint = (fixture: string) => path.join(CHECKPOINTS, fixture);

/** A copy of a fixture with other tensors. */
async function edited(fixture: string, edit: (tensors: Record<string, TestTensor>) => void): Promise<string> {
  const folder = fresh();
  await mkdir(folder);
  await cp(checkpoint(fixture), folder, { recursive: true, filter: (file) => !file.includes('safetensors') });
  const tensors = await readTensors(checkpoint(fixture));
  edit(tensors);
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}

/** Values of a tensor as numbers. */
function numbers({ dtype, data = new Uint8Array() }: TestTensor): Float32Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (dtype === 'F32')
    return Float32Array.from({ length: data.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
  return Float32Array.from({ length: data.byteLength / 2 }, (_, i) => {
    const bits = view.getUint16(2 * i, true);
    if (dtype === 'BF16') {
      return new Float32Array(new Uint32Array([bits * 65536]).buffer)[0]!;
    }
    const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}

for (const fixture of FIXTURES) {
  test(`${fixture}: the folder holds every weight under the names of LlavaForConditionalGeneration`, async () => {
    const outDir = fresh();
    const made = await exportLlava({ checkpointDir: checkpoint(fixture), outDir });
    assert.deepEqual((await readdir(outDir)).sort(), [...made.files].sort());
    const [source, tensors] = [await readTensors(checkpoint(fixture)), await readTensors(outDir)];
    const config = await json(outDir, 'config.json');
    const { text_config: text, vision_config: vision } = config;
    assert.deepEqual(config['architectures'], ['LlavaForConditionalGeneration']);
    assert.equal(text.tie_word_embeddings, false);

    // one block more than runs, all zeros: the features come from in front of it
    assert.equal(config['vision_feature_layer'], -2);
    const blocks = vision.num_hidden_layers as number;
    const block = (n: number) => `vision_tower.vision_model.encoder.layers.${n}.mlp.fc1.weight`;
    assert.ok(tensors[block(blocks - 1)]!.data!.every((byte) => byte === 0));
    assert.ok(tensors[block(blocks - 2)]!.data!.some((byte) => byte !== 0));
    assert.equal(tensors[block(blocks)], undefined);

    // what has one name in both is the same to the byte; the older layout keeps query, key and value in one matrix
    const older = fixture === 'imp-v1-tiny-phi2';
    const root = older ? 'transformer' : 'model';
    const same = (from: string, to: string) => assert.deepEqual(tensors[to]!.data, source[from]!.data, to);
    same(`${root}.mm_projector.2.weight`, 'multi_modal_projector.linear_2.weight');
    same(
      `${root}.vision_tower.vision_tower.vision_model.embeddings.patch_embedding.weight`,
      'vision_tower.vision_model.embeddings.patch_embedding.weight',
    );
    const first = 'language_model.model.layers.0';
    if (older) {
      const fused = source['transformer.h.0.mixer.Wqkv.weight']!.data!;
      const parts = ['q_proj', 'k_proj', 'v_proj'].map((name) => tensors[`${first}.self_attn.${name}.weight`]!.data!);
      assert.deepEqual(Buffer.concat(parts), Buffer.from(fused));
    } else {
      for (const name of Object.keys(source).filter((name) => name.startsWith('model.layers.')))
        same(name, `language_model.${name}`);
    }
    same(
      older ? 'transformer.embd.wte.weight' : 'model.embed_tokens.weight',
      'language_model.model.embed_tokens.weight',
    );
    if (text.model_type !== 'phi') same('lm_head.weight', 'language_model.lm_head.weight');
    assert.equal(tensors['language_model.lm_head.weight']!.shape.join(), `${text.vocab_size},${text.hidden_size}`);
  });

  test(`${fixture}: tokens, pictures and the prompt`, async () => {
    const outDir = fresh();
    await exportLlava({ checkpointDir: checkpoint(fixture), outDir });
    const { imageTokens } = await readReference(fixture);
    const config = await json(outDir, 'config.json');
    const tokenizer = await json(outDir, 'tokenizer.json');
    const image = config['image_token_id'] as number;
    assert.equal(config['image_seq_length'], imageTokens);
    assert.equal(config['image_token_index'], image);
    assert.equal(tokenizer['model'].vocab['<image>'], image);
    assert.ok(image < config['vocab_size']);
    const added = tokenizer['added_tokens'] as { id: number; content: string; special: boolean }[];
    assert.deepEqual(
      added.map(({ id }) => id),
      added.map(({ id }) => id).sort((a, b) => a - b),
      'each token keeps its id only in this order',
    );
    assert.ok(added.some(({ id, content, special }) => id === image && content === '<image>' && special));
    const template = await readFile(path.join(outDir, 'chat_template.jinja'), 'utf8');
    assert.equal(template.includes('bos_token'), fixture.endsWith('phi3'));
    assert.ok(template.includes("part['type'] in ['image', 'image_url']") && template.includes('<image>\\n'));
    assert.equal((await json(outDir, 'preprocessor_config.json'))['image_processor_type'], 'SiglipImageProcessor');
  });
}

test("Phi-2's output bias moves into the matrix: no logit changes", async () => {
  for (const dead of [false, true]) {
    const checkpointDir = await edited('imp-v1.5-tiny-phi2', (tensors) => {
      if (dead) tensors['model.final_layernorm.weight']!.data!.fill(0, 6, 8); // the fourth channel of the norm is constant
    });
    const outDir = fresh();
    await exportLlava({ checkpointDir, outDir });
    const [before, after] = [await readTensors(checkpointDir), await readTensors(outDir)];
    const at = (tensors: Record<string, TestTensor>, name: string) => numbers(tensors[name]!);
    const [g, beta] = [at(before, 'model.final_layernorm.weight'), at(before, 'model.final_layernorm.bias')];
    const [w, b] = [at(before, 'lm_head.weight'), at(before, 'lm_head.bias')];
    const [beta2, w2] = [
      at(after, 'language_model.model.final_layernorm.bias'),
      at(after, 'language_model.lm_head.weight'),
    ];
    assert.ok(b.some((value) => value !== 0));
    assert.ok(at(after, 'language_model.lm_head.bias').every((value) => value === 0));
    // what a layer norm gives: any vector whose mean is 0 and whose variance is 1
    const width = g.length;
    const raw = Array.from({ length: width }, (_, i) => Math.sin(3 * i) + Math.cos(i * i));
    const mean = raw.reduce((sum, value) => sum + value, 0) / width;
    const deviation = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width);
    const n = raw.map((value) => (value - mean) / deviation);
    let worst = 0;
    b.forEach((bias, row) => {
      let [wanted, got] = [bias, 0];
      for (let i = 0; i < width; i++) {
        wanted += w[row * width + i]! * (g[i]! * n[i]! + beta[i]!);
        got += w2[row * width + i]! * (g[i]! * n[i]! + beta2[i]!);
      }
      worst = Math.max(worst, Math.abs(wanted - got));
    });
    assert.ok(worst < 0.005, `worst difference ${worst} (logits spread by about 2)`);
  }
});

test('an output tied to the embeddings is written out; a picture is padded where the checkpoint pads', async () => {
  const checkpointDir = await edited('imp-v1.5-tiny-qwen1.5', (tensors) => delete tensors['lm_head.weight']);
  const config = await json(checkpointDir, 'config.json');
  const changed = { ...config, tie_word_embeddings: true, image_aspect_ratio: 'pad' };
  await writeFile(path.join(checkpointDir, 'config.json'), JSON.stringify(changed));
  const outDir = fresh();
  const made = await exportLlava({ checkpointDir, outDir });
  const tensors = await readTensors(outDir);
  assert.equal(made.preprocess, 'pad');
  const embeddings = tensors['language_model.model.embed_tokens.weight']!.data;
  assert.deepEqual(tensors['language_model.lm_head.weight']!.data, embeddings);
  const pictures = await json(outDir, 'preprocessor_config.json');
  assert.deepEqual([pictures['image_processor_type'], pictures['do_pad']], ['LlavaImageProcessor', true]);
});

test('large checkpoints come in shards with an index', async () => {
  const outDir = fresh();
  const made = await exportLlava({ checkpointDir: checkpoint('imp-v1.5-tiny-phi3'), outDir, shardBytes: 300_000 });
  const shards = made.files.filter((file) => file.endsWith('.safetensors'));
  assert.ok(shards.length > 2);
  const { weight_map } = await json(outDir, 'model.safetensors.index.json');
  assert.deepEqual([...new Set(Object.values(weight_map as Record<string, string>))].sort(), shards.sort());
  assert.deepEqual(Object.keys(weight_map as object).sort(), Object.keys(await readTensors(outDir)).sort());
});

test('refused: a taken folder, a vocabulary without a free row, values that are not finite; nothing is left behind', async () => {
  const [PHI2] = FIXTURES;
  await assert.rejects(
    exportLlava({ checkpointDir: checkpoint(PHI2), outDir: await edited(PHI2, () => {}) }),
    failsWith('usage', /holds a checkpoint already \(config\.json\)/),
  );
  const full = await edited(PHI2, () => {});
  const added = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`<|extra${i}|>`, 372 + i]));
  await writeFile(path.join(full, 'added_tokens.json'), JSON.stringify(added));
  await assert.rejects(
    exportLlava({ checkpointDir: full, outDir: fresh() }),
    failsWith('checkpoint-unsupported', /all 384 rows.*<image> needs one/),
  );
  const damaged = await edited(PHI2, (tensors) => {
    tensors['model.layers.1.mlp.fc1.weight']!.data!.set([0, 0x7c], 40);
  });
  const outDir = fresh();
  await assert.rejects(
    exportLlava({ checkpointDir: damaged, outDir }),
    failsWith('checkpoint-unsupported', /layers\.1\.mlp\.fc1\.weight holds values that are not finite/),
  );
  assert.deepEqual(await readdir(outDir), []);
});

test("the converter's process does it with progress, and stops", async () => {
  const outDir = fresh();
  const options = { entry: path.join(import.meta.dirname, '../../src/convert/main.ts'), execArgv: ['--import', 'tsx'] };
  const seen: number[] = [];
  const params = { checkpointDir: checkpoint('imp-v1.5-tiny-phi3'), outDir };
  await llavaInProcess(params, { ...options, onProgress: ({ fraction }) => seen.push(fraction) });
  assert.ok(seen.length > 0 && seen.every((fraction) => fraction > 0 && fraction < 1));
  const stopped = llavaInProcess({ ...params, outDir: fresh() }, { ...options, signal: AbortSignal.abort() });
  await assert.rejects(stopped, failsWith('cancelled', /./));
});
