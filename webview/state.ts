/** What the panel shows: the extension's state, and what only this page knows (an open dialog, a notice). */
import type { ErrorData } from '../src/shared/errors.ts';
import type { ImageId } from '../src/shared/engine.ts';
import type { OcrMode, PanelChange, PanelState, PictureTab, PictureView } from '../src/shared/panel.ts';

export interface LocalState {
  /** Dialog on a picture. */
  viewer?: { id: ImageId; tab: PictureTab };
  historyOpen: boolean;
  notice?: ErrorData;
  dragging: boolean;
  /** For the next question alone. */
  ocr?: OcrMode;
  /** The next question alone looks at enlarged parts of its picture. */
  closer?: boolean;
  /** Tokens a second of the answer under way. */
  rate: number;
  tokens: number;
  /** The newest turn is not in view. */
  scrolledUp: boolean;
  /** Words that the history is searched for. */
  search: string;
  /** The question whose words are being changed. */
  editing?: string;
}

export type AppState = PanelState & LocalState;

export function initialState(state: PanelState): AppState {
  return { ...state, historyOpen: false, dragging: false, rate: 0, tokens: 0, scrolledUp: false, search: '' };
}

/** The state after a change; unchanged parts keep their identity. */
export function reduce(state: AppState, change: PanelChange): AppState {
  const { conversation } = state;
  switch (change.type) {
    case 'conversation':
      return {
        ...state,
        conversation: change.conversation,
        pictures: change.pictures,
        pending: change.pending,
        notice: undefined,
        historyOpen: false,
        viewer: undefined,
        editing: undefined,
        scrolledUp: false,
      };
    case 'title':
      return { ...state, conversation: { ...conversation, title: change.title } };
    case 'picture':
      return { ...state, pictures: upsert(state.pictures, change.picture) };
    case 'pending':
      return { ...state, pending: change.pending };
    case 'turn':
      return {
        ...state,
        conversation: { ...conversation, turns: upsert(conversation.turns, change.turn) },
        rate: change.turn.role === 'user' ? 0 : state.rate,
      };
    case 'text': {
      const turns = conversation.turns.map((turn) =>
        turn.id === change.id ? { ...turn, text: turn.text + change.text } : turn,
      );
      return {
        ...state,
        conversation: { ...conversation, turns },
        rate: change.tokensPerSecond,
        tokens: change.tokens,
      };
    }
    case 'turnsRemoved':
      return {
        ...state,
        conversation: { ...conversation, turns: conversation.turns.filter((turn) => !change.ids.includes(turn.id)) },
      };
    case 'status':
      return { ...state, status: change.status };
    case 'model':
      return { ...state, model: change.model };
    case 'options':
      return { ...state, options: change.options };
    case 'history':
      return { ...state, history: change.history };
    case 'draft':
      return { ...state, draft: change.draft };
    case 'unsaved':
      return { ...state, unsaved: change.problem };
    case 'notice':
      return { ...state, notice: { code: 'usage', message: change.message } };
  }
}

/** The answer that is being written, if any. */
export function running(state: AppState) {
  const last = state.conversation.turns.at(-1);
  return last?.role === 'assistant' && last.state === 'streaming' ? last : undefined;
}

export function pictureOf(state: AppState, id: ImageId): PictureView | undefined {
  return state.pictures.find((picture) => picture.id === id);
}

function upsert<T extends { id: string }>(items: T[], item: T): T[] {
  const index = items.findIndex(({ id }) => id === item.id);
  return index < 0 ? [...items, item] : items.with(index, item);
}
