/** A vscode-jsonrpc transport over any pair of post and receive functions that carry structured values. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc';

export interface PostChannel {
  /** Hands one message over; may be asynchronous. */
  post(message: unknown): unknown;
  /** Calls back for every message that arrives, until disposed. */
  receive(callback: (message: unknown) => void): Disposable;
}

class PostReader extends AbstractMessageReader {
  constructor(private readonly channel: PostChannel) {
    super();
  }
  listen(callback: DataCallback): Disposable {
    return this.channel.receive((message) => {
      if (isMessage(message)) callback(message);
    });
  }
}

class PostWriter extends AbstractMessageWriter {
  constructor(private readonly channel: PostChannel) {
    super();
  }
  async write(message: Message): Promise<void> {
    await this.channel.post(message);
  }
  end(): void {}
}

/** Reader and writer for `connect` (rpc.ts). A webview installs its runtime by importing 'vscode-jsonrpc/browser' first. */
export function postTransport(channel: PostChannel): { reader: MessageReader; writer: MessageWriter } {
  return { reader: new PostReader(channel), writer: new PostWriter(channel) };
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && (value as { jsonrpc?: unknown }).jsonrpc === '2.0';
}
