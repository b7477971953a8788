import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { downloadFile, type FileRequest, type TransferOptions } from '../../src/models/download/file.ts';
import type { ImpError } from '../../src/shared/errors.ts';
import { serveFile, startServer, type Route } from './server.ts';

const content = Buffer.concat([Buffer.from('GGUF'), randomBytes(300_000)]);
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

async function setUp(t: TestContext, routes: Record<string, Route>, name = 'model.gguf') {
  const folder = mkdtempSync(join(tmpdir(), 'imp-download-'));
  const server = await startServer(routes);
  t.after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const target = join(folder, name);
  const request = (path = '/model.gguf', more: Partial<FileRequest> = {}): FileRequest => ({
    url: server.url + path,
    target,
    bytes: content.length,
    digest: { algorithm: 'sha256', hex: sha256(content) },
    ...more,
  });
  const go = (req = request(), more: Partial<TransferOptions> = {}) =>
    downloadFile(req, { fetch, retryDelayMs: 5, stallMs: 2000, ...more });
  return { server, target, request, go };
}

/** That it fails with this code and says this. */
async function fails(work: Promise<unknown>, code: string, says: RegExp): Promise<ImpError> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: ImpError) => thrown,
  );
  assert.equal(error.code, code, error.message);
  assert.match(error.message, says);
  return error;
}

test('a whole file arrives, is verified and gets its name', async (t) => {
  const { target, go } = await setUp(t, { '/model.gguf': serveFile(() => content) });
  const seen: number[] = [];
  await go(undefined, { onProgress: (bytes) => seen.push(bytes) });
  assert.deepEqual(readFileSync(target), content);
  assert.equal(seen.at(-1), content.length);
  assert.ok(!existsSync(`${target}.incomplete`) && !existsSync(`${target}.incomplete.json`));
});

test('after cuts it goes on where it stopped, with the validator', async (t) => {
  const { target, go, server } = await setUp(t, {
    '/model.gguf': serveFile(() => content, { cuts: [100_000, 50_000] }),
  });
  await go();
  assert.deepEqual(readFileSync(target), content);
  assert.deepEqual(
    server.requests.map((request) => request.range),
    [undefined, 'bytes=100000-', 'bytes=150000-'],
  );
  assert.match(server.requests[1]!.ifRange!, /^"/);
});

test('a cut at the last attempt keeps what is here; the next call goes on', async (t) => {
  const { target, go, server } = await setUp(t, { '/model.gguf': serveFile(() => content, { cuts: [120_000, 0] }) });
  await fails(go(undefined, { attempts: 1 }), 'download-failed', /goes on where it stopped/);
  assert.equal(statSync(`${target}.incomplete`).size, 120_000);
  assert.ok(!existsSync(target));
  await go();
  assert.equal(server.requests.at(-1)!.range, 'bytes=120000-');
  assert.deepEqual(readFileSync(target), content);
});

test('a file that changed on the server meanwhile is fetched anew, not glued together', async (t) => {
  let now = Buffer.concat([Buffer.from('GGUF'), randomBytes(300_000)]);
  const { target, go, server } = await setUp(t, { '/model.gguf': serveFile(() => now, { cuts: [80_000] }) });
  await fails(go(undefined, { attempts: 1 }), 'download-failed', /connection/);
  now = content;
  await go();
  assert.deepEqual(readFileSync(target), content);
  assert.equal(server.requests.at(-1)!.range, 'bytes=80000-'); // asked, and refused by If-Range
});

test('without a usable validator the hash finds a mixed file, and one clean start heals it', async (t) => {
  let now = Buffer.concat([Buffer.from('GGUF'), randomBytes(300_000)]);
  const { target, go, server } = await setUp(t, {
    '/model.gguf': serveFile(() => now, { cuts: [80_000], etag: 'W/"weak"' }),
  });
  await fails(go(undefined, { attempts: 1 }), 'download-failed', /connection/);
  now = content;
  await go();
  assert.deepEqual(readFileSync(target), content);
  assert.deepEqual(
    server.requests.slice(1).map((request) => request.range),
    ['bytes=80000-', undefined],
  );
});

test('a server that ignores ranges restarts the file', async (t) => {
  const { target, go } = await setUp(t, {
    '/model.gguf': serveFile(() => content, { cuts: [90_000], ignoreRange: true }),
  });
  await go();
  assert.deepEqual(readFileSync(target), content);
});

test('a wrong hash is told, and nothing is left that looks like a model', async (t) => {
  const changed = Buffer.from(content);
  changed[200_000]! ^= 1;
  const { target, go } = await setUp(t, { '/model.gguf': serveFile(() => changed) });
  await fails(go(), 'download-corrupt', /SHA-256/);
  assert.ok(!existsSync(target) && !existsSync(`${target}.incomplete`));
});

test('a wrong size is told', async (t) => {
  const { target, go } = await setUp(t, { '/model.gguf': serveFile(() => content.subarray(0, 200_000)) });
  await fails(go(), 'download-corrupt', /200000 bytes, 300004 were expected/);
  assert.ok(!existsSync(target));
});

test('a web page in place of the model is recognised, whatever its status and length', async (t) => {
  const page: Route = (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/octet-stream' })
      .end('\n<!DOCTYPE html><title>Sign in</title>'.padEnd(4000));
  const { target, go, request } = await setUp(t, { '/model.gguf': page });
  await fails(go(), 'download-corrupt', /web page.*sign in/s);
  await fails(go(request('/model.gguf', { bytes: undefined })), 'download-corrupt', /web page/);
  assert.ok(!existsSync(target) && !existsSync(`${target}.incomplete`));
});

test("other content under a model's name is recognised by its first bytes", async (t) => {
  const junk = randomBytes(300_004);
  junk[0] = 1;
  const { go, request } = await setUp(t, { '/model.gguf': serveFile(() => junk), '/x': serveFile(() => junk) });
  await fails(go(), 'download-corrupt', /not a GGUF file/);
  const other = request('/x');
  await fails(
    go({ ...other, target: other.target.replace('.gguf', '.safetensors') }),
    'download-corrupt',
    /not a safetensors file/,
  );
  await fails(go({ ...other, target: other.target.replace('.gguf', '.json') }), 'download-corrupt', /not JSON/);
});

test('404 and 403 fail at once, with the way out', async (t) => {
  const { go, request, server } = await setUp(t, { '/private': (_, response) => response.writeHead(403).end() });
  await fails(go(request('/gone')), 'download-failed', /does not have \/gone \(404\)/);
  await fails(go(request('/private')), 'download-failed', /refuses access \(403\)/);
  assert.equal(server.requests.length, 2);
});

test('a busy server is asked again, and Retry-After is heard', async (t) => {
  let busy = 2;
  const file = serveFile(() => content);
  const { target, go, server } = await setUp(t, {
    '/model.gguf': (request, response) =>
      busy-- > 0 ? response.writeHead(503, { 'retry-after': '0' }).end() : file(request, response),
  });
  await go();
  assert.equal(server.requests.length, 3);
  assert.ok(existsSync(target));
});

test('redirects are followed, for resumed parts too', async (t) => {
  const { target, go, request, server } = await setUp(t, {
    '/resolve': (_, response) => response.writeHead(302, { location: '/model.gguf' }).end(),
    '/model.gguf': serveFile(() => content, { cuts: [70_000] }),
  });
  await go(request('/resolve'));
  assert.deepEqual(readFileSync(target), content);
  assert.deepEqual(
    server.requests.map(({ path, range }) => [path, range]),
    [
      ['/resolve', undefined],
      ['/model.gguf', undefined],
      ['/resolve', 'bytes=70000-'],
      ['/model.gguf', 'bytes=70000-'],
    ],
  );
});

test('a slow link that moves is left alone, however long the whole takes', async (t) => {
  const small = Buffer.concat([Buffer.from('GGUF'), randomBytes(40_000)]);
  const { target, go, request, server } = await setUp(t, { '/model.gguf': serveFile(() => small, { slow: 40 }) });
  // ten pieces 40 ms apart take longer than the stall limit
  await go(request(undefined, { bytes: small.length, digest: { algorithm: 'sha256', hex: sha256(small) } }), {
    stallMs: 250,
  });
  assert.deepEqual(readFileSync(target), small);
  assert.equal(server.requests.length, 1);
});

test('a sender that falls silent is given up and asked again for the rest', async (t) => {
  const { target, go, server } = await setUp(t, {
    '/model.gguf': serveFile(() => content, { stalls: [60_000, 1000] }),
  });
  await go(undefined, { stallMs: 200 });
  assert.deepEqual(readFileSync(target), content);
  assert.deepEqual(
    server.requests.map((request) => request.range),
    [undefined, 'bytes=60000-', 'bytes=61000-'],
  );
});

test('a sender that stays silent fails with a clear message', async (t) => {
  const { go } = await setUp(t, { '/model.gguf': () => {} });
  await fails(go(undefined, { stallMs: 60, attempts: 2 }), 'download-failed', /stopped sending/);
});

test('no server: the network is named', async (t) => {
  const { go, request, server } = await setUp(t, {});
  const req = request();
  await server.close();
  await fails(go(req, { attempts: 2 }), 'download-failed', /connection to 127\.0\.0\.1:\d+ failed.*ECONNREFUSED/);
});

test('too little space is found before a byte is transferred', async (t) => {
  const { go, server } = await setUp(t, { '/model.gguf': serveFile(() => content) });
  await fails(go(undefined, { free: async () => 100_000 }), 'disk-full', /64 MB needed, 100 KB free/);
  assert.equal(server.requests.length, 0);
});

test('stopping keeps the part for the next time', async (t) => {
  const { target, go } = await setUp(t, { '/model.gguf': serveFile(() => content, { slow: 5 }) });
  const stop = new AbortController();
  await fails(
    go(undefined, { signal: stop.signal, onProgress: (bytes) => bytes > 50_000 && stop.abort() }),
    'cancelled',
    /goes on from here/,
  );
  const kept = statSync(`${target}.incomplete`).size;
  assert.ok(kept > 50_000 && kept < content.length);
});

test('a part that belongs to another file is not resumed', async (t) => {
  const { target, go, server } = await setUp(t, { '/model.gguf': serveFile(() => content) });
  writeFileSync(`${target}.incomplete`, 'something else');
  writeFileSync(`${target}.incomplete.json`, JSON.stringify({ url: server.url, digest: 'of another version' }));
  await go();
  assert.equal(server.requests[0]!.range, undefined);
  assert.deepEqual(readFileSync(target), content);
});

test("small files of the hub are verified by git's object id", async (t) => {
  const json = Buffer.from('{"model_type": "imp"}\n');
  const { go, request } = await setUp(t, { '/config.json': serveFile(() => json) }, 'config.json');
  const oid = createHash('sha1').update(`blob ${json.length}\0`).update(json).digest('hex');
  await go(request('/config.json', { bytes: json.length, digest: { algorithm: 'git-blob', hex: oid } }));
  const { target } = request();
  rmSync(target);
  await fails(
    go(request('/config.json', { bytes: json.length, digest: { algorithm: 'git-blob', hex: oid.replace(/^./, 'x') } })),
    'download-corrupt',
    /hash/,
  );
});
