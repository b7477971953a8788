/** A loaded pair: language model, vision tower, and what the pair is. */
import { readGguf, type GgufFile } from '../gguf/index.ts';
import { TEMPLATES, type Template } from '../pair/templates.ts';
import type { RgbImage, SquareSpec } from '../image/types.ts';
import type { EngineOptions, ModelFacts, ModelFiles, Tuning } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { viewsOf } from '../pair/views.ts';
import { LanguageModel } from './language/languageModel.ts';
import { hasProducts } from './kernels/backend.ts';
import { languageFacts, type LanguageFacts } from '../pair/language.ts';
import { FreeCores } from '../native/freeCores.ts';
import { planMemory } from './memory.ts';
import type { ChosenBuild } from '../native/choose.ts';
import type { NativeLibrary } from '../native/library.ts';
import { chooseDevice } from './device.ts';
import { NO_GPU, type GpuGuard, type GpuPlan } from './gpu.ts';
import { VisionEncoder } from './vision/encoder.ts';
import { readVisionFacts } from '../pair/vision.ts';
import { planTower } from './vision/plan.ts';
import type { VisionFacts } from '../pair/vision.ts';
import type { EncodeOptions } from './vision/types.ts';

export interface LoadOptions {
  signal?: AbortSignal;
  onProgress?: (fraction: number) => void;
  /** Called before a GPU's driver is opened; settles when that was said. */
  onDevice?: (device: string) => Promise<void>;
}

/** Share of the load's progress that each part takes. */
const HALF = 0.5;

/** A pair whose files were read and checked in JavaScript. */
export interface CheckedPair {
  files: ModelFiles;
  model: GgufFile;
  mmproj: GgufFile;
  language: LanguageFacts;
  vision: VisionFacts;
}

/** Reads and checks both files' headers. @throws ImpError `model-missing`, `model-unreadable`, `model-mismatch` */
export async function checkPair(files: ModelFiles): Promise<CheckedPair> {
  const [model, mmproj] = await Promise.all([readGguf(files.model), readGguf(files.mmproj)]);
  const language = languageFacts(model);
  const vision = readVisionFacts(mmproj);
  planTower(mmproj, vision);
  if (vision.width !== language.width) {
    throw new ImpError(
      'model-mismatch',
      msg`The two files do not belong together: the vision tower projects to ${vision.width} values a token, the language model takes ${language.width}. Choose the mmproj that was made for this model.`,
      { details: { projector: vision.width, model: language.width } },
    );
  }
  return { files, model, mmproj, language, vision };
}

export class LoadedPair {
  readonly facts: ModelFacts;
  readonly native: NativeLibrary;
  readonly language: LanguageModel;
  readonly languageFacts: LanguageFacts;
  readonly vision: VisionEncoder;
  readonly template: Template;
  /** What the vision tower sees of each picture: its square, and for some models views of it besides. */
  readonly squares: readonly SquareSpec[];
  readonly build: ChosenBuild;
  readonly #cores: FreeCores;
  readonly #gpu: GpuPlan;
  readonly #guard: GpuGuard;

  private constructor(
    parts: Pick<LoadedPair, 'facts' | 'native' | 'language' | 'languageFacts' | 'vision' | 'build'> & {
      cores: FreeCores;
      gpu: GpuPlan;
      guard: GpuGuard;
    },
  ) {
    this.facts = parts.facts;
    this.native = parts.native;
    this.language = parts.language;
    this.languageFacts = parts.languageFacts;
    this.vision = parts.vision;
    this.build = parts.build;
    this.#cores = parts.cores;
    this.#gpu = parts.gpu;
    this.#guard = parts.guard;
    this.template = TEMPLATES[parts.languageFacts.template];
    this.squares = viewsOf(parts.facts.id).map((view) => ({ ...parts.vision.facts, view }));
  }

  /**
   * Hands a checked pair to native code, when the memory suffices.
   * @throws ImpError `model-unreadable`, `memory`, `native-unavailable`, `cancelled`
   */
  static async load(
    checked: CheckedPair,
    options: EngineOptions,
    { signal, onProgress, onDevice }: LoadOptions = {},
  ): Promise<LoadedPair> {
    const { files, model, mmproj, language, vision } = checked;
    const started = performance.now();
    const memory = await planMemory(
      model.fileBytes + mmproj.fileBytes,
      language,
      vision,
      viewsOf(files.id).length,
      options.contextTokens,
    );
    const { native, build, tuning, plan, guard, note } = await chooseDevice(
      model,
      language,
      options,
      memory.needBytes,
      onDevice,
    );
    const cores = new FreeCores();
    if (tuning.threads > 1) cores.watch();
    const {
      language: loaded,
      vision: encoder,
      gpu,
    } = await guarded(plan, guard, 'loading', (beat) =>
      loadBoth(native, checked, {
        tuning,
        cores,
        gpu: plan,
        contextTokens: memory.contextTokens,
        signal,
        onProgress: (fraction) => {
          beat();
          onProgress?.(fraction);
        },
      }),
    ).catch((thrown: unknown) => {
      cores.stop();
      throw thrown;
    });
    const facts: ModelFacts = {
      id: files.id,
      name: language.name,
      architecture: language.architecture,
      quantization: language.quantization,
      parameters: language.parameters + vision.parameters,
      contextTokens: loaded.contextTokens,
      imageSide: vision.side,
      imageTokens: vision.tokens,
      preprocess: vision.mode,
      template: language.template,
      backend: gpu.layers === 0 ? 'CPU' : gpu.name,
      ...(note && { backendNote: note }),
      gpuLayers: gpu.layers === 0 ? 0 : language.layers + 1,
      tuning,
      loadMs: Math.round(performance.now() - started),
      memoryBytes: memory.needBytes,
    };
    const parts = { facts, native, language: loaded, languageFacts: language, vision: encoder, build, cores };
    return new LoadedPair({ ...parts, gpu, guard });
  }

  /**
   * Embeddings of a picture: [views × tokens, width].
   * @param squares one for each of `squares`
   * @throws ImpError `cancelled`
   */
  async encode(squares: readonly RgbImage[], { signal, onProgress }: EncodeOptions = {}): Promise<Float32Array> {
    const views: Float32Array[] = [];
    for (const square of squares)
      views.push(
        await this.vision.encode(square, {
          signal,
          onProgress: (fraction) => onProgress?.((views.length + fraction) / squares.length),
        }),
      );
    const all = new Float32Array(views.reduce((sum, { length }) => sum + length, 0));
    views.forEach((view, i) => all.set(view, i * view.length));
    return all;
  }

  /** Runs what computes with the model: guarded on a GPU. @param work calls `beat` whenever it gets on */
  during<T>(work: (beat: () => void) => Promise<T>): Promise<T> {
    return guarded(this.#gpu, this.#guard, 'answering', work);
  }

  /** Frees native memory; nothing of it may be running. */
  async free(): Promise<void> {
    this.#cores.stop();
    await this.vision.dispose();
    this.language.free();
  }
}

/** Guarded where it runs on a GPU. */
function guarded<T>(
  { layers, name }: GpuPlan,
  guard: GpuGuard,
  phase: 'loading' | 'answering',
  work: (beat: () => void) => Promise<T>,
): Promise<T> {
  return layers === 0 ? work(() => {}) : guard.during(name, phase, work);
}

interface LoadBoth extends LoadOptions {
  tuning: Tuning;
  gpu: GpuPlan;
  contextTokens: number;
  cores: FreeCores;
}

/** Both parts on the GPU when one was chosen, and on the CPU when that fails; one after the other, as the vision tower tries kernels against each other first. */
async function loadBoth(
  native: NativeLibrary,
  checked: CheckedPair,
  options: LoadBoth,
): Promise<{ language: LanguageModel; vision: VisionEncoder; gpu: GpuPlan }> {
  const { files, language: facts, mmproj, vision: tower } = checked;
  const { tuning, gpu, cores, signal, onProgress } = options;
  let language: LanguageModel | undefined;
  try {
    language = await LanguageModel.load(native, files.model, facts, {
      tuning,
      gpuLayers: gpu.layers,
      contextTokens: options.contextTokens,
      views: viewsOf(files.id).length,
      cores,
      signal,
      onProgress: (fraction) => onProgress?.(fraction * HALF),
    });
    const vision = await VisionEncoder.load(mmproj, tower, native, {
      threads: tuning.threads,
      cores,
      repack: tuning.kernels !== 'plain',
      device: gpu.device,
      signal,
      onProgress: (fraction) => onProgress?.((1 + fraction) * HALF),
    });
    return { language, vision, gpu };
  } catch (thrown) {
    language?.free();
    if (gpu.layers === 0 || ImpError.from(thrown).code === 'cancelled') throw thrown;
    return await loadBoth(native, checked, {
      ...options,
      gpu: NO_GPU,
      tuning: { ...tuning, flashAttention: hasProducts(native) },
    });
  }
}
