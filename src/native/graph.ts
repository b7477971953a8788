/** Contexts of tensor headers, and graphs of a few operations that live only while they are used. */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { Ptr } from './bind.ts';
import type { NativeLibrary } from './library.ts';

/** Tensors, and nodes of each graph, that `withGraph` has room for unless told otherwise. */
const NODES = 16;

/**
 * A context for headers alone: the values lie in a backend's buffers. The caller frees it.
 * @param graphs of up to `nodes` nodes each
 */
export function headerContext({ ggml }: NativeLibrary, tensors: number, graphs = 0, nodes = 0): Ptr {
  return ggml.ggml_init({
    mem_size:
      tensors * Number(ggml.ggml_tensor_overhead()) + graphs * Number(ggml.ggml_graph_overhead_custom(nodes, false)),
    mem_buffer: null,
    no_alloc: true,
  });
}

/**
 * Builds a graph for each result, places all tensors in a backend's memory, filled with zeros, and frees both after `use`.
 * @param build makes the tensors in the context that it is given; at most two results
 * @throws ImpError `memory`
 */
export async function withGraph<Tensors extends { results: Ptr[] }, Outcome>(
  native: NativeLibrary,
  memory: Ptr,
  build: (context: Ptr) => Tensors,
  use: (graphs: Ptr[], tensors: Tensors) => Outcome | Promise<Outcome>,
  nodes = NODES,
): Promise<Outcome> {
  const { ggml } = native;
  const context = headerContext(native, nodes, 2, nodes);
  let buffer: Ptr = null;
  try {
    const tensors = build(context);
    const graphs = tensors.results.map((result) => {
      const graph = ggml.ggml_new_graph_custom(context, nodes, false);
      ggml.ggml_build_forward_expand(graph, result);
      return graph;
    });
    buffer = ggml.ggml_backend_alloc_ctx_tensors(context, memory);
    if (!buffer)
      throw new ImpError(
        'memory',
        msg`There is not enough memory to try the device. Close other programs or choose a smaller model.`,
      );
    ggml.ggml_backend_buffer_clear(buffer, 0);
    return await use(graphs, tensors);
  } finally {
    if (buffer) ggml.ggml_backend_buffer_free(buffer);
    ggml.ggml_free(context);
  }
}
