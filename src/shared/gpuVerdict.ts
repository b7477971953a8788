/** What is kept of a GPU that crashed or hung: written by the engine, shown in the log and the picker. */
import { msg, type Message } from './message.ts';

/** In the folder of the engine's measurements. */
export const GPU_FILE = 'gpu.json';

/** Why a GPU is left alone. */
export interface GpuVerdict {
  device: string;
  why: 'crashed' | 'hung';
  /** How the process ended, or what it did last. */
  detail: string;
}

export function verdictNote({ device, why, detail }: GpuVerdict): Message {
  const what = why === 'hung' ? msg`hung (${detail})` : msg`ended the engine (${detail})`;
  return msg`The GPU ${device} ${what} and is left alone until its driver changes; switching imp.gpu off and on again, or --gpu again, tries it once more.`;
}
