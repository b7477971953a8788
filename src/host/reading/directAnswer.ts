/** Answers that what was read in the pictures decides: they come before any model, with the places they rest on. */
import { answerFromFacts, contradictions, explainFacts, offer, type FactsAnswer } from '../../facts/index.ts';
import type { Evidence } from '../../facts/types.ts';
import { languageOf } from '../../facts/language/tokens.ts';
import { translateBy } from '../../facts/render.ts';
import { asksKindOfPicture, mentionsPicture, NO_PICTURE } from '../../prompts/noPicture.ts';
import { fileReferences } from '../../screenshot/references.ts';
import { explainReading } from '../../screenshot/screenshot.ts';
import { factsMarkdown } from '../../screenshot/screenshotMarkdown.ts';
import { ImpError } from '../../shared/errors.ts';
import { compose } from '../../shared/message.ts';
import { withoutModel } from '../../shared/timings.ts';
import type { AnswerBox } from '../../shared/panel.ts';
import type { DataPart } from '../../shared/pictureData.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import type { AnswerRunParams } from '../conversation/answerRunner.ts';
import { pictureTurn } from '../conversation/model.ts';
import type { PictureRecord } from '../pictures/record.ts';
import { translated } from '../translation.ts';
import { asChanged, holds, partsOf } from '../answers/pictureData.ts';
import type { Readings } from './readings.ts';
import { sayIn } from './say.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

export interface DirectAnswerDeps {
  readings: Pick<Readings, 'facts'>;
  kind: () => Promise<'nano' | 'imp'>;
  /** What the user wants of facts, and of the model after them. */
  wanted: () => { fromPicture: boolean; modelAfterwards: boolean };
  files: WorkspaceFiles;
  /** The Chinese texts, for questions in Chinese whatever the editor's language is. */
  chinese: () => Promise<Readonly<Record<string, unknown>>>;
  log: (message: string) => void;
}

export interface DirectAnswers {
  /** Fills the answer in where facts decide it; `done`: no model is asked. */
  answer(params: AnswerRunParams): Promise<{ done: boolean }>;
  /** Puts beside a model's answer what was read in the pictures and says otherwise, and marks where. */
  check(params: AnswerRunParams): Promise<void>;
}

const EXPLAINED = ['picture', 'chart', 'diagram', 'screenshot'] as const;

export function directAnswers(deps: DirectAnswerDeps): DirectAnswers {
  const say = sayIn(deps.chinese);

  return {
    async answer(params) {
      const { question, answer, ocr, signal, emit } = params;
      const started = performance.now();
      const nano = (await deps.kind()) === 'nano';
      const pictures = picturesOf(params);
      if (pictures.length === 0) {
        if (!nano && !mentionsPicture(question.text) && !question.task) return { done: false };
        Object.assign(answer, { text: await say([NO_PICTURE], languageOf(question.text)), fromFacts: true });
        return { done: true };
      }
      const { fromPicture, modelAfterwards } = deps.wanted();
      if (ocr === 'off' || !fromPicture || question.target || question.closer) return { done: false };
      answer.phase = 'reading';
      emit({ type: 'turn', turn: answer });
      const read = await Promise.all(pictures.map((picture) => deps.readings.facts(picture, signal))).catch(
        (thrown: unknown) => {
          const error = ImpError.from(thrown);
          if (error.code === 'cancelled') throw error;
          deps.log(`Picture not read: ${error.code}`);
          return undefined;
        },
      );
      if (!read) return { done: false };
      const facts = read.map((one, i) => asChanged(one, pictures[i]!.id, params.turns));
      const found = decide(params, facts, nano);
      if (found.kind === 'other' || (!nano && found.kind === 'refusal')) return { done: false };
      const text = await say(found.text, found.language);
      const places = fileReferences(text.split('\n')).map((reference) => ({ text: reference.text, reference }));
      if (question.task === 'screenshot') {
        const inChinese = found.language === 'zh' ? translateBy(await deps.chinese()) : undefined;
        const block = factsMarkdown(explainReading(facts.at(-1)!.text), (part) =>
          inChinese ? compose(part, inChinese) : translated(part),
        );
        if (block) answer.facts = block.markdown;
        places.push(...(block?.places ?? []));
      }
      answer.links = await deps.files.link(places);
      if (found.kind === 'answer') {
        answer.boxes = boxesOf(found.evidence, pictures);
        const data = dataOf(params, found, facts, pictures);
        if (data.length > 0) answer.data = data;
        answer.factsText = text;
        if (!nano && modelAfterwards && !found.query.form) {
          emit({ type: 'turn', turn: answer });
          return { done: false };
        }
        delete answer.factsText;
      } else answer.refused = true;
      const ms = performance.now() - started;
      Object.assign(answer, {
        text,
        fromFacts: true,
        figures: withoutModel(ms),
      });
      return { done: true };
    },

    async check(params) {
      const { question, answer, ocr, signal, emit } = params;
      const pictures = picturesOf(params);
      if (ocr === 'off' || !deps.wanted().fromPicture || question.target || question.tiles || pictures.length === 0)
        return;
      const read = await Promise.all(pictures.map((picture) => deps.readings.facts(picture, signal))).catch(() => []);
      const found = contradictions(
        read.map((one, i) => asChanged(one, pictures[i]!.id, params.turns)),
        answer.text,
      );
      if (found.length === 0) return;
      const language = languageOf(question.text);
      answer.contradicted = await Promise.all(found.map(({ text }) => say([text], language)));
      const places = boxesOf(
        found.flatMap(({ evidence }) => evidence),
        pictures,
      );
      answer.boxes = [...(answer.boxes ?? []), ...places].slice(0, MOST_MARKS);
      emit({ type: 'turn', turn: answer });
    },
  };
}

function decide({ question, turns, conversation }: AnswerRunParams, facts: PictureFacts[], nano: boolean): FactsAnswer {
  const language = languageOf(question.text);
  const task = EXPLAINED.find((each) => each === question.task);
  const last = facts.at(-1)!;
  if (task) {
    const explained = explainFacts(last, task, language);
    if (explained.kind === 'answer')
      return { ...explained, evidence: explained.evidence.map((each) => ({ ...each, picture: facts.length - 1 })) };
    return nano && task === 'screenshot' && last.text.lines.length > 0
      ? answerFromFacts(language === 'zh' ? '上面写着什么文字' : 'What does it say?', [last])
      : explained;
  }
  if (nano && asksKindOfPicture(question.text)) return { kind: 'other', language };
  const about = pictureTurn(turns);
  const before = turns
    .slice(0, -1)
    .flatMap((turn) =>
      turn.role === 'user' &&
      turn.task === undefined &&
      pictureTurn(conversation.turns.slice(0, conversation.turns.indexOf(turn) + 1)) === about
        ? [turn.text]
        : [],
    );
  const found = answerFromFacts(question.text, facts, before.slice(-4));
  if (found.kind !== 'other' || !nano) return found;
  const known = facts.find(
    ({ charts, tables, diagrams, text }) =>
      charts.length + tables.length + diagrams.length > 0 || text.lines.length > 2,
  );
  return known ? offer(known, found.language) : found;
}

/** More marks than this cover the picture. */
const MOST_MARKS = 24;

const boxesOf = (evidence: readonly Evidence[], pictures: readonly PictureRecord[]): AnswerBox[] =>
  evidence
    .slice(0, MOST_MARKS)
    .map(({ picture, box, text }) => ({ picture: pictures[picture]!.id, label: text.slice(0, 80), region: box }));

/** The charts, tables and diagrams that the answer rests on; those that stand under an earlier answer stay there. */
function dataOf(
  { question, turns }: AnswerRunParams,
  { evidence, query }: Extract<FactsAnswer, { kind: 'answer' }>,
  facts: readonly PictureFacts[],
  pictures: readonly PictureRecord[],
): DataPart[] {
  const explained = EXPLAINED.some((each) => each === question.task);
  if (!explained && query.domain !== 'data' && query.domain !== 'graph') return [];
  const shown = new Set(
    turns.flatMap((turn) => (turn.role === 'assistant' ? (turn.data ?? []).map(({ picture }) => picture) : [])),
  );
  return facts.flatMap((one, i) => {
    const { id } = pictures[i]!;
    if (shown.has(id) || (explained && i < facts.length - 1)) return [];
    const boxes = evidence.filter(({ picture }) => picture === i).map(({ box }) => box);
    return partsOf(one, id).filter((part) =>
      question.task === 'diagram'
        ? part.kind === 'diagram'
        : question.task === 'chart'
          ? part.kind !== 'diagram'
          : explained || boxes.some((box) => holds(part, box)),
    );
  });
}

function picturesOf({ conversation, turns }: AnswerRunParams): PictureRecord[] {
  const ids = pictureTurn(turns)?.pictures ?? [];
  return ids.flatMap((id) => conversation.pictures.find((picture) => picture.id === id) ?? []);
}
