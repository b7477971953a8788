/** A language model in native memory: weights, context, thread pool. Everything here blocks nothing but its own worker thread. */
import koffi from 'koffi';
import type { Tuning } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { createAbortSwitch, type AbortSwitch } from '../native/abort.ts';
import type { Ptr } from '../native/bind.ts';
import type { NativeLibrary } from '../native/library.ts';
import { createThreadPool, type ThreadPool } from '../native/threadPool.ts';
import type { LanguageFacts } from './facts.ts';
import { Sequence } from './sequence.ts';
import { Vocabulary } from './vocabulary.ts';

export interface LanguageOptions {
  tuning: Tuning;
  /** Layers on the GPU: 0 none, -1 all. */
  gpuLayers: number;
  contextTokens: number;
  signal?: AbortSignal;
  onProgress?: (fraction: number) => void;
}

/** ggml_type numbers of what the KV cache can be stored as. */
const KV_TYPES = { f16: 1, q8_0: 8 };
/** Reading into memory: the repacked copies then replace the file's bytes instead of adding to them. */
const LOAD_READ = 0;
const LOAD_MMAP = 1;

// Called by llama.cpp on the loading thread; koffi runs it on the main one.
const progressProto = koffi.pointer(koffi.proto('bool imp_load_progress(float fraction, void *data)'));

export class LanguageModel {
  readonly vocabulary: Vocabulary;
  readonly sequence: Sequence;
  readonly contextTokens: number;
  readonly #native: NativeLibrary;
  readonly #model: Ptr;
  readonly #context: Ptr;
  readonly #pool: ThreadPool;
  readonly #abort: AbortSwitch;

  private constructor(native: NativeLibrary, model: Ptr, context: Ptr, facts: LanguageFacts, options: LanguageOptions) {
    const { llama } = native;
    this.#native = native;
    this.#model = model;
    this.#context = context;
    this.#abort = createAbortSwitch(native);
    llama.llama_set_abort_callback(context, this.#abort.callback, this.#abort.data);
    this.#pool = createThreadPool(native, options.tuning.threads);
    llama.llama_attach_threadpool(context, this.#pool.pointer, this.#pool.pointer);
    this.contextTokens = llama.llama_n_ctx(context);
    this.vocabulary = new Vocabulary(native, llama.llama_model_get_vocab(model), facts.controlTexts);
    this.sequence = new Sequence(native, context, this.#abort, { width: facts.width, capacity: this.contextTokens, batch: options.tuning.ubatch });
  }

  /**
   * @param path a file that `readGguf` and `languageFacts` accepted
   * @throws ImpError `model-unreadable`, `memory`, `cancelled`
   */
  static async load(native: NativeLibrary, path: string, facts: LanguageFacts, options: LanguageOptions): Promise<LanguageModel> {
    const { llama } = native;
    const { tuning, signal, onProgress } = options;
    const progress = koffi.register((fraction: number) => {
      onProgress?.(fraction);
      return !signal?.aborted;
    }, progressProto);
    let model: Ptr;
    try {
      model = await llama.llama_model_load_from_file.later(path, {
        ...llama.llama_model_default_params(),
        n_gpu_layers: options.gpuLayers,
        load_mode: tuning.repack && options.gpuLayers === 0 ? LOAD_READ : LOAD_MMAP,
        use_extra_bufts: tuning.repack,
        progress_callback: progress,
      });
    } finally {
      koffi.unregister(progress);
    }
    if (signal?.aborted) {
      if (model) llama.llama_model_free(model);
      throw new ImpError('cancelled', 'Stopped.');
    }
    if (!model) {
      throw new ImpError('model-unreadable', `${path} could not be loaded as a ${facts.architecture} model: it is broken or was made for another release. Get the file again.`);
    }
    const context = await llama.llama_init_from_model.later(model, {
      ...llama.llama_context_default_params(),
      n_ctx: options.contextTokens,
      n_batch: tuning.ubatch,
      n_ubatch: tuning.ubatch,
      n_seq_max: 1,
      n_outputs_max: 1,
      n_threads: tuning.threads,
      n_threads_batch: tuning.threads,
      flash_attn_type: tuning.flashAttention ? 1 : 0,
      type_k: KV_TYPES[tuning.kvType],
      type_v: KV_TYPES[tuning.kvType],
    });
    if (!context) {
      llama.llama_model_free(model);
      throw new ImpError('memory', `There is not enough memory for a context of ${options.contextTokens} tokens. Set a smaller context, or choose a smaller model.`, {
        details: { contextTokens: options.contextTokens },
      });
    }
    return new LanguageModel(native, model, context, facts, options);
  }

  /** Vocabulary pointer for grammars; belongs to the model. */
  get vocabPointer(): Ptr {
    return this.#native.llama.llama_model_get_vocab(this.#model);
  }

  get context(): Ptr {
    return this.#context;
  }

  /** Frees everything; nothing of it may be running or used afterwards. */
  free(): void {
    const { llama } = this.#native;
    llama.llama_detach_threadpool(this.#context);
    llama.llama_free(this.#context);
    llama.llama_model_free(this.#model);
    this.#pool.free();
    this.#abort.free();
  }
}
