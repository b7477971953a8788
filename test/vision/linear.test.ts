/** The tower's own matrix product against sums in float64. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBuild } from '../../src/native/choose.ts';
import { openLibrary } from '../../src/native/library.ts';
import { createThreadPool } from '../../src/native/threadPool.ts';
import { kernelLibrary } from '../../src/engine/kernels/library.ts';
import { pack } from '../../src/engine/kernels/trial.ts';
import { openKernels } from '../../src/engine/kernels/tower.ts';
import { TENSOR_TYPES, type TensorType } from '../../src/gguf/index.ts';
import { random } from '../random.ts';

const native = openLibrary((await chooseBuild('off', undefined)).folder);
const none = kernelLibrary(native) ? false : 'this platform or processor has no kernels: ggml computes everything';

interface Case {
  type: TensorType;
  inputs: number;
  outputs: number;
  rows: number;
  bias: boolean;
  activation: 'none' | 'gelu' | 'gelu_quick' | 'silu';
}

const activations: Record<Case['activation'], (x: number) => number> = {
  none: (x) => x,
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  gelu_quick: (x) => x / (1 + Math.exp(-1.702 * x)),
  silu: (x) => x / (1 + Math.exp(-x)),
};

/** Weights that every type holds exactly: 64ths up to 127, the largest in each block of Q8_0. */
function exactWeights(next: () => number, n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => (i % 32 === 0 ? 127 : Math.round((next() - 0.5) * 200)) / 64);
}

async function linear(
  { type, inputs, outputs, rows, bias, activation }: Case,
  threads: number,
  w: Float32Array,
  x: Float32Array,
  b: Float32Array,
  as: 'packed' | 'plain' = 'plain',
): Promise<Float32Array> {
  const { ggml, cpu } = native;
  const backend = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(0), null);
  const pool = createThreadPool(native, threads);
  cpu.ggml_backend_set_n_threads(backend, threads);
  cpu.ggml_backend_cpu_set_threadpool(backend, pool.pointer);
  const kernels = openKernels(native, { tokens: rows, hidden: 64, heads: 1 }, threads, 1)!;
  const context = ggml.ggml_init({
    mem_size: 16 * Number(ggml.ggml_tensor_overhead()) + Number(ggml.ggml_graph_overhead_custom(16, false)),
    mem_buffer: null,
    no_alloc: true,
  });
  const weight =
    as === 'packed'
      ? ggml.ggml_new_tensor_1d(context, TENSOR_TYPES.I16.id, kernels.packedSize(type, inputs, outputs)!)
      : ggml.ggml_new_tensor_2d(context, TENSOR_TYPES[type].id, inputs, outputs);
  const input = ggml.ggml_new_tensor_2d(context, 0, inputs, rows);
  const add = bias ? ggml.ggml_new_tensor_2d(context, 0, outputs, 1) : null;
  assert.ok(kernels.fits(type, inputs, outputs));
  const result = kernels.linear(context, weight, input, add, [inputs, outputs], rows, activation);
  const graph = ggml.ggml_new_graph_custom(context, 16, false);
  ggml.ggml_build_forward_expand(graph, result);
  const buffer = ggml.ggml_backend_alloc_ctx_tensors(context, backend);
  const typed = type === 'F32' ? w : pack(native, type, w, inputs);
  if (as === 'packed')
    await kernels.pack(
      new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength),
      type,
      [inputs, outputs],
      weight,
    );
  else ggml.ggml_backend_tensor_set(weight, typed, 0, typed.byteLength);
  ggml.ggml_backend_tensor_set(input, x, 0, x.byteLength);
  if (add) ggml.ggml_backend_tensor_set(add, b, 0, b.byteLength);
  const y = new Float32Array(outputs * rows);
  for (let run = 0; run < 2; run++) await ggml.ggml_backend_graph_compute.later(backend, graph); // the second begins where the first left its counters
  ggml.ggml_backend_tensor_get(result, y, 0, y.byteLength);
  ggml.ggml_backend_buffer_free(buffer);
  ggml.ggml_free(context);
  kernels.free();
  ggml.ggml_backend_free(backend);
  pool.free();
  return y;
}

const cases: Case[] = [
  { type: 'F32', inputs: 8, outputs: 16, rows: 1, bias: false, activation: 'none' },
  { type: 'F16', inputs: 264, outputs: 48, rows: 5, bias: true, activation: 'silu' },
  { type: 'BF16', inputs: 520, outputs: 80, rows: 4, bias: true, activation: 'gelu_quick' },
  { type: 'Q8_0', inputs: 288, outputs: 208, rows: 7, bias: false, activation: 'none' },
  { type: 'F16', inputs: 1152, outputs: 400, rows: 62, bias: true, activation: 'gelu' },
];
/**
 * Of the root of the sum of squared products: numbers are off by up to 1/5790 of the largest in their block, which here is up to 60 times
 * the usual one.
 */
const TOLERANCE = 0.01;

for (const threads of [1, 3]) {
  test(`${threads} thread(s): x Wᵀ + b of odd sizes, types and activations`, { skip: none }, async () => {
    for (const one of cases) {
      const next = random(one.inputs + one.rows);
      const w = exactWeights(next, one.inputs * one.outputs);
      const x = Float32Array.from(
        { length: one.inputs * one.rows },
        (_, i) => (next() - 0.5) * (i % 97 === 0 ? 30 : 1),
      ); // a few stand out
      const b = Float32Array.from({ length: one.outputs }, () => next() - 0.5);
      const y = await linear(one, threads, w, x, b);
      if (one.type !== 'Q8_0')
        assert.deepEqual(
          await linear(one, threads, w, x, b, 'packed'),
          y,
          'rounded before, the matrix gives other numbers',
        );
      for (let i = 0; i < one.rows; i++) {
        for (let m = 0; m < one.outputs; m++) {
          let sum = one.bias ? b[m]! : 0;
          let size = 0;
          for (let k = 0; k < one.inputs; k++) {
            const product = w[m * one.inputs + k]! * x[i * one.inputs + k]!;
            sum += product;
            size += product ** 2;
          }
          const wanted = activations[one.activation](sum);
          const got = y[i * one.outputs + m]!;
          assert.ok(
            Math.abs(got - wanted) < TOLERANCE * Math.sqrt(size) + 1e-6,
            `${JSON.stringify(one)}, row ${i}, output ${m}: ${got} instead of ${wanted}`,
          );
        }
      }
    }
  });
}

test('zeros, and one large number among small ones', { skip: none }, async () => {
  const one: Case = { type: 'F32', inputs: 512, outputs: 32, rows: 2, bias: false, activation: 'none' };
  const next = random(9);
  const w = Float32Array.from({ length: one.inputs * one.outputs }, () => next() - 0.5);
  const x = new Float32Array(one.inputs * 2);
  x[512 + 3] = 1000;
  for (let k = 512 + 256; k < 1024; k++) x[k] = next() - 0.5; // the second block knows nothing of the first one's size
  const y = await linear(one, 1, w, x, new Float32Array());
  assert.ok(y.subarray(0, 32).every((value) => value === 0));
  for (let m = 0; m < 32; m++) {
    let wanted = 0;
    for (let k = 0; k < 512; k++) wanted += w[m * 512 + k]! * x[512 + k]!;
    assert.ok(Math.abs(y[32 + m]! - wanted) < 1000 * 0.5 * 3e-4, `${y[32 + m]} instead of ${wanted}`);
  }
});
