/** Code from a mockup that was read as a page: without a model, measured against the mockup, repaired where it differs. */
import { conversionAsked } from '../../facts/index.ts';
import { fenced } from '../../screenshot/screenshotMarkdown.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { SeenPage } from '../../shared/mockup.ts';
import type { AnswerTurnView, CodeTarget } from '../../shared/panel.ts';
import type { PageData } from '../../shared/structure.ts';
import { withoutModel } from '../../shared/timings.ts';
import type { AnswerRunParams } from '../conversation/answerRunner.ts';
import { pictureTurn } from '../conversation/model.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { Readings } from '../reading/readings.ts';
import { translated } from '../translation.ts';
import type { Repair } from '../../mockup/repair.ts';

export interface PageCodeDeps {
  readings: Pick<Readings, 'facts'>;
  session: () => Pick<OpenConversation, 'current' | 'change' | 'picture'>;
  kind: () => Promise<'nano' | 'imp'>;
  log: (message: string) => void;
}

export interface PageCode {
  /** Fills the answer in where a page was read; `done`: no model is asked. */
  answer(params: AnswerRunParams): Promise<{ done: boolean }>;
  /** Writes the code of another target. */
  shape(answer: AnswerTurnView, target: CodeTarget): Promise<void>;
  /** Takes how the page looks; `next`: the page to draw next, where a repair goes on. */
  seen(id: string, seen: SeenPage, repair: boolean): Promise<{ next?: string }>;
}

/** "Turn this into React code", typed as a question. */
function targetAsked(text: string): CodeTarget | undefined {
  const asked = conversionAsked(text);
  return asked?.framework && { framework: asked.framework, tailwind: asked.tailwind ?? false };
}

/** Repairs under way and what they know are kept of so many answers. */
const MOST_REPAIRS = 20;

export function pageCode({ readings, session, kind, log }: PageCodeDeps): PageCode {
  const repairs = new Map<string, { repair: Repair; page: PageData }>();

  const pageOf = async (picture: PictureRecord | undefined, signal?: AbortSignal): Promise<PageData | null> =>
    picture ? (await readings.facts(picture, signal)).page : null;

  /** Loaded late: code is not needed to start. */
  const emitter = () => import('../../mockup/repair.ts');

  async function write(answer: AnswerTurnView, page: PageData, target: CodeTarget): Promise<void> {
    const { correctedCode } = await emitter();
    const { fence, code, preview } = correctedCode(page, answer.mockup ?? {}, target);
    Object.assign(answer, { target, preview, text: fenced(code.trimEnd(), fence) });
  }

  return {
    async answer(params) {
      const { question, answer, ocr, signal, emit, conversation, turns } = params;
      const typed = question.task === undefined;
      const target = typed ? targetAsked(question.text) : question.task === 'mockup' ? question.target : undefined;
      if (!target || ocr === 'off' || question.closer) return { done: false };
      const id = pictureTurn(turns)?.pictures.at(-1);
      const picture = conversation.pictures.find((one) => one.id === id);
      if (!picture) return { done: false };
      const started = performance.now();
      answer.phase = 'reading';
      emit({ type: 'turn', turn: answer });
      const read = await readings.facts(picture, signal).catch((thrown: unknown) => {
        const error = ImpError.from(thrown);
        if (error.code === 'cancelled') throw error;
        log(`Picture not read: ${error.code}`);
        return undefined;
      });
      // Words may ask for the code of what is no page: what was read decides.
      if (read === undefined || (typed && (read.kind.name !== 'page' || !read.page))) return { done: false };
      const { page } = read;
      if (page === null) {
        // A larger model may see what reading did not find.
        if ((await kind()) !== 'nano') return { done: false };
        const text = translated(
          msg`No page of a user interface was found in this picture. Crop it to the part that matters, or choose a larger model.`,
        );
        Object.assign(answer, { text, fromFacts: true, refused: true });
        return { done: true };
      }
      const { scale, root } = page;
      answer.mockup = { picture: picture.id, width: root.box.width / scale, height: root.box.height / scale };
      await write(answer, page, target);
      const ms = performance.now() - started;
      answer.figures = withoutModel(ms);
      return { done: true };
    },
    async shape(answer, target) {
      const page = await pageOf(answer.mockup && session().picture(answer.mockup.picture));
      if (!page) throw new ImpError('usage', msg`The mockup is not part of the conversation any more.`);
      await write(answer, page, target);
    },
    async seen(id, seen, repair) {
      const answer = session().current.turns.find((turn) => turn.id === id);
      if (answer?.role !== 'assistant' || !answer.mockup || !answer.target)
        throw new ImpError('usage', msg`This answer is not part of the conversation any more.`);
      const { mockup, target } = answer;
      const { Repair, correctedCode } = await emitter();
      let known = repairs.get(id);
      if (!known) {
        const page = await pageOf(session().picture(mockup.picture));
        if (!page) throw new ImpError('usage', msg`The mockup is not part of the conversation any more.`);
        known = { page, repair: new Repair(page, mockup.corrections) };
        repairs.set(id, known);
        if (repairs.size > MOST_REPAIRS) repairs.delete(repairs.keys().next().value!);
      }
      const { page } = known;
      if (!repair) {
        repairs.delete(id);
        const { likenessOf } = await import('../../mockup/likeness.ts');
        await session().change(id, {}, (turn) => {
          turn.mockup = { ...mockup, likeness: likenessOf(page, seen) };
          return Promise.resolve();
        });
        return {};
      }
      const next = known.repair.next(seen);
      if (next) return { next: correctedCode(page, { corrections: next }, target).preview };
      repairs.delete(id);
      const { corrections, likeness } = known.repair.best!;
      await session().change(id, {}, async (turn) => {
        turn.mockup = { ...mockup, before: mockup.likeness ?? likeness, likeness, corrections };
        await write(turn, page, target);
      });
      return {};
    },
  };
}
