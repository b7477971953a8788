/** The connection to the extension. */
import 'vscode-jsonrpc/browser'; // installs the runtime of the message connection
import type { HostMethods, PanelMethods } from '../src/shared/panel.ts';
import { postTransport } from '../src/shared/panelChannel.ts';
import { connect, type Handlers, type Peer } from '../src/shared/rpc.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

export function connectToHost(handlers: Handlers<PanelMethods>): Peer<HostMethods> {
  const api = acquireVsCodeApi();
  const { reader, writer } = postTransport({
    post: (message) => api.postMessage(message),
    receive(callback) {
      const listener = (event: MessageEvent) => callback(event.data);
      window.addEventListener('message', listener);
      return { dispose: () => window.removeEventListener('message', listener) };
    },
  });
  return connect<HostMethods, PanelMethods>(reader, writer, handlers);
}
