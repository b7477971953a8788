/** Keeps the conversations within their limit. A limit that was lowered deletes what it was not meant to: the user is asked. */
import type { ConversationStore } from './conversationStore.ts';

export interface PruningDeps {
  store: Pick<ConversationStore, 'beyond' | 'prune'>;
  /** The limit that was kept to before, over all windows; 0 where there was none. */
  earlier: { get(): number; set(limit: number): PromiseLike<void> };
  /** Conversations that stay whatever their age; looked at again after the question. */
  keep(): ReadonlySet<string>;
  /** Whether conversations beyond a lowered limit may go. */
  ask(limit: number, conversations: number): Promise<boolean>;
}

/** Resolves to how many conversations went: the oldest beyond `limit` bytes. Who refuses is not asked about that limit again. */
export function pruning({ store, earlier, keep, ask }: PruningDeps): (limit: number) => Promise<number> {
  let refused: number | undefined;

  async function allowed(limit: number): Promise<boolean> {
    if (limit >= earlier.get()) return true;
    if (limit === refused) return false;
    const { length } = await store.beyond(limit, keep());
    if (length === 0) return true;
    refused = limit;
    return await ask(limit, length);
  }

  return async (limit) => {
    if (!(await allowed(limit))) return 0;
    await earlier.set(limit);
    return await store.prune(limit, keep());
  };
}
