import { ImpError } from '../../shared/errors.ts';
import { openLibrary, type NativeLibrary } from '../../engine/native/library.ts';
import path from 'node:path';

/** node-llama-cpp's CPU builds by platform; a conversion uses no GPU. */
const PACKAGES: Record<string, string> = {
  'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'linux-arm': 'linux-armv7l',
  'win32-x64': 'win-x64', 'win32-arm64': 'win-arm64', 'darwin-arm64': 'mac-arm64-metal', 'darwin-x64': 'mac-x64',
};

/** Opens the CPU build of node-llama-cpp for this platform. */
export async function openCpuLibrary(): Promise<NativeLibrary> {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) throw new ImpError('native-unavailable', `There is no native build for ${process.platform} on ${process.arch}.`);
  const { getBinsDir } = (await import(`@node-llama-cpp/${name}`).catch((cause: unknown) => {
    throw new ImpError('native-unavailable', `The native build for this platform (${name}) is not installed. Reinstall Imp.`, { cause });
  })) as { getBinsDir(): { binsDir: string } };
  return openLibrary(path.join(getBinsDir().binsDir, name));
}
