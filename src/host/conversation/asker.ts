/** From what the user wants (a question or a command's task) to a turn of the conversation. */
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { AnswerTurnView, CodeTarget, OcrMode, Task } from '../../shared/panel.ts';
import { skillPrompt, soughtIn } from '../../prompts/skills.ts';
import { translated } from '../translation.ts';
import type { CurrentModel } from '../ports.ts';
import { pictureTurn } from './model.ts';
import type { OpenConversation } from './openConversation.ts';

export interface AskerDeps {
  session: OpenConversation;
  model: CurrentModel;
  /** The remembered code target, or the user's choice; undefined when they changed their mind. */
  chooseTarget: () => Promise<CodeTarget | undefined>;
  ocr: () => OcrMode;
  /** Makes the code of another target out of what the model wrote. */
  shape: (answer: AnswerTurnView, target: CodeTarget) => Promise<void>;
  /** Starts that failed for good are allowed again. */
  revive: () => void;
}

export interface Asker {
  /** Asks a free question; without text the picture is explained. */
  ask(text: string, ocr?: OcrMode, closer?: boolean): Promise<void>;
  /** Runs a task on the composer's pictures, or on the conversation's last. */
  run(task: Task, ocr?: OcrMode, closer?: boolean): Promise<void>;
  /** Asks the question of an answer again, about enlarged parts of its picture. */
  lookCloser(answerId: string): Promise<void>;
  regenerate(answerId: string, target?: CodeTarget): Promise<void>;
  /** Goes on with an answer that was cut off. */
  continueAnswer(answerId: string): Promise<void>;
  /** Asks a question anew in other words. */
  resend(questionId: string, text: string): Promise<void>;
}

export function createAsker({ session, model, chooseTarget, ocr, shape, revive }: AskerDeps): Asker {
  const kind = async () => (await model.current().catch(() => undefined))?.kind ?? 'imp';

  async function run(task: Task, mode = ocr(), closer = false): Promise<void> {
    const target = task === 'mockup' ? await chooseTarget() : undefined;
    if (task === 'mockup' && !target) return;
    const { question, label } = skillPrompt(task, { target, kind: await kind() });
    await session.stop();
    revive();
    await session.ask({
      text: translated(label),
      prompt: question,
      task,
      ...(target && { target }),
      ocr: mode,
      closer,
    });
  }

  return {
    run,
    async ask(text, mode = ocr(), closer = false) {
      if (!text.trim()) return await run('picture', mode, closer);
      revive();
      const subject = soughtIn(text);
      const prompt = subject && (await kind()) === 'imp' ? skillPrompt('locate', { subject }).question : undefined;
      await session.ask({ text: text.trim(), ...(prompt && { prompt }), ocr: mode, closer });
    },
    async lookCloser(answerId) {
      const { turns } = session.current;
      const index = turns.findIndex((turn) => turn.id === answerId);
      const asked = turns[index - 1];
      const about = pictureTurn(turns.slice(0, Math.max(0, index)));
      if (asked?.role !== 'user' || !about)
        throw new ImpError('usage', msg`This answer is not part of the conversation any more.`);
      revive();
      const { text, prompt, task } = asked;
      await session.ask({
        text,
        ...(prompt && { prompt }),
        ...(task && { task }),
        ocr: ocr(),
        closer: true,
        pictures: about.pictures,
      });
    },
    async continueAnswer(answerId) {
      if (session.current.turns.at(-1)?.id !== answerId)
        throw new ImpError('usage', msg`Only the last answer can be continued.`);
      revive();
      await session.ask({
        text: translated(msg`Continue`),
        prompt: 'Continue your last answer from where it stopped.',
        ocr: 'off',
        pictures: [],
      });
    },
    async resend(questionId, text) {
      const words = text.trim();
      const { turns } = session.current;
      const answer = turns[turns.findIndex((turn) => turn.id === questionId) + 1];
      if (!words || answer?.role !== 'assistant')
        throw new ImpError('usage', msg`This question is not part of the conversation any more.`);
      revive();
      const subject = soughtIn(words);
      const prompt = subject && (await kind()) === 'imp' ? skillPrompt('locate', { subject }).question : undefined;
      await session.regenerate(answer.id, ocr(), { text: words, prompt, task: undefined, target: undefined });
    },
    async regenerate(answerId, target) {
      const change = target && { ...rephrase(target, await kind()), target };
      const answer = session.current.turns.find((turn) => turn.id === answerId);
      // Another target needs no other words of the model.
      if (target && answer?.role === 'assistant' && (answer.written !== undefined || answer.mockup)) {
        return await session.change(answerId, change ?? {}, (changed) => shape(changed, target));
      }
      revive();
      await session.regenerate(answerId, ocr(), change);
    },
  };
}

function rephrase(target: CodeTarget, kind: 'nano' | 'imp'): { text: string; prompt: string } {
  const { question, label } = skillPrompt('mockup', { target, kind });
  return { text: translated(label), prompt: question };
}
