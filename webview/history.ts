/** The list of kept conversations. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ConversationSummary } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon } from './icons.ts';
import type { AppState } from './state.ts';

/** A few conversations are found by looking. */
const SEARCHED_FROM = 5;

export function history(state: AppState, actions: Actions): TemplateResult {
  const close = () => actions.set({ historyOpen: false, search: '' });
  const words = state.search.toLowerCase().split(/\s+/);
  const found = state.history.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  return html`<dialog
    class="sheet"
    aria-labelledby="history-title"
    data-testid="history"
    ${ref(showModal)}
    @close=${close}
    @click=${(event: Event) => event.target === event.currentTarget && close()}
  >
    <header>
      <h2 id="history-title">${l10n.t('Conversations')}</h2>
      <button type="button" class="icon-button" aria-label=${l10n.t('Close')} title=${l10n.t('Close')} @click=${close}>
        ${icon('close')}
      </button>
    </header>
    ${
      state.history.length > SEARCHED_FROM
        ? html`<input
            type="search"
            class="search"
            data-testid="history-search"
            aria-label=${l10n.t('Search the conversations')}
            placeholder=${l10n.t('Search the conversations')}
            .value=${state.search}
            @input=${(event: Event) => actions.set({ search: (event.target as HTMLInputElement).value })}
          />`
        : nothing
    }
    ${
      found.length
        ? html`<ul class="history">
            ${repeat(
              found,
              (item) => item.id,
              (item) => row(item, item.id === state.conversation.id, actions),
            )}
          </ul>`
        : html`<p class="remark">
            ${state.history.length ? l10n.t('No conversation has these words.') : l10n.t('No conversations yet.')}
          </p>`
    }
  </dialog>`;
}

function row(item: ConversationSummary, current: boolean, actions: Actions): TemplateResult {
  const title = item.title || l10n.t('New conversation');
  const action = (
    name: 'renameConversation' | 'exportConversation' | 'deleteConversation',
    label: string,
    iconName: 'edit' | 'export' | 'trash',
  ) =>
    html`<button
      type="button"
      class="icon-button"
      aria-label=${`${label}: ${title}`}
      title=${label}
      @click=${() => actions.request(name, { id: item.id })}
    >
      ${icon(iconName)}
    </button>`;
  return html`<li class="history-row" data-current=${current}>
    <button
      type="button"
      class="history-open"
      aria-current=${current ? 'true' : 'false'}
      @click=${() => {
        actions.set({ historyOpen: false });
        void actions.request('openConversation', { id: item.id });
      }}
    >
      ${item.thumbnail ? html`<img class="history-picture" src=${item.thumbnail} alt="" loading="lazy" />` : nothing}
      <strong>${title}</strong>
      <small
        >${when(item.updatedAt)} ·
        ${item.turns === 1 ? l10n.t('1 question') : l10n.t('{0} questions', item.turns)}</small
      >
    </button>
    ${action('renameConversation', l10n.t('Rename'), 'edit')}${action('exportConversation', l10n.t('Export as Markdown'), 'export')}${action('deleteConversation', l10n.t('Delete'), 'trash')}
  </li>`;
}

export function showModal(element: Element | undefined): void {
  const dialog = element as HTMLDialogElement | undefined;
  if (dialog && !dialog.open) queueMicrotask(() => dialog.isConnected && !dialog.open && dialog.showModal());
}

function when(time: number): string {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  const language = document.documentElement.lang || 'en';
  return today
    ? date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(language, { day: 'numeric', month: 'short', year: 'numeric' });
}
