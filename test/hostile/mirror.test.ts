/** Servers that do not end: lists that go on, files without a length. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { CatalogEntry } from '../../src/models/catalog.ts';
import { downloadFolder, downloadModel } from '../../src/models/download/model.ts';
import type { ImpError } from '../../src/shared/errors.ts';
import { startServer, type Route } from '../download/server.ts';

const SHA = 'a'.repeat(40);
const entry = {
  id: 'imp-test',
  name: 'Imp test',
  summary: '',
  source: { kind: 'checkpoint', repository: 'MILVLG/Imp-test', revision: 'main' },
  languageModel: '',
  languages: [],
  license: { id: 'Apache-2.0' },
  quality: null,
  publishedLatency: [],
} as CatalogEntry;

async function setup(t: TestContext, routes: Record<string, Route>, more: Partial<CatalogEntry> = {}) {
  const server = await startServer(routes);
  const root = mkdtempSync(join(tmpdir(), 'imp-mirror-'));
  t.after(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });
  const go = (free?: (folder: string) => Promise<number>) =>
    downloadModel(root, { ...entry, ...more }, { fetch, offline: false, mirror: server.url, retryDelayMs: 1, free });
  return { server, root, go };
}

const json =
  (value: unknown, headers: Record<string, string> = {}): Route =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

test('a list whose next page never ends, or lies elsewhere, is given up', { timeout: 30_000 }, async (t) => {
  const tree = `/api/models/MILVLG/Imp-test/tree/${SHA}`;
  let page = 0;
  const routes: Record<string, Route> = {
    '/api/models/MILVLG/Imp-test/revision/main': json({ sha: SHA }),
    [tree]: (request, response) => json([], { link: `<${tree}?p=${++page}>; rel="next"` })(request, response),
  };
  const { go, server } = await setup(t, routes);
  await assert.rejects(
    go(),
    (error: ImpError) => error.code === 'download-corrupt' && /does not end/.test(error.message),
  );
  assert.ok(server.requests.length < 40, `${server.requests.length} requests`);
  routes[tree] = json([], { link: `<${tree}>; rel="next"` });
  await assert.rejects(go(), (error: ImpError) => /does not end/.test(error.message));
  routes[tree] = json([], { link: '<http://127.0.0.1:9/elsewhere>; rel="next"' });
  await assert.rejects(go(), (error: ImpError) => /somewhere else/.test(error.message));
});

/** Sends for as long as somebody listens, and never says how much it will be. */
const endless: Route = (_, response) => {
  response.writeHead(200);
  response.write('GGUF');
  const block = Buffer.alloc(4 << 20);
  const more = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', more);
  more();
};

test('a file without a length fills no disk, and nothing of it stays', { timeout: 60_000 }, async (t) => {
  const sums: Route = (_, response) =>
    void response.writeHead(200).end(`${'a'.repeat(64)}  m.gguf\n${'b'.repeat(64)}  p.gguf\n`);
  const routes = { '/imp-test/SHA256SUMS': sums, '/imp-test/m.gguf': endless, '/imp-test/p.gguf': endless };
  const left = (root: string) => readdirSync(downloadFolder(root, 'imp-test')).filter((name) => name.includes('gguf'));

  const large = await setup(t, routes, { parameters: 1000 });
  await assert.rejects(
    large.go(),
    (error: ImpError) => error.code === 'download-corrupt' && /far more/.test(error.message),
  );
  assert.deepEqual(left(large.root), []);

  const full = await setup(t, routes);
  let asked = 0;
  await assert.rejects(
    full.go(async () => (++asked < 3 ? 1e12 : 1e6)),
    (error: ImpError) => error.code === 'disk-full',
  );
  assert.deepEqual(left(full.root), []);
});
