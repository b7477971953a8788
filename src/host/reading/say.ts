/** Sentences of facts in the language of the question, whatever the editor's is. */
import { render, translateBy } from '../../facts/render.ts';
import type { Message } from '../../shared/message.ts';
import { translated } from '../translation.ts';

export type Say = (text: readonly Message[], language: 'en' | 'zh') => Promise<string>;

/** `chinese`: the Chinese texts. */
export function sayIn(chinese: () => Promise<Readonly<Record<string, unknown>>>): Say {
  return async (text, language) =>
    language === 'zh'
      ? render(text, translateBy(await chinese()))
      : render(text.map((message) => translated(message)).map(plain));
}

/** A translated sentence as a message of its own. */
const plain = (text: string): Message => ({ template: '{0}', args: [text] });
