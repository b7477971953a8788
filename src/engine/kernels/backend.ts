/**
 * Matrix products with K-quants, attention and the element-wise operations between them by the project's own kernels (kernels/product.c, attention.c, rows.c), as
 * a backend to which llama.cpp's scheduler assigns them. They read plain weights, so a model that uses them is loaded without ggml's repacking.
 */
import koffi, { type LibraryHandle } from 'koffi';
import type { TensorType } from '../../gguf/index.ts';
import { alignedMemory, kernelLibrary } from './library.ts';
import type { Ptr } from '../../native/bind.ts';
import { DEVICE_TYPE } from '../../native/constants.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { ThreadPool } from '../../native/threadPool.ts';

/** Matrix types that the kernels read. */
export const PRODUCT_TYPES: readonly TensorType[] = ['Q4_K', 'Q5_K', 'Q6_K'];

/** The largest operations that the backend is to take. */
export interface Work {
  /** Of a matrix. */
  inputs: number;
  /** Of x: tokens evaluated at a time. */
  columns: number;
  /** Positions of the context; 0: no attention. */
  keys: number;
  /** Attention heads, and the width of one. */
  heads: number;
  head: number;
  /** Whether it is to take the element-wise operations between products as well: worth it where it takes most of the products. */
  rows: boolean;
}

interface Backend {
  bytes(work: Work, threads: number): number;
  use(cpu: Ptr, threads: number, memory: bigint | null, bytes: number, rows: boolean): void;
  /** products and attentions computed since the process began */
  count(): { products: number; attentions: number };
  device: Ptr;
}

let backend: Backend | undefined;
let refused = false;

/** Registers the backend with ggml once; undefined where there are no kernels, or where ggml is not the release they were built for. */
function openBackend(native: NativeLibrary): Backend | undefined {
  if (backend || refused) return backend;
  const library = kernelLibrary(native);
  backend = library && register(native, library);
  refused = !backend;
  return backend;
}

/** Whether the own kernels can serve here. */
export const hasProducts = (native: NativeLibrary): boolean => openBackend(native) !== undefined;

function register(native: NativeLibrary, library: LibraryHandle): Backend | undefined {
  const { ggml } = native;
  const imports = [
    native.address('ggml_backend_cpu_buffer_type'),
    native.address('ggml_backend_register'),
    native.address('ggml_init'),
    native.address('ggml_new_tensor_1d'),
    native.address('ggml_custom_4d'),
    native.address('ggml_new_graph_custom'),
    native.address('ggml_build_forward_expand'),
    native.address('ggml_backend_graph_compute'),
  ];
  const before = ggml.ggml_backend_dev_count();
  const open = library.func('int32_t imp_backend_open(const void *imports)') as (imports: BigUint64Array) => number;
  if (
    open(BigUint64Array.from(imports, (symbol) => koffi.address(symbol) as bigint)) !== 0 ||
    ggml.ggml_backend_dev_count() !== before + 1
  )
    return undefined;
  const device = ggml.ggml_backend_dev_get(before);
  if (ggml.ggml_backend_dev_type(device) !== DEVICE_TYPE.accelerator) return undefined;
  const bytes = library.func(
    'int64_t imp_backend_bytes(int64_t inputs, int64_t columns, int64_t keys, int64_t heads, int64_t head, int32_t n)',
  ) as (...sizes: number[]) => number;
  const use = library.func(
    'void imp_backend_use(void *cpu, int32_t n, void *memory, int64_t bytes, bool rows)',
  ) as Backend['use'];
  const products = library.func('int64_t imp_backend_products()') as () => number;
  const attentions = library.func('int64_t imp_backend_attentions()') as () => number;
  return {
    bytes: ({ inputs, columns, keys, heads, head }, threads) =>
      Number(bytes(inputs, columns, keys, heads, head, threads)),
    use,
    count: () => ({ products: Number(products()), attentions: Number(attentions()) }),
    device,
  };
}

/** The backend at work for one context. */
export interface Products {
  /** From the next graph on: on another pool, of at most as many threads as the first one. */
  moveTo(pool: ThreadPool): void;
  /** Gives all products back to ggml. While the context that used it still exists, nothing may be evaluated. */
  free(): void;
}

/**
 * From now on, operations up to this size run on the own kernels, on the pool's threads; attention only where the graph has it as
 * one operation ("flash"). One user at a time.
 * @returns undefined where there are no kernels
 */
export function useProducts(native: NativeLibrary, pool: ThreadPool, work: Work): Products | undefined {
  const opened = openBackend(native);
  if (!opened) return undefined;
  const { ggml, cpu } = native;
  const runner = ggml.ggml_backend_dev_init(ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu), null);
  const bytes = opened.bytes(work, pool.threads);
  const memory = alignedMemory(bytes);
  const moveTo = ({ threads, pointer }: ThreadPool) => {
    cpu.ggml_backend_set_n_threads(runner, threads);
    cpu.ggml_backend_cpu_set_threadpool(runner, pointer);
    opened.use(runner, threads, memory.address, bytes, work.rows);
  };
  moveTo(pool);
  return {
    moveTo,
    free() {
      opened.use(null, 1, null, 0, false);
      ggml.ggml_backend_free(runner);
      memory.free();
    },
  };
}

/** How many operations the own kernels have computed in this process. */
export const productCount = (): { products: number; attentions: number } =>
  backend?.count() ?? { products: 0, attentions: 0 };

/** A ggml backend that computes products by the own kernels while `useProducts` is in force; the caller frees it. Undefined: no kernels. */
export const productBackend = (native: NativeLibrary): Ptr | undefined => {
  const opened = openBackend(native);
  return opened && native.ggml.ggml_backend_dev_init(opened.device, null);
};
