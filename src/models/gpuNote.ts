/** What the engine has noted of this machine's GPU: see engine/gpu.ts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { GPU_FILE, verdictNote } from '../shared/gpuVerdict.ts';
import type { Text } from '../shared/message.ts';

const kept = z.object({
  verdict: z.object({ device: z.string(), why: z.enum(['crashed', 'hung']), detail: z.string() }).optional(),
});

/** @param root of the store: the extension keeps measurements there, the command line in its folder `cache` */
export async function keptGpuNote(root: string): Promise<Text | undefined> {
  for (const folder of [root, join(root, 'cache')]) {
    const text = await readFile(join(folder, GPU_FILE), 'utf8').catch(() => '');
    try {
      const { verdict } = kept.parse(JSON.parse(text));
      if (verdict) return verdictNote(verdict);
    } catch {
      // none, or damaged: nothing to say
    }
  }
  return undefined;
}
