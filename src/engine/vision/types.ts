import type { FreeCores } from '../../native/freeCores.ts';
import type { Ptr } from '../../native/bind.ts';

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
