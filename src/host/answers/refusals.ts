/** The built-in model's refusals in the user's language: fixed sentences, which it learned in English. */
import { msg, type Message } from '../../shared/message.ts';

/** What it calls a picture (models/nano/train/qa.py). */
const KINDS: Record<string, Message> = {
  'a bar chart': msg`a bar chart`,
  'a horizontal bar chart': msg`a horizontal bar chart`,
  'a line chart': msg`a line chart`,
  'a pie chart': msg`a pie chart`,
  'a scatter chart': msg`a scatter chart`,
  'a flowchart': msg`a flowchart`,
  'a UI mockup': msg`a UI mockup`,
  'code or a terminal': msg`code or a terminal`,
  'a photo or other picture': msg`a photo or other picture`,
};

/** The refusal as a message that can be translated; undefined for what is none. */
export function refusalMessage(answer: string): Message | undefined {
  const [, name, rest] =
    /^This looks like ([\w ]{1,40})\. I cannot (answer that|tell more): a larger model is needed\.$/.exec(
      answer.trim(),
    ) ?? [];
  const kind = name && KINDS[name];
  if (!kind) return undefined;
  return rest === 'answer that'
    ? msg`This looks like ${kind}. I cannot answer that: a larger model is needed.`
    : msg`This looks like ${kind}. I cannot tell more: a larger model is needed.`;
}
