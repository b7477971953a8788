import type { FreeCores } from '../native/freeCores.ts';
import type { Ptr } from '../native/bind.ts';
import type { Normalization } from '../../image/square.ts';
import type { SquareSpec } from '../../image/types.ts';

export type Activation = 'gelu' | 'gelu_quick' | 'silu';

/** All that the image path needs to know about a vision tower and its projector, from the mmproj's metadata. */
export interface VisionFacts extends SquareSpec, Normalization {
  name: string;
  /** Side of a patch, pixels. */
  patch: number;
  /** Visual tokens a picture takes: whole patches in the square. */
  tokens: number;
  /** Floats a token: the width of the language model that the projector feeds. */
  width: number;
  /** Hidden width and attention heads of the tower. */
  hidden: number;
  heads: number;
  /** Blocks that run: up to the deepest feature layer. */
  blocks: number;
  /** The projector gets the outputs of these blocks side by side, ascending (0: the first block's input). */
  featureLayers: readonly number[];
  activation: Activation;
  epsilon: number;
  /** Type of the tower's matrices, as in `F16`, `Q8_0`. */
  quantization: string;
  parameters: number;
}

export interface VisionOptions {
  /** Compute threads. */
  threads: number;
  /** Of the machine; absent: all threads always. */
  cores?: FreeCores;
  /** Use the CPU's repacked kernels where a weight type has them. Default true. */
  repack?: boolean;
  /** The project's own kernels: `auto` (default) where a trial finds them faster than ggml's, `on` wherever they run, `off`. */
  kernels?: 'auto' | 'on' | 'off';
  /** A GPU (ggml_backend_dev_t) to run on; absent: the CPU. */
  device?: Ptr;
  /** Where the class token goes: see graph.ts. Default `first`. */
  classToken?: 'first' | 'last';
  /** Fraction of the weights loaded, 0..1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

export interface EncodeOptions {
  signal?: AbortSignal;
  /** Fraction of the blocks done, 0..1. */
  onProgress?: (fraction: number) => void;
}
