/** One question to a session: fit, encode, prefill, generate. */
import type { AskEvent, AskParams, AskResult, ImageId, Turn } from '../shared/engine.ts';
import { BUILTIN_MODEL, MOST_ANSWER_TOKENS } from '../shared/models.ts';
import { aheadSegments, fitConversation, typedSegments, type FitOptions } from './conversation.ts';
import { generate } from './language/generate.ts';
import { schemaToGrammar } from './language/grammar.ts';
import { beginRefusal, isRefusal, NANO_REFUSAL } from './language/refusal.ts';
import { createSampler } from './language/sampler.ts';
import type { Segment } from './language/vocabulary.ts';
import type { Pictures } from './pictures.ts';
import type { LoadedPair } from './loadedPair.ts';

export interface Prefilled {
  encodeMs: number;
  prefillMs: number;
  evaluated: number;
  reused: number;
}

type Emit = (event: AskEvent) => void;

/** @throws ImpError `context-full`, `image-unknown`, `usage`, `internal`; a cancel while generating is a result, before that `cancelled` */
export async function answer(
  session: LoadedPair,
  pictures: Pictures,
  params: AskParams,
  emit: Emit,
  signal: AbortSignal,
): Promise<Omit<AskResult, 'timings'> & { timings: Omit<AskResult['timings'], 'load_ms' | 'total_ms'> }> {
  const started = performance.now();
  const { language, languageFacts } = session;
  const sampling = params.sampling ?? {};
  const grammar = sampling.grammar ?? (sampling.jsonSchema && (await schemaToGrammar(sampling.jsonSchema)));
  const fitted = fitConversation(params.turns, fitOptions(session, params));
  for (const id of imagesOf(fitted.segments)) pictures.facts(id); // unknown ones are named before minutes are spent
  if (fitted.droppedTurns > 0) emit({ type: 'dropped', turns: fitted.droppedTurns, images: fitted.droppedImages });
  const sampler = createSampler(session.native, language.vocabPointer, languageFacts.vocabulary, sampling, grammar);
  try {
    const prefilled = await prefill(session, pictures, fitted.segments, true, emit, signal);
    const begun = grammar === undefined ? await refused(session, pictures, fitted.segments, emit, signal) : [];
    emit({ type: 'phase', phase: 'generating' });
    const prefilledAt = performance.now();
    const generated = await generate(language, sampler, {
      maxTokens: params.maxTokens ?? MOST_ANSWER_TOKENS,
      stop: [...languageFacts.stop, ...(params.stop ?? [])],
      stopTokens: stopTokens(session),
      begun,
      drafts: true,
      signal,
      onText: (text, tokens) => emit({ type: 'text', text, tokens }),
    });
    return {
      answer: generated.answer,
      stop: generated.stop,
      reusedTokens: prefilled.reused,
      droppedTurns: fitted.droppedTurns,
      ...(session.facts.id === BUILTIN_MODEL && isRefusal(generated.answer) && { refused: true }),
      timings: {
        encode_ms: prefilled.encodeMs,
        prefill_tokens: prefilled.evaluated,
        prefill_ms: prefilled.prefillMs,
        first_token_ms: prefilledAt - started + generated.firstMs,
        generated_tokens: generated.tokens,
        drafted_tokens: generated.drafted,
        generate_ms: generated.ms,
      },
    };
  } finally {
    sampler.free();
  }
}

/** The beginning of the built-in model's refusal where it should refuse; otherwise nothing, and the prompt's logits are there as before. */
async function refused(
  session: LoadedPair,
  pictures: Pictures,
  segments: readonly Segment[],
  emit: Emit,
  signal: AbortSignal,
): Promise<number[]> {
  const { language, facts } = session;
  if (facts.id !== BUILTIN_MODEL || imagesOf(segments).length === 0) return [];
  const prompt = language.sequence.length;
  const tokens = await beginRefusal(language, NANO_REFUSAL, signal);
  if (tokens.length === 0 && language.sequence.length > prompt)
    await prefill(session, pictures, segments, true, emit, signal);
  return tokens;
}

/** Encodes a picture and evaluates the prompt up to it, before the question is known. */
export async function prefillAhead(
  session: LoadedPair,
  pictures: Pictures,
  id: ImageId,
  ahead: { turns: Turn[]; system?: string },
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  const segments = aheadSegments(ahead.turns, id, fitOptions(session, { turns: ahead.turns, system: ahead.system }));
  await prefill(session, pictures, segments, false, emit, signal);
}

/** Evaluates what a question that is still being typed has in common with the finished one. @throws ImpError `context-full`, `cancelled` */
export async function prepare(
  session: LoadedPair,
  pictures: Pictures,
  asked: Pick<AskParams, 'turns' | 'system'>,
  signal: AbortSignal,
): Promise<void> {
  await prefill(session, pictures, typedSegments(asked.turns, fitOptions(session, asked)), false, () => {}, signal);
}

/** Makes the KV cache hold the prompt; pictures whose cells are missing are encoded on the way. */
export async function prefill(
  session: LoadedPair,
  pictures: Pictures,
  segments: readonly Segment[],
  logits: boolean,
  emit: Emit,
  signal: AbortSignal,
): Promise<Prefilled> {
  const started = performance.now();
  let encodeMs = 0;
  const report = (phase: 'encoding' | 'prefilling', fraction: number) => emit({ type: 'phase', phase, fraction });
  session.language.threads.fit();
  const { reused, evaluated } = await session.language.sequence.evaluate(segments, {
    imageTokens: session.vision.facts.tokens,
    logits,
    signal,
    async embeddings(id) {
      const known = pictures.embeddings(id);
      if (known) return known;
      const before = performance.now();
      report('encoding', 0);
      const data = await encode(session, pictures, id, (fraction) => report('encoding', fraction), signal);
      encodeMs += performance.now() - before;
      return data;
    },
    onProgress: (fraction) => report('prefilling', fraction),
  });
  return { encodeMs, prefillMs: performance.now() - started - encodeMs, evaluated, reused };
}

/** A picture's embeddings, [views × tokens, width], from the cache or computed. @throws ImpError `image-unknown`, `cancelled` */
export async function encode(
  session: LoadedPair,
  pictures: Pictures,
  id: ImageId,
  onProgress?: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const known = pictures.embeddings(id);
  if (known) return known;
  const data = await session.encode(await pictures.squares(id, session.squares), { signal, onProgress });
  pictures.keepEmbeddings(id, data);
  return data;
}

export function fitOptions(session: LoadedPair, params: Pick<AskParams, 'turns' | 'system' | 'maxTokens'>): FitOptions {
  return {
    template: session.template,
    vocabulary: session.language.vocabulary,
    system: params.system ?? session.languageFacts.system,
    imageTokens: session.vision.facts.tokens,
    capacity: session.language.contextTokens,
    maxTokens: params.maxTokens ?? MOST_ANSWER_TOKENS,
    onePicture: session.facts.id === BUILTIN_MODEL,
  };
}

/** A model that begins another role has ended its answer. */
function stopTokens({ template, language }: LoadedPair): Set<number> {
  return new Set(template.markers.flatMap((text) => language.vocabulary.control(text) ?? []));
}

function imagesOf(segments: readonly Segment[]): ImageId[] {
  return segments.flatMap((segment) => ('image' in segment ? [segment.image] : []));
}
