/**
 * The one way to the editor's notifications and dialogs. They make links of what looks like one, links that may run commands;
 * whatever was put into a message (a file's name, a model's, a server's words) is shown as words here. Lint keeps the
 * editor's own functions out of the rest of the extension.
 */
import * as vscode from 'vscode';
import { plainWords } from '../../shared/plainText.ts';

export interface DialogOptions {
  /** In the middle of the window, and it must be answered. */
  modal?: boolean;
  detail?: string;
}

type Show = (message: string, options: vscode.MessageOptions, ...buttons: string[]) => Thenable<string | undefined>;

const shown =
  (show: Show) =>
  async (message: string, buttons: string[] = [], { modal, detail }: DialogOptions = {}): Promise<string | undefined> =>
    await show(
      plainWords(message),
      { ...(modal && { modal }), ...(detail !== undefined && { detail: plainWords(detail) }) },
      ...buttons,
    );

/** Resolves to the button that was chosen. */
export const notifyInformation = shown((...call) => vscode.window.showInformationMessage(...call));
export const notifyWarning = shown((...call) => vscode.window.showWarningMessage(...call));
export const notifyError = shown((...call) => vscode.window.showErrorMessage(...call));

export interface ProgressReport {
  message?: string;
  increment?: number;
}

/** Work under a notification with Cancel, which aborts the signal. */
export async function withNotification<T>(
  title: string,
  work: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainWords(title), cancellable: true };
  return await vscode.window.withProgress(options, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return work(stop.signal, ({ message, increment }) =>
      progress.report({ increment, ...(message !== undefined && { message: plainWords(message) }) }),
    );
  });
}
