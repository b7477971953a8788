/** The network of network.c in WebAssembly: its memory holds the weights (5.6 MB) and what a line needs. */
import { contentOf, type LineFiles } from './files.ts';
import { resample } from './resample.ts';
import type { Rgb } from '../page/normalise.ts';

/** Rows of a picture that the network takes. */
export const LINE_HEIGHT = 48;
/** Columns that become one step. */
export const STEP = 8;
const FEATURES = 120;
const PAGE = 65536;
/** What a step needs while it is computed, generously; and beside it. */
const STEP_BYTES = 260_000;
const SPARE_BYTES = 1 << 20;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Node's types know no more of it than its name, without the browser's. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(program: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }> };
};

interface Exports {
  memory: Memory;
  heap(): number;
  features(weights: number, picture: number, width: number, free: number): number;
  scores(features: number, steps: number, count: number): number;
}

export interface Network {
  /**
   * @param width columns after enlargement to 48 rows, a multiple of 8
   * @returns a score for each character at each step, `[width / 8][count]`; valid until the next call
   */
  scores(picture: Rgb, width: number, count: number): Float32Array;
}

export async function loadNetwork(files: LineFiles): Promise<Network> {
  const { instance } = await WebAssembly.instantiate(contentOf(files.program), {});
  const program = instance.exports as unknown as Exports;
  const weights = contentOf(files.weights);
  const heap = program.heap();
  const behind = aligned(heap + weights.length);
  reserve(program.memory, behind);
  new Uint8Array(program.memory.buffer).set(weights, heap);
  return {
    scores(picture, width, count) {
      const steps = width / STEP;
      const values = 3 * LINE_HEIGHT * width;
      const free = aligned(behind + 4 * values);
      reserve(program.memory, free + steps * (STEP_BYTES + 4 * (count + FEATURES)) + SPARE_BYTES);
      resample(picture, width, LINE_HEIGHT, new Float32Array(program.memory.buffer, behind, values));
      const features = program.features(heap, behind, width, free);
      return new Float32Array(program.memory.buffer, program.scores(features, steps, count), steps * count);
    },
  };
}

const aligned = (address: number) => (address + 63) & ~63;

function reserve(memory: Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
