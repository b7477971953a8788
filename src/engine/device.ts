/** On what a model will be computed: native build, settings, processor or GPU, and why. */
import type { GgufFile } from '../gguf/index.ts';
import { isGpu } from '../native/constants.ts';
import { RELEASE } from '../native/builds.ts';
import { chooseBuild, type ChosenBuild } from '../native/choose.ts';
import { driverKey } from '../native/driver.ts';
import { openedFolder, openLibrary, type NativeLibrary } from '../native/library.ts';
import { createThreadPool } from '../native/threadPool.ts';
import type { LanguageFacts } from '../pair/language.ts';
import type { EngineOptions, Tuning } from '../shared/engine.ts';
import { english, msg, type Message } from '../shared/message.ts';
import { gpuPlan, GpuGuard, NO_GPU, type GpuPlan } from './gpu.ts';
import { hasProducts } from './kernels/backend.ts';
import { flashAhead, tryAttention } from './kernels/attentionTrial.ts';
import { tryGpu } from './kernels/gpuTrial.ts';
import { chooseProductKernels } from './kernels/trial.ts';
import { chooseTuning, isCalibrated } from './tuning.ts';

export interface Device {
  native: NativeLibrary;
  build: ChosenBuild;
  tuning: Tuning;
  plan: GpuPlan;
  guard: GpuGuard;
  /** Why no GPU is used; undefined where one is, or where there is none. */
  note: Message | undefined;
}

/**
 * @param needBytes that the whole model takes
 * @param onDevice called before a GPU's driver is opened; settles when that was said
 * @throws ImpError `native-unavailable`, `usage` for settings that make no sense
 */
export async function chooseDevice(
  model: GgufFile,
  language: LanguageFacts,
  options: EngineOptions,
  needBytes: number,
  onDevice?: (device: string) => Promise<void>,
): Promise<Device> {
  const guard = await GpuGuard.open(`${RELEASE} ${await driverKey()}`, options);
  const wanted = options.gpu !== 'off' && !guard.verdict;
  const build = await chooseBuild(wanted ? 'auto' : 'off', options.cacheDir);
  const gpu = wanted ? build.devices.find(({ type }) => isGpu(type))?.description : undefined;
  if (gpu !== undefined) await onDevice?.(gpu);
  const folder = openedFolder() ?? build.folder;
  const native = gpu === undefined ? openLibrary(folder) : await guard.opening(gpu, () => openLibrary(folder));
  const pool = () => createThreadPool(native, tuning.threads);
  const tuning = await chooseTuning(build, language.parameters, options, hasProducts(native));
  const kernels = options.tuning?.kernels ?? (await chooseProductKernels(native, model, pool));
  /** Settings for a GPU do not hold where its build's processor part computes (Metal's, or any after a trial). */
  const processorFlash = async (): Promise<boolean> => {
    if (tuning.kvType !== 'f16') return tuning.flashAttention;
    if (hasProducts(native)) return build.gpu === null ? tuning.flashAttention : kernels !== 'plain';
    const measured =
      build.gpu === null &&
      options.cacheDir !== undefined &&
      (await isCalibrated(options.cacheDir, build, language.parameters));
    return measured ? tuning.flashAttention : flashAhead(await tryAttention(native, language, pool));
  };
  const onProcessor = async (note: Message | undefined): Promise<Device> => ({
    native,
    build,
    tuning: {
      ...tuning,
      kernels,
      flashAttention: await processorFlash(),
      ...options.tuning,
    },
    plan: NO_GPU,
    guard,
    note,
  });
  for (const line of build.passedOver ?? []) process.stderr.write(`Native build passed over: ${line}\n`);
  if (gpu === undefined) return logged(await onProcessor(guard.note));
  const plan = gpuPlan(native, needBytes);
  if (plan.layers === 0)
    return logged(
      await onProcessor(msg`The GPU ${gpu} has too little free memory for this model: the processor computes.`),
    );
  const trial = await guard.during(plan.name, 'loading', () =>
    tryGpu(native, model, language, plan.device, kernels, pool),
  );
  if (trial.gpuMs > trial.cpuMs && !process.env['IMP_FORCE_GPU'])
    return logged(
      await onProcessor(
        msg`The GPU ${gpu} took ${trial.factor} times as long as the processor in a trial: the processor computes.`,
      ),
    );
  return { native, build, tuning, plan, guard, note: undefined };
}

function logged(device: Device): Device {
  if (device.note) process.stderr.write(`${english(device.note)}\n`);
  return device;
}
