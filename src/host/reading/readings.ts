/** Text recognised in pictures, read once each and kept while the window is open. */
import type { ImageId, TextReading } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import type { SeenView } from '../../shared/panel.ts';
import type { Preprocess } from '../../shared/geometry.ts';
import { legibility } from '../../prompts/legibility.ts';
import { abortable } from '../abortable.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { Attachments } from '../engine/attachments.ts';

/** A reading takes some 100 kB. */
const MAX_KEPT = 30;

export class Readings {
  private readonly kept = new Map<ImageId, Promise<TextReading>>();

  private readonly keptFacts = new Map<ImageId, Promise<PictureFacts>>();

  constructor(private readonly attachments: Pick<Attachments, 'read' | 'facts'>) {}

  /** Everything that stands in the picture, read once; fails as {@link read}. A signal ends only this wait. */
  facts(picture: PictureRecord, signal?: AbortSignal): Promise<PictureFacts> {
    let facts = this.keptFacts.get(picture.id);
    if (!facts) {
      facts = this.attachments.facts(picture);
      this.keptFacts.set(picture.id, facts);
      facts.catch(() => this.keptFacts.delete(picture.id));
      if (this.keptFacts.size > MAX_KEPT) this.keptFacts.delete(this.keptFacts.keys().next().value!);
    }
    return abortable(facts, signal);
  }

  /** Begins to read what has just arrived, so that the first question finds it done; errors surface when it is asked. */
  ahead(picture: PictureRecord): void {
    this.facts(picture).catch(() => {});
  }

  /** Fails with `ocr-unavailable` when the recognition's data is missing or broken. Others may wait for the same reading: a signal ends only this wait. */
  read(picture: PictureRecord, signal?: AbortSignal): Promise<TextReading> {
    let reading = this.kept.get(picture.id);
    if (!reading) {
      reading = this.attachments.read(picture);
      this.kept.set(picture.id, reading);
      reading.catch(() => this.kept.delete(picture.id));
      if (this.kept.size > MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
    }
    return abortable(reading, signal);
  }

  /** How high letters are in the model's square, and what would show them larger; undefined when there is no text or it cannot be read. */
  async letters(picture: PictureRecord, side: number, preprocess: Preprocess): Promise<SeenView['letters']> {
    try {
      const { letterHeight, tooSmall, crops } = legibility(await this.read(picture), picture, side, preprocess);
      return letterHeight > 0
        ? { height: letterHeight, legible: !tooSmall, crops: picture.cropOf ? [] : crops }
        : undefined;
    } catch (thrown) {
      if (ImpError.from(thrown).code === 'cancelled') throw thrown;
      return undefined;
    }
  }
}
