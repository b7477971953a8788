/** Which of ggml's two ways to compute attention is the faster on a processor without own kernels, by a trial of some tens of milliseconds. */
import type { Ptr } from '../../native/bind.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { ThreadPool } from '../../native/threadPool.ts';
import { TENSOR_TYPES } from '../../gguf/index.ts';
import type { LanguageFacts } from '../../pair/language.ts';
import { cosine, pack } from './trial.ts';

const F32 = TENSOR_TYPES.F32.id;
const F16 = TENSOR_TYPES.F16.id;
/** What an answer takes, as Table 4 of the paper counts it: a picture and a question, then an answer. */
const KEYS = 768;
const PROMPT_TOKENS = 770;
const ANSWER_TOKENS = 64;
/** Tokens of the trial's prompt. */
const QUERIES = 64;
const TURNS = 3;
/** The two differ in the order of their sums and in where they round to float16. */
const TRIAL_COSINE = 0.999;
const NODES = 16;

export interface AttentionTrial {
  /** Milliseconds of an answer's share of one layer. */
  flashMs: number;
  plainMs: number;
  /** Of the two results of a prompt, as one long vector each. */
  cosine: number;
}

/** Whether flash attention is ahead, and computes the same. */
export const flashAhead = (trial: AttentionTrial): boolean =>
  trial.flashMs < trial.plainMs && trial.cosine > TRIAL_COSINE;

/**
 * Both alternately, as llama.cpp builds them (keys and values in float16, values transposed for the plain way), for a prompt's tokens and
 * for one token; the fastest turn of each counts.
 * @param createPool threads as the model will have them
 */
export async function tryAttention(
  native: NativeLibrary,
  { width, heads, kvHeads }: Pick<LanguageFacts, 'width' | 'heads' | 'kvHeads'>,
  createPool: () => ThreadPool,
): Promise<AttentionTrial> {
  const pool = createPool();
  const trial: AttentionTrial = { flashMs: 0, plainMs: 0, cosine: 0 };
  try {
    for (const [queries, tokens] of [
      [QUERIES, PROMPT_TOKENS],
      [1, ANSWER_TOKENS],
    ] as const) {
      const shape = { head: Math.floor(width / heads), heads, kvHeads, queries };
      const [flash, plain] = [await attend(native, pool, 'flash', shape), await attend(native, pool, 'plain', shape)];
      const share = tokens / queries;
      trial.flashMs += share * flash.ms;
      trial.plainMs += share * plain.ms;
      if (queries === QUERIES) trial.cosine = cosine(flash.y, plain.y);
    }
  } finally {
    pool.free();
  }
  return trial;
}

interface Shape {
  head: number;
  heads: number;
  kvHeads: number;
  queries: number;
}

async function attend(
  native: NativeLibrary,
  pool: ThreadPool,
  way: 'flash' | 'plain',
  { head, heads, kvHeads, queries }: Shape,
): Promise<{ ms: number; y: Float32Array }> {
  const { ggml, cpu } = native;
  const backend = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(0), null);
  cpu.ggml_backend_set_n_threads(backend, pool.threads);
  cpu.ggml_backend_cpu_set_threadpool(backend, pool.pointer);
  const context = ggml.ggml_init({
    mem_size: NODES * Number(ggml.ggml_tensor_overhead()) + Number(ggml.ggml_graph_overhead_custom(NODES, false)),
    mem_buffer: null,
    no_alloc: true,
  });
  const scale = 1 / Math.sqrt(head);
  /** [a, b * c] as [a, b, c] */
  const tensor = (type: number, a: number, b: number, c: number): [flat: Ptr, shaped: Ptr] => {
    const flat = ggml.ggml_new_tensor_2d(context, type, a, b * c);
    return [flat, ggml.ggml_reshape_3d(context, flat, a, b, c)];
  };
  const [qFlat, q] = tensor(F32, head, queries, heads);
  const [kFlat, k] = tensor(F16, head, KEYS, kvHeads);
  const [vFlat, v] = way === 'flash' ? tensor(F16, head, KEYS, kvHeads) : tensor(F16, KEYS, head, kvHeads);
  const scores = () => ggml.ggml_soft_max_ext(context, ggml.ggml_mul_mat(context, k, q), null, scale, 0);
  // [head, heads, queries] both ways
  const result =
    way === 'flash'
      ? ggml.ggml_flash_attn_ext(context, q, k, v, null, scale, 0, 0)
      : ggml.ggml_cont(context, ggml.ggml_permute(context, ggml.ggml_mul_mat(context, v, scores()), 0, 2, 1, 3));
  const graph = ggml.ggml_new_graph_custom(context, NODES, false);
  ggml.ggml_build_forward_expand(graph, result);
  const buffer = ggml.ggml_backend_alloc_ctx_tensors(context, backend);
  try {
    const at = (i: number, seed: number) => Math.sin(i * 12.9898 + seed) * Math.cos(i * 0.017 * seed);
    const fill = (flat: Ptr, data: Float32Array | Uint8Array) => {
      ggml.ggml_backend_tensor_set(flat, data, 0, data.byteLength);
    };
    fill(
      qFlat,
      Float32Array.from({ length: head * queries * heads }, (_, i) => at(i, 1)),
    );
    const keys = Float32Array.from({ length: head * KEYS * kvHeads }, (_, i) => at(i, 2));
    fill(kFlat, pack(native, 'F16', keys, head));
    const turned = Float32Array.from(keys, (_, i) => {
      const [key, column, layer] = [i % KEYS, Math.floor(i / KEYS) % head, Math.floor(i / (KEYS * head))];
      return keys[(layer * KEYS + key) * head + column]!;
    });
    fill(vFlat, way === 'flash' ? pack(native, 'F16', keys, head) : pack(native, 'F16', turned, KEYS));
    let ms = Infinity;
    for (let turn = 0; turn < TURNS; turn++) {
      const start = performance.now();
      await ggml.ggml_backend_graph_compute.later(backend, graph);
      ms = Math.min(ms, performance.now() - start);
    }
    const y = new Float32Array(head * heads * queries);
    ggml.ggml_backend_tensor_get(result, y, 0, y.byteLength);
    return { ms, y };
  } finally {
    ggml.ggml_backend_buffer_free(buffer);
    ggml.ggml_free(context);
    ggml.ggml_backend_free(backend);
  }
}
