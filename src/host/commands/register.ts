import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { FailureAction } from '../../shared/panel.ts';
import { notifyError, notifyInformation } from '../dialogs/notify.ts';
import { failureOf } from '../failures.ts';
import type { Log } from '../log.ts';

/** Handlers of commands by their ids. */
export type Commands = Record<string, (...args: unknown[]) => Promise<void>>;

/** The same commands, of which every failure becomes one message with a button that helps. `ready`: what must be there before the first one runs. */
export function guardCommands(
  table: Record<string, (...args: unknown[]) => unknown>,
  log: Log,
  ready: Promise<unknown>,
): Commands {
  const guarded = Object.entries(table).map(([id, run]) => [
    id,
    async (...args: unknown[]) => {
      log.debug(`Command ${id}`);
      try {
        await ready;
        await run(...args);
      } catch (thrown) {
        await showFailure(thrown, log);
      }
    },
  ]);
  return Object.fromEntries(guarded) as Commands;
}

/** One notification: what is wrong, and the button that helps. What the user stopped is no failure. */
export async function showFailure(thrown: unknown, log: Log): Promise<void> {
  const error = ImpError.from(thrown);
  if (error.code === 'cancelled') return;
  log.error(
    `${error.code}: ${error.message}${error.code === 'internal' && error.cause instanceof Error ? `\n${error.cause.stack}` : ''}`,
  );
  const { action, message } = failureOf(error);
  const button = action && BUTTONS[action];
  const title = button?.title();
  const show = error.code === 'usage' ? notifyInformation : notifyError;
  const answer = await show(message, title ? [title] : []);
  if (answer && button) await vscode.commands.executeCommand(button.command);
}

const BUTTONS: Partial<Record<FailureAction, { title: () => string; command: string }>> = {
  selectModel: { title: () => vscode.l10n.t('Select Model'), command: 'imp.selectModel' },
  downloadModel: { title: () => vscode.l10n.t('Download Model'), command: 'imp.downloadModel' },
  showLog: { title: () => vscode.l10n.t('Show Log'), command: 'imp.showLog' },
  openSettings: { title: () => vscode.l10n.t('Open Settings'), command: 'imp.openSettings' },
  newConversation: { title: () => vscode.l10n.t('New Conversation'), command: 'imp.newConversation' },
};
