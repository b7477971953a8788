/**
 * The structs of llama.cpp v0.4.0 that cross by value (llama.h, ggml.h, gguf.h of that release).
 * Their layout belongs to this release: `probe` compares the defaults that the library returns before anything is loaded.
 */
import koffi from 'koffi';
import type { Ptr } from './bind.ts';

const P = 'void *';

export interface ModelParams {
  devices: unknown;
  tensor_buft_overrides: unknown;
  /** negative: all */
  n_gpu_layers: number;
  split_mode: number;
  /** -1 auto, 0 read into memory, 1 mmap, 2 mlock, 3 both, 4 direct I/O */
  load_mode: number;
  lazy_mode: number;
  main_gpu: number;
  tensor_split: unknown;
  progress_callback: unknown;
  progress_callback_user_data: unknown;
  kv_overrides: unknown;
  vocab_only: boolean;
  check_tensors: boolean;
  /** repacked weights */
  use_extra_bufts: boolean;
  no_host: boolean;
  no_alloc: boolean;
  load_mtp: boolean;
}

koffi.struct('llama_model_params', {
  devices: P,
  tensor_buft_overrides: P,
  n_gpu_layers: 'int32_t',
  split_mode: 'int',
  load_mode: 'int',
  lazy_mode: 'int',
  main_gpu: 'int32_t',
  tensor_split: P,
  progress_callback: P,
  progress_callback_user_data: P,
  kv_overrides: P,
  vocab_only: 'bool',
  check_tensors: 'bool',
  use_extra_bufts: 'bool',
  no_host: 'bool',
  no_alloc: 'bool',
  load_mtp: 'bool',
});

export interface ContextParams {
  n_ctx: number;
  n_batch: number;
  n_ubatch: number;
  n_seq_max: number;
  n_rs_seq: number;
  n_outputs_max: number;
  n_outputs_max_per_seq: number;
  n_threads: number;
  n_threads_batch: number;
  ctx_type: number;
  rope_scaling_type: number;
  pooling_type: number;
  attention_type: number;
  /** -1 auto, 0 off, 1 on */
  flash_attn_type: number;
  rope_freq_base: number;
  rope_freq_scale: number;
  yarn_ext_factor: number;
  yarn_attn_factor: number;
  yarn_beta_fast: number;
  yarn_beta_slow: number;
  yarn_orig_ctx: number;
  defrag_thold: number;
  cb_eval: unknown;
  cb_eval_user_data: unknown;
  /** ggml_type */
  type_k: number;
  type_v: number;
  abort_callback: unknown;
  abort_callback_data: unknown;
  embeddings: boolean;
  offload_kqv: boolean;
  no_perf: boolean;
  op_offload: boolean;
  swa_full: boolean;
  kv_unified: boolean;
  samplers: unknown;
  n_samplers: number;
  ctx_other: unknown;
}

koffi.struct('llama_context_params', {
  n_ctx: 'uint32_t',
  n_batch: 'uint32_t',
  n_ubatch: 'uint32_t',
  n_seq_max: 'uint32_t',
  n_rs_seq: 'uint32_t',
  n_outputs_max: 'uint32_t',
  n_outputs_max_per_seq: 'uint32_t',
  n_threads: 'int32_t',
  n_threads_batch: 'int32_t',
  ctx_type: 'int',
  rope_scaling_type: 'int',
  pooling_type: 'int',
  attention_type: 'int',
  flash_attn_type: 'int',
  rope_freq_base: 'float',
  rope_freq_scale: 'float',
  yarn_ext_factor: 'float',
  yarn_attn_factor: 'float',
  yarn_beta_fast: 'float',
  yarn_beta_slow: 'float',
  yarn_orig_ctx: 'uint32_t',
  defrag_thold: 'float',
  cb_eval: P,
  cb_eval_user_data: P,
  type_k: 'int',
  type_v: 'int',
  abort_callback: P,
  abort_callback_data: P,
  embeddings: 'bool',
  offload_kqv: 'bool',
  no_perf: 'bool',
  op_offload: 'bool',
  swa_full: 'bool',
  kv_unified: 'bool',
  samplers: P,
  n_samplers: 'size_t',
  ctx_other: P,
});

/** Input of llama_decode; either `token` or `embd` is set. All fields are memory of the caller. */
export interface Batch {
  n_tokens: number;
  token: unknown;
  embd: unknown;
  pos: unknown;
  n_seq_id: unknown;
  seq_id: unknown;
  logits: unknown;
}

koffi.struct('llama_batch', { n_tokens: 'int32_t', token: P, embd: P, pos: P, n_seq_id: P, seq_id: P, logits: P });

export interface QuantizeParams {
  nthread: number;
  /** llama_ftype */
  ftype: number;
  output_tensor_type: number;
  token_embedding_type: number;
  allow_requantize: boolean;
  quantize_output_tensor: boolean;
  only_copy: boolean;
  pure: boolean;
  keep_split: boolean;
  dry_run: boolean;
  imatrix: unknown;
  kv_overrides: unknown;
  tt_overrides: unknown;
  prune_layers: unknown;
  max_buf_size: number;
}

koffi.struct('llama_model_quantize_params', {
  nthread: 'int32_t',
  ftype: 'int',
  output_tensor_type: 'int',
  token_embedding_type: 'int',
  allow_requantize: 'bool',
  quantize_output_tensor: 'bool',
  only_copy: 'bool',
  pure: 'bool',
  keep_split: 'bool',
  dry_run: 'bool',
  imatrix: P,
  kv_overrides: P,
  tt_overrides: P,
  prune_layers: P,
  max_buf_size: 'size_t',
});

koffi.struct('llama_sampler_chain_params', { no_perf: 'bool' });

export interface InitParams {
  /** bytes */
  mem_size: number;
  mem_buffer: Ptr;
  no_alloc: boolean;
}
koffi.struct('ggml_init_params', { mem_size: 'size_t', mem_buffer: P, no_alloc: 'bool' });

export interface GgufInitParams {
  no_alloc: boolean;
  /** slot that receives a ggml context holding the tensors' headers */
  ctx: unknown;
}
koffi.struct('gguf_init_params', { no_alloc: 'bool', ctx: P });

export interface ThreadpoolParams {
  cpumask: boolean[];
  n_threads: number;
  prio: number;
  /** 0 no polling .. 100 aggressive */
  poll: number;
  strict_cpu: boolean;
  paused: boolean;
}
koffi.struct('ggml_threadpool_params', {
  cpumask: koffi.array('bool', 512),
  n_threads: 'int',
  prio: 'int',
  poll: 'uint32_t',
  strict_cpu: 'bool',
  paused: 'bool',
});

/** ggml_backend_feature: ends a list where the name is NULL. */
export interface Feature {
  name: string | null;
  value: string | null;
}

koffi.struct('ggml_backend_feature', { name: 'const char *', value: 'const char *' });
