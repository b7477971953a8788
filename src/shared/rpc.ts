/**
 * Typed requests with events, cancel and coded errors over any vscode-jsonrpc message connection.
 * The same code serves the engine's fork IPC (bytes travel unencoded) and the webview's messages.
 *
 * vscode-jsonrpc needs to know where it runs: each entry point imports `vscode-jsonrpc/node` or `vscode-jsonrpc/browser`
 * once, before it connects.
 */
import {
  CancellationTokenSource,
  ProgressType,
  ResponseError,
  createMessageConnection,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc';
import { ImpError, type ErrorData, stopped, throwIfStopped } from './errors.ts';
import { msg } from './message.ts';

/** One method: what it takes, what it returns, and what it reports on the way. */
export interface Method<Params, Result, Event = never> {
  params: Params;
  result: Result;
  event: Event;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyMethods = { [name: string]: Method<any, any, any> };
/** Interfaces have no index signature: this accepts them all the same. */
export type Methods<M> = { [K in keyof M]: AnyMethods[string] };

export interface CallOptions<Event> {
  signal?: AbortSignal;
  onEvent?: (event: Event) => void;
}

/** The other side, as its methods. Rejects with ImpError alone. */
export interface Remote<M extends Methods<M>> {
  request<K extends keyof M & string>(
    method: K,
    params: M[K]['params'],
    options?: CallOptions<M[K]['event']>,
  ): Promise<M[K]['result']>;
}

export interface CallContext<Event> {
  /** Aborts when the caller cancels or the connection ends. */
  signal: AbortSignal;
  emit(event: Event): void;
}

export type Handlers<M extends Methods<M>> = {
  [K in keyof M]: (
    params: M[K]['params'],
    context: CallContext<M[K]['event']>,
  ) => Promise<M[K]['result']> | M[K]['result'];
};

interface Envelope {
  params: unknown;
  /** Progress token, present when the caller wants events. */
  token?: number;
}

const progress = new ProgressType<unknown>();
const USER_ERROR = 1; // outside JSON-RPC's reserved range; the true code is in the error's data

export interface Peer<M extends Methods<M>> extends Remote<M> {
  /** Settles when the connection has ended; pending requests have been rejected with `engine-stopped` by then. */
  readonly closed: Promise<void>;
  close(reason?: ImpError): void;
}

/** Opens a connection; `handlers` serve the other side's requests, the returned peer sends ours. */
export function connect<Theirs extends Methods<Theirs>, Ours extends Methods<Ours> = Record<never, never>>(
  reader: MessageReader,
  writer: MessageWriter,
  handlers?: Handlers<Ours>,
): Peer<Theirs> {
  const connection = createMessageConnection(reader, writer);
  const ended = new AbortController();
  let finish!: () => void;
  const closed = new Promise<void>((resolve) => (finish = resolve));
  let nextToken = 1;
  let closeReason = new ImpError('engine-stopped', msg`The connection ended.`);
  const close = (reason?: ImpError) => {
    if (ended.signal.aborted) return;
    if (reason) closeReason = reason;
    ended.abort();
    connection.dispose();
    finish();
  };
  connection.onClose(() => close());
  connection.onError(() => close());
  if (handlers) serve(connection, handlers, ended.signal);
  connection.listen();

  return {
    closed,
    close,
    async request(method, params, options = {}) {
      if (ended.signal.aborted) throw closeReason;
      throwIfStopped(options.signal);
      const cancel = new CancellationTokenSource();
      const onAbort = () => cancel.cancel();
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const token = options.onEvent ? nextToken++ : undefined;
      const events =
        token === undefined ? undefined : connection.onProgress(progress, token, (event) => options.onEvent!(event));
      let onEnd!: () => void;
      const end = new Promise<never>((_, reject) => {
        onEnd = () => reject(closeReason);
        ended.signal.addEventListener('abort', onEnd, { once: true });
      });
      try {
        const envelope: Envelope = { params, ...(token !== undefined && { token }) };
        return await Promise.race([connection.sendRequest<never>(method, envelope, cancel.token), end]);
      } catch (thrown) {
        if (thrown instanceof ResponseError && isErrorData(thrown.data)) throw ImpError.fromData(thrown.data);
        throw ended.signal.aborted ? closeReason : ImpError.from(thrown);
      } finally {
        end.catch(() => {});
        ended.signal.removeEventListener('abort', onEnd);
        events?.dispose();
        options.signal?.removeEventListener('abort', onAbort);
        cancel.dispose();
      }
    },
  };
}

/** Answers every request of the other side with this error. */
export function refuse(reader: MessageReader, writer: MessageWriter, error: ImpError): void {
  const connection = createMessageConnection(reader, writer);
  connection.onRequest(() => {
    throw new ResponseError(USER_ERROR, error.message, error.toData());
  });
  connection.listen();
}

function serve<M extends Methods<M>>(connection: MessageConnection, handlers: Handlers<M>, ended: AbortSignal): void {
  for (const [method, handler] of Object.entries(handlers) as [string, Handlers<AnyMethods>[string]][]) {
    connection.onRequest(method, async (envelope: Envelope, cancelToken) => {
      const stop = new AbortController();
      const abort = () => stop.abort();
      const listener = cancelToken.onCancellationRequested(abort);
      if (cancelToken.isCancellationRequested) abort();
      ended.addEventListener('abort', abort, { once: true });
      try {
        return await handler(envelope.params, {
          signal: stop.signal,
          emit(event) {
            if (envelope.token !== undefined && !ended.aborted)
              void connection.sendProgress(progress, envelope.token, event);
          },
        });
      } catch (thrown) {
        const error = stop.signal.aborted ? stopped() : ImpError.from(thrown);
        throw new ResponseError(USER_ERROR, error.message, error.toData());
      } finally {
        listener.dispose();
        ended.removeEventListener('abort', abort);
      }
    });
  }
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data;
}
