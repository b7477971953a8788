/** "Compare with a Screenshot…": what two pictures differ in, place by place, with marks on both; no model is asked. */
import type { Comparison, Difference } from '../../shared/compare.ts';
import type { Region } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg, type Text } from '../../shared/message.ts';
import type { AnswerBox } from '../../shared/panel.ts';
import { withoutModel } from '../../shared/timings.ts';
import type { AnswerRunParams } from '../conversation/answerRunner.ts';
import { pictureTurn } from '../conversation/model.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { Attachments } from '../engine/attachments.ts';
import { translated } from '../translation.ts';

/** More are not listed: what differs in so many places is another page. */
const MOST = 24;

/** Fills in the answer to a question that compares its last two pictures; `done`: it was one. */
export async function compareAnswer(
  attachments: Pick<Attachments, 'compare'>,
  { question, answer, turns, conversation, signal, emit }: AnswerRunParams,
): Promise<{ done: boolean }> {
  if (!question.compare) return { done: false };
  const ids = pictureTurn(turns)?.pictures.slice(-2) ?? [];
  const [first, second] = ids.map((id) => conversation.pictures.find((picture) => picture.id === id));
  if (!first || !second) throw new ImpError('usage', msg`Two different pictures are needed to compare them.`);
  const started = performance.now();
  answer.phase = 'reading';
  emit({ type: 'turn', turn: answer });
  const comparison = await attachments.compare(first, second, signal);
  const { lines, boxes } = described(comparison, first, second);
  const ms = performance.now() - started;
  Object.assign(answer, {
    text: lines.map(translated).join('\n'),
    boxes,
    fromFacts: true,
    figures: withoutModel(ms),
  });
  return { done: true };
}

/** Sentences from top to bottom, and the same places on both pictures. */
export function described(
  { sizes, ssim, differing, texts, place, differences, more }: Comparison,
  first: Pick<PictureRecord, 'id'>,
  second: Pick<PictureRecord, 'id'>,
): { lines: Text[]; boxes: AnswerBox[] } {
  const percent = (share: number) => (100 * share).toFixed(1);
  const lines: Text[] = [];
  if (texts !== null && place !== null)
    lines.push(
      msg`Texts of the first picture that the second has: ${percent(texts)} %; their places: ${percent(place)} %.`,
    );
  if (ssim !== null && differing !== null)
    lines.push(msg`Structure: ${percent(ssim)} %; ${percent(differing)} % of the pixels differ visibly.`);
  if (sizes.before.join() !== sizes.after.join())
    lines.push(
      msg`The sizes differ: ${sizes.before.join(' × ')} and ${sizes.after.join(' × ')}. They were compared at the first one's size.`,
    );
  const shown = [...differences.slice(0, MOST)].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  if (shown.length === 0) lines.push(msg`No difference was found.`);
  const scale = { x: sizes.after[0] / sizes.before[0], y: sizes.after[1] / sizes.before[1] };
  const boxes: AnswerBox[] = [];
  shown.forEach((one, i) => {
    const label = `${i + 1}`;
    lines.push(msg`${label}. ${translated(sentence(one))} (${Math.round(one.box.x)}, ${Math.round(one.box.y)})`);
    if (one.kind !== 'extra-text' && one.kind !== 'new')
      boxes.push({ picture: first.id, label, region: whole(one.box) });
    if (one.kind !== 'missing-text' && one.kind !== 'missing') {
      const [dx, dy] = one.by ?? [0, 0];
      const { x, y, width, height } = one.box;
      const region = { x: (x + dx) * scale.x, y: (y + dy) * scale.y, width: width * scale.x, height: height * scale.y };
      boxes.push({ picture: second.id, label, region: whole(region) });
    }
  });
  const left = more + Math.max(0, differences.length - MOST);
  if (left > 0) lines.push(msg`And ${left} more, smaller ones.`);
  return { lines, boxes };
}

function sentence({ kind, before = '', after = '', by = [0, 0], share = 1 }: Difference): Text {
  switch (kind) {
    case 'missing-text':
      return msg`The text "${short(before)}" is missing in the second`;
    case 'extra-text':
      return msg`The text "${short(after)}" is new in the second`;
    case 'changed-text':
      return msg`The text "${short(before)}" became "${short(after)}"`;
    case 'moved-text':
      return msg`The text "${short(before)}" moved by ${by[0]} to the right and ${by[1]} down`;
    case 'missing':
      return msg`A shape or picture is missing in the second`;
    case 'new':
      return msg`A shape or picture is new in the second`;
    case 'moved':
      return msg`A shape or picture moved by ${by[0]} to the right and ${by[1]} down`;
    case 'colour':
      return msg`The colour ${before} became ${after}`;
    case 'pixels':
      return msg`${Math.round(100 * share)} % of the pixels look different`;
  }
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(/\s+/g, ' ');

const whole = ({ x, y, width, height }: Region): Region => ({
  x: Math.max(0, Math.round(x)),
  y: Math.max(0, Math.round(y)),
  width: Math.max(1, Math.round(width)),
  height: Math.max(1, Math.round(height)),
});
