/** All that is used of llama.h. Comments stand only where a signature misleads: who owns, what unit, which bound. */
import { c, type Memory, type Ptr } from './bind.ts';
import type { Batch, ContextParams, ModelParams, QuantizeParams } from './structs.ts';

export const LLAMA = {
  llama_version: c<() => string>('const char *llama_version()'),
  llama_backend_init: c<() => void>('void llama_backend_init()'),
  /** callback(level, text, userData); runs on any thread, so pass a native function only */
  llama_log_set: c<(callback: unknown, data: Ptr) => void>('void llama_log_set(void *callback, void *data)'),
  llama_supports_gpu_offload: c<() => boolean>('bool llama_supports_gpu_offload()'),

  // model: the caller owns it; free its contexts first
  llama_model_default_params: c<() => ModelParams>('llama_model_params llama_model_default_params()'),
  llama_model_load_from_file: c<(path: string, params: ModelParams) => Ptr>(
    'void *llama_model_load_from_file(const char *path, llama_model_params params)',
  ),
  llama_model_free: c<(model: Ptr) => void>('void llama_model_free(void *model)'),
  llama_model_n_ctx_train: c<(model: Ptr) => number>('int32_t llama_model_n_ctx_train(void *model)'),
  llama_model_n_embd: c<(model: Ptr) => number>('int32_t llama_model_n_embd(void *model)'),
  llama_model_n_layer: c<(model: Ptr) => number>('int32_t llama_model_n_layer(void *model)'),
  /** bytes of all tensors */
  llama_model_size: c<(model: Ptr) => number>('uint64_t llama_model_size(void *model)'),
  llama_model_n_params: c<(model: Ptr) => number>('uint64_t llama_model_n_params(void *model)'),
  /** -> length without NUL, or -1 */
  llama_model_desc: c<(model: Ptr, buffer: Memory, size: number) => number>(
    'int32_t llama_model_desc(void *model, void *buf, size_t size)',
  ),
  llama_model_get_vocab: c<(model: Ptr) => Ptr>('void *llama_model_get_vocab(void *model)'),

  // context: the caller owns it
  llama_context_default_params: c<() => ContextParams>('llama_context_params llama_context_default_params()'),
  llama_init_from_model: c<(model: Ptr, params: ContextParams) => Ptr>(
    'void *llama_init_from_model(void *model, llama_context_params params)',
  ),
  llama_free: c<(context: Ptr) => void>('void llama_free(void *ctx)'),
  llama_n_ctx: c<(context: Ptr) => number>('uint32_t llama_n_ctx(void *ctx)'),
  llama_get_memory: c<(context: Ptr) => Ptr>('void *llama_get_memory(void *ctx)'),
  /** the pools stay the caller's; detach before they are freed */
  llama_attach_threadpool: c<(context: Ptr, pool: Ptr, batchPool: Ptr) => void>(
    'void llama_attach_threadpool(void *ctx, void *pool, void *batch_pool)',
  ),
  llama_detach_threadpool: c<(context: Ptr) => void>('void llama_detach_threadpool(void *ctx)'),
  /** for one token, for batches */
  llama_set_n_threads: c<(context: Ptr, one: number, batch: number) => void>(
    'void llama_set_n_threads(void *ctx, int32_t n, int32_t n_batch)',
  ),
  /** callback(data) -> true stops the running decode; called between graph nodes on a compute thread */
  llama_set_abort_callback: c<(context: Ptr, callback: unknown, data: Ptr) => void>(
    'void llama_set_abort_callback(void *ctx, void *callback, void *data)',
  ),

  // KV cache: positions [p0, p1), p1 < 0 is infinity
  llama_memory_clear: c<(memory: Ptr, data: boolean) => void>('void llama_memory_clear(void *mem, bool data)'),
  llama_memory_seq_rm: c<(memory: Ptr, sequence: number, p0: number, p1: number) => boolean>(
    'bool llama_memory_seq_rm(void *mem, int32_t seq, int32_t p0, int32_t p1)',
  ),
  /** last position, inclusive; -1 when empty */
  llama_memory_seq_pos_max: c<(memory: Ptr, sequence: number) => number>(
    'int32_t llama_memory_seq_pos_max(void *mem, int32_t seq)',
  ),

  /** 0 done, 1 no room, 2 aborted (finished ubatches stay), < 0 failure */
  llama_decode: c<(context: Ptr, batch: Batch) => number>('int32_t llama_decode(void *ctx, llama_batch batch)'),
  llama_synchronize: c<(context: Ptr) => void>('void llama_synchronize(void *ctx)'),
  /** -> float[vocab] inside the context, valid until the next decode; index -1 is the last output */
  llama_get_logits_ith: c<(context: Ptr, index: number) => Ptr>('void *llama_get_logits_ith(void *ctx, int32_t i)'),

  // vocabulary: belongs to the model
  llama_vocab_n_tokens: c<(vocab: Ptr) => number>('int32_t llama_vocab_n_tokens(void *vocab)'),
  llama_vocab_bos: c<(vocab: Ptr) => number>('int32_t llama_vocab_bos(void *vocab)'),
  llama_vocab_eos: c<(vocab: Ptr) => number>('int32_t llama_vocab_eos(void *vocab)'),
  llama_vocab_get_add_bos: c<(vocab: Ptr) => boolean>('bool llama_vocab_get_add_bos(void *vocab)'),
  llama_vocab_is_eog: c<(vocab: Ptr, token: number) => boolean>('bool llama_vocab_is_eog(void *vocab, int32_t token)'),
  llama_vocab_is_control: c<(vocab: Ptr, token: number) => boolean>(
    'bool llama_vocab_is_control(void *vocab, int32_t token)',
  ),
  /** llama_token_attr bits */
  llama_vocab_get_attr: c<(vocab: Ptr, token: number) => number>(
    'int llama_vocab_get_attr(void *vocab, int32_t token)',
  ),
  /** length in UTF-8 bytes; -> tokens written, or the negative number that were needed */
  llama_tokenize: c<
    (
      vocab: Ptr,
      text: Memory,
      length: number,
      tokens: Memory,
      max: number,
      addSpecial: boolean,
      parseSpecial: boolean,
    ) => number
  >(
    'int32_t llama_tokenize(void *vocab, const void *text, int32_t len, void *tokens, int32_t max, bool add_special, bool parse_special)',
  ),
  /** -> bytes written (no NUL), or the negative number that were needed */
  llama_token_to_piece: c<
    (vocab: Ptr, token: number, buffer: Memory, length: number, leftStrip: number, special: boolean) => number
  >('int32_t llama_token_to_piece(void *vocab, int32_t token, void *buf, int32_t len, int32_t lstrip, bool special)'),

  // samplers: a chain owns what was added to it; freeing the chain frees them
  llama_sampler_chain_init: c<(params: { no_perf: boolean }) => Ptr>(
    'void *llama_sampler_chain_init(llama_sampler_chain_params params)',
  ),
  llama_sampler_chain_add: c<(chain: Ptr, sampler: Ptr) => void>(
    'void llama_sampler_chain_add(void *chain, void *sampler)',
  ),
  llama_sampler_free: c<(sampler: Ptr) => void>('void llama_sampler_free(void *sampler)'),
  llama_sampler_init_greedy: c<() => Ptr>('void *llama_sampler_init_greedy()'),
  llama_sampler_init_dist: c<(seed: number) => Ptr>('void *llama_sampler_init_dist(uint32_t seed)'),
  llama_sampler_init_top_k: c<(k: number) => Ptr>('void *llama_sampler_init_top_k(int32_t k)'),
  llama_sampler_init_top_p: c<(p: number, minKeep: number) => Ptr>(
    'void *llama_sampler_init_top_p(float p, size_t min_keep)',
  ),
  llama_sampler_init_min_p: c<(p: number, minKeep: number) => Ptr>(
    'void *llama_sampler_init_min_p(float p, size_t min_keep)',
  ),
  llama_sampler_init_temp: c<(temperature: number) => Ptr>('void *llama_sampler_init_temp(float t)'),
  llama_sampler_init_penalties: c<
    (vocab: number, lastN: number, repeat: number, frequency: number, present: number) => Ptr
  >('void *llama_sampler_init_penalties(int32_t n_vocab, int32_t last_n, float repeat, float freq, float present)'),
  /** -> NULL when the grammar does not parse */
  llama_sampler_init_grammar: c<(vocab: Ptr, grammar: string, root: string) => Ptr>(
    'void *llama_sampler_init_grammar(void *vocab, const char *grammar, const char *root)',
  ),
  /** samples from output `index` (-1: last) and accepts the token */
  llama_sampler_sample: c<(sampler: Ptr, context: Ptr, index: number) => number>(
    'int32_t llama_sampler_sample(void *sampler, void *ctx, int32_t idx)',
  ),
  llama_sampler_accept: c<(sampler: Ptr, token: number) => void>(
    'void llama_sampler_accept(void *sampler, int32_t token)',
  ),

  llama_model_quantize_default_params: c<() => QuantizeParams>(
    'llama_model_quantize_params llama_model_quantize_default_params()',
  ),
  /** -> 0 on success; blocks for minutes, use `later` */
  llama_model_quantize: c<(input: string, output: string, params: QuantizeParams) => number>(
    'uint32_t llama_model_quantize(const char *inp, const char *out, llama_model_quantize_params *params)',
  ),
};
