import { installedBuilds } from '../../native/builds.ts';
import { openLibrary, type NativeLibrary } from '../../native/library.ts';

/** Opens this platform's CPU build, or its only one (Metal): a conversion computes on the CPU. */
export function openCpuLibrary(): NativeLibrary {
  const builds = installedBuilds();
  return openLibrary((builds.find(({ gpu }) => gpu === null) ?? builds[0]!).folder);
}
