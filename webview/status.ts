/** The line above the composer: what Imp is doing now, or one failure with one button. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FailureAction } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon } from './icons.ts';
import { pictureOf, running, type AppState } from './state.ts';

export function statusLine(state: AppState, actions: Actions): TemplateResult {
  const { notice, status } = state;
  if (notice) {
    return html`<div class="status notice" role="alert" data-testid="notice">
      ${icon(notice.code === 'usage' ? 'warning' : 'error')}<span>${notice.message}</span>
      <button
        type="button"
        class="icon-button"
        aria-label=${l10n.t('Close the message')}
        title=${l10n.t('Close')}
        @click=${() => actions.set({ notice: undefined })}
      >
        ${icon('close')}
      </button>
    </div>`;
  }
  if (state.unsaved !== null) {
    return html`<div class="status notice" role="alert" data-testid="unsaved">
      ${icon('warning')}<span>${l10n.t('This conversation is not saved: {0}', state.unsaved)}</span>
      <button type="button" class="text-button" @click=${() => actions.request('saveAgain', {})}>
        ${l10n.t('Try again')}
      </button>
    </div>`;
  }
  // The last answer says it already, with the same button.
  const last = state.conversation.turns.at(-1);
  const said = last?.role === 'assistant' ? last.failure?.message : undefined;
  if (status.state === 'failed' && status.failure.message !== said && !running(state)) {
    const { message, action } = status.failure;
    return html`<div class="status notice" role="alert" data-testid="engine-failure">
      ${icon('error')}<span>${message}</span>${action && action !== 'retry' ? failureButton(action, actions) : nothing}
    </div>`;
  }
  const text = statusText(state);
  const busy = text !== '';
  return html`<div class="status" data-testid="status" data-busy=${busy}>
    ${busy ? html`<vscode-progress-ring aria-label=${l10n.t('Working')}></vscode-progress-ring><span>${text}</span>` : nothing}
    ${state.options.offline ? html`<span class="spacer"></span><span class="offline" title=${l10n.t('The offline switch is on: Imp never uses the network')}>${l10n.t('offline')}</span>` : nothing}
  </div>`;
}

/** Empty when nothing goes on. */
export function statusText(state: AppState): string {
  const answer = running(state);
  if (answer) {
    const part = answer.part ? ` · ${l10n.t('part {0} of {1}', answer.part.number, answer.part.of)}` : '';
    if (answer.text !== '')
      return (state.rate > 0 ? l10n.t('Writing · {0} tokens/s', state.rate.toFixed(1)) : l10n.t('Writing')) + part;
    const percent = answer.fraction === undefined ? '' : ` · ${Math.round(answer.fraction * 100)} %`;
    switch (answer.phase) {
      case 'loading':
        return l10n.t('Loading {0}', state.model?.name ?? l10n.t('the model')) + percent;
      case 'queued':
        return answer.origin ? l10n.t('Waiting for room at {0}', answer.origin.host) : l10n.t('Thinking');
      case 'reading':
        return l10n.t('Reading the picture');
      case 'encoding':
        return l10n.t('Looking at the picture') + part + percent;
      case 'prefilling':
        return l10n.t('Taking in the question') + part + percent;
      default:
        return l10n.t('Thinking');
    }
  }
  const { status } = state;
  if (status.state === 'starting') return l10n.t('Starting');
  if (status.state === 'loading')
    return (
      l10n.t('Loading {0}', state.model?.name ?? l10n.t('the model')) +
      (status.fraction === undefined ? '' : ` · ${Math.round(status.fraction * 100)} %`)
    );
  const busy = state.pending
    .map((id) => pictureOf(state, id))
    .find(
      (picture) => picture?.state === 'encoding' || picture?.state === 'prefilling' || picture?.state === 'decoding',
    );
  return busy ? l10n.t('Looking at the picture while you type') : '';
}

export function failureButton(action: FailureAction, actions: Actions): TemplateResult {
  const labels: Record<FailureAction, string> = {
    retry: l10n.t('Try again'),
    selectModel: l10n.t('Select another model'),
    downloadModel: l10n.t('Download again'),
    showLog: l10n.t('Show log'),
    openSettings: l10n.t('Open settings'),
    newConversation: l10n.t('New conversation'),
  };
  return html`<vscode-button
    appearance="secondary"
    class="failure-action"
    data-testid="failure-action"
    @click=${() => actions.request('run', { action })}
    >${labels[action]}</vscode-button
  >`;
}
