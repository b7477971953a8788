/**
 * Looking closer: a picture whose letters are too small for the model is asked about in enlarged parts, together with the
 * whole where the context holds them all, else one after the other (see prompts/tiles.ts).
 */
import type { TextReading } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import type { CloserLook } from '../../shared/panel.ts';
import { legibility } from '../../prompts/legibility.ts';
import { planTiles, tileBudget, type LookSpeed, type TilePlan } from '../../prompts/tiles.ts';
import type { AnswerRunParams } from '../conversation/answerRunner.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { EngineService } from '../engine/engineService.ts';
import type { Readings } from './readings.ts';

export interface CloserLookDeps {
  readings: Pick<Readings, 'read'>;
  engine: Pick<EngineService, 'ensureModel' | 'model'>;
  /** Of the model in use, as measured or predicted on this machine; null before it was. */
  speed: () => Promise<LookSpeed | null>;
  maxTokens: () => number;
}

export interface CloserLooks {
  /** Chooses the parts of a question that wants them, and puts them into the conversation. */
  prepare(params: AnswerRunParams, pictures: PictureRecord[]): Promise<void>;
  /** How the picture would be looked at in parts with the loaded model; undefined where that would not help. */
  offer(picture: PictureRecord, reading: TextReading): Promise<CloserLook | undefined>;
}

export function closerLooks({ readings, engine, speed, maxTokens }: CloserLookDeps): CloserLooks {
  const plan = async (picture: PictureRecord, reading: TextReading): Promise<TilePlan | undefined> => {
    const facts = engine.model;
    if (!facts || picture.width === 0) return undefined;
    const measured = (await speed().catch(() => null)) ?? undefined; // without figures the context alone decides
    const found = planTiles(
      picture,
      facts.imageSide,
      facts.imageTokens,
      tileBudget(facts, maxTokens()),
      facts.preprocess,
      reading,
      measured,
    );
    return found.mode === 'whole' ? undefined : found;
  };
  return {
    async prepare({ question, signal, addPart }, pictures) {
      delete question.tiles;
      const [picture] = pictures;
      if (!question.closer || !picture || pictures.length > 1) return;
      await engine.ensureModel();
      const reading = await readings.read(picture, signal).catch((thrown: unknown) => {
        if (ImpError.from(thrown).code === 'cancelled') throw thrown;
        return undefined; // without the height of its letters the picture is looked at as a whole
      });
      const found = reading && (await plan(picture, reading));
      if (found)
        question.tiles = {
          mode: found.mode as CloserLook['mode'],
          pictures: found.tiles.map((region) => addPart(picture, region).id),
        };
    },
    async offer(picture, reading) {
      const facts = engine.model;
      if (!facts || !legibility(reading, picture, facts.imageSide, facts.preprocess).tooSmall) return undefined;
      const found = await plan(picture, reading);
      return found && { mode: found.mode as CloserLook['mode'], parts: found.tiles.length };
    },
  };
}
