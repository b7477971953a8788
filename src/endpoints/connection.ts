/** Requests to one endpoint: only where that is allowed, never to another host, with a bound on time and size. */
import { ImpError } from '../shared/errors.ts';
import type { EndpointAddress } from './address.ts';
import { boundedText } from './body.ts';
import { complaintOf, isComplaint } from './complaint.ts';
import { failedConnection, redirected, refused, silent } from './failures.ts';
import { checkPermission, type Permission } from './permission.ts';

export interface ConnectionOptions {
  address: EndpointAddress;
  /** Sent as a Bearer key, to this endpoint alone. */
  key?: string;
  /** The editor's or the command line's (models/download/network.ts): proxy and authorities are its business. */
  fetch: typeof globalThis.fetch;
  permission: Permission;
  /** A question whose answer says nothing for so long is given up, in milliseconds. */
  silenceMs?: number;
  /** The first wait for a server that loads or is busy, in milliseconds; each next one is twice as long. */
  waitMs?: number;
}

export interface RequestOptions {
  /** JSON; absent: GET. */
  body?: object;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export interface JsonAnswer {
  status: number;
  /** Parsed, else the text. */
  body: unknown;
  headers: Headers;
}

/** A slow first token: a large picture on a few cores takes minutes. */
const SILENCE_MS = 10 * 60_000;
const WAIT_MS = 1000;
const SMALL_REQUEST_MS = 10_000;
const MOST_REDIRECTS = 3;

export class Connection {
  readonly address: EndpointAddress;
  readonly silenceMs: number;
  readonly waitMs: number;
  private readonly options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.address = options.address;
    this.silenceMs = options.silenceMs ?? SILENCE_MS;
    this.waitMs = options.waitMs ?? WAIT_MS;
  }

  get withKey(): boolean {
    return Boolean(this.options.key);
  }

  /**
   * A small question about the server; whatever status it answers with is an answer.
   * @throws ImpError `endpoint-unreachable`, `endpoint-failed`, `offline`, `consent-refused`, `cancelled`
   */
  async json(
    path: string,
    { body, signal, headers, timeoutMs = SMALL_REQUEST_MS }: RequestOptions & { timeoutMs?: number } = {},
  ): Promise<JsonAnswer> {
    const watch = new Watch(this.address, timeoutMs, signal);
    try {
      const response = await this.send(path, { body, headers }, watch);
      return { status: response.status, body: await boundedBody(response), headers: response.headers };
    } catch (thrown) {
      throw watch.reason(thrown);
    } finally {
      watch.end();
    }
  }

  /**
   * As `json`, but only an answer with status 200 that is no complaint; else its complaint as an error.
   * @throws ComplaintError beside what `json` throws
   */
  async need(path: string, model: string, options: RequestOptions & { timeoutMs?: number } = {}): Promise<unknown> {
    const { status, body, headers } = await this.json(path, options);
    if (status !== 200 || isComplaint(body))
      throw refused(complaintOf(status, body, headers.get('retry-after')), this.address, model, this.withKey);
    return body;
  }

  /**
   * A question with a long answer; its chunks come through `body` as they arrive. `alive` is called when something came.
   * @throws ComplaintError where the server refuses; what breaks later is thrown by `body`
   */
  async stream(
    path: string,
    model: string,
    { body, signal, headers }: RequestOptions,
  ): Promise<{ type: string; body: AsyncIterable<Uint8Array>; alive: () => void; close: () => void }> {
    const watch = new Watch(this.address, this.silenceMs, signal);
    try {
      const response = await this.send(path, { body, headers }, watch);
      if (response.status !== 200) {
        const complaint = complaintOf(
          response.status,
          await boundedBody(response),
          response.headers.get('retry-after'),
        );
        throw refused(complaint, this.address, model, this.withKey);
      }
      return {
        type: response.headers.get('content-type') ?? '',
        body: this.chunks(response, watch),
        alive: () => watch.alive(),
        close: () => watch.abort(),
      };
    } catch (thrown) {
      watch.end();
      throw watch.reason(thrown);
    }
  }

  private async *chunks(response: Response, watch: Watch): AsyncGenerator<Uint8Array> {
    try {
      if (response.body) for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) yield chunk;
    } catch (thrown) {
      throw watch.reason(thrown, true);
    } finally {
      watch.end();
      watch.abort(); // whoever stops reading wants no more of it
    }
  }

  private async send(path: string, { body, headers }: RequestOptions, watch: Watch): Promise<Response> {
    const { address, key, fetch, permission } = this.options;
    let url = address.base + path;
    for (let hop = 0; ; hop++) {
      checkPermission(address, permission);
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        signal: watch.signal,
        headers: {
          accept: 'application/json, text/event-stream',
          ...(body && { 'content-type': 'application/json' }),
          ...(key && { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (response.status < 300 || response.status >= 400 || response.status === 304) return response;
      await response.body?.cancel().catch(() => {});
      const target = resolved(response.headers.get('location'), url);
      // 301 to 303 make a GET of a question: only what is repeated as it was is followed.
      const same = target?.origin === address.origin && (!body || response.status === 307 || response.status === 308);
      if (!target || !same || hop >= MOST_REDIRECTS) throw redirected(address, (target?.href ?? '?').slice(0, 200));
      url = target.href;
    }
  }
}

function resolved(location: string | null, base: string): URL | undefined {
  try {
    return location === null ? undefined : new URL(location, base);
  } catch {
    return undefined;
  }
}

/** Ends a request when the user stops, and when nothing was heard for too long. */
class Watch {
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private late = false;
  private ended = false;
  private readonly onUser = () => this.stop.abort();

  constructor(
    private readonly address: EndpointAddress,
    private readonly ms: number,
    private readonly user: AbortSignal | undefined,
  ) {
    if (user?.aborted) this.stop.abort();
    user?.addEventListener('abort', this.onUser, { once: true });
    this.alive();
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  alive(): void {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.timer = setTimeout(() => {
      this.late = true;
      this.stop.abort();
    }, this.ms);
  }

  abort(): void {
    this.stop.abort();
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.user?.removeEventListener('abort', this.onUser);
  }

  /** Why it ended, where something was thrown. */
  reason(thrown: unknown, answering = false): ImpError {
    if (this.user?.aborted) return new ImpError('cancelled', 'Stopped.', { cause: thrown });
    if (this.late) return silent(this.address, Math.round(this.ms / 1000));
    return failedConnection(thrown, this.address, answering);
  }
}

/** A body within bounds: parsed where it is JSON, else its beginning as text. */
async function boundedBody(response: Response): Promise<unknown> {
  const { text, whole } = await boundedText(response.body as AsyncIterable<Uint8Array> | null);
  if (!whole) return '';
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return /^\s*</.test(text) ? '' : text.slice(0, 2000); // a proxy's page says nothing to people
  }
}
