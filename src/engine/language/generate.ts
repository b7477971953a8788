/** The loop that turns logits into an answer. */
import type { AskResult } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { AnswerText } from './answerText.ts';
import type { LanguageModel } from './languageModel.ts';
import type { Sampler } from './sampler.ts';

export interface GenerateOptions {
  maxTokens: number;
  /** Texts that end the answer. */
  stop: readonly string[];
  /** Tokens that end the answer, besides the model's own. */
  stopTokens: ReadonlySet<number>;
  /** Tokens that the answer begins with; evaluated already. */
  begun?: readonly number[];
  signal?: AbortSignal;
  onText?: (text: string, tokens: number) => void;
  /** Each token as it is chosen, before it is evaluated. */
  onToken?: (token: number) => void;
}

export interface Generated {
  answer: string;
  stop: AskResult['stop'];
  tokens: number;
  /** Milliseconds from the call to the first token. */
  firstMs: number;
  ms: number;
}

/**
 * Generates from the logits of the sequence's last position. A cancel is an answer that ends early, not an error.
 * @throws ImpError `internal` when native code fails
 */
export async function generate(model: LanguageModel, sampler: Sampler, options: GenerateOptions): Promise<Generated> {
  const { sequence, vocabulary, context, threads } = model;
  const answer = new AnswerText(options.stop);
  const started = performance.now();
  let firstMs = 0;
  let tokens = 0;
  let stop: AskResult['stop'] = 'length';
  const emit = (text: string) => {
    if (text !== '') options.onText?.(text, tokens);
  };
  for (const token of options.begun ?? []) {
    tokens++;
    emit(answer.push(vocabulary.bytes(token)));
  }
  try {
    while (tokens < options.maxTokens) {
      if (options.signal?.aborted) throw new ImpError('cancelled', 'Stopped.');
      const token = sampler.sample(context);
      options.onToken?.(token);
      firstMs ||= performance.now() - started;
      if (vocabulary.isEnd(token) || options.stopTokens.has(token)) {
        stop = 'end';
        break;
      }
      tokens++;
      emit(answer.push(vocabulary.bytes(token)));
      if (answer.stopped) {
        stop = 'end';
        break;
      }
      if (tokens === options.maxTokens || sequence.length === sequence.capacity) break;
      threads.fit();
      await sequence.append(token, options.signal);
    }
  } catch (thrown) {
    if (ImpError.from(thrown).code !== 'cancelled') throw thrown;
    stop = 'cancelled';
  }
  emit(answer.end());
  return { answer: answer.text, stop, tokens, firstMs, ms: performance.now() - started };
}
