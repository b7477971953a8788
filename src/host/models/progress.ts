/** Long work as a notification with progress and Cancel. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import { translated } from '../translation.ts';
import type { Task } from './service.ts';

/**
 * Runs `work` under a notification; its Cancel button aborts the signal.
 * @throws what `work` throws; `cancelled` is for the caller to pass over in silence
 */
export async function withTask<T>(title: string, work: (task: Task) => Promise<T>): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      let shown = 0;
      return work({
        signal: stop.signal,
        onProgress: ({ fraction, message }) => {
          const percent = Math.floor(fraction * 100);
          progress.report({ message: translated(message), increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        },
      });
    },
  );
}

/** A question that must be answered; anything but `button` counts as no. @throws ImpError `cancelled` */
export async function confirm(message: string, detail: string, button: string): Promise<void> {
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new ImpError('cancelled', 'Stopped.');
}
