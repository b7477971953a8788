/** Chooses the native build: node-llama-cpp says which GPUs there are, a forked probe tries each build, the CPU comes last. */
import { fork } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImpError, type ErrorData } from '../../shared/errors.ts';
import { installedBuilds, RELEASE, runtimeVersion, type GpuKind, type NativeBuild } from './builds.ts';
import type { ProbeResult } from './probe.ts';

export interface ChosenBuild extends NativeBuild, ProbeResult {}

/** A driver that hangs must not hang the engine. */
const PROBE_MS = 60_000;

/**
 * The first build that works here: GPU kinds that node-llama-cpp supports on this machine, then the CPU.
 * @param gpu `off`: the CPU build only  @param cacheDir where the verdict is kept for this machine and release
 * @throws ImpError `native-unavailable` with each build's reason
 */
export async function chooseBuild(gpu: 'auto' | 'off', cacheDir?: string): Promise<ChosenBuild> {
  const builds = installedBuilds();
  const key = [gpu, RELEASE, runtimeVersion(), process.arch, cpus()[0]?.model ?? '', ...builds.map((build) => build.folder)].join('|');
  const cached = await readCache(cacheDir, key);
  if (cached) return cached;
  const failures: string[] = [];
  for (const build of await candidates(builds, gpu)) {
    try {
      const chosen = { ...build, ...(await inProbe<ProbeResult>(['probe', build.folder])) };
      await writeCache(cacheDir, key, chosen);
      return chosen;
    } catch (thrown) {
      failures.push(`${build.name}: ${ImpError.from(thrown).message}`);
    }
  }
  throw new ImpError('native-unavailable', `No native build works on this machine. ${failures.join(' ')}`);
}

async function candidates(builds: NativeBuild[], gpu: 'auto' | 'off'): Promise<NativeBuild[]> {
  const cpuOnly = builds.filter((build) => build.gpu === null);
  // The only build for Apple silicon has Metal; its CPU part is used when the GPU is off.
  if (gpu === 'off') return cpuOnly.length > 0 ? cpuOnly : builds;
  if (cpuOnly.length === builds.length) return builds;
  let supported: GpuKind[] = [];
  try {
    supported = await inProbe<GpuKind[]>(['gpus']);
  } catch {
    // A GPU that cannot even be asked for is no GPU; the CPU build follows.
  }
  return builds.filter((build) => build.gpu === null || supported.includes(build.gpu)).concat(cpuOnly.length > 0 ? [] : builds);
}

/** Runs the probe in its own process: a crash or a hang there is an answer, not an accident. */
async function inProbe<Value>(args: string[]): Promise<Value> {
  const self = fileURLToPath(import.meta.url);
  const fromSource = self.endsWith('.ts');
  const entry = join(self, '..', fromSource ? 'probeMain.ts' : 'probe.js');
  const child = fork(entry, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: fromSource ? process.execArgv : [] });
  return await new Promise<Value>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_MS);
    let answer: { value?: Value; error?: ErrorData } | undefined;
    child.on('message', (message) => (answer = message as typeof answer));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (answer?.error) reject(ImpError.fromData(answer.error));
      else if (answer) resolve(answer.value!);
      else reject(new ImpError('native-unavailable', `its test ended with ${signal ?? `code ${code}`}.`));
    });
  });
}

const cacheFile = (cacheDir: string) => join(cacheDir, 'native.json');

async function readAll(cacheDir: string): Promise<Record<string, ChosenBuild>> {
  try {
    return JSON.parse(await readFile(cacheFile(cacheDir), 'utf8')) as Record<string, ChosenBuild>;
  } catch {
    return {}; // not there yet, or damaged: found anew
  }
}

async function readCache(cacheDir: string | undefined, key: string): Promise<ChosenBuild | undefined> {
  const entries = cacheDir ? await readAll(cacheDir) : {};
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

async function writeCache(cacheDir: string | undefined, key: string, build: ChosenBuild): Promise<void> {
  if (!cacheDir) return;
  try {
    await mkdir(cacheDir, { recursive: true });
    const temporary = `${cacheFile(cacheDir)}.${process.pid}`;
    await writeFile(temporary, JSON.stringify({ ...(await readAll(cacheDir)), [key]: build }, null, 2));
    await rename(temporary, cacheFile(cacheDir));
  } catch {
    // A cache that cannot be written costs a second at the next start, nothing else.
  }
}
