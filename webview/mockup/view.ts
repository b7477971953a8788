/** Below code that was made from a mockup: the page beside the mockup under a slider, their difference, how like they are, and a repair. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { ref } from 'lit-html/directives/ref.js';
import type { Likeness, MockupView } from '../../src/shared/mockup.ts';
import type { AnswerTurnView, PictureView } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { compareSlider } from '../compare/slider.ts';
import { icon } from '../icons.ts';
import { previewDocument } from '../preview.ts';
import { seePage } from './measure.ts';

type Mode = 'slider' | 'difference';

interface Local {
  mode: Mode;
  at: number;
  /** Being measured or repaired. */
  busy: boolean;
  /** Was looked at, or could not be. */
  looked: boolean;
}

const locals = new Map<string, Local>();

export function mockupBlock(
  turn: AnswerTurnView & { mockup: MockupView; preview: string },
  picture: PictureView | undefined,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (!picture?.src) return nothing;
  const local = locals.get(turn.id) ?? { mode: 'slider', at: 50, busy: false, looked: false };
  locals.set(turn.id, local);
  const set = (change: Partial<Local>) => {
    Object.assign(local, change);
    actions.set({});
  };
  const { mockup } = turn;
  if (!mockup.likeness && !local.looked) queueMicrotask(() => void look(turn, picture, actions, false));
  return html`<section class="mockup" aria-label=${l10n.t('The page beside the mockup')} data-testid="mockup">
    <div class="mockup-bar" role="toolbar" aria-label=${l10n.t('Comparison')}>
      ${modeButton('slider', l10n.t('Slider'), local, set)}
      ${modeButton('difference', l10n.t('Difference'), local, set)}
      <span class="spring"></span>
      <button type="button" class="chip" data-testid="compare-screenshot" @click=${() => actions.request('compareScreenshot', { id: picture.id })}>
        ${icon('image')}${l10n.t('Compare with a screenshot…')}
      </button>
      <button type="button" class="chip" data-testid="preview-tab" @click=${() => actions.request('showPreview', { id: turn.id })}>
        ${icon('open')}${l10n.t('Open in an editor tab')}
      </button>
    </div>
    ${
      local.mode === 'slider'
        ? compareSlider({
            before: stage(mockup, original(mockup, picture)),
            after: stage(mockup, page(turn)),
            at: local.at,
            label: l10n.t('Mockup at the left, page at the right'),
            blink: false,
            moved: (at) => set({ at }),
          })
        : html`<div class="mockup-difference" data-testid="difference">
            ${stage(mockup, html`${original(mockup, picture)}${page(turn)}`)}
          </div>`
    }
    ${figures(turn, mockup, local, () => void look(turn, picture, actions, true))}
  </section>`;
}

function modeButton(mode: Mode, label: string, local: Local, set: (change: Partial<Local>) => void): TemplateResult {
  return html`<button
    type="button"
    class="chip"
    data-testid=${`mode-${mode}`}
    aria-pressed=${local.mode === mode}
    @click=${() => set({ mode })}
  >
    ${label}
  </button>`;
}

/** What is inside has the mockup's size, and is shown as wide as there is room. */
function stage({ width, height }: MockupView, content: TemplateResult): TemplateResult {
  const fit = (element: Element | undefined) => {
    const box = element as (HTMLElement & { watched?: ResizeObserver }) | undefined;
    if (!box || box.watched) return;
    box.watched = new ResizeObserver(() => {
      const scale = Math.min(1, box.clientWidth / width);
      box.style.setProperty('--scale', String(scale));
      box.style.height = `${height * scale}px`;
    });
    box.watched.observe(box);
  };
  return html`<div class="mockup-stage" ${ref(fit)}>
    <div class="mockup-content" .style=${`width: ${width}px; height: ${height}px`}>${content}</div>
  </div>`;
}

function original({ width, height }: MockupView, { src, cropOf, name }: PictureView): TemplateResult {
  if (!cropOf)
    return html`<img class="mockup-original" src=${src} alt=${name} .style=${`width: ${width}px; height: ${height}px`} />`;
  const { x, y, width: w, height: h } = cropOf.region;
  const [sx, sy] = [width / w, height / h];
  return html`<span class="mockup-original" role="img" aria-label=${name} .style=${`width: ${width}px; height: ${height}px`}>
    <img src=${src} alt="" .style=${`transform-origin: 0 0; transform: scale(${sx}, ${sy}) translate(${-x}px, ${-y}px)`} />
  </span>`;
}

/** Inert, as all previews are. */
function page({ preview }: { preview: string }): TemplateResult {
  return html`${guard([preview], () => {
    return html`<iframe
      class="mockup-page"
      data-testid="mockup-page"
      sandbox=""
      referrerpolicy="no-referrer"
      tabindex="-1"
      title=${l10n.t('Preview of the code')}
      .srcdoc=${previewDocument(preview)}
    ></iframe>`;
  })}`;
}

function figures(
  turn: AnswerTurnView,
  { likeness, before }: MockupView,
  local: Local,
  repair: () => void,
): TemplateResult {
  if (!likeness)
    return html`<p class="remark" data-testid="likeness-waiting">${l10n.t('The page is being compared with the mockup…')}</p>`;
  return html`<p class="likeness" role="status" data-testid="likeness" data-all=${likeness.all}>
      <strong>${l10n.t('Likeness: {0}', percent(likeness.all))}</strong>
      <span>${parts(likeness)}</span>
    </p>
    ${
      before
        ? html`<p class="remark" data-testid="repaired">
            ${
              likeness.all > before.all
                ? l10n.t('Repaired by measure: {0} before, {1} now.', percent(before.all), percent(likeness.all))
                : l10n.t('No repair made it more like the mockup: the code is as it was.')
            }
          </p>`
        : html`<button
            type="button"
            class="chip"
            data-testid="repair"
            ?disabled=${local.busy || turn.state === 'streaming'}
            @click=${repair}
          >
            ${icon('refresh')}${local.busy ? l10n.t('Repairing…') : l10n.t('Repair what differs')}
          </button>`
    }`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function parts({ texts, place, colour, ssim }: Likeness): string {
  return [
    l10n.t('texts found {0}', percent(texts)),
    l10n.t('places {0}', percent(place)),
    l10n.t('text colours {0}', percent(colour)),
    ssim === null ? l10n.t('pixels were not compared') : l10n.t('structure {0}', percent(ssim)),
  ].join(' · ');
}

/** Draws the page, sends the extension what it looks like, and draws what it asks for next. */
async function look(
  turn: AnswerTurnView & { mockup: MockupView; preview: string },
  picture: PictureView,
  actions: Actions,
  repair: boolean,
): Promise<void> {
  const local = locals.get(turn.id)!;
  if (local.busy) return;
  local.busy = true;
  local.looked = true;
  actions.set({});
  try {
    for (let preview: string | undefined = turn.preview; preview !== undefined;) {
      const seen = await seePage(preview, turn.mockup, picture);
      preview = (await actions.request('seenPage', { id: turn.id, seen, repair }))?.next;
    }
  } catch (thrown) {
    actions.fail(thrown);
  } finally {
    local.busy = false;
    actions.set({});
  }
}
