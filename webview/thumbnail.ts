/** Thumbnails of pictures, whole or cropped, with how far each is on its way into the model. */
import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { PictureView } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon } from './icons.ts';
import { dragOut } from './pictureOut.ts';

export function stateText(picture: PictureView): string {
  const percent = picture.fraction === undefined ? '' : ` ${Math.round(picture.fraction * 100)} %`;
  switch (picture.state) {
    case 'waiting':
      return l10n.t('waiting for the model');
    case 'decoding':
      return l10n.t('reading');
    case 'encoding':
      return l10n.t('looking at it') + percent;
    case 'prefilling':
      return l10n.t('taking it in') + percent;
    case 'ready':
      return l10n.t('ready');
    case 'error':
      return picture.error ?? l10n.t('could not be read');
  }
}

/** No broken-picture sign of the browser for what only the engine can read (TIFF), or nobody. */
function hide(event: Event): void {
  (event.target as HTMLElement).classList.add('unshown');
}

/** The picture itself; a crop shows its region of the whole file. */
export function pictureImage(picture: PictureView, whole?: PictureView): TemplateResult {
  const { cropOf } = picture;
  // Being drawn, or nothing that can be shown.
  if (!picture.src) return html`<span class="no-picture" aria-hidden="true">${icon('image')}</span>`;
  if (!cropOf || !whole?.width) return html`<img src=${picture.src} alt="" decoding="async" @error=${hide} />`;
  const { x, y, width, height } = cropOf.region;
  return html`<svg
    class="crop"
    viewBox="${x} ${y} ${width} ${height}"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
  >
    ${svg`<image href=${picture.src} width=${whole.width} height=${whole.height} />`}
  </svg>`;
}

export function thumbnail(
  picture: PictureView,
  whole: PictureView | undefined,
  actions: Actions,
  removable: boolean,
): TemplateResult {
  const state = stateText(picture);
  const busy = picture.state === 'encoding' || picture.state === 'prefilling' || picture.state === 'decoding';
  const name = picture.cropOf ? l10n.t('{0} (region)', picture.name) : picture.name;
  return html`<li class="thumb" data-state=${picture.state} data-testid="thumbnail">
    <button
      type="button"
      class="thumb-open"
      aria-label=${l10n.t('{0}: {1}. Show the picture', name, state)}
      title=${`${name}\n${picture.width ? `${picture.width} × ${picture.height}\n` : ''}${state}`}
      @dragstart=${(event: DragEvent) => dragOut(event, picture)}
      @click=${() => actions.set({ viewer: { id: picture.id, tab: 'picture' } })}
    >
      ${pictureImage(picture, whole)}
      ${busy ? html`<span class="thumb-progress"><span class="bar" .style=${`width: ${Math.round((picture.fraction ?? 0.1) * 100)}%`}></span></span>` : nothing}
      ${picture.state === 'error' ? html`<span class="thumb-badge error">${icon('error')}</span>` : nothing}
      ${picture.state === 'ready' ? html`<span class="thumb-badge ready">${icon('check')}</span>` : nothing}
      ${picture.cropOf ? html`<span class="thumb-badge crop-mark">${icon('crop')}</span>` : nothing}
    </button>
    ${
      removable
        ? html`<button
            type="button"
            class="thumb-remove"
            aria-label=${l10n.t('Remove {0}', name)}
            title=${l10n.t('Remove')}
            @click=${() => actions.request('removePicture', { id: picture.id })}
          >
            ${icon('close')}
          </button>`
        : nothing
    }
  </li>`;
}
