/** Lets a model refuse a question that it all but refused. */
import type { LanguageModel } from './languageModel.ts';
import { lnTotal } from './streams.ts';

export interface Refusal {
  /** How each of the model's refusals begins, and no other answer. */
  start: string;
  /** ln P from which the beginning is taken although another one is likelier. */
  logProbability: number;
}

/** Imp-nano's: likelier than to all but two in a thousand questions within its field (models/nano/train/refusal.py). */
export const NANO_REFUSAL: Refusal = { start: ' This looks', logProbability: -5.35 };

/** Whether an answer of Imp-nano says that it takes a larger model. */
export const isRefusal = (answer: string): boolean => answer.startsWith(NANO_REFUSAL.start.trimStart());

/**
 * A small model that meets a question in words it was never trained on answers the nearest question that it knows. Its refusals are then
 * not the likeliest answer, but thousands of times likelier than to questions within its field. After a prompt with its logits: when the
 * refusal is likely enough, its beginning is evaluated and returned, and the answer goes on from there. Otherwise nothing is returned, and
 * where `sequence` is longer than before, the prompt has to be evaluated again.
 */
export async function beginRefusal(
  { sequence, vocabulary }: LanguageModel,
  refusal: Refusal,
  signal?: AbortSignal,
): Promise<number[]> {
  const tokens = vocabulary.tokenize(refusal.start);
  if (sequence.length + tokens.length >= sequence.capacity) return [];
  let likelihood = 0;
  for (const token of tokens) {
    likelihood += logProbability(sequence.logits(), token);
    if (likelihood < refusal.logProbability) return [];
    await sequence.append([token], signal);
  }
  return tokens;
}

/** ln of the softmax of `logits` at `token`. */
export const logProbability = (logits: Float32Array, token: number): number => logits[token]! - lnTotal(logits);
