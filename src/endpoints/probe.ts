/** Whether a model that does not declare it takes pictures: it is shown a picture, and the server counts its tokens. */
import type { WirePicture } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { chat, messagesOf, type ChatAnswer } from './chat.ts';
import type { Connection } from './connection.ts';
import { ComplaintError } from './failures.ts';
import type { Sees } from './types.ts';

export interface ProbeResult {
  sees: Sees;
  /** Tokens that the probe's picture took; absent where the server does not count. */
  pictureTokens?: number;
}

/** 224 × 224 pixels of one red: no model wants more, some refuse less. */
const PROBE =
  'iVBORw0KGgoAAAANSUhEUgAAAOAAAADgCAIAAACVT/22AAABr0lEQVR42u3SAQkAAAzDsEmZfzWXdBs/BKKgNNPCWZEAg4JBMSgYFAyKQcGgGBQMCgbFoGBQ' +
  'DAoGBYNiUDAoBgWDgkExKBgUg6qAQcGgGBQMCgbFoGBQDAoGBYNiUDAoBgWDgkExKBgUg4JBwaAYFAyKQVXAoGBQDAoGBYNiUDAoBgWDgkExKBgUg4JBwaAY' +
  'FAyKQcGgYFAMCgbFoGBQMCgGBYOCQTEoGBSDgkHBoBgUDIpBwaBgUAwKBsWgYFAwKAYFg2JQMCgYFIOCQcGgGBQMikHBoGBQDAoGxaBgUDAoBgWDYlAwKBgU' +
  'g4JBMSgYFAyKQcGgYFAMCgbFoGBQMCgGBYNiUDAoGBSDgkExKBgUDIpBwaAYFAwKBsWgYFAwKAYFg2JQMCgYFIOCQTEoGBQMikHBoBgUDAoGxaBgUAwKBgWD' +
  'YlAwKBgUg4JBMSgYFAyKQcGgGBQMCgbFoGBQDAoGBYNiUDAoBgWDgkExKBgUDIpBwaAYFAwKBsWgYFAMCgYFg2JQMCgGBYOCQTEoGBSDgkHBoBgUDAoGxaBg' +
  'UAwKBgWDYlAwKAYFg4JB+WgBrJJMMeS9wAsAAAAASUVORK5CYII=';
const QUESTION = 'What colour is this picture? Answer the question using a single word.';
/** Any vision tower gives a picture more tokens; words in its place, as "(image omitted)", take fewer. */
const LEAST_PICTURE_TOKENS = 16;
const ANSWER_TOKENS = 8;

/** @throws ImpError for all that is no refusal of the picture: no connection, a wrong key, no such model */
export async function probe(connection: Connection, model: string, signal?: AbortSignal): Promise<ProbeResult> {
  const picture: WirePicture = { bytes: Buffer.from(PROBE, 'base64'), type: 'image/png', width: 224, height: 224 };
  const ask = (images: string[]) =>
    chat(connection, {
      model,
      messages: messagesOf([{ role: 'user', text: QUESTION, images }], new Map([['probe', picture]])),
      maxTokens: ANSWER_TOKENS,
      signal,
    });
  let shown: ChatAnswer;
  try {
    shown = await ask(['probe']);
  } catch (thrown) {
    if (thrown instanceof ComplaintError && thrown.complaint.kind === 'blind') return { sees: 'no' };
    throw thrown;
  }
  const hidden = await ask([]).catch((thrown: unknown) => {
    if (ImpError.from(thrown).code === 'cancelled') throw thrown;
    return undefined;
  });
  const names = (answer: ChatAnswer | undefined) => /\b(?:red|crimson|scarlet)\b/i.test(answer?.text ?? '');
  const named = names(shown) && !names(hidden);
  if (shown.promptTokens === undefined || hidden?.promptTokens === undefined)
    return { sees: named ? 'yes' : 'unknown' };
  const pictureTokens = Math.max(0, shown.promptTokens - hidden.promptTokens);
  return { sees: named || pictureTokens >= LEAST_PICTURE_TOKENS ? 'yes' : 'no', pictureTokens };
}
