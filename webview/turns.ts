/** The turns of the conversation: questions with their pictures, answers with their figures and actions. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import type { AnswerTurnView, CodeTarget, Figures, TurnView, UserTurnView } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { copied } from './copied.ts';
import { answerData } from './data/answerData.ts';
import { icon } from './icons.ts';
import { markBlock } from './marks.ts';
import { renderBlocks } from './markdown.ts';
import { closerChip } from './closer.ts';
import { refusedChips } from './refused.ts';
import { mockupBlock } from './mockup/view.ts';
import { pictureOf, running, type AppState } from './state.ts';
import { failureButton } from './status.ts';
import { thumbnail } from './thumbnail.ts';

export function turns(state: AppState, actions: Actions): TemplateResult {
  return html`${repeat(
    state.conversation.turns,
    (turn) => turn.id,
    (turn: TurnView) => (turn.role === 'user' ? question(turn, state, actions) : answer(turn, state, actions)),
  )}`;
}

function question(turn: UserTurnView, state: AppState, actions: Actions): TemplateResult {
  const pictures = turn.pictures.map((id) => pictureOf(state, id)).filter((picture) => picture !== undefined);
  return html`<article class="turn question" aria-label=${l10n.t('Your question')} data-testid="question-turn">
    ${
      pictures.length
        ? html`<ul class="thumbs" aria-label=${l10n.t('Pictures')}>
            ${pictures.map((picture) => thumbnail(picture, picture.cropOf && pictureOf(state, picture.cropOf.id), actions, false))}
          </ul>`
        : nothing
    }
    ${
      state.editing === turn.id
        ? editor(turn, actions)
        : html`<p class="question-text">${turn.text}</p>
            <span class="question-actions" role="toolbar" aria-label=${l10n.t('Question actions')}>
              <button
                type="button"
                class="icon-button"
                data-testid="edit-question"
                aria-label=${l10n.t('Ask in other words')}
                title=${l10n.t('Ask in other words')}
                ?disabled=${running(state) !== undefined}
                @click=${() => actions.set({ editing: turn.id })}
              >
                ${icon('edit')}
              </button>
              <button
                type="button"
                class="icon-button"
                data-testid="copy-question"
                aria-label=${l10n.t('Copy the question')}
                title=${l10n.t('Copy the question')}
                @click=${(event: Event) => copied(event, actions, () => actions.request('copyText', { text: turn.text }))}
              >
                ${icon('copy')}
              </button>
            </span>`
    }
    ${turn.tiles ? partsOf(turn.tiles, state, actions) : nothing}
  </article>`;
}

/** The question in a box: Enter asks it anew, Escape leaves it as it was. */
function editor(turn: UserTurnView, actions: Actions): TemplateResult {
  const send = (area: HTMLTextAreaElement) => {
    actions.set({ editing: undefined });
    if (area.value.trim() && area.value.trim() !== turn.text)
      void actions.request('resend', { id: turn.id, text: area.value });
  };
  return html`<textarea
    class="question-edit"
    data-testid="question-edit"
    rows="2"
    aria-label=${l10n.t('The question in other words')}
    title=${l10n.t('Enter asks it again, Escape leaves it as it was')}
    .value=${turn.text}
    ${ref((element) => {
      const area = element as HTMLTextAreaElement | undefined;
      if (area && !area.dataset['begun']) {
        area.dataset['begun'] = 'true';
        queueMicrotask(() => area.focus());
      }
    })}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send(event.target as HTMLTextAreaElement);
    }}
  ></textarea>`;
}

/** The enlarged parts that a question went to. */
function partsOf(
  { mode, pictures }: NonNullable<UserTurnView['tiles']>,
  state: AppState,
  actions: Actions,
): TemplateResult {
  const parts = pictures.map((id) => pictureOf(state, id)).filter((picture) => picture !== undefined);
  const said =
    mode === 'together'
      ? l10n.t('Together with {0} enlarged parts:', parts.length)
      : l10n.t('Asked about {0} enlarged parts, one after the other, each by itself:', parts.length);
  return html`<p class="remark" data-testid="parts">${said}</p>
    <ul class="thumbs parts" aria-label=${l10n.t('Enlarged parts')}>
      ${parts.map((picture) => thumbnail(picture, picture.cropOf && pictureOf(state, picture.cropOf.id), actions, false))}
    </ul>`;
}

function answer(turn: AnswerTurnView, state: AppState, actions: Actions): TemplateResult {
  const streaming = turn.state === 'streaming';
  return html`<article
    class="turn answer"
    aria-label=${l10n.t('Answer')}
    aria-busy=${streaming}
    data-testid="answer"
    data-state=${turn.state}
    data-id=${turn.id}
    ?data-preview=${turn.preview !== undefined && !turn.mockup}
  >
    ${dropped(turn)}
    ${turn.facts ? html`<aside class="facts" aria-label=${l10n.t('Found by text recognition')} data-testid="facts">${markdown(turn, turn.facts, actions)}</aside>` : nothing}
    ${turn.factsText ? html`<aside class="facts" aria-label=${l10n.t('Read from the picture')} data-testid="facts-text">${plainText(turn, turn.factsText, actions)}</aside>` : nothing}
    ${turn.fromFacts && !turn.text.startsWith('```') ? plainText(turn, turn.text, actions) : markdown(turn, turn.text, actions)}
    ${!streaming && turn.mockup && turn.preview ? mockupBlock({ ...turn, mockup: turn.mockup, preview: turn.preview }, pictureOf(state, turn.mockup.picture), actions) : nothing}
    ${(turn.fromFacts || turn.mockup) && !streaming ? html`<p class="remark" data-testid="from-facts">${icon('eye')} ${l10n.t('Read from the picture, not by a model.')}</p>` : nothing}
    ${origin(turn)}
    ${
      streaming && turn.text === ''
        ? html`<p class="waiting">
            <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
          </p>`
        : nothing
    }
    ${
      turn.failure
        ? html`<div class="failure" role="alert" data-testid="failure">
            ${icon('error')}<span>${turn.failure.message}</span>${turn.failure.action ? failureButton(turn.failure.action, actions) : nothing}
          </div>`
        : nothing
    }
    ${
      turn.boxes?.length
        ? html`<button
            type="button"
            class="chip boxes"
            data-testid="show-boxes"
            @click=${() => actions.set({ viewer: { id: turn.boxes![0]!.picture, tab: 'picture' } })}
          >
            ${icon('crop')}${l10n.t('Show it in the picture')}
          </button>`
        : nothing
    }
    ${answerData(turn, state, actions)}
    ${!streaming && turn.closer ? closerChip(turn.closer, () => void actions.request('lookCloser', { id: turn.id }), running(state) !== undefined) : nothing}
    ${streaming ? nothing : refusedChips(turn, state, actions)}
    ${turn.readingProblem ? html`<p class="remark" data-testid="reading-problem">${icon('warning')} ${turn.readingProblem}</p>` : nothing}
    ${!streaming && turn.contradicted?.length ? html`<ul class="contradicted" aria-label=${l10n.t('The picture says otherwise')} data-testid="contradicted">${turn.contradicted.map((text) => html`<li>${icon('warning')} ${text}</li>`)}</ul>` : nothing}
    ${!streaming && turn.unconfirmed?.length ? html`<p class="remark" data-testid="unconfirmed">${icon('warning')} ${l10n.t('Underlined: not confirmed by the text recognised in the picture.')}</p>` : nothing}
    ${turn.state === 'cancelled' ? stopped(turn, actions) : nothing}
    ${turn.state === 'length' ? cutOff(turn, state, actions) : nothing}
    ${streaming ? nothing : footer(turn, state, actions)}
  </article>`;
}

/** Of what a server wrote: where it came from, always. */
function origin({ origin }: AnswerTurnView): TemplateResult | typeof nothing {
  if (!origin) return nothing;
  const { host, thisMachine, encrypted } = origin;
  const said = thisMachine
    ? l10n.t('Answered on this machine, by {0}', host)
    : encrypted
      ? l10n.t('Answered by {0}, encrypted on the way', host)
      : l10n.t('Answered by {0}, not encrypted on the way', host);
  return html`<p class="remark" data-testid="origin">${icon('globe')} ${said}</p>`;
}

function cutOff(turn: AnswerTurnView, state: AppState, actions: Actions): TemplateResult {
  const last = state.conversation.turns.at(-1)?.id === turn.id;
  return html`<p class="remark" data-testid="cut-off">
    ${l10n.t('Cut off at the maximum answer length.')}
    ${
      last
        ? html`<button
            type="button"
            class="text-button"
            @click=${() => actions.request('continueAnswer', { id: turn.id })}
          >
            ${l10n.t('Continue')}
          </button>`
        : nothing
    }
    <button type="button" class="text-button" @click=${() => actions.request('run', { action: 'answerLength' })}>
      ${l10n.t('Change the length')}
    </button>
  </p>`;
}

function stopped(turn: AnswerTurnView, actions: Actions): TemplateResult {
  if (!turn.interrupted) return html`<p class="remark">${l10n.t('Stopped.')}</p>`;
  return html`<p class="remark" data-testid="interrupted">
    ${l10n.t('Stopped: the window was reloaded.')}
    <button type="button" class="text-button" @click=${() => actions.request('regenerate', { id: turn.id })}>
      ${l10n.t('Try again')}
    </button>
  </p>`;
}

function markdown(turn: AnswerTurnView, text: string, actions: Actions): TemplateResult {
  const marks = turn.state === 'streaming' ? {} : turn;
  return html`<div class="markdown" @click=${(event: MouseEvent) => onClick(event, turn, actions)}>
    ${guard([text, turn.state === 'streaming', turn.links, turn.unconfirmed], () => renderBlocks(text).map(({ html: block }) => html`<div class="block">${unsafeHTML(markBlock(block, marks))}</div>`))}
  </div>`;
}

/** Text of facts: never Markdown, it may hold anything that stands in a picture; files in it are links all the same. */
function plainText(turn: AnswerTurnView, text: string, actions: Actions): TemplateResult {
  const marks = turn.state === 'streaming' ? {} : { links: turn.links };
  const escape = (line: string) =>
    line
      .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
      .replace(/^ +| {2,}/g, (spaces) => '\u00a0'.repeat(spaces.length));
  const block = `<p>${text.split('\n').map(escape).join('<br>')}</p>`;
  return html`<div class="markdown" @click=${(event: MouseEvent) => onClick(event, turn, actions)}>
    ${guard([text, turn.state, turn.links], () => html`<div class="block">${unsafeHTML(markBlock(block, marks))}</div>`)}
  </div>`;
}

function dropped({ dropped }: AnswerTurnView): TemplateResult | typeof nothing {
  if (!dropped) return nothing;
  const what = dropped.pictures
    ? l10n.t(
        'The context is full: the oldest {0} turns and {1} pictures were left out of this answer.',
        dropped.turns,
        dropped.pictures,
      )
    : l10n.t('The context is full: the oldest {0} turns were left out of this answer.', dropped.turns);
  return html`<p class="remark" data-testid="dropped">${icon('warning')} ${what}</p>`;
}

function footer(turn: AnswerTurnView, state: AppState, actions: Actions): TemplateResult {
  return html`<footer class="answer-footer">
    <span class="answer-actions" role="toolbar" aria-label=${l10n.t('Answer actions')}>
      <button
        type="button"
        class="icon-button"
        data-testid="regenerate"
        aria-label=${l10n.t('Write the answer again')}
        title=${l10n.t('Write the answer again')}
        @click=${() => actions.request('regenerate', { id: turn.id })}
      >
        ${icon('refresh')}
      </button>
      ${
        turn.text
          ? html`<button
              type="button"
              class="icon-button"
              data-testid="copy-answer"
              aria-label=${l10n.t('Copy the answer')}
              title=${l10n.t('Copy the answer')}
              @click=${(event: Event) => copied(event, actions, () => actions.request('copyText', { text: turn.text }))}
            >
              ${icon('copy')}
            </button>`
          : nothing
      }
    </span>
    ${turn.target ? targetSelect(turn, turn.target, actions) : nothing}
    ${turn.figures && state.options.showFigures ? figures(turn.figures) : nothing}
  </footer>`;
}

const TARGETS: [framework: CodeTarget['framework'], name: string][] = [
  ['html', 'HTML + CSS'],
  ['react', 'React'],
  ['vue', 'Vue'],
  ['svelte', 'Svelte'],
];

/** Another target writes the code anew and is remembered. */
function targetSelect(turn: AnswerTurnView, target: CodeTarget, actions: Actions): TemplateResult {
  const change = async (event: Event) => {
    const [framework, tailwind] = (event.target as HTMLSelectElement).value.split(' ');
    const next: CodeTarget = { framework: framework as CodeTarget['framework'], tailwind: tailwind === 'tailwind' };
    await actions.request('setOptions', { target: next });
    await actions.request('regenerate', { id: turn.id, target: next });
  };
  return html`<select
    class="target"
    data-testid="code-target"
    aria-label=${l10n.t('Code target')}
    title=${l10n.t('Code target')}
    @change=${change}
  >
    ${TARGETS.flatMap(([framework, name]) =>
      [false, true].map((tailwind) => {
        const chosen = framework === target.framework && tailwind === target.tailwind;
        const label = tailwind ? `${framework === 'html' ? 'HTML' : name} + Tailwind` : name;
        return html`<option value=${tailwind ? `${framework} tailwind` : framework} ?selected=${chosen}>
          ${label}
        </option>`;
      }),
    )}
  </select>`;
}

function figures({ model, timings, reusedTokens, waitedMs, pictures, promptTokens }: Figures): TemplateResult {
  const seconds = (ms: number) => (ms < 5 ? '< 0.01' : (ms / 1000).toFixed(ms < 100 ? 2 : ms < 10_000 ? 1 : 0));
  const rate = timings.generate_ms > 0 ? (timings.generated_tokens / timings.generate_ms) * 1000 : 0;
  const parts = [
    l10n.t('first word {0} s', seconds(waitedMs ?? timings.first_token_ms)),
    ...(timings.generated_tokens === 0
      ? []
      : [
          timings.encode_ms >= 1
            ? l10n.t('picture {0} s', seconds(timings.encode_ms))
            : pictures === 0
              ? ''
              : l10n.t('picture ready before'),
          l10n.t('{0} tokens/s', rate.toFixed(rate < 100 ? 1 : 0)),
        ]),
    ...(promptTokens === undefined ? [] : [l10n.t('{0} tokens sent', promptTokens)]),
    model,
  ];
  const detail = l10n.t(
    '{0} tokens of prompt read in {1} s, {2} known before; {3} tokens written in {4} s; {5} s in all',
    timings.prefill_tokens,
    seconds(timings.prefill_ms),
    reusedTokens,
    timings.generated_tokens,
    seconds(timings.generate_ms),
    seconds(timings.total_ms),
  );
  return html`<span class="figures" data-testid="figures" title=${detail}>${parts.filter(Boolean).join(' · ')}</span>`;
}

/** One listener for the buttons and links inside rendered Markdown. */
function onClick(event: MouseEvent, turn: AnswerTurnView, actions: Actions): void {
  const target = event.target as Element;
  const file = turn.links?.[Number(target.closest<HTMLElement>('button[data-link]')?.dataset['link'])];
  if (file) return void actions.request('openFile', { uri: file.uri, line: file.line, column: file.column });
  const link = target.closest('a');
  if (link) {
    event.preventDefault();
    event.stopPropagation(); // further up the editor's own listener opens links without a question
    const href = link.getAttribute('href');
    if (href && !href.startsWith('#')) void actions.request('openLink', { href });
    return;
  }
  const button = target.closest<HTMLElement>('button[data-code]');
  const figure = button?.closest<HTMLElement>('figure.code');
  if (!button || !figure) return;
  const text = figure.querySelector('pre')?.textContent ?? '';
  const language = figure.getAttribute('data-language') ?? '';
  const action = button.getAttribute('data-code')!;
  void actions.code(action, {
    text: action.startsWith('preview') ? (turn.preview ?? text) : text,
    language,
    button,
    figure,
  });
}
