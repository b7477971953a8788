/** Copies, and shows that it did: for a moment the button says so. */
import * as l10n from '@vscode/l10n';
import type { Actions } from './actions.ts';

export async function copied(event: Event, actions: Actions, copy: () => Promise<unknown>): Promise<void> {
  const button = (event.currentTarget ?? event.target) as HTMLElement;
  await copy();
  actions.announce(l10n.t('Copied'));
  const { title } = button;
  button.classList.add('done');
  button.title = l10n.t('Copied');
  setTimeout(() => {
    button.classList.remove('done');
    button.title = title;
  }, 1500);
}
