/** The platforms that a package is made for, and the native code that each needs. */

export interface Target {
  /** npm packages with native code that this platform's package holds; their versions come from package-lock.json. */
  packages: string[];
  /** Files, each of which must be in the package: PACKAGE/NAME, where `*` stands for version numbers. */
  files: string[];
  /** Builds of the project's own compute kernels for this platform (src/engine/kernels/prebuilt). */
  kernels: string[];
  /** What the header of every native file must say. */
  binary: { format: 'elf' | 'mach-o' | 'pe'; cpu: 'x64' | 'arm64' };
}

const X64_KERNELS = [
  'x64',
  'sse42',
  'sandybridge',
  'haswell',
  'skylakex',
  'icelake',
  'alderlake',
  'zen4',
  'sapphirerapids',
];
const ARM64_KERNELS = ['armv8.0_1', 'armv8.2_1', 'armv8.6_1', 'armv9.2_1'];
const APPLE_KERNELS = ['apple_m1', 'apple_m2_m3', 'apple_m4'];

/** llama.cpp's libraries as node-llama-cpp's package of one platform names them. */
function llama(folder: string, names: string[], kernels: string[], extension: string): string[] {
  const cpu = kernels.map((kernel) => `ggml-cpu-${kernel}.${extension}`);
  const prefix = folder.startsWith('win') ? '' : 'lib';
  return [...names, ...cpu].map((name) => `@node-llama-cpp/${folder}/bins/${folder}/${prefix}${name}`);
}

const koffi = (name: string) => `@koromix/koffi-${name}/${name.replace('-', '_')}/koffi.node`;
const sharp = (name: string) => `@img/sharp-${name}/lib/sharp-${name}-*.node`;

/** Keys are `vsce --target` names; the Linux ones mean glibc. */
export const TARGETS: Record<string, Target> = {
  'linux-x64': {
    packages: [
      '@node-llama-cpp/linux-x64',
      '@node-llama-cpp/linux-x64-vulkan',
      '@koromix/koffi-linux-x64',
      '@img/sharp-linux-x64',
      '@img/sharp-libvips-linux-x64',
    ],
    files: [
      ...llama('linux-x64', ['ggml-base.so', 'ggml.v*.so', 'llama.v*.so'], X64_KERNELS, 'so'),
      ...llama(
        'linux-x64-vulkan',
        ['ggml-base.so', 'ggml.vulkan.v*.so', 'llama.vulkan.v*.so', 'ggml-vulkan.so'],
        X64_KERNELS,
        'so',
      ),
      koffi('linux-x64'),
      sharp('linux-x64'),
      '@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.*',
    ],
    kernels: ['linux-x64.so', 'linux-x64-avx512.so'],
    binary: { format: 'elf', cpu: 'x64' },
  },
  'linux-arm64': {
    packages: [
      '@node-llama-cpp/linux-arm64',
      '@koromix/koffi-linux-arm64',
      '@img/sharp-linux-arm64',
      '@img/sharp-libvips-linux-arm64',
    ],
    files: [
      ...llama('linux-arm64', ['ggml-base.so', 'ggml.v*.so', 'llama.v*.so'], ARM64_KERNELS, 'so'),
      koffi('linux-arm64'),
      sharp('linux-arm64'),
      '@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.*',
    ],
    kernels: [],
    binary: { format: 'elf', cpu: 'arm64' },
  },
  'darwin-arm64': {
    packages: [
      '@node-llama-cpp/mac-arm64-metal',
      '@koromix/koffi-darwin-arm64',
      '@img/sharp-darwin-arm64',
      '@img/sharp-libvips-darwin-arm64',
    ],
    files: [
      ...llama(
        'mac-arm64-metal',
        ['ggml-base.dylib', 'ggml.metal.v*.dylib', 'llama.metal.v*.dylib', 'ggml-metal.so'],
        APPLE_KERNELS,
        'so',
      ),
      koffi('darwin-arm64'),
      sharp('darwin-arm64'),
      '@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.*.dylib',
    ],
    kernels: [],
    binary: { format: 'mach-o', cpu: 'arm64' },
  },
  'darwin-x64': {
    packages: [
      '@node-llama-cpp/mac-x64',
      '@koromix/koffi-darwin-x64',
      '@img/sharp-darwin-x64',
      '@img/sharp-libvips-darwin-x64',
    ],
    files: [
      ...llama('mac-x64', ['ggml-base.dylib', 'ggml.v*.dylib', 'llama.v*.dylib'], X64_KERNELS, 'so'),
      koffi('darwin-x64'),
      sharp('darwin-x64'),
      '@img/sharp-libvips-darwin-x64/lib/libvips-cpp.*.dylib',
    ],
    kernels: [],
    binary: { format: 'mach-o', cpu: 'x64' },
  },
  'win32-x64': {
    packages: [
      '@node-llama-cpp/win-x64',
      '@node-llama-cpp/win-x64-vulkan',
      '@koromix/koffi-win32-x64',
      '@img/sharp-win32-x64',
    ],
    files: [
      ...llama('win-x64', ['ggml-base.dll', 'ggml.v*.dll', 'llama.v*.dll'], X64_KERNELS, 'dll'),
      ...llama(
        'win-x64-vulkan',
        ['ggml-base.dll', 'ggml.vulkan.v*.dll', 'llama.vulkan.v*.dll', 'ggml-vulkan.dll'],
        X64_KERNELS,
        'dll',
      ),
      koffi('win32-x64'),
      sharp('win32-x64'),
      '@img/sharp-win32-x64/lib/libvips-*.dll',
    ],
    kernels: ['win32-x64.dll', 'win32-x64-avx512.dll'],
    binary: { format: 'pe', cpu: 'x64' },
  },
  'win32-arm64': {
    packages: ['@node-llama-cpp/win-arm64', '@koromix/koffi-win32-arm64', '@img/sharp-win32-arm64'],
    files: [
      ...llama('win-arm64', ['ggml-base.dll', 'ggml.v*.dll', 'llama.v*.dll', 'ggml-cpu.dll'], [], 'dll'),
      koffi('win32-arm64'),
      sharp('win32-arm64'),
      '@img/sharp-win32-arm64/lib/libvips-*.dll',
    ],
    kernels: [],
    binary: { format: 'pe', cpu: 'arm64' },
  },
};

/** This machine's target, or undefined where no package is made for it. */
export function hostTarget(): string | undefined {
  const name = `${process.platform}-${process.arch}`;
  return name in TARGETS ? name : undefined;
}

/** Whether an extension's file is native code. */
export const isNative = (file: string) => /\.(node|dll|dylib|so(\.[\d.]+)?)$/.test(file);
