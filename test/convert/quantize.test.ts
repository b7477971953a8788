/** Tensor types and bytes against llama.cpp's own `llama_model_quantize`, for every type, family and odd width. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { openCpuLibrary } from '../../src/convert/quantize/native.ts';
import { readGguf, TENSOR_TYPES, type TensorType } from '../../src/gguf/index.ts';
import type { ModelType } from '../../src/shared/convert.ts';
import { randomCheckpoint, type Size } from './randomCheckpoint.ts';
import { temporaryFolder } from './support.ts';

const out = await temporaryFolder();
/** `enum llama_ftype` */
const FTYPES: [ModelType, number][] = [
  ['Q8_0', 7],
  ['Q6_K', 18],
  ['Q5_K_M', 17],
  ['Q4_K_M', 15],
  ['Q4_0', 2],
];

async function tensorBytes(file: string): Promise<Map<string, { type: TensorType; bytes: Buffer }>> {
  const { tensors } = await readGguf(file);
  const content = await readFile(file);
  return new Map(
    tensors.map(({ name, type, offset, bytes }) => [name, { type, bytes: content.subarray(offset, offset + bytes) }]),
  );
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
    const folder = await randomCheckpoint(out, fixture, size);
    const outDir = path.join(folder, 'out');
    const { modelPath } = await convertCheckpoint({ checkpointDir: folder, outDir, type: 'F16', visionType: 'F16' });
    const { llama } = openCpuLibrary();
    for (const [type, ftype] of FTYPES) {
      const expectedPath = path.join(outDir, `expected-${type}.gguf`);
      assert.equal(
        llama.llama_model_quantize(modelPath, expectedPath, {
          ...llama.llama_model_quantize_default_params(),
          ftype,
          nthread: 1,
        }),
        0,
      );
      const made = await convertCheckpoint({
        checkpointDir: folder,
        outDir,
        type,
        visionType: 'Q8_0',
        overwrite: true,
      });
      const [expected, actual] = [await tensorBytes(expectedPath), await tensorBytes(made.modelPath)];
      assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
      for (const [name, tensor] of expected) {
        assert.equal(actual.get(name)!.type, tensor.type, `${type}: type of ${name}`);
        assert.ok(actual.get(name)!.bytes.equals(tensor.bytes), `${type}: values of ${name}`);
      }
      const [expectedFile, actualFile] = [await readGguf(expectedPath), await readGguf(made.modelPath)];
      for (const key of ['general.file_type', 'general.quantization_version'])
        assert.deepEqual(actualFile.metadata.get(key), expectedFile.metadata.get(key));
    }
  });
}

test('every vision matrix is quantized in every vision type', async () => {
  const folder = await randomCheckpoint(out, 'imp-v1.5-tiny-phi2', { width: 256, ffn: 512, layers: 1 });
  const expected = { Q8_0: ['Q8_0'], Q4_0: ['Q4_0'], Q4_K: ['Q4_K', 'Q5_0'] } as const;
  for (const visionType of ['Q8_0', 'Q4_0', 'Q4_K'] as const) {
    const { mmprojPath } = await convertCheckpoint({
      checkpointDir: folder,
      outDir: path.join(folder, 'vision'),
      type: 'F16',
      visionType,
      overwrite: true,
    });
    const file = await readGguf(mmprojPath);
    const matrices = file.tensors.filter(({ name, shape }) => shape.length === 2 && name !== 'v.position_embd.weight');
    assert.equal(matrices.length, 3 * 6 + 2);
    for (const { name, type } of matrices)
      assert.ok((expected[visionType] as readonly string[]).includes(type), `${name} is ${type}`);
    assert.equal(file.tensor('v.blk.0.ffn_down.weight')!.type, visionType);
    assert.equal(file.number('clip.vision.feed_forward_length'), visionType === 'Q4_K' ? 256 : 96);
    assert.equal(file.tensor('v.blk.0.ffn_up.bias')!.shape[0], visionType === 'Q4_K' ? 256 : 96);
  }
});

test("the table of tensor types is the native library's", () => {
  const { ggml } = openCpuLibrary();
  for (const [name, { id, block, bytes }] of Object.entries(TENSOR_TYPES)) {
    assert.equal(ggml.ggml_type_name(id).toUpperCase(), name);
    assert.equal(Number(ggml.ggml_blck_size(id)), block, name);
    assert.equal(Number(ggml.ggml_type_size(id)), bytes, name);
  }
});
