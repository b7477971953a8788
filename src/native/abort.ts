/**
 * A switch that stops a running graph or decode from JavaScript, with no JavaScript on native threads:
 * ggml asks its abort callback `bool f(void *data)` between nodes, and `ggml_get_no_alloc(context)` is exactly such a
 * function, answering with a flag that `ggml_set_no_alloc` changes at any time.
 */
import type { NativeLibrary } from './library.ts';

export interface AbortSwitch {
  /** For `llama_set_abort_callback` and `ggml_backend_set_abort_callback`. */
  readonly callback: unknown;
  readonly data: bigint;
  set(abort: boolean): void;
  /** After every user of it is gone. */
  free(): void;
}

export function createAbortSwitch({ ggml, address }: NativeLibrary): AbortSwitch {
  const context = ggml.ggml_init({ mem_size: ggml.ggml_tensor_overhead(), mem_buffer: null, no_alloc: false });
  if (context === null) throw new Error('ggml_init failed');
  return {
    callback: address('ggml_get_no_alloc'),
    data: context,
    set: (abort) => ggml.ggml_set_no_alloc(context, abort),
    free: () => ggml.ggml_free(context),
  };
}
