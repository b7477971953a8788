/**
 * The process that draws SVGs, one at a time. A drawing of a kilobyte can ask for hours and for all memory (nested <use>,
 * filters, masks), and the library cannot be interrupted: so it runs where it can be ended without harm.
 */
import { setPriority } from 'node:os';
import { writeFileSync } from 'node:fs';
import sharp, { type SharpOptions } from 'sharp';
import { MAX_PIXELS, MAX_SVG_PIXELS, MIN_SIDE } from '../../shared/pictureLimits.ts';
import { prepareSvg } from './prepare.ts';
import type { DrawAnswer, DrawRequest } from './protocol.ts';

/** A drawing of 16 megapixels takes 200 MB with its layers; the process itself 80. */
const MAX_MEMORY_BYTES = 768 * 1024 * 1024;
const MEMORY_CHECK_MS = 40;

sharp.cache(false);
sharp.concurrency(1);
quietly(() => setPriority(10));
// Where memory runs out all the same, this process goes first.
if (process.platform === 'linux') quietly(() => writeFileSync('/proc/self/oom_score_adj', '1000'));

const leave = () => process.kill(process.pid, 'SIGKILL');
process.once('disconnect', leave);
process.on('SIGINT', () => {});

process.on('message', ({ id, bytes }: DrawRequest) => {
  // The library works on a thread of its own, so that this one can watch it.
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > MAX_MEMORY_BYTES) answer({ id, type: 'memory' }, leave);
  }, MEMORY_CHECK_MS);
  void draw(id, bytes)
    .finally(() => clearInterval(watch))
    .then((result) => answer(result));
});

process.send?.({ id: 0, type: 'ready' } satisfies DrawAnswer);

function answer(message: DrawAnswer, then?: () => void): void {
  process.send?.(message, undefined, undefined, () => then?.());
}

async function draw(id: number, bytes: Uint8Array): Promise<DrawAnswer> {
  const options: SharpOptions = { failOn: 'error', limitInputPixels: false, animated: false };
  let step: 'header' | 'data' = 'header';
  try {
    const svg = prepareSvg(bytes);
    const { width = 0, height = 0 } = await sharp(svg, options).metadata();
    if (width * height > MAX_PIXELS) return { id, type: 'too-large', width, height };
    if (width < MIN_SIDE || height < MIN_SIDE) return { id, type: 'too-small', width, height };
    step = 'data';
    const scale = Math.min(1, Math.sqrt(MAX_SVG_PIXELS / (width * height)));
    const drawn = sharp(svg, { ...options, density: 72 * scale });
    const { data, info } = await drawn.png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
    return { id, type: 'drawn', png: data, width: info.width, height: info.height };
  } catch (cause) {
    return { id, type: 'failed', step, message: (cause as Error).message };
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A wish: the process does its work without.
  }
}
