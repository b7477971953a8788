/** Facts of a model that is not here yet, as its conversion with the default types will make them. */
import type { CatalogEntry } from './catalog.ts';
import type { PairFacts, WeightTotals } from '../pair/pair.ts';

/** Bytes a weight: blocks of 32 or 256 with their scales (ggml.h). */
const BYTES_PER_WEIGHT: Record<string, number> = { q4_k: 144 / 256, q6_k: 210 / 256, q5_0: 22 / 32, q8_0: 34 / 32 };
const PLANNED_TYPE = 'Q4_K_M';
const PLANNED_VISION_TYPE = 'Q8_0';

/**
 * The pair that the converter makes of a checkpoint with its default types (Q4_K_M, vision Q8_0): llama.cpp's mix of
 * Q4_K and Q6_K, with Q5_0 and Q8_0 where rows are no multiple of 256. Undefined for entries without dimensions.
 */
export function plannedFacts(entry: CatalogEntry): PairFacts | undefined {
  const { language, vision } = entry;
  if (!language || !vision) return undefined;
  const { layers, width, ffn, vocab } = language;
  const kvWidth = (width / language.heads) * language.kvHeads;
  const gated = language.architecture !== 'phi2';

  const fused = language.architecture === 'phi3'; // q, k and v in one matrix, which gets v's type

  const blocks = new Sum();
  blocks.add(
    'q4_k',
    layers * (width * width + (fused ? 0 : width * (width + kvWidth)) + (gated ? 2 : 1) * width * ffn),
  ); // output, q, k, up (and gate)
  const whole = ffn % 256 === 0;
  for (const [type, rows] of [
    ['q4_k', layers / 2],
    ['q6_k', layers / 2],
  ] as const) {
    blocks.add(type, rows * width * (fused ? width + 2 * kvWidth : kvWidth)); // v
    blocks.add(whole ? type : type === 'q4_k' ? 'q5_0' : 'q8_0', rows * ffn * width); // down
  }
  const output = new Sum();
  output.add('q6_k', vocab * width);
  const tower = new Sum();
  const visionFfn = Math.ceil(vision.ffn / 32) * 32; // padded by the converter
  tower.add(
    'q8_0',
    vision.layers * (4 * vision.width ** 2 + 2 * vision.width * visionFfn) + vision.width * width + width * width,
  );
  const embeddings = vocab * width * BYTES_PER_WEIGHT.q4_k!;
  const patches = Math.floor(vision.side / vision.patch) ** 2;
  const patchBytes = 2 * 3 * vision.patch ** 2 * vision.width + 4 * patches * vision.width;
  return {
    name: entry.name,
    license: entry.license.id,
    language,
    vision,
    imageTokens: entry.imageTokens ?? patches,
    parameters: entry.parameters ?? 0,
    quantization: PLANNED_TYPE,
    visionQuantization: PLANNED_VISION_TYPE,
    blockWeights: blocks.list(),
    outputWeights: output.list(),
    visionWeights: tower.list(),
    fileBytes: Math.round(blocks.bytes() + output.bytes() + tower.bytes() + embeddings + patchBytes),
  };
}

class Sum {
  readonly #elements = new Map<string, number>();

  add(type: string, elements: number): void {
    this.#elements.set(type, (this.#elements.get(type) ?? 0) + elements);
  }

  list(): WeightTotals[] {
    return [...this.#elements].map(([type, elements]) => ({
      type,
      elements,
      bytes: elements * BYTES_PER_WEIGHT[type]!,
    }));
  }

  bytes(): number {
    return this.list().reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
