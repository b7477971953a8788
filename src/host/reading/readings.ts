/** Text recognised in pictures, read once each and kept while the window is open. */
import type { ImageId, TextReading } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import type { SeenView } from '../../shared/panel.ts';
import { abortable } from '../abortable.ts';
import type { PictureRecord } from '../conversation/model.ts';
import type { Attachments } from '../engine/attachments.ts';

/** A reading takes some 100 kB. */
const MAX_KEPT = 30;

export class Readings {
  private readonly kept = new Map<ImageId, Promise<TextReading>>();

  constructor(private readonly attachments: Pick<Attachments, 'read'>) {}

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

  /** How high letters are in the model's square; undefined when there is no text or it cannot be read. */
  async letters(picture: PictureRecord, seen: Pick<SeenView, 'side' | 'content'>): Promise<SeenView['letters']> {
    try {
      return lettersIn(await this.read(picture), picture, seen);
    } catch (thrown) {
      if (ImpError.from(thrown).code === 'cancelled') throw thrown;
      return undefined;
    }
  }
}

/** Below this height (of a line of text, in the model's pixels) letters cannot be told apart. */
const LEGIBLE_PIXELS = 9;

function lettersIn(reading: TextReading, picture: PictureRecord, { content }: Pick<SeenView, 'content'>): SeenView['letters'] {
  const heights = reading.lines.map((line) => line.box.height).sort((a, b) => a - b);
  const median = heights[Math.floor(heights.length / 2)];
  if (!median || !picture.height) return undefined;
  const height = (median * content.height) / picture.height;
  return { height, legible: height >= LEGIBLE_PIXELS };
}
