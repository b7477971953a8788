/** The conversation in the panel: its pictures, its composer and the answer under way. Every change is an event for the panel. */
import { randomUUID } from 'node:crypto';
import { cropId } from '../../shared/crop.ts';
import type { ImageId, Region } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg, type Text } from '../../shared/message.ts';
import type { CodeTarget, OcrMode, PanelChange, PictureBytes, PictureView, Task } from '../../shared/panel.ts';
import { Emitter } from '../emitter.ts';
import type { Attachments } from '../engine/attachments.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { turnsAhead } from './engineRequest.ts';
import type { AnswerRun } from './answerRunner.ts';
import type { ConversationStore } from './conversationStore.ts';
import { Saver } from './saver.ts';
import { titleOf, type AnswerTurn, type Conversation, type UserTurn } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

export interface OpenConversationDeps {
  store: ConversationStore;
  pictures: PictureStore;
  attachments: Attachments;
  /** Runs one answer into its turn; see answerRunner.ts. */
  run: AnswerRun;
  /** Lets the engine begin with the question that is being typed. */
  prepare: (conversation: Conversation) => Promise<void>;
  /** A picture came into the composer: reading it may begin. */
  arrived?: (picture: PictureRecord) => void;
  /** Web address of what the page shows of a picture; empty while there is none. */
  address: (picture: PictureRecord) => string;
  /** Remembers the open conversation over a reload. */
  remember: (id: string) => void;
  /** In the editor's language. */
  translated: (text: Text) => string;
  log: (message: string) => void;
}

export interface Question {
  /** What the user sees as their turn. */
  text: string;
  /** What the model is asked, when it differs. */
  prompt?: string;
  task?: Task;
  target?: CodeTarget;
  ocr: OcrMode;
  /** Look at the picture in enlarged parts, where that helps. */
  closer?: boolean;
  /** It asks what its last two pictures differ in. */
  compare?: true;
  /** What it is about; absent: the composer's pictures. */
  pictures?: ImageId[];
}

export class OpenConversation {
  private readonly emitter = new Emitter<PanelChange>();
  readonly onDidChange = this.emitter.event;
  private conversation: Conversation;
  private readonly busyEmitter = new Emitter<boolean>();
  /** An answer began or ended. */
  readonly onDidChangeBusy = this.busyEmitter.event;
  /** Keeps conversations on disk. */
  readonly saver: Saver;
  private running: { stop: AbortController; done: Promise<void> } | undefined;

  constructor(private readonly deps: OpenConversationDeps) {
    this.conversation = deps.store.create();
    this.saver = new Saver(deps.store, deps.log);
    this.saver.onDidSave((saved) => {
      // The store gives it another id where another window writes the same conversation.
      if (saved === this.conversation) deps.remember(saved.id);
    });
    this.saver.onDidChangeProblem((problem) =>
      this.emitter.fire({ type: 'unsaved', problem: problem === undefined ? null : deps.translated(problem) }),
    );
    deps.attachments.onDidChange(({ id, facts }) => {
      const picture = this.picture(id);
      if (!picture) return;
      if (facts) Object.assign(picture, { width: facts.width, height: facts.height });
      this.emitter.fire({ type: 'picture', picture: this.view(picture) });
    });
  }

  get current(): Conversation {
    return this.conversation;
  }

  get busy(): boolean {
    return this.running !== undefined;
  }

  /** Pictures in the composer, in order. */
  get pending(): PictureRecord[] {
    return this.conversation.pending.map((id) => this.picture(id)).filter((picture) => picture !== undefined);
  }

  picture(id: ImageId): PictureRecord | undefined {
    return this.conversation.pictures.find((picture) => picture.id === id);
  }

  /** As `picture`, but fails with `usage` when there is none. */
  pictureOrFail(id: ImageId): PictureRecord {
    const picture = this.picture(id);
    if (!picture) throw new ImpError('usage', msg`This picture is not part of the conversation any more.`);
    return picture;
  }

  pictureViews(): PictureView[] {
    return this.conversation.pictures.map((picture) => this.view(picture));
  }

  /** Puts a picture into the composer and starts to encode it. */
  async addPicture({ bytes, name }: PictureBytes): Promise<PictureRecord> {
    const stored = await this.deps.pictures.add(bytes, name);
    return this.addPending({ id: stored.id, name, file: stored.file, width: 0, height: 0 });
  }

  /** Puts a crop into the composer, as a picture of its own that is encoded at full resolution. */
  addRegion(id: ImageId, region: Region): PictureRecord {
    return this.addPending(cropOf(this.pictureOrFail(id), region));
  }

  /** Puts a picture of this conversation into the composer again. */
  reusePicture(id: ImageId): void {
    this.addPending(this.pictureOrFail(id));
  }

  removePicture(id: ImageId): void {
    this.setPending(this.conversation.pending.filter((pending) => pending !== id));
    const used = this.conversation.turns.some((turn) => turn.role === 'user' && turn.pictures.includes(id));
    const cropped = this.conversation.pictures.some((picture) => picture.cropOf?.id === id);
    if (used || cropped) return;
    this.conversation.pictures = this.conversation.pictures.filter((picture) => picture.id !== id);
    void this.deps.attachments.detach(id);
    this.save();
  }

  /** Asks about the composer's pictures, or goes on about the earlier ones; resolves when the answer is there. */
  async ask(question: Question): Promise<void> {
    if (this.running) throw new ImpError('usage', msg`An answer is being written. Stop it first, or wait for its end.`);
    const turn: UserTurn = {
      role: 'user',
      id: randomUUID(),
      text: question.text,
      pictures: question.pictures ?? this.conversation.pending,
      ...(question.closer && { closer: true }),
      ...(question.prompt && { prompt: question.prompt }),
      ...(question.task && { task: question.task }),
      ...(question.target && { target: question.target }),
      ...(question.compare && { compare: question.compare }),
    };
    this.conversation.turns.push(turn);
    const first = this.conversation.pictures.find(({ id }) => id === turn.pictures[0])?.name;
    if (!this.conversation.title) this.rename(titleOf(turn, first));
    this.emitter.fire({ type: 'turn', turn });
    if (!question.pictures) {
      this.setPending([]);
      this.setDraft('');
    }
    await this.answer(turn, question.ocr);
  }

  /**
   * Writes the answer anew. Later turns go, but not for good: the conversation as it was stays in the history.
   * `change` replaces words and target of the question.
   */
  async regenerate(
    answerId: string,
    ocr: OcrMode,
    change?: Partial<Pick<UserTurn, 'text' | 'prompt' | 'target' | 'task'>>,
  ): Promise<void> {
    await this.stop();
    const { turns } = this.conversation;
    const index = turns.findIndex((turn) => turn.id === answerId);
    const question = turns[index - 1];
    if (question?.role !== 'user')
      throw new ImpError('usage', msg`This answer is not part of the conversation any more.`);
    if (turns.length > index + 1) await this.keepVersion();
    const removed = turns.splice(index);
    this.emitter.fire({ type: 'turnsRemoved', ids: removed.map((turn) => turn.id) });
    if (change) {
      Object.assign(question, change);
      this.emitter.fire({ type: 'turn', turn: question });
    }
    await this.answer(question, ocr);
  }

  /** Keeps the conversation as it is now under a name of its own, before turns of it go. */
  private async keepVersion(): Promise<void> {
    const { title } = this.conversation;
    const name = this.deps.translated(msg`${title} (before the change)`);
    await this.deps.store.save({ ...structuredClone(this.conversation), id: randomUUID(), title: name, pending: [] });
    this.emitter.fire({
      type: 'notice',
      message: this.deps.translated(msg`What followed is kept in the history: "${name}".`),
    });
  }

  /** An answer was changed without asking the model again, and its question with it. */
  async change(
    answerId: string,
    change: Partial<UserTurn>,
    work: (answer: AnswerTurn) => Promise<void>,
  ): Promise<void> {
    const { turns } = this.conversation;
    const index = turns.findIndex((turn) => turn.id === answerId);
    const [question, answer] = [turns[index - 1], turns[index]];
    if (question?.role !== 'user' || answer?.role !== 'assistant')
      throw new ImpError('usage', msg`This answer is not part of the conversation any more.`);
    await work(answer);
    Object.assign(question, change);
    for (const turn of [question, answer]) this.emitter.fire({ type: 'turn', turn });
    this.save();
  }

  /** Ends the answer under way, keeping what was written; resolves when it has ended. */
  async stop(): Promise<void> {
    this.running?.stop.abort();
    await this.running?.done;
  }

  /** An empty conversation; the old one stays in the history. */
  async startNew(): Promise<void> {
    await this.show(this.deps.store.create());
  }

  /** Opens a kept conversation; fails with `usage` when it is gone, and nothing changes then. */
  async open(id: string): Promise<void> {
    if (id === this.conversation.id) return;
    await this.show(await this.deps.store.load(id));
  }

  rename(title: string): void {
    this.conversation.title = title;
    this.emitter.fire({ type: 'title', title });
    this.save();
  }

  setDraft(draft: string, emit = true): void {
    this.conversation.draft = draft;
    if (emit) return this.emitter.fire({ type: 'draft', draft });
    this.save();
    // Best effort: errors surface when the question is sent.
    if (!this.running)
      this.deps
        .prepare(this.conversation)
        .catch((thrown: unknown) => this.deps.log(`Not prepared: ${ImpError.from(thrown).code}`));
  }

  /** What the page shows of a stored file is there now. */
  refresh(file: string): void {
    for (const picture of this.conversation.pictures)
      if (picture.file === file) this.emitter.fire({ type: 'picture', picture: this.view(picture) });
  }

  view(picture: PictureRecord): PictureView {
    const { id, name, width, height, cropOf } = picture;
    return {
      id,
      name,
      width,
      height,
      src: this.deps.address(picture),
      ...(cropOf && { cropOf }),
      ...this.deps.attachments.state(id),
    };
  }

  private async answer(question: UserTurn, ocr: OcrMode): Promise<void> {
    const stop = new AbortController();
    const answer: AnswerTurn = {
      role: 'assistant',
      id: randomUUID(),
      text: '',
      state: 'streaming',
      phase: 'queued',
      ...(question.target && { target: question.target }),
    };
    const conversation = this.conversation;
    const turns = [...conversation.turns];
    conversation.turns.push(answer);
    const emit = (change: PanelChange) => {
      // What is computed after the answer may come when it has been written again: a removed turn must not return.
      const left = change.type === 'turn' && !conversation.turns.some(({ id }) => id === change.turn.id);
      if (this.conversation === conversation && !left) this.emitter.fire(change);
      if (change.type === 'text') this.saver.streaming(conversation);
    };
    emit({ type: 'turn', turn: answer });
    this.save();
    const afterwards = (work: Promise<void>) => {
      work.then(
        () => {
          emit({ type: 'turn', turn: answer });
          this.save(conversation);
        },
        (thrown: unknown) => this.deps.log(`Answer not marked: ${ImpError.from(thrown).message}`),
      );
    };
    const addPart = (whole: PictureRecord, region: Region) => {
      const part = cropOf(whole, region);
      const present = conversation.pictures.find(({ id }) => id === part.id);
      if (!present) conversation.pictures.push(part);
      emit({ type: 'picture', picture: this.view(present ?? part) });
      return present ?? part;
    };
    const done = this.deps
      .run({ conversation, turns, question, answer, ocr, signal: stop.signal, emit, afterwards, addPart })
      .finally(() => {
        this.running = undefined;
        this.busyEmitter.fire(false);
        conversation.updatedAt = Date.now();
        this.save(conversation);
      });
    this.running = { stop, done };
    this.busyEmitter.fire(true);
    await done;
  }

  private addPending(picture: PictureRecord): PictureRecord {
    const present = this.picture(picture.id);
    const record = present ?? picture;
    if (!present) this.conversation.pictures.push(record);
    this.emitter.fire({ type: 'picture', picture: this.view(record) });
    if (!this.conversation.pending.includes(record.id)) this.setPending([...this.conversation.pending, record.id]);
    const turns = this.running ? undefined : turnsAhead(this.deps.attachments, this.conversation, record.id);
    this.deps.arrived?.(record);
    this.deps.attachments.attach(record, turns && (async () => ({ turns: await turns() }))).then(
      ({ width, height }) => {
        // Of a picture that the engine holds already nothing more is heard.
        if (record.width === width && record.height === height) return;
        Object.assign(record, { width, height });
        this.emitter.fire({ type: 'picture', picture: this.view(record) });
      },
      (thrown: unknown) => this.deps.log(`Picture not encoded ahead: ${ImpError.from(thrown).code}`),
    );
    this.save();
    return record;
  }

  private setPending(pending: ImageId[]): void {
    this.conversation.pending = pending;
    this.emitter.fire({ type: 'pending', pending });
  }

  private async show(conversation: Conversation): Promise<void> {
    await this.stop();
    this.conversation = conversation;
    this.deps.remember(conversation.id);
    this.emitter.fire({
      type: 'conversation',
      conversation,
      pictures: this.pictureViews(),
      pending: conversation.pending,
    });
    this.emitter.fire({ type: 'draft', draft: conversation.draft });
  }

  /** Keeps the conversation once there is something to keep. */
  private save(conversation = this.conversation): void {
    if (conversation.turns.length === 0 && conversation.pictures.length === 0 && !conversation.draft) return;
    this.deps.remember(conversation.id);
    void this.saver.save(conversation);
  }
}

/** A region of a picture as a picture of its own; a region of a crop is one of the whole picture. */
function cropOf(whole: PictureRecord, region: Region): PictureRecord {
  const outer = whole.cropOf;
  const { width, height } = region;
  const [x, y] = [region.x + (outer?.region.x ?? 0), region.y + (outer?.region.y ?? 0)];
  const id = outer?.id ?? whole.id;
  return {
    id: cropId(id, { x, y, width, height }),
    name: whole.name,
    file: whole.file,
    width,
    height,
    cropOf: { id, region: { x, y, width, height } },
  };
}
