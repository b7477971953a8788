/** Keeps conversations on disk: says when that fails for as long as it does, and tries again. */
import { ImpError } from '../../shared/errors.ts';
import type { Text } from '../../shared/message.ts';
import { Emitter } from '../emitter.ts';
import type { ConversationStore } from './conversationStore.ts';
import type { Conversation } from './model.ts';

/** A full disk is seldom made free sooner. */
const RETRY_MS = 20_000;
/** What is being written is kept at most this often. */
const STREAM_MS = 2000;

export class Saver {
  private readonly problems = new Emitter<Text | undefined>();
  /** A conversation could not be kept, and why; undefined: all are. */
  readonly onDidChangeProblem = this.problems.event;
  private readonly savedEmitter = new Emitter<Conversation>();
  readonly onDidSave = this.savedEmitter.event;
  private readonly unsaved = new Set<Conversation>();
  private currentProblem: Text | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stream: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ConversationStore,
    private readonly log: (message: string) => void,
  ) {}

  get problem(): Text | undefined {
    return this.currentProblem;
  }

  /** Queues the conversation as it is now. Never rejects. */
  async save(conversation: Conversation): Promise<void> {
    try {
      await this.store.save(conversation);
      this.unsaved.delete(conversation);
      if (this.unsaved.size === 0) this.report(undefined);
      this.savedEmitter.fire(conversation);
    } catch (thrown) {
      const error = ImpError.from(thrown);
      this.log(`Conversation not saved: ${error.message}`);
      this.unsaved.add(conversation);
      this.report(error.text);
      this.retry ??= setTimeout(() => void this.again(), RETRY_MS).unref();
    }
  }

  /** Keeps an answer that is being written, now and then. */
  streaming(conversation: Conversation): void {
    this.stream ??= setTimeout(() => {
      this.stream = undefined;
      void this.save(conversation);
    }, STREAM_MS).unref();
  }

  /** Tries everything again that is not on disk; resolves when that is done or has failed once more. */
  async again(): Promise<void> {
    clearTimeout(this.retry);
    this.retry = undefined;
    for (const conversation of [...this.unsaved]) await this.save(conversation);
  }

  dispose(): void {
    clearTimeout(this.retry);
    clearTimeout(this.stream);
  }

  private report(problem: Text | undefined): void {
    if (problem === undefined && this.currentProblem === undefined) return;
    this.currentProblem = problem;
    this.problems.fire(problem);
  }
}
