/** The composer: pictures for the next question, the question, and its buttons. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Task } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon, type IconName } from './icons.ts';
import { pictureOf, running, type AppState } from './state.ts';
import { statusLine } from './status.ts';
import { thumbnail } from './thumbnail.ts';

const isMac = navigator.platform.startsWith('Mac');
const pasteKeys = isMac ? '⌘V' : 'Ctrl+V';

export function composer(state: AppState, actions: Actions): TemplateResult {
  const answering = running(state) !== undefined;
  const pending = state.pending.map((id) => pictureOf(state, id)).filter((picture) => picture !== undefined);
  const canSend = !answering && (pending.length > 0 || state.draft.trim() !== '');
  const tooMany = beyondContext(state);
  return html`<form
    class="composer"
    aria-label=${l10n.t('Question')}
    @submit=${(event: Event) => {
      event.preventDefault();
      send(state, actions);
    }}
  >
    ${statusLine(state, actions)}
    <div class="box">
      ${
        pending.length
          ? html`<ul class="thumbs" aria-label=${l10n.t('Pictures of the question')}>
                ${repeat(
                  pending,
                  (picture) => picture.id,
                  (picture) => thumbnail(picture, picture.cropOf && pictureOf(state, picture.cropOf.id), actions, true),
                )}
              </ul>
              ${tasks(state, actions, answering)}`
          : nothing
      }
      ${
        tooMany
          ? html`<p class="remark too-many" role="status" data-testid="too-many">
              ${icon('warning')}
              ${l10n.t('{0} pictures do not fit into this model: it takes {1} at once. The first ones would be left out.', tooMany.pictures, tooMany.most)}
            </p>`
          : nothing
      }
      <textarea
        id="question"
        data-testid="question"
        rows="2"
        aria-label=${l10n.t('Question')}
        aria-describedby="composer-hint"
        placeholder=${pending.length ? l10n.t('Ask about the picture') : l10n.t('Paste a picture ({0}), drop one, or ask', pasteKeys)}
        .value=${live(state.draft)}
        @input=${(event: InputEvent) => onInput(event, actions)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'ArrowUp' && (event.target as HTMLTextAreaElement).value === '') {
            editLast(state, actions);
            event.preventDefault();
            return;
          }
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send(state, actions);
        }}
      ></textarea>
      <span id="composer-hint" class="visually-hidden"
        >${l10n.t('Enter sends, Shift+Enter makes a new line. Pictures can be pasted here.')}</span
      >
      <div class="composer-bar">
        <button
          type="button"
          class="icon-button"
          data-testid="add-picture"
          aria-label=${l10n.t('Add picture…')}
          title=${l10n.t('Add picture…')}
          @click=${() => actions.request('pickPicture', {})}
        >
          ${icon('add')}
        </button>
        <button
          type="button"
          class="model-button"
          data-testid="model-picker"
          title=${modelTitle(state)}
          aria-label=${l10n.t('Model: {0}. Select another', state.model?.name ?? l10n.t('none'))}
          @click=${() => actions.request('run', { action: 'selectModel' })}
        >
          <span class="model-name">${state.model?.name ?? l10n.t('Select a model')}</span>${icon('chevron')}
        </button>
        ${ocrSwitch(state, actions)} ${state.closer ? closerMark(actions) : nothing}
        <span class="spacer"></span>
        ${
          answering
            ? html`<vscode-button
                appearance="icon"
                class="send stop"
                data-testid="stop"
                aria-label=${l10n.t('Stop')}
                title=${l10n.t('Stop (Escape)')}
                @click=${() => actions.request('stop', {})}
                >${icon('stop')}</vscode-button
              >`
            : html`<vscode-button
                appearance="icon"
                class="send primary"
                data-testid="send"
                aria-label=${l10n.t('Send')}
                title=${l10n.t('Send (Enter)')}
                ?disabled=${!canSend}
                @click=${() => send(state, actions)}
                >${icon('send')}</vscode-button
              >`
        }
      </div>
    </div>
  </form>`;
}

const TASKS: [task: Task, icon: IconName, label: () => string][] = [
  ['picture', 'sparkle', () => l10n.t('Explain')],
  ['chart', 'chart', () => l10n.t('Chart')],
  ['diagram', 'diagram', () => l10n.t('Diagram')],
  ['screenshot', 'screenshot', () => l10n.t('Screenshot')],
  ['mockup', 'code', () => l10n.t('Mockup to code')],
];

function tasks(state: AppState, actions: Actions, disabled: boolean): TemplateResult {
  return html`<div class="tasks" role="group" aria-label=${l10n.t('Ask at once')}>
    ${TASKS.map(
      ([task, name, label]) =>
        html`<button
          type="button"
          class="chip"
          data-task=${task}
          title=${label()}
          ?disabled=${disabled}
          @click=${() => {
            actions.set({ closer: undefined });
            void actions.request('ask', { text: '', task, ...(state.closer && { closer: true }) });
          }}
        >
          ${icon(name)}<span class="chip-label">${label()}</span>
        </button>`,
    )}
  </div>`;
}

function ocrSwitch(state: AppState, actions: Actions): TemplateResult {
  const mode = state.ocr ?? state.options.ocr;
  const title =
    mode === 'off'
      ? l10n.t('Reading help is off: recognised text does not go with the question')
      : l10n.t('Reading help: text recognised in the picture goes with the question');
  return html`<button
    type="button"
    class="icon-button toggle"
    data-testid="ocr-switch"
    aria-pressed=${mode === 'off' ? 'false' : 'true'}
    aria-label=${l10n.t('Reading help')}
    title=${title}
    @click=${() => actions.set({ ocr: mode === 'off' ? 'on' : 'off' })}
  >
    ${icon('text')}
  </button>`;
}

/** The next question goes about enlarged parts: one click takes that back. */
function closerMark(actions: Actions): TemplateResult {
  const label = l10n.t('The next question looks closer, at enlarged parts of the picture. Click to take that back');
  return html`<button
    type="button"
    class="icon-button toggle"
    data-testid="closer-mark"
    aria-pressed="true"
    aria-label=${label}
    title=${label}
    @click=${() => actions.set({ closer: undefined })}
  >
    ${icon('search')}
  </button>`;
}

function modelTitle({ model }: AppState): string {
  if (!model) return l10n.t('Select a model');
  return model.detail ? `${model.name}: ${model.detail}` : model.name;
}

/** Words and an answer want some of the context as well, in tokens. */
const TOKENS_FOR_WORDS = 384;

/** How many pictures the model takes at once, where more are in the composer. */
function beyondContext({ pending, model }: AppState): { pictures: number; most: number } | undefined {
  if (!model?.contextTokens || !model.imageTokens) return undefined;
  const most = Math.max(1, Math.floor((model.contextTokens - TOKENS_FOR_WORDS) / model.imageTokens));
  return pending.length > most ? { pictures: pending.length, most } : undefined;
}

/** Up in an empty box: the last question, to be asked in other words. */
function editLast(state: AppState, actions: Actions): void {
  const last = state.conversation.turns.findLast((turn) => turn.role === 'user');
  if (last && !running(state)) actions.set({ editing: last.id });
}

function send(state: AppState, actions: Actions): void {
  // From the box itself: the state of the last paint may lack what was typed since.
  const text = document.querySelector<HTMLTextAreaElement>('#question')?.value ?? state.draft;
  if (state.pending.length === 0 && text.trim() === '') return;
  if (running(state)) {
    const message = l10n.t(
      'An answer is being written. Press Escape to stop it, or wait for its end: what you typed stays.',
    );
    actions.set({ notice: { code: 'usage', message } });
    return;
  }
  actions.set({ notice: undefined, ocr: undefined, closer: undefined });
  void actions.request('ask', { text, ...(state.ocr && { ocr: state.ocr }), ...(state.closer && { closer: true }) });
}

function onInput(event: InputEvent, actions: Actions): void {
  const area = event.target as HTMLTextAreaElement;
  fit(area);
  actions.draft(area.value);
}

/** The box grows with its text, up to the limit in the style sheet. */
export function fit(area: HTMLTextAreaElement): void {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}
