/** A conversation as it is kept on disk. */
import type { ImageId } from '../../shared/engine.ts';
import type { AnswerTurnView, CodeTarget, ConversationSummary, UserTurnView } from '../../shared/panel.ts';
import type { PictureRecord } from '../pictures/record.ts';

/** Raised when the format changes in a way that older files cannot be read. */
export const CONVERSATION_VERSION = 1;

export interface UserTurn extends UserTurnView {
  /** What the model is asked, when it differs from the shown text. */
  prompt?: string;
  target?: CodeTarget;
  /** It asks what its last two pictures differ in. */
  compare?: true;
  /** Text recognised in the pictures that went out with the question. */
  ocr?: string;
  /** The same for each part of `tiles`, where they are asked about in turn. */
  partOcr?: (string | undefined)[];
}

export type AnswerTurn = AnswerTurnView;
export type ConversationTurn = UserTurn | AnswerTurn;

/** The question whose pictures the last of these turns is about: a later one about the same has none of its own. */
export function pictureTurn(turns: readonly ConversationTurn[]): UserTurn | undefined {
  return turns.findLast((turn): turn is UserTurn => turn.role === 'user' && turn.pictures.length > 0);
}

export interface Conversation {
  version: typeof CONVERSATION_VERSION;
  id: string;
  title: string;
  createdAt: number;
  updatedAt: number;
  pictures: PictureRecord[];
  turns: ConversationTurn[];
  /** Pictures in the composer, not yet asked about. */
  pending: ImageId[];
  /** Text in the composer. */
  draft: string;
}

export function summarize(conversation: Conversation): ConversationSummary {
  const { id, title, updatedAt, turns } = conversation;
  const users = turns.filter((turn) => turn.role === 'user');
  const [first] = users.flatMap((turn) => turn.pictures);
  const picture = conversation.pictures.find((record) => record.id === first);
  return {
    ...(picture && { thumbnail: picture.file }),
    id,
    title,
    updatedAt,
    turns: users.length,
    pictures: new Set(users.flatMap((turn) => turn.pictures)).size,
  };
}

/**
 * The first question in a few words: how a conversation is called until the user renames it. What a command asks is the same
 * each time, so the picture's name stands with it.
 */
export function titleOf({ text, task, target }: UserTurn, picture: string | undefined): string {
  const line = text.trim().split('\n')[0]!.replace(/\s+/g, ' ');
  const named = picture && (task ?? target) ? `${line.replace(/[.。]$/, '')} – ${picture}` : line;
  return named.length <= 60 ? named : `${named.slice(0, 57).trimEnd()}…`;
}
