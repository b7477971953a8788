/** Where node-llama-cpp's native builds lie: one npm package a platform and GPU kind, found without importing any of it. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';

export type GpuKind = 'metal' | 'cuda' | 'vulkan';

export interface NativeBuild {
  /** Package name without scope, such as `linux-x64-vulkan`. */
  name: string;
  /** null: CPU only */
  gpu: GpuKind | null;
  folder: string;
}

/** llama.cpp release that the struct layouts in structs.ts belong to. */
export const RELEASE = 'v0.4.0';

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'mac', win32: 'win' };
const ARCHITECTURES: Record<string, string> = { x64: 'x64', arm64: 'arm64', arm: 'armv7l' };

/**
 * The installed builds for this platform, GPU builds first.
 * @throws ImpError `native-unavailable` when node-llama-cpp or its package for this platform is not there
 */
export function installedBuilds(): NativeBuild[] {
  const platform = PLATFORMS[process.platform];
  const architecture = ARCHITECTURES[process.arch];
  const base = platform && architecture ? `${platform}-${architecture}` : undefined;
  if (!base)
    throw new ImpError('native-unavailable', msg`There is no native build for ${process.platform} on ${process.arch}.`);
  const resolve = runtimeResolver();
  const kinds: [string, GpuKind | null][] = [
    [`${base}-metal`, 'metal'],
    [`${base}-cuda`, 'cuda'],
    [`${base}-vulkan`, 'vulkan'],
    [base, null],
  ];
  const builds = kinds.flatMap(([name, gpu]) => {
    const folder = resolve(name);
    return folder ? [{ name, gpu, folder }] : [];
  });
  if (builds.length === 0)
    throw new ImpError(
      'native-unavailable',
      msg`The native build for ${base} is not installed. Reinstall Imp for this platform.`,
    );
  return builds;
}

/** Finds a platform package's folder of libraries as node-llama-cpp itself would: from its own place. */
function runtimeResolver(): (name: string) => string | undefined {
  const require = createRequire(import.meta.url);
  const roots = require.resolve.paths('node-llama-cpp') ?? [];
  return (name) => {
    for (const root of roots) {
      for (const scope of [root, join(root, 'node-llama-cpp', 'node_modules')]) {
        const folder = join(scope, '@node-llama-cpp', name, 'bins', name);
        if (existsSync(join(folder, '_nlcBuildMetadata.json'))) return folder;
      }
    }
    return undefined;
  };
}

/** The llama.cpp release a build was made from, by the metadata beside it; undefined when it cannot be read. */
export function releaseOf(folder: string): string | undefined {
  try {
    const metadata = JSON.parse(readFileSync(join(folder, '_nlcBuildMetadata.json'), 'utf8')) as {
      buildOptions?: { llamaCpp?: { release?: string } };
    };
    return metadata.buildOptions?.llamaCpp?.release;
  } catch {
    return undefined;
  }
}
