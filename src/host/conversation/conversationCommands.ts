/** Rename, delete and export of kept conversations, with the questions to the user that they need. */
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { notifyWarning } from '../dialogs/notify.ts';
import { enter } from '../dialogs/quickInput.ts';
import type { ConversationStore } from './conversationStore.ts';
import { exportMarkdown } from './markdownExport.ts';
import type { OpenConversation } from './openConversation.ts';

export interface ConversationCommands {
  /** Without a title the user is asked for one. */
  rename(id: string, title?: string): Promise<void>;
  /** Asks first. */
  remove(id: string): Promise<void>;
  exportMarkdown(id: string): Promise<void>;
}

export function conversationCommands(
  session: OpenConversation,
  store: ConversationStore,
  pictures: PictureStore,
  changed: () => void,
  log: Log,
): ConversationCommands {
  const load = async (id: string) => (id === session.current.id ? session.current : await store.load(id));
  return {
    async rename(id, title) {
      const conversation = await load(id);
      const name =
        title ??
        (await enter({
          title: vscode.l10n.t('Rename Conversation'),
          value: conversation.title,
          prompt: vscode.l10n.t('A name that says what it is about'),
        }));
      if (!name?.trim()) return;
      if (id === session.current.id) session.rename(name.trim());
      else await store.save({ ...conversation, title: name.trim() });
      changed();
    },
    async remove(id) {
      const { title } = await load(id).catch(() => ({ title: '' }));
      const confirm = vscode.l10n.t('Delete');
      const answer = await notifyWarning(
        vscode.l10n.t('Delete the conversation "{0}"?', title || vscode.l10n.t('New conversation')),
        [confirm],
        { modal: true, detail: vscode.l10n.t('Its pictures are deleted with it.') },
      );
      if (answer !== confirm) return;
      if (id === session.current.id) await session.startNew();
      await store.remove(id);
      changed();
    },
    async exportMarkdown(id) {
      const conversation = await load(id);
      const stem =
        (conversation.title || 'imp')
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .replace(/^-+|-+$/g, '')
          .slice(0, 50) || 'imp';
      const home = vscode.workspace.workspaceFolders?.[0]?.uri;
      const target = await vscode.window.showSaveDialog({
        defaultUri: home ? vscode.Uri.joinPath(home, `${stem}.md`) : vscode.Uri.file(`${stem}.md`),
        filters: { Markdown: ['md'] },
        saveLabel: vscode.l10n.t('Export'),
      });
      if (!target) return;
      const file = target.path.split('/').pop()!;
      const folder = await pictureFolder(target, `${file.replace(/\.md$/, '')}-pictures`);
      const result = exportMarkdown(conversation, folder);
      const beside = vscode.Uri.joinPath(target, '..', folder);
      for (const { from, to } of result.pictures) {
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(beside, to), await pictures.read(from));
      }
      await vscode.workspace.fs.writeFile(target, Buffer.from(result.markdown, 'utf8'));
      log.info(`Exported a conversation with ${result.pictures.length} pictures.`);
      await vscode.window.showTextDocument(target);
    },
  };
}

/** A folder beside the file: its own from an earlier export that is replaced now, else one that is not there yet. */
async function pictureFolder(file: vscode.Uri, name: string): Promise<string> {
  const exists = async (uri: vscode.Uri) =>
    await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
  if (await exists(file)) return name;
  let free = name;
  for (let count = 2; await exists(vscode.Uri.joinPath(file, '..', free)); count++) free = `${name}-${count}`;
  return free;
}
