/** The dialog on one picture: the picture itself (and a region of it), what the model sees of it, and its text. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { until } from 'lit-html/directives/until.js';
import type { AnswerBox, PictureAction, PictureTab, PictureView, SeenView } from '../src/shared/panel.ts';
import type { Region } from '../src/shared/engine.ts';
import { ImpError } from '../src/shared/errors.ts';
import type { Actions } from './actions.ts';
import { closerChip } from './closer.ts';
import { copied } from './copied.ts';
import { showModal } from './history.ts';
import { icon, type IconName } from './icons.ts';
import { regionPicker } from './region.ts';
import { copyPicture } from './pictureOut.ts';
import { pictureOf, type AppState } from './state.ts';
import { textContent } from './textContent.ts';
import { pictureImage } from './thumbnail.ts';
import { zoomed } from './zoom.ts';

const TABS: [tab: PictureTab, label: () => string][] = [
  ['picture', () => l10n.t('Picture')],
  ['seen', () => l10n.t('What the model sees')],
  ['text', () => l10n.t('Text')],
];

export function viewer(state: AppState, actions: Actions): TemplateResult | typeof nothing {
  const open = state.viewer;
  const picture = open && pictureOf(state, open.id);
  if (!open || !picture) return nothing;
  const close = () => actions.set({ viewer: undefined });
  const show = (tab: PictureTab) => actions.set({ viewer: { id: picture.id, tab } });
  const whole = picture.cropOf && pictureOf(state, picture.cropOf.id);
  return html`<dialog
    class="sheet viewer"
    aria-labelledby="viewer-title"
    data-testid="viewer"
    ${ref(showModal)}
    @close=${close}
  >
    <header>
      <h2 id="viewer-title">${picture.cropOf ? l10n.t('{0} (region)', picture.name) : picture.name}</h2>
      <span class="size">${picture.width ? `${picture.width} × ${picture.height}` : ''}</span>
      ${pictureAction('open', l10n.t('Open in an editor'), picture, actions)}
      ${pictureButton('copy', 'copy', l10n.t('Copy the picture'), (event) => void copied(event, actions, () => copyPicture(picture, whole)).catch((thrown: unknown) => notCopied(thrown, actions)))}
      ${pictureAction('agent', l10n.t('Copy for an agent'), picture, actions)}
      ${pictureAction('save', l10n.t('Save the picture…'), picture, actions)}
      <button type="button" class="icon-button close" aria-label=${l10n.t('Close')} title=${l10n.t('Close')} @click=${close}>
        ${icon('close')}
      </button>
    </header>
    <div
      class="tabs"
      role="tablist"
      aria-label=${l10n.t('Views of the picture')}
      @keydown=${(event: KeyboardEvent) => onTabKey(event, open.tab, show)}
    >
      ${TABS.map(
        ([tab, label]) =>
          html`<button
            type="button"
            role="tab"
            id=${`tab-${tab}`}
            data-testid=${`tab-${tab}`}
            aria-controls="tab-panel"
            aria-selected=${tab === open.tab}
            tabindex=${tab === open.tab ? 0 : -1}
            @click=${() => show(tab)}
          >
            ${label()}
          </button>`,
      )}
    </div>
    <div class="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby=${`tab-${open.tab}`} tabindex="0">
      ${open.tab === 'picture' ? pictureTab(picture, whole, boxesOn(state, picture), actions) : open.tab === 'seen' ? seenTab(picture, actions, show) : textTab(picture, actions)}
    </div>
  </dialog>`;
}

/** An editor has tools, an agent reads, a file can go anywhere. */
const ACTION_ICONS = { open: 'open', agent: 'sparkle', save: 'export' } as const;

function pictureAction(action: PictureAction, label: string, { id }: PictureView, actions: Actions): TemplateResult {
  return pictureButton(action, ACTION_ICONS[action], label, (event) => {
    const act = () => actions.request('picture', { id, action });
    void (action === 'agent' ? copied(event, actions, act) : act());
  });
}

function pictureButton(name: string, sign: IconName, label: string, act: (event: Event) => void): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    data-testid=${`picture-${name}`}
    aria-label=${label}
    title=${label}
    @click=${act}
  >
    ${icon(sign)}
  </button>`;
}

function notCopied(thrown: unknown, actions: Actions): void {
  actions.fail(new ImpError('usage', l10n.t('The picture could not be copied: {0}', (thrown as Error).message)));
}

function pictureTab(
  picture: PictureView,
  whole: PictureView | undefined,
  boxes: AnswerBox[],
  actions: Actions,
): TemplateResult {
  if (picture.cropOf)
    return html`${zoomed(picture, ({ style, className }) => html`<div class=${`stage plain ${className}`} .style=${style} tabindex="0">${pictureImage(picture, whole)}</div>`)}`;
  return regionPicker(picture, boxes, (region) => {
    actions.set({ viewer: undefined });
    void actions
      .request('addRegion', { id: picture.id, region })
      .then(() => document.querySelector<HTMLElement>('#question')?.focus());
  });
}

function seenTab(picture: PictureView, actions: Actions, show: (tab: PictureTab) => void): TemplateResult {
  return html`${until(
    cached(seenCache, picture, async () => {
      const seen = await actions.request('seen', { id: picture.id });
      return seen
        ? seenContent(picture, seen, actions, show)
        : html`<p class="remark">
            ${l10n.t('The model could not be asked. See the message above the question box.')}
          </p>`;
    }),
    waiting(l10n.t('Preparing the square')),
  )}`;
}

function seenContent(
  picture: PictureView,
  seen: SeenView,
  actions: Actions,
  show: (tab: PictureTab) => void,
): TemplateResult {
  const address = URL.createObjectURL(new Blob([seen.png.slice()], { type: 'image/png' }));
  const { letters } = seen;
  return html`<figure class="seen">
      <img
        src=${address}
        alt=${l10n.t('The square that the model sees of {0}', picture.name)}
        width=${seen.side}
        height=${seen.side}
      />
      <figcaption>
        ${l10n.t('{0} × {0} pixels: all that the model gets of this picture.', seen.side)}
        ${letters ? l10n.t('Letters are about {0} pixels high in it.', letters.height.toFixed(1)) : nothing}
      </figcaption>
    </figure>
    ${
      letters && !letters.legible
        ? html`<div class="hint" role="note" data-testid="legibility-hint">
            ${icon('warning')}
            <div>
              <p>${l10n.t('That is too small to read. Imp will guess, unless you help it:')}</p>
              <div class="hint-actions">
                ${letters.crops.map((region, index) => suggestion(picture, region, index, actions))}${picture.cropOf ? nothing : html`<button type="button" class="chip" data-testid="hint-region" @click=${() => show('picture')}>${icon('crop')}${l10n.t('Ask about a region')}</button>`}
                ${
                  letters.closer
                    ? closerChip(letters.closer, () => {
                        actions.set({ closer: true, viewer: undefined });
                        requestAnimationFrame(() => document.querySelector<HTMLElement>('#question')?.focus());
                      })
                    : nothing
                }
                <button
                  type="button"
                  class="chip"
                  data-testid="hint-ocr"
                  @click=${() => {
                    actions.set({ ocr: 'on', viewer: undefined });
                    // While the dialog is open nothing behind it takes the focus: it is gone after the next paint.
                    requestAnimationFrame(() => document.querySelector<HTMLElement>('#question')?.focus());
                  }}
                >
                  ${icon('text')}${l10n.t('Send the recognised text along')}
                </button>
              </div>
            </div>
          </div>`
        : nothing
    }`;
}

/** A crop of a block of text, into the composer with one click. */
function suggestion(picture: PictureView, region: Region, index: number, actions: Actions): TemplateResult {
  const label = l10n.t('Text {0}, enlarged', index + 1);
  const add = () => {
    actions.set({ viewer: undefined });
    void actions.request('addRegion', { id: picture.id, region });
  };
  return html`<button
    type="button"
    class="chip"
    data-testid="hint-crop"
    title=${`${region.width} × ${region.height}`}
    @click=${add}
  >
    ${icon('crop')}${label}
  </button>`;
}

function textTab(picture: PictureView, actions: Actions): TemplateResult {
  return html`${until(
    cached(textCache, picture, async () => {
      const reading = await actions.request('read', { id: picture.id });
      return reading
        ? textContent(reading, actions)
        : html`<p class="remark">${l10n.t('The text could not be read. See the message above the question box.')}</p>`;
    }),
    waiting(l10n.t('Reading the text')),
  )}`;
}

function boxesOn(state: AppState, picture: PictureView): AnswerBox[] {
  return state.conversation.turns
    .flatMap((turn) => (turn.role === 'assistant' ? (turn.boxes ?? []) : []))
    .filter((box) => box.picture === picture.id);
}

function onTabKey(event: KeyboardEvent, current: PictureTab, show: (tab: PictureTab) => void): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (!step) return;
  const index = TABS.findIndex(([tab]) => tab === current);
  const next = TABS.at((index + step) % TABS.length)![0];
  show(next);
  requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
}

function waiting(text: string): TemplateResult {
  return html`<p class="remark working"><vscode-progress-ring aria-label=${text}></vscode-progress-ring> ${text}</p>`;
}

type Cache = { id: string; content: Promise<TemplateResult> } | undefined;
const seenCache: { last: Cache } = { last: undefined };
const textCache: { last: Cache } = { last: undefined };

/** The last picture's content: the page is painted often, the extension is asked once. */
function cached(
  cache: { last: Cache },
  picture: PictureView,
  make: () => Promise<TemplateResult>,
): Promise<TemplateResult> {
  const key = `${picture.id}:${picture.state === 'error' ? 'error' : ''}`;
  if (cache.last?.id !== key) cache.last = { id: key, content: make() };
  return cache.last.content;
}

/** Called when the dialog closes: another model sees another square. */
export function forgetViews(): void {
  seenCache.last = undefined;
  textCache.last = undefined;
}
