/** Conversations on disk: one JSON file each, written atomically, bounded in total size together with their pictures. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { ConversationSummary } from '../../shared/panel.ts';
import { readIfPresent, writeAtomically } from '../files.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { CONVERSATION_VERSION, summarize, type Conversation } from './model.ts';

export class ConversationStore {
  /** Writes of one conversation follow each other; the newest wins. */
  private readonly writes = new Map<string, Promise<void>>();
  /** File times of what this window loaded or wrote: another one means that another window wrote. */
  private readonly known = new Map<string, number>();
  /** Conversations that go on under another id. */
  private readonly moved = new Map<string, string>();
  /** What list() read, by file time, so that a long history is parsed once. */
  private readonly summaries = new Map<string, { mtimeMs: number; summary: ConversationSummary; files: string[] }>();

  constructor(
    private readonly folder: string,
    private readonly pictures: PictureStore,
  ) {}

  create(): Conversation {
    const now = Date.now();
    return {
      version: CONVERSATION_VERSION,
      id: randomUUID(),
      title: '',
      createdAt: now,
      updatedAt: now,
      pictures: [],
      turns: [],
      pending: [],
      draft: '',
    };
  }

  /**
   * Queues the conversation as it is now; resolves when it is on disk. Where another window wrote the same one meanwhile, both
   * are kept: this one goes on under an id of its own, which it has from then on.
   */
  save(conversation: Conversation): Promise<void> {
    const { id } = conversation;
    const data = JSON.stringify(conversation);
    const previous = this.writes.get(id) ?? Promise.resolve();
    const write = previous
      .catch(() => {})
      .then(async () => {
        const own = await this.idToWrite(id);
        await writeAtomically(
          this.path(own),
          own === id ? data : JSON.stringify({ ...(JSON.parse(data) as Conversation), id: own }),
        );
        this.known.set(own, (await this.fileTime(own)) ?? 0);
        if (conversation.id === id) conversation.id = own;
      });
    this.writes.set(id, write);
    return write;
  }

  private async idToWrite(id: string): Promise<string> {
    const [known, present] = [this.known.get(id), await this.fileTime(id)];
    if (!this.moved.has(id) && known !== undefined && present !== undefined && present !== known)
      this.moved.set(id, randomUUID());
    return this.moved.get(id) ?? id;
  }

  private async fileTime(id: string): Promise<number | undefined> {
    return (await stat(this.path(id)).catch(() => undefined))?.mtimeMs;
  }

  /** Resolves when everything that was to be saved is on disk, or could not be. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.writes.values());
  }

  /** Fails with `usage` when there is none or its file cannot be read. */
  async load(id: string): Promise<Conversation> {
    const time = await this.fileTime(id);
    const data = await readIfPresent(this.path(id));
    const conversation = data && parse(data.toString('utf8'));
    if (conversation && time !== undefined) this.known.set(id, time);
    if (!conversation)
      throw new ImpError(
        'usage',
        msg`This conversation is gone or its file is damaged. Choose another one or start anew.`,
      );
    return conversation;
  }

  /** Newest first. Damaged files are left alone and left out. */
  async list(): Promise<ConversationSummary[]> {
    await this.scan();
    return [...this.summaries.values()]
      .map((entry) => entry.summary)
      .filter((summary) => summary.turns > 0)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** Deletes the conversation, and at once those of its pictures that no other one shows. */
  async remove(id: string): Promise<void> {
    await this.writes.get(id)?.catch(() => {});
    await this.scan();
    const own = this.summaries.get(id)?.files ?? [];
    await rm(this.path(id), { force: true });
    await this.collect(own);
  }

  /** Deletes the oldest conversations until all fit into `maxBytes`, never those in `keep`; returns how many went. */
  async prune(maxBytes: number, keep: ReadonlySet<string>): Promise<number> {
    const sizes = await this.pictures.sizes();
    const listed = (await this.list()).sort((a, b) => Number(keep.has(b.id)) - Number(keep.has(a.id)));
    let total = 0;
    const counted = new Set<string>();
    const orphaned: string[] = [];
    let removed = 0;
    for (const { id } of listed) {
      const entry = this.summaries.get(id)!;
      const fresh = entry.files.filter((file) => !counted.has(file));
      const own = (await stat(this.path(id)).catch(() => undefined))?.size ?? 0;
      const bytes = own + fresh.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
      if (total + bytes > maxBytes && !keep.has(id)) {
        await rm(this.path(id), { force: true });
        orphaned.push(...entry.files);
        removed++;
        continue;
      }
      total += bytes;
      for (const file of fresh) counted.add(file);
    }
    await this.collect(orphaned);
    return removed;
  }

  /** Removes pictures that belong to no conversation: old ones, and those of `orphaned` whatever their age. */
  private async collect(orphaned: string[]): Promise<void> {
    await this.scan();
    const used = new Set([...this.summaries.values()].flatMap((entry) => entry.files));
    await this.pictures.removeUnused(used, new Set(orphaned));
  }

  private async scan(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const ids = (await readdir(this.folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length));
    for (const id of this.summaries.keys()) if (!ids.includes(id)) this.summaries.delete(id);
    for (const id of ids) {
      const mtimeMs = await this.fileTime(id);
      if (mtimeMs === undefined || this.summaries.get(id)?.mtimeMs === mtimeMs) continue;
      const data = await readIfPresent(this.path(id));
      const conversation = data && parse(data.toString('utf8'));
      if (conversation)
        this.summaries.set(id, {
          mtimeMs,
          summary: summarize(conversation),
          files: conversation.pictures.map((picture) => picture.file),
        });
    }
  }

  private path(id: string): string {
    if (!/^[\w-]+$/.test(id)) throw new ImpError('usage', msg`This is not the id of a conversation.`);
    return join(this.folder, `${id}.json`);
  }
}

function parse(text: string): Conversation | undefined {
  try {
    const value = JSON.parse(text) as Conversation;
    const whole = value.version === CONVERSATION_VERSION && Array.isArray(value.turns) && Array.isArray(value.pictures);
    return whole ? value : undefined;
  } catch {
    return undefined;
  }
}
