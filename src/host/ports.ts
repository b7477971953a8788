/** What the parts of the extension know of each other; `src/extension.ts` puts the real ones in. */
import type * as vscode from 'vscode';
import type { EndpointModel } from '../endpoints/index.ts';
import type { ModelFiles } from '../shared/engine.ts';
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
