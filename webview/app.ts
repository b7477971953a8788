/** The page: conversation above, composer below, dialogs over both. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Actions } from './actions.ts';
import { composer } from './composer.ts';
import { emptyState } from './emptyState.ts';
import { history } from './history.ts';
import { icon } from './icons.ts';
import type { AppState } from './state.ts';
import { viewer } from './viewer.ts';
import { turns } from './turns.ts';

export function app(state: AppState, actions: Actions): TemplateResult {
  return html`
    <main class="conversation" id="conversation" tabindex="-1" aria-label=${l10n.t('Conversation')}>
      ${
        state.conversation.turns.length
          ? html`<h1 class="visually-hidden">${state.conversation.title || l10n.t('Conversation')}</h1>
              ${turns(state, actions)}`
          : emptyState(actions)
      }
    </main>
    ${
      state.scrolledUp && state.conversation.turns.length
        ? html`<div class="jump-place">
            <button
              type="button"
              class="jump"
              data-testid="jump"
              aria-label=${l10n.t('Jump to the newest')}
              title=${l10n.t('Jump to the newest')}
              @click=${() => {
                const conversation = document.getElementById('conversation');
                conversation?.scrollTo({ top: conversation.scrollHeight });
              }}
            >
              ${icon('chevron')}
            </button>
          </div>`
        : nothing
    }
    ${composer(state, actions)} ${viewer(state, actions)} ${state.historyOpen ? history(state, actions) : nothing}
    ${
      state.dragging
        ? html`<div class="drop" aria-hidden="true">
            <div>
              ${icon('image')}
              <p>${l10n.t('Drop the picture here')}</p>
              <small>${l10n.t('From the explorer or an editor: hold Shift')}</small>
            </div>
          </div>`
        : nothing
    }
  `;
}
