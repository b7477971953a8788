/** The offer to ask about enlarged parts of a picture whose letters are too small for the model. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { CloserLook } from '../src/shared/panel.ts';
import { icon } from './icons.ts';

export function closerChip({ mode, parts }: CloserLook, act: () => void, disabled = false): TemplateResult {
  const title =
    mode === 'together'
      ? l10n.t(
          'Letters are too small for the model in the whole picture. Asks with {0} enlarged parts beside it, all in one prompt.',
          parts,
        )
      : l10n.t(
          'Letters are too small for the model in the whole picture. Asks about {0} enlarged parts one after the other and puts the answers together: about {0} times the wait.',
          parts,
        );
  return html`<button
    type="button"
    class="chip closer"
    data-testid="look-closer"
    title=${title}
    ?disabled=${disabled}
    @click=${act}
  >
    ${icon('search')}${l10n.t('Look closer ({0} parts)', parts)}
  </button>`;
}
