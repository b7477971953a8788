/** Fits a conversation into the context: the oldest turns are dropped first, the pictures in use stay. */
import type { Template } from '../pair/templates.ts';
import type { ImageId, Turn } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { Segment, Vocabulary } from './language/vocabulary.ts';

export interface Fitted {
  segments: Segment[];
  /** Tokens of the prompt, pictures included. */
  tokens: number;
  droppedTurns: number;
  droppedImages: ImageId[];
}

export interface FitOptions {
  template: Template;
  vocabulary: Vocabulary;
  system: string;
  imageTokens: number;
  /** Positions of the context. */
  capacity: number;
  maxTokens: number;
  /** The model was trained on talks about one picture: those about an earlier one would make it answer about that. */
  onePicture?: boolean;
}

/** Room for an answer that is always kept, and the share of the context that is given up for more of it. */
const LEAST_ANSWER = 32;
const ANSWER_SHARE = 1 / 4;

/**
 * The prompt of a conversation whose last turn is the user's.
 * Pictures in use are those of the last turn that has any; when that turn is dropped, they move to the first one that stays.
 * With `onePicture`, the prompt begins with that turn.
 * @throws ImpError `context-full` with the numbers when the last turn alone does not fit, `usage` for a malformed conversation
 */
export function fitConversation(turns: readonly Turn[], options: FitOptions): Fitted {
  checkTurns(turns);
  if (options.onePicture)
    turns = turns.slice(
      Math.max(
        0,
        turns.findLastIndex((turn) => turn.images?.length),
      ),
    );
  const room = (answer: number) => options.capacity - answer;
  const wanted = room(Math.min(options.maxTokens, Math.floor(options.capacity * ANSWER_SHARE)));
  const least = room(Math.min(options.maxTokens, LEAST_ANSWER));
  let fitted!: Fitted;
  for (const first of firstTurns(turns)) {
    fitted = attempt(turns, first, options);
    if (fitted.tokens <= wanted) return fitted;
  }
  if (fitted.tokens <= least) return fitted;
  const pictures = fitted.segments.filter((segment) => 'image' in segment).length;
  throw new ImpError(
    'context-full',
    msg`This question needs ${fitted.tokens} tokens (${pictures} × ${options.imageTokens} for pictures) and ${LEAST_ANSWER} for the answer, but the model's context has ${options.capacity}. Use fewer pictures or a shorter text.`,
    {
      details: {
        promptTokens: fitted.tokens,
        pictures,
        imageTokens: options.imageTokens,
        contextTokens: options.capacity,
      },
    },
  );
}

/** Indices of the user's turns: the places where a shortened conversation may begin. */
function firstTurns(turns: readonly Turn[]): number[] {
  return turns.flatMap((turn, i) => (turn.role === 'user' ? [i] : []));
}

function attempt(turns: readonly Turn[], first: number, options: FitOptions): Fitted {
  const inUse = turns.findLastIndex((turn) => turn.images?.length);
  const carried = inUse >= 0 && inUse < first ? turns[inUse]!.images! : [];
  const [head, ...rest] = turns.slice(first);
  const kept = [{ ...head!, images: [...carried, ...(head!.images ?? [])] }, ...rest];
  const segments = options.vocabulary.segments(options.template.pieces(kept, options.system));
  const stays = new Set(kept.flatMap((turn) => turn.images ?? []));
  return {
    segments,
    tokens: countTokens(segments, options.imageTokens),
    droppedTurns: first,
    droppedImages: [...new Set(turns.slice(0, first).flatMap((turn) => turn.images ?? []))].filter(
      (id) => !stays.has(id),
    ),
  };
}

/**
 * The beginning that the next question will share, whatever it is: up to and including the last picture and its line break.
 * @param turns the conversation so far; the picture joins its last turn when that is the user's, and begins a new one otherwise
 */
export function aheadSegments(turns: readonly Turn[], image: ImageId, options: FitOptions): Segment[] {
  const last = turns.at(-1);
  const open: Turn =
    last?.role === 'user'
      ? { ...last, text: '', images: [...(last.images ?? []).filter((id) => id !== image), image] }
      : { role: 'user', text: '', images: [image] };
  const { segments } = fitConversation([...(last?.role === 'user' ? turns.slice(0, -1) : turns), open], options);
  const end = segments.findLastIndex((segment) => 'image' in segment);
  return [...segments.slice(0, end + 1), { tokens: options.vocabulary.tokenize('\n') }];
}

/** The beginning that a question has in common with what it becomes when somebody goes on typing; the last word may still change. */
export function typedSegments(turns: readonly Turn[], options: FitOptions): Segment[] {
  const longer = turns.map((turn, i) => (i === turns.length - 1 ? { ...turn, text: `${turn.text} and` } : turn));
  const [now, later] = [turns, longer].map((some) => fitConversation(some, options).segments) as [Segment[], Segment[]];
  const common: Segment[] = [];
  for (const [i, segment] of now.entries()) {
    const other = later[i];
    if ('image' in segment) {
      if (!other || !('image' in other) || other.image !== segment.image) break;
      common.push(segment);
      continue;
    }
    if (!other || !('tokens' in other)) break;
    const end = segment.tokens.findIndex((token, k) => token !== other.tokens[k]);
    common.push(end < 0 ? segment : { tokens: segment.tokens.slice(0, end) });
    if (end >= 0) break;
  }
  return common;
}

export function countTokens(segments: readonly Segment[], imageTokens: number): number {
  return segments.reduce((sum, segment) => sum + ('tokens' in segment ? segment.tokens.length : imageTokens), 0);
}

function checkTurns(turns: readonly Turn[]): void {
  if (turns.length === 0 || turns.at(-1)!.role !== 'user')
    throw new ImpError('usage', msg`The last turn of the conversation must be a question.`);
  if (turns[0]!.role !== 'user')
    throw new ImpError('usage', msg`The first turn of the conversation must be a question.`);
}
