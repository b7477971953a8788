/** What the loaded CPU backend can do. */
import koffi from 'koffi';
import { readPointer, type Ptr } from './bind.ts';
import { DEVICE_TYPE } from './constants.ts';
import type { NativeLibrary } from './library.ts';
import type { Feature } from './structs.ts';

/** Names of the instruction sets that the CPU backend was compiled for and uses: `AVX2`, `AVX512`, `NEON`, … */
export function cpuFeatures({ ggml, cpu }: NativeLibrary): Set<string> {
  const registry = ggml.ggml_backend_dev_backend_reg(ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu));
  const features = new Set<string>();
  for (let at = cpu.ggml_backend_get_features(registry)!; ; at += BigInt(koffi.sizeof('ggml_backend_feature'))) {
    const { name, value } = koffi.decode(at, 'ggml_backend_feature') as Feature;
    if (name === null) return features;
    if (value !== '0') features.add(name);
  }
}

/** Floats in one register: ggml's tiled attention works on head widths that are multiples of it. */
export function floatLanes(features: Set<string>): number {
  return features.has('AVX512') ? 16 : features.has('AVX') ? 8 : 4;
}

export interface Repack {
  bufferType: Ptr;
  /** Matrix types that have a repacked kernel here. */
  types: Set<string>;
  /** Their rows must be a multiple of this. */
  rows: number;
}

/** The CPU backend's repacked kernels (ggml-cpu/repack.cpp of this release); undefined where it has none. */
export function repackedTypes(native: NativeLibrary): Repack | undefined {
  const { ggml, cpu } = native;
  const features = cpuFeatures(native);
  const types = features.has('AVX2')
    ? ['Q4_0', 'Q4_K', 'IQ4_NL']
    : features.has('DOTPROD')
      ? ['Q4_0', 'Q8_0', 'Q4_K', 'Q5_K', 'Q6_K', 'IQ4_NL']
      : [];
  const list = cpu.ggml_backend_dev_get_extra_bufts(ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu));
  if (!list || types.length === 0) return undefined;
  for (let at = list; ; at += BigInt(koffi.sizeof('void *'))) {
    const bufferType = readPointer(at);
    if (!bufferType) return undefined;
    if (ggml.ggml_backend_buft_name(bufferType) === 'CPU_REPACK') return { bufferType, types: new Set(types), rows: 8 };
  }
}
