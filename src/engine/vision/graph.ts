/**
 * The tower as ggml graphs: one for the patches, one for each block, one for the projector, so that a picture can be
 * stopped between them. The hidden state lives in a tensor of its own and is added to in place.
 *
 * Follows llama.cpp's release v0.4.0 (tools/mtmd/models/llava.cpp) but for one thing: that file puts CLIP's class token
 * after the patches while positions and selected rows count it first, so patches get their neighbours' positions, and the
 * class token's output takes the place of the first patch's (llama.cpp issue 25814). Here it goes first, as CLIP was
 * trained; `classToken: 'last'` reproduces the other order for comparison. SigLIP has no class token.
 */
import { TENSOR_TYPES } from '../../gguf/index.ts';
import type { Ptr } from '../../native/bind.ts';
import { headerContext } from '../../native/graph.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { Kernels } from '../kernels/tower.ts';
import { matrixShape, type Block, type Linear, type Norm, type Tower } from './plan.ts';
import type { Activation, VisionFacts } from '../../pair/vision.ts';
import type { Weights } from './weights.ts';

const F32 = TENSOR_TYPES.F32.id;
const FLOAT_BYTES = 4;
/** Nodes and leaves of the largest piece, with room to spare. */
const PIECE_SIZE = 256;

export interface Graphs {
  /** Input: [3 × patch × patch, tokens]. */
  patches: Ptr;
  /** In order; each leaves its result in the hidden state, the last in `output`. */
  pieces: { name: string; graph: Ptr }[];
  /** [width, tokens], valid until the next compute. */
  output: Ptr;
  /** Bytes of the hidden state and of the compute buffer. */
  bytes: number;
  free(): void;
}

export interface GraphOptions {
  /**
   * `flash`: ggml's tiled attention on float32 keys and values, the fastest on every CPU measured; `plain`: three
   * separate operations, which every GPU backend has for every head width.
   */
  attention: 'flash' | 'plain';
  /** Flash attention's tiled kernel wants head widths that are a multiple of this; others are filled up with zeros. */
  lanes: number;
  classToken: 'first' | 'last';
  /** Own kernels instead of ggml's matrix products where they fit. */
  kernels: Kernels | undefined;
}

export function buildGraphs(
  native: NativeLibrary,
  facts: VisionFacts,
  tower: Tower,
  weights: Weights,
  backend: Ptr,
  options: GraphOptions,
): Graphs {
  const { ggml } = native;
  const { hidden, tokens, featureLayers } = facts;
  const rows = tokens + (tower.classToken ? 1 : 0);
  const count = facts.blocks + 2;
  const fixed = headerContext(native, 4);
  const context = headerContext(native, count * PIECE_SIZE, count, PIECE_SIZE);
  const patches = ggml.ggml_new_tensor_2d(fixed, F32, 3 * facts.patch ** 2, tokens);
  const state = ggml.ggml_new_tensor_2d(fixed, F32, hidden, rows);
  const stack =
    featureLayers.length > 1 ? ggml.ggml_new_tensor_2d(fixed, F32, hidden * featureLayers.length, rows) : null;
  const buffer = ggml.ggml_backend_alloc_ctx_tensors(fixed, backend);
  const op = operations(native, context, weights, facts, options);

  const pieces: Graphs['pieces'] = [];
  const piece = (name: string, ...results: Ptr[]) => {
    const graph = ggml.ggml_new_graph_custom(context, PIECE_SIZE, false);
    for (const result of results) ggml.ggml_build_forward_expand(graph, result);
    pieces.push({ name, graph });
  };
  /** Copies a block's input beside the other feature layers. */
  const keep = (layer: number, x: Ptr): Ptr[] => {
    const index = stack ? featureLayers.indexOf(layer) : -1;
    if (index < 0) return [];
    const stride = hidden * featureLayers.length * FLOAT_BYTES;
    return [
      ggml.ggml_cpy(
        context,
        x,
        ggml.ggml_view_3d(context, stack, hidden, rows, 1, stride, stride * rows, index * hidden * FLOAT_BYTES),
      ),
    ];
  };

  piece('patches', ggml.ggml_cpy(context, op.embed(patches, tower), state));
  tower.blocks.forEach((block, i) => piece(`block ${i}`, ...keep(i, state), op.block(state, block, rows, i)));
  const last = tower.postNorm ? op.norm(state, tower.postNorm, rows) : state;
  const kept = keep(facts.blocks, last);
  const output = op.project(stack ?? last, tower, stack ? hidden * featureLayers.length : hidden);
  ggml.ggml_set_output(output);
  piece('projector', ...kept, output);

  const allocator = ggml.ggml_gallocr_new(ggml.ggml_backend_get_default_buffer_type(backend));
  const free = () => {
    ggml.ggml_gallocr_free(allocator);
    if (buffer) ggml.ggml_backend_buffer_free(buffer);
    ggml.ggml_free(context);
    ggml.ggml_free(fixed);
  };
  // All pieces share one buffer: it must have its final size before the first tensor gets its address in it.
  const ok =
    buffer !== null &&
    pieces.every(({ graph }) => ggml.ggml_gallocr_reserve(allocator, graph)) &&
    pieces.every(({ graph }) => ggml.ggml_gallocr_alloc_graph(allocator, graph));
  if (!ok) {
    free();
    throw new Error('The compute buffer of the vision tower could not be allocated.');
  }
  const bytes =
    Number(ggml.ggml_backend_buffer_get_size(buffer)) + Number(ggml.ggml_gallocr_get_buffer_size(allocator, 0));
  return { patches, pieces, output, bytes, free };
}

function operations(
  { ggml }: NativeLibrary,
  context: Ptr,
  weights: Weights,
  facts: VisionFacts,
  options: GraphOptions,
) {
  const { hidden, heads, tokens, epsilon } = facts;
  const head = hidden / heads;
  const scale = 1 / Math.sqrt(head);
  const activations: Record<Activation, (x: Ptr) => Ptr> = {
    gelu: (x) => ggml.ggml_gelu(context, x),
    gelu_quick: (x) => ggml.ggml_gelu_quick(context, x),
    silu: (x) => ggml.ggml_silu(context, x),
  };

  /** Names as mtmd gives them, so that a debugger's output of either can be compared. */
  const named = (x: Ptr, name: string, layer?: number): Ptr =>
    ggml.ggml_set_name(x, layer === undefined ? name : `${name}-${layer}`);
  const norm = (x: Ptr, { scale: factor, shift }: Norm, rows: number): Ptr => {
    if (options.kernels?.fitsNorm(hidden))
      return options.kernels.norm(
        context,
        x,
        weights.of(factor),
        shift ? weights.of(shift) : null,
        [hidden, rows],
        epsilon,
      );
    const scaled = ggml.ggml_mul(context, ggml.ggml_norm(context, x, epsilon), weights.of(factor));
    return shift ? ggml.ggml_add(context, scaled, weights.of(shift)) : scaled;
  };
  const linear = (x: Ptr, { weight, bias }: Linear, rows: number, activation: Activation | 'none' = 'none'): Ptr => {
    const [inputs, outputs] = matrixShape(weight);
    if (options.kernels?.fits(weight.type, inputs, outputs)) {
      return options.kernels.linear(
        context,
        weights.of(weight),
        x,
        bias ? weights.of(bias) : null,
        [inputs, outputs],
        rows,
        activation,
      );
    }
    const y = ggml.ggml_mul_mat(context, weights.of(weight), x);
    const z = bias ? ggml.ggml_add(context, y, weights.of(bias)) : y;
    return activation === 'none' ? z : activations[activation](z);
  };

  /** [hidden, rows] -> heads apart: [head, rows, heads], a view. */
  const split = (x: Ptr, rows: number, fill = 0) => {
    const apart = ggml.ggml_reshape_3d(context, x, head, heads, rows);
    return ggml.ggml_permute(context, fill ? ggml.ggml_pad(context, apart, fill, 0, 0, 0) : apart, 0, 2, 1, 3);
  };
  const flashAttention = (q: Ptr, k: Ptr, v: Ptr, rows: number): Ptr => {
    const fill = (options.lanes - (head % options.lanes)) % options.lanes;
    const mixed = ggml.ggml_flash_attn_ext(
      context,
      split(q, rows, fill),
      split(k, rows, fill),
      split(v, rows, fill),
      null,
      scale,
      0,
      0,
    );
    if (!fill) return ggml.ggml_reshape_2d(context, mixed, hidden, rows);
    const stride = (head + fill) * FLOAT_BYTES;
    const trimmed = ggml.ggml_view_3d(context, mixed, head, heads, rows, stride, stride * heads, 0);
    return ggml.ggml_reshape_2d(context, ggml.ggml_cont(context, trimmed), hidden, rows);
  };
  const plainAttention = (q: Ptr, k: Ptr, v: Ptr, rows: number): Ptr => {
    const scores = ggml.ggml_soft_max_ext(
      context,
      ggml.ggml_mul_mat(context, split(k, rows), split(q, rows)),
      null,
      scale,
      0,
    );
    const values = ggml.ggml_cont(
      context,
      ggml.ggml_permute(context, ggml.ggml_reshape_3d(context, v, head, heads, rows), 1, 2, 0, 3),
    );
    const mixed = ggml.ggml_permute(context, ggml.ggml_mul_mat(context, values, scores), 0, 2, 1, 3);
    return ggml.ggml_reshape_2d(context, ggml.ggml_cont(context, mixed), hidden, rows);
  };
  const ownAttention = (q: Ptr, k: Ptr, v: Ptr, rows: number): Ptr =>
    options.kernels!.attention(context, q, k, v, hidden, rows, heads, scale);
  const attention = options.kernels?.fitsHead(head)
    ? ownAttention
    : options.attention === 'flash'
      ? flashAttention
      : plainAttention;

  return {
    norm,
    embed(patches: Ptr, tower: Tower): Ptr {
      let x = named(linear(patches, tower.patch, tokens), 'inp');
      if (tower.classToken) {
        const token = weights.of(tower.classToken);
        x =
          options.classToken === 'first'
            ? ggml.ggml_concat(context, token, x, 1)
            : ggml.ggml_concat(context, x, token, 1);
      }
      x = named(ggml.ggml_add(context, x, weights.of(tower.positions)), 'pos_embed');
      return tower.preNorm ? named(norm(x, tower.preNorm, tokens + (tower.classToken ? 1 : 0)), 'pre_ln') : x;
    },
    block(state: Ptr, block: Block, rows: number, layer: number): Ptr {
      const y = named(norm(state, block.norm1, rows), 'layer_inp_normed', layer);
      const mixed = attention(
        named(linear(y, block.query, rows), 'Qcur', layer),
        named(linear(y, block.key, rows), 'Kcur', layer),
        named(linear(y, block.value, rows), 'Vcur', layer),
        rows,
      );
      const attended = named(linear(named(mixed, 'kqv_out', layer), block.out, rows), 'attn_out', layer);
      const x = named(ggml.ggml_add_inplace(context, state, attended), 'ffn_inp', layer);
      const z = named(norm(x, block.norm2, rows), 'ffn_inp_normed', layer);
      const inner = block.gate
        ? ggml.ggml_mul(context, linear(z, block.gate, rows, facts.activation), linear(z, block.up, rows))
        : linear(z, block.up, rows, facts.activation);
      const out = named(linear(named(inner, 'ffn_up', layer), block.down, rows), 'ffn_out', layer);
      return named(ggml.ggml_add_inplace(context, x, out), 'layer_out', layer);
    },
    project(x: Ptr, tower: Tower, width: number): Ptr {
      const stride = width * FLOAT_BYTES;
      const patches = tower.classToken
        ? ggml.ggml_view_3d(context, x, width, tokens, 1, stride, stride * tokens, stride)
        : x;
      const [first, second] = tower.projector;
      const y = named(linear(patches, first!, tokens, 'gelu'), 'mm.0');
      return second ? named(linear(y, second, tokens), 'mm.2') : y;
    },
  };
}
