/** Long work as a notification with progress and Cancel. */
import { stopped } from '../../shared/errors.ts';
import { notifyWarning, withNotification } from '../dialogs/notify.ts';
import { translated } from '../translation.ts';
import type { Task } from './service.ts';

/**
 * Runs `work` under a notification; its Cancel button aborts the signal.
 * @throws what `work` throws; `cancelled` is for the caller to pass over in silence
 */
export async function withTask<T>(title: string, work: (task: Task) => Promise<T>): Promise<T> {
  return await withNotification(title, async (signal, report) => {
    let shown = 0;
    return await work({
      signal,
      onProgress: ({ fraction, message }) => {
        const percent = Math.floor(fraction * 100);
        report({ message: translated(message), increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      },
    });
  });
}

/** A question that must be answered; anything but `button` counts as no. @throws ImpError `cancelled` */
export async function confirm(message: string, detail: string, button: string): Promise<void> {
  if ((await notifyWarning(message, [button], { modal: true, detail })) !== button) throw stopped();
}
