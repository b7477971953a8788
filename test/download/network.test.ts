/** The command line's own way to the network, in a process of its own as users start it: proxy and authority come from the environment. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ProxySettings } from '../../src/models/index.ts';
import { makeCertificates, serveFile, startProxy, startServer, type RunningServer } from './server.ts';

const content = Buffer.concat([Buffer.from('GGUF'), randomBytes(200_000)]);
const hex = createHash('sha256').update(content).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'imp-network-'));
let plain: RunningServer;
let secure: RunningServer;
let caFile: string;

before(async () => {
  const certificates = makeCertificates(join(folder, 'tls'));
  caFile = certificates.caFile;
  plain = await startServer({ '/model.gguf': serveFile(() => content) });
  secure = await startServer({ '/model.gguf': serveFile(() => content) }, certificates);
});

after(async () => {
  await plain.close();
  await secure.close();
  rmSync(folder, { recursive: true });
});

/** Downloads in a child process, by the editor's settings where they are given; resolves with its error code and message, or `ok`. */
function download(
  server: RunningServer,
  environment: Record<string, string>,
  settings?: ProxySettings,
): Promise<string> {
  const target = join(folder, 'model.gguf');
  rmSync(target, { force: true });
  const script = `
    import { downloadFile } from './src/models/download/file.ts';
    import { editorFetch } from './src/models/download/editorFetch.ts';
    import { commandLineFetch } from './src/models/download/network.ts';
    const fetch = ${settings ? `await editorFetch(globalThis.fetch, ${JSON.stringify(settings)})` : 'commandLineFetch()'};
    const request = { url: '${server.url}/model.gguf', target: ${JSON.stringify(target)}, bytes: ${content.length}, digest: { algorithm: 'sha256', hex: '${hex}' } };
    downloadFile(request, { fetch, attempts: 1 }).then(() => console.log('ok'), (error) => console.log(error.code + ': ' + error.message));
  `;
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name)),
  );
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { env: { ...clean, ...environment } },
      (error, stdout) => {
        if (error) return reject(error);
        if (stdout.trim() === 'ok') assert.deepEqual(readFileSync(target), content);
        else assert.ok(!existsSync(target));
        resolve(stdout.trim());
      },
    );
  });
}

test('an authority that nobody vouches for is refused, with the way out', async () => {
  assert.match(
    await download(secure, {}),
    /^download-failed: The certificate of localhost:\d+ is not trusted here.*NODE_EXTRA_CA_CERTS/,
  );
});

test("a company's own authority is trusted through NODE_EXTRA_CA_CERTS", async () => {
  assert.equal(await download(secure, { NODE_EXTRA_CA_CERTS: caFile }), 'ok');
});

test('a proxy that wants credentials: without them the reason, with them the file', async (t) => {
  const proxy = await startProxy('dev', 'p@ss');
  t.after(() => proxy.close());
  assert.match(
    await download(plain, { HTTP_PROXY: proxy.url }),
    /^download-failed: The proxy wants a user name and a password \(407\)/,
  );
  assert.equal(proxy.requests.length, 0);
  const signedIn = proxy.url.replace('//', '//dev:p%40ss@');
  const direct = plain.requests.length;
  assert.equal(await download(plain, { HTTP_PROXY: signedIn }), 'ok');
  assert.equal(proxy.requests.length, 1);
  assert.equal(plain.requests.length, direct + 1, 'the proxy asked, nobody else');
});

test('the same for an encrypted server behind the proxy, with its own authority', async (t) => {
  const proxy = await startProxy('dev', 'secret');
  t.after(() => proxy.close());
  const environment = { NODE_EXTRA_CA_CERTS: caFile };
  assert.match(
    await download(secure, { ...environment, HTTPS_PROXY: proxy.url }),
    /^download-failed: The proxy wants a user name and a password/,
  );
  assert.equal(await download(secure, { ...environment, HTTPS_PROXY: proxy.url.replace('//', '//dev:secret@') }), 'ok');
  assert.equal(proxy.requests.length, 1);
});

test('NO_PROXY goes past the proxy', async (t) => {
  const proxy = await startProxy('dev', 'secret');
  t.after(() => proxy.close());
  assert.equal(await download(plain, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }), 'ok');
  assert.equal(proxy.requests.length + proxy.refused, 0);
});

test("the editor's own proxy settings: authorization, exceptions, certificates", async (t) => {
  const proxy = await startProxy('dev', 'secret');
  t.after(() => proxy.close());
  const settings: ProxySettings = {
    proxy: proxy.url,
    authorization: `Basic ${Buffer.from('dev:secret').toString('base64')}`,
    noProxy: [],
    strictSSL: true,
  };
  assert.match(
    await download(plain, {}, { ...settings, authorization: 'Basic wrong' }),
    /^download-failed: The proxy wants a user name and a password/,
  );
  assert.equal(await download(plain, {}, settings), 'ok');
  assert.equal(proxy.requests.length, 1);
  assert.match(
    await download(secure, {}, settings),
    /^download-failed: The certificate of localhost:\d+ is not trusted here/,
  );
  assert.equal(await download(secure, {}, { ...settings, strictSSL: false }), 'ok');
  const asked = proxy.requests.length;
  assert.equal(await download(plain, {}, { ...settings, noProxy: ['127.0.0.1'] }), 'ok');
  assert.equal(await download(secure, {}, { proxy: '', authorization: '', noProxy: [], strictSSL: false }), 'ok');
  assert.equal(proxy.requests.length, asked, 'neither went through the proxy');
});
