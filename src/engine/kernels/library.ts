/** The library of the project's own compute kernels: the C sources beside this file, prebuilt where a platform has them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import koffi, { type LibraryHandle } from 'koffi';
import type { NativeLibrary } from '../../native/library.ts';
import { cpuFeatures } from '../../native/cpu.ts';

/** Kept for good: ggml holds addresses of its functions, and koffi unloads a library that nothing refers to. */
let library: LibraryHandle | undefined;

/** Builds of the library, the best first: the end of its name, and what the processor must have. */
const BUILDS: readonly [suffix: string, features: string[]][] = [
  ['-avx512', ['AVX512', 'AVX512_VNNI']],
  ['', ['AVX2', 'FMA', 'F16C']],
];
/** For tests and measurement: only the build whose name ends so. */
const only = process.env['IMP_KERNELS'];

/** Beside the sources in a checkout, beside the bundle or its chunks in a package. */
function libraryPath(suffix: string): string | undefined {
  const name = `${process.platform}-${process.arch}${suffix}.${process.platform === 'win32' ? 'dll' : 'so'}`;
  return ['./prebuilt/', './kernels/', '../kernels/']
    .map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)))
    .find(existsSync);
}

/** The kernels' library; undefined where there is none for this platform or processor: ggml's own operations serve then. */
export function kernelLibrary(native: NativeLibrary): LibraryHandle | undefined {
  if (library) return library;
  const features = cpuFeatures(native);
  const path = BUILDS.filter(
    ([suffix, needs]) => (only === undefined || suffix === only) && needs.every((name) => features.has(name)),
  )
    .map(([suffix]) => libraryPath(suffix))
    .find((found) => found);
  if (!path) return undefined;
  try {
    return (library = koffi.load(path));
  } catch {
    return undefined; // a hardened system may refuse to load it
  }
}

/** Zeroed native memory at a multiple of 64 bytes. */
export function alignedMemory(bytes: number): { address: bigint; free(): void } {
  const memory = koffi.alloc('uint8_t', bytes + 63) as unknown;
  const address = ((koffi.address(memory) as bigint) + 63n) & ~63n;
  return { address, free: () => koffi.free(memory) };
}
