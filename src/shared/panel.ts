/**
 * The panel's whole protocol: what the webview asks of the extension (`HostMethods`), and what the extension sends the
 * webview (`PanelMethods`). Both travel over the typed RPC of rpc.ts; the webview keeps no truth of its own.
 */
import type { AskResult, ImageId, Phase, Region, TextReading, Timings } from './engine.ts';
import type { ErrorData } from './errors.ts';
import type { MockupView, SeenPage } from './mockup.ts';
import type { DataEdit, DataForm, DataPart, DataTarget } from './pictureData.ts';
import type { Method } from './rpc.ts';

/** What the product does with a picture beside answering a free question. */
export type Task = 'picture' | 'chart' | 'diagram' | 'screenshot' | 'mockup';

export type Framework = 'html' | 'react' | 'vue' | 'svelte';

/** What "Generate code from mockup" writes. */
export interface CodeTarget {
  framework: Framework;
  tailwind: boolean;
}

export type OcrMode = 'auto' | 'on' | 'off';

/** How far a picture is on its way into the model. */
export type PictureState = 'waiting' | 'decoding' | 'encoding' | 'prefilling' | 'ready' | 'error';

export interface PictureView {
  id: ImageId;
  name: string;
  /** Pixels after EXIF orientation; 0 until the engine has decoded it. */
  width: number;
  height: number;
  /** Address of the stored file (of the whole picture, for a crop) that the webview may load. */
  src: string;
  cropOf?: { id: ImageId; region: Region };
  state: PictureState;
  /** 0..1 where known. */
  fraction?: number;
  error?: string;
}

/** How a large picture is looked at in enlarged parts: all in one prompt, or a question for each. */
export interface CloserLook {
  mode: 'together' | 'in-turn';
  parts: number;
}

export interface UserTurnView {
  role: 'user';
  id: string;
  text: string;
  task?: Task;
  pictures: ImageId[];
  /** The user wants the picture looked at in enlarged parts, where that helps. */
  closer?: boolean;
  /** The parts that were looked at: crops, as pictures of their own. */
  tiles?: { mode: CloserLook['mode']; pictures: ImageId[] };
}

export interface Figures {
  model: string;
  timings: Timings;
  /** Tokens of the prompt that were in the KV cache already. */
  reusedTokens: number;
  /** What the user waited for the first word, in milliseconds: from the question to the panel. */
  waitedMs?: number;
  /** Pictures in the prompt; none: nothing is said of them. */
  pictures?: number;
  /** Tokens of the whole prompt, as a server counted them. */
  promptTokens?: number;
}

/** The server that an answer came from. */
export interface AnswerOrigin {
  /** Host name, and port where it is not the usual one. */
  host: string;
  /** A loopback address: nothing left this machine. */
  thisMachine: boolean;
  encrypted: boolean;
}

/** A failure as the panel shows it: one message, one button. */
export interface Failure extends ErrorData {
  action?: FailureAction;
}

export type FailureAction = 'retry' | 'selectModel' | 'downloadModel' | 'showLog' | 'openSettings' | 'newConversation';

/** A file reference found in an answer that exists in the workspace. */
export interface FileLink {
  /** The text in the answer, exactly. */
  text: string;
  /** URI of the existing file. */
  uri: string;
  /** 1-based. */
  line?: number;
  column?: number;
}

/** A box of an answer on its picture, in pixels of the picture. */
export interface AnswerBox {
  picture: ImageId;
  label: string;
  region: Region;
}

export interface AnswerTurnView {
  role: 'assistant';
  id: string;
  text: string;
  state: 'streaming' | AskResult['stop'] | 'failed';
  /** Stopped because the window was closed or reloaded while it was written. */
  interrupted?: boolean;
  phase?: Phase;
  fraction?: number;
  /** Which part of the picture is being looked at, from 1. */
  part?: { number: number; of: number };
  failure?: Failure;
  figures?: Figures;
  /** Turns and pictures that did not fit into the context. */
  dropped?: { turns: number; pictures: number };
  /** Set on code that was generated from a mockup. */
  target?: CodeTarget;
  /** What the model wrote, where `text` was made from it. */
  written?: string;
  /** A document that shows generated code of any target. */
  preview?: string;
  /** The code was made from a page that was read, without a model. */
  mockup?: MockupView;
  links?: FileLink[];
  boxes?: AnswerBox[];
  /** Charts, tables and diagrams of its pictures that the answer rests on. */
  data?: DataPart[];
  /** Numbers and identifiers that the text recognised in the picture does not confirm. */
  unconfirmed?: string[];
  /** What the model says and the pictures' facts say otherwise; plain sentences. */
  contradicted?: string[];
  /** What the text of a screenshot says for certain, found without the model; Markdown. */
  facts?: string;
  /** `text` was decided by what was read in the picture, without the model. */
  fromFacts?: boolean;
  /** What was read decides the question: shown before the model's words; plain text. */
  factsText?: string;
  /** The question went out with text recognised in the picture. */
  usedOcr?: boolean;
  /** Why the text could not be read, when it was wanted. */
  readingProblem?: string;
  /** Of an answer that a server gave; absent: what is on this machine gave it. */
  origin?: AnswerOrigin;
  /** The built-in model said that it takes a larger one. */
  refused?: boolean;
  /** Letters were too small for the model: the same question can be asked about enlarged parts. */
  closer?: CloserLook;
}

export type TurnView = UserTurnView | AnswerTurnView;

export interface ConversationView {
  id: string;
  title: string;
  turns: TurnView[];
}

export interface ConversationSummary {
  id: string;
  title: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
  turns: number;
  pictures: number;
  /** Address of its first picture, for the page. */
  thumbnail?: string;
}

export type EngineStatus =
  | { state: 'off' }
  | { state: 'starting' }
  | { state: 'loading'; fraction?: number }
  | { state: 'ready' }
  | { state: 'failed'; failure: Failure };

export interface ModelView {
  id: string;
  name: string;
  /** Short remark: quality, size, or that it is the built-in one. */
  detail?: string;
  /** Of a model on a server. */
  origin?: AnswerOrigin;
  /** Side of the square that the vision tower sees, in pixels; known once loaded. */
  imageSide?: number;
  /** Tokens of its context, and those that a picture takes of it; known once loaded. */
  contextTokens?: number;
  imageTokens?: number;
}

export interface PanelOptions {
  target: CodeTarget;
  ocr: OcrMode;
  showFigures: boolean;
  offline: boolean;
}

/** Everything that the panel shows. */
export interface PanelState {
  conversation: ConversationView;
  /** Every picture that the conversation or the composer knows. */
  pictures: PictureView[];
  /** Pictures in the composer, in order. */
  pending: ImageId[];
  draft: string;
  status: EngineStatus;
  model: ModelView | null;
  options: PanelOptions;
  history: ConversationSummary[];
  /** Why the conversation cannot be kept on disk; null: it is kept. */
  unsaved: string | null;
  /** Translations for @vscode/l10n; absent for English. */
  l10n?: Record<string, string | { message: string; comment: string[] }>;
}

export type PanelChange =
  | { type: 'conversation'; conversation: ConversationView; pictures: PictureView[]; pending: ImageId[] }
  | { type: 'title'; title: string }
  | { type: 'picture'; picture: PictureView }
  | { type: 'pending'; pending: ImageId[] }
  | { type: 'turn'; turn: TurnView }
  | { type: 'text'; id: string; text: string; tokens: number; tokensPerSecond: number }
  | { type: 'turnsRemoved'; ids: string[] }
  | { type: 'status'; status: EngineStatus }
  | { type: 'model'; model: ModelView | null }
  | { type: 'options'; options: PanelOptions }
  | { type: 'history'; history: ConversationSummary[] }
  | { type: 'draft'; draft: string }
  /** The conversation cannot be kept on disk, and why; null: it is kept. */
  | { type: 'unsaved'; problem: string | null }
  /** Something to say above the composer that is no failure. */
  | { type: 'notice'; message: string };

/** Something the panel is asked to do, not to show. */
export type PanelAction =
  { type: 'focusComposer' } | { type: 'showHistory' } | { type: 'showPicture'; id: ImageId; tab: PictureTab };

export type PictureTab = 'picture' | 'seen' | 'text';

export type PictureAction = 'open' | 'save' | 'agent';

export type CodeAction = 'copy' | 'insert' | 'replace' | 'create' | 'open';

/** A picture as the clipboard or a drop hands it over. */
export interface PictureBytes {
  bytes: Uint8Array;
  name: string;
}

/** What the extension asks of the webview. */
export interface PanelMethods {
  changed: Method<PanelChange, void>;
  act: Method<PanelAction, void>;
  /** The pictures on the system clipboard; empty when there is none, `usage` error when the editor forbids reading it. */
  readClipboard: Method<Record<never, never>, PictureBytes[]>;
}

export interface SeenView {
  png: Uint8Array;
  /** Side of the square in pixels. */
  side: number;
  /** The picture inside the square. */
  content: Region;
  letters?: {
    height: number;
    legible: boolean;
    /** Regions whose crops show their text larger, best first. */
    crops: Region[];
    /** How the whole would be looked at in parts, where that helps. */
    closer?: CloserLook;
  };
}

/** What the webview asks of the extension. */
export interface HostMethods {
  /** The first message; its answer is the whole first state. */
  ready: Method<Record<never, never>, PanelState>;
  addPictures: Method<{ pictures: PictureBytes[] }, void>;
  /** Addresses from a drop's `text/uri-list`. */
  addUris: Method<{ uris: string[] }, void>;
  addSample: Method<{ sample: Sample; task?: Task }, void>;
  /** A crop of a picture, as a picture of its own in the composer. */
  addRegion: Method<{ id: ImageId; region: Region }, void>;
  removePicture: Method<{ id: ImageId }, void>;
  /** Put a picture of the conversation back into the composer. */
  reusePicture: Method<{ id: ImageId }, void>;
  pickPicture: Method<Record<never, never>, void>;
  pasteFromClipboard: Method<Record<never, never>, void>;
  ask: Method<{ text: string; task?: Task; ocr?: OcrMode; closer?: boolean }, void>;
  /** Asks an answer's question again, about enlarged parts of its picture. */
  lookCloser: Method<{ id: string }, void>;
  stop: Method<Record<never, never>, void>;
  regenerate: Method<{ id: string; target?: CodeTarget }, void>;
  /** Asks for the rest of an answer that was cut off. */
  continueAnswer: Method<{ id: string }, void>;
  /** Asks a question anew in other words; what followed it stays in the history. */
  resend: Method<{ id: string; text: string }, void>;
  /** What can be done with a picture beside asking about it. */
  picture: Method<{ id: ImageId; action: PictureAction }, void>;
  code: Method<{ action: CodeAction; text: string; language: string; fileName?: string }, void>;
  /** What the page of an answer's code looks like; `repair`: go on to better ones. `next`: the page to draw next. */
  seenPage: Method<{ id: string; seen: SeenPage; repair: boolean }, { next?: string }>;
  /** Asks for another picture, and what it differs in from this one. */
  compareScreenshot: Method<{ id: ImageId }, void>;
  /** The preview of code in an editor tab: the page of an answer, or a document that the panel made harmless. */
  showPreview: Method<{ id: string } | { document: string }, void>;
  openLink: Method<{ href: string }, void>;
  openFile: Method<{ uri: string; line?: number; column?: number }, void>;
  copyText: Method<{ text: string }, void>;
  /** Changes part number `part` of an answer's data; its proof, its other forms and later answers follow. */
  editData: Method<{ id: string; part: number; edit: DataEdit }, void>;
  writeData: Method<{ id: string; part: number; form: DataForm; target: DataTarget }, void>;
  /** The square as the model sees it, and how high letters are in it (in its pixels) where text was recognised. */
  seen: Method<{ id: ImageId }, SeenView>;
  read: Method<{ id: ImageId }, TextReading>;
  newConversation: Method<Record<never, never>, void>;
  openConversation: Method<{ id: string }, void>;
  renameConversation: Method<{ id: string; title?: string }, void>;
  deleteConversation: Method<{ id: string }, void>;
  exportConversation: Method<{ id: string }, void>;
  setOptions: Method<Partial<Pick<PanelOptions, 'target' | 'ocr'>>, void>;
  saveDraft: Method<{ draft: string }, void>;
  /** Buttons of failures and of the status line. */
  run: Method<{ action: FailureAction | 'openWalkthrough' | 'answerLength' }, void>;
  /** Tries to keep the conversation again. */
  saveAgain: Method<Record<never, never>, void>;
}

export type Sample = 'chart' | 'diagram' | 'mockup';
