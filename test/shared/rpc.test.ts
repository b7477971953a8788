import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import test from 'node:test';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Message } from 'vscode-jsonrpc/node';
import { ImpError } from '../../src/shared/errors.ts';
import { connect, type Handlers, type Method, type Peer } from '../../src/shared/rpc.ts';

interface Calculator {
  add: Method<{ a: number; b: number }, number>;
  count: Method<{ to: number }, string, number>;
  wait: Method<Record<never, never>, void>;
  fail: Method<{ known: boolean }, void>;
  bytes: Method<{ data: Uint8Array }, Uint8Array>;
}

class PortReader extends AbstractMessageReader {
  constructor(private readonly port: MessagePort) {
    super();
  }
  listen(callback: DataCallback) {
    this.port.on('message', callback);
    this.port.on('close', () => this.fireClose());
    return { dispose() {} };
  }
}

class PortWriter extends AbstractMessageWriter {
  constructor(private readonly port: MessagePort) {
    super();
  }
  async write(message: Message) {
    this.port.postMessage(message);
  }
  end() {}
}

function pair(t: test.TestContext): {
  client: Peer<Calculator>;
  server: Peer<Record<never, never>>;
  seen: { aborted: boolean };
} {
  const { port1, port2 } = new MessageChannel();
  const seen = { aborted: false };
  const handlers: Handlers<Calculator> = {
    add: ({ a, b }) => a + b,
    count({ to }, { emit }) {
      for (let i = 1; i <= to; i++) emit(i);
      return 'counted';
    },
    wait: (_params, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          seen.aborted = true;
          reject(new Error('aborted'));
        }),
      ),
    fail({ known }) {
      if (known) throw new ImpError('memory', 'Needs 3 GB, 1 GB is free.', { details: { need: 3 } });
      throw new TypeError('x is undefined');
    },
    bytes: ({ data }) => data.map((value) => value + 1),
  };
  const server = connect<Record<never, never>, Calculator>(new PortReader(port2), new PortWriter(port2), handlers);
  const client = connect<Calculator>(new PortReader(port1), new PortWriter(port1));
  t.after(() => {
    port1.close();
    port2.close();
  });
  return { client, server, seen };
}

test('a request returns its result, bytes travel as bytes', async (t) => {
  const { client } = pair(t);
  assert.equal(await client.request('add', { a: 2, b: 3 }), 5);
  const back = await client.request('bytes', { data: new Uint8Array([1, 2, 255]) });
  assert.ok(back instanceof Uint8Array);
  assert.deepEqual([...back], [2, 3, 0]);
});

test('events arrive in order and before the result, for the right request', async (t) => {
  const { client } = pair(t);
  const first: number[] = [];
  const second: number[] = [];
  const results = await Promise.all([
    client.request('count', { to: 3 }, { onEvent: (n) => first.push(n) }),
    client.request('count', { to: 2 }, { onEvent: (n) => second.push(n) }),
  ]);
  assert.deepEqual(results, ['counted', 'counted']);
  assert.deepEqual(first, [1, 2, 3]);
  assert.deepEqual(second, [1, 2]);
});

test('an abort reaches the handler and the caller gets `cancelled`', async (t) => {
  const { client, seen } = pair(t);
  const stop = new AbortController();
  const waiting = client.request('wait', {}, { signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(waiting, (error: ImpError) => error.code === 'cancelled');
  assert.ok(seen.aborted);
  await assert.rejects(
    client.request('wait', {}, { signal: AbortSignal.abort() }),
    (error: ImpError) => error.code === 'cancelled',
  );
});

test('codes and details of errors survive the boundary; an unknown throw becomes `internal`', async (t) => {
  const { client } = pair(t);
  await assert.rejects(client.request('fail', { known: true }), (error: ImpError) => {
    assert.ok(error instanceof ImpError);
    assert.deepEqual([error.code, error.message, error.details], ['memory', 'Needs 3 GB, 1 GB is free.', { need: 3 }]);
    return true;
  });
  await assert.rejects(client.request('fail', { known: false }), (error: ImpError) => error.code === 'internal');
  await assert.rejects(client.request('nothing' as 'add', { a: 1, b: 1 }), ImpError);
});

test('the end of the connection rejects what is running with the reason, and later requests too', async (t) => {
  const { client, server, seen } = pair(t);
  const waiting = client.request('wait', {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.close(new ImpError('engine-crashed', 'It crashed.'));
  await assert.rejects(waiting, (error: ImpError) => error.code === 'engine-crashed');
  await assert.rejects(client.request('add', { a: 1, b: 1 }), (error: ImpError) => error.code === 'engine-crashed');
  await client.closed;
  server.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(seen.aborted, 'the handler of a lost caller is aborted');
});
