/** Whether a picture shows a page at all: photographs, charts, diagrams and code do not. */
import { msg, type Message } from '../../shared/message.ts';
import { areaOf, everyPart, type Part } from './part.ts';
import type { Sheet } from './sheet.ts';

/** @returns why it is no page; null where it is one */
export function pageDoubt(sheet: Sheet, root: Part, texts: readonly Part[]): Message | null {
  const page = sheet.width * sheet.height;
  if (texts.length < 2) return msg`There is hardly any text in the picture.`;
  const parts = [...everyPart(root)];
  const busy = parts.filter(({ busy: b }) => b).reduce((sum, { box }) => sum + areaOf(box), 0);
  if (busy > 0.85 * page) return msg`Most of the picture is no flat surface: it looks like a photograph.`;
  return null;
}
