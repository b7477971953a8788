/**
 * What the panel shows of a picture. The page never draws a user's SVG: a kilobyte of it can hold the whole workbench up. It
 * gets the engine's PNG instead, which is kept beside the file; so it does of formats that no browser shows.
 */
import type { ImageId } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { Emitter } from '../emitter.ts';
import type { PictureStore } from './pictureStore.ts';

/** Files that the page may load as they are. */
const SHOWN_AS_IS = /\.(png|jpg|gif|webp|bmp|avif)$/;

/** The part of a kept picture that matters here. */
export interface StoredFile {
  id: ImageId;
  name: string;
  file: string;
  cropOf?: { id: ImageId };
}

export class ShownPictures {
  private readonly drawn = new Map<string, 'waiting' | 'there' | 'failed'>();
  private readonly emitter = new Emitter<string>();
  /** The file of a picture can be shown from now on; the file's name in the store. */
  readonly onDidChange = this.emitter.event;

  /** @param draw a PNG of the whole picture, from the engine; needs no model */
  constructor(
    private readonly store: PictureStore,
    private readonly draw: (picture: StoredFile) => Promise<Uint8Array>,
    private readonly log: (message: string) => void,
  ) {}

  /** The file in the store to show, or undefined where it is not there yet (and is being made). */
  fileOf(picture: StoredFile): string | undefined {
    const { file } = picture;
    if (SHOWN_AS_IS.test(file)) return file;
    const state = this.drawn.get(file);
    if (state === 'there') return this.store.shownFile(file);
    if (!state) {
      this.drawn.set(file, 'waiting');
      void this.make(picture);
    }
    return undefined;
  }

  /** What is there to show of a file now; nothing is made for it. */
  plainFile(file: string): string | undefined {
    if (SHOWN_AS_IS.test(file)) return file;
    return this.drawn.get(file) === 'there' ? this.store.shownFile(file) : undefined;
  }

  private async make(picture: StoredFile): Promise<void> {
    const { file } = picture;
    try {
      if (!(await this.store.hasShown(file))) await this.store.addShown(file, await this.draw(picture));
      this.drawn.set(file, 'there');
      this.emitter.fire(file);
    } catch (thrown) {
      // What is wrong with the picture is said where it is attached.
      this.drawn.set(file, 'failed');
      this.log(`Picture not drawn for the panel: ${ImpError.from(thrown).code}`);
    }
  }
}
