/** All that is used of ggml.h, ggml-backend.h, ggml-alloc.h, ggml-cpu.h and gguf.h. */
import { c, type Memory, type Ptr } from './bind.ts';
import type { GgufInitParams, InitParams, ThreadpoolParams } from './structs.ts';

type Tensor = Ptr;
type Graph = Ptr;
type Context = Ptr;

/** libggml-base: tensors, graphs, buffers, GGUF headers. */
export const GGML_BASE = {
  // contexts hold tensor headers; the caller owns them
  ggml_init: c<(params: InitParams) => Context>('void *ggml_init(ggml_init_params params)'),
  ggml_free: c<(context: Context) => void>('void ggml_free(void *ctx)'),
  ggml_get_no_alloc: c<(context: Context) => boolean>('bool ggml_get_no_alloc(void *ctx)'),
  ggml_set_no_alloc: c<(context: Context, noAlloc: boolean) => void>(
    'void ggml_set_no_alloc(void *ctx, bool no_alloc)',
  ),
  /** bytes of one tensor header */
  ggml_tensor_overhead: c<() => number>('size_t ggml_tensor_overhead()'),
  ggml_graph_overhead_custom: c<(size: number, grads: boolean) => number>(
    'size_t ggml_graph_overhead_custom(size_t size, bool grads)',
  ),
  ggml_type_name: c<(type: number) => string>('const char *ggml_type_name(int type)'),
  ggml_blck_size: c<(type: number) => number>('int64_t ggml_blck_size(int type)'),
  /** bytes of a row of `elements` (a multiple of the block size) */
  ggml_row_size: c<(type: number, elements: number) => number>('size_t ggml_row_size(int type, int64_t ne)'),

  // tensors live in their context; dimensions run from the fastest to the slowest
  ggml_new_tensor_1d: c<(context: Context, type: number, ne0: number) => Tensor>(
    'void *ggml_new_tensor_1d(void *ctx, int type, int64_t ne0)',
  ),
  ggml_new_tensor_2d: c<(context: Context, type: number, ne0: number, ne1: number) => Tensor>(
    'void *ggml_new_tensor_2d(void *ctx, int type, int64_t ne0, int64_t ne1)',
  ),
  ggml_dup_tensor: c<(context: Context, source: Tensor) => Tensor>('void *ggml_dup_tensor(void *ctx, void *src)'),
  ggml_get_tensor: c<(context: Context, name: string) => Tensor>('void *ggml_get_tensor(void *ctx, const char *name)'),
  /** at most 63 bytes of it are kept */
  ggml_set_name: c<(tensor: Tensor, name: string) => Tensor>('void *ggml_set_name(void *tensor, const char *name)'),
  ggml_nbytes: c<(tensor: Tensor) => number>('size_t ggml_nbytes(void *tensor)'),
  ggml_nelements: c<(tensor: Tensor) => number>('int64_t ggml_nelements(void *tensor)'),
  ggml_set_input: c<(tensor: Tensor) => void>('void ggml_set_input(void *tensor)'),
  ggml_set_output: c<(tensor: Tensor) => void>('void ggml_set_output(void *tensor)'),

  // number types; rows are `n` values long, `n` a multiple of the type's block. Thread-safe.
  /** quantizes rows `start / n_per_row` .. of `src` to the same rows of `dst`; -> bytes written */
  ggml_quantize_chunk: c<
    (
      type: number,
      src: Memory,
      dst: Memory,
      start: number,
      rows: number,
      perRow: number,
      imatrix: Memory | null,
    ) => number
  >(
    'size_t ggml_quantize_chunk(int type, const void *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const void *imatrix)',
  ),
  ggml_fp16_to_fp32_row: c<(src: Memory, dst: Memory, n: number) => void>(
    'void ggml_fp16_to_fp32_row(const void *x, void *y, int64_t n)',
  ),
  ggml_bf16_to_fp32_row: c<(src: Memory, dst: Memory, n: number) => void>(
    'void ggml_bf16_to_fp32_row(const void *x, void *y, int64_t n)',
  ),
  /** false where a value or a block's scale is infinite or not a number */
  ggml_validate_row_data: c<(type: number, data: Memory, bytes: number) => boolean>(
    'bool ggml_validate_row_data(int type, const void *data, size_t nbytes)',
  ),
  /** bytes of one block */
  ggml_type_size: c<(type: number) => number>('size_t ggml_type_size(int type)'),

  // operations; mul_mat(a, b) is b · aᵀ with F32 result [a.ne1, b.ne1]
  ggml_mul_mat: c<(context: Context, a: Tensor, b: Tensor) => Tensor>(
    'void *ggml_mul_mat(void *ctx, void *a, void *b)',
  ),
  ggml_add: c<(context: Context, a: Tensor, b: Tensor) => Tensor>('void *ggml_add(void *ctx, void *a, void *b)'),
  ggml_mul: c<(context: Context, a: Tensor, b: Tensor) => Tensor>('void *ggml_mul(void *ctx, void *a, void *b)'),
  ggml_norm: c<(context: Context, a: Tensor, eps: number) => Tensor>('void *ggml_norm(void *ctx, void *a, float eps)'),
  ggml_gelu: c<(context: Context, a: Tensor) => Tensor>('void *ggml_gelu(void *ctx, void *a)'),
  ggml_gelu_quick: c<(context: Context, a: Tensor) => Tensor>('void *ggml_gelu_quick(void *ctx, void *a)'),
  ggml_silu: c<(context: Context, a: Tensor) => Tensor>('void *ggml_silu(void *ctx, void *a)'),
  /** the result overwrites `a` */
  ggml_add_inplace: c<(context: Context, a: Tensor, b: Tensor) => Tensor>(
    'void *ggml_add_inplace(void *ctx, void *a, void *b)',
  ),
  /** q [head, queries, heads], k and v [head, keys, heads] -> [head, heads, queries] */
  ggml_flash_attn_ext: c<
    (
      context: Context,
      q: Tensor,
      k: Tensor,
      v: Tensor,
      mask: Tensor,
      scale: number,
      maxBias: number,
      softcap: number,
    ) => Tensor
  >(
    'void *ggml_flash_attn_ext(void *ctx, void *q, void *k, void *v, void *mask, float scale, float max_bias, float logit_softcap)',
  ),
  ggml_soft_max_ext: c<(context: Context, a: Tensor, mask: Tensor, scale: number, maxBias: number) => Tensor>(
    'void *ggml_soft_max_ext(void *ctx, void *a, void *mask, float scale, float max_bias)',
  ),
  ggml_reshape_2d: c<(context: Context, a: Tensor, ne0: number, ne1: number) => Tensor>(
    'void *ggml_reshape_2d(void *ctx, void *a, int64_t ne0, int64_t ne1)',
  ),
  ggml_reshape_3d: c<(context: Context, a: Tensor, ne0: number, ne1: number, ne2: number) => Tensor>(
    'void *ggml_reshape_3d(void *ctx, void *a, int64_t ne0, int64_t ne1, int64_t ne2)',
  ),
  /** axis i of `a` becomes axis `axis_i` of the result */
  ggml_permute: c<(context: Context, a: Tensor, axis0: number, axis1: number, axis2: number, axis3: number) => Tensor>(
    'void *ggml_permute(void *ctx, void *a, int axis0, int axis1, int axis2, int axis3)',
  ),
  ggml_cont: c<(context: Context, a: Tensor) => Tensor>('void *ggml_cont(void *ctx, void *a)'),
  ggml_cast: c<(context: Context, a: Tensor, type: number) => Tensor>('void *ggml_cast(void *ctx, void *a, int type)'),
  /** strides and offset in bytes */
  ggml_view_3d: c<
    (
      context: Context,
      a: Tensor,
      ne0: number,
      ne1: number,
      ne2: number,
      nb1: number,
      nb2: number,
      offset: number,
    ) => Tensor
  >(
    'void *ggml_view_3d(void *ctx, void *a, int64_t ne0, int64_t ne1, int64_t ne2, size_t nb1, size_t nb2, size_t offset)',
  ),
  /** copies `a` into `b` (same number of elements; converts the type), returns a view of `b` */
  ggml_cpy: c<(context: Context, a: Tensor, b: Tensor) => Tensor>('void *ggml_cpy(void *ctx, void *a, void *b)'),
  /** zeros after each dimension */
  ggml_pad: c<(context: Context, a: Tensor, p0: number, p1: number, p2: number, p3: number) => Tensor>(
    'void *ggml_pad(void *ctx, void *a, int p0, int p1, int p2, int p3)',
  ),
  ggml_concat: c<(context: Context, a: Tensor, b: Tensor, dim: number) => Tensor>(
    'void *ggml_concat(void *ctx, void *a, void *b, int dim)',
  ),

  /** an operation of our own on the CPU: `kernel` is `void f(ggml_tensor *dst, int ith, int nth, void *data)`, called on each of `tasks` threads (-1: all) */
  ggml_custom_4d: c<
    (
      context: Context,
      type: number,
      ne0: number,
      ne1: number,
      ne2: number,
      ne3: number,
      args: Tensor[],
      count: number,
      kernel: unknown,
      tasks: number,
      data: Ptr,
    ) => Tensor
  >(
    'void *ggml_custom_4d(void *ctx, int type, int64_t ne0, int64_t ne1, int64_t ne2, int64_t ne3, void **args, int n_args, void *fun, int n_tasks, void *userdata)',
  ),

  // graphs live in their context
  ggml_new_graph_custom: c<(context: Context, size: number, grads: boolean) => Graph>(
    'void *ggml_new_graph_custom(void *ctx, size_t size, bool grads)',
  ),
  ggml_build_forward_expand: c<(graph: Graph, tensor: Tensor) => void>(
    'void ggml_build_forward_expand(void *graph, void *tensor)',
  ),
  ggml_gallocr_new: c<(bufferType: Ptr) => Ptr>('void *ggml_gallocr_new(void *buft)'),
  ggml_gallocr_free: c<(allocator: Ptr) => void>('void ggml_gallocr_free(void *galloc)'),
  ggml_gallocr_alloc_graph: c<(allocator: Ptr, graph: Graph) => boolean>(
    'bool ggml_gallocr_alloc_graph(void *galloc, void *graph)',
  ),
  /** sizes the buffer for the graph; a later, smaller graph keeps it */
  ggml_gallocr_reserve: c<(allocator: Ptr, graph: Graph) => boolean>(
    'bool ggml_gallocr_reserve(void *galloc, void *graph)',
  ),
  /** bytes */
  ggml_gallocr_get_buffer_size: c<(allocator: Ptr, index: number) => number>(
    'size_t ggml_gallocr_get_buffer_size(void *galloc, int id)',
  ),

  // backends and buffers; buffers are the caller's
  /** ordinary host memory */
  ggml_backend_cpu_buffer_type: c<() => Ptr>('void *ggml_backend_cpu_buffer_type()'),
  ggml_backend_free: c<(backend: Ptr) => void>('void ggml_backend_free(void *backend)'),
  ggml_backend_get_device: c<(backend: Ptr) => Ptr>('void *ggml_backend_get_device(void *backend)'),
  ggml_backend_get_default_buffer_type: c<(backend: Ptr) => Ptr>(
    'void *ggml_backend_get_default_buffer_type(void *backend)',
  ),
  /** ggml_status: 0 success, 1 aborted, < 0 failure */
  ggml_backend_graph_compute: c<(backend: Ptr, graph: Graph) => number>(
    'int ggml_backend_graph_compute(void *backend, void *graph)',
  ),
  ggml_backend_alloc_ctx_tensors: c<(context: Context, backend: Ptr) => Ptr>(
    'void *ggml_backend_alloc_ctx_tensors(void *ctx, void *backend)',
  ),
  ggml_backend_alloc_ctx_tensors_from_buft: c<(context: Context, bufferType: Ptr) => Ptr>(
    'void *ggml_backend_alloc_ctx_tensors_from_buft(void *ctx, void *buft)',
  ),
  ggml_backend_buft_name: c<(bufferType: Ptr) => string>('const char *ggml_backend_buft_name(void *buft)'),
  ggml_backend_buffer_free: c<(buffer: Ptr) => void>('void ggml_backend_buffer_free(void *buffer)'),
  ggml_backend_buffer_clear: c<(buffer: Ptr, value: number) => void>(
    'void ggml_backend_buffer_clear(void *buffer, uint8_t value)',
  ),
  ggml_backend_buffer_get_size: c<(buffer: Ptr) => number>('size_t ggml_backend_buffer_get_size(void *buffer)'),
  /** offset and size in bytes */
  ggml_backend_tensor_set: c<(tensor: Tensor, data: Memory, offset: number, size: number) => void>(
    'void ggml_backend_tensor_set(void *tensor, const void *data, size_t offset, size_t size)',
  ),
  ggml_backend_tensor_get: c<(tensor: Tensor, data: Memory, offset: number, size: number) => void>(
    'void ggml_backend_tensor_get(void *tensor, void *data, size_t offset, size_t size)',
  ),
  ggml_backend_dev_backend_reg: c<(device: Ptr) => Ptr>('void *ggml_backend_dev_backend_reg(void *device)'),
  ggml_backend_dev_name: c<(device: Ptr) => string>('const char *ggml_backend_dev_name(void *device)'),
  ggml_backend_dev_description: c<(device: Ptr) => string>('const char *ggml_backend_dev_description(void *device)'),
  /** 0 CPU, 1 GPU, 2 integrated GPU, 3 accelerator */
  ggml_backend_dev_type: c<(device: Ptr) => number>('int ggml_backend_dev_type(void *device)'),
  /** fills two size_t: free and total bytes */
  ggml_backend_dev_memory: c<(device: Ptr, free: Memory, total: Memory) => void>(
    'void ggml_backend_dev_memory(void *device, void *free, void *total)',
  ),
  ggml_backend_dev_init: c<(device: Ptr, params: string | null) => Ptr>(
    'void *ggml_backend_dev_init(void *device, const char *params)',
  ),
  ggml_backend_reg_get_proc_address: c<(reg: Ptr, name: string) => Ptr>(
    'void *ggml_backend_reg_get_proc_address(void *reg, const char *name)',
  ),
  ggml_log_set: c<(callback: unknown, data: Ptr) => void>('void ggml_log_set(void *callback, void *data)'),

  // GGUF header; the caller owns the context
  gguf_init_from_file: c<(path: string, params: GgufInitParams) => Ptr>(
    'void *gguf_init_from_file(const char *path, gguf_init_params params)',
  ),
  gguf_free: c<(gguf: Ptr) => void>('void gguf_free(void *gguf)'),
  gguf_get_n_tensors: c<(gguf: Ptr) => number>('int64_t gguf_get_n_tensors(void *gguf)'),
  gguf_get_tensor_name: c<(gguf: Ptr, index: number) => string>(
    'const char *gguf_get_tensor_name(void *gguf, int64_t i)',
  ),
  gguf_get_tensor_type: c<(gguf: Ptr, index: number) => number>('int gguf_get_tensor_type(void *gguf, int64_t i)'),
  gguf_get_tensor_size: c<(gguf: Ptr, index: number) => number>('size_t gguf_get_tensor_size(void *gguf, int64_t i)'),
  /** from the start of the data section, not of the file */
  gguf_get_tensor_offset: c<(gguf: Ptr, index: number) => number>(
    'size_t gguf_get_tensor_offset(void *gguf, int64_t i)',
  ),
  gguf_get_data_offset: c<(gguf: Ptr) => number>('size_t gguf_get_data_offset(void *gguf)'),
};

/** libggml: the registry of backends. */
export const GGML = {
  /** loads the best CPU variant and every GPU backend found in the folder */
  ggml_backend_load_all_from_path: c<(folder: string) => void>('void ggml_backend_load_all_from_path(const char *dir)'),
  ggml_backend_dev_count: c<() => number>('size_t ggml_backend_dev_count()'),
  /** devices belong to the registry */
  ggml_backend_dev_get: c<(index: number) => Ptr>('void *ggml_backend_dev_get(size_t i)'),
  ggml_backend_dev_by_type: c<(type: number) => Ptr>('void *ggml_backend_dev_by_type(int type)'),
};

/** Functions of the CPU backend's own library, which are reached by name at run time. */
export const GGML_CPU = {
  ggml_backend_set_n_threads: c<(backend: Ptr, threads: number) => void>(
    'void ggml_backend_set_n_threads(void *backend, int n)',
  ),
  /** -> NULL-terminated array of buffer types that repack weights; belongs to the device */
  ggml_backend_dev_get_extra_bufts: c<(device: Ptr) => Ptr>('void *ggml_backend_dev_get_extra_bufts(void *device)'),
  /** -> array of { const char *name, *value } until a NULL name; belongs to the registry */
  ggml_backend_get_features: c<(registry: Ptr) => Ptr>('void *ggml_backend_get_features(void *reg)'),
  /** callback(data) -> true stops the running graph; called between nodes on a compute thread */
  ggml_backend_set_abort_callback: c<(backend: Ptr, callback: unknown, data: Ptr) => void>(
    'void ggml_backend_set_abort_callback(void *backend, void *callback, void *data)',
  ),
  /** the caller owns the pool and frees it after every user is gone */
  ggml_threadpool_new: c<(params: ThreadpoolParams) => Ptr>(
    'void *ggml_threadpool_new(ggml_threadpool_params *params)',
  ),
  ggml_threadpool_free: c<(pool: Ptr) => void>('void ggml_threadpool_free(void *pool)'),
  ggml_backend_cpu_set_threadpool: c<(backend: Ptr, pool: Ptr) => void>(
    'void ggml_backend_cpu_set_threadpool(void *backend, void *pool)',
  ),
};
