import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { CatalogEntry } from '../../src/models/catalog.ts';
import {
  downloadModel,
  downloadedBytes,
  removeDownload,
  type DownloadOptions,
} from '../../src/models/download/model.ts';
import type { ImpError } from '../../src/shared/errors.ts';
import { serveFile, startServer, type Route, type RunningServer } from './server.ts';

const SHA = 'a'.repeat(40);
const weights = () => {
  const header = Buffer.from('{"__metadata__":{}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, randomBytes(120_000)]);
};
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const gitOid = (data: Buffer) => createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
const json =
  (value: unknown): Route =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

const entry: CatalogEntry = {
  id: 'imp-test',
  name: 'Imp test',
  summary: '',
  source: { kind: 'checkpoint', repository: 'MILVLG/Imp-test', revision: 'main' },
  languageModel: '',
  languages: [],
  license: { id: 'Apache-2.0' },
  quality: null,
  publishedLatency: [],
};

/** A hub as its API answers: revision, tree in two pages with a Link header, files; code and pickles among them. */
function hub(files: Record<string, Buffer>, faults: Record<string, Route> = {}, sha = SHA): Record<string, Route> {
  const rows = Object.entries(files).map(([path, data]) => ({
    type: 'file',
    path,
    size: data.length,
    oid: gitOid(data),
    ...(data.length > 1000 && { lfs: { oid: sha256(data), size: data.length, pointerSize: 130 } }),
  }));
  const tree = `/api/models/MILVLG/Imp-test/tree/${sha}`;
  const half = Math.ceil(rows.length / 2);
  const routes: Record<string, Route> = {
    '/api/models/MILVLG/Imp-test/revision/main': json({ id: 'MILVLG/Imp-test', sha, siblings: [] }),
    [tree]: (request, response) => {
      const second = request.url!.includes('cursor=2');
      if (!second) response.setHeader('link', `<http://${request.headers.host}${tree}?cursor=2>; rel="next"`);
      json(second ? rows.slice(half) : rows.slice(0, half))(request, response);
    },
  };
  for (const [name, data] of Object.entries(files))
    routes[`/MILVLG/Imp-test/resolve/${sha}/${name}`] = faults[name] ?? serveFile(() => data);
  return routes;
}

async function setUp(t: TestContext, routes: Record<string, Route>) {
  const root = mkdtempSync(join(tmpdir(), 'imp-store-'));
  const servers: RunningServer[] = [];
  const start = async (more: Record<string, Route>) => {
    servers.push(await startServer(more));
    return servers.at(-1)!;
  };
  const server = await start(routes);
  t.after(async () => {
    for (const running of servers) await running.close();
    rmSync(root, { recursive: true });
  });
  const go = (more: Partial<DownloadOptions> = {}) =>
    downloadModel(root, entry, { fetch, offline: false, mirror: server.url, retryDelayMs: 5, ...more });
  return { root, server, start, go };
}

async function fails(work: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: ImpError) => thrown,
  );
  assert.equal(error.code, code, error.message);
  assert.match(error.message, says);
}

const config = Buffer.from('{"model_type":"imp"}');

test('a checkpoint is listed, fixed to its commit, fetched and verified; code and pickles stay away', async (t) => {
  const shard = weights();
  const { root, server, go } = await setUp(
    t,
    hub({
      'README.md': Buffer.from('x'),
      'config.json': config,
      'modeling_imp.py': Buffer.from('x'),
      'model.safetensors': shard,
      'pytorch_model.bin': randomBytes(2000),
    }),
  );
  const last: number[] = [];
  const done = await go({ onProgress: ({ fraction }) => last.push(fraction) });
  assert.equal(done.kind, 'checkpoint');
  assert.equal(done.source, `MILVLG/Imp-test@${SHA}`);
  assert.deepEqual(readdirSync(done.folder).sort(), ['config.json', 'download.json', 'model.safetensors']);
  assert.deepEqual(readFileSync(join(done.folder, 'model.safetensors')), shard);
  assert.equal(last.at(-1), 1);
  assert.ok((await downloadedBytes(root, 'imp-test'))! >= shard.length);
  const before = server.requests.length;
  await go();
  assert.ok(!server.requests.slice(before).some(({ path }) => path.includes('resolve')), 'nothing is fetched twice');
});

test('a stopped download goes on in the file where it stopped', async (t) => {
  const shard = weights();
  const { server, go } = await setUp(
    t,
    hub(
      { 'config.json': config, 'model.safetensors': shard },
      { 'model.safetensors': serveFile(() => shard, { slow: 5 }) },
    ),
  );
  const stop = new AbortController();
  await fails(
    go({ signal: stop.signal, onProgress: ({ receivedBytes }) => receivedBytes > 40_000 && stop.abort() }),
    'cancelled',
    /goes on/,
  );
  await go();
  const ranges = server.requests.filter(({ path }) => path.endsWith('.safetensors')).map(({ range }) => range);
  assert.equal(ranges.length, 2);
  assert.match(ranges[1]!, /^bytes=[1-9]\d+-$/);
});

test('after a new revision on the hub only what changed is fetched again', async (t) => {
  const same = weights();
  const first = await setUp(t, hub({ 'config.json': config, 'a.safetensors': same }));
  await first.go();
  const other = await first.start(
    hub(
      { 'config.json': Buffer.from('{"v":2}'), 'a.safetensors': same, 'b.safetensors': weights() },
      {},
      'b'.repeat(40),
    ),
  );
  const done = await first.go({ mirror: other.url });
  assert.deepEqual(readdirSync(done.folder).sort(), ['a.safetensors', 'b.safetensors', 'config.json', 'download.json']);
  assert.equal(readFileSync(join(done.folder, 'config.json'), 'utf8'), '{"v":2}');
  assert.ok(!other.requests.some(({ path }) => path.endsWith('a.safetensors')));
});

test('a plain mirror with SHA256SUMS gives the pair itself', async (t) => {
  const model = Buffer.concat([Buffer.from('GGUF'), randomBytes(5000)]);
  const mmproj = Buffer.concat([Buffer.from('GGUF'), randomBytes(4000)]);
  const sums = `${sha256(model)}  m.gguf\n${sha256(mmproj)} *mmproj.gguf\n${sha256(config)}  imp-model.json\n`;
  const { go, server } = await setUp(t, {
    '/imp-test/SHA256SUMS': (_, response) => response.end(sums),
    '/imp-test/m.gguf': serveFile(() => model),
    '/imp-test/mmproj.gguf': serveFile(() => mmproj),
  });
  const done = await go({ mirror: `${server.url}/` });
  assert.equal(done.kind, 'gguf');
  assert.deepEqual(
    done.files.map((file) => readFileSync(file)),
    [model, mmproj],
  );
});

test('SHA256SUMS that names a path is refused', async (t) => {
  const { go } = await setUp(t, {
    '/imp-test/SHA256SUMS': (_, response) => response.end(`${'0'.repeat(64)}  ../../evil.gguf\n`),
  });
  await fails(go(), 'download-corrupt', /line that is not/);
});

test('a file list that names a path outside is not followed', async (t) => {
  const { go } = await setUp(
    t,
    hub({
      'config.json': config,
      'model.safetensors': weights(),
      '../evil.safetensors': weights(),
      'sub/model.safetensors': weights(),
    }),
  );
  const done = await go();
  assert.deepEqual(readdirSync(done.folder).sort(), ['config.json', 'download.json', 'model.safetensors']);
});

test('the offline switch forbids every request', async (t) => {
  const { root, server, go } = await setUp(t, hub({ 'model.safetensors': weights() }));
  await fails(go({ offline: true }), 'offline', /imp\.offline/);
  assert.equal(server.requests.length, 0);
  assert.ok(!existsSync(join(root, 'downloads')));
});

test('a repository without safetensors is refused before gigabytes are fetched', async (t) => {
  const { go, server } = await setUp(t, hub({ 'config.json': config, 'pytorch_model.bin': randomBytes(3000) }));
  await fails(go(), 'checkpoint-unsupported', /only pickle files/);
  assert.ok(!server.requests.some(({ path }) => path.includes('resolve')));
});

test("a proxy's page in place of the list, an unknown repository, a mirror that is no address", async (t) => {
  const { go, start } = await setUp(t, {});
  await fails(go(), 'download-failed', /does not have .*\(404\)/);
  const page: Route = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
  const portal = await start({ '/imp-test/SHA256SUMS': page, '/api/models/MILVLG/Imp-test/revision/main': page });
  await fails(go({ mirror: portal.url }), 'download-corrupt', /web page/);
  await fails(go({ mirror: 'models.example' }), 'usage', /must begin with https/);
});

test('not enough space for the whole is found before the first file', async (t) => {
  const { go, server } = await setUp(t, hub({ 'config.json': config, 'model.safetensors': weights() }));
  await fails(go({ free: async () => 64e6 + 100_000 }), 'disk-full', /64 MB needed/);
  assert.ok(!server.requests.some(({ path }) => path.includes('resolve')));
});

test('two windows: the second is told, the first goes on', async (t) => {
  const shard = weights();
  const { go } = await setUp(
    t,
    hub(
      { 'config.json': config, 'model.safetensors': shard },
      { 'model.safetensors': serveFile(() => shard, { slow: 10 }) },
    ),
  );
  const first = go();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await fails(go(), 'store-busy', /another window/);
  assert.deepEqual(readFileSync((await first).files.at(-1)!), shard);
});

test('a download can be thrown away', async (t) => {
  const { root, go } = await setUp(t, hub({ 'config.json': config, 'model.safetensors': weights() }));
  await go();
  writeFileSync(join(root, 'downloads', 'keep'), '');
  await removeDownload(root, 'imp-test');
  assert.deepEqual(readdirSync(join(root, 'downloads')), ['keep']);
});
