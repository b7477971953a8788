/** Whether a model fits before anything of it is loaded. */
import type { MemoryNeed } from '../shared/models.ts';
import { formatBytes } from '../shared/models.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { availableMemory, DEFAULT_CONTEXT, memoryNeed } from '../pair/memory.ts';
import type { LanguageFacts } from '../pair/language.ts';
import type { VisionFacts } from '../pair/vision.ts';

/** Smallest context that a picture and a question fit into comfortably. */
const LEAST_CONTEXT = 1024;
/** Part of the available memory that stays free for everything else. */
const RESERVE_BYTES = 300e6;

export interface MemoryPlan extends MemoryNeed {
  contextTokens: number;
}

/**
 * The context that fits, and what it all needs.
 * @param views of each picture, each with a KV cache of its own
 * @param wanted context in tokens that was asked for; absent: the model's own, at most DEFAULT_CONTEXT
 * @throws ImpError `memory` with the figures when even a small context does not fit
 */
export async function planMemory(
  fileBytes: number,
  language: LanguageFacts,
  vision: VisionFacts,
  views: number,
  wanted?: number,
): Promise<MemoryPlan> {
  const available = await availableMemory();
  const most = Math.min(language.trainedContext, wanted ?? DEFAULT_CONTEXT);
  const need = (contextTokens: number): MemoryPlan => ({
    ...memoryNeed(fileBytes, languageShape(language, contextTokens), visionShape(vision), available, {
      views,
      maxContext: contextTokens,
    }),
    contextTokens,
  });
  const fits = (plan: MemoryPlan) => plan.needBytes + RESERVE_BYTES <= available;
  for (let context = most; ; context = Math.floor(context / 2)) {
    const plan = need(context);
    if (fits(plan)) return plan;
    if (wanted !== undefined || context / 2 < Math.min(LEAST_CONTEXT, most)) throw tooLarge(language, plan);
  }
}

function tooLarge(language: LanguageFacts, plan: MemoryPlan): ImpError {
  const parts = msg`${formatBytes(plan.weightBytes)} weights, ${formatBytes(plan.kvBytes)} for ${plan.contextTokens} tokens of context, ${formatBytes(plan.computeBytes)} to compute`;
  return new ImpError(
    'memory',
    msg`${language.name} needs ${formatBytes(plan.needBytes)} of memory (${parts}), but ${formatBytes(plan.availableBytes)} are available. Close other programs, set a smaller context, or choose a smaller model such as the built-in one.`,
    { details: { needBytes: plan.needBytes, availableBytes: plan.availableBytes, contextTokens: plan.contextTokens } },
  );
}

function languageShape(facts: LanguageFacts, context: number): Parameters<typeof memoryNeed>[1] {
  const { architecture, layers, width, ffn, heads, kvHeads, vocabulary } = facts;
  return { architecture, layers, width, ffn, heads, kvHeads, vocab: vocabulary, context };
}

function visionShape(facts: VisionFacts): Parameters<typeof memoryNeed>[2] {
  return {
    side: facts.side,
    patch: facts.patch,
    layers: facts.blocks,
    width: facts.hidden,
    ffn: facts.hidden * 4,
    heads: facts.heads,
  };
}
