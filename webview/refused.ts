/** What helps where the built-in model said that it takes a larger one. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { BUILTIN_MODEL } from '../src/shared/models.ts';
import type { AnswerTurnView } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon } from './icons.ts';
import type { AppState } from './state.ts';

/** Nothing once another model is in use: the question can be asked again. */
export function refusedChips(turn: AnswerTurnView, state: AppState, actions: Actions): TemplateResult | typeof nothing {
  if (!turn.refused || state.model?.id !== BUILTIN_MODEL) return nothing;
  const picture = pictureAskedAbout(turn, state);
  return html`<div class="chips">
    <button
      type="button"
      class="chip"
      data-testid="larger-model"
      @click=${() => actions.request('run', { action: 'selectModel' })}
    >
      ${icon('sparkle')}${l10n.t('Select a larger model')}
    </button>
    ${picture ? html`<button type="button" class="chip" data-testid="show-text" @click=${() => actions.set({ viewer: { id: picture, tab: 'text' } })}>${icon('text')}${l10n.t('Show the text in the picture')}</button>` : nothing}
  </div>`;
}

/** The last picture before the answer. */
function pictureAskedAbout(turn: AnswerTurnView, { conversation }: AppState): string | undefined {
  const before = conversation.turns.slice(
    0,
    conversation.turns.findIndex(({ id }) => id === turn.id),
  );
  return before.flatMap((other) => (other.role === 'user' ? other.pictures : [])).at(-1);
}
