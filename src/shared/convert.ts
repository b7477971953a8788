/** What the converter process can be asked, and the types that it writes. `dist/convert.js` serves `ConvertMethods`. */
import type { Method } from './rpc.ts';

/** Language-model types: the mixes of llama.cpp's `llama-quantize`. */
export const MODEL_TYPES = ['F16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_K_M', 'Q4_0'] as const;
export type ModelType = (typeof MODEL_TYPES)[number];

/** Vision types: every matrix of the tower and the projector; the FFN is padded with zeros to whole blocks. */
export const VISION_TYPES = ['F16', 'Q8_0', 'Q4_0', 'Q4_K'] as const;
export type VisionType = (typeof VISION_TYPES)[number];

export interface ConvertParams {
  /** Folder with config.json, safetensors and tokenizer files. */
  checkpointDir: string;
  /** Folder for the GGUF pair; made where it is missing. */
  outDir: string;
  /** Default Q4_K_M. */
  type?: ModelType;
  /** Default Q8_0. */
  visionType?: VisionType;
  /** How pictures become squares; absent: as the checkpoint's generation does it (v1.5 pads, v1 squashes). */
  preprocess?: 'pad' | 'squash';
  /** Name for the metadata and the file names; absent: the checkpoint's own. */
  name?: string;
  /** Files of the same names are replaced; absent: they are an error. */
  overwrite?: boolean;
}

export interface ConvertProgress {
  type: 'convert';
  phase: 'language' | 'vision' | 'verify';
  /** 0..1 of the whole work. */
  fraction: number;
  /** Estimate of the time left; absent until one is possible. */
  secondsLeft?: number;
}

export interface ConvertResult {
  /** Language model, absolute path. */
  modelPath: string;
  /** Vision tower and projector, absolute path. */
  mmprojPath: string;
  /** Bytes of each file. */
  modelBytes: number;
  mmprojBytes: number;
  name: string;
  architecture: 'phi2' | 'qwen2' | 'phi3';
  /** Weights of both files. */
  parameters: number;
  /** Names of the checkpoint's tensors: Hugging Face's, or those of the authors' first release. */
  layout: 'newer' | 'older';
  /** Side of the square that the vision tower sees, in pixels, and how a picture becomes one. */
  imageSide: number;
  preprocess: 'pad' | 'squash';
  seconds: number;
}

/** What a checkpoint is, read from its headers alone. */
export interface CheckpointFacts {
  name: string;
  architecture: ConvertResult['architecture'];
  parameters: number;
  /** Side of the square that the vision tower sees, in pixels, and the visual tokens it makes. */
  imageSide: number;
  imageTokens: number;
  /** Bytes that the pair will take on disk. */
  outputBytes: number;
}

/** The folder that transformers, vLLM and SGLang load: LlavaForConditionalGeneration in Hugging Face's form. */
export interface LlavaParams extends Pick<ConvertParams, 'checkpointDir' | 'preprocess' | 'name'> {
  /** Made where it is missing; a folder that holds a checkpoint already is refused. */
  outDir: string;
}

export interface LlavaResult extends Pick<
  ConvertResult,
  'name' | 'architecture' | 'parameters' | 'layout' | 'imageSide' | 'preprocess' | 'seconds'
> {
  /** Absolute path. */
  folder: string;
  /** Names of the files in it. */
  files: string[];
  /** Bytes of the weights. */
  bytes: number;
  /** Type of the weights, as config.json says it: the checkpoint's own. */
  dtype: 'float32' | 'float16' | 'bfloat16';
}

export interface ConvertMethods {
  llava: Method<LlavaParams, LlavaResult, ConvertProgress>;
  convert: Method<ConvertParams, ConvertResult, ConvertProgress>;
  /** Checks a checkpoint without writing anything; the same errors as `convert`. */
  inspect: Method<ConvertParams, CheckpointFacts>;
}

/**
 * Environment for the fork of the converter: quantization runs on libuv's threads, of which Node makes four unless
 * told otherwise before it starts.
 * @param processors what `os.availableParallelism()` returns.
 */
export function converterEnvironment(processors: number): { UV_THREADPOOL_SIZE: string } {
  return { UV_THREADPOOL_SIZE: String(processors + 2) }; // two more for file reads and writes
}
