/**
 * Messages of the engine, the converter and the store in the editor's language. The translator comes in at activation, so
 * that what uses it runs in plain Node too, in English there.
 */
import { compose, english, type Text } from '../shared/message.ts';

let translate = (template: string, ...args: (string | number)[]): string => english({ template, args });

/** `translator`: vscode.l10n.t */
export function useTranslator(translator: typeof translate): void {
  translate = translator;
}

export function translated(text: Text): string {
  return compose(text, translate);
}
