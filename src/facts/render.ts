/** Sentences of an answer as one text. */
import { compose, english, type Message } from '../shared/message.ts';

export type Translate = (template: string, ...args: (string | number)[]) => string;

/** The translation of a bundle of `template → text`, English where it has none. */
export function translateBy(bundle: Readonly<Record<string, unknown>>): Translate {
  return (template, ...args) => {
    const found = bundle[template];
    return english({ template: typeof found === 'string' ? found : template, args });
  };
}

/** Joined by a space, where the language has none between sentences by nothing. */
export function render(text: readonly Message[], translate?: Translate): string {
  const sentences = text.map((message) => (translate ? compose(message, translate) : english(message)));
  return sentences.reduce(
    (before, next) => (before === '' ? next : /[。！？；，：]$/.test(before) ? before + next : `${before} ${next}`),
    '',
  );
}
