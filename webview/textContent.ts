/** The text of a picture in its dialog: what was read, what is uncertain, and what was not read. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { TextReading } from '../src/shared/engine.ts';
import type { Actions } from './actions.ts';
import { icon } from './icons.ts';

/** Below this confidence (0..100) a word is marked. */
const UNSURE = 70;
/** A picture of noise leaves out more than anyone looks at. */
const MOST_LEFT = 50;

export function textContent(reading: TextReading, actions: Actions): TemplateResult {
  if (!reading.text.trim())
    return html`<p class="remark">${l10n.t('No text was found in this picture.')}</p>
      ${beside(reading)}`;
  const copy = async (event: Event) => {
    await actions.request('copyText', { text: reading.text });
    actions.announce(l10n.t('Copied'));
    (event.target as Element).closest('button')?.classList.add('done');
  };
  return html`<div class="text-bar">
      <span class="remark">${l10n.t('Recognised on this machine; marked words are uncertain.')}</span>
      <button type="button" class="chip" data-testid="copy-text" @click=${copy}>
        ${icon('copy')}${l10n.t('Copy text')}
      </button>
    </div>
    <pre class="recognised" data-testid="recognised">${reading.lines.map((line) => [marked(line), '\n'])}</pre>
    ${beside(reading)}`;
}

/** The language of the text, writing that no data can read, and what was not taken for text. */
function beside({
  text,
  languages = ['eng'],
  unread = [],
  left = [],
}: TextReading): (TemplateResult | typeof nothing)[] {
  const scripts = [...new Set(unread.map(({ script }) => script))];
  return [
    text.trim()
      ? html`<p class="remark" data-testid="text-languages">
          ${l10n.t('Read as: {0}', languages.map(languageName).join(', '))}
        </p>`
      : nothing,
    scripts.length > 0
      ? html`<p class="remark" data-testid="text-unread">
          ${icon('warning')}
          ${l10n.t('Not read: writing in {0} stands at {1} places.', scripts.join(', '), unread.length)}
        </p>`
      : nothing,
    left.length > 0
      ? html`<details class="remark" data-testid="text-left">
          <summary>${l10n.t('Left out as noise or as outlines: {0}', left.length)}</summary>
          <ul>
            ${left
              .slice(0, MOST_LEFT)
              .map(
                ({ text, confidence }) =>
                  html`<li><code>${text}</code> (${l10n.t('{0} % sure', Math.round(confidence))})</li>`,
              )}
          </ul>
        </details>`
      : nothing,
  ];
}

const TAGS: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  jpn: 'ja',
  kor: 'ko',
  chi_sim: 'zh-Hans',
  chi_tra: 'zh-Hant',
};

/** A language's name in the editor's own. */
function languageName(code: string): string {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' });
  return (TAGS[code] && names.of(TAGS[code])) ?? code;
}

/** A line as it stands, indentation kept, its uncertain words marked. */
function marked({ text, words }: TextReading['lines'][number]): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  let from = 0;
  for (const word of words) {
    if (word.confidence >= UNSURE) continue;
    const at = text.indexOf(word.text, from);
    if (at < 0) continue;
    parts.push(
      text.slice(from, at),
      html`<mark title=${l10n.t('{0} % sure', Math.round(word.confidence))}>${word.text}</mark>`,
    );
    from = at + word.text.length;
  }
  return [...parts, text.slice(from)];
}
