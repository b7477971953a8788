import { readGguf, type GgufFile } from '../../gguf/index.ts';
import { toPatches, toSquare, type Square } from '../../image/square.ts';
import type { RgbImage } from '../../image/types.ts';
import { ImpError, stopped, throwIfStopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { FreeCores } from '../../native/freeCores.ts';
import { createAbortSwitch, type AbortSwitch } from '../../native/abort.ts';
import type { Ptr } from '../../native/bind.ts';
import { DEVICE_TYPE, STATUS } from '../../native/constants.ts';
import type { NativeLibrary } from '../../native/library.ts';
import { ThreadPools } from '../../native/threadPool.ts';
import { cpuFeatures, floatLanes } from '../../native/cpu.ts';
import { readVisionFacts } from '../../pair/vision.ts';
import { buildGraphs, type Graphs } from './graph.ts';
import { chooseKernels, type Kernels } from '../kernels/tower.ts';
import { planTower } from './plan.ts';
import type { VisionFacts } from '../../pair/vision.ts';
import type { EncodeOptions, VisionOptions } from './types.ts';
import { loadWeights, type Weights } from './weights.ts';

/** A vision tower with its projector, loaded and ready: a picture in, embeddings for the language model out. */
export class VisionEncoder {
  readonly facts: VisionFacts;
  /** Bytes in use: weights, hidden state, compute buffer. */
  readonly memoryBytes: number;
  readonly #native: NativeLibrary;
  readonly #backend: Ptr;
  readonly #pools: ThreadPools | undefined;
  readonly #cores: FreeCores | undefined;
  readonly #weights: Weights;
  readonly #graphs: Graphs;
  readonly #kernels: Kernels | undefined;
  readonly #abort: AbortSwitch;
  /** Settles when the last encode asked for has ended: one runs at a time. */
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(
    native: NativeLibrary,
    facts: VisionFacts,
    backend: Ptr,
    pools: ThreadPools | undefined,
    cores: FreeCores | undefined,
    weights: Weights,
    graphs: Graphs,
    kernels: Kernels | undefined,
    abort: AbortSwitch,
  ) {
    this.#native = native;
    this.facts = facts;
    this.#backend = backend;
    this.#pools = pools;
    this.#cores = cores;
    this.#weights = weights;
    this.#graphs = graphs;
    this.#kernels = kernels;
    this.#abort = abort;
    this.memoryBytes = weights.bytes + graphs.bytes;
  }

  /**
   * Loads a mmproj file.
   * @throws ImpError `model-missing`, `model-unreadable`, `model-mismatch`, `memory`, `cancelled`
   */
  static async open(path: string, native: NativeLibrary, options: VisionOptions): Promise<VisionEncoder> {
    const file = await readGguf(path);
    return VisionEncoder.load(file, readVisionFacts(file), native, options);
  }

  /**
   * Loads a tower whose header was read.
   * @throws ImpError `model-unreadable`, `model-mismatch`, `memory`, `cancelled`
   */
  static async load(
    file: GgufFile,
    facts: VisionFacts,
    native: NativeLibrary,
    options: VisionOptions,
  ): Promise<VisionEncoder> {
    const tower = planTower(file, facts);
    const { ggml, cpu } = native;
    const backend = ggml.ggml_backend_dev_init(options.device ?? ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu), null);
    if (!backend)
      throw new ImpError(
        'native-unavailable',
        msg`The compute device could not be opened. Restart the editor, or switch the GPU off in the settings.`,
      );
    const abort = createAbortSwitch(native);
    let pools: ThreadPools | undefined;
    if (!options.device) {
      pools = new ThreadPools(native, options.threads);
      cpu.ggml_backend_set_n_threads(backend, options.threads);
      cpu.ggml_backend_cpu_set_threadpool(backend, pools.all.pointer);
      cpu.ggml_backend_set_abort_callback(backend, abort.callback, abort.data);
    }
    let weights: Weights | undefined;
    let kernels: Kernels | undefined;
    try {
      kernels = options.device ? undefined : await chooseKernels(native, backend, facts, tower, options);
      weights = await loadWeights(native, file, tower, backend, kernels, options);
      const graphs = buildGraphs(native, facts, tower, weights, backend, {
        attention: options.device ? 'plain' : 'flash',
        lanes: floatLanes(cpuFeatures(native)),
        classToken: options.classToken ?? 'first',
        kernels,
      });
      return new VisionEncoder(native, facts, backend, pools, options.cores, weights, graphs, kernels, abort);
    } catch (error) {
      weights?.free();
      kernels?.free();
      ggml.ggml_backend_free(backend);
      pools?.free();
      abort.free();
      throw error;
    }
  }

  /** The square that `encode` shows to the tower. */
  square(image: RgbImage): Square {
    return toSquare(image, this.facts);
  }

  /**
   * Embeddings of a picture: row-major [tokens, width] float32, ready for the language model. Runs off the main thread,
   * one picture at a time; `signal` takes effect between two operations, within a fraction of a second.
   * @throws ImpError `cancelled`, `engine-stopped` after dispose
   */
  encode(image: RgbImage, options: EncodeOptions = {}): Promise<Float32Array> {
    const run = this.#queue.then(() => this.#encode(image, options));
    this.#queue = run.catch(() => {});
    return run;
  }

  async #encode(image: RgbImage, { signal, onProgress }: EncodeOptions): Promise<Float32Array> {
    if (this.#disposed) throw new ImpError('engine-stopped', msg`The model was unloaded. Ask again to load it.`);
    throwIfStopped(signal);
    const { ggml } = this.#native;
    const { pieces, patches, output } = this.#graphs;
    const input = toPatches(this.square(image), this.facts.patch, this.facts);
    ggml.ggml_backend_tensor_set(patches, input, 0, input.byteLength);
    this.#abort.set(false);
    const stop = () => this.#abort.set(true);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (const [i, { name, graph }] of pieces.entries()) {
        this.#fitThreads();
        const status = await ggml.ggml_backend_graph_compute.later(this.#backend, graph);
        if (status === STATUS.aborted || signal?.aborted) throw stopped();
        if (status !== STATUS.success)
          throw new ImpError('internal', `The vision tower failed in ${name} (ggml status ${status}).`);
        onProgress?.((i + 1) / pieces.length);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    const embeddings = new Float32Array(this.facts.tokens * this.facts.width);
    ggml.ggml_backend_tensor_get(output, embeddings, 0, embeddings.byteLength);
    return embeddings;
  }

  /** Takes as many threads as cores are free. */
  #fitThreads(): void {
    const pool = this.#pools?.fitting(this.#cores);
    if (!pool) return;
    this.#native.cpu.ggml_backend_set_n_threads(this.#backend, pool.threads);
    this.#native.cpu.ggml_backend_cpu_set_threadpool(this.#backend, pool.pointer);
  }

  /** Frees everything once the running encode has ended; it is stopped. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#abort.set(true);
    await this.#queue;
    this.#graphs.free();
    this.#weights.free();
    this.#native.ggml.ggml_backend_free(this.#backend);
    this.#kernels?.free();
    this.#pools?.free();
    this.#abort.free();
  }
}
