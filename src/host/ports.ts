/** What the parts of the extension know of each other; `src/extension.ts` puts the real ones in. */
import type * as vscode from 'vscode';
import type { AskEvent, AskParams, AskResult, ImageId, ModelFacts, ModelFiles, WirePicture } from '../shared/engine.ts';
import type { AnswerOrigin } from '../shared/panel.ts';
import type { ModelSpeed } from '../shared/models.ts';

/** The model in use. The panel and the commands ask for it; the model store (src/host/models/) answers. */
export interface CurrentModel {
  /** Files and name of the model that `imp.model` names; fails with `model-missing` when it cannot be used. */
  current(): Promise<ModelInUse>;
  /** What was measured or predicted of it on this machine; null before the machine was measured. */
  speed(): Promise<ModelSpeed | null>;
  /** The user chose another model, or installed or removed files. */
  readonly onDidChange: vscode.Event<void>;
}

export interface ModelInUse {
  /** What `imp.model` names. */
  id: string;
  /** On this machine's disk; absent for a model on a server. */
  files?: ModelFiles;
  /** On a server; absent for a model that the engine loads. */
  endpoint?: EndpointModel;
  /** For people. */
  name: string;
  /** One short remark for the picker button's tooltip. */
  detail?: string;
  /** The built-in nano was trained on exact phrasings; real models take free questions. */
  kind: 'nano' | 'imp';
}

/** A model on a server; src/host/endpoints/ makes them. */
export interface EndpointModel {
  origin: AnswerOrigin;
  /** Asks the user for the consent that is missing and the server for its model's facts. Nothing is sent before the user agreed. */
  connect(): Promise<ModelFacts>;
  /** Answers the last turn; `picture` gives the turns' pictures as they go over the wire. */
  ask(
    params: AskParams,
    picture: (id: ImageId, maxSide: number) => Promise<WirePicture>,
    options: { signal?: AbortSignal; onEvent?: (event: AskEvent) => void },
  ): Promise<AskResult>;
}
