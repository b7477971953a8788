/** What the user changes in an answer's data; where the answer was made from it, its words follow. */
import { explainFacts, textFacts } from '../../facts/index.ts';
import { languageOf } from '../../facts/language/tokens.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { DataEdit, DataPart } from '../../shared/pictureData.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import type { AnswerTurn } from '../conversation/model.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { Say } from '../reading/say.ts';
import { changed } from './pictureData.ts';

export interface DataChanges {
  /** @throws ImpError `usage` where the answer has no such part (any more) */
  part(id: string, part: number): DataPart;
  edit(id: string, part: number, edit: DataEdit): Promise<void>;
}

export function dataChanges(session: OpenConversation, say: Say): DataChanges {
  const answerOf = (id: string): AnswerTurn | undefined => {
    const turn = session.current.turns.find((each) => each.id === id);
    return turn?.role === 'assistant' ? turn : undefined;
  };
  const part = (id: string, index: number) => {
    const found = answerOf(id)?.data?.[index];
    if (!found) throw new ImpError('usage', msg`This value is not part of the answer any more.`);
    return found;
  };
  return {
    part,
    async edit(id, index, edit) {
      const next = changed(part(id, index), edit);
      await session.change(id, {}, async (answer) => {
        answer.data = answer.data!.with(index, next);
        const { turns } = session.current;
        const question = turns[turns.indexOf(answer) - 1];
        if (question?.role !== 'user' || index !== 0) return;
        const task = (['chart', 'diagram', 'picture'] as const).find((each) => each === question.task);
        if (!task) return;
        const told = explainFacts(factsWith(answer.data), task, languageOf(question.text));
        if (told.kind !== 'answer') return;
        const text = await say(told.text, told.language);
        if (answer.fromFacts) answer.text = text;
        else if (answer.factsText) answer.factsText = text;
      });
    },
  };
}

/** The data alone, as if nothing else had been read. */
function factsWith(parts: readonly DataPart[]): PictureFacts {
  const of = <K extends DataPart['kind']>(kind: K) =>
    parts.flatMap((part) => (part.kind === kind ? [part.data as Extract<DataPart, { kind: K }>['data']] : []));
  const first = parts[0]!.kind;
  return {
    ...textFacts({ width: 0, height: 0 }, { text: '', lines: [], ms: 0 }),
    kind: { name: first, confidence: 1 },
    charts: of('chart'),
    tables: of('table'),
    diagrams: of('diagram'),
  };
}
