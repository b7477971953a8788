/** Conversations on disk: one JSON file each, written atomically, bounded in total size together with their pictures. */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { ConversationSummary } from '../../shared/panel.ts';
import { privateFolder, readIfPresent, writeAtomically } from '../files.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { filesNamedIn, MAX_CONVERSATION_BYTES, parseConversation } from './keptFile.ts';
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

  /** Files that hold no conversation that can be shown: by file time, with the pictures that they name. */
  private readonly damaged = new Map<string, { mtimeMs: number; files: string[] }>();

  /** @param onDamaged called once with each file that cannot be read; it stays where it is */
  constructor(
    private readonly folder: string,
    private readonly pictures: PictureStore,
    private readonly onDamaged: (file: string) => void = () => {},
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
    const text = await this.text(id);
    const conversation = text === undefined ? undefined : parseConversation(text, id);
    if (conversation && time !== undefined) this.known.set(id, time);
    if (!conversation)
      throw new ImpError(
        'usage',
        msg`This conversation is gone or its file is damaged. Choose another one or start anew.`,
      );
    return conversation;
  }

  /** Newest first. Damaged files are named once, left alone and left out. */
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

  /** The oldest conversations, without which the others fit into `maxBytes`; never those in `keep`. */
  async beyond(maxBytes: number, keep: ReadonlySet<string>): Promise<string[]> {
    const sizes = await this.pictures.sizes();
    const listed = (await this.list()).sort((a, b) => Number(keep.has(b.id)) - Number(keep.has(a.id)));
    let total = 0;
    const counted = new Set<string>();
    const beyond: string[] = [];
    for (const { id } of listed) {
      const entry = this.summaries.get(id)!;
      const fresh = entry.files.filter((file) => !counted.has(file));
      const own = (await stat(this.path(id)).catch(() => undefined))?.size ?? 0;
      const bytes = own + fresh.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
      if (total + bytes > maxBytes && !keep.has(id)) {
        beyond.push(id);
        continue;
      }
      total += bytes;
      for (const file of fresh) counted.add(file);
    }
    return beyond;
  }

  /** Deletes the oldest conversations until all fit into `maxBytes`, never those in `keep`; returns how many went. */
  async prune(maxBytes: number, keep: ReadonlySet<string>): Promise<number> {
    const orphaned: string[] = [];
    const beyond = await this.beyond(maxBytes, keep);
    for (const id of beyond) {
      orphaned.push(...(this.summaries.get(id)?.files ?? []));
      await rm(this.path(id), { force: true });
    }
    await this.collect(orphaned);
    return beyond.length;
  }

  /** Removes pictures that belong to no conversation: old ones, and those of `orphaned` whatever their age. */
  private async collect(orphaned: string[]): Promise<void> {
    await this.scan();
    const used = new Set([...this.summaries.values(), ...this.damaged.values()].flatMap((entry) => entry.files));
    await this.pictures.removeUnused(used, new Set(orphaned));
  }

  private async scan(): Promise<void> {
    await privateFolder(this.folder);
    const ids = (await readdir(this.folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .filter(isId);
    const present = new Set(ids);
    for (const known of [this.summaries, this.damaged])
      for (const id of known.keys()) if (!present.has(id)) known.delete(id);
    for (const id of ids) {
      const mtimeMs = await this.fileTime(id);
      if (mtimeMs === undefined || (this.summaries.get(id) ?? this.damaged.get(id))?.mtimeMs === mtimeMs) continue;
      const text = await this.text(id);
      const conversation = text === undefined ? undefined : parseConversation(text, id);
      if (conversation) {
        this.damaged.delete(id);
        const files = conversation.pictures.map((picture) => picture.file);
        this.summaries.set(id, { mtimeMs, summary: summarize(conversation), files });
      } else {
        this.summaries.delete(id);
        if (!this.damaged.has(id)) this.onDamaged(`${id}.json`);
        this.damaged.set(id, { mtimeMs, files: filesNamedIn(text ?? '') });
      }
    }
  }

  /** The file's text; undefined where it is no file, cannot be read or is larger than any conversation. */
  private async text(id: string): Promise<string | undefined> {
    const facts = await stat(this.path(id)).catch(() => undefined);
    if (!facts?.isFile() || facts.size > MAX_CONVERSATION_BYTES) return undefined;
    return (await readIfPresent(this.path(id)).catch(() => undefined))?.toString('utf8');
  }

  private path(id: string): string {
    if (!isId(id)) throw new ImpError('usage', msg`This is not the id of a conversation.`);
    return join(this.folder, `${id}.json`);
  }
}

/** A plain file name: what a sync service makes of one (“… (conflicted copy)”) is a conversation of its own. */
function isId(id: string): boolean {
  return id.length > 0 && id.length <= 200 && !id.startsWith('.') && !/[\\/:*?"<>|\x00-\x1f]/.test(id);
}
