/**
 * Which pictures the engine holds, and how far each is. Pictures go in as soon as they arrive, so that decoding, encoding
 * and prefill are done while the user still types; after a crash or a change of model they go in again when needed.
 */
import type { Comparison } from '../../shared/compare.ts';
import type { AttachParams, EngineMethods, ImageFacts, ImageId, TextReading } from '../../shared/engine.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import { ImpError } from '../../shared/errors.ts';
import type { PictureState } from '../../shared/panel.ts';
import { abortable } from '../abortable.ts';
import { Emitter } from '../emitter.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { translated } from '../translation.ts';
import type { EngineService } from './engineService.ts';

export interface AttachmentState {
  state: PictureState;
  fraction?: number;
  error?: string;
}

interface Attachment extends AttachmentState {
  done: Promise<ImageFacts>;
  stop: AbortController;
}

export class Attachments {
  private readonly held = new Map<ImageId, Attachment>();
  /** What the engine was given since the window opened, for when it loses it. */
  private readonly given = new Map<ImageId, PictureRecord>();
  private readonly changeEmitter = new Emitter<{ id: ImageId; facts?: ImageFacts }>();
  /** A picture's state changed; `facts` once the engine knows its size. */
  readonly onDidChange = this.changeEmitter.event;

  constructor(
    private readonly engine: EngineService,
    private readonly pictures: PictureStore,
  ) {
    engine.onLost(() => {
      const ids = [...this.held.keys()];
      this.held.clear();
      for (const id of ids) this.changeEmitter.fire({ id });
    });
  }

  state(id: ImageId): AttachmentState {
    const found = this.held.get(id);
    return found ? { state: found.state, fraction: found.fraction, error: found.error } : { state: 'waiting' };
  }

  /**
   * Starts to put the picture in unless that is under way or done. With `ahead` (the conversation that it will follow) it is
   * encoded and prefilled at once; without, when it is asked about.
   */
  attach(picture: PictureRecord, ahead?: () => Promise<AttachParams['ahead']>): Promise<ImageFacts> {
    const present = this.held.get(picture.id);
    if (present && present.state !== 'error') return present.done;
    const stop = new AbortController();
    const attachment: Attachment = { state: 'waiting', stop, done: this.send(picture, stop.signal, ahead) };
    this.held.set(picture.id, attachment);
    this.changeEmitter.fire({ id: picture.id });
    attachment.done.then(
      (facts) => this.settle(picture.id, attachment, { state: 'ready' }, facts),
      (thrown: unknown) => {
        const error = ImpError.from(thrown);
        if (error.code === 'cancelled' || error.code === 'engine-crashed' || error.code === 'engine-stopped')
          this.forget(picture.id, attachment);
        else this.settle(picture.id, attachment, { state: 'error', error: translated(error.text) });
      },
    );
    return attachment.done;
  }

  /** The user took the picture back: its encoding stops. */
  async detach(id: ImageId): Promise<void> {
    const attachment = this.held.get(id);
    if (!attachment) return;
    this.held.delete(id);
    attachment.stop.abort();
    this.changeEmitter.fire({ id });
    await attachment.done.catch(() => {});
  }

  /** The square as the loaded model sees it. */
  async seen(picture: PictureRecord, signal?: AbortSignal): Promise<EngineMethods['seen']['result']> {
    await abortable(this.attach(picture), signal);
    return await this.engine.request('seen', { id: picture.id }, { signal });
  }

  /** A PNG of the whole picture, for the page; works without a model. */
  async shown(picture: Pick<PictureRecord, 'id' | 'name' | 'file'>): Promise<Uint8Array> {
    const bytes = await this.pictures.read(picture.file);
    const { id } = await this.engine.requestWithoutModel('attach', { bytes, name: picture.name });
    const { png } = await this.engine.requestWithoutModel('shown', { id });
    return png;
  }

  /** Everything that stands in the picture; works without a model, and beside what is encoded. */
  async facts(picture: PictureRecord, signal?: AbortSignal): Promise<PictureFacts> {
    this.given.set(picture.id, picture);
    const { id } = await this.engine.requestWithoutModel('attach', await this.source(picture), { signal });
    return await this.engine.requestWithoutModel('facts', { id }, { signal });
  }

  /** What the second picture differs in from the first; works without a model. */
  async compare(before: PictureRecord, after: PictureRecord, signal?: AbortSignal): Promise<Comparison> {
    for (const picture of [before, after]) {
      this.given.set(picture.id, picture);
      await this.engine.requestWithoutModel('attach', await this.source(picture), { signal });
    }
    return await this.engine.requestWithoutModel('compare', { before: before.id, after: after.id }, { signal });
  }

  /** Text recognised in the picture; works without a model, and beside what is encoded. */
  async read(picture: PictureRecord, signal?: AbortSignal): Promise<TextReading> {
    this.given.set(picture.id, picture);
    const { id } = await this.engine.requestWithoutModel('attach', await this.source(picture), { signal });
    return await this.engine.requestWithoutModel('read', { id }, { signal });
  }

  /** What the engine needs to take in again a picture that it lost. */
  async resolve(id: ImageId): Promise<Pick<AttachParams, 'bytes' | 'name' | 'region'> | undefined> {
    const picture = this.given.get(id);
    return picture && (await this.source(picture));
  }

  private async send(
    picture: PictureRecord,
    signal: AbortSignal,
    ahead?: () => Promise<AttachParams['ahead']>,
  ): Promise<ImageFacts> {
    const params: AttachParams = { ...(await this.source(picture)), ahead: await ahead?.() };
    this.given.set(picture.id, picture);
    return await this.engine.request('attach', params, {
      signal,
      onEvent: (event) => this.progress(picture.id, event.phase, event.fraction),
    });
  }

  private async source(picture: PictureRecord): Promise<Pick<AttachParams, 'bytes' | 'name' | 'region'>> {
    const bytes = await this.pictures.read(picture.file);
    return { bytes, name: picture.name, ...(picture.cropOf && { region: picture.cropOf.region }) };
  }

  private progress(id: ImageId, phase: string, fraction: number | undefined): void {
    const attachment = this.held.get(id);
    if (!attachment || attachment.state === 'ready') return;
    attachment.state =
      phase === 'encoding'
        ? 'encoding'
        : phase === 'prefilling'
          ? 'prefilling'
          : phase === 'decoding'
            ? 'decoding'
            : 'waiting';
    attachment.fraction = fraction;
    this.changeEmitter.fire({ id });
  }

  private settle(id: ImageId, attachment: Attachment, state: AttachmentState, facts?: ImageFacts): void {
    if (this.held.get(id) !== attachment) return;
    Object.assign(attachment, { fraction: undefined, error: undefined }, state);
    this.changeEmitter.fire({ id, ...(facts && { facts }) });
  }

  private forget(id: ImageId, attachment: Attachment): void {
    if (this.held.get(id) === attachment) this.held.delete(id);
    this.changeEmitter.fire({ id });
  }
}
