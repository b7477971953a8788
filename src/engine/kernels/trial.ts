/** Which matrix kernels serve a model best here, by a trial of some milliseconds. */
import { TENSOR_TYPES, type GgufFile, type TensorType } from '../../gguf/index.ts';
import type { Tuning } from '../../shared/engine.ts';
import type { Ptr } from '../../native/bind.ts';
import { repackedTypes } from '../../native/cpu.ts';
import { DEVICE_TYPE } from '../../native/constants.ts';
import { headerContext, withGraph } from '../../native/graph.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { ThreadPool } from '../../native/threadPool.ts';
import { PRODUCT_TYPES, productBackend, useProducts } from './backend.ts';

/** Large enough to show a difference. */
const TRIAL = { inputs: 2048, rows: 256, columns: 64, runs: 4 };
/** The first times hold page faults and waking threads, and another program can slow a whole round down: the slower ones get this many rounds. */
const ROUNDS = 6;
/** At this share of the other's time, more rounds would change nothing. */
const CLEAR = 0.8;
/** The sums are the same but for their order, and both round x to 8 bits. */
const TRIAL_COSINE = 0.9999;

/**
 * The fastest kernels for this file on this machine: alternating, the project's own and ggml's multiply a small matrix of the file's
 * main type; the fastest run of each counts, and the results must agree. A wrong choice costs the model half its speed, so ggml's
 * have to be ahead after all rounds.
 * @param createPool threads as the model will have them
 */
export async function chooseProductKernels(
  native: NativeLibrary,
  file: GgufFile,
  createPool: () => ThreadPool,
): Promise<Tuning['kernels']> {
  const bytes = (types?: readonly TensorType[]) =>
    file.tensors.filter(({ type }) => !types || types.includes(type)).reduce((sum, tensor) => sum + tensor.bytes, 0);
  const main = [...PRODUCT_TYPES].sort((a, b) => bytes([b]) - bytes([a]))[0]!;
  if (bytes(PRODUCT_TYPES) < bytes() / 2) return 'repacked';
  const values = (n: number, seed: number) =>
    Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898 + seed) * Math.cos(i * 0.017 * seed));
  const w = pack(native, main, values(TRIAL.inputs * TRIAL.rows, 1), TRIAL.inputs);
  const product: Product = { type: main, w, x: values(TRIAL.inputs * TRIAL.columns, 2), ...TRIAL };
  const pool = createPool();
  try {
    let [ownMs, ggmlMs] = [Infinity, Infinity];
    for (let round = 0; round < ROUNDS && (round === 0 || ownMs > CLEAR * ggmlMs); round++) {
      const ggml = await multiply(native, pool, 'repacked', product);
      const own = await multiply(native, pool, 'own', product);
      if (!own || !ggml || cosine(own.y, ggml.y) <= TRIAL_COSINE) return 'repacked';
      [ownMs, ggmlMs] = [Math.min(ownMs, own.ms), Math.min(ggmlMs, ggml.ms)];
    }
    return ownMs < ggmlMs ? 'own' : 'repacked';
  } finally {
    pool.free();
  }
}

export interface Product {
  type: TensorType;
  /** row-major [rows, inputs], of that type: see `pack` */
  w: Uint8Array;
  /** row-major [columns, inputs] */
  x: Float32Array;
  inputs: number;
  rows: number;
  columns: number;
  runs: number;
}

export interface Outcome {
  /** of the fastest run */
  ms: number;
  /** row-major [columns, rows] */
  y: Float32Array;
}

/** Rows of float32 as a matrix of the type. */
export function pack({ ggml }: NativeLibrary, type: TensorType, values: Float32Array, inputs: number): Uint8Array {
  const { id } = TENSOR_TYPES[type];
  const rows = values.length / inputs;
  const packed = new Uint8Array(Number(ggml.ggml_row_size(id, inputs)) * rows);
  ggml.ggml_quantize_chunk(id, values, packed, 0, rows, inputs, null);
  return packed;
}

/** Computes x Wᵀ with the kernels asked for; undefined where there are no own ones. Repacked weights stay plain for types that ggml does not repack. */
export async function multiply(
  native: NativeLibrary,
  pool: ThreadPool,
  kernels: Tuning['kernels'],
  product: Product,
): Promise<Outcome | undefined> {
  const { ggml, cpu } = native;
  const { type, inputs, columns } = product;
  const plain = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu), null);
  cpu.ggml_backend_set_n_threads(plain, pool.threads);
  cpu.ggml_backend_cpu_set_threadpool(plain, pool.pointer);
  const own = kernels === 'own' ? productBackend(native) : undefined;
  const products = own
    ? useProducts(native, pool, { inputs, columns, keys: 0, heads: 0, head: 0, rows: false })
    : undefined;
  const repack = kernels === 'repacked' ? repackedTypes(native) : undefined;
  const weightType = repack?.types.has(type) ? repack.bufferType : ggml.ggml_backend_cpu_buffer_type();
  try {
    return kernels === 'own' && !own
      ? undefined
      : await run(native, { compute: own ?? plain, memory: plain, weightType }, product);
  } finally {
    products?.free();
    if (own) ggml.ggml_backend_free(own);
    ggml.ggml_backend_free(plain);
  }
}

/** The same on a device of its own memory: a GPU. */
export async function multiplyOn(native: NativeLibrary, device: Ptr, product: Product): Promise<Outcome> {
  const { ggml } = native;
  const backend = ggml.ggml_backend_dev_init(device, null);
  if (!backend) throw new Error('the device does not start');
  try {
    const weightType = ggml.ggml_backend_get_default_buffer_type(backend);
    return await run(native, { compute: backend, memory: backend, weightType }, product);
  } finally {
    ggml.ggml_backend_free(backend);
  }
}

async function run(
  native: NativeLibrary,
  on: { compute: Ptr; memory: Ptr; weightType: Ptr },
  { type, w, x, inputs, rows, columns, runs }: Product,
): Promise<Outcome> {
  const { ggml } = native;
  const weights = headerContext(native, 1);
  const weight = ggml.ggml_new_tensor_2d(weights, TENSOR_TYPES[type].id, inputs, rows);
  const weightBuffer = ggml.ggml_backend_alloc_ctx_tensors_from_buft(weights, on.weightType);
  try {
    ggml.ggml_backend_tensor_set(weight, w, 0, w.byteLength);
    return await withGraph(
      native,
      on.memory,
      (context) => {
        const input = ggml.ggml_new_tensor_2d(context, TENSOR_TYPES.F32.id, inputs, columns);
        return { input, results: [ggml.ggml_mul_mat(context, weight, input)] };
      },
      async ([graph], { input, results: [result] }) => {
        ggml.ggml_backend_tensor_set(input, x, 0, x.byteLength);
        let ms = Infinity;
        for (let i = 0; i < runs; i++) {
          const start = performance.now();
          await ggml.ggml_backend_graph_compute.later(on.compute, graph!);
          ms = Math.min(ms, performance.now() - start);
        }
        const y = new Float32Array(rows * columns);
        ggml.ggml_backend_tensor_get(result!, y, 0, y.byteLength);
        return { ms, y };
      },
    );
  } finally {
    ggml.ggml_backend_buffer_free(weightBuffer);
    ggml.ggml_free(weights);
  }
}

/** Of two results as one long vector. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return ab / Math.sqrt(aa * bb);
}
