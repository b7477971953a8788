/** One answer: from the kept conversation to the engine's turns, and from its events to the answer turn. */
import type { AskEvent, AskParams, AskResult, ImageId, Turn } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { abortable } from '../abortable.ts';
import type { Attachments } from '../engine/attachments.ts';
import type { EngineService } from '../engine/engineService.ts';
import type { Conversation, ConversationTurn, UserTurn } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

export interface AnswerRequest {
  /** The conversation up to and with the question. */
  turns: ConversationTurn[];
  pictures: PictureRecord[];
  maxTokens: number;
  temperature: number;
  /** Id of the conversation. */
  session?: string;
  signal: AbortSignal;
  onEvent: (event: AskEvent) => void;
}

export interface Answerer {
  engine: EngineService;
  attachments: Attachments;
}

/** Asks the engine, once all pictures of the conversation are in it. */
export async function askEngine({ engine, attachments }: Answerer, request: AnswerRequest): Promise<AskResult> {
  const held = await attachAll(attachments, request);
  const params: AskParams = {
    turns: engineTurns(request.turns, held),
    maxTokens: request.maxTokens,
    sampling: { temperature: request.temperature },
    ...(request.session && { session: request.session }),
  };
  return await engine.request('ask', params, { signal: request.signal, onEvent: request.onEvent });
}

/** Lets the engine evaluate the beginning of a question that is still being typed, where its model is loaded already. */
export async function prepareQuestion({ engine, attachments }: Answerer, conversation: Conversation): Promise<void> {
  const { turns, pictures, pending, draft } = conversation;
  if (!engine.model || draft.trim() === '') return;
  const all: ConversationTurn[] = [...turns, { role: 'user', id: '', text: draft.trim(), pictures: pending }];
  const held = await attachAll(attachments, { turns: all, pictures });
  if (held.size > 0) await engine.request('prepare', { turns: engineTurns(all, held) });
}

/** The turns as the engine takes them: failed answers and their questions' silence left out, prompts in place of labels. */
export function engineTurns(turns: ConversationTurn[], held: ReadonlySet<ImageId>): Turn[] {
  const result: Turn[] = [];
  turns.forEach((turn, index) => {
    if (turn.role === 'user') {
      const answer = turns[index + 1];
      const last = index === turns.length - 1;
      // A question that never got a word of answer would confuse the model: two user turns in a row.
      if (!last && (answer?.role !== 'assistant' || answer.text === '')) return;
      const images = shownTo(turn).filter((id) => held.has(id));
      result.push({
        role: 'user',
        text: turn.prompt ?? turn.text,
        ...(images.length && { images }),
        ...(turn.ocr && { ocr: turn.ocr }),
      });
    } else if (turn.text !== '') {
      result.push({ role: 'assistant', text: turn.written ?? turn.text });
    }
  });
  return result;
}

/** Pictures in the prompt of a turn: its own, and after them the parts that are looked at together with them. */
function shownTo({ pictures, tiles }: UserTurn): ImageId[] {
  return tiles?.mode === 'together' ? [...pictures, ...tiles.pictures] : pictures;
}

/**
 * What a new picture's prefill is built on: the turns so far, and the pictures that wait in the composer before it.
 * The conversation is looked at now; the returned function attaches what it needs, never the picture itself.
 */
export function turnsAhead(
  attachments: Attachments,
  conversation: Conversation,
  picture: ImageId,
): () => Promise<Turn[]> {
  const turns = [...conversation.turns];
  const before = conversation.pending.slice(0, Math.max(0, conversation.pending.indexOf(picture)));
  const asked = turns.flatMap((turn) => (turn.role === 'user' ? shownTo(turn) : []));
  const needed = conversation.pictures.filter(
    ({ id }) => id !== picture && (asked.includes(id) || before.includes(id)),
  );
  return async () => {
    const held = new Set<ImageId>();
    for (const record of needed) if (await attachments.attach(record).catch(() => undefined)) held.add(record.id);
    const images = before.filter((id) => held.has(id));
    return [...engineTurns(turns, held), ...(images.length ? [{ role: 'user' as const, text: '', images }] : [])];
  };
}

/** The pictures that the engine holds now. A picture of an earlier turn that can no longer be read is left out; one of this question fails it. */
async function attachAll(
  attachments: Attachments,
  request: Pick<AnswerRequest, 'turns' | 'pictures'> & { signal?: AbortSignal },
): Promise<Set<ImageId>> {
  const asked = request.turns.flatMap((turn) => (turn.role === 'user' ? shownTo(turn) : []));
  const question = request.turns.at(-1);
  const needed = question?.role === 'user' ? shownTo(question) : [];
  const held = new Set<ImageId>();
  for (const picture of request.pictures) {
    if (!asked.includes(picture.id)) continue;
    try {
      await abortable(attachments.attach(picture), request.signal);
      held.add(picture.id);
    } catch (thrown) {
      const error = ImpError.from(thrown);
      if (needed.includes(picture.id) || !error.code.startsWith('image-')) throw error;
    }
  }
  return held;
}
