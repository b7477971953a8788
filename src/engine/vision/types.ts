import type { Normalization } from '../../image/square.ts';
import type { SquareSpec } from '../../image/types.ts';

/** All that the image path needs to know about a vision tower and its projector, from the mmproj's metadata. */
export interface VisionFacts extends SquareSpec, Normalization {
  name: string;
  /** Side of a patch, pixels. */
  patch: number;
  /** Visual tokens a picture takes: whole patches in the square. */
  tokens: number;
  /** Floats a token: the width of the language model that the projector feeds. */
  width: number;
  /** Hidden width, attention heads and feed-forward width of the tower. */
  hidden: number;
  heads: number;
  ffn: number;
  /** Blocks that run: up to the deepest feature layer. */
  blocks: number;
  /** Outputs of these blocks go to the projector, side by side (0: the tower's input). Empty: the last one's. */
  featureLayers: readonly number[];
  activation: 'gelu' | 'gelu_quick' | 'silu';
  epsilon: number;
  /** Most common type of the matrices: `F16`, `Q8_0`. */
  quantization: string;
  /** Bytes of the file. */
  fileBytes: number;
}

export interface VisionOptions {
  /** Compute threads. */
  threads: number;
  /** Use the CPU backend's repacked kernels where a weight type has them. Default true. */
  repack?: boolean;
  /** A GPU device to run on (ggml_backend_dev_t); absent: the CPU. */
  device?: bigint | null;
}

export interface EncodeOptions {
  signal?: AbortSignal;
  /** Called between pieces of the graph, 0..1. */
  onProgress?: (fraction: number) => void;
}
