/** Reading help around one answer: recognised text into the prompt, facts of a screenshot, links into the workspace, marks. */
import type { Region, TextReading } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { unconfirmed } from '../../prompts/confirm.ts';
import { neutralise, promptReading, readingBudget, UNTRUSTED, wantsReading } from '../../prompts/reading.ts';
import { referenceLines } from '../../facts/index.ts';
import { fileReferences } from '../../screenshot/references.ts';
import { explainReading } from '../../screenshot/screenshot.ts';
import { translated } from '../translation.ts';
import { factsMarkdown } from '../../screenshot/screenshotMarkdown.ts';
import { soughtIn } from '../../prompts/skills.ts';
import { readingIn } from '../../prompts/tiles.ts';
import { boxesIn } from '../../shared/boxes.ts';
import type { AnswerRunParams } from '../conversation/answerRunner.ts';
import { pictureTurn } from '../conversation/model.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { EngineService } from '../engine/engineService.ts';
import type { CloserLooks } from './closerLook.ts';
import type { Readings } from './readings.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

export interface ReadingHelpDeps {
  readings: Readings;
  engine: EngineService;
  kind: () => Promise<'nano' | 'imp'>;
  closer: CloserLooks;
  maxTokens: () => number;
  files: WorkspaceFiles;
  log: (message: string) => void;
}

export interface ReadingHelp {
  /** Before the question goes out. */
  prepare(params: AnswerRunParams): Promise<void>;
  /** After the last word. */
  finish(params: AnswerRunParams): Promise<void>;
}

export function readingHelp(deps: ReadingHelpDeps): ReadingHelp {
  return {
    async prepare(params) {
      const { question, answer, ocr, signal, emit } = params;
      delete question.ocr;
      delete question.partOcr;
      const pictures = picturesAskedAbout(params);
      await deps.closer.prepare(params, pictures);
      if (question.tiles) emit({ type: 'turn', turn: question });
      if (pictures.length === 0 || ocr === 'off') return;
      const inPrompt = wantsReading(ocr, await deps.kind(), question.prompt ?? question.text, question.task);
      const reading = readAll(deps, pictures, signal);
      const shown = reading.then(async (readings) => {
        if (question.task !== 'screenshot') return;
        const facts = factsMarkdown(explainReading(merge(readings)), translated);
        if (!facts) return;
        answer.facts = facts.markdown;
        answer.links = await deps.files.link(facts.places);
        emit({ type: 'turn', turn: answer });
      });
      shown.catch((thrown: unknown) => {
        const error = ImpError.from(thrown);
        if (error.code === 'cancelled') return;
        deps.log(`Text not read: ${error.code}`);
        if (!inPrompt && question.task !== 'screenshot') return;
        answer.readingProblem = error.message;
        emit({ type: 'turn', turn: answer });
      });
      if (!inPrompt) return;
      const readings = await reading.catch((thrown: unknown) => {
        if (ImpError.from(thrown).code === 'cancelled') throw thrown;
        return [];
      });
      const facts = await deps.engine.ensureModel();
      const inTurn = question.tiles?.mode === 'in-turn';
      const together = inTurn ? 1 : pictures.length + (question.tiles?.pictures.length ?? 0);
      const budget = readingBudget(facts.contextTokens, facts.imageTokens * together, deps.maxTokens());
      const [only] = readings;
      if (inTurn && only) {
        question.partOcr = regionsOf(params).map((region) => promptReading(readingIn(only, region), { budget }));
        answer.usedOcr = question.partOcr.some((part) => part !== undefined);
        return;
      }
      const reference = await referenceOf(deps, pictures, question.text, Math.floor(budget / 2), signal);
      const left = budget - tokensOf(reference);
      const text = readings
        .map((read) => promptReading(read, { budget: Math.floor(left / readings.length) }))
        .filter((part) => part !== undefined);
      if (text.length === 0 && reference.length === 0) return;
      question.ocr = [...(reference.length > 0 ? [UNTRUSTED, ...reference] : []), ...text].join('\n');
      answer.usedOcr = true;
    },

    async finish(params) {
      const { question, answer, ocr, signal } = params;
      const pictures = picturesAskedAbout(params);
      const lines = answer.text.split('\n');
      const places = fileReferences(lines).map((reference) => ({ text: reference.text, reference }));
      answer.links = [...(answer.links ?? []), ...(await deps.files.link(places))];
      const [only] = pictures;
      // With several pictures a box does not say which one it is on.
      // Nor do several answers say which part a box is on.
      if (only && pictures.length === 1 && only.width > 0 && !question.tiles) {
        const sought = soughtIn(question.text);
        const said = boxesIn(answer.text, only, deps.engine.model?.preprocess ?? 'pad').map(
          ({ region, label, start, end }) => ({
            picture: only.id,
            label: label || (sought ?? answer.text.slice(start, end)),
            region,
          }),
        );
        if (said.length > 0 || !answer.boxes) answer.boxes = said;
      }
      if (pictures.length === 0 || ocr === 'off') return;
      const readings = await readAll(deps, pictures, signal).catch(() => undefined);
      if (readings && readings.some((reading) => reading.lines.length > 0)) {
        const known = await referenceOf(deps, pictures, question.text, MOST_KNOWN, signal);
        answer.unconfirmed = unconfirmed(answer.text, merge(readings), `${question.text}\n${known.join('\n')}`);
        // Answers of code cannot be put together. The nano reads no letters: parts of a chart or a diagram would only mislead it.
        const asWhole =
          question.target ||
          answer.refused ||
          ((question.task === 'chart' || question.task === 'diagram') && (await deps.kind()) === 'nano');
        if (only && readings.length === 1 && !question.tiles && !asWhole)
          answer.closer = await deps.closer.offer(only, readings[0]!);
      }
    },
  };
}

/** The pictures of this question, else those that it still is about. */
function picturesAskedAbout({ conversation, turns }: AnswerRunParams): PictureRecord[] {
  const ids = pictureTurn(turns)?.pictures ?? [];
  return conversation.pictures.filter((picture) => ids.includes(picture.id));
}

/** The parts that a question is put to, in pixels of its picture. */
function regionsOf({ conversation, question }: AnswerRunParams): Region[] {
  const [whole] = conversation.pictures.filter(({ id }) => question.pictures.includes(id));
  return question.tiles!.pictures.map((id) => {
    const { region } = conversation.pictures.find((picture) => picture.id === id)!.cropOf!;
    return { ...region, x: region.x - (whole?.cropOf?.region.x ?? 0), y: region.y - (whole?.cropOf?.region.y ?? 0) };
  });
}

/** Tokens of facts that an answer is checked against. */
const MOST_KNOWN = 8000;
/** Characters a token stands for, at the least. */
const CHARACTERS_PER_TOKEN = 2.5;
const tokensOf = (lines: readonly string[]) => Math.ceil(lines.join('\n').length / CHARACTERS_PER_TOKEN);

/** What was read as charts and diagrams, in lines that cannot pass for a part of the prompt; empty where that failed. */
async function referenceOf(
  { readings }: ReadingHelpDeps,
  pictures: PictureRecord[],
  question: string,
  tokens: number,
  signal: AbortSignal,
): Promise<string[]> {
  const facts = await Promise.all(
    pictures.map((picture) =>
      readings.facts(picture, signal).catch((thrown: unknown) => {
        if (ImpError.from(thrown).code === 'cancelled') throw thrown;
        return undefined;
      }),
    ),
  );
  const each = Math.floor((tokens * CHARACTERS_PER_TOKEN) / Math.max(1, pictures.length));
  return facts.flatMap((one) => (one ? referenceLines(one, question, each) : [])).map(neutralise);
}

function readAll(
  { readings }: ReadingHelpDeps,
  pictures: PictureRecord[],
  signal: AbortSignal,
): Promise<TextReading[]> {
  return Promise.all(pictures.map((picture) => readings.read(picture, signal)));
}

function merge(readings: TextReading[]): TextReading {
  return {
    lines: readings.flatMap((reading) => reading.lines),
    text: readings.map((reading) => reading.text).join('\n'),
    ms: readings.reduce((sum, reading) => sum + reading.ms, 0),
  };
}
