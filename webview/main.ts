/** Starts the panel: asks for the first state, then renders every change. */
import * as l10n from '@vscode/l10n';
import { render } from 'lit-html';
import { ImpError } from '../src/shared/errors.ts';
import { compose } from '../src/shared/message.ts';
import type { CodeAction } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';
import { Announcer } from './announcer.ts';
import { app } from './app.ts';
import { fit } from './composer.ts';
import { registerControls } from './controls.ts';
import { connectToHost } from './host.ts';
import { handleDrop, handlePaste, readClipboard } from './intake.ts';
import { previewDocument, togglePreview } from './preview.ts';
import { initialState, reduce, running, type AppState } from './state.ts';
import { forgetViews } from './viewer.ts';
import { statusText } from './status.ts';

const root = document.getElementById('app')!;
const announcer = new Announcer(document.body);
let state: AppState | undefined;
let scheduled = false;
let firstPaint!: () => void;
const painted = new Promise<void>((resolve) => (firstPaint = resolve));

const host = connectToHost({
  changed(change) {
    if (!state) return;
    const before = state;
    // The extension's word on the draft is newer than what waits to be saved.
    if (change.type === 'draft') forgetDraft();
    update(reduce(state, change));
    announcer.follow(before, state);
  },
  async act(action) {
    // The extension may ask before its first state has arrived and been painted.
    await painted;
    if (!state) return;
    if (action.type === 'focusComposer') {
      // Focus inside a frame that does not have it goes nowhere.
      window.focus();
      question()?.focus();
    }
    if (action.type === 'showHistory') update({ ...state, historyOpen: true });
    if (action.type === 'showPicture') update({ ...state, viewer: { id: action.id, tab: action.tab } });
  },
  async readClipboard() {
    try {
      return await readClipboard();
    } catch (thrown) {
      throw new ImpError('usage', String(thrown));
    }
  },
});

const actions: Actions = {
  async request(method, params, failed = actions.fail) {
    try {
      return await host.request(method, params);
    } catch (thrown) {
      failed(thrown);
      return undefined;
    }
  },
  fail(thrown) {
    const error = ImpError.from(thrown);
    if (error.code !== 'cancelled') actions.set({ notice: { code: error.code, message: compose(error.text, l10n.t) } });
  },
  set(local) {
    if ('viewer' in local && !local.viewer) forgetViews();
    if (state) update({ ...state, ...local });
  },
  announce: (text) => announcer.say(text),
  draft(text) {
    if (!state) return;
    update({ ...state, draft: text });
    // While the user types, not only when they pause: the engine begins with what is there.
    draftTimer ??= setTimeout(() => {
      draftTimer = undefined;
      if (state) void host.request('saveDraft', { draft: state.draft }).catch(() => {});
    }, 500);
  },
  async code(action, { text, language, button, figure }) {
    if (action === 'preview') return togglePreview(figure, text, button);
    if (action === 'preview-tab')
      return void (await actions.request('showPreview', { document: previewDocument(text) }));
    await actions.request('code', { action: action as CodeAction, text, language });
    if (action === 'copy') {
      announcer.say(l10n.t('Copied'));
      button.classList.add('done');
      setTimeout(() => button.classList.remove('done'), 1500);
    }
  },
};
let draftTimer: ReturnType<typeof setTimeout> | undefined;

function forgetDraft(): void {
  clearTimeout(draftTimer);
  draftTimer = undefined;
}

function update(next: AppState): void {
  state = next;
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    paint();
  });
}

function paint(): void {
  if (!state) return;
  const scroller = document.getElementById('conversation');
  const atEnd = !scroller || isAtEnd(scroller);
  render(app(state, actions), root);
  const area = question();
  if (area) fit(area);
  const conversation = document.getElementById('conversation');
  const { turns } = state.conversation;
  const newest = turns.findLast((turn) => turn.role === 'user')?.id;
  // A new question is looked at, whoever asked it: the panel, a command, another part of the editor.
  const asked = newest !== shownQuestion && shownQuestion !== undefined;
  shownQuestion = newest ?? '';
  if (conversation && turns.length && (atEnd || asked)) conversation.scrollTop = conversation.scrollHeight;
  if (conversation) watchScroll(conversation);
  announcer.status(statusText(state));
  firstPaint();
}

let shownQuestion: string | undefined;

function isAtEnd(scroller: Element): boolean {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
}

/** Says when the newest turn is out of view. */
function watchScroll(scroller: HTMLElement): void {
  const check = () => {
    const scrolledUp = !isAtEnd(scroller);
    if (state && state.scrolledUp !== scrolledUp) update({ ...state, scrolledUp });
  };
  if (!scroller.dataset['watched']) {
    scroller.dataset['watched'] = 'true';
    scroller.addEventListener('scroll', check, { passive: true });
  }
  check();
}

function question(): HTMLTextAreaElement | null {
  return document.querySelector('#question');
}

// Words break anew in another width, those of the empty box too.
window.addEventListener('resize', () => {
  const area = question();
  if (area) fit(area);
});
document.addEventListener('paste', (event) => void handlePaste(event, actions));
document.addEventListener('keydown', (event) => {
  // Dialogs and the boxes in them have Escape for themselves.
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (state?.editing) actions.set({ editing: undefined });
  else if (state && running(state)) void actions.request('stop', {});
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  if (!state?.dragging) actions.set({ dragging: true });
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) actions.set({ dragging: false });
});
document.addEventListener('drop', (event) => {
  actions.set({ dragging: false });
  void handleDrop(event, actions);
});

async function start(): Promise<void> {
  registerControls();
  const first = await host.request('ready', {});
  if (first.l10n) l10n.config({ contents: first.l10n });
  update(initialState(first));
}

void start();
