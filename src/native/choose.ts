/**
 * Chooses the native build as node-llama-cpp does, GPU kinds first and the CPU last, each tried in a forked probe.
 * Its own `getLlama` is not asked: importing it takes a second and a hundred packages that do not ship, and it tests its
 * addon where our calls go to the libraries that the addon uses.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sayFailures, type BuildFailure } from './loadFailure.ts';
import { ImpError, type ErrorData } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { writeWhole } from '../shared/wholeFile.ts';
import { installedBuilds, RELEASE, type NativeBuild } from './builds.ts';
import { driverKey } from './driver.ts';
import type { ProbeResult } from './probe.ts';

export interface ChosenBuild extends NativeBuild, ProbeResult {
  /** Why builds before it were passed over, one sentence each. */
  passedOver?: string[];
}

/** ggml_backend_dev_type */
const GPU = 1;
const INTEGRATED_GPU = 2;
/** Verdicts of this process. */
const chosen = new Map<string, ChosenBuild>();
/** A driver that hangs must not hang the engine. */
const PROBE_MS = 30_000;

/**
 * The first build that works here: GPU builds that find a GPU, then the CPU.
 * @param gpu `off`: the CPU build only  @param cacheDir where the verdict is kept for this machine and release
 * @throws ImpError `native-unavailable` with each build's reason
 */
export async function chooseBuild(gpu: 'auto' | 'off', cacheDir?: string): Promise<ChosenBuild> {
  const builds = installedBuilds();
  const drivers = await driverKey();
  const key = [gpu, RELEASE, process.arch, cpus()[0]?.model ?? '', drivers, ...builds.map(({ folder }) => folder)].join(
    '|',
  );
  const known = chosen.get(key) ?? (await readCache(cacheDir, key));
  if (known) return known;
  const failures: BuildFailure[] = [];
  for (const build of candidates(builds, gpu)) {
    try {
      const result = await inProbe(build.folder, gpu);
      if (!isUseful(build, result, builds)) {
        failures.push({ build: build.name, why: 'no GPU that it could use.' });
        continue;
      }
      const good = { ...build, ...result, ...(failures.length > 0 && { passedOver: sayFailures(failures) }) };
      chosen.set(key, good);
      await writeCache(cacheDir, key, good);
      return good;
    } catch (thrown) {
      failures.push({ build: build.name, why: ImpError.from(thrown).message });
    }
  }
  throw new ImpError(
    'native-unavailable',
    msg`No native build works on this machine. ${sayFailures(failures).join(' ')}`,
  );
}

/** In the order in which they are tried. */
function candidates(builds: NativeBuild[], gpu: 'auto' | 'off'): NativeBuild[] {
  const cpuOnly = builds.filter((build) => build.gpu === null);
  // The only build for Apple silicon has Metal; its CPU part is used when the GPU is off.
  return gpu === 'off' && cpuOnly.length > 0 ? cpuOnly : builds;
}

/** A GPU build without a GPU is no better than the CPU build, and larger. */
function isUseful(build: NativeBuild, { devices }: ProbeResult, builds: NativeBuild[]): boolean {
  return (
    build.gpu === null || builds.length === 1 || devices.some(({ type }) => type === GPU || type === INTEGRATED_GPU)
  );
}

/** Runs the probe in its own process: a crash or a hang there is an answer, not an accident. */
async function inProbe(folder: string, gpu: 'auto' | 'off'): Promise<ProbeResult> {
  const fromSource = import.meta.url.endsWith('.ts');
  // In a build this file may be in a chunk, one folder below the probe.
  const entries = (fromSource ? ['./probeMain.ts'] : ['./probe.js', '../probe.js']).map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const entry = entries.find((file) => existsSync(file));
  if (!entry) throw new ImpError('native-unavailable', msg`A part of Imp is missing (probe.js). Reinstall it.`);
  const child = fork(entry, [folder, gpu], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Inside an Electron host, execPath is the editor itself.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: fromSource ? process.execArgv : [],
  });
  return await new Promise<ProbeResult>((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, PROBE_MS);
    let answer: { value?: ProbeResult; error?: ErrorData } | undefined;
    child.on('message', (message) => (answer = message as typeof answer));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (answer?.error) reject(ImpError.fromData(answer.error));
      else if (answer) resolve(answer.value!);
      else if (late) reject(new ImpError('native-unavailable', msg`its test took longer than ${PROBE_MS / 1000} s.`));
      else reject(new ImpError('native-unavailable', msg`its test ended with ${signal ?? `code ${code}`}.`));
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
    await writeWhole(cacheFile(cacheDir), JSON.stringify({ ...(await readAll(cacheDir)), [key]: build }, null, 2));
  } catch {
    // A cache that cannot be written costs a second at the next start, nothing else.
  }
}
