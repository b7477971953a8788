/** The view "Imp": shows the webview, and is the one way to talk to it. */
import * as vscode from 'vscode';
import 'vscode-jsonrpc/node'; // installs the runtime of the message connection
import { ImpError } from '../../shared/errors.ts';
import type { HostMethods, PanelAction, PanelChange, PanelMethods, PictureBytes } from '../../shared/panel.ts';
import { postTransport } from '../../shared/panelChannel.ts';
import { connect, type Handlers, type Peer } from '../../shared/rpc.ts';
import type { Log } from '../log.ts';
import { panelHtml } from './html.ts';

const VIEW_ID = 'imp.panel';

/** The webview script is loaded in well under this time, in ms, even on a busy machine. */
const READY_MS = 30_000;

export class PanelView implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;
  private peer: Peer<PanelMethods> | undefined;
  private ready = deferred();
  private title = '';

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly pictureFolder: vscode.Uri,
    private readonly handlers: Handlers<HostMethods>,
    private readonly log: Log,
  ) {}

  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Web address of a stored picture, empty while there is no webview that could load it. */
  address(file: string): string {
    return this.view?.webview.asWebviewUri(vscode.Uri.joinPath(this.pictureFolder, file)).toString() ?? '';
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    view.description = this.title;
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: [
        vscode.Uri.joinPath(this.context.extensionUri, 'dist'),
        vscode.Uri.joinPath(this.context.extensionUri, 'media'),
        this.pictureFolder,
      ],
    };
    const { reader, writer } = postTransport({
      post: (message) => view.webview.postMessage(message),
      receive: (callback) => view.webview.onDidReceiveMessage(callback),
    });
    const ready = this.handlers.ready;
    this.peer = connect<PanelMethods, HostMethods>(reader, writer, {
      ...this.handlers,
      ready: async (params, context) => {
        const state = await ready(params, context);
        this.ready.resolve();
        return state;
      },
    });
    const { peer } = this;
    view.onDidChangeVisibility(() => {
      // A hidden view loses its page; shown again, it loads anew and says so.
      if (!view.visible && this.view === view) this.ready = deferred();
    });
    view.onDidDispose(() => {
      peer.close(new ImpError('cancelled', 'The panel was closed.'));
      if (this.view !== view) return;
      this.view = undefined;
      this.peer = undefined;
      this.ready = deferred();
    });
    view.webview.html = panelHtml(view.webview, this.context.extensionUri);
  }

  /** Opens the view and gives it the focus; resolves when the webview answers. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    await Promise.race([
      this.ready.promise,
      new Promise<never>((_, reject) =>
        setTimeout(
          () =>
            reject(
              new ImpError(
                'internal',
                vscode.l10n.t('The Imp panel did not load. Run "Developer: Reload Window" and try again.'),
              ),
            ),
          READY_MS,
        ).unref(),
      ),
    ]);
  }

  /** Shows what the conversation is about beside the view's name. */
  setTitle(title: string): void {
    this.title = title;
    if (this.view) this.view.description = title;
  }

  /** Passes a change on; lost when no webview is there, because `ready` brings the whole state. */
  show(change: PanelChange): void {
    this.send('changed', change);
  }

  act(action: PanelAction): void {
    this.send('act', action);
  }

  /** Reads the system clipboard through the webview; the editor's own API gives text alone. Reveals the view: it must have the focus. */
  async readClipboard(): Promise<PictureBytes[]> {
    await this.reveal();
    return (await this.peer?.request('readClipboard', {})) ?? [];
  }

  private send<K extends 'changed' | 'act'>(method: K, params: PanelMethods[K]['params']): void {
    this.peer?.request(method, params).catch((thrown: unknown) => {
      const error = ImpError.from(thrown);
      if (error.code !== 'cancelled') this.log.warn(`Panel: ${error.message}`);
    });
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
