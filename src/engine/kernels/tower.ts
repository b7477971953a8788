/** The project's own compute kernels (../kernels/tower.c): loaded where it exists for the platform and the processor can run it. */
import koffi, { type TypeObject } from 'koffi';
import { TENSOR_TYPES, type TensorType } from '../../gguf/index.ts';
import { alignedMemory, kernelLibrary } from './library.ts';
import type { Ptr } from '../../native/bind.ts';
import { ALL_THREADS } from '../../native/constants.ts';
import { withGraph } from '../../native/graph.ts';
import type { NativeLibrary } from '../../native/library.ts';
import { matrixShape, type Tower } from '../vision/plan.ts';
import type { Activation, VisionFacts } from '../../pair/vision.ts';
import type { VisionOptions } from '../vision/types.ts';

/** Matrix types that the kernel reads. */
const TYPES: readonly TensorType[] = ['F32', 'F16', 'BF16', 'Q8_0'];
/** Those that take no more memory when they are packed, in 16 bits a number. */
const PACKED_TYPES: readonly TensorType[] = ['F32', 'F16', 'BF16'];
const ACTIVATIONS = { none: 0, gelu: 1, gelu_quick: 2, silu: 3 } as const;
/** What an operation gets as its own memory: the structs of tower.c. `next` and `finished` are the threads' counters and begin at 0. */
const LINEAR = koffi.struct('imp_linear', {
  activation: 'int32_t',
  next: 'int32_t',
  finished: 'int32_t',
  inputs: 'int32_t',
  scratch: 'void *',
  reserved: 'int64_t',
});
const NORM = koffi.struct('imp_norm', { epsilon: 'float' });
const ATTENTION = koffi.struct('imp_attention', {
  heads: 'int32_t',
  next: 'int32_t',
  finished: 'int32_t',
  scale: 'float',
  scratch: 'void *',
  stride: 'int64_t',
});
const OPERATION_BYTES = Math.max(...[LINEAR, NORM, ATTENTION].map((struct) => koffi.sizeof(struct)));

export interface Kernels {
  /** Whether `linear` takes a matrix of this type and size. */
  fits(type: TensorType, inputs: number, outputs: number): boolean;
  /** Length of the I16 tensor that `pack` fills; undefined for a matrix that is better left as it is. */
  packedSize(type: TensorType, inputs: number, outputs: number): number | undefined;
  /** Rounds a matrix, as the file has it, once for good. */
  pack(values: Uint8Array, type: TensorType, shape: [inputs: number, outputs: number], tensor: Ptr): Promise<void>;
  /** act(W x + b): W [inputs, outputs], packed or as it is, x [inputs, rows] float32, b [outputs] float32 or null -> [outputs, rows] */
  linear(
    context: Ptr,
    weight: Ptr,
    x: Ptr,
    bias: Ptr,
    shape: [inputs: number, outputs: number],
    rows: number,
    activation: Activation | 'none',
  ): Ptr;
  /** Whether `norm` takes rows of this width. */
  fitsNorm(width: number): boolean;
  /** Layer norm of x [width, rows] float32, times scale [width], plus shift [width] or null -> [width, rows] */
  norm(context: Ptr, x: Ptr, scale: Ptr, shift: Ptr, shape: [width: number, rows: number], epsilon: number): Ptr;
  /** Whether `attention` takes heads of this width. */
  fitsHead(width: number): boolean;
  /** softmax(q kᵀ scale) v per head: all [heads × width, rows] float32. */
  attention(context: Ptr, q: Ptr, k: Ptr, v: Ptr, hidden: number, rows: number, heads: number, scale: number): Ptr;
  /** After the last graph that uses them. */
  free(): void;
}

/** Rows and outputs of the trial: enough to show a difference, done in some milliseconds. */
const TRIAL_ROWS = 96;
const TRIAL_OUTPUTS = 512;
const TRIAL_RUNS = 4;
/**
 * Minimum speed-up of ggml's kernels to be chosen, and how many times as many runs must confirm it: other work on the machine disturbs a trial of some
 * milliseconds, and taking them by mistake costs more (a factor of 2.5 with AVX2) than not taking them.
 */
const TRIAL_ROUNDS = 4;
const TRIAL_MARGIN = 1.25;

/**
 * The kernels, unless ggml's matrix product clearly beats them on this machine: both run a small product of the tower's own type and
 * width, and the fastest run of each counts. Undefined where ggml is faster or there are no kernels.
 */
export async function chooseKernels(
  native: NativeLibrary,
  backend: Ptr,
  facts: VisionFacts,
  tower: Tower,
  { threads, kernels: wanted = 'auto' }: VisionOptions,
): Promise<Kernels | undefined> {
  if (wanted === 'off') return undefined;
  const block = tower.blocks[0];
  // every matrix and norm of the tower, each block's attention, and the trial
  const kernels = openKernels(native, facts, threads, 3 + tower.projector.length + 10 * tower.blocks.length + 1);
  if (!block || !kernels || wanted === 'on') return kernels;
  const { type } = block.up.weight;
  const [inputs] = matrixShape(block.up.weight);
  if (!kernels.fits(type, inputs, TRIAL_OUTPUTS)) return kernels;
  const { ggml } = native;
  const isSlower = await withGraph(
    native,
    backend,
    (context) => {
      const weight = ggml.ggml_new_tensor_2d(context, TENSOR_TYPES[type].id, inputs, TRIAL_OUTPUTS);
      const x = ggml.ggml_new_tensor_2d(context, TENSOR_TYPES.F32.id, inputs, TRIAL_ROWS);
      const own = kernels.linear(context, weight, x, null, [inputs, TRIAL_OUTPUTS], TRIAL_ROWS, 'none');
      return { results: [own, ggml.ggml_mul_mat(context, weight, x)] };
    },
    async (graphs) => {
      const best = [Infinity, Infinity];
      const clearlySlower = () => best[0]! >= best[1]! * TRIAL_MARGIN;
      for (let run = 0; run < TRIAL_RUNS || (run < TRIAL_RUNS * TRIAL_ROUNDS && clearlySlower()); run++) {
        for (const [i, graph] of graphs.entries()) {
          const start = performance.now();
          await ggml.ggml_backend_graph_compute.later(backend, graph);
          best[i] = Math.min(best[i]!, performance.now() - start);
        }
      }
      return clearlySlower();
    },
  );
  if (!isSlower) return kernels;
  kernels.free();
  return undefined;
}

/**
 * Opens the kernels; undefined where there are none for this platform or processor: ggml's own operations serve then.
 * @param threads compute threads of the backend that will run them
 * @param operations how many times `linear`, `norm` and `attention` will be called
 */
export function openKernels(
  native: NativeLibrary,
  facts: Pick<VisionFacts, 'tokens' | 'hidden' | 'heads'>,
  threads: number,
  operations: number,
): Kernels | undefined {
  const library = kernelLibrary(native);
  if (!library) return undefined;
  const rows = facts.tokens + 1; // one more for a class token
  const perThread = Math.max(
    Number(library.func('int64_t imp_linear_scratch()')()),
    Number(library.func('int64_t imp_attention_scratch(int64_t n, int64_t d)')(rows, facts.hidden / facts.heads)),
  );
  // the scratch begins at a multiple of 64 bytes
  const head = Math.ceil((operations * OPERATION_BYTES) / 64) * 64;
  const { address: base, free } = alignedMemory(head + perThread * threads);
  const scratch = base + BigInt(head);
  const [round, linear, norm, attention] = ['imp_round', 'imp_linear', 'imp_norm', 'imp_attention'].map(
    (name) => library.symbol(name) as unknown,
  );
  const packedSize = library.func('int64_t imp_packed_size(int64_t inputs, int64_t outputs)');
  const pack = library.func(
    'void imp_pack(const void *w, int32_t type, int64_t row_bytes, int64_t inputs, int64_t outputs, void *tensor)',
  );
  const roundSize = library.func('int64_t imp_round_size(int64_t inputs, int64_t rows)');
  let used = 0;
  /** Address of the next operation's own memory, filled. Written by koffi: in Electron JavaScript sees no native memory in place. */
  const next = (struct: TypeObject, values: object): bigint => {
    if (used === operations) throw new Error('more kernel operations than announced');
    const at = base + BigInt(used++ * OPERATION_BYTES);
    koffi.encode(at, struct, values);
    return at;
  };
  /** The input that was rounded last: query, key and value share theirs. */
  let rounded: { x: Ptr; inputs: number; result: Ptr } | undefined;
  const rounding = (context: Ptr, x: Ptr, inputs: number, rows: number): Ptr => {
    if (rounded?.x !== x || rounded.inputs !== inputs) {
      rounded = {
        x,
        inputs,
        result: native.ggml.ggml_custom_4d(
          context,
          TENSOR_TYPES.F32.id,
          Number(roundSize(inputs, rows)),
          1,
          1,
          1,
          [x],
          1,
          round,
          ALL_THREADS,
          null,
        ),
      };
    }
    return rounded.result;
  };
  const operation = (context: Ptr, outputs: number, rows: number, args: Ptr[], kernel: unknown, at: bigint) =>
    native.ggml.ggml_custom_4d(
      context,
      TENSOR_TYPES.F32.id,
      outputs,
      rows,
      1,
      1,
      args,
      args.length,
      kernel,
      ALL_THREADS,
      at,
    );
  const fits = (type: TensorType, inputs: number, outputs: number) =>
    TYPES.includes(type) && inputs % 8 === 0 && outputs % 16 === 0;
  return {
    fits,
    packedSize: (type, inputs, outputs) =>
      fits(type, inputs, outputs) && PACKED_TYPES.includes(type) ? Number(packedSize(inputs, outputs)) : undefined,
    pack: (values, type, [inputs, outputs], tensor) =>
      new Promise((done, failed) =>
        pack.async(
          values,
          TENSOR_TYPES[type].id,
          values.length / outputs,
          inputs,
          outputs,
          tensor,
          (error: Error | null) => (error ? failed(error) : done()),
        ),
      ),
    linear(context, weight, x, bias, [inputs, outputs], rows, activation) {
      const at = next(LINEAR, {
        activation: ACTIVATIONS[activation],
        next: 0,
        finished: 0,
        inputs,
        scratch,
        reserved: 0,
      });
      const input = rounding(context, x, inputs, rows);
      return operation(context, outputs, rows, bias ? [weight, input, bias] : [weight, input], linear, at);
    },
    fitsNorm: (width) => width % 16 === 0,
    norm(context, x, scale, shift, [width, rows], epsilon) {
      const at = next(NORM, { epsilon });
      return operation(context, width, rows, shift ? [x, scale, shift] : [x, scale], norm, at);
    },
    fitsHead: (width) => width % 8 === 0,
    attention(context, q, k, v, hidden, rows, heads, scale) {
      const at = next(ATTENTION, { heads, next: 0, finished: 0, scale, scratch, stride: perThread / 4 });
      return operation(context, hidden, rows, [q, k, v], attention, at);
    },
    free,
  };
}
