/** What a conversation without turns shows: what to do, and pictures to try it with. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { Sample, Task } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { icon, type IconName } from './icons.ts';

const SAMPLES: [sample: Sample, task: Task, icon: IconName, title: () => string, detail: () => string][] = [
  ['chart', 'chart', 'chart', () => l10n.t('A bar chart'), () => l10n.t('Explain this chart')],
  ['diagram', 'diagram', 'diagram', () => l10n.t('A flowchart'), () => l10n.t('Explain this diagram')],
  ['mockup', 'mockup', 'code', () => l10n.t('A login form'), () => l10n.t('Generate code from this mockup')],
];

const keys = navigator.platform.startsWith('Mac') ? { paste: '⌘V', shift: '⇧' } : { paste: 'Ctrl+V', shift: 'Shift' };

export function emptyState(actions: Actions): TemplateResult {
  return html`<section class="empty" aria-labelledby="empty-title" data-testid="empty">
    <div class="empty-mark" aria-hidden="true">${icon('image')}</div>
    <h1 id="empty-title">${l10n.t('Ask about a picture')}</h1>
    <p class="lead">
      ${l10n.t('Screenshots, charts, diagrams and mockups. The model runs on this machine; nothing leaves it.')}
    </p>
    <ul class="ways">
      <li><kbd>${keys.paste}</kbd><span>${l10n.t('Paste a screenshot into the question box')}</span></li>
      <li><kbd>${keys.shift}</kbd><span>${l10n.t('Hold it while you drop a file from the explorer')}</span></li>
      <li>
        <span class="way-icon">${icon('add')}</span>
        <button type="button" class="link-button" @click=${() => actions.request('pickPicture', {})}>
          ${l10n.t('Choose a picture of the workspace')}
        </button>
      </li>
    </ul>
    <h2>${l10n.t('Try a sample')}</h2>
    <ul class="samples">
      ${SAMPLES.map(
        ([sample, task, name, title, detail]) =>
          html`<li>
            <button
              type="button"
              class="sample"
              data-testid=${`sample-${sample}`}
              @click=${() => actions.request('addSample', { sample, task })}
            >
              <span class="sample-icon">${icon(name)}</span
              ><span><strong>${title()}</strong><small>${detail()}</small></span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}
