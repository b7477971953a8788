/** Whether and how a GPU is used. All or nothing: a picture's path through half a GPU is slower than none. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ptr } from '../native/bind.ts';
import type { NativeLibrary } from '../native/library.ts';

export interface GpuPlan {
  /** 0: CPU, -1: all layers */
  layers: number;
  /** Device for the vision tower; null: CPU. */
  device: Ptr;
  name: string;
}

export const NO_GPU: GpuPlan = { layers: 0, device: null, name: 'CPU' };

/** Share of a GPU's free memory that a model may take: drivers and the desktop need some. */
const USABLE = 0.9;
const GPU = 1;
const INTEGRATED = 2;

/** The first GPU whose free memory takes the whole model, if any. */
export function gpuPlan({ ggml }: NativeLibrary, wanted: 'auto' | 'off', needBytes: number): GpuPlan {
  if (wanted === 'off') return NO_GPU;
  for (let i = 0; i < ggml.ggml_backend_dev_count(); i++) {
    const device = ggml.ggml_backend_dev_get(i);
    const type = ggml.ggml_backend_dev_type(device);
    if (type !== GPU && type !== INTEGRATED) continue;
    const free = new BigInt64Array(1);
    ggml.ggml_backend_dev_memory(device, free, new BigInt64Array(1));
    if (Number(free[0]) * USABLE >= needBytes)
      return { layers: -1, device, name: ggml.ggml_backend_dev_description(device) };
  }
  return NO_GPU;
}

/** Loads that began on the GPU and never came back, in a row, after which it is left alone. */
const MAX_LOST_LOADS = 2;

/**
 * A driver that takes the whole process with it leaves no error behind. So a file counts GPU loads that were begun;
 * one that ends, well or with an error, takes the count away.
 * @param cacheDir absent: nothing is counted  @returns the plan to load with, and what to call when the load has ended
 */
export async function guardGpu(
  plan: GpuPlan,
  cacheDir: string | undefined,
): Promise<{ plan: GpuPlan; ended: () => Promise<void> }> {
  const nothing = async () => {};
  if (plan.layers === 0 || !cacheDir) return { plan, ended: nothing };
  const file = join(cacheDir, 'gpu-loads');
  const lost = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (lost >= MAX_LOST_LOADS) return { plan: NO_GPU, ended: nothing };
  await mkdir(cacheDir, { recursive: true });
  await writeFile(file, String(lost + 1));
  return { plan, ended: () => rm(file, { force: true }) };
}
