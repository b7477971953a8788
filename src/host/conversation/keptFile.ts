/**
 * What a conversation's file says, checked and made whole: sync services, other versions, full disks and people write into the
 * folder as well. Its id is its file's name; what it says of files must be names in the picture store.
 */
import * as z from 'zod';
import { cropId } from '../../shared/crop.ts';
import type { ImageId } from '../../shared/engine.ts';
import { PICTURE_EXTENSIONS } from '../../shared/pictureFormat.ts';
import { keptData } from './keptData.ts';
import { CONVERSATION_VERSION, type Conversation, type ConversationTurn } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

/** A file of the picture store: SHA-256 and an extension, never a path. */
const STORED = new RegExp(`^[0-9a-f]{64}\\.(${PICTURE_EXTENSIONS.join('|')})$`);
/** Larger ones are none that Imp wrote. */
export const MAX_CONVERSATION_BYTES = 64 * 1024 * 1024;

const number = z.number().finite();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const region = z.object({ x: number, y: number, width: number, height: number });
const picture = z.looseObject({
  id: hash,
  name: z.string(),
  file: z.string().regex(STORED),
  width: number,
  height: number,
  cropOf: z.object({ id: hash, region }).optional(),
});
// Later versions of this release line add fields: they are kept as they are.
const userTurn = z.looseObject({
  role: z.literal('user'),
  id: z.string(),
  text: z.string(),
  pictures: z.array(z.string()),
  prompt: z.string().optional(),
  tiles: z.looseObject({ mode: z.enum(['together', 'in-turn']), pictures: z.array(z.string()) }).optional(),
});
const side = z.number().min(1).max(16_384);
const share = z.number().min(0).max(1);
const likeness = z.object({ texts: share, place: share, colour: share, ssim: share.nullable(), all: share });
const mockup = z.object({
  picture: hash,
  width: side,
  height: side,
  likeness: likeness.optional(),
  before: likeness.optional(),
  corrections: z.object({ letterSpacing: number, down: z.array(number).max(20_000) }).optional(),
});
const answerTurn = z.looseObject({
  role: z.literal('assistant'),
  id: z.string(),
  text: z.string(),
  state: z.enum(['streaming', 'end', 'length', 'cancelled', 'failed']),
  failure: z.looseObject({ code: z.string(), message: z.string() }).optional(),
  figures: z.looseObject({ model: z.string(), timings: z.looseObject({}), reusedTokens: number }).optional(),
  origin: z.looseObject({ host: z.string(), thisMachine: z.boolean(), encrypted: z.boolean() }).optional(),
  boxes: z.array(z.looseObject({ picture: z.string(), label: z.string(), region })).optional(),
  data: keptData,
  links: z.array(z.looseObject({ text: z.string(), uri: z.string() })).optional(),
  unconfirmed: z.array(z.string()).optional(),
  contradicted: z.array(z.string()).optional(),
  facts: z.string().optional(),
  preview: z.string().optional(),
  mockup: mockup.optional().catch(undefined),
  written: z.string().optional(),
});
const file = z.looseObject({
  version: z.literal(CONVERSATION_VERSION),
  title: z.string().catch(''),
  createdAt: number.catch(0),
  updatedAt: number.catch(0),
  pictures: z.array(z.unknown()),
  turns: z.array(z.discriminatedUnion('role', [userTurn, answerTurn])),
  pending: z.array(z.string()).catch([]),
  draft: z.string().catch(''),
});

/** The conversation in a file's text; undefined where it is none that can be shown. `id`: the file's name without `.json`. */
export function parseConversation(text: string, id: string): Conversation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = file.safeParse(value);
  if (!parsed.success) return undefined;
  const records = parsed.data.pictures.flatMap((entry): PictureRecord[] => {
    const known = picture.safeParse(entry);
    return known.success ? [known.data as PictureRecord] : [];
  });
  const conversation = { ...parsed.data, id, pictures: records } as Conversation;
  return settled(withCropIds(conversation));
}

/** Names in the picture store that a text speaks of: pictures of a conversation that cannot be read are kept with it. */
export function filesNamedIn(text: string): string[] {
  return [...text.matchAll(/[0-9a-f]{64}\.[a-z]{3,4}/g)].map(([name]) => name);
}

/** Crops were named by another hash once; and pictures that the conversation does not know are left out. */
function withCropIds(conversation: Conversation): Conversation {
  const now = new Map<ImageId, ImageId>();
  for (const record of conversation.pictures) {
    const id = record.cropOf ? cropId(record.cropOf.id, record.cropOf.region) : record.id;
    now.set(record.id, id);
    record.id = id;
  }
  const known = new Set<ImageId>();
  conversation.pictures = conversation.pictures.filter(({ id }) => !known.has(id) && known.add(id));
  const renamed = (ids: ImageId[]) => ids.flatMap((id) => now.get(id) ?? []);
  conversation.pending = renamed(conversation.pending);
  for (const turn of conversation.turns) {
    if (turn.role === 'user') {
      turn.pictures = renamed(turn.pictures);
      if (turn.tiles) turn.tiles.pictures = renamed(turn.tiles.pictures);
    } else {
      const about = <T extends { picture: ImageId }>(items: T[]): T[] =>
        items.flatMap((item) => {
          const id = now.get(item.picture);
          return id ? [{ ...item, picture: id }] : [];
        });
      const page = turn.mockup && now.get(turn.mockup.picture);
      if (turn.mockup && page) turn.mockup.picture = page;
      else delete turn.mockup;
      if (turn.boxes) turn.boxes = about(turn.boxes);
      if (turn.data) turn.data = about(turn.data);
    }
  }
  return conversation;
}

/** Nothing is being written in a conversation that was just read. */
function settled(conversation: Conversation): Conversation {
  conversation.turns = conversation.turns.map((turn): ConversationTurn => {
    if (turn.role === 'user' || turn.state !== 'streaming') return turn;
    const { phase: _, fraction: __, part: ___, ...rest } = turn;
    return { ...rest, state: 'cancelled', interrupted: true };
  });
  return conversation;
}
