/** What the project's own backend computes between products, against sums in float64. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import koffi from 'koffi';
import { chooseBuild } from '../../src/native/choose.ts';
import type { Ptr } from '../../src/native/bind.ts';
import { openLibrary } from '../../src/native/library.ts';
import { createThreadPool } from '../../src/native/threadPool.ts';
import { cosine, pack } from '../../src/engine/kernels/trial.ts';
import { productBackend, useProducts } from '../../src/engine/kernels/backend.ts';
import { TENSOR_TYPES } from '../../src/gguf/index.ts';
import { kernelLibrary } from '../../src/engine/kernels/library.ts';
import { random } from '../random.ts';

const native = openLibrary((await chooseBuild('off', undefined)).folder);
const { ggml } = native;
const none = kernelLibrary(native) ? false : 'this platform or processor has no kernels: ggml computes everything';
const EPSILON = 1e-5;

/** Operations that only llama.cpp's graphs use. */
const base = koffi.load(
  join(
    native.folder,
    readdirSync(native.folder).find((name) => /ggml-base.*\.(so|dylib|dll)/.test(name))!,
  ),
);
const rmsNorm = base.func('void *ggml_rms_norm(void *ctx, void *a, float eps)') as (
  context: Ptr,
  a: Ptr,
  epsilon: number,
) => Ptr;
const swiglu = base.func('void *ggml_swiglu(void *ctx, void *a)') as (context: Ptr, a: Ptr) => Ptr;
const swigluSwapped = base.func('void *ggml_swiglu_swapped(void *ctx, void *a)') as typeof swiglu;
const swigluSplit = base.func('void *ggml_swiglu_split(void *ctx, void *a, void *b)') as (
  context: Ptr,
  a: Ptr,
  b: Ptr,
) => Ptr;

const silu = (x: number) => x / (1 + Math.exp(-x));
type Row = number[];

interface Operation {
  name: string;
  build(context: Ptr, a: Ptr, b: Ptr): Ptr;
  /** a and b are one row each */
  wanted(a: Row, b: Row): Row;
  /** b is one row for all */
  shared?: boolean;
  /** a is twice as wide as the result */
  halves?: boolean;
}

const normalised = (x: Row, mean: number): Row => {
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
  return x.map((v) => (v - mean) / Math.sqrt(variance + EPSILON));
};
const operations: Operation[] = [
  { name: 'add', build: (c, a, b) => ggml.ggml_add(c, a, b), wanted: (a, b) => a.map((v, i) => v + b[i]!) },
  {
    name: 'add one row to all',
    shared: true,
    build: (c, a, b) => ggml.ggml_add(c, a, b),
    wanted: (a, b) => a.map((v, i) => v + b[i]!),
  },
  { name: 'multiply', build: (c, a, b) => ggml.ggml_mul(c, a, b), wanted: (a, b) => a.map((v, i) => v * b[i]!) },
  {
    name: 'multiply all by one row',
    shared: true,
    build: (c, a, b) => ggml.ggml_mul(c, a, b),
    wanted: (a, b) => a.map((v, i) => v * b[i]!),
  },
  {
    name: 'add in place',
    build: (c, a, b) => ggml.ggml_add_inplace(c, a, b),
    wanted: (a, b) => a.map((v, i) => v + b[i]!),
  },
  {
    name: 'GELU',
    build: (c, a) => ggml.ggml_gelu(c, a),
    wanted: (a) => a.map((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  },
  {
    name: 'quick GELU',
    build: (c, a) => ggml.ggml_gelu_quick(c, a),
    wanted: (a) => a.map((x) => x / (1 + Math.exp(-1.702 * x))),
  },
  { name: 'SiLU', build: (c, a) => ggml.ggml_silu(c, a), wanted: (a) => a.map(silu) },
  {
    name: 'layer norm',
    build: (c, a) => ggml.ggml_norm(c, a, EPSILON),
    wanted: (a) => normalised(a, a.reduce((sum, v) => sum + v, 0) / a.length),
  },
  { name: 'RMS norm', build: (c, a) => rmsNorm(c, a, EPSILON), wanted: (a) => normalised(a, 0) },
  { name: 'SwiGLU of two', build: swigluSplit, wanted: (a, b) => a.map((v, i) => silu(v) * b[i]!) },
  {
    name: 'SwiGLU of halves',
    halves: true,
    build: swiglu,
    wanted: (a) => a.slice(0, a.length / 2).map((v, i) => silu(v) * a[a.length / 2 + i]!),
  },
  {
    name: 'SwiGLU of halves, the second activated',
    halves: true,
    build: swigluSwapped,
    wanted: (a) => a.slice(0, a.length / 2).map((v, i) => v * silu(a[a.length / 2 + i]!)),
  },
];

/** What the backend makes of it, from these contents of tensors; frees the context. */
async function run(
  backend: Ptr,
  memory: Ptr,
  context: Ptr,
  nodes: number,
  result: Ptr,
  count: number,
  contents: [tensor: Ptr, data: Uint8Array | Float32Array][],
): Promise<Float32Array> {
  const graph = ggml.ggml_new_graph_custom(context, nodes, false);
  ggml.ggml_build_forward_expand(graph, result);
  const buffer = ggml.ggml_backend_alloc_ctx_tensors(context, memory);
  for (const [tensor, data] of contents) ggml.ggml_backend_tensor_set(tensor, data, 0, data.byteLength);
  await ggml.ggml_backend_graph_compute.later(backend, graph);
  const y = new Float32Array(count);
  ggml.ggml_backend_tensor_get(result, y, 0, y.byteLength);
  ggml.ggml_backend_buffer_free(buffer);
  ggml.ggml_free(context);
  return y;
}

async function compute(
  backend: Ptr,
  memory: Ptr,
  operation: Operation,
  width: number,
  rows: number,
  a: Float32Array,
  b: Float32Array,
): Promise<Float32Array> {
  const context = ggml.ggml_init({
    mem_size: 8 * Number(ggml.ggml_tensor_overhead()) + Number(ggml.ggml_graph_overhead_custom(8, false)),
    mem_buffer: null,
    no_alloc: true,
  });
  const first = ggml.ggml_new_tensor_2d(context, 0, operation.halves ? 2 * width : width, rows);
  const second = ggml.ggml_new_tensor_2d(context, 0, width, operation.shared ? 1 : rows);
  return await run(backend, memory, context, 8, operation.build(context, first, second), width * rows, [
    [first, a],
    [second, b],
  ]);
}

for (const threads of [1, 3]) {
  test(
    `${threads} thread(s): additions, scales, norms and activations of one to many rows`,
    { skip: none },
    async () => {
      const pool = createThreadPool(native, threads);
      const backend = productBackend(native)!;
      const products = useProducts(native, pool, { inputs: 256, columns: 1, keys: 0, heads: 0, head: 0, rows: true })!;
      const memory = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(0), null);
      after(() => {
        products.free();
        ggml.ggml_backend_free(memory);
        ggml.ggml_backend_free(backend);
        pool.free();
      });
      for (const operation of operations) {
        for (const [width, rows] of [
          [16, 1],
          [2560, 1],
          [1040, 5],
          [4304, 3],
        ] as const) {
          const next = random(width + rows);
          const values = (n: number) =>
            Float32Array.from({ length: n }, (_, i) => (next() - 0.5) * (i % 37 === 0 ? 20 : 4) + 0.5);
          const a = values(width * rows * (operation.halves ? 2 : 1));
          const b = values(operation.shared ? width : width * rows);
          const y = await compute(backend, memory, operation, width, rows, a, b);
          const row = (of: Float32Array, wide: number, i: number) => [...of.subarray(i * wide, (i + 1) * wide)];
          for (let i = 0; i < rows; i++) {
            const wanted = operation.wanted(
              row(a, operation.halves ? 2 * width : width, i),
              row(b, width, operation.shared ? 0 : i),
            );
            for (let m = 0; m < width; m++) {
              const got = y[i * width + m]!;
              assert.ok(
                Math.abs(got - wanted[m]!) <= 2e-6 * (1 + Math.abs(wanted[m]!)),
                `${operation.name}, ${width} × ${rows}, row ${i}, ${m}: ${got} instead of ${wanted[m]}`,
              );
            }
          }
        }
      }
    },
  );
}

/** Products of one x after each other, of another x between them, and more additions than run at once; the same graph for any backend. */
async function long(
  backend: Ptr,
  memory: Ptr,
  columns: number,
  w: Uint8Array[],
  x: Float32Array,
): Promise<Float32Array> {
  const size = 256;
  const room = 256;
  const context = ggml.ggml_init({
    mem_size: room * Number(ggml.ggml_tensor_overhead()) + Number(ggml.ggml_graph_overhead_custom(room, false)),
    mem_buffer: null,
    no_alloc: true,
  });
  const weights = w.map(() => ggml.ggml_new_tensor_2d(context, TENSOR_TYPES.Q4_K.id, size, size));
  const input = ggml.ggml_new_tensor_2d(context, 0, size, columns);
  const [a, b] = [weights[0]!, weights[1]!].map((weight) => ggml.ggml_mul_mat(context, weight, input)) as [Ptr, Ptr];
  let y = ggml.ggml_add(context, ggml.ggml_norm(context, ggml.ggml_mul_mat(context, weights[2]!, a), EPSILON), b);
  for (let i = 0; i < 150; i++) y = ggml.ggml_add(context, y, input);
  y = ggml.ggml_add(context, ggml.ggml_mul_mat(context, weights[0]!, y), ggml.ggml_mul_mat(context, weights[1]!, y));
  return await run(backend, memory, context, room, y, size * columns, [
    [input, x],
    ...w.map((bytes, i): [Ptr, Uint8Array] => [weights[i]!, bytes]),
  ]);
}

test(
  'a graph of more steps than run at once, with products that share x and products that do not, is what ggml makes of it',
  { skip: none },
  async () => {
    const pool = createThreadPool(native, 2);
    const own = productBackend(native)!;
    const products = useProducts(native, pool, { inputs: 256, columns: 40, keys: 0, heads: 0, head: 0, rows: true })!;
    const plain = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(0), null);
    for (const columns of [1, 3, 4, 38]) {
      const next = random(columns);
      const values = (n: number) => Float32Array.from({ length: n }, () => next() - 0.5);
      const w = [1, 2, 3].map(() => pack(native, 'Q4_K', values(256 * 256), 256));
      const x = values(256 * columns);
      const got = await long(own, plain, columns, w, x);
      const wanted = await long(plain, plain, columns, w, x);
      // Where sums differ in the last digit, a value may be rounded to the neighbouring one of 8 bits.
      assert.ok(cosine(got, wanted) > 0.99999, `${columns} columns: cosine ${cosine(got, wanted)}`);
    }
    products.free();
    ggml.ggml_backend_free(plain);
    ggml.ggml_backend_free(own);
    pool.free();
  },
);
