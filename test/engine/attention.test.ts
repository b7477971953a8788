/** The project's own attention against sums in float64. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { TENSOR_TYPES } from '../../src/gguf/index.ts';
import { chooseBuild } from '../../src/native/choose.ts';
import type { Ptr } from '../../src/native/bind.ts';
import { openLibrary } from '../../src/native/library.ts';
import { createThreadPool, type ThreadPool } from '../../src/native/threadPool.ts';
import { pack } from '../../src/engine/kernels/trial.ts';
import { productBackend, productCount, useProducts } from '../../src/engine/kernels/backend.ts';
import { kernelLibrary } from '../../src/engine/kernels/library.ts';
import { random } from '../random.ts';

const native = openLibrary((await chooseBuild('off', undefined)).folder);
const none = kernelLibrary(native) ? false : 'this platform or processor has no kernels: ggml computes everything';

interface Case {
  type: 'F16' | 'F32';
  heads: number;
  /** Heads of k and v. */
  shared: number;
  width: number;
  queries: number;
  keys: number;
  /** Keys in use: query i of n sees the first used - n + i + 1 of them; none: all see all. */
  used?: number;
}

/** Values that float16 holds exactly. */
const exact = (next: () => number, n: number, most: number) =>
  Float32Array.from({ length: n }, () => Math.round((next() - 0.5) * 128 * most) / 64);

/** float16: 0 where query i may look, -infinity elsewhere, and -1.5 now and then. */
function maskFor({ queries, keys, used }: Case): { bits: Uint16Array; values: Float64Array } | undefined {
  if (used === undefined) return undefined;
  const bits = new Uint16Array(queries * keys);
  const values = new Float64Array(queries * keys);
  for (let i = 0; i < queries; i++) {
    for (let j = 0; j < keys; j++) {
      const value = j > used - queries + i ? -Infinity : (i + j) % 7 === 0 ? -1.5 : 0;
      values[i * keys + j] = value;
      bits[i * keys + j] = value === 0 ? 0 : value === -1.5 ? 0xbe00 : 0xfc00;
    }
  }
  return { bits, values };
}

/** All tensors as the language model has them: [position][head][width]. */
function reference(
  { heads, shared, width, queries, keys }: Case,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  scale: number,
  mask?: Float64Array,
): Float64Array {
  const y = new Float64Array(queries * heads * width);
  for (let h = 0; h < heads; h++) {
    const g = Math.floor((h * shared) / heads);
    for (let i = 0; i < queries; i++) {
      const scores = Float64Array.from({ length: keys }, (_, j) => {
        let dot = 0;
        for (let c = 0; c < width; c++) dot += q[(i * heads + h) * width + c]! * k[(j * shared + g) * width + c]!;
        return dot * scale + (mask ? mask[i * keys + j]! : 0);
      });
      const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
      const weights = most === -Infinity ? scores.map(() => 0) : scores.map((s) => Math.exp(s - most));
      const sum = weights.reduce((a, b) => a + b, 0) || 1;
      for (let j = 0; j < keys; j++)
        for (let c = 0; c < width; c++)
          y[(i * heads + h) * width + c]! += (weights[j]! / sum) * v[(j * shared + g) * width + c]!;
    }
  }
  return y;
}

async function attend(
  pool: ThreadPool,
  { type, heads, shared, width, queries, keys }: Case,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  scale: number,
  mask?: Uint16Array,
): Promise<Float32Array> {
  const { ggml } = native;
  const backend = productBackend(native);
  const products = useProducts(native, pool, { inputs: 256, columns: 1, keys, heads, head: width, rows: false });
  const memory = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(0), null);
  const context = ggml.ggml_init({
    mem_size: 32 * Number(ggml.ggml_tensor_overhead()) + Number(ggml.ggml_graph_overhead_custom(32, false)),
    mem_buffer: null,
    no_alloc: true,
  });
  const id = TENSOR_TYPES[type].id;
  const tensors = {
    q: ggml.ggml_new_tensor_2d(context, 0, width * heads, queries),
    k: ggml.ggml_new_tensor_2d(context, id, width * shared, keys),
    v: ggml.ggml_new_tensor_2d(context, id, width * shared, keys),
    mask: mask ? ggml.ggml_new_tensor_2d(context, 1, keys, queries) : null,
  };
  const apart = (tensor: Ptr, count: number, rows: number) =>
    ggml.ggml_permute(context, ggml.ggml_reshape_3d(context, tensor, width, count, rows), 0, 2, 1, 3);
  const result = ggml.ggml_flash_attn_ext(
    context,
    apart(tensors.q, heads, queries),
    apart(tensors.k, shared, keys),
    apart(tensors.v, shared, keys),
    tensors.mask,
    scale,
    0,
    0,
  );
  const graph = ggml.ggml_new_graph_custom(context, 32, false);
  ggml.ggml_build_forward_expand(graph, result);
  const buffer = ggml.ggml_backend_alloc_ctx_tensors(context, memory);
  try {
    const set = (tensor: Ptr, data: Uint8Array | Float32Array | Uint16Array) =>
      ggml.ggml_backend_tensor_set(tensor, data, 0, data.byteLength);
    const typed = (values: Float32Array) => (type === 'F32' ? values : pack(native, type, values, width));
    set(tensors.q, q);
    set(tensors.k, typed(k));
    set(tensors.v, typed(v));
    if (mask) set(tensors.mask, mask);
    const before = productCount().attentions;
    await ggml.ggml_backend_graph_compute.later(backend!, graph);
    assert.equal(productCount().attentions, before + 1, 'the own kernels did not compute it');
    const y = new Float32Array(queries * heads * width);
    ggml.ggml_backend_tensor_get(result, y, 0, y.byteLength);
    return y;
  } finally {
    ggml.ggml_backend_buffer_free(buffer);
    ggml.ggml_free(context);
    products?.free();
    ggml.ggml_backend_free(memory);
    if (backend) ggml.ggml_backend_free(backend);
  }
}

for (const threads of [1, 2, 3]) {
  const pool = createThreadPool(native, threads);
  after(() => pool.free());
  test(`${threads} thread(s): few and many queries, shared heads, masks, odd sizes`, { skip: none }, async () => {
    const cases: Case[] = [
      { type: 'F16', heads: 4, shared: 4, width: 80, queries: 1, keys: 256, used: 200 },
      { type: 'F16', heads: 32, shared: 32, width: 80, queries: 1, keys: 256, used: 0 },
      { type: 'F16', heads: 11, shared: 11, width: 64, queries: 3, keys: 512, used: 511 },
      { type: 'F16', heads: 8, shared: 2, width: 96, queries: 2, keys: 256, used: 17 },
      { type: 'F16', heads: 8, shared: 2, width: 128, queries: 37, keys: 256, used: 100 },
      { type: 'F16', heads: 3, shared: 3, width: 80, queries: 130, keys: 512, used: 300 },
      { type: 'F32', heads: 4, shared: 4, width: 72, queries: 50, keys: 50 },
      { type: 'F32', heads: 2, shared: 1, width: 8, queries: 1, keys: 5 },
    ];
    for (const one of cases) {
      const next = random(one.queries + one.keys);
      const q = exact(next, one.queries * one.heads * one.width, 3);
      const k = exact(next, one.keys * one.shared * one.width, 2);
      const v = exact(next, one.keys * one.shared * one.width, 2);
      const scale = 1 / Math.sqrt(one.width);
      const mask = maskFor(one);
      const wanted = reference(one, q, k, v, scale, mask?.values);
      const y = await attend(pool, one, q, k, v, scale, mask?.bits);
      for (let i = 0; i < y.length; i++) {
        assert.ok(
          Math.abs(y[i]! - wanted[i]!) < 2e-5,
          `${JSON.stringify(one)}, value ${i}: ${y[i]} instead of ${wanted[i]}`,
        );
      }
    }
  });

  test(`${threads} thread(s): a query that may look nowhere gets zeros`, { skip: none }, async () => {
    for (const queries of [1, 8]) {
      const one: Case = { type: 'F16', heads: 2, shared: 2, width: 64, queries, keys: 256 };
      const ones = (n: number) => new Float32Array(n).fill(1);
      const y = await attend(
        pool,
        one,
        ones(queries * 128),
        ones(256 * 128),
        ones(256 * 128),
        0.125,
        new Uint16Array(queries * 256).fill(0xfc00),
      );
      assert.ok(y.every((value) => value === 0));
    }
  });
}
