/** The engine's whole protocol: what the extension, the command line and the tests can ask of the engine process. */
import type { Comparison } from './compare.ts';
import type { Text } from './message.ts';
import type { Region, TextReading } from './reading.ts';
import type { Method } from './rpc.ts';
import type { FactPart, FactsEvent, PictureFacts } from './structure.ts';

export type { LeftOut, OcrLine, OcrWord, Region, TextReading, UnreadRegion } from './reading.ts';

/** SHA-256 of the picture's bytes (of the crop's description too, for a region), in hex: how pictures are known everywhere. */
export type ImageId = string;

/** A GGUF pair on disk. */
export interface ModelFiles {
  /** Catalog or store id, for messages and measurements. */
  id: string;
  /** Language model, absolute path. */
  model: string;
  /** Vision tower and projector, absolute path. */
  mmproj: string;
}

export interface EngineOptions {
  /** CPU threads; 0 or absent: calibrated for this machine. */
  threads?: number;
  /** `auto`: GPU when one is found, the memory suffices and it is faster, `off`: CPU only, `again`: as `auto`, forgetting what went wrong. */
  gpu?: 'auto' | 'off' | 'again';
  /** A GPU on which the process before this one ended, and how (a signal): it is left alone, and that is noted in `cacheDir`. */
  lostGpu?: { device: string; how: string };
  /** Context in tokens; absent: the model's own, bounded by memory. */
  contextTokens?: number;
  /** Overrides of what calibration found. */
  tuning?: Partial<Tuning>;
  /** Minutes without a request after which the model is unloaded; 0: never. */
  idleUnloadMinutes?: number;
  /** Folder for the calibration file; absent: none is kept. */
  cacheDir?: string;
}

/** What calibration chooses by measurement. */
export interface Tuning {
  threads: number;
  flashAttention: boolean;
  /** Matrix kernels of the language model: the project's own, ggml's on repacked weights, or ggml's on weights as they lie. */
  kernels: 'own' | 'repacked' | 'plain';
  kvType: 'f16' | 'q8_0';
  /** Tokens a physical batch. */
  ubatch: number;
}

/** Facts of a loaded model, all from GGUF metadata. */
export interface ModelFacts {
  id: string;
  name: string;
  architecture: string;
  quantization: string;
  parameters: number;
  contextTokens: number;
  /** Side of the square that the vision tower sees, in pixels. */
  imageSide: number;
  /** Visual tokens a picture takes. */
  imageTokens: number;
  preprocess: 'pad' | 'squash';
  template: 'vicuna' | 'chatml' | 'phi3';
  backend: string;
  /** Why no GPU is used, or a hint about it; absent where there is nothing to say. */
  backendNote?: Text;
  gpuLayers: number;
  tuning: Tuning;
  loadMs: number;
  /** Resident estimate in bytes: weights, KV cache, compute buffers. */
  memoryBytes: number;
}

export interface ImageFacts {
  id: ImageId;
  /** Size in pixels after EXIF orientation, before preprocessing. */
  width: number;
  height: number;
  format: string;
  /** Visual tokens it takes in the loaded model. */
  tokens: number;
  /** Present when this is a crop: of which picture, and where. */
  cropOf?: { id: ImageId; region: Region };
}

export type Role = 'user' | 'assistant';

/** One turn of a conversation; `images` come before the text, in order. */
export interface Turn {
  role: Role;
  text: string;
  images?: ImageId[];
  /** Text recognised in the pictures, untrusted; goes into the prompt in the form the model was trained on. */
  ocr?: string;
}

export interface Sampling {
  /** 0 (default): greedy. */
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
  repeatPenalty?: number;
  seed?: number;
  /** GBNF text that the answer must follow. */
  grammar?: string;
  /** JSON schema (as an object) that the answer must follow. */
  jsonSchema?: object;
}

/** A picture as it goes to a server elsewhere: pixels alone, none of what else its file holds. */
export interface WirePicture {
  bytes: Uint8Array;
  type: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

export interface AskParams {
  /** The whole conversation, last turn the user's; the engine reuses what it already evaluated. */
  turns: Turn[];
  maxTokens?: number;
  /** Extra stop strings beside the template's own. */
  stop?: string[];
  sampling?: Sampling;
  /** Replaces the template's system prompt. */
  system?: string;
  /** One a conversation, for a server behind a load balancer; this engine has no use for it. */
  session?: string;
}

export type Phase = 'queued' | 'reading' | 'loading' | 'encoding' | 'prefilling' | 'generating';

export type AskEvent =
  | { type: 'phase'; phase: Phase; /** 0..1 where known */ fraction?: number }
  | { type: 'text'; text: string; /** tokens generated so far */ tokens: number }
  | {
      type: 'dropped';
      /** turns left out at the front because the context is full */ turns: number;
      images: ImageId[];
    };

export interface Timings {
  load_ms: number;
  encode_ms: number;
  prefill_tokens: number;
  prefill_ms: number;
  first_token_ms: number;
  generated_tokens: number;
  /** Of these, how many had been drafted from the text so far. */
  drafted_tokens: number;
  generate_ms: number;
  total_ms: number;
}

export interface AskResult {
  answer: string;
  stop: 'end' | 'length' | 'cancelled';
  timings: Timings;
  /** Tokens of this prompt that were already in the KV cache. */
  reusedTokens: number;
  droppedTurns: number;
  /** Tokens of the whole prompt as a server elsewhere counted them. */
  promptTokens?: number;
  /** The built-in model said that it takes a larger one to answer this. */
  refused?: boolean;
}

export interface AttachParams {
  bytes: Uint8Array;
  /** For messages only. */
  name?: string;
  region?: Region;
  /** Conversation so far, when encoding and prefill should start at once (prefill ahead). */
  ahead?: { turns: Turn[]; system?: string };
}

export type AttachEvent = { type: 'phase'; phase: Phase; fraction?: number };

export interface EngineStats {
  pid: number;
  rssBytes: number;
  peakRssBytes: number;
  model: ModelFacts | null;
  cachedImages: number;
  cachedImageBytes: number;
  kvTokens: number;
}

export interface BenchParams {
  /** Text tokens of the prompt, as in the paper's Table 4. */
  textTokens: number;
  generateTokens: number;
  runs: number;
  /** A picture; absent: noise. */
  image?: Uint8Array;
}

/** One run of Table 4's workload; seconds and tokens per second. */
export interface BenchRun {
  T_VE: number;
  S_prompt: number;
  S_gen: number;
  T_total: number;
  promptTokens: number;
  generatedTokens: number;
}

export interface BenchResult {
  runs: BenchRun[];
  peakRssBytes: number;
  fileBytes: number;
}

/** `device`: the GPU that is about to be used, said before its driver is. */
export type LoadEvent = { type: 'load'; fraction: number; device?: string };

export interface EngineMethods {
  load: Method<{ files: ModelFiles; options?: EngineOptions }, ModelFacts, LoadEvent>;
  unload: Method<Record<never, never>, void>;
  attach: Method<AttachParams, ImageFacts, AttachEvent>;
  /** Forget a picture and what was computed from it. */
  detach: Method<{ id: ImageId }, void>;
  /**
   * The last turn is still being typed: with the model loaded and nothing else to do, what it already has in common with the finished question
   * is evaluated. Given up as soon as anything else is asked for; never fails for what the conversation is.
   */
  prepare: Method<Pick<AskParams, 'turns' | 'system'>, void>;
  ask: Method<AskParams, AskResult, AskEvent>;
  /** The padded or squashed square as the model sees it: PNG bytes, and where the picture lies in it. */
  seen: Method<
    { id: ImageId },
    { png: Uint8Array; side: number; /** picture inside the square, in its pixels */ content: Region }
  >;
  /** The picture as a PNG, for a page that cannot show the file itself (TIFF) or must not (SVG). Needs no model. */
  shown: Method<{ id: ImageId }, { png: Uint8Array }>;
  /** The picture for a server elsewhere, no side longer than `maxSide` pixels. Needs no model. */
  wire: Method<{ id: ImageId; maxSide: number }, WirePicture>;
  /** Text found in the picture by OCR. */
  read: Method<{ id: ImageId }, TextReading>;
  /** Everything that stands in the picture, read once and kept; needs no model. `want`: only these parts. */
  facts: Method<{ id: ImageId; want?: FactPart[] }, PictureFacts, FactsEvent>;
  /** What the second picture differs in from the first, by their texts and pixels; needs no model. */
  compare: Method<{ before: ImageId; after: ImageId }, Comparison>;
  /** Projected embeddings, row-major [tokens, width]. */
  embed: Method<{ id: ImageId }, { data: Float32Array; tokens: number; width: number }>;
  /** Logits [vocab] of the raw prompt's last position; `<image>` marks where the pictures go. */
  logits: Method<{ images: ImageId[]; prompt: string }, { data: Float32Array }>;
  /** Token ids of a text, for tests and budgets. */
  tokenize: Method<{ text: string; special?: boolean }, { tokens: number[] }>;
  stats: Method<Record<never, never>, EngineStats>;
  bench: Method<BenchParams, BenchResult, { type: 'run'; run: number }>;
  /** Measures this machine once, with the loaded model; returns what was chosen. */
  calibrate: Method<Record<never, never>, Tuning, { type: 'calibrate'; fraction: number }>;
}
