/**
 * Messages for people whose parts stay apart until they are shown: the command line shows the English text, the extension
 * looks the template up in its translations. A message crosses process boundaries as plain data.
 */
export interface Message {
  /** English, with `{0}`, `{1}` … where the arguments go: the key of the translation. */
  template: string;
  args: MessagePart[];
}

export type MessagePart = string | number | Message;

/** What is shown as it stands, or what is translated first. */
export type Text = string | Message;

/** As a template tag: msg`${name} is empty.` has the template `{0} is empty.` */
export function msg(strings: TemplateStringsArray, ...args: MessagePart[]): Message {
  return { template: strings.reduce((text, part, index) => `${text}{${index - 1}}${part}`), args };
}

/** The English text. */
export function english(text: Text): string {
  return compose(text, (template, ...args) =>
    template.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)])),
  );
}

/** The text by `translate` (as vscode.l10n.t), which gets the template and its arguments, those translated already. */
export function compose(text: Text, translate: (template: string, ...args: (string | number)[]) => string): string {
  if (typeof text === 'string') return text;
  return translate(
    text.template,
    ...text.args.map((part) => (typeof part === 'object' ? compose(part, translate) : part)),
  );
}
