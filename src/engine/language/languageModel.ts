/** A language model in native memory: weights, context, thread pool. Everything here blocks nothing but its own worker thread. */
import koffi from 'koffi';
import { TENSOR_TYPES } from '../../gguf/index.ts';
import type { Tuning } from '../../shared/engine.ts';
import { ImpError, stopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { FreeCores } from '../../native/freeCores.ts';
import { createAbortSwitch, type AbortSwitch } from '../../native/abort.ts';
import { pointerTo, type Ptr } from '../../native/bind.ts';
import { FLASH_ATTENTION, LOAD_MODE } from '../../native/constants.ts';
import { LargePages } from '../../native/largePages.ts';
import type { NativeLibrary } from '../../native/library.ts';
import { ThreadPools } from '../../native/threadPool.ts';
import { ComputeThreads } from './computeThreads.ts';
import type { LanguageFacts } from '../../pair/language.ts';
import { MOST_DRAFTED, PromptLookup } from './promptLookup.ts';
import { useProducts, type Products } from '../kernels/backend.ts';
import { Sequence } from './sequence.ts';
import { Vocabulary } from './vocabulary.ts';

export interface LanguageOptions {
  tuning: Tuning;
  /** Layers on the GPU: 0 none, -1 all. */
  gpuLayers: number;
  contextTokens: number;
  /** Views of each picture (streams.ts). */
  views: number;
  /** Of the machine; absent: all threads always. */
  cores?: FreeCores;
  signal?: AbortSignal;
  onProgress?: (fraction: number) => void;
}

/** ggml_type numbers of what the KV cache can be stored as. */
const KV_TYPES = { f16: TENSOR_TYPES.F16.id, q8_0: TENSOR_TYPES.Q8_0.id };

// Called by llama.cpp on the loading thread; koffi runs it on the main one.
const progressProto = koffi.pointer(koffi.proto('bool imp_load_progress(float fraction, void *data)'));

/** What changes when only the settings change: the weights stay. */
interface Runtime {
  context: Ptr;
  threads: ComputeThreads;
  products: Products | undefined;
  sequence: Sequence;
}

export class LanguageModel {
  readonly vocabulary: Vocabulary;
  /** What drafts bring with this model on this machine. */
  readonly lookup = new PromptLookup();
  readonly #native: NativeLibrary;
  readonly #model: Ptr;
  readonly #facts: LanguageFacts;
  readonly #abort: AbortSwitch;
  readonly #onCpu: boolean;
  readonly #cores: FreeCores | undefined;
  readonly #views: number;
  /** Where the weights are the file's own mapping. */
  readonly #pages: LargePages | undefined;
  #runtime: Runtime | undefined;

  private constructor(
    native: NativeLibrary,
    model: Ptr,
    facts: LanguageFacts,
    onCpu: boolean,
    pages: LargePages | undefined,
    { cores, views }: LanguageOptions,
  ) {
    this.#native = native;
    this.#model = model;
    this.#facts = facts;
    this.#onCpu = onCpu;
    this.#cores = cores;
    this.#views = views;
    this.#pages = pages;
    this.#abort = createAbortSwitch(native);
    this.vocabulary = new Vocabulary(native, native.llama.llama_model_get_vocab(model), facts);
  }

  /**
   * @param path a file that `readGguf` and `languageFacts` accepted
   * @throws ImpError `model-unreadable`, `memory`, `cancelled`
   */
  static async load(
    native: NativeLibrary,
    path: string,
    facts: LanguageFacts,
    options: LanguageOptions,
  ): Promise<LanguageModel> {
    const { llama } = native;
    const { tuning, signal, onProgress } = options;
    const progress = koffi.register((fraction: number) => {
      onProgress?.(fraction);
      return !signal?.aborted;
    }, progressProto);
    const noDevices = new BigInt64Array(1);
    // Read into memory, the repacked copies replace the file's bytes instead of adding to them.
    const loadMode = tuning.kernels === 'repacked' && options.gpuLayers === 0 ? LOAD_MODE.read : LOAD_MODE.mmap;
    let model: Ptr;
    try {
      model = await llama.llama_model_load_from_file.later(path, {
        ...llama.llama_model_default_params(),
        n_gpu_layers: options.gpuLayers,
        // An empty list keeps GPU drivers out of it altogether; NULL would mean all of them.
        devices: options.gpuLayers === 0 ? pointerTo(noDevices) : null,
        load_mode: loadMode,
        use_extra_bufts: tuning.kernels === 'repacked',
        progress_callback: progress,
      });
    } finally {
      koffi.unregister(progress);
    }
    if (signal?.aborted) {
      if (model) llama.llama_model_free(model);
      throw stopped();
    }
    if (!model) {
      throw new ImpError(
        'model-unreadable',
        msg`${path} could not be loaded as a ${facts.architecture} model: it is broken or was made for another release. Get the file again.`,
      );
    }
    const pages = loadMode === LOAD_MODE.mmap && options.gpuLayers === 0 ? new LargePages(path) : undefined;
    const language = new LanguageModel(native, model, facts, options.gpuLayers === 0, pages, options);
    try {
      await language.open(tuning, options.contextTokens);
      return language;
    } catch (thrown) {
      language.free();
      throw thrown;
    }
  }

  /**
   * Opens a context with these settings, in place of the one there was; what was in the KV cache is lost.
   * @throws ImpError `memory`
   */
  async open(tuning: Tuning, contextTokens: number): Promise<void> {
    const { llama } = this.#native;
    this.#close();
    const pools = new ThreadPools(this.#native, tuning.threads);
    const { width, ffn, heads } = this.#facts;
    const work = {
      inputs: Math.max(width, ffn),
      columns: tuning.ubatch,
      keys: contextTokens,
      heads,
      head: width / heads,
      rows: tuning.kernels === 'own',
    };
    const products = this.#onCpu && tuning.kernels !== 'plain' ? useProducts(this.#native, pools.all, work) : undefined;
    const outputs = this.#views === 1 ? 1 + MOST_DRAFTED : 1; // the logits of several views are joined in place, a token at a time
    const context = await llama.llama_init_from_model.later(this.#model, {
      ...llama.llama_context_default_params(),
      n_ctx: this.#views * contextTokens,
      n_batch: tuning.ubatch,
      n_ubatch: tuning.ubatch,
      n_seq_max: this.#views,
      n_outputs_max: this.#views * outputs,
      n_threads: tuning.threads,
      n_threads_batch: tuning.threads,
      flash_attn_type: tuning.flashAttention ? FLASH_ATTENTION.on : FLASH_ATTENTION.off,
      type_k: KV_TYPES[tuning.kvType],
      type_v: KV_TYPES[tuning.kvType],
    });
    if (!context) {
      products?.free();
      pools.free();
      throw new ImpError(
        'memory',
        msg`There is not enough memory for a context of ${contextTokens} tokens. Set a smaller context, or choose a smaller model.`,
        {
          details: { contextTokens },
        },
      );
    }
    llama.llama_set_abort_callback(context, this.#abort.callback, this.#abort.data);
    const threads = new ComputeThreads(this.#native, context, pools, products, this.#cores);
    const shape = {
      width,
      vocabulary: this.#facts.vocabulary,
      capacity: Math.floor(llama.llama_n_ctx(context) / this.#views),
      batch: tuning.ubatch,
      streams: this.#views,
      outputs,
    };
    this.#runtime = { context, threads, products, sequence: new Sequence(this.#native, context, this.#abort, shape) };
  }

  /** The KV cache's contents; another one after `open`. */
  get sequence(): Sequence {
    return this.#open().sequence;
  }

  get context(): Ptr {
    return this.#open().context;
  }

  /** Threads that batches and tokens take. */
  get threads(): ComputeThreads {
    return this.#open().threads;
  }

  get contextTokens(): number {
    return this.sequence.capacity;
  }

  /** Vocabulary pointer for grammars; belongs to the model. */
  get vocabPointer(): Ptr {
    return this.#native.llama.llama_model_get_vocab(this.#model);
  }

  /**
   * Work for idle moments that makes generation faster: weights move into large pages until `signal` aborts.
   * @returns whether anything is left to do
   */
  async settle(signal?: AbortSignal): Promise<boolean> {
    return (await this.#pages?.move(signal)) ?? false;
  }

  /** Frees everything; nothing of it may be running or used afterwards. */
  free(): void {
    this.#close();
    this.#native.llama.llama_model_free(this.#model);
    this.#abort.free();
  }

  #open(): Runtime {
    if (!this.#runtime) throw new ImpError('engine-stopped', msg`The model was unloaded. Ask again to load it.`);
    return this.#runtime;
  }

  #close(): void {
    if (!this.#runtime) return;
    const { context, threads, products } = this.#runtime;
    this.#runtime = undefined;
    this.#native.llama.llama_detach_threadpool(context);
    this.#native.llama.llama_free(context);
    products?.free();
    threads.free();
  }
}
