/** The loop that turns logits into an answer. */
import type { AskResult } from '../../shared/engine.ts';
import { ImpError, throwIfStopped } from '../../shared/errors.ts';
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
  /** Whether tokens are drafted from what is there already (promptLookup.ts). */
  drafts?: boolean;
  signal?: AbortSignal;
  onText?: (text: string, tokens: number) => void;
  /** Each token as it is chosen, before it is evaluated. */
  onToken?: (token: number) => void;
}

export interface Generated {
  answer: string;
  stop: AskResult['stop'];
  tokens: number;
  /** Of these, how many had been drafted. */
  drafted: number;
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
  const lookup = options.drafts && sequence.outputs > 1 ? model.lookup : undefined;
  /** What was evaluated with the newest token on trial, and how much of it was right. */
  let trial: number[] = [];
  let right = 0;
  let drafted = 0;
  /** Of the last batch, the token after which the next one comes; -1: its last one, where the logits of several views are joined. */
  let index = -1;
  lookup?.draft(sequence.cells, 0); // the first token comes with the prompt
  const emit = (text: string) => {
    if (text !== '') options.onText?.(text, tokens);
  };
  for (const token of options.begun ?? []) {
    tokens++;
    emit(answer.push(vocabulary.bytes(token)));
  }
  try {
    while (tokens < options.maxTokens) {
      throwIfStopped(options.signal);
      const token = sampler.sample(context, index);
      options.onToken?.(token);
      lookup?.observe(token);
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
      if (right < trial.length && trial[right] === token) {
        index = ++right;
        drafted++;
        continue;
      }
      sequence.truncate(sequence.length - (trial.length - right));
      [trial, right] = [[], 0];
      if (tokens === options.maxTokens || sequence.length === sequence.capacity) break;
      const room = Math.min(sequence.capacity - sequence.length, options.maxTokens - tokens, sequence.outputs) - 1;
      const draft = lookup?.draft([...sequence.cells, token], room) ?? [];
      threads.fit();
      const before = performance.now();
      await sequence.append([token, ...draft], options.signal);
      lookup?.recordStep(1 + draft.length, performance.now() - before);
      trial = draft;
      index = draft.length > 0 ? 0 : -1;
    }
  } catch (thrown) {
    if (ImpError.from(thrown).code !== 'cancelled') throw thrown;
    stop = 'cancelled';
  }
  sequence.truncate(sequence.length - (trial.length - right));
  emit(answer.end());
  return { answer: answer.text, stop, tokens, drafted, firstMs, ms: performance.now() - started };
}
