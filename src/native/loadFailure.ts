/** Why a native build does not load, in words that a user can act on: what the system's loader says names the symptom only. */
import { msg, type Text } from '../shared/message.ts';

/** Microsoft's permanent address of the redistributable runtime. */
const RUNTIME = {
  x64: 'https://aka.ms/vs/17/release/vc_redist.x64.exe',
  arm64: 'https://aka.ms/vs/17/release/vc_redist.arm64.exe',
};

/** @param said by the system's loader  @returns undefined where it says nothing that is known */
export function explainLoadFailure(
  said: string,
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Text | undefined {
  const old = /version [`'](GLIBC_2\.\d+|GLIBCXX_3\.4\.\d+)' not found/.exec(said)?.[1];
  if (platform === 'linux' && old)
    return msg`This Linux is too old for llama.cpp's libraries, which need glibc 2.34 and GLIBCXX 3.4.29 (it lacks ${old}): Ubuntu 22.04, Debian 12, Fedora 35, RHEL 9 and later have them. Reading text works all the same.`;
  // ERROR_MOD_NOT_FOUND: a library that the build needs is missing, which is the runtime where the build itself is whole.
  if (platform === 'win32' && /module (could )?not (be )?found|126\b/i.test(said))
    return msg`llama.cpp's libraries need Microsoft's Visual C++ runtime (msvcp140.dll, vcruntime140.dll, vcruntime140_1.dll), which is not installed here. Install it from ${arch === 'arm64' ? RUNTIME.arm64 : RUNTIME.x64}, then restart the editor.`;
  return undefined;
}

/** A build that was tried and does not serve. */
export interface BuildFailure {
  build: string;
  why: string;
}

/** One sentence a reason: what refuses all builds alike (an old system) is given once, after their names. */
export function sayFailures(failures: readonly BuildFailure[]): string[] {
  const builds = new Map<string, string[]>();
  for (const { build, why } of failures) builds.set(why, [...(builds.get(why) ?? []), build]);
  return [...builds].map(([why, names]) => `${names.join(', ')}: ${why}`);
}
